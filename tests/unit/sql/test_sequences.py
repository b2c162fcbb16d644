"""Sequences against a search that tries every chain."""

from __future__ import annotations

from collections.abc import Sequence as Listed
from datetime import datetime, timedelta
from random import Random

import pytest

from segql.plan.moments import Unit
from segql.plan.nodes import Call, Column, Const, Expr, Op, Sequence, Step
from tests.unit.sql.plans import (
    NOW,
    TEXT,
    at,
    const,
    database,
    event,
    members_of,
    op,
    plan_of,
    sql_of,
    time,
)

START = datetime(2024, 6, 1)
END = datetime(2024, 7, 1)
OPERATORS = {
    Op.EQ: lambda a, b: a == b, Op.LT: lambda a, b: a < b, Op.GT: lambda a, b: a > b,
}  # fmt: skip


def step(
    row: int, *where: Expr, negated: bool = False, limit: tuple[int, Unit] | None = None
) -> Step:
    seen = op(Op.LT, time("at", row=row), at(NOW))
    return Step(row, "visits", negated, limit, (seen, *where))


def page(row: int, name: str) -> Expr:
    return op(Op.EQ, event("page", TEXT, row=row), const(name))


def price(row: int) -> Column:
    return event("price", row=row)


# ------------------------------------------------------------------------- the slow evaluator

Visit = dict[str, object]


def holds(node: Expr, chain: dict[int, Visit]) -> bool | None:
    assert isinstance(node, Call)
    if any(isinstance(arg, Column) and arg.column == "at" for arg in node.args):
        return True
    left, right = (_value(arg, chain) for arg in node.args)
    if left is None or right is None:
        return None
    return OPERATORS[node.op](left, right)


def _value(node: Expr, chain: dict[int, Visit]) -> object:
    if isinstance(node, Const):
        return node.value
    assert isinstance(node, Column)
    return chain[node.row].get(node.column)


def fits(
    steps: Listed[Step], visits: Listed[Visit], chain: dict[int, Visit], last: datetime | None,
    gone: Listed[Step] = (),
) -> bool:  # fmt: skip
    def after(one: Step) -> list[Visit]:
        return [
            visit for visit in visits
            if (last is None or visit["at"] > last)  # type: ignore[operator]
            and all(holds(item, {**chain, one.row: visit}) for item in one.where)
        ]  # fmt: skip

    if not steps:
        return not any(after(one) for one in gone)
    one, rest = steps[0], steps[1:]
    end = None if one.limit is None or last is None else last + timedelta(days=one.limit[0])
    if one.negated and one.limit is None:
        return fits(rest, visits, chain, last, (*gone, one))
    if one.negated:
        assert end is not None
        if all(later.negated for later in rest) and end > END:
            return False
        if any(visit["at"] <= end for visit in after(one)):  # type: ignore[operator]
            return False
        return fits(rest, visits, chain, last, gone)
    for visit in after(one):
        if end is not None and visit["at"] > end:  # type: ignore[operator]
            continue
        between = (
            other
            for no in gone
            for other in after(no)
            if other["at"] < visit["at"]  # type: ignore[operator]
        )
        if any(True for _ in between):
            continue
        if fits(rest, visits, {**chain, one.row: visit}, visit["at"]):  # type: ignore[arg-type]
            return True
    return False


# ------------------------------------------------------------------------------- generated


def draw_steps(rng: Random) -> list[Step]:
    steps: list[Step] = []
    happened: list[int] = []
    for row in range(1, rng.randint(2, 5) + 1):
        negated = bool(happened) and rng.random() < 0.35
        where: list[Expr] = []
        if rng.random() < 0.8:
            where.append(page(row, rng.choice("abc")))
        for _ in range(rng.choice((0, 0, 0, 1, 1, 2)) if happened else 0):
            kind = rng.choice((Op.EQ, Op.EQ, Op.EQ, Op.GT, Op.LT))
            sides = [price(row), price(rng.choice(happened))]
            if rng.random() < 0.5 and kind is Op.EQ:
                sides.reverse()
            where.append(op(kind, *sides))
        limit: tuple[int, Unit] | None = None
        if happened and rng.random() < 0.5:
            limit = (rng.choice((1, 2, 5)), "day")
        steps.append(step(row, *where, negated=negated, limit=limit))
        if not negated:
            happened.append(row)
    return steps


