"""Text of users in SQL: one statement, one literal, equal to what was written."""

from __future__ import annotations

import hashlib
from decimal import Decimal

import pytest

from segql.plan.nodes import Call, Column, Op
from segql.types import DECIMAL, TEXT
from tests.unit.sql.plans import (
    BOOLEAN,
    INTEGER,
    const,
    customer,
    database,
    members_of,
    op,
    plan_of,
    sql_of,
    values_of,
)

PAYLOADS = [
    "O'Brien", '"', "''", "trailing\\", "\\'", "a\nb", "a\r\n\tb", "x -- y", "/* y */", "a;b",
    "'; DROP TABLE customers; --", "%s", "?", "$1", "{{7*7}}", "{% x %}", "\u2019", "\uff02",
    "\uff07", "😀", "e\u0301", "\u202e", "$$x$$", "E'\\x41'", "\x01", ":name", "@x", " padded ",
    "\u2028", "N'x'", "`", "[x]", "\\u0041",
]  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_is_one_literal(payload: str) -> None:
    connection = database(
        customers=[
            {"customer_id": 1, "country": payload},
            {"customer_id": 2, "country": payload + "x"},
            {"customer_id": 3, "country": None},
        ]
    )
    country = customer("country", TEXT)
    same = op(Op.EQ, country, const(payload))
    one_of = op(Op.IN, country, const("other"), const(payload))
    held = op(Op.CONTAINS, country, const(payload))
    ending = op(Op.ENDS, country, const(payload))
    assert members_of(plan_of(same), connection) == {1}
    assert members_of(plan_of(one_of), connection) == {1}
    assert members_of(plan_of(held), connection) == {1, 2}
    assert 1 in members_of(plan_of(ending), connection)
    named = Call(
        Op.CASE, (op(Op.KNOWN, country), const(payload), const("none")), TEXT, nullable=False
    )
    values = values_of(plan_of(named, kind="segmentation"), connection)
    assert values == {1: payload, 2: payload, 3: "none"}
    assert len(connection.extract_statements(sql_of(plan_of(same)))) == 1


@pytest.mark.parametrize("payload", [p for p in PAYLOADS if p != "\x01"])
def test_a_salt_is_text_as_well(payload: str) -> None:
    connection = database(customers=[{"customer_id": 42}])
    bucket = Call(Op.BUCKET, (), DECIMAL, nullable=False, detail=payload)
    digest = hashlib.md5(f"{payload}:42".encode(), usedforsecurity=False).hexdigest()
    expected = Decimal(int(digest[:7], 16) % 10_000) / 10_000
    assert values_of(plan_of(bucket, kind="trait"), connection) == {42: expected}


@pytest.mark.parametrize("name", ['we"ird', "a b", "x;--", "select", "Ärm", "{{x}}", "UPPER", "'"])
def test_a_name_is_one_identifier(name: str) -> None:
    connection = database(customers=[{"customer_id": 1}])
    quoted = '"' + name.replace('"', '""') + '"'
    connection.execute(f"ALTER TABLE customers ADD COLUMN {quoted} INTEGER")
    connection.execute(f"UPDATE customers SET {quoted} = 7")
    column = Column(0, (), name, (), INTEGER, nullable=True)
    assert members_of(plan_of(op(Op.EQ, column, const(7))), connection) == {1}
    assert values_of(plan_of(column, kind="trait", name=name), connection) == {1: 7}


@pytest.mark.parametrize(
    "value",
    [0, -1, 2**53 + 1, -(2**63), 10**20, Decimal("0.1"), Decimal("-12.340"), Decimal("1E+3")],
)
def test_numbers_are_exact(value: int | Decimal) -> None:
    connection = database(customers=[{"customer_id": 1}])
    assert values_of(plan_of(const(value), kind="trait"), connection) == {1: value}


def test_decimals_add_exactly() -> None:
    tenth, fifth = const(Decimal("0.1")), const(Decimal("0.2"))
    total = op(Op.EQ, op(Op.ADD, tenth, fifth, type=DECIMAL), const(Decimal("0.3")))
    connection = database(customers=[{"customer_id": 1}])
    assert members_of(plan_of(total), connection) == {1}


def test_a_hundred_thousand_values_are_one_list() -> None:
    values = op(Op.IN, customer("age"), *(const(n) for n in range(0, 200_000, 2)))
    connection = database(
        customers=[{"customer_id": 1, "age": 199_998}, {"customer_id": 2, "age": 3}]
    )
    assert members_of(plan_of(values), connection) == {1}


def test_five_hundred_conditions_are_flat() -> None:
    either = op(Op.OR, *(op(Op.EQ, customer("age"), const(n)) for n in range(500)))
    both = op(Op.AND, *(op(Op.NE, customer("age"), const(n)) for n in range(1, 500)), type=BOOLEAN)
    connection = database(customers=[{"customer_id": n, "age": n} for n in (0, 1, 499, 500)])
    assert members_of(plan_of(either), connection) == {0, 1, 499}
    assert members_of(plan_of(both), connection) == {0, 500}
