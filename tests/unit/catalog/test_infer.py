"""A catalog from nothing but tables."""

from __future__ import annotations

import pytest

from segql.catalog import LoadedCatalog
from segql.catalog.infer import infer_catalog
from segql.catalog.infer_fields import Facts
from segql.catalog.physical import Column, ColumnKind
from segql.diagnostics.model import SegqlError

K = ColumnKind
INTEGER, TEXT, TIMESTAMP = Column(K.INTEGER), Column(K.TEXT), Column(K.TIMESTAMP)


def test_customers_events_and_lists() -> None:
    physical = {
        "orders": {
            "order_id": INTEGER, "customer_id": INTEGER, "shipped": Column(K.DATE),
            "ordered_at": TIMESTAMP, "amount": Column(K.DECIMAL, scale=2),
        },
        "customers": {
            "customer_id": INTEGER, "age": INTEGER, "Full Name": TEXT,
            "tags": Column(K.TEXT, many=True), "a.b": TEXT, "extra": Column(K.JSON, raw="JSON"),
            "address": Column(K.STRUCT, fields={"city": TEXT}), "shop_id": INTEGER,
        },
        "blocked": {"customer_id": INTEGER},
        "shops": {"rank": INTEGER, "shop_id": INTEGER, "city": TEXT},
        "weather": {"day": Column(K.DATE), "rain": INTEGER},
    }  # fmt: skip
    facts = {
        "orders": {"order_id": Facts(9, 9, 0), "customer_id": Facts(9, 4, 0)},
        "customers": {"customer_id": Facts(5, 5, 0)},
        "shops": {"shop_id": Facts(2, 2, 0), "rank": Facts(2, 2, 0)},
    }
    inferred = infer_catalog(physical, facts)
    catalog = inferred.catalog
    LoadedCatalog.from_catalog(catalog)
    assert (catalog.customer.table, catalog.customer.key) == ("customers", "customer_id")
    attributes = catalog.customer.attributes
    assert {name: field.type for name, field in attributes.items() if field.type} == {
        "customer_id": "integer", "age": "integer", "Full Name": "text", "tags": "list of text",
        "shop_id": "integer", "address_city": "text",
    }  # fmt: skip
    assert attributes["address_city"].path == "address.city"
    assert (attributes["shop"].to, attributes["shop"].by) == ("shops", "shop_id")
    assert catalog.objects["shops"].key == "shop_id"
    orders = catalog.events["orders"]
    assert (orders.key, orders.customer) == ("order_id", "customer_id")
    assert orders.time_column is not None
    assert orders.time_column.column == "ordered_at"
    assert list(catalog.events) == ["orders"]
    assert list(catalog.lists) == ["blocked"]
    said = " ".join(inferred.sentences)
    assert all(word in said for word in ("`customer_id`", "`a.b`", "JSON", "`weather` is left out"))


def test_one_table_of_transactions() -> None:
    physical = {
        "retail": {"Invoice": TEXT, "InvoiceDate": TIMESTAMP, "Customer ID": Column(K.DOUBLE)}
    }
    inferred = infer_catalog(physical, {"retail": {"Customer ID": Facts(100, 20, 5)}})
    catalog = inferred.catalog
    LoadedCatalog.from_catalog(catalog)
    assert catalog.customer.duplicates == "latest by InvoiceDate"
    assert catalog.events["retail"].customer == "Customer ID"


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        ({"users": {"id": INTEGER}, "visits": {"user_id": INTEGER, "at": TIMESTAMP}}, "users"),
        ({"visits": {"id": INTEGER, "at": TIMESTAMP}, "people": {"id": INTEGER}}, "people"),
        ({"demographics": {"household_id": INTEGER, "income": TEXT}}, "demographics"),
        ({"crm": {"e-mail": TEXT, "CustomerID": TEXT}}, "crm"),
    ],
)
def test_who_the_customers_are(tables: dict[str, dict[str, Column]], expected: str) -> None:
    assert infer_catalog(tables).catalog.customer.table == expected


def test_no_customers_is_an_error_that_says_what_to_write() -> None:
    with pytest.raises(SegqlError, match="could not be told") as caught:
        infer_catalog({"weather": {"day": Column(K.DATE), "rain": INTEGER}})
    assert caught.value.exit_code == 2
