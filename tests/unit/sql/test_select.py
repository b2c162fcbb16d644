"""Definitions as statements: what a reader sees, and who is in."""

from __future__ import annotations

from segql.plan.nodes import Definition, DefinitionKey, InList, Join, Op, Reference
from segql.sql import compile_sql
from segql.types import Kind, Type
from tests.unit.sql.plans import (
    BOOLEAN,
    CLOCK,
    INTEGER,
    NOW,
    TEXT,
    Column,
    ago,
    const,
    count,
    customer,
    database,
    event,
    members_of,
    op,
    orders,
    plan_of,
    sql_of,
    values_of,
)

INTERESTS = Column(0, (), "interests", (), Type(Kind.TEXT, many=True), nullable=True)
YOUNG = op(
    Op.AND,
    op(Op.BETWEEN, customer("age"), const(18), const(25)),
    op(Op.GT, count(orders()), const(3)),
    op(Op.LIST_ANY, INTERESTS, const("outdoor")),
)


def test_the_three_conditions_read_well() -> None:
    assert (
        sql_of(plan_of(YOUNG))
        == """\
WITH orders_in_last_90_days AS (
  SELECT
    o.customer_id,
    COUNT(*) AS count_orders
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2024-04-02 00:00:00' AS TIMESTAMP)
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP)
  GROUP BY
    o.customer_id
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN orders_in_last_90_days AS o
  ON o.customer_id = c.customer_id
WHERE
  c.age BETWEEN 18 AND 25
  AND o.count_orders > 3
  AND LIST_CONTAINS(c.interests, 'outdoor')
"""
    )


def test_the_three_conditions_choose_the_right_customers() -> None:
    def bought(key: int, times: int) -> list[dict[str, object]]:
        return [
            {"order_id": key * 10 + n, "customer_id": key, "ordered_at": "2024-06-30 23:59:59"}
            for n in range(times)
        ]

    connection = database(
        customers=[
            {"customer_id": 1, "age": 18, "interests": ["outdoor", None]},
            {"customer_id": 2, "age": 26, "interests": ["outdoor"]},
            {"customer_id": 3, "age": 25, "interests": ["outdoor"]},
            {"customer_id": 4, "age": 25, "interests": ["indoor"]},
            {"customer_id": 5, "age": None, "interests": ["outdoor"]},
            {"customer_id": 6, "age": 20},
        ],
        orders=[
            row
            for key, n in ((1, 4), (2, 4), (3, 3), (4, 4), (5, 4), (6, 4))
            for row in bought(key, n)
        ],
    )
    assert members_of(plan_of(YOUNG), connection) == {1}


def test_nested_and_or_keep_their_parentheses() -> None:
    young, old = op(Op.LT, customer("age"), const(20)), op(Op.GT, customer("age"), const(60))
    nordic = op(Op.EQ, customer("country", TEXT), const("SE"))
    connection = database(
        customers=[
            {"customer_id": 1, "age": 15, "country": "SE"},
            {"customer_id": 2, "age": 70, "country": "DE"},
            {"customer_id": 3, "age": 70, "country": "SE"},
            {"customer_id": 4, "age": 15, "country": None},
        ]
    )
    assert members_of(plan_of(op(Op.AND, op(Op.OR, young, old), nordic)), connection) == {1, 3}
    assert members_of(plan_of(op(Op.OR, young, op(Op.AND, old, nordic))), connection) == {1, 3, 4}
    neither = op(Op.NOT, op(Op.DECIDE, op(Op.AND, op(Op.OR, young, old), nordic)))
    assert members_of(plan_of(neither), connection) == {2, 4}


def test_arithmetic_keeps_its_grouping() -> None:
    age = customer("age")
    value = op(
        Op.SUBTRACT,
        op(Op.MULTIPLY, op(Op.ADD, age, const(1)), const(2), type=INTEGER),
        op(Op.SUBTRACT, age, const(-3), type=INTEGER),
        type=INTEGER,
    )
    connection = database(customers=[{"customer_id": 1, "age": 10}])
    assert values_of(plan_of(value, kind="trait"), connection) == {1: (10 + 1) * 2 - (10 + 3)}


def test_a_product_of_narrow_columns_does_not_overflow() -> None:
    value = op(Op.MULTIPLY, customer("age"), customer("account_id"), type=INTEGER)
    connection = database(customers=[{"customer_id": 1, "age": 2**31 - 1, "account_id": 2**20}])
    assert values_of(plan_of(value, kind="trait"), connection) == {1: (2**31 - 1) * 2**20}


def test_related_objects_are_joined_once_and_may_be_missing() -> None:
    step = Join("accounts", "account_id", "account_id")
    plan = Column(0, (step,), "plan", (), TEXT, nullable=True)
    gold_or_none = op(Op.OR, op(Op.EQ, plan, const("gold")), op(Op.NOT, op(Op.KNOWN, plan)))
    connection = database(
        customers=[{"customer_id": n, "account_id": a} for n, a in ((1, 1), (2, 2), (3, None))],
        accounts=[{"account_id": 1, "plan": "gold"}, {"account_id": 2, "plan": "tin"}],
    )
    made = plan_of(gold_or_none)
    assert members_of(made, connection) == {1, 3}
    assert sql_of(made).count("JOIN accounts") == 1


