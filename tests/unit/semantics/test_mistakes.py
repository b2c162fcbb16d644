"""Mistakes that people make: the code, the text underlined, and the mend."""

from __future__ import annotations

import pytest

from tests.unit.semantics.shop import errors

MISTAKES = [
    # names
    ("xyzzy > 3", "SEG203", "xyzzy", None),
    ("spnd > 3", "SEG203", "spnd", "spend"),
    ('Country = "SE"', "SEG204", "Country", "country"),
    ("country = SE", "SEG205", "SE", '"SE"'),
    ("country = se", "SEG205", "se", '"SE"'),
    ("city = Stockholm", "SEG205", "Stockholm", '"Stockholm"'),
    ("interest = outdor", "SEG205", "outdor", '"outdoor"'),
    ("city starts with Stock", "SEG205", "Stock", '"Stock"'),
    ("zip in (a1, b2)", "SEG205", "a1", '"a1"'),
    ("in segment spend", "SEG206", "spend", None),
    ("in segment subscribed", "SEG206", "subscribed", "subscribed"),
    ("in segment nobody_here", "SEG203", "nobody_here", None),
    ("cuont(orders) > 3", "SEG208", "cuont", "count"),
    ("avg(orders.amount) > 3", "SEG208", "avg", "average"),
    ("overall avergae(income) > 3", "SEG208", "avergae", "average"),
    ("age() > 3", "SEG208", "age", "age"),
    ("orders > 3", "SEG209", "orders", "count(orders)"),
    ("orders", "SEG209", "orders", "any(orders)"),
    ("not orders", "SEG209", "not orders", "no(orders)"),
    ("orders in last 9 days", "SEG209", "orders in last 9 days", "any(orders in last 9 days)"),
    ("orders.amount > 5", "SEG210", "orders.amount", None),
    (
        'orders.channel = "web"',
        "SEG210",
        "orders.channel",
        'any(orders where channel = "web")',
    ),
    ("sum(orders.amuont) > 5", "SEG203", "amuont", "amount"),
    ("sum(order.amount) > 5", "SEG203", "order", "orders"),
    ("sum(amount) > 5", "SEG203", "amount", "orders.amount"),
    ("average(income) > 5", "SEG211", "income", None),
    ("average(count(orders)) > 5", "SEG211", "count(orders)", "overall average(count(orders))"),
    ("sum(orders.amount - lines.price) > 5", "SEG212", "lines.price", None),
    ("any(orders where any(lines where price = orders.amount))", "SEG212", "orders.amount", None),
    ('customer.country = "SE"', "SEG213", "customer.country", "country"),
    ('any(orders where country = "SE")', "SEG214", "country", "customer.country"),
    ("sum(orders.amount * quantity) > 5", "SEG214", "quantity", "orders.quantity"),
    ("sum(orders.amount * income) > 5", "SEG214", "income", "customer.income"),
    ("account = 3", "SEG215", "account", None),
    ('account.plna = "x"', "SEG203", "plna", "plan"),
    ("age.old > 3", "SEG216", "age.old", None),
    ("age > $n", "SEG217", "$n", None),
    ("in list blcklist", "SEG218", "blcklist", "blocklist"),
    ('home within 5 km of "Stokholm"', "SEG218", '"Stokholm"', '"Stockholm"'),
    ("any(lines where key = 3)", "SEG223", "key", None),
    ("any(plans where time in last 3 days)", "SEG223", "time", None),
    # types
    ('age > "18"', "SEG301", '"18"', "18"),
    ("zip = 12345", "SEG301", "12345", '"12345"'),
    ('birth_date > "2000-01-01"', "SEG301", '"2000-01-01"', "2000-01-01"),
    ('birth_date > "01/02/2000"', "SEG301", '"01/02/2000"', None),
    ('subscribed = "true"', "SEG301", '"true"', "true"),
    ("age = country", "SEG301", "country", None),
    ("subscribed > true", "SEG301", "subscribed > true", None),
    ("home = home", "SEG301", "home = home", None),
    ('if age > 3 then "a" = "a" else 3', "SEG301", "3", None),
    ("sum(orders.channel) > 3", "SEG302", "orders.channel", None),
    ("median(orders.shipped) > 3", "SEG302", "orders.shipped", None),
    ("age + country > 3", "SEG302", "country", None),
    ("(age > 3) + 1 > 1", "SEG302", "(age > 3)", None),
    ("size(country) > 3", "SEG302", "country", "length"),
    ("length(interest) > 3", "SEG302", "interest", "size"),
    ("week of joined > 3", "SEG302", "week of joined", None),
    ("hour of birth_date > 3", "SEG302", "birth_date", None),
    ("zip starts with 11", "SEG302", "11", '"11"'),
    ("age contains 3", "SEG302", "age", None),
    ("rank(interest) < 3", "SEG302", "interest", None),
    ("rank(age per interest) < 3", "SEG302", "interest", None),
    ("country within 5 km of (1, 2)", "SEG302", "country", None),
    ("age 25..18", "SEG303", "25..18", "18..25"),
    ("age in 5..<5", "SEG303", "5..<5", None),
    ("age in -1..-5", "SEG303", "-1..-5", "-5..-1"),
    (
        "joined between 2024-02-01 and 2024-01-01",
        "SEG303",
        "2024-02-01 and 2024-01-01",
        "2024-01-01 and 2024-02-01",
    ),
    (
        "joined from 90 to 180 days ago",
        "SEG303",
        "from 90 to 180 days ago",
        "from 180 to 90 days ago",
    ),
    ("unknown = country", "SEG304", "unknown = country", "country is unknown"),
    ('country in ("SE", unknown)', "SEG304", "unknown", None),
    ('interest contains "x"', "SEG306", 'interest contains "x"', 'interest = "x"'),
    ('interest not contains "x"', "SEG306", 'interest not contains "x"', 'interest != "x"'),
    ("interest > 3", "SEG306", "interest > 3", None),
    ("interest = country", "SEG306", "country", None),
    ('country has any ("SE")', "SEG306", 'country has any ("SE")', 'country in ("SE")'),
    ("country", "SEG307", "country", None),
    ("not age", "SEG307", "age", None),
    ("any(orders where gift in last 14 days)", "SEG309", "gift in last 14 days", None),
    ("any(plans in last 14 days)", "SEG310", "in last 14 days", None),
    ("first(plans.kind) = 'x'", "SEG310", "first(plans.kind)", None),
    ("any(latest plans)", "SEG310", "latest", None),
    ("sequence(views then plans)", "SEG310", "plans", None),
    ("age in last 14 days", "SEG311", "age", None),
    ("birthday in next week", "SEG203", "birthday", "anniversary of birth_date"),
    (
        "sum(orders.amount) in last 90 days",
        "SEG311",
        "sum(orders.amount) in last 90 days",
        "sum(orders.amount in last 90 days)",
    ),
    ('joined after "2024-01-01"', "SEG311", '"2024-01-01"', "2024-01-01"),
    ("joined in last 2000 years", "SEG312", "2000 years", None),
    ("today + 3 hours > joined", "SEG312", "today + 3 hours", None),
    ("min(age, income) > 3", "SEG313", "min", "least"),
    ("share(orders) > 3", "SEG313", "share(orders)", None),
    ("lower() = 'x'", "SEG313", "lower()", None),
    ("sum(distinct orders.amount) > 3", "SEG314", "sum", None),
    ("sum(orders.amount per country) > 3", "SEG314", "sum(orders.amount per country)", None),
    ("rank(orders in last 3 days) > 3", "SEG314", "rank(orders in last 3 days)", None),
    ("top 0.1 by income", "SEG315", "0.1", "10%"),
    ("top 110% by income", "SEG315", "110%", None),
    ("at least 3 of (age > 3, age > 4)", "SEG315", "3", None),
    ("home within 5 km of (120, 10)", "SEG315", "(120, 10)", None),
    ("overall percentile(income, 0.9) > 3", "SEG315", "0.9", None),
    ('zip matches "(?=a)"', "SEG316", '"(?=a)"', None),
    ("count(periods of 3 days in last 10 days where any(orders)) > 1", "SEG319", "10 days", None),
    (
        "count(calendar months in last 90 days where any(orders)) > 1",
        "SEG319",
        "90 days",
        None,
    ),
    ("every(weeks in last 6 weeks where age > 3)", "SEG319", "age > 3", None),
    ("today - birth_date > 3", "SEG322", "today - birth_date", None),
    ("joined + 30 > today", "SEG322", "joined + 30", None),
    ("zip matches country", "SEG324", "country", None),
    ("count(distinct orders) > 3", "SEG328", "orders", None),
    ("sum(orders) > 3", "SEG328", "orders", None),
    ("any(orders.gift)", "SEG328", "orders.gift", "orders where gift"),
    ("sequence(no views then no carts)", "SEG329", "no views", None),
    ("any(orders where top 3 by amount)", "SEG225", "top 3 by amount", None),
]


