"""What sound conditions and values become."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from segql.semantics import tree
from segql.semantics.facts import never_unknown
from segql.types import (
    BOOLEAN,
    DATE,
    DECIMAL,
    DOUBLE,
    INTEGER,
    TEXT,
    TIMESTAMP,
    UNKNOWN,
    Kind,
    Type,
)
from tests.unit.semantics.shop import analysed, condition, value

AGE = tree.Field(tree.CUSTOMER, (), "age", INTEGER)
COUNTRY = tree.Field(tree.CUSTOMER, (), "country", TEXT)
SUBSCRIBED = tree.Field(tree.CUSTOMER, (), "subscribed", BOOLEAN)
INTEREST = tree.Field(tree.CUSTOMER, (), "interest", Type(Kind.TEXT, many=True))
BIRTH = tree.Field(tree.CUSTOMER, (), "birth_date", DATE)
ORDER = tree.Row(1, "orders")
AMOUNT = tree.Field(ORDER, (), "amount", DECIMAL)


def text(word: str) -> tree.Literal:
    return tree.Literal(word, TEXT)


def number(amount: int) -> tree.Literal:
    return tree.Literal(amount, INTEGER)


def of_orders(function: str, argument: tree.Expr | None = None, **more: object) -> tree.Aggregate:
    fields: dict[str, object] = {
        "function": function,
        "row": ORDER,
        "argument": argument,
        "distinct": False,
        "pick": None,
        "window": None,
        "where": None,
        "having": None,
        "type": INTEGER,
    }
    return tree.Aggregate(**(fields | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("age > 3", tree.Compare(">", AGE, number(3))),
        ('country != "SE"', tree.Not(tree.Compare("=", COUNTRY, text("SE")))),
        ("subscribed", tree.Holds(SUBSCRIBED)),
        ("not subscribed", tree.Not(tree.Holds(SUBSCRIBED))),
        (
            "subscribed = false",
            tree.Compare("=", SUBSCRIBED, tree.Literal(False, BOOLEAN)),
        ),
        ("everybody", tree.Literal(True, BOOLEAN)),
        ("age 18..<25", tree.InRange(AGE, number(18), number(25), True)),
        ("age not in -5..", tree.Not(tree.InRange(AGE, number(-5), None, False))),
        ("age between 1 and 2", tree.InRange(AGE, number(1), number(2), False)),
        (
            "birth_date between 2000-01-01 and today",
            tree.InWindow(
                BIRTH,
                tree.Between(tree.Literal(date(2000, 1, 1), DATE), tree.Today(DATE)),
            ),
        ),
        (
            'country not in ("SE", "NO")',
            tree.Not(tree.InValues(COUNTRY, (text("SE"), text("NO")))),
        ),
        ('interest = "outdoor"', tree.ListHas(INTEREST, "any", (text("outdoor"),))),
        (
            'interest has none ("outdoor")',
            tree.Not(tree.ListHas(INTEREST, "any", (text("outdoor"),))),
        ),
        ('interest in ("outdoor")', tree.ListHas(INTEREST, "any", (text("outdoor"),))),
        ("interest is unknown", tree.Not(tree.Known(INTEREST))),
        (
            "size(interest) >= 2",
            tree.Compare(">=", tree.Scalar("size", (INTEREST,), INTEGER), number(2)),
        ),
        (
            "birth_date less than 30 days ago",
            tree.InWindow(BIRTH, tree.Last(tree.Duration(30, "day"))),
        ),
        (
            "birth_date not in January 2024",
            tree.Not(tree.InWindow(BIRTH, tree.InPeriod(2024, 1))),
        ),
        (
            "anniversary of birth_date in next 7 days",
            tree.AnniversaryIn(BIRTH, tree.Next(tree.Duration(7, "day"))),
        ),
        ("(age > 3) is unknown", tree.Literal(False, BOOLEAN)),
        ("in list blocklist", tree.InList("blocklist")),
        (
            "top 10% by age per country",
            tree.Top("top", Decimal("0.10"), True, AGE, (COUNTRY,), None),
        ),
        ("bottom 5 by age", tree.Top("bottom", 5, False, AGE, (), None)),
        (
            "at most 1 of (subscribed, age > 3)",
            tree.Quantified(
                "at most", 1, (tree.Holds(SUBSCRIBED), tree.Compare(">", AGE, number(3)))
            ),
        ),
        (
            'home within 2 mi of "Stockholm"',
            tree.Near(
                tree.Field(tree.CUSTOMER, (), "home", Type(Kind.POINT)),
                Decimal("3218.688"),
                Decimal("59.3293"),
                Decimal("18.0686"),
            ),
        ),
        ('bucket("x") < 10%', tree.Compare(
            "<", tree.Bucket("x", DECIMAL), tree.Literal(Decimal("0.10"), DECIMAL)
        )),
        ("any(orders)", of_orders("any", type=BOOLEAN)),
        ("no(orders)", tree.Not(of_orders("any", type=BOOLEAN))),
        (
            'any(orders in last 9 days where amount > 5 and customer.country = "SE")',
            of_orders(
                "any",
                type=BOOLEAN,
                window=tree.Last(tree.Duration(9, "day")),
                where=tree.And(
                    (
                        tree.Compare(">", AMOUNT, number(5)),
                        tree.Compare("=", COUNTRY, text("SE")),
                    )
                ),
            ),
        ),
        (
            "any(orders not in last 9 days)",
            of_orders(
                "any",
                type=BOOLEAN,
                where=tree.Not(
                    tree.InWindow(
                        tree.EventTime(ORDER, TIMESTAMP), tree.Last(tree.Duration(9, "day"))
                    )
                ),
            ),
        ),
        (
            "any(latest 2 orders having amount > 5)",
            of_orders(
                "any",
                type=BOOLEAN,
                pick=tree.Pick("latest", 2),
                having=tree.Compare(">", AMOUNT, number(5)),
            ),
        ),
        (
            "any(orders where gift having amount > 5)",
            of_orders(
                "any",
                type=BOOLEAN,
                where=tree.And(
                    (
                        tree.Holds(tree.Field(ORDER, (), "gift", BOOLEAN)),
                        tree.Compare(">", AMOUNT, number(5)),
                    )
                ),
            ),
        ),
        (
            "every(weeks in last 6 weeks where any(orders))",
            tree.Compare(
                "=",
                tree.PeriodCount("week", 1, False, 6, of_orders("any", type=BOOLEAN)),
                number(6),
            ),
        ),
        (
            "count(periods of 3 days in last 9 days where any(orders)) = 1",
            tree.Compare(
                "=",
                tree.PeriodCount("day", 3, False, 3, of_orders("any", type=BOOLEAN)),
                number(1),
            ),
        ),
    ],
)  # fmt: skip
def test_condition(written: str, typed: tree.Expr) -> None:
    assert condition(written) == typed


@pytest.mark.parametrize(
    ("written", "type_", "required"),
    [
        ("age + 1", INTEGER, False),
        ("age + 1.5", DECIMAL, False),
        ("income * score", DOUBLE, False),
        ("age / 2", DOUBLE, False),
        ("count(orders) / 2", DOUBLE, True),
        ("count(orders) / age", DOUBLE, False),
        ("50% of count(orders)", DECIMAL, True),
        ("sum(orders.quantity)", INTEGER, True),
        ("sum(orders.amount)", DECIMAL, True),
        ("average(orders.quantity)", DOUBLE, False),
        ("median(orders.amount)", DOUBLE, False),
        ("min(orders.shipped)", DATE, False),
        ("last(orders.time)", TIMESTAMP, False),
        ("last(lines.time)", DATE, False),
        ("most frequent(orders.channel)", TEXT, False),
        ('share(orders where channel = "web")', DOUBLE, False),
        ("average gap(orders)", DOUBLE, False),
        ("count(distinct orders.product.category)", INTEGER, True),
        ("age or else 0", INTEGER, True),
        ("age or else 0.5", DECIMAL, True),
        ("if age > 3 then 1 else unknown", INTEGER, False),
        ("if age > 3 then joined else today", DATE, True),
        ("joined + 1 month", DATE, True),
        ("seen - 3 hours", TIMESTAMP, False),
        ("days since joined", INTEGER, True),
        ("hours since seen", INTEGER, False),
        ("days between joined and birth_date", INTEGER, False),
        ("month of joined", INTEGER, True),
        ("date of seen", DATE, False),
        ("quintile(age per country)", INTEGER, False),
        ("rank(joined)", INTEGER, False),
        ("overall average(age)", DOUBLE, False),
        ("overall percentile(age, 90%)", DOUBLE, False),
        ("overall count(age)", INTEGER, True),
        ("overall max(joined)", DATE, False),
        ("lower(language)", TEXT, True),
        ("round(income, 2)", DECIMAL, False),
        ("least(age, income)", DECIMAL, False),
        ("greatest(joined, today)", DATE, True),
        ("account.plan", TEXT, True),
        ("count(weeks in last 6 weeks where any(orders))", INTEGER, True),
        ("age > 3", BOOLEAN, True),
        ("subscribed", BOOLEAN, False),
    ],
)  # fmt: skip
def test_value(written: str, type_: Type, required: bool) -> None:
    expr = value(written)
    assert expr.type == type_
    assert never_unknown(expr) is required


def test_a_timestamp_without_a_zone_is_read_in_the_projects() -> None:
    typed = condition("seen >= 2024-06-30T14:05")
    assert isinstance(typed, tree.Compare)
    assert isinstance(typed.right, tree.Literal)
    assert typed.right.value == datetime(2024, 6, 30, 12, 5, tzinfo=UTC)


def test_days_among_values_of_a_timestamp_are_compared_one_by_one() -> None:
    typed = condition("seen in (2024-01-01, 2024-02-01)")
    assert isinstance(typed, tree.Or)
    assert [type(item) for item in typed.items] == [tree.Compare, tree.Compare]


def test_insensitive_text_folds_on_either_side_and_through_definitions() -> None:
    for written in (
        'nickname = "ann"',
        "language = nickname",
        'nickname in ("ANN", "x")',
        'nickname starts with "a"',
        'nickname "a".."c"',
    ):
        typed = condition(written)
        assert typed.fold, written  # type: ignore[union-attr]
    analysis = analysed('trait nick = nickname or else "none"\nsegment s where nick = "ANN"')
    segment = analysis.program.definitions["s"]
    assert isinstance(segment, tree.Segment)
    assert isinstance(segment.body, tree.Compare)
    assert segment.body.fold


def test_a_key_that_no_field_declares_takes_the_type_of_what_it_is_compared_with() -> None:
    typed = condition("any(orders where key = 3)")
    assert isinstance(typed, tree.Aggregate)
    assert typed.where == tree.Compare("=", tree.EventKey(ORDER, INTEGER), number(3))
    counted = value("count(distinct orders.key)")
    assert isinstance(counted, tree.Aggregate)
    assert counted.argument == tree.EventKey(ORDER, UNKNOWN)


def test_roles_and_fields_of_one_name_are_told_apart_by_backticks() -> None:
    typed = condition("any(baskets where size > 1 and key = 2 and basket = 3)")
    assert isinstance(typed, tree.Aggregate)
    assert isinstance(typed.where, tree.And)
    assert [type(item.left) for item in typed.where.items] == [  # type: ignore[union-attr]
        tree.Field,
        tree.EventKey,
        tree.EventKey,
    ]


def test_functions_inside_where_are_the_customers() -> None:
    typed = condition("any(orders where amount > average(orders.amount where gift))")
    assert isinstance(typed, tree.Aggregate)
    assert isinstance(typed.where, tree.Compare)
    inner = typed.where.right
    assert isinstance(inner, tree.Aggregate)
    assert (inner.row.index, inner.row.event) == (2, "orders")


def test_steps_of_a_sequence_see_those_before_them_by_name() -> None:
    typed = condition(
        "sequence(views as v in last 9 days then carts within 1 day where sku = v.sku then no "
        "orders within 7 days)"
    )
    assert isinstance(typed, tree.Sequence)
    views, carts, orders = typed.steps
    assert views.window == tree.Last(tree.Duration(9, "day"))
    assert carts.limit == tree.Duration(1, "day")
    assert carts.where == tree.Compare(
        "=", tree.Field(carts.row, (), "sku", TEXT), tree.Field(views.row, (), "sku", TEXT)
    )
    assert orders.negated


def test_related_objects_are_walked_and_required_only_where_every_hop_is() -> None:
    plan = value("account.plan")
    assert plan == tree.Field(
        tree.CUSTOMER, (tree.Hop("account", "accounts"),), "plan", TEXT, required=True
    )
    typed = condition("any(orders where product.dear)")
    assert isinstance(typed, tree.Aggregate)
    assert typed.where == tree.Holds(
        tree.Field(ORDER, (tree.Hop("product", "products"),), "dear", BOOLEAN, computed=True)
    )


def test_as_of_stands_on_the_reference() -> None:
    analysis = analysed(
        "segment active where any(orders in last 90 days)\n"
        "segmentation life case hot where active otherwise cold\n"
        "segment a1 where active as of 90 days ago\n"
        "segment a2 where not in segment active as of 2024-01-31\n"
        'segment a3 where life = "hot" as of 3 months ago\n'
        "segment a4 where spend > 5 as of 2024-01-31"
    )
    assert not analysis.has_errors
    bodies = [analysis.program.definitions[f"a{n}"].body for n in (1, 2, 3, 4)]  # type: ignore[union-attr]
    ago = tree.When(tree.Duration(90, "day"), None)
    day = tree.When(None, date(2024, 1, 31))
    assert bodies[0] == tree.Reference("active", BOOLEAN, ago, required=True)
    assert bodies[1] == tree.Not(tree.Reference("active", BOOLEAN, day, required=True))
    quarter = tree.When(tree.Duration(3, "month"), None)
    life = tree.Reference("life", TEXT, quarter, required=True)
    assert bodies[2] == tree.Compare("=", life, text("hot"))
    spend = tree.Reference("spend", DECIMAL, day, required=True)
    assert bodies[3] == tree.Compare(">", spend, number(5))
