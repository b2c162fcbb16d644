"""Mistakes that people make: what is underlined, words that mend it, and often the mend."""

from __future__ import annotations

import re
from pkgutil import iter_modules

import pytest

from segql.diagnostics.model import Diagnostic, Fix
from segql.semantics.walk import descendants
from segql.source import Source
from segql.syntax import mistakes, nodes, parse_file
from tests.unit.syntax.reading import mended, problems

CERTAIN = [
    # what was written, and what it becomes when every certain mend is applied
    ("country == 3", "country = 3"),
    ("interest has outdoor", 'interest = "outdoor"'),
    ('interest has "outdoor" and age > 3', 'interest = "outdoor" and age > 3'),
    ("any(orders in the last thirty days)", "any(orders in the last 30 days)"),
    ('x = "a" or "b" and subscribed', 'x in ("a", "b") and subscribed'),
    ("d between 6 and 12 months ago", "d from 12 to 6 months ago"),
    ("d between 12 months ago and 6 months ago", "d from 12 to 6 months ago"),
    ("d from 30 days ago to 90 days ago", "d from 90 to 30 days ago"),
    ("country <> 3", "country != 3"),
    ("a && b || c", "a and b or c"),
    ("!subscribed", "not subscribed"),
    ("age ≥ 18", "age >= 18"),
    ("age = > 18", "age >= 18"),
    ("age not > 18", "age <= 18"),
    ("country = null", "country is unknown"),
    ("country != unknown", "country is known"),
    ("country is null", "country is unknown"),
    ("country is not null", "country is known"),
    ("country is empty", "country is unknown"),
    ('country is not "SE"', 'country != "SE"'),
    ('country is one of ("SE", "NO")', 'country in ("SE", "NO")'),
    ('country = ("SE", "NO")', 'country in ("SE", "NO")'),
    ('country = "SE" or "NO"', 'country in ("SE", "NO")'),
    ('country in ["SE", "NO"]', 'country in ("SE", "NO")'),
    ('country in ("SE" "NO")', 'country in ("SE", "NO")'),
    ('country in "SE", "NO"', 'country in ("SE", "NO")'),
    ('name like "A%"', 'name starts with "A"'),
    ('name not like "%A%"', 'name not contains "A"'),
    ('name begins with "A"', 'name starts with "A"'),
    ("country = “SE”", 'country = "SE"'),
    ('country = "SE', 'country = "SE"'),
    ("email = a@example.com", 'email = "a@example.com"'),
    ("age 30-45", "age 30..45"),
    ("age 30 to 45", "age 30..45"),
    ("age from 30 to 45", "age 30..45"),
    ("age in (30..45)", "age in 30..45"),
    ("18 <= age < 25", "age 18..<25"),
    ("age > 18 and < 25", "age > 18 and age < 25"),
    ("age at least 18", "age >= 18"),
    ("age greater than or equal to 18", "age >= 18"),
    ("age more than 18", "age > 18"),
    ("balance -5..5", "balance in -5..5"),
    ("d > 03/15/2024", "d > 2024-03-15"),
    ("d > 15.03.2024", "d > 2024-03-15"),
    ("spend > 2,5", "spend > 2.5"),
    ("spend > 1,000", "spend > 1_000"),
    ("spend > 0,125", "spend > 0.125"),
    ("segmentation s case a where b else c", "segmentation s case a where b otherwise c"),
    ("segmentation s case a where b case else c", "segmentation s case a where b otherwise c"),
    ("segmentation s case a where b default c", "segmentation s case a where b otherwise c"),
    ("spend > 1 000", "spend > 1_000"),
    ("spend > 5K", "spend > 5_000"),
    ("spend > €100", "spend > 100"),
    ("sum(o.amount) in last 90 days > 5", "sum(o.amount in last 90 days) > 5"),
    ("sum(o.x where y) in last 9 days > 5", "sum(o.x in last 9 days where y) > 5"),
    ("count(o) > 5 in last 90 days", "count(o in last 90 days) > 5"),
    ("count(o where x > 5 in last 9 days) > 3", "count(o in last 9 days where x > 5) > 3"),
    ("count(o in last 9 days and x > 5) > 3", "count(o in last 9 days where x > 5) > 3"),
    ("any(orders.amount > 5)", "any(orders where amount > 5)"),
    ("no orders in last 9 days and b", "no(orders in last 9 days) and b"),
    ("count orders > 3", "count(orders) > 3"),
    ("sum(if a then 1 else 0 in last 9 days) > 3", "sum((if a then 1 else 0) in last 9 days) > 3"),
    ("rank(x in each country) = 1", "rank(x per country) = 1"),
    ("rank(x) per country = 1", "rank(x per country) = 1"),
    ("top 10% by x for every country", "top 10% by x per country"),
    ("top 10% by x within vip", "top 10% by x within segment vip"),
    ("top 10% of x", "top 10% by x"),
    ("at least two of (a, b)", "at least 2 of (a, b)"),
    ("at least 2 (a, b)", "at least 2 of (a, b)"),
    ("interest has any of (3)", "interest has any  (3)"),
    ("d in the past 30 days", "d in last 30 days"),
    ("d last 30 days", "d in last 30 days"),
    ("d more than 30 days", "d more than 30 days ago"),
    ("d in last 90 dayz", "d in last 90 days"),
    ("d in last 90d", "d in last 90 days"),
    ("d in Jan 2024", "d in January 2024"),
    ("d in current month", "d in this month"),
    ("month(d) = 3", "month of (d) = 3"),
    ("anniversry of d in next 7 days", "anniversary of d in next 7 days"),
    ("home within 10 miles of 'x'", "home within 10 mi of 'x'"),
    ("a adn b", "a and b"),
    ("a > 3; ", "a > 3 "),
    ("round(x, ) > 3", "round(x ) > 3"),
    ("month > 3", "`month` > 3"),
    ("orders.month > 3", "orders.`month` > 3"),
    ("ålder > 3", "`ålder` > 3"),
    ("x = :low", "x = $low"),
    ("x = {{ low }}", "x = $low"),
    ("x = ${low}", "x = $low"),
    ("where age > 3", " age > 3"),
    ("segmnt a where b", "segment a where b"),
    ("audience a where b", "segment a where b"),
    ("segment a whre b", "segment a where b"),
    ("segment a: b", "segment a where b"),
    ("segment a age > 3", "segment a where age > 3"),
    ('segment "My VIPs" where b', 'segment my_vips "My VIPs" where b'),
    ('segment a gaol "x" where b', 'segment a goal "x" where b'),
    ("segment a owner crm team where b", 'segment a owner "crm team" where b'),
    ('segment a tags "x" "y" where b', 'segment a tags "x", "y" where b'),
    ('segment a channel "email" where b', "segment a channel email where b"),
    ("segment a expect size > 100 where b", "segment a expect size 100.. where b"),
    ("segment a expect disjoint b where b", "segment a expect disjoint from b where b"),
    ("trait t sum(orders.amount)", "trait t = sum(orders.amount)"),
    ("trait t: 3", "trait t= 3"),
    (r'x = "\q"', r'x = "\\q"'),
    ("param n 3", "param n = 3"),
    ("segmentation s case a b > 3", "segmentation s case a where b > 3"),
    ("sequence(a, b)", "sequence(a then b)"),
    ("d before 12-31-2023", "d before 2023-12-31"),
    ("d before 2024/3/5", "d before 2024-03-05"),
    ("d > 5 March 2024", "d > 2024-03-05"),
    ("d > 5th of March, 2024", "d > 2024-03-05"),
    ("d > March 5th, 2024", "d > 2024-03-05"),
    ("d > 5. Mai 2024", "d > 2024-05-05"),
    ("d since January 2024", "d since 2024-01-01"),
    ("d until February 2024", "d until 2024-02-29"),
    ("d since 2024-03", "d since 2024-03-01"),
    ("d between January and March 2024", "d between 2024-01-01 and 2024-03-31"),
    ("d in 2024-03-05", "d on 2024-03-05"),
    ("d today", "d on today"),
    ("d was yesterday", "d on today - 1 day"),
    ("d was in last 30 days", "d  in last 30 days"),
    ("d this month", "d in this month"),
    ("d in last half year", "d in last 6 months"),
    ("age > 3 but not vip", "age > 3 and not vip"),
    ("d = 3 and 5", "d = 3 and d = 5"),
    ("age > 3 except staff", "age > 3 and not staff"),
    ("age > 3 unless vip", "age > 3 and not vip"),
    ("age > 3 und vip", "age > 3 and vip"),
    ("age > 3 and exclude staff", "age > 3 and not staff"),
    ("country is Sweden", 'country = "Sweden"'),
    ("city is not New York", 'city != "New York"'),
    ("last orders in last 30 days", "last(orders.time) in last 30 days"),
    ("at least 3 orders in last 9 days", "count(orders in last 9 days) >= 3"),
    ("3 or more orders", "count(orders) >= 3"),
    ("less than 3 orders and vip", "count(orders) < 3 and vip"),
    ("all customers", "everybody"),
    (
        "experiment e on segment vip start 2024-01-01 variant x 50% variant y 50% "
        "measure bought: any(orders in next 14 days)",
        "experiment e on segment vip start 2024-01-01 variant x 50% variant y 50% "
        "measure bought= any(orders in next 14 days)",
    ),
    ("customers where age > 3", " age > 3"),
    ('segment Big Spenders "x" where b', 'segment big_spenders "x" where b'),
]