@pytest.mark.parametrize(("text", "code", "underlined", "mend"), MISTAKES)
def test_mistake(text: str, code: str, underlined: str, mend: str | None) -> None:
    first = errors(text)[0]
    assert first.code.id == code
    assert first.span is not None
    assert first.span.text == underlined
    assert first.help
    assert (first.fix.replacement if first.fix else None) == mend


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("sum(orders.amount) in last 90 days", "sum(orders.amount in last 90 days)"),
        ('interest contains "outdoor"', 'interest = "outdoor"'),
        ("not orders", "no(orders)"),
        ("age 25..18", "age 18..25"),
        ("birthday in next week", "anniversary of birth_date in next week"),
        ("in segment subscribed", "subscribed"),
        ("average(count(orders)) > 3", "overall average(count(orders)) > 3"),
    ],
)
def test_the_mend_is_put_in_the_right_place(text: str, mended: str) -> None:
    fix = errors(text)[0].fix
    assert fix is not None
    assert text[: fix.span.start] + fix.replacement + text[fix.span.end :] == mended


def test_all_independent_problems_are_told_at_once() -> None:
    found = errors(
        "segment x where contry = 'SE' and age > 'a'\nsegment y where any(orders where amuont > 5)"
    )
    assert [item.span.text for item in found if item.span] == ["contry", "'a'", "amuont"]


def test_what_rests_on_a_broken_definition_is_no_second_problem() -> None:
    found = errors(
        "trait x = sum(orders.amuont)\nsegment y where x > 3\nsegment z where y or x = 'a'"
    )
    assert [item.code.id for item in found] == ["SEG203"]
