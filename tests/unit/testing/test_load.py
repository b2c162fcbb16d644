"""Files of unit tests: rows typed by the catalog, expectations, refusals, problems."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from segql.catalog import load_catalog
from segql.catalog.models import Settings
from segql.catalog.physical import Column, ColumnKind
from segql.diagnostics.codes.catalog import UNKNOWN_KEY
from segql.diagnostics.model import Diagnostic
from segql.testing import LoadedTests, load_tests
from tests.unit.catalog.shop import told, write

CATALOG = """\
customer:
  table: customers
  key: customer_id
  attributes:
    birth_date: {type: date}
    seen: {type: timestamp, timezone: UTC}
    interest: {type: list of text, column: interests}
    income: {type: decimal}
    score: {type: double}
    zip: {type: text}
    vip: {type: boolean}
    age: {expression: years since birth_date}
    home: {type: point, latitude: lat, longitude: lon}
    city: {type: text, path: address.city}
    moved: {type: date, path: address.since}
    household: {to: households, by: hh}
events:
  returns:
    table: events
    key: event_id
    customer: cid
    time: at
    where: kind = "return" and `how many` > 1
    fields: {reason: {type: text}}
  repairs: {table: events, customer: cid, where: kind = "repair"}
  baskets: {of: returns, by: reason}
objects:
  households: {table: homes, key: id, fields: {size: {type: integer}}}
lists:
  blocklist: {table: blocked, key: customer_id}
"""
TEST = """\
as_of: 2024-06-30
customers:
  - {customer_id: 1, birth_date: 2004-01-01, interests: [outdoor, ~], income: 10.50, score: 1e1,
     zip: 01234, vip: true, lat: 59, lon: 18.07, address: {city: NO, since: 2020-02-29}, hh: a1}
  - {customer_id: 2, seen: 2024-06-01 12:00, income: 3, hh: 7}
  - {customer_id: 3, seen: 2024-06-01}
events:
  returns:
    - {event_id: x, cid: 1, at: 2024-06-01T10:00:00+02:00, kind: return, "how many": 2}
  repairs:
    - {event_id: "07", cid: 2, at: 2024-07-01T00:30, kind: repair}
  events:
    - {event_id: 8, cid: 9}
objects: {households: [{id: a1, size: 3}]}
lists: {blocklist: [1, {customer_id: 2}]}
expect:
  somebody: [1]
  not somebody: []
  "count(returns) > 0": [1, 2]
  lifecycle: {new: [1], lost: []}
refuse:
  "age = 'x'": SEG301
  is nonsense: [Misspelt, did you]
