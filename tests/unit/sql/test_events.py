"""Figures of events, existence, picked events, events made of events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

import duckdb
import pytest

from segql.plan.nodes import Call, Column, EventSet, EventTable, Exists, Expr, Measure, Op
from segql.types import Type
from tests.unit.sql.plans import (
    BOOLEAN,
    DECIMAL,
    DOUBLE,
    INTEGER,
    NOW,
    ORDERS,
    TEXT,
    TIMESTAMP,
    ZONE,
    ago,
    at,
    const,
    count,
    customer,
    database,
    event,
    last,
    members_of,
    op,
    orders,
    plan_of,
    sql_of,
    time,
    values_of,
)

AMOUNT = event("amount", DECIMAL)
CHANNEL = event("channel", TEXT)


@pytest.fixture
def shop() -> duckdb.DuckDBPyConnection:
    def order(
        key: int, who: int, day: str, amount: str | None, channel: str | None
    ) -> Mapping[str, object]:
        return {
            "order_id": key, "customer_id": who, "ordered_at": day, "channel": channel,
            "amount": None if amount is None else Decimal(amount),
        }  # fmt: skip

    return database(
        customers=[{"customer_id": n, "birth_date": date(2024, 6, 10)} for n in (1, 2, 3)],
        orders=[
            order(1, 1, "2024-06-01", "10.10", "web"),
            order(2, 1, "2024-06-11", "0.20", "Web"),
            order(3, 1, "2024-06-11", None, "app"),
            order(4, 2, "2024-06-20", "7.00", None),
            order(5, 9, "2024-06-20", "1.00", "web"),
            order(6, 2, "2024-07-01", "99.00", "web"),
        ],
    )


def measure(function: str, argument: Expr | None, type: Type = DECIMAL, **more: object) -> Measure:
    return Measure(orders(), function, argument, type, nullable=True, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (measure("count", None, INTEGER), {1: 3, 2: 1, 3: None}),
        (measure("count", AMOUNT, INTEGER), {1: 2, 2: 1, 3: None}),
        (measure("sum", AMOUNT), {1: Decimal("10.30"), 2: Decimal("7.00"), 3: None}),
        (measure("average", AMOUNT, DOUBLE), {1: 10.3 / 2, 2: 7.0, 3: None}),
        (measure("min", AMOUNT), {1: Decimal("0.20"), 2: Decimal("7.00"), 3: None}),
        (measure("max", AMOUNT), {1: Decimal("10.10"), 2: Decimal("7.00"), 3: None}),
        (measure("median", AMOUNT, DOUBLE), {1: 0.2 + (10.1 - 0.2) * 0.5, 2: 7.0, 3: None}),
        (measure("first", CHANNEL, TEXT), {1: "web", 2: None, 3: None}),
        (measure("last", CHANNEL, TEXT), {1: "app", 2: None, 3: None}),
        (measure("last", AMOUNT), {1: None, 2: Decimal("7.00"), 3: None}),
        (measure("most frequent", CHANNEL, TEXT), {1: "Web", 2: None, 3: None}),
        (measure("most frequent", CHANNEL, TEXT, fold=True), {1: "Web", 2: None, 3: None}),
        (measure("count distinct", CHANNEL, INTEGER), {1: 3, 2: 0, 3: None}),
        (measure("count distinct", CHANNEL, INTEGER, fold=True), {1: 2, 2: 0, 3: None}),
        (measure("min", CHANNEL, TEXT), {1: "Web", 2: None, 3: None}),
        (measure("min", CHANNEL, TEXT, fold=True), {1: "app", 2: None, 3: None}),
        (measure("max", CHANNEL, TEXT, fold=True), {1: "Web", 2: None, 3: None}),
        (measure("average gap", None, DOUBLE), {1: 5.0, 2: None, 3: None}),
        (
            measure("count", None, INTEGER, filter=op(Op.EQ, CHANNEL, const("web"))),
            {1: 1, 2: 0, 3: None},
        ),
    ],
)
def test_figures(
    figure: Measure, expected: Mapping[int, object], shop: duckdb.DuckDBPyConnection
) -> None:
    assert values_of(plan_of(figure, kind="trait"), shop) == pytest.approx(expected)


def test_the_latest_channel_wins_a_tie_of_frequency(shop: duckdb.DuckDBPyConnection) -> None:
    # each of web, Web and app stands once; Web and app are the latest; Web is smaller
    figure = measure("most frequent", CHANNEL, TEXT)
    assert values_of(plan_of(figure, kind="trait"), shop)[1] == "Web"


def test_figures_of_one_set_share_a_query(shop: duckdb.DuckDBPyConnection) -> None:
    both = op(
        Op.AND,
        op(Op.GT, measure("sum", AMOUNT), const(5)),
        op(Op.GE, count(orders()), const(2)),
        Exists(orders()),
    )
    plan = plan_of(both)
    assert members_of(plan, shop) == {1}
    assert sql_of(plan).count("FROM orders") == 1


def test_existence_alone_is_a_semijoin(shop: duckdb.DuckDBPyConnection) -> None:
    plan = plan_of(op(Op.NOT, Exists(orders(op(Op.EQ, CHANNEL, const("web"))))))
    assert members_of(plan, shop) == {2, 3}
    assert (
        sql_of(plan)
        == """\
