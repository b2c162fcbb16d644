"""Canonical text: the language's own example, long lines, comments, one spelling of each thing."""

from __future__ import annotations

import pytest

from segql.source import Source
from segql.syntax import format_file, nodes, print_expression
from tests.unit.syntax.reading import expression, file, name

EXAMPLE = """\
# Spring campaign
param min_orders = 3

trait spend_365d "Spend in the last year"
  = sum(orders.amount in last 365 days)

segment young_outdoor "Young outdoor buyers"
  goal "lift spring repeat purchase"
  owner "crm team"
  tags "outdoor", "spring"
  channel email
  expect size 1%..20%
  expect disjoint from staff
where
  age 18..25
  and count(orders in last 90 days) > $min_orders
  and interest = "outdoor"

segmentation lifecycle "Customer lifecycle"
  case new     "New"    where first(orders.time) in last 30 days
  case active  "Active" where any(orders in last 90 days)
  case lapsing          where any(orders in last 180 days)
  otherwise lost "Lost"

experiment spring_offer "Spring offer"
  on segment young_outdoor
  start 2024-03-01
  variant treatment 45%
  variant control   45%
  variant holdout   10%
  measure converted = any(orders within 14 days after start)
  measure revenue   = sum(orders.amount within 14 days after start)
"""

LONG = """\
segment a
where
  (
    country = "Sweden" and city in ("Stockholm", "Gothenburg")
    or country = "Norway" and city in ("Oslo", "Bergen") and age 30..45
  )
  and sum(
    orders.amount * orders.quantity - orders.discount
    in last 365 days
    where channel = "web" and product.category = "tents" and amount > 500
  ) > overall average(spend_365d per country within segment active)
  and postal_code in (
    10000, 10001, 10002, 10003, 10004, 10005, 10006, 10007, 10008, 10009, 10010, 10011,
    10012, 10013
  )

trait t
  = if age > 30 and country = "SE"
    then sum(orders.amount in last 365 days) / count(orders in last 365 days) or else 0
    else 5
"""

COMMENTED = """\
# About this file

# about the parameters
param n = 3  # three
param m = 4

# about a
segment a "A"
  # who asked
  owner "crm"  # the team
where  # everybody
  # young
  age < 25  # years
  and (
    # one
    x = 1
    # or the other
    or y = 2  # of the two
    # and nothing else
  )
  and country in (
    "SE",  # Sweden
    "NO"
    # no Finland
  )
  # below

# at the end
"""


@pytest.mark.parametrize("text", [EXAMPLE, LONG, COMMENTED])
def test_canonical_text_stays(text: str) -> None:
    assert format_file(file(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "segment a where (  # 0\n # 1\n not in segment b) as of 3 days ago",
        "segment a where (not in  # 0\n segment b) as of 3 days ago",
        "trait a = seconds between 1  # 0\n and (unknown + '" + "b" * 80 + "')",
    ],
)
def test_a_comment_at_parentheses_stays_where_it_was_put_first(text: str) -> None:
    formatted = format_file(file(text))
    assert "# 0" in formatted
    assert format_file(file(formatted)) == formatted


def test_an_and_inside_an_and_is_printed_as_it_is_read() -> None:
    words = tuple(name(word * 25) for word in "abcd")
    body = nodes.And((name("x"), nodes.And(words)))
    segment = nodes.SegmentDefinition(nodes.Ident("a", False), None, (), body)
    text = format_file(nodes.File(Source("x.seg", ""), (segment,), False, ()))
    assert format_file(file(text)) == text


def test_a_field_may_be_called_to() -> None:
    assert format_file(file("trait a = sum(latest 3 to)")) == "trait a = sum(latest 3 to)\n"


def test_sloppy_text_becomes_canonical() -> None:
    sloppy = (
        "SEGMENT   a  Where x>3 AND y in(1,2,)\r\n\r\n\r\nparam p=3\nparam q=4\n"
        "segment b 'it''s' where z"
    ).replace("''", "")
    assert format_file(file(sloppy)) == (
        "segment a where x > 3 and y in (1, 2)\n\nparam p = 3\nparam q = 4\n\n"
        'segment b "its"\nwhere\n  z\n'
    )


def test_a_bare_condition_stays_bare() -> None:
    assert format_file(file("age  18..25   and x")) == "age 18..25 and x\n"
    long = format_file(file(" and ".join(f"attribute_{i} > 3" for i in range(9))))
    assert long.startswith("attribute_0 > 3\nand attribute_1 > 3\n")


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("d in the last 1 days", "d in last 1 day"),
        ("d in last $n day", "d in last $n days"),
        ("d in January 2024", "d in 2024-01"),
        ("d from 180 days to 90 days ago", "d from 180 to 90 days ago"),
        ("d from 6 months to 90 days ago", "d from 6 months to 90 days ago"),
        ("a not contains 'x'", 'a does not contain "x"'),
        ("a is not unknown", "a is known"),
        ("a = 'say \"x\"'", "a = 'say \"x\"'"),
        (r'a = "\u{200B}\n"', r'a = "\u{200B}\n"'),
        ("a > 2024-06-30T14:05:00+00:00", "a > 2024-06-30T14:05Z"),
        ("month of d = - 3", "month of d = -3"),
        ("days since(d) > 3", "days since (d) > 3"),
        ("((a))", "((a))"),
        ("top 10% by x per ( a , b )", "top 10% by x per (a, b)"),
        ("`age` > 3", "`age` > 3"),
        ("rank(x within segment s per a) = 1", "rank(x per a within segment s) = 1"),
        ("top 3 by x within segment s per (a, b)", "top 3 by x per (a, b) within segment s"),
    ],
)
def test_one_spelling(written: str, canonical: str) -> None:
    assert print_expression(expression(written)) == canonical


def test_parentheses_appear_where_a_tree_needs_them() -> None:
    a, b = (nodes.Name((nodes.Ident(word, False),)) for word in "ab")
    tree = nodes.And((nodes.Or((a, b)), nodes.Not(nodes.And((a, b)))))
    assert print_expression(tree) == "(a or b) and not (a and b)"
    total = nodes.Arithmetic("*", nodes.Arithmetic("-", a, b), nodes.Arithmetic("-", a, b))
    assert print_expression(total) == "(a - b) * (a - b)"
    odd = nodes.Name((nodes.Ident("Total Spend", False), nodes.Ident("month", False)))
    assert print_expression(odd) == "`Total Spend`.`month`"
