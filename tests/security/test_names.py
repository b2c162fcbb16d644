"""Payloads as names of tables, columns, attributes and definitions: quoted, or refused."""

from __future__ import annotations

import pytest
import sqlglot

import segql
from segql.catalog import LoadedCatalog
from segql.catalog.models import Catalog
from segql.catalog.physical import Column, ColumnKind, Dataset, Table
from segql.diagnostics import SegqlError
from segql.engines import scratch
from tests.security.payloads import PAYLOADS, REFUSED

CONTROL = ("line break", "carriage return", "line separator", "tab", "control")
BACKSLASH = "\\"


def catalog_of(table: str, column: str) -> Catalog:
    return Catalog.model_validate(
        {
            "customer": {
                "table": table,
                "key": f"key {column}",
                "attributes": {"age": {"type": "integer", "column": column}},
            }
        }
    )


@pytest.mark.parametrize("about", [*CONTROL, *REFUSED])
def test_control_characters_are_in_no_physical_name(about: str) -> None:
    name = {**PAYLOADS, **REFUSED}[about]
    for catalog in (catalog_of("t", name), catalog_of(f"t {name}", "age")):
        with pytest.raises(SegqlError) as failure:
            LoadedCatalog.from_catalog(catalog)
        assert failure.value.exit_code == 2


@pytest.mark.parametrize("about", [about for about in PAYLOADS if about not in CONTROL])
def test_physical_names_are_quoted(about: str) -> None:
    name = PAYLOADS[about].replace(".", "").strip()
    table = f"t {name.replace('/', '').replace(BACKSLASH, '')}"
    catalog = catalog_of(table, name)
    sql = segql.compile("age >= 18", catalog=catalog, as_of="2024-06-30")
    assert len(sqlglot.parse(sql, dialect="duckdb")) == 1
    columns = {f"key {name}": Column(ColumnKind.INTEGER), name: Column(ColumnKind.INTEGER)}
    rows = [{f"key {name}": 1, name: 20}, {f"key {name}": 2, name: 3}]
    with scratch() as engine:
        engine.load(Dataset({table: Table(columns, rows)}))
        assert list(engine.physical([table])[table]) == list(columns)
        assert list(engine.rows(sql)) == [(1,)]


def _writable_in_backticks(name: str) -> bool:
    return name.isprintable() and "`" not in name and name == name.strip()


@pytest.mark.parametrize(
    "about", [about for about, name in PAYLOADS.items() if _writable_in_backticks(name)]
)
def test_definitions_may_be_called_anything_that_a_name_can_be(about: str) -> None:
    name = PAYLOADS[about]
    catalog = catalog_of("customers", "age")
    text = f"segmentation `{name}` case `{name} a` where age >= 18 otherwise `{name} b`"
    sql = segql.compile(text, catalog=catalog, as_of="2024-06-30")
    columns = {"key age": Column(ColumnKind.INTEGER), "age": Column(ColumnKind.INTEGER)}
    with scratch() as engine:
        engine.load(Dataset({"customers": Table(columns, [{"key age": 1, "age": 20}])}))
        assert list(engine.rows(sql)) == [(1, f"{name} a")]