def draw_visits(rng: Random) -> list[Visit]:
    return [
        {
            "at": START + timedelta(hours=12 * rng.randint(0, 59)),
            "page": rng.choice("abc"),
            "price": rng.choice((1, 2, 3, None)),
        }
        for _ in range(rng.randint(0, 9))
    ]


@pytest.mark.parametrize("seed", range(60))
def test_sequences_agree_with_a_search(seed: int) -> None:
    rng = Random(seed)
    people = {key: draw_visits(rng) for key in range(30)}
    connection = database(
        customers=[{"customer_id": key} for key in people],
        visits=[{"customer_id": key, **visit} for key, rows in people.items() for visit in rows],
    )
    for _ in range(6):
        steps = draw_steps(rng)
        plan = plan_of(Sequence(tuple(steps), NOW))
        expected = {key for key, visits in people.items() if fits(steps, visits, {}, None)}
        assert members_of(plan, connection) == expected, (steps, sql_of(plan))


def test_hours_are_exact_and_days_keep_the_wall_clock() -> None:
    """Clocks in Stockholm go forward at 2 on 31 March 2024: that day has 23 hours."""
    connection = database(
        customers=[{"customer_id": 1}],
        visits=[
            {"customer_id": 1, "at": "2024-03-30 12:00", "page": "a"},
            {"customer_id": 1, "at": "2024-03-31 12:00", "page": "b"},
        ],
    )

    def within(limit: tuple[int, Unit]) -> set[object]:
        steps = (step(1, page(1, "a")), step(2, page(2, "b"), limit=limit))
        return members_of(plan_of(Sequence(steps, NOW)), connection)

    assert within((1, "day")) == {1}
    assert within((23, "hour")) == {1}
    assert within((22, "hour")) == set()


def test_a_first_step_may_be_one_that_never_happened() -> None:
    connection = database(
        customers=[{"customer_id": 1}, {"customer_id": 2}],
        visits=[
            {"customer_id": 1, "at": "2024-06-01", "page": "b"},
            {"customer_id": 1, "at": "2024-06-02", "page": "a"},
            {"customer_id": 2, "at": "2024-06-02", "page": "a"},
        ],
    )
    steps = (step(1, page(1, "b"), negated=True), step(2, page(2, "a")))
    assert members_of(plan_of(Sequence(steps, NOW)), connection) == {2}


def test_steps_of_other_kinds_of_events_compare_as_instants() -> None:
    connection = database(
        customers=[{"customer_id": 1}, {"customer_id": 2}],
        visits=[
            {"customer_id": 1, "at": "2024-06-01 10:00"},
            {"customer_id": 2, "at": "2024-06-01 13:00"},
        ],
        orders=[
            {"order_id": 1, "customer_id": 1, "ordered_at": "2024-06-01 09:00"},
            {"order_id": 2, "customer_id": 2, "ordered_at": "2024-06-01 09:00"},
        ],
    )
    from segql.plan.nodes import EventTable

    utc = time(zone="UTC")
    orders = EventTable("orders", "orders", None, None, "customer_id", "order_id", utc, (), {})
    visits = EventTable("visits", "visits", None, None, "customer_id", None, time("at"), (), {})
    # nine o'clock in UTC is eleven in Stockholm
    steps = (
        Step(1, "orders", False, None, (op(Op.LT, utc, at(NOW)),)),
        step(2),
    )
    plan = plan_of(Sequence(steps, NOW), events={"orders": orders, "visits": visits})
    assert members_of(plan, connection) == {2}
