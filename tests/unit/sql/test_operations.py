"""Spellings: every operation has one, or a reason, in every dialect; and what they give."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal

import pytest

from segql.diagnostics import SegqlError
from segql.folding import simple_fold
from segql.plan.nodes import Call, Column, Expr, Op
from segql.sql import compile_sql, supported_dialects
from segql.sql.dialects import dialect_named
from segql.sql.dialects.base import Unsupported
from segql.types import Kind, Type
from tests.unit.sql.plans import (
    BOOLEAN,
    CLOCK,
    DECIMAL,
    DOUBLE,
    INTEGER,
    TEXT,
    const,
    customer,
    database,
    members_of,
    op,
    plan_of,
    values_of,
)

COUNTRY = customer("country", TEXT)
SPEND = customer("spend", DOUBLE)
INTERESTS = Column(0, (), "interests", (), Type(Kind.TEXT, many=True), nullable=True)


@pytest.mark.parametrize("dialect", supported_dialects())
def test_every_operation_has_a_spelling_or_a_reason(dialect: str) -> None:
    operations = dialect_named(dialect).operations
    assert set(operations) == set(Op)
    for spelling in operations.values():
        assert callable(spelling) or (isinstance(spelling, Unsupported) and spelling.reason)


def test_duckdb_has_them_all() -> None:
    refused = [
        operation for operation, spelling in dialect_named("duckdb").operations.items()
        if isinstance(spelling, Unsupported)
    ]  # fmt: skip
    assert refused == []


def test_an_unknown_dialect_is_named_with_the_nearest() -> None:
    plan = plan_of(op(Op.KNOWN, SPEND))
    with pytest.raises(SegqlError) as caught:
        compile_sql(plan, plan.roots[0], dialect="duckbd", clock=CLOCK)
    assert caught.value.diagnostics[0].code.id == "SEG600"
    assert "duckdb" in (caught.value.diagnostics[0].help or "")


def one(value: Expr, **columns: object) -> object:
    """The value for a customer with such columns."""
    connection = database(customers=[{"customer_id": 1, **columns}])
    return values_of(plan_of(value, kind="trait"), connection)[1]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (op(Op.DIVIDE, const(7), const(2), type=DOUBLE), 3.5),
        (op(Op.NEGATE, op(Op.ADD, const(1), const(2), type=INTEGER), type=INTEGER), -3),
        (op(Op.NEGATE, const(-3), type=INTEGER), 3),
        (op(Op.ROUND, const(Decimal("2.5")), const(0), type=DECIMAL), Decimal(3)),
        (op(Op.ROUND, const(Decimal("-2.5")), const(0), type=DECIMAL), Decimal(-3)),
        (op(Op.ROUND, const(Decimal("2.345")), const(2), type=DECIMAL), Decimal("2.35")),
        (op(Op.FLOOR, const(Decimal("-2.5")), type=INTEGER), -3),
        (op(Op.CEIL, const(Decimal("-2.5")), type=INTEGER), -2),
        (op(Op.TRUNC_DIVIDE, const(-7), const(2), type=INTEGER), -3),
        (op(Op.LENGTH, const("🤦🏼"), type=INTEGER), 2),
        (op(Op.LOWER, const("ÅÄÖ"), type=TEXT), "åäö"),
        (op(Op.LEAST, const(2), const(1), type=INTEGER), 1),
    ],
)
def test_values(value: Expr, expected: object) -> None:
    assert one(value) == expected


@pytest.mark.parametrize("operation", [Op.LEAST, Op.GREATEST])
def test_the_extreme_of_something_unknown_is_unknown(operation: Op) -> None:
    value = op(operation, customer("age"), const(5), type=INTEGER)
    assert one(value) is None
    assert one(value, age=7) == (5 if operation is Op.LEAST else 7)


def test_a_quotient_by_zero_is_unknown() -> None:
    value = Call(Op.DIVIDE, (const(1), customer("age")), DOUBLE, nullable=True)
    assert one(value, age=0) is None
    assert one(value, age=4) == 0.25


def test_nan_is_unknown() -> None:
    value = Call(Op.NOT_NAN, (SPEND,), DOUBLE, nullable=True)
    assert one(value, spend=math.nan) is None
    assert one(value, spend=math.inf) == math.inf
    assert members_of(
        plan_of(op(Op.GT, value, const(1))),
        database(customers=[{"customer_id": 1, "spend": math.nan}]),
    ) == set()  # fmt: skip


@pytest.mark.parametrize(
    ("operation", "pattern", "matching"),
    [
        (Op.CONTAINS, "b%c", {1}), (Op.CONTAINS, "", {1, 2, 3}), (Op.STARTS, "a", {1, 2}),
        (Op.STARTS, "A", {3}), (Op.ENDS, "c", {1}), (Op.ENDS, "\\", {2}),
        (Op.MATCHES, "^a.*", {1, 2}),
        (Op.MATCHES, "\\\\$", {2}), (Op.MATCHES, "[[:upper:]]", {3}), (Op.MATCHES, "A.b", set()),
    ],
)  # fmt: skip
def test_text_is_searched(operation: Op, pattern: str, matching: set[int]) -> None:
    connection = database(
        customers=[
            {"customer_id": n, "country": text}
            for n, text in ((1, "ab%c"), (2, "a_b\\"), (3, "A\nb"), (4, None))
        ]
    )
    assert members_of(plan_of(op(operation, COUNTRY, const(pattern))), connection) == matching


def test_patterns_may_ignore_case() -> None:
    value = op(Op.MATCHES, COUNTRY, const("^åb+$"), detail="i")
    assert one(Call(Op.DECIDE, (value,), BOOLEAN, nullable=False), country="ÅBB") is True


def test_folding_is_simple_case_folding_of_every_character() -> None:
    connection = database()
    letters = [
        chr(code) for code in range(1, 0x20000)
        if not 0xD800 <= code <= 0xDFFF
        and not simple_fold(chr(code)) == chr(code) == chr(code).lower()
    ]  # fmt: skip
    wrong = []
    folded = op(Op.FOLD, COUNTRY, type=TEXT)
    for start in range(0, len(letters), 2000):
        part = letters[start : start + 2000]
        connection.execute("DELETE FROM customers")
        connection.executemany(
            "INSERT INTO customers (customer_id, country) VALUES (?, ?)",
            [(start + n, letter) for n, letter in enumerate(part)],
        )
        # what a folded constant equals, as the plan writes `nickname = "..."`
        one_of = op(Op.IN, folded, *(const(simple_fold(letter)) for letter in part))
        found = members_of(plan_of(one_of), connection)
        wrong.extend(letter for n, letter in enumerate(part) if start + n not in found)
    assert wrong == []


@pytest.mark.parametrize(
    ("written", "asked", "same"),
    [("Straße", "STRASSE", False), ("ΝΊΚΟΣ", "νίκος", True), ("İZMİR", "izmir", False),
     ("izmir", "IZMIR", True), ("ſ", "S", True), ("K", "k", True), ("ꭰ", "Ꭰ", True)],
)  # fmt: skip
def test_folded_text_compares(written: str, asked: str, same: bool) -> None:
    value = op(Op.EQ, op(Op.FOLD, COUNTRY, type=TEXT), const(simple_fold(asked)))
    assert one(value, country=written) is same


@pytest.mark.parametrize(
    ("operation", "values", "members"),
    [
        (Op.LIST_ANY, ("a",), {1, 2}), (Op.LIST_ANY, ("x", "b"), {1, 3}),
        (Op.LIST_ALL, ("a", "b"), {1}), (Op.LIST_ALL, ("a", "a"), {1, 2}),
        (Op.LIST_ONLY, ("a", "b", "z"), {1, 2, 3}), (Op.LIST_ONLY, ("a",), {2}),
    ],
)  # fmt: skip
def test_lists(operation: Op, values: tuple[str, ...], members: set[int]) -> None:
    connection = database(
        customers=[
            {"customer_id": n, "interests": held}
            for n, held in (
                (1, ["a", "b", None]), (2, ["a", "a"]), (3, ["b"]), (4, []), (5, None), (6, [None]),
            )
        ]
    )  # fmt: skip
    asked = op(operation, INTERESTS, *map(const, values))
    assert members_of(plan_of(asked), connection) == members
    rest = op(Op.NOT, op(Op.DECIDE, asked))
    assert members_of(plan_of(rest), connection) == {1, 2, 3, 4, 5, 6} - members
    size = values_of(plan_of(op(Op.LIST_SIZE, INTERESTS, type=INTEGER), kind="trait"), connection)
    assert size == {1: 2, 2: 2, 3: 1, 4: 0, 5: None, 6: 0}


def test_lists_may_be_folded() -> None:
    folded = op(Op.LIST_FOLD, INTERESTS, type=INTERESTS.type)
    assert one(op(Op.LIST_ANY, folded, const("åsa")), interests=["ÅSA"]) is True


@pytest.mark.parametrize(
    ("place", "metres"),
    [((59.3293, 18.0686), 0), ((55.6050, 13.0038), 512_600),
     ((-59.3293, -161.9314), math.pi * 6_371_008.8)],
)  # fmt: skip
def test_distances_are_great_circles(place: tuple[float, float], metres: float) -> None:
    point = (const(59.3293), const(18.0686))
    there = tuple(map(const, place))
    found = one(op(Op.DISTANCE, *point, *there, type=DOUBLE))
    assert found == pytest.approx(metres, rel=2e-3, abs=1e-6)


def test_the_distance_of_an_unknown_place_is_unknown() -> None:
    value = op(Op.DISTANCE, SPEND, const(18.0), const(0.0), const(0.0), type=DOUBLE)
    assert one(value) is None


def test_count_true_counts_what_holds() -> None:
    conditions = (op(Op.GT, customer("age"), const(n)) for n in (1, 5, 9))
    value = Call(Op.COUNT_TRUE, tuple(conditions), INTEGER, nullable=False)
    assert [one(value, **row) for row in ({"age": 7}, {"age": 99}, {})] == [2, 3, 0]


@pytest.mark.parametrize(
    ("left", "right", "differs"), [(1, 1, False), (1, 2, True), (None, 1, True)]
)
def test_distinct_knows_unknown(left: int | None, right: int, differs: bool) -> None:
    value = Call(Op.DISTINCT, (customer("age"), const(right)), BOOLEAN, nullable=False)
    row: Mapping[str, object] = {} if left is None else {"age": left}
    assert one(value, **row) is differs