UNCERTAIN = [
    # what was written, what is underlined, and words that the message or its help must have
    ("d in last week", "in last week", ("in last 7 days", "in previous week")),
    ("d in the last month", "in the last month", ("in last 30 days", "in previous month")),
    ("d > 3/4/2024", "3/4/2024", ("2024-03-04", "2024-04-03")),
    ("d > 2024-02-30", "2024-02-30", ("29 days",)),
    ("d in July", "July", ("July 2024", "month of d = 7")),
    (
        "opened at least 5 newsletters in last half year",
        "opened at least 5 newsletters in last half year",
        ("count(opens in last 30 days) >= 5", "the window that is meant"),
    ),
    (
        "bought at least twice last year",
        "bought at least twice last year",
        ("count(orders in last 30 days) >= 2", "the window that is meant"),
    ),
    ("d > 2024-13-01", "2024-13-01", ("2024-01-13",)),
    ("d > 2024-01", "2024-01", ("in 2024-01",)),
    ("x = 01234", "01234", ('"01234"',)),
    ('x = "SE and y = "Oslo"', '"SE and y = "', ("missing",)),
    ("(a and b", "(", ("never closed",)),
    ("a and b)", ")", ("closes nothing",)),
    ("if a then b", "b", ("else",)),
    ("top 10%", "top 10%", ("by",)),
    ("a and", "and", ("condition is missing",)),
    ("in vip", "in vip", ("in segment vip", "in list vip")),
    ("x in vip", "in vip", ("in segment vip",)),
    ("count(*) > 3", "*", ("count(orders)",)),
    ("age 18", "age 18", ("= 18", "18..")),
    ("age > 3 age < 4", "age", ("`and`, `or`",)),
    ("age >", ">", ("a value",)),
    ("d in January", "January", ("January 2024", "month of")),
    ("count(o in 30 days) > 3", "in 30 days", ("in last 30 days", "in next 30 days")),
    ("select x from y where z", "select", ("SQL",)),
    ("segment a where b channel email", "channel email", ("before `where`",)),
    ("segment where b", "segment", ("needs a name",)),
    ('segment a "T"', '"T"', ("no condition",)),
    ('segment a colour "red" where b', "colour", ("no header line", "goal")),
    ("param n = today - 3 days", "today", ("plain value",)),
    ("age > 3\nsegment a where b", "age > 3", ("segment NAME where",)),
    ("a as b", "as", ("comparison",)),
    ("d since", "since", ("day is missing", "since 2024-01-31")),
    ("any(orders before) and b", "before", ("day is missing",)),
    ("in last 30 days", "in last 30 days", ("any(orders in last 30 days)",)),
    ("count(in last 30 days) > 3", "in last", ("count(orders in last 30 days)",)),
    ("d > 3-4-2024", "3-4-2024", ("2024-03-04", "2024-04-03")),
    ("d since 1 January", "1 January", ("year is missing",)),
    ("d in last few weeks", "few", ("last 3 weeks",)),
    ("a or b > 3 but not c", "but", ("parentheses",)),
    ("ordered at least twice", "ordered at least twice", ("count(orders) >= 2",)),
    ('a and bought "tents"', 'bought "tents"', ('where product.category = "tents"',)),
    (
        "did not order in last 9 days",
        "did not order in last 9 days",
        ("no(orders in last 9 days)",),
    ),
    ("never ordered", "never ordered", ("no(orders)",)),
    ("5 orders in last half year", "5 orders in last half year", ("in last 30 days) >= 5",)),
    (
        "ordered twice in last month",
        "ordered twice in last month",
        ("`count(orders in last 30 days) >= 2`", "the window that is meant"),
    ),
    ("spent more than 500", "spent more than 500", ("sum(orders.amount) > 500",)),
    ("lives in New York", "lives in New York", ('city = "New York"',)),
]


