"""Physical columns of every kind in the language's terms."""

from __future__ import annotations

from datetime import date

import pytest

from segql.catalog.physical import ColumnKind
from segql.plan.nodes import Column, Expr, Op
from segql.types import Kind, Type
from tests.unit.sql.plans import (
    BOOLEAN,
    DATE,
    INTEGER,
    TEXT,
    TIMESTAMP,
    ZONE,
    ago,
    at,
    const,
    database,
    members_of,
    op,
    plan_of,
    values_of,
)

TEXTS = Type(Kind.TEXT, many=True)


def column(name: str, type_: Type, physical: ColumnKind | None, *path: str) -> Column:
    zone = ZONE if type_ == TIMESTAMP else None
    return Column(0, (), name, path, type_, nullable=True, zone=zone, physical=physical)


@pytest.fixture
def connection():  # type: ignore[no-untyped-def]
    made = database(customers=[{"customer_id": 1}, {"customer_id": 2}, {"customer_id": 3}])
    for name, kind in (
        ("address", "STRUCT(city VARCHAR, geo STRUCT(zone INTEGER))"),
        ("profile", "JSON"), ("raw", "VARCHAR"), ("tags", "VARCHAR"), ("day", "DATE"),
        ("ident", "UUID"),
    ):  # fmt: skip
        made.execute(f"ALTER TABLE customers ADD COLUMN {name} {kind}")
    document = """'{"post": {"code": "111 22", "a.b": 1}, "floor": 3, "ok": true,
        "tags": ["x", null], "day": "2024-06-30", "empty": null}'"""
    made.execute(f"""
        UPDATE customers SET address = {{'city': 'Umeå', 'geo': {{'zone': 7}}}},
          profile = {document}, raw = {document}, tags = '["a", "b", null]',
          day = DATE '2024-06-30', ident = '6F9619FF-8B86-D011-B42D-00CF4FC964FF'
        WHERE customer_id = 1
    """)
    made.execute(
        "UPDATE customers SET profile = '{}', raw = '{}', tags = '[]' WHERE customer_id = 2"
    )
    return made


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (column("address", TEXT, ColumnKind.STRUCT, "city"), "Umeå"),
        (column("address", TEXT, None, "city"), "Umeå"),
        (column("address", INTEGER, ColumnKind.STRUCT, "geo", "zone"), 7),
        (column("profile", TEXT, ColumnKind.JSON, "post", "code"), "111 22"),
        (column("raw", TEXT, ColumnKind.TEXT, "post", "code"), "111 22"),
        (column("profile", INTEGER, ColumnKind.JSON, "floor"), 3),
        (column("profile", BOOLEAN, ColumnKind.JSON, "ok"), True),
        (column("profile", DATE, ColumnKind.JSON, "day"), date(2024, 6, 30)),
        (column("profile", TEXT, ColumnKind.JSON, "empty"), None),
        (column("ident", TEXT, ColumnKind.UUID), "6f9619ff-8b86-d011-b42d-00cf4fc964ff"),
    ],
)
def test_values_inside_columns(value: Expr, expected: object, connection) -> None:  # type: ignore[no-untyped-def]
    found = values_of(plan_of(value, kind="trait"), connection)
    assert found == {1: expected, 2: None, 3: None}


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        (column("tags", TEXTS, ColumnKind.TEXT), "b"),
        (column("profile", TEXTS, ColumnKind.JSON, "tags"), "x"),
    ],
)
def test_lists_in_json_text(held: Column, asked: str, connection) -> None:  # type: ignore[no-untyped-def]
    assert members_of(plan_of(op(Op.LIST_ANY, held, const(asked))), connection) == {1}
    assert members_of(plan_of(op(Op.LIST_ANY, held, const("z"))), connection) == set()


def test_a_date_in_a_timestamp_column_is_its_midnight(connection) -> None:  # type: ignore[no-untyped-def]
    day = column("day", TIMESTAMP, ColumnKind.DATE)
    assert members_of(plan_of(op(Op.GE, day, at(ago(1)))), connection) == {1}
    assert members_of(plan_of(op(Op.GT, day, at(ago(1)))), connection) == set()
    hour = op(Op.PART, day, type=INTEGER, detail="hour")
    assert values_of(plan_of(hour, kind="trait"), connection)[1] == 0