"""


def read(folder: Path, text: str, catalog: str = CATALOG) -> LoadedTests:
    loaded = load_catalog(write(folder, catalog))
    settings = Settings(name="x", timezone="Europe/Stockholm")
    return load_tests(write(folder, text, "tests/some.yml"), loaded, settings, "tests/some.yml")


def test_rows_become_typed_tables(tmp_path: Path) -> None:
    [test] = read(tmp_path, TEST).tests
    tables = test.dataset.tables
    kinds = {name: column.kind for name, column in tables["customers"].columns.items()}
    assert kinds == {
        "customer_id": ColumnKind.INTEGER, "birth_date": ColumnKind.DATE,
        "seen": ColumnKind.TIMESTAMP, "interests": ColumnKind.TEXT,
        "income": ColumnKind.DECIMAL, "score": ColumnKind.DOUBLE, "zip": ColumnKind.TEXT,
        "vip": ColumnKind.BOOLEAN, "lat": ColumnKind.DOUBLE, "lon": ColumnKind.DOUBLE,
        "address": ColumnKind.STRUCT, "hh": ColumnKind.TEXT,
    }  # fmt: skip
    columns = tables["customers"].columns
    assert columns["interests"].many
    assert columns["income"].scale == 2
    assert columns["address"].fields["since"] == Column(ColumnKind.DATE)
    assert list(tables["customers"].rows) == [
        {
            "customer_id": 1, "birth_date": date(2004, 1, 1), "interests": ["outdoor", None],
            "income": Decimal("10.50"), "score": 10.0, "zip": "01234", "vip": True, "lat": 59.0,
            "lon": 18.07, "address": {"city": "NO", "since": date(2020, 2, 29)}, "hh": "a1",
        },
        {"customer_id": 2, "seen": datetime(2024, 6, 1, 12), "income": Decimal(3), "hh": "7"},
        {"customer_id": 3, "seen": datetime(2024, 6, 1)},
    ]  # fmt: skip
    assert test.as_of == datetime(2024, 6, 30, 22, tzinfo=UTC)


def test_rows_of_one_table_stand_under_any_of_its_names(tmp_path: Path) -> None:
    [test] = read(tmp_path, TEST).tests
    events = test.dataset.tables["events"]
    assert [row["event_id"] for row in events.rows] == ["x", "07", "8"]
    assert [row["cid"] for row in events.rows] == [1, 2, 9]
    assert events.columns["how many"].kind is ColumnKind.INTEGER
    assert events.columns["at"].kind is ColumnKind.INSTANT
    # beside a time with an offset, one without is read in its column's zone
    assert events.rows[1]["at"] == datetime(2024, 6, 30, 22, 30, tzinfo=UTC)
    assert test.dataset.tables["homes"].rows == [{"id": "a1", "size": 3}]
    assert test.dataset.tables["blocked"].rows == [{"customer_id": 1}, {"customer_id": 2}]


def test_tables_without_rows_have_their_columns(tmp_path: Path) -> None:
    [test] = read(tmp_path, "expect: {x: []}\n").tests
    assert {name: (len(t.rows), bool(t.columns)) for name, t in test.dataset.tables.items()} == {
        "customers": (0, True), "events": (0, True), "homes": (0, True), "blocked": (0, True),
    }  # fmt: skip
    assert test.as_of is None


def test_expectations_and_refusals(tmp_path: Path) -> None:
    [test] = read(tmp_path, TEST).tests
    assert [(e.condition, e.keys, e.cases) for e in test.expectations] == [
        ("somebody", (1,), None),
        ("not somebody", (), None),
        ("count(returns) > 0", (1, 2), None),
        ("lifecycle", (), {"new": (1,), "lost": ()}),
    ]
    third = test.expectations[2]
    place = third.source.position(third.source.text.index("count"))
    assert (place.line, place.column) == (19, 4)
    code, words = test.refusals
    problem = Diagnostic(UNKNOWN_KEY, "This is misspelt.", help="Did you mean x?")
    assert not code.matches(problem)
    assert words.matches(problem)


def test_several_tests_share_rows_and_add_their_own(tmp_path: Path) -> None:
    text = (
        "as_of: 2024-06-30\ncustomers: [{customer_id: a}]\ntests:\n"
        "  - {name: one, expect: {x: [a]}}\n"
        "  - name: two\n    as_of: 2024-01-01T00:00+00:00\n"
        "    customers: [{customer_id: 007}]\n    expect: {x: [a, 007]}\n"
    )
    one, two = read(tmp_path, text).tests
    assert (one.name, two.name) == ("one", "two")
    assert [row["customer_id"] for row in one.dataset.tables["customers"].rows] == ["a"]
    assert two.as_of == datetime(2024, 1, 1, tzinfo=UTC)
    assert two.expectations[0].keys == ("a", "007")
    assert [row["customer_id"] for row in two.dataset.tables["customers"].rows] == ["a", "007"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("interest: [a]", "SEG552 [interest] The catalog uses no column `interest`"),
        ("age: 20", "| `age` is computed (`years since birth_date`): give what it is"),
        ("birth_day: 2004-01-01", "| Did you mean `birth_date`?"),
        ("birth_date: 03/15/2024", "SEG553 [03/15/2024] `birth_date` of `customers` must be a d"),
        ("birth_date: 2023-02-29", "SEG553 [2023-02-29]"),
        ("interests: outdoor", "must be a list, not `outdoor`. | Write it in brackets: [a, b]."),
        ('income: "20"', "must be a number, not `20`. | Take the quotes away."),
        ("vip: yes", "must be true or false, not `yes`. | Write true."),
        ("address: {cty: x}", "SEG553 [cty]"),
        ("zip: [1]", "must be a text, not a list."),
        ("income: 1e60", "a number of at most 38 digits"),
    ],
)
def test_values_that_do_not_fit_have_places(tmp_path: Path, row: str, expected: str) -> None:
    loaded = read(tmp_path, f"customers:\n  - {{customer_id: 1, {row}}}\nexpect: {{x: [1]}}\n")
    assert loaded.tests == ()
    found = told(loaded.diagnostics)
    assert len(found) == 1, found
    assert found[0].startswith("2:")
    assert expected in found[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "1:1 SEG550 [] tests/some.yml is empty."),
        ("[1]", "1:1 SEG550"),
        ("custmers: []\nexpect: {x: []}", "1:1 SEG550 [custmers] There is no key `custmers`"),
        ("customers: []", "SEG550 [customers: []] The test `some` expects nothing."),
        ("events: {retruns: []}\nexpect: {x: []}", "SEG551 [retruns] The catalog has no event"),
        ("events: {baskets: []}\nexpect: {x: []}", "are made of `returns` and have no rows"),
        ("customers: {a: 1}\nexpect: {x: []}", "SEG550 [{a: 1}] The rows of `customers` are a l"),
        ("as_of: yesterday\nexpect: {x: []}", "1:8 SEG554 [yesterday] `as_of` cannot be"),
        ("expect: {x: 1}", "1:10 SEG550 [x] The members of `x` are a list of keys."),
        ("customers: [{customer_id: 1}]\nexpect: {x: [a]}", "2:14 SEG553 [a] A key of a customer"),
        ("refuse: {x: }", "SEG550 [x] It is not said how `x` is refused."),
        ("a: 'b", "1:4 SEG501"),
    ],
)
def test_problems_of_the_file_have_places(tmp_path: Path, text: str, expected: str) -> None:
    loaded = read(tmp_path, text)
    assert loaded.tests == ()
    found = told(loaded.diagnostics)
    assert len(found) == 1, found
    assert expected in found[0]


def test_the_design_of_unit_tests_is_read(tmp_path: Path) -> None:
    catalog = (
        "customer: {table: customers, key: customer_id, attributes: {birth_date: {type: date}, "
        "interest: {type: list of text, column: interests}}}\n"
        "events: {orders: {table: orders, key: order_id, customer: customer_id, "
        "time: ordered_at, fields: {amount: {type: decimal}, channel: {type: text}}}}\n"
    )
    text = (
        "as_of: 2024-06-30\n"
        "customers:\n"
        "  - {customer_id: 1, birth_date: 2004-01-01, interests: [outdoor]}\n"
        "  - {customer_id: 2, birth_date: 1980-01-01, interests: [outdoor]}\n"
        "events:\n"
        "  orders:\n"
        "    - {order_id: 1, customer_id: 1, ordered_at: 2024-06-01, amount: 20, channel: web}\n"
        "expect:\n"
        "  young_outdoor: [1]\n"
        "  not young_outdoor: [2]\n"
        '  "sum(orders.amount) > 10": [1]\n'
    )
    loaded = read(tmp_path, text, catalog)
    assert loaded.diagnostics == ()
    [test] = loaded.tests
    assert test.name == "some"
    [order] = test.dataset.tables["orders"].rows
    assert order["ordered_at"] == datetime(2024, 6, 1)