@pytest.mark.parametrize(("written", "meant"), CERTAIN)
def test_the_mend_is_what_was_meant(written: str, meant: str) -> None:
    assert problems(written)
    assert mended(written) == meant
    assert problems(meant) == ()


@pytest.mark.parametrize(("written", "underlined", "words"), UNCERTAIN)
def test_the_message_helps(written: str, underlined: str, words: tuple[str, ...]) -> None:
    first, *_ = problems(written)
    assert first.span is not None
    assert first.span.text == underlined
    said = f"{first.message} {first.help}"
    assert all(part in said for part in words), said
    assert first.fix is None


@pytest.mark.parametrize(
    "text",
    [
        "d in 2024 and d in 2024-01 and d in March 2024",
        "d since 2024-03-05 and d before 2024-03-05T10:00",
        "n > 2024 - 1 - 5 and n > 2024/2 and n > 2024-1",
        'name = "5 March 2024"  # since January 2024',
    ],
)
def test_what_only_looks_like_a_date_in_another_notation(text: str) -> None:
    assert problems(text) == ()


def test_what_is_wrong_in_a_mended_place_is_told_of_its_own_words() -> None:
    source = Source("test.seg", "segment a where last order in last 30 days")
    parsed = parse_file(source)
    assert parsed.file is not None
    (definition,) = parsed.file.definitions
    (name,) = [node for node in descendants(definition.body) if isinstance(node, nodes.Name)]
    assert name.parts[0].span.text == "order"


