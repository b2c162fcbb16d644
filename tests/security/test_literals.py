"""Text literals through the whole path: one statement, one literal equal to the input."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlglot
from sqlglot import exp

import segql
from segql.catalog.models import Catalog
from segql.catalog.physical import Column, ColumnKind, Dataset, Table
from segql.diagnostics import SegqlError
from segql.engines import Engine, scratch
from tests.security.payloads import PAYLOADS, REFUSED, written

OTHERS = ("x", "", "Brien", "customers", "0")
COLUMNS = {
    "id": Column(ColumnKind.INTEGER),
    "name": Column(ColumnKind.TEXT),
    "tags": Column(ColumnKind.TEXT, many=True),
}
CATALOG = Catalog.model_validate(
    {
        "customer": {
            "table": "customers",
            "key": "id",
            "attributes": {
                "name": {"type": "text"},
                "folded": {"type": "text", "column": "name", "case": "insensitive"},
                "tags": {"type": "list of text"},
            },
        },
        "events": {
            "visits": {"table": "visits", "customer": "id", "fields": {"name": {"type": "text"}}}
        },
    }
)
CONDITIONS = (
    "name = {0}",
    "name in ({0}, {0})",
    "name in ({0}, 'another', 'third')",
    "name starts with {0} and name ends with {0} and name contains {0}",
    "not name != {0}",
    "folded = {0}",
    "tags = {0}",
    "tags has only ({0})",
    "any(visits where name = {0})",
    "most frequent(visits.name) = {0}",
    "(if name = {0} then {0} else 'no') = {0}",
)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with scratch() as opened:
        yield opened


@pytest.mark.parametrize("about", PAYLOADS)
def test_a_text_finds_itself_and_nothing_else(engine: Engine, about: str) -> None:
    text = PAYLOADS[about]
    names = [text, *OTHERS, text + "x", None]
    rows = [
        {"id": number, "name": name, "tags": None if name is None else [name]}
        for number, name in enumerate(names)
    ]
    data = Dataset({"customers": Table(COLUMNS, rows), "visits": Table(COLUMNS, rows)})
    engine.load(data)
    for condition in CONDITIONS:
        sql = segql.compile(condition.format(written(text)), catalog=CATALOG, as_of="2024-06-30")
        assert [row[0] for row in engine.rows(sql)] == [0], condition


@pytest.mark.parametrize("about", PAYLOADS)
def test_the_statement_is_one_with_the_text_as_a_literal(about: str) -> None:
    text = PAYLOADS[about]
    sql = segql.compile(f"name = {written(text)}", catalog=CATALOG, as_of="2024-06-30")
    [statement] = sqlglot.parse(sql, dialect="duckdb")
    assert isinstance(statement, exp.Select)
    assert [node.this for node in statement.find_all(exp.Literal)] == [text]
    assert not any(node.comments for node in statement.walk())


@pytest.mark.parametrize("about", REFUSED)
def test_what_no_engine_stores_is_refused(about: str) -> None:
    text = "".join(f"\\u{{{ord(character):X}}}" for character in REFUSED[about])
    for literal in (f'"{text}"', f'"{REFUSED[about]}"'):
        with pytest.raises(SegqlError) as failure:
            segql.compile(f"name = {literal}", catalog=CATALOG, as_of="2024-06-30")
        assert failure.value.exit_code == 1
        assert all(problem.span is not None for problem in failure.value.diagnostics)


@pytest.mark.parametrize("about", PAYLOADS)
def test_titles_owners_and_tags_never_reach_the_statement(about: str) -> None:
    literal = written(f"mark4711 {PAYLOADS[about]}")
    text = f"segment s {literal} goal {literal} owner {literal} tags {literal} note {literal}"
    sql = segql.compile(f"{text} where id_known", catalog=_with_known_key(), as_of="2024-06-30")
    assert "mark4711" not in sql


def _with_known_key() -> Catalog:
    data = CATALOG.model_dump(by_alias=True)
    data["customer"]["attributes"]["id_known"] = {"expression": "name is known"}
    return Catalog.model_validate(data)
