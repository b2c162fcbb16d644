"""The catalog against columns: what is missing, what contradicts, what fits."""

from __future__ import annotations

from pathlib import Path

import pytest

from segql.catalog.drift import drift, fits
from segql.catalog.physical import Column, ColumnKind
from segql.types import parse_type
from tests.unit.catalog.shop import load, told

K = ColumnKind


def physical() -> dict[str, dict[str, Column]]:
    integer, text = Column(K.INTEGER), Column(K.TEXT)
    return {
        "customers": {
            "customer_id": integer,
            "age": integer,
            "country": text,
            "interests": Column(K.TEXT, many=True),
            "subscribed": Column(K.BOOLEAN),
            "address": Column(K.STRUCT, fields={"city": text}),
            "account_id": text,
        },
        "orders": {
            "order_id": text,
            "customer_id": integer,
            "ordered_at": Column(K.INSTANT),
            "amount": Column(K.DOUBLE),
            "product_id": integer,
        },
        "lines": {
            "customer_id": integer,
            "basket_id": integer,
            "amount": Column(K.DECIMAL, scale=2),
            "day_id": integer,
        },
        "products": {"product_id": integer, "brand": text},
        "accounts": {"account_id": text},
        "days": {"day_id": integer, "calendar_date": Column(K.DATE)},
        "blocked": {"customer_id": integer},
    }


def test_what_fits_is_silent(tmp_path: Path) -> None:
    assert drift(load(tmp_path), physical()) == []


@pytest.mark.parametrize(
    ("table", "column", "new", "expected"),
    [
        ("customers", "age", None, "5:5 SEG531 [age] The table `customers` has no column `age`."),
        ("customers", "age", Column(K.DOUBLE, raw="DOUBLE"), "5:17 SEG532 [integer]"),
        ("customers", "interests", Column(K.DATE), "SEG532 [list of text]"),
        ("customers", "interests", Column(K.JSON), None),
        ("customers", "country", Column(K.TEXT, many=True), "SEG532 [text]"),
        ("customers", "address", Column(K.INTEGER), "SEG532"),
        ("customers", "address", Column(K.TEXT), None),
        ("customers", "address", Column(K.STRUCT, fields={"citty": Column(K.TEXT)}), "mean `citty"),
        ("orders", "ordered_at", Column(K.TEXT), "SEG532 [ordered_at] `ordered_at` of the table"),
        ("orders", "customer_id", Column(K.TEXT), "SEG532 [customer_id] `customer_id` of the tab"),
        ("orders", "customer_id", Column(K.STRUCT), "a number or a text"),
        ("days", "calendar_date", Column(K.TIMESTAMP), None),
        ("blocked", "customer_id", Column(K.UUID), "SEG532 [customer_id]"),
    ],
)
def test_columns(
    tmp_path: Path, table: str, column: str, new: Column | None, expected: str | None
) -> None:
    tables = physical()
    if new is None:
        del tables[table][column]
    else:
        tables[table][column] = new
    found = told(drift(load(tmp_path), tables))
    if expected is None:
        assert found == []
    else:
        assert len(found) == 1, found
        assert expected in found[0]


def test_a_renamed_table_is_told_once_and_only_where_it_is_used(tmp_path: Path) -> None:
    tables = physical()
    tables["order"] = tables.pop("orders")
    loaded = load(tmp_path)
    [line] = told(drift(loaded, tables))
    assert "13:12 SEG530 [orders] The target has no table `orders`. | Did you mean `order`?" in line
    assert drift(loaded, tables, {"customers": {"age"}}) == []
    del tables["customers"]["age"]
    assert len(drift(loaded, tables, {"customers": {"country"}})) == 0
    assert len(drift(loaded, tables, {"customers": {"age"}})) == 1


@pytest.mark.parametrize(
    ("type_name", "column", "expected"),
    [
        ("integer", Column(K.DECIMAL, scale=0), True),
        ("integer", Column(K.DECIMAL, scale=2), False),
        ("decimal", Column(K.DOUBLE), True),
        ("text", Column(K.UUID), True),
        ("text", Column(K.INTEGER), False),
        ("date", Column(K.TIMESTAMP), True),
        ("timestamp", Column(K.DATE), True),
        ("list of integer", Column(K.INTEGER, many=True), True),
        ("list of integer", Column(K.INTEGER), False),
        ("list of date", Column(K.TEXT), True),
    ],
)
def test_which_columns_fit_a_type(type_name: str, column: Column, expected: bool) -> None:
    type_ = parse_type(type_name)
    assert type_ is not None
    assert fits(type_, column) is expected