SELECT
  c.customer_id
FROM customers AS c
WHERE
  NOT c.customer_id IN (
    SELECT
      o.customer_id
    FROM orders AS o
    WHERE
      o.customer_id IS NOT NULL
      AND o.ordered_at >= CAST('2024-04-02 00:00:00' AS TIMESTAMP)
      AND o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      AND o.channel = 'web'
  )
"""
    )


def _since_birth() -> Expr:
    midnight = op(Op.MIDNIGHT, customer("birth_date"), type=TIMESTAMP)
    return op(Op.GE, time(), Call(Op.MIDNIGHT, midnight.args, TIMESTAMP, nullable=True, zone=ZONE))


def test_events_may_depend_on_their_customer(shop: duckdb.DuckDBPyConnection) -> None:
    assert members_of(plan_of(Exists(orders(_since_birth()))), shop) == {1, 2}
    counted = values_of(plan_of(count(orders(_since_birth())), kind="trait"), shop)
    assert counted == {1: 2, 2: 1, 3: None}


def test_who_has_no_events_that_depend_on_their_customer(shop: duckdb.DuckDBPyConnection) -> None:
    plan = plan_of(op(Op.NOT, Exists(orders(_since_birth()))))
    assert members_of(plan, shop) == {3}
    assert "NOT EXISTS(" in sql_of(plan)


def test_an_event_of_nobody_takes_no_customer_out(shop: duckdb.DuckDBPyConnection) -> None:
    plan = plan_of(op(Op.NOT, Exists(orders(op(Op.EQ, CHANNEL, const("web"))))))
    shop.execute("UPDATE orders SET customer_id = NULL WHERE channel = 'web'")
    assert "NOT c.customer_id IN (" in sql_of(plan)
    assert members_of(plan, shop) == {1, 2, 3}


def test_events_may_depend_on_other_events(shop: duckdb.DuckDBPyConnection) -> None:
    first = Measure(
        EventSet("orders", NOW, (op(Op.LT, time(), at(NOW)),)),
        "min", time(), TIMESTAMP, nullable=True, zone=ZONE,
    )  # fmt: skip
    later = orders(op(Op.GT, time(), first))
    assert members_of(plan_of(Exists(later)), shop) == {1}
    assert values_of(plan_of(count(later), kind="trait"), shop) == {1: 2, 2: None, 3: None}


@pytest.mark.parametrize(
    ("kind", "amount", "having", "expected"),
    [
        ("latest", 1, (), {1: 1, 2: 1, 3: None}),
        ("latest", 2, (op(Op.EQ, CHANNEL, const("Web")),), {1: 1, 2: None, 3: None}),
        ("latest", 1, (op(Op.EQ, CHANNEL, const("Web")),), {1: None, 2: None, 3: None}),
        ("earliest", 1, (op(Op.EQ, CHANNEL, const("web")),), {1: 1, 2: None, 3: None}),
    ],
)
def test_picked_events(
    kind: str,
    amount: int,
    having: tuple[Expr, ...],
    expected: Mapping[int, object],
    shop: duckdb.DuckDBPyConnection,
) -> None:
    picked = orders(pick=kind, pick_count=amount, having=having)
    assert values_of(plan_of(count(picked), kind="trait"), shop) == expected
    members = {key for key, number in expected.items() if number}
    assert members_of(plan_of(Exists(picked)), shop) == members


def test_a_picked_event_may_be_asked_about_its_customer(shop: duckdb.DuckDBPyConnection) -> None:
    picked = orders(pick="earliest", pick_count=1, having=(_since_birth(),))
    assert members_of(plan_of(Exists(picked)), shop) == {2}
    assert members_of(plan_of(op(Op.NOT, Exists(picked))), shop) == {1, 3}


def test_events_without_a_key_fall_to_the_smallest_value() -> None:
    connection = database(
        customers=[{"customer_id": 1}],
        visits=[
            {"customer_id": 1, "at": "2024-06-01", "page": "b"},
            {"customer_id": 1, "at": "2024-06-01", "page": "a"},
            {"customer_id": 1, "at": "2024-06-02", "page": None},
            {"customer_id": 1, "at": "2024-06-02", "page": "z"},
        ],
    )
    page = event("page", TEXT)
    seen = EventSet("visits", NOW, (op(Op.LT, time("at"), at(NOW)),))
    for function, expected in (("first", "a"), ("last", "z")):
        figure = Measure(seen, function, page, TEXT, nullable=True)  # type: ignore[arg-type]
        assert values_of(plan_of(figure, kind="trait"), connection) == {1: expected}


BASKETS = EventTable(
    name="baskets",
    table=None,
    of="orders",
    by=CHANNEL,
    customer="customer_id",
    key="channel",
    time=time("time"),
    where=(op(Op.GT, AMOUNT, const(0)),),
    fields={
        "time": Measure(EventSet("orders", NOW, ()), "min", time(), TIMESTAMP, True, zone=ZONE),
        "total": Measure(EventSet("orders", NOW, ()), "sum", AMOUNT, DECIMAL, True),
        "often": Measure(EventSet("orders", NOW, ()), "most frequent", AMOUNT, DECIMAL, True),
        "large": Measure(
            EventSet("orders", NOW, (op(Op.GT, AMOUNT, const(5)),)), "count", None, INTEGER, False
        ),
    },
)


def test_events_made_of_events(shop: duckdb.DuckDBPyConnection) -> None:
    events = {"orders": ORDERS, "baskets": BASKETS}
    large = EventSet(
        "baskets", NOW,
        (op(Op.LT, time("time"), at(NOW)), op(Op.GT, event("total", DECIMAL), const(1)),
         op(Op.GE, event("large"), const(1))),
    )  # fmt: skip
    assert members_of(plan_of(Exists(large), events=events), shop) == {1}
    often = EventSet("baskets", NOW, (op(Op.EQ, event("often", DECIMAL), const(Decimal("0.20"))),))
    assert members_of(plan_of(Exists(often), events=events), shop) == {1}
    every = EventSet("baskets", NOW, ())
    counted = values_of(plan_of(count(every), events=events, kind="trait"), shop)
    # the line of no channel makes no basket, the one without an amount is left out
    assert counted == {1: 2, 2: None, 3: None}


def test_lines_are_seen_up_to_the_instant_in_force(shop: duckdb.DuckDBPyConnection) -> None:
    events = {"orders": ORDERS, "baskets": BASKETS}
    then = ago(25)
    early = EventSet("baskets", then, (op(Op.LT, time("time"), at(then)),))
    total = Measure(early, "sum", event("large"), INTEGER, nullable=True)
    counted = values_of(plan_of(total, events=events, kind="trait"), shop)
    assert counted == {1: 1, 2: None, 3: None}
    assert "2024-06-06 00:00:00" in sql_of(plan_of(total, events=events))


def test_windows_of_a_stream_select_its_kind() -> None:
    stream = EventTable(
        "returns", "orders", None, None, "customer_id", "order_id", time(),
        (op(Op.EQ, CHANNEL, const("return")),), {},
    )  # fmt: skip
    connection = database(
        customers=[{"customer_id": 1}, {"customer_id": 2}],
        orders=[
            {"order_id": n, "customer_id": n, "ordered_at": datetime(2024, 6, 1), "channel": kind}
            for n, kind in ((1, "return"), (2, "web"))
        ],
    )  # fmt: skip
    seen = Exists(EventSet("returns", NOW, last(90)))
    assert seen.type == BOOLEAN
    assert members_of(plan_of(seen, events={"returns": stream}), connection) == {1}


def test_column_of_an_object_of_the_event(shop: duckdb.DuckDBPyConnection) -> None:
    from segql.plan.nodes import Join

    shop.execute("UPDATE orders SET product_id = order_id")
    shop.execute("INSERT INTO products VALUES (1, 'tent'), (4, 'boat')")
    category = Column(
        1, (Join("products", "product_id", "product_id"),), "category", (), TEXT, True
    )
    figure = Measure(orders(), "max", category, TEXT, nullable=True)
    assert values_of(plan_of(figure, kind="trait"), shop) == {1: "tent", 2: "boat", 3: None}
