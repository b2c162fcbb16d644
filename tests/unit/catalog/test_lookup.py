"""Where fields, tables and times lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from segql.catalog.lookup import Location, TimePlace, location_of, table_of, time_place, uses_of
from segql.catalog.models import Event, FieldModel
from segql.types import DATE, TIMESTAMP
from tests.unit.catalog.shop import load


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (FieldModel(type="text"), Location("city")),
        (FieldModel(type="text", column="town"), Location("town")),
        (FieldModel(type="text", path="address.home.city"), Location("address", ("home", "city"))),
        (
            FieldModel(type="text", column="doc", path="home.city"),
            Location("doc", ("home", "city")),
        ),
    ],
)
def test_a_field_lies_in_a_column_or_inside_one(field: FieldModel, expected: Location) -> None:
    assert location_of("city", field) == expected


def test_times_follow_declared_fields_and_objects(tmp_path: Path) -> None:
    catalog = load(tmp_path).catalog
    assert time_place(catalog, catalog.events["lines"]) == TimePlace(
        "days", "calendar_date", DATE, "UTC"
    )
    assert time_place(catalog, catalog.events["orders"]) == TimePlace(
        "orders", "ordered_at", TIMESTAMP, None
    )
    assert time_place(catalog, catalog.events["baskets"]) is None
    declared = Event(
        table="t",
        customer="c",
        time="on",
        fields={"day": FieldModel(type="date", column="on", timezone="UTC")},
    )
    assert time_place(catalog, declared) == TimePlace("t", "on", DATE, "UTC")


def test_every_column_of_the_catalog_is_a_use(tmp_path: Path) -> None:
    catalog = load(tmp_path).catalog
    uses = {(use.table, use.column) for use in uses_of(catalog)}
    assert {("customers", "address"), ("orders", "product_id"), ("days", "calendar_date")} <= uses
    keys = {use.table for use in uses_of(catalog) if use.family == "customer"}
    assert keys == {"customers", "orders", "lines", "blocked"}
    assert table_of(catalog, "baskets") == "lines"