def test_nothing_is_put_in_place_of_words_that_were_read_otherwise() -> None:
    source = Source("test.seg", "segment a where country is Sweden")
    parsed = parse_file(source)
    assert parsed.file is not None
    (definition,) = parsed.file.definitions
    (text,) = [node for node in descendants(definition.body) if isinstance(node, nodes.Text)]
    assert text.span.text == "is Sweden"
    mend = Diagnostic(parsed.diagnostics[0].code, "No.", text.span, fix=Fix('"SE"', text.span))
    assert mend.fix is None


def test_a_name_on_the_next_line_is_no_parameter() -> None:
    assert not [item for item in problems("x = $\nlow") if "parameter." in item.message]
    assert not [item for item in problems("x = {{\nlow }}") if "parameter." in item.message]


def test_what_is_quoted_stands_on_one_line_and_is_not_long() -> None:
    (problem, *_) = problems("age >\n  " + "a" * 500 + " orders\n of 3")
    for said in (problem.message, problem.help, problem.found):
        assert said is None or "\n" not in said
    assert max(map(len, problem.message.split("`"))) <= 80


def test_no_message_shows_the_names_of_terminals() -> None:
    for written, *_ in (*CERTAIN, *UNCERTAIN):
        for problem in problems(written):
            said = f"{problem.message} {problem.help} {problem.expected}"
            assert not re.search(r"\b[A-Z]+_[A-Z]+\b|\bLPAR\b|\$END", said), said


def test_every_group_of_mistakes_is_asked() -> None:
    groups = {f"{mistakes.__name__}.{module.name}" for module in iter_modules(mistakes.__path__)}
    assert {mistake.__module__ for mistake in mistakes.ALL} == groups