def _definition(name: str, value: object, kind: str = "segment", until: object = NOW) -> Definition:
    return Definition(DefinitionKey(name, until), kind, value, value.type, value.nullable)  # type: ignore[arg-type, attr-defined]


def test_a_segment_in_another_is_one_query_at_each_instant() -> None:
    recent = op(Op.GT, count(orders(days=30)), const(0))
    now = _definition("active", recent)
    then = _definition("active", op(Op.GT, count(orders(days=90)), const(1)), until=ago(90))
    both = op(
        Op.AND,
        Reference(now.key, BOOLEAN, nullable=False),
        op(Op.NOT, Reference(then.key, BOOLEAN, nullable=False)),
    )
    connection = database(
        customers=[{"customer_id": 1}, {"customer_id": 2}],
        orders=[
            {"order_id": 1, "customer_id": 1, "ordered_at": "2024-06-20"},
            {"order_id": 2, "customer_id": 2, "ordered_at": "2024-06-20"},
            {"order_id": 3, "customer_id": 2, "ordered_at": "2024-05-20"},
        ],
    )
    plan = plan_of(both, now, then)
    assert members_of(plan, connection) == {1}
    assert "), active AS (" in sql_of(plan)
    assert "active_90_days_ago AS (" in sql_of(plan)


def test_thirty_levels_of_diamonds_stay_linear() -> None:
    made = [_definition("d0", op(Op.GT, customer("age"), const(1)))]
    for level in range(1, 31):
        below = Reference(made[-1].key, BOOLEAN, nullable=False)
        other = op(Op.AND, below, op(Op.GT, customer("age"), const(level)))
        made.append(_definition(f"d{level}", op(Op.OR, op(Op.NOT, below), other)))
    *others, last = made
    text = sql_of(plan_of(last.value, *others))
    assert text.count(" AS (\n  SELECT") == 30
    assert len(text) < 30_000


def test_a_list_is_a_semijoin() -> None:
    connection = database(
        customers=[{"customer_id": 1}, {"customer_id": 2}],
        blocked=[{"customer_id": 2}, {"customer_id": 2}, {"customer_id": None}],
    )
    blocked = InList("blocklist", "blocked", "customer_id")
    assert members_of(plan_of(blocked), connection) == {2}
    assert members_of(plan_of(op(Op.NOT, blocked)), connection) == {1}
    counted = op(Op.COUNT_TRUE, blocked, op(Op.KNOWN, customer("age")), type=INTEGER)
    assert values_of(plan_of(counted, kind="trait"), connection) == {1: 0, 2: 1}


def test_the_latest_row_of_a_customer_counts() -> None:
    connection = database(
        customers=[
            {"customer_id": 1, "age": 20, "updated_at": "2024-01-01"},
            {"customer_id": 1, "age": 50, "updated_at": "2024-02-01"},
            {"customer_id": 1, "age": 20, "updated_at": None},
            {"customer_id": 2, "age": 20, "updated_at": None},
            {"customer_id": None, "age": 20},
        ]
    )
    young = op(Op.LT, customer("age"), const(30))
    assert members_of(plan_of(young, latest_by="updated_at"), connection) == {2}


def test_views_and_tables_take_a_name() -> None:
    plan = plan_of(op(Op.KNOWN, customer("age")), name="Älska det")
    view = compile_sql(plan, plan.roots[0], clock=CLOCK, shape="view")
    table = compile_sql(plan, plan.roots[0], clock=CLOCK, shape="table", name="marketing.vip")
    assert view.startswith('CREATE OR REPLACE VIEW "Älska det" AS\nSELECT')
    assert table.startswith("CREATE OR REPLACE TABLE marketing.vip AS\nSELECT")
    assert view.endswith(";\n")


def test_names_of_queries_never_hide_a_table() -> None:
    member = _definition("orders", op(Op.GT, count(orders()), const(0)))
    plan = plan_of(Reference(member.key, BOOLEAN, nullable=False), member)
    connection = database(
        customers=[{"customer_id": 1}, {"customer_id": 2}],
        orders=[{"order_id": 1, "customer_id": 2, "ordered_at": "2024-06-20"}],
    )
    assert members_of(plan, connection) == {2}


def test_an_event_field_is_read_from_the_event() -> None:
    web = orders(op(Op.EQ, event("channel", TEXT), const("web")))
    connection = database(
        customers=[{"customer_id": 1}, {"customer_id": 2}, {"customer_id": 3}],
        orders=[
            {"order_id": 1, "customer_id": 1, "ordered_at": "2024-06-20", "channel": "web"},
            {"order_id": 2, "customer_id": 2, "ordered_at": "2024-06-20", "channel": "app"},
            {"order_id": 3, "customer_id": None, "ordered_at": "2024-06-20", "channel": "web"},
        ],
    )
    assert members_of(plan_of(op(Op.GE, count(web), const(1))), connection) == {1}
