"""Catalogs from files: problems with places, merged folders, sources of expressions."""

from __future__ import annotations

from pathlib import Path

import pytest

from segql.catalog import Catalog, LoadedCatalog, load_catalog
from segql.catalog.models import Customer, FieldModel
from segql.diagnostics.model import SegqlError
from tests.unit.catalog.shop import SHOP, load, problems, told, write


def test_a_sound_catalog_loads(tmp_path: Path) -> None:
    loaded = load(tmp_path)
    assert loaded.catalog.customer.attributes["country"].values == ["SE", "NO"]
    assert list(loaded.catalog.fields_of("baskets")) == ["basket_id", "total"]
    assert Catalog.load(tmp_path) == loaded.catalog
    assert loaded.catalog.places == {"Stockholm": (59.3293, 18.0686)}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("minimum", "minimun", "5:26 SEG505 [minimun] There is no key `minimun`"),
        ("integer", "int", "5:17 SEG506 [int] There is no type `int`. | Did you mean `integer`?"),
        ("list of text", "'text[]'", "SEG506 ['text[]'] There is no type `text[]`. | Did you mean"),
        ("{type: boolean}", "{type: boolean, category: behavioural}", "mean `behavioral`?"),
        ("{type: boolean}", "{type: boolean, required: yes}", "true or false, not `yes`. | Write"),
        ("{type: boolean}", "", "8:5 SEG506 [subscribed] `customer.attributes.subscribed` must"),
        ("{type: boolean}", "{category: behavioral}", "8:5 SEG510 [subscribed] `subscribed` has"),
        ("  key: customer_id\n  attr", "  attr", "1:1 SEG507 [customer] `customer` needs `key`."),
        ("table: customers", "table: 12", "2:10 SEG506 [12] `customer.table` must be a text, not"),
        ("maximum: 120", "maximum: -1", "SEG514 [0] The minimum 0 is above the maximum -1."),
        ("maximum: 120", "maximum: lots", "SEG514 [lots] `lots` is not of the type integer."),
        ("[SE, NO]", "[SE, 1]", 'SEG514 [1] `1` is not of the type text. | Put it in quotes: "1".'),
        ("interests}", "a.b}", "7:44 SEG513 [a.b] The column `a.b` has a dot in its name."),
        ("address.city", "address..city", "SEG513 [address..city]"),
        ("address.city", "address", "SEG513 [address] The path `address` does not say"),
        ("type: boolean", "type: boolean, expression: x", None),
        ("type: boolean", "column: a, expression: x", "8:5 SEG510 [subscribed]"),
        ("to: accounts", "to: acounts", "SEG511 [acounts] There is no object `acounts`. | Did"),
        ("to: accounts, by: account_id", "to: accounts", "SEG510 [account] `account` leads to"),
        ("type: boolean", "type: point", "SEG510 [subscribed] The point `subscribed` has no `la"),
        ("type: boolean", "type: timestamp, timezone: Europe/Stokholm", "mean `Europe/Stockholm`?"),
        ("    table: orders\n", "", "12:3 SEG517 [orders] `orders` has no `table`."),
        ("table: orders\n", "table: orders\n    of: lines\n", "12:3 SEG517 [orders]"),
        ("customer: customer_id\n    time: o", "time: o", "SEG507 [orders] `orders` does not say"),
        ("table: orders", "table: orders; drop", None),
        ("table: orders", "table: shop.orders", None),
        ("table: orders", "table: data/orders.parquet", None),
        ("table: orders", "table: ../orders.parquet", "SEG513 [../orders.parquet]"),
        ("table: orders", "table: https://x.org/a.csv", "SEG513 [https://x.org/a.csv]"),
        ("of: lines", "of: line", "21:9 SEG511 [line] There are no events `line`. | Did you mean"),
        ("of: lines", "of: baskets", "SEG512 [baskets] `baskets` are made of themselves"),
        ("by: basket_id", "by: basket", "SEG511 [basket] `lines` have no field `basket`."),
        ("{expression: sum(lines.amount)}", "{type: decimal}", "SEG510 [total] `total` of `bask"),
        ("sold_on.cal", "sold.cal", "SEG511 [sold.calendar_date] `sold` in `sold.calendar_date`"),
        ("calendar_date: {type: date}", "calendar_date: {type: text}", "is declared as text."),
        ("[59.3293, 18.0686]", "[118.0686, 59.3]", "SEG516 [Stockholm] `Stockholm` is not on"),
        ("[59.3293, 18.0686]", "[59.3293]", "SEG516 [Stockholm] The place `Stockholm` needs two"),
        ("attribute: subscribed", "attribute: subscribd", "42:22 SEG511 [subscribd] The customer"),
        ("attribute: subscribed", "attribute: age", "SEG514 [age] `age` is integer, not true or"),
        ("{attribute: subscribed}", "{}", "SEG517 [email] The consent `email` does not say who"),
        ("  products: {table", "  orders: {table", "SEG513 [orders] `orders` is an event and an"),
        ("  attributes:", "  duplicates: last\n  attributes:", "SEG506 [last] `duplicates` cannot"),
        ("customer:", "customers:", "SEG505 [customers] There is no key `customers` at the top"),
    ],
)
def test_problems_have_places_and_mends(
    tmp_path: Path, old: str, new: str, expected: str | None
) -> None:
    if expected is None:
        load(tmp_path, old, new)
        return
    found = problems(tmp_path, old, new)
    assert any(expected in line for line in found), found


