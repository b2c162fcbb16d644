"""Expressions and conditions as nodes: precedence, values, windows, functions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from segql.syntax import nodes
from tests.unit.syntax.reading import expression, name, number

A, B, C, X = name("a"), name("b"), name("c"), name("x")
DAYS_30 = nodes.Duration(number("30"), "day")


def test_or_is_looser_than_and_is_looser_than_not() -> None:
    tree = expression("a or not b and c or a > 3")
    middle = nodes.And((nodes.Not(B), C))
    assert tree == nodes.Or((A, middle, nodes.Compare(">", A, number("3"))))


def test_and_is_one_node_for_any_number_of_items() -> None:
    assert expression("a and b and c") == nodes.And((A, B, C))


def test_arithmetic_goes_from_the_left() -> None:
    tree = expression("a - b - c * -x > 0")
    product = nodes.Arithmetic("*", C, nodes.Negative(X))
    left = nodes.Arithmetic("-", nodes.Arithmetic("-", A, B), product)
    assert tree == nodes.Compare(">", left, number("0"))


def test_or_else_stands_between_arithmetic_and_comparison() -> None:
    quotient = nodes.Arithmetic("/", A, B)
    assert expression("a / b or else 0 > x") == nodes.Compare(
        ">", nodes.OrElse(quotient, number("0")), X
    )


def test_between_and_is_not_the_and_of_conditions() -> None:
    tree = expression("a between x and b and c")
    assert tree == nodes.And((nodes.Between(A, X, B, False), C))


def test_keywords_in_any_case_and_any_layout() -> None:
    assert expression("a AND\n  Not b # why\n") == expression("a and not b")


@pytest.mark.parametrize(
    ("text", "low", "high", "upper_open", "with_in"),
    [
        ("a 18..25", number("18"), number("25"), False, False),
        ("a 18..<25", number("18"), number("25"), True, False),
        ("a 18..", number("18"), None, False, False),
        ("a ..25", None, number("25"), False, False),
        ("a ..<25", None, number("25"), True, False),
        ("a in -5..x", nodes.Negative(number("5")), X, False, True),
        ("a $n..$n", nodes.Parameter("n"), nodes.Parameter("n"), False, False),
    ],
)
def test_ranges(
    text: str, low: nodes.Expr, high: nodes.Expr, upper_open: bool, with_in: bool
) -> None:
    assert expression(text) == nodes.InRange(A, low, high, upper_open, with_in, False)


def test_numbers_keep_their_spelling() -> None:
    tree = expression('a in (1_000, 2.5, 10%, -3, "x", 2024-06-30,)')
    assert isinstance(tree, nodes.InValues)
    assert tree.values == nodes.Values(
        (
            nodes.Number(1000, False, "1_000"),
            nodes.Number(Decimal("2.5"), False, "2.5"),
            nodes.Number(Decimal("0.10"), True, "10%"),
            nodes.Negative(number("3")),
            nodes.Text("x"),
            nodes.Date(date(2024, 6, 30)),
        )
    )


def test_long_lists_and_short_ones_give_the_same_nodes() -> None:
    plain = expression('a in ("x", 1, -2.5, # why\n 3%)')
    with_name = expression('a in ("x", 1, -2.5, 3%, b)')
    assert isinstance(plain, nodes.InValues)
    assert isinstance(plain.values, nodes.Values)
    assert isinstance(with_name, nodes.InValues)
    assert isinstance(with_name.values, nodes.Values)
    assert plain.values.items == with_name.values.items[:-1]
    assert [item.span.text for item in plain.values.items] == ['"x"', "1", "-2.5", "3%"]


def test_text_escapes() -> None:
    tree = expression(r"""a = "\"\\\n\t\u{1F600}'" """)
    assert tree == nodes.Compare("=", A, nodes.Text("\"\\\n\t\U0001f600'"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2024-06-30T14:05", datetime(2024, 6, 30, 14, 5)),
        ("2024-06-30T14:05:01.5Z", datetime(2024, 6, 30, 14, 5, 1, 500_000, UTC)),
        (
            "2024-06-30t14:05-03:30",
            datetime(2024, 6, 30, 14, 5, tzinfo=timezone(-timedelta(hours=3, minutes=30))),
        ),
    ],
)
def test_timestamps(text: str, value: datetime) -> None:
    assert expression(f"a > {text}") == nodes.Compare(">", A, nodes.Timestamp(value))


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("in last 30 days", nodes.Last(DAYS_30)),
        ("in the last 30 day", nodes.Last(DAYS_30)),
        ("in next $n weeks", nodes.Next(nodes.Duration(nodes.Parameter("n"), "week"))),
        ("more than 30 days ago", nodes.Ago("more", DAYS_30)),
        ("from 180 to 30 days ago", nodes.FromTo(nodes.Duration(number("180"), "day"), DAYS_30)),
        (
            "from 6 months to 30 days ago",
            nodes.FromTo(nodes.Duration(number("6"), "month"), DAYS_30),
        ),
        ("on x", nodes.Relative("on", X)),
        ("in previous week", nodes.Calendar("previous", "week")),
        ("in 2024", nodes.InPeriod(2024, None)),
        ("in 2024-02", nodes.InPeriod(2024, 2)),
        ("in February 2024", nodes.InPeriod(2024, 2)),
        ("within 30 days after x", nodes.WithinOf(DAYS_30, "after", X)),
    ],
)
def test_windows_of_dates_and_of_events(text: str, window: nodes.Window) -> None:
    assert expression(f"a {text}") == nodes.InWindow(A, window, False)
    assert expression(f"a not {text}") == nodes.InWindow(A, window, True)
    call = expression(f"count(a not {text} where b)")
    assert isinstance(call, nodes.Call)
    assert (call.window, call.window_negated, call.where) == (window, True, B)
    anniversary = expression(f"anniversary of a {text}")
    assert anniversary == nodes.InWindow(nodes.Anniversary(A), window, False)


def test_everything_in_the_parentheses_of_an_event_function() -> None:
    call = expression("sum(distinct latest 5 orders.amount as o in last 30 days where a having b)")
    assert call == nodes.Call(
        nodes.Ident("sum", False),
        (nodes.Name((nodes.Ident("orders", False), nodes.Ident("amount", False))),),
        distinct=True,
        pick=nodes.Pick("latest", number("5")),
        alias=nodes.Ident("o", False),
        window=nodes.Last(DAYS_30),
        where=A,
        having=B,
    )


def test_population_functions() -> None:
    tree = expression("overall percentile(x, 90% per a, b within segment vip)")
    assert isinstance(tree, nodes.Overall)
    assert tree.call.per == (A, B)
    assert tree.call.within == nodes.Ident("vip", False)
    assert len(tree.call.arguments) == 2
    same = expression("overall percentile(x, 90% per (a, b) within segment vip)")
    assert same == tree


def test_functions_of_two_words_in_lower_case() -> None:
    tree = expression("Most Frequent(orders.category) = 3")
    assert isinstance(tree, nodes.Compare)
    assert isinstance(tree.left, nodes.Call)
    assert tree.left.function == nodes.Ident("most frequent", False)


def test_periods() -> None:
    where = nodes.Call(nodes.Ident("any", False), (A,))
    assert expression("every(calendar months in last 4 months where any(a))") == nodes.PeriodCall(
        "every", "month", None, True, nodes.Duration(number("4"), "month"), where
    )
    assert expression("count(periods of 3 days in last 30 days where any(a))") == nodes.PeriodCall(
        "count", "day", number("3"), False, DAYS_30, where
    )


def test_sequences() -> None:
    tree = expression(
        "sequence(a as v in last 30 days where x = 3 then b within 30 days "
        "then no c within 30 days)"
    )
    assert tree == nodes.Sequence(
        (
            nodes.Step(
                A, False, nodes.Ident("v", False), None, nodes.Last(DAYS_30),
                nodes.Compare("=", X, number("3")),
            ),
            nodes.Step(B, False, None, DAYS_30, None, None),
            nodes.Step(C, True, None, DAYS_30, None, None),
        )
    )  # fmt: skip


def test_other_segments_at_other_times() -> None:
    vip = nodes.Ident("vip", False)
    assert expression("not in segment vip") == nodes.InSegment(vip, True)
    assert expression("not not in segment vip") == nodes.Not(nodes.InSegment(vip, True))
    assert expression("not in segment vip as of 30 days ago") == nodes.AsOf(
        nodes.InSegment(vip, True), DAYS_30
    )
    assert expression("a = 3 as of 2024-01-31") == nodes.AsOf(
        nodes.Compare("=", A, number("3")), nodes.Date(date(2024, 1, 31))
    )


def test_top_and_near_and_n_of_m() -> None:
    assert expression("top 10% by x per (a, b) within segment vip") == nodes.Top(
        "top", nodes.Number(Decimal("0.10"), True, "10%"), X, (A, B), nodes.Ident("vip", False)
    )
    assert expression("a not within 30 km of (59.33, -18)") == nodes.Near(
        A, number("30"), "km", nodes.Point(Decimal("59.33"), Decimal(-18)), True
    )
    assert expression("at most 30 of (a and b, c)") == nodes.Quantified(
        "at most", number("30"), (nodes.And((A, B)), C)
    )


def test_spans_hold_the_text() -> None:
    tree = expression("  a > 3 and not in segment vip or count( orders  in last 30 days ) = 1  ")
    assert isinstance(tree, nodes.Or)
    assert [item.span.text for item in tree.items] == [
        "a > 3 and not in segment vip",
        "count( orders  in last 30 days ) = 1",
    ]
    first, second = tree.items
    assert isinstance(first, nodes.And)
    assert first.items[1].span.text == "not in segment vip"
    assert isinstance(second, nodes.Compare)
    assert isinstance(second.left, nodes.Call)
    assert second.left.window is not None
    assert second.left.window.span.text == "in last 30 days"
