"""Statements about several definitions, and with further columns."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import pytest

from segql.plan.nodes import Call, Const, Definition, DefinitionKey, Expr, Op, Plan, Reference
from segql.sql import compile_members, compile_sizes, compile_together, compile_values
from segql.types import Type
from tests.unit.sql.plans import (
    BOOLEAN,
    CLOCK,
    INTEGER,
    NOW,
    TEXT,
    const,
    count,
    customer,
    database,
    op,
    orders,
    plan_of,
)


def made(name: str, kind: str, value: Expr, type_: Type = BOOLEAN) -> Definition:
    return Definition(DefinitionKey(name, NOW), kind, value, type_, value.nullable)  # type: ignore[arg-type]


BUYERS = made("buyers", "segment", op(Op.GE, count(orders()), const(1)))
YOUNG = made("young", "segment", op(Op.LT, customer("age"), const(30)))
LIFECYCLE = made(
    "lifecycle", "segmentation",
    Call(
        Op.CASE,
        (Reference(BUYERS.key, BOOLEAN, nullable=False), const("active"),
         op(Op.GE, count(orders(days=180)), const(1)), const("lapsing"), Const(None, TEXT)),
        TEXT, nullable=True,
    ),
    TEXT,
)  # fmt: skip
NUMBER = made("number", "trait", count(orders()), INTEGER)


@pytest.fixture
def shop() -> duckdb.DuckDBPyConnection:
    return database(
        customers=[{"customer_id": n, "age": age} for n, age in ((3, 50), (1, 20), (2, None))],
        orders=[
            {"order_id": 1, "customer_id": 1, "ordered_at": "2024-06-20"},
            {"order_id": 2, "customer_id": 1, "ordered_at": "2024-06-21"},
            {"order_id": 3, "customer_id": 3, "ordered_at": "2024-03-20"},
        ],
    )


@pytest.fixture
def plan() -> Plan:
    whole = plan_of(NUMBER.value, BUYERS, YOUNG, LIFECYCLE, NUMBER, kind="trait")
    keys = tuple(item.key for item in (BUYERS, YOUNG, LIFECYCLE, NUMBER))
    return replace(whole, roots=keys, columns={"age": customer("age"), "n": NUMBER.value})


def test_sizes_in_one_statement(plan: Plan, shop: duckdb.DuckDBPyConnection) -> None:
    [text] = compile_sizes(plan, plan.roots, clock=CLOCK)
    rows = shop.execute(text).fetchall()
    assert sorted(rows, key=str) == sorted(
        [
            (None, None, 3),
            ("buyers", None, 1),
            ("young", None, 1),
            ("lifecycle", "active", 1),
            ("lifecycle", "lapsing", 1),
            ("lifecycle", None, 1),
            ("number", None, 2),
            ("number", "2", 1),
        ],
        key=str,
    )


def test_together_one_column_each(plan: Plan, shop: duckdb.DuckDBPyConnection) -> None:
    statement = compile_together(plan, plan.roots, clock=CLOCK)
    result = shop.execute(statement)
    assert [column[0] for column in result.description] == [
        "customer_id", "buyers", "young", "lifecycle", "number",
    ]  # fmt: skip
    assert sorted(result.fetchall()) == [
        (1, True, True, "active", 2),
        (2, False, False, None, None),
        (3, False, False, "lapsing", None),
    ]


def test_members_are_ordered_and_carry_columns(plan: Plan, shop: duckdb.DuckDBPyConnection) -> None:
    result = shop.execute(compile_members(plan, LIFECYCLE.key, clock=CLOCK))
    assert [column[0] for column in result.description] == ["customer_id", "lifecycle", "age", "n"]
    assert result.fetchall() == [(1, "active", 20, 2), (3, "lapsing", 50, None)]
    everybody = made("everybody", "segment", Const(True, BOOLEAN))
    wider = replace(plan, definitions={**plan.definitions, everybody.key: everybody})
    rows = shop.execute(compile_members(wider, everybody.key, clock=CLOCK)).fetchall()
    assert rows == [(1, 20, 2), (2, None, None), (3, 50, None)]


def test_values_of_a_segment_are_decided(plan: Plan, shop: duckdb.DuckDBPyConnection) -> None:
    rows = shop.execute(compile_values(plan, YOUNG.key, clock=CLOCK)).fetchall()
    assert dict(rows) == {1: True, 2: False, 3: False}


def test_what_several_use_is_computed_once(plan: Plan) -> None:
    text = compile_together(plan, plan.roots, clock=CLOCK)
    assert text.count("FROM orders AS") == 2