def test_independent_problems_come_in_one_run(tmp_path: Path) -> None:
    text = (
        SHOP.replace("minimum", "minimun")
        .replace("to: accounts", "to: acounts")
        .replace("type: boolean", "type: bolean")
        .replace("key: order_id", "keys: order_id")
        .replace("of: lines", "of: line")
    )
    with pytest.raises(SegqlError) as caught:
        load_catalog(write(tmp_path, text))
    found = [line.split()[1] + line.split()[2] for line in told(caught.value.diagnostics)]
    assert found == [
        "SEG505[minimun]", "SEG505[keys]", "SEG511[line]", "SEG506[bolean]", "SEG511[acounts]",
    ]  # fmt: skip


def test_what_refers_to_a_broken_entry_is_no_second_problem(tmp_path: Path) -> None:
    found = problems(tmp_path, "accounts: {table: accounts,", "accounts: {table: [a],")
    assert len(found) == 1
    assert "SEG506" in found[0]


def test_a_folder_is_one_catalog(tmp_path: Path) -> None:
    head, events = SHOP.split("events:\n")
    write(tmp_path, head, "catalog/customer.yml")
    write(tmp_path, "events:\n" + events, "catalog/more/events.yml")
    write(tmp_path, "customer:\n  attributes:\n    x: {type: text}\n", "catalog/x.yml")
    loaded = load_catalog(tmp_path)
    assert {"age", "x"} <= set(loaded.catalog.customer.attributes)
    span = loaded.span_of(("events", "orders", "table"))
    assert (span.source.path, span.text) == ("catalog/more/events.yml", "orders")


def test_an_entry_in_two_files_names_both_places(tmp_path: Path) -> None:
    write(tmp_path, SHOP, "catalog/a.yml")
    write(
        tmp_path,
        "customer: {table: x, attributes: {age: {type: text}}}\nevents: {orders: {}}\n",
        "catalog/b.yml",
    )
    with pytest.raises(SegqlError) as caught:
        load_catalog(tmp_path)
    found = caught.value.diagnostics
    assert [p.code.id for p in found] == ["SEG508"] * 3
    assert [p.span.source.path for p in found if p.span] == ["catalog/b.yml"] * 3
    assert [p.notes[0].span.source.path for p in found] == ["catalog/a.yml"] * 3


def test_a_folder_without_a_catalog_says_so(tmp_path: Path) -> None:
    with pytest.raises(SegqlError, match="has no catalog"):
        load_catalog(tmp_path)


@pytest.mark.parametrize(
    ("written", "exact"),
    [
        ("age > 3", True),
        ("'age > 3'", True),
        ('"age > 3"', True),
        ("|\n        age > 3  # old\n        or age = 1", True),
        (r'"country = \"SE\""', False),
        (">\n        age\n        > 3", False),
    ],
)
def test_expressions_keep_their_place(tmp_path: Path, written: str, exact: bool) -> None:
    loaded = load(tmp_path, "{type: boolean}", f"\n      expression: {written}")
    path = ("customer", "attributes", "subscribed", "expression")
    source = loaded.source_of(path)
    meant = loaded.catalog.customer.attributes["subscribed"].expression
    assert meant is not None
    first = meant.split()[0]
    place = source.position(source.text.index(first))
    span = loaded.span_of(path)
    whole = span.source
    assert source.path == whole.path
    if exact:
        assert whole.text[source.text.index(first) :].startswith(first)
        assert source.text.split() == meant.split()
    assert place.line - whole.position(span.start).line in (0, 1)


def test_catalogs_built_in_memory_are_checked_too() -> None:
    age = FieldModel(expression="years since birth_date")
    catalog = Catalog(customer=Customer(table="c", key="id", attributes={"age": age}))
    loaded = LoadedCatalog.from_catalog(catalog)
    path = ("customer", "attributes", "age", "expression")
    assert loaded.source_of(path).text == "years since birth_date"
    bad = Catalog(customer=Customer(table="c", key="id", attributes={"a": FieldModel(to="b")}))
    with pytest.raises(SegqlError):
        LoadedCatalog.from_catalog(bad)
