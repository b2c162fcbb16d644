"""ZetaSQL in process: kinds of values in and out, tables of datasets, errors in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from segql.catalog.models import Target
from segql.catalog.physical import Column, ColumnKind, Dataset, Table
from segql.diagnostics import SegqlError
from segql.engines import Engine, connect, scratch

pytestmark = pytest.mark.warehouse
pytest.importorskip("zetasql")

KINDS = ColumnKind
VALUES: list[tuple[Column, Any, str]] = [
    (Column(KINDS.INTEGER), -(2**63), "INT64"),
    (Column(KINDS.INTEGER), 2**63 - 1, "INT64"),
    (Column(KINDS.DECIMAL, scale=2), Decimal("-12.34"), "NUMERIC"),
    (Column(KINDS.DECIMAL, scale=2), Decimal(100), "NUMERIC"),
    (Column(KINDS.DECIMAL), Decimal("99999999999999999999999999999.999999999"), "NUMERIC"),
    (Column(KINDS.DECIMAL), Decimal("0.1234567891"), "BIGNUMERIC"),
    (Column(KINDS.DECIMAL), Decimal(10**37), "BIGNUMERIC"),
    (Column(KINDS.DOUBLE), 0.1, "DOUBLE"),
    (Column(KINDS.TEXT), "it's \\ 😀\n", "STRING"),
    (Column(KINDS.BOOLEAN), False, "BOOL"),
    (Column(KINDS.DATE), date(1, 1, 1), "DATE"),
    (Column(KINDS.DATE), date(9999, 12, 31), "DATE"),
    (Column(KINDS.TIMESTAMP), datetime(2024, 2, 29, 23, 59, 58, 123456), "DATETIME"),
    (Column(KINDS.INSTANT), datetime(1960, 1, 1, 1, 1, 1, 5, tzinfo=UTC), "TIMESTAMP"),
    (Column(KINDS.UUID), "0b9f6a7e-0000-4000-8000-000000000001", "STRING"),
    (Column(KINDS.JSON), '{"a":[1,2]}', "JSON"),
    (Column(KINDS.TEXT, many=True), ["a", None, "a"], "ARRAY<STRING>"),
    (Column(KINDS.DECIMAL, many=True), [Decimal("1.5"), None], "ARRAY<NUMERIC>"),
    (Column(KINDS.TEXT, many=True), [], "ARRAY<STRING>"),
    (
        Column(KINDS.STRUCT, fields={"a": Column(KINDS.INTEGER), "b": Column(KINDS.DATE)}),
        {"a": 1, "b": None},
        "STRUCT",
    ),
]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with scratch(Target(engine="zetasql")) as opened:
        yield opened


@pytest.mark.parametrize(("column", "value", "raw"), VALUES, ids=[raw for _, _, raw in VALUES])
def test_a_value_comes_out_as_it_went_in(
    engine: Engine, column: Column, value: Any, raw: str
) -> None:
    engine.load(Dataset({"t": Table({"n": Column(KINDS.INTEGER), "x": column},
                                    [{"n": 1, "x": value}, {"n": 2}])}))  # fmt: skip
    assert [row[0] for row in engine.rows("SELECT x FROM t ORDER BY n")] == [value, None]
    assert engine.physical(["t"])["t"]["x"].raw == raw
    assert engine.columns("SELECT x FROM t")["x"].kind is engine.physical(["t"])["t"]["x"].kind


@pytest.mark.parametrize(
    ("column", "value"),
    [
        (Column(KINDS.INTEGER), 2**63),
        (Column(KINDS.DECIMAL), Decimal(10**40)),
        (Column(KINDS.TEXT), "a\0b"),
    ],
)
def test_a_value_that_does_not_fit_is_told_without_it(
    engine: Engine, column: Column, value: Any
) -> None:
    with pytest.raises(SegqlError) as failure:
        engine.load(Dataset({"t": Table({"x": column}, [{"x": value}])}))
    assert failure.value.exit_code == 3
    [problem] = failure.value.diagnostics
    assert problem.code.id == "SEG710"
    assert str(value) not in problem.message


def test_tables_of_datasets_have_their_own_rows(engine: Engine) -> None:
    columns = {"x": Column(KINDS.TEXT)}
    engine.load(
        Dataset(
            {
                "shop.customers": Table(columns, [{"x": "FROM shop.customers"}]),
                "my-project.shop.customers": Table(columns, [{"x": "b"}]),
                "customers": Table(columns, []),
            }
        )
    )
    assert engine.tables() == ("customers", "my-project.shop.customers", "shop.customers")
    asked = "SELECT c.x FROM shop.customers AS c WHERE c.x = 'FROM shop.customers'"
    assert list(engine.rows(asked)) == [("FROM shop.customers",)]
    joined = (
        "SELECT a.x FROM customers AS c\nRIGHT JOIN `my-project`.shop.customers AS a ON c.x = a.x"
    )
    assert list(engine.rows(joined)) == [("b",)]


def test_what_the_language_of_bigquery_has_not_is_refused(engine: Engine) -> None:
    for sql in ("SELECT RADIANS(1)", "SELECT ARRAY_FILTER([1], x -> x > 0)"):
        with pytest.raises(SegqlError) as failure:
            list(engine.rows(sql))
        [problem] = failure.value.diagnostics
        assert problem.message.startswith("ZetaSQL failed while running a query: ")
        assert "Code:" not in problem.message
        assert "[at " not in problem.message


def test_files_are_read_and_too_large_ones_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "orders.csv").write_text("order_id,amount\n1,10.5\n2,\n", encoding="utf-8")
    target = Target(engine="googlesql", files="*.csv")
    with connect(target, tmp_path) as engine:
        assert engine.tables() == ("orders",)
        assert list(engine.rows("SELECT amount FROM orders ORDER BY order_id")) == [
            (Decimal("10.5"),),
            (None,),
        ]
    monkeypatch.setattr("segql.engines.zetasql.files.MOST", 1)
    with pytest.raises(SegqlError) as failure, connect(target, tmp_path):
        pass
    assert "at most 1 rows a table" in failure.value.diagnostics[0].message


@pytest.mark.parametrize("target", [Target(engine="zetasql"), Target(engine="zetasql", url="x:y")])
def test_a_target_says_what_it_is_for(target: Target) -> None:
    with pytest.raises(SegqlError) as failure, connect(target, Path()):
        pass
    assert failure.value.exit_code == 2
    assert "files: data/*.csv" in (failure.value.diagnostics[0].help or "")


def test_a_machine_without_a_cache_only_starts_slower(monkeypatch: pytest.MonkeyPatch) -> None:
    import wasmtime

    from segql.engines.zetasql import service

    made: list[str] = []

    class Homeless(wasmtime.Config):
        @property
        def cache(self) -> bool:
            return False

        @cache.setter
        def cache(self, wanted: bool) -> None:
            raise wasmtime.WasmtimeError("no home")

    def from_file(engine: wasmtime.Engine, path: str) -> str:
        made.append(path)
        return "compiled"

    monkeypatch.setattr(service, "Config", Homeless)
    monkeypatch.setattr(service, "Module", type("Module", (), {"from_file": from_file}))
    service._compiled.cache_clear()
    try:
        assert service._compiled()[1] == "compiled"
    finally:
        service._compiled.cache_clear()
    assert len(made) == 1
