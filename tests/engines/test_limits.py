"""How large one statement may be: what is said of each dialect holds on its engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

import pytest

from segql.catalog.physical import Column, ColumnKind, Dataset, Table
from segql.diagnostics import SegqlError
from segql.engines import Engine, scratch
from segql.sql.dialects import dialect_named
from segql.sql.dialects.base import Limits

DATA = Dataset({"c": Table({"k": Column(ColumnKind.INTEGER)}, [{"k": 1}])})
AMPLE = {"tables": 100, "ctes": 200, "columns": 4000, "terms": 900}


def _tables(count: int) -> str:
    joins = "".join(f" JOIN c AS t{n} ON t{n}.k = t0.k" for n in range(1, count))
    return f"SELECT COUNT(*) FROM c AS t0{joins}"


def _ctes(count: int) -> str:
    later = "".join(f", q{n} AS (SELECT k FROM q{n - 1})" for n in range(1, count))
    return f"WITH q0 AS (SELECT k FROM c){later} SELECT COUNT(*) FROM q{count - 1}"


def _columns(count: int) -> str:
    return f"SELECT {', '.join(f'k AS k{n}' for n in range(count))} FROM c"


def _terms(count: int) -> str:
    return f"SELECT COUNT(*) FROM ({' UNION ALL '.join(['SELECT k FROM c'] * count)}) AS u"


STATEMENTS: dict[str, Callable[[int], str]] = {
    "tables": _tables, "ctes": _ctes, "columns": _columns, "terms": _terms,
}  # fmt: skip


def _hold(engine: Engine, kind: str, limit: int | None) -> None:
    statement = STATEMENTS[kind]
    list(engine.rows(statement(limit or AMPLE[kind])))
    if limit is not None:
        with pytest.raises(SegqlError):
            list(engine.rows(statement(limit + limit // 10 + 1)))


@pytest.mark.parametrize("kind", STATEMENTS)
def test_an_engine_takes_what_its_dialect_says_and_no_more(engine: Engine, kind: str) -> None:
    engine.load(DATA)
    _hold(engine, kind, getattr(dialect_named(engine.dialect).limits, kind))


@pytest.mark.parametrize("kind", STATEMENTS)
def test_duckdb_too(kind: str) -> None:
    with scratch() as engine:
        engine.load(DATA)
        _hold(engine, kind, getattr(dialect_named("duckdb").limits, kind))


def test_every_limit_but_the_length_of_the_text_is_tried() -> None:
    assert {field.name for field in fields(Limits)} == {*STATEMENTS, "text"}
