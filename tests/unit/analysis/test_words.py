"""Plain words: what a marketer wrote, said back."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from segql.analysis.words import Speaker, explain
from segql.catalog import Catalog, LoadedCatalog, Settings
from segql.clock import end_of_day
from segql.plan import Clock
from segql.semantics import analyze
from segql.source import Source
from segql.syntax import parse_file

ZONE = ZoneInfo("Europe/Stockholm")
CATALOG = Catalog.model_validate(
    {
        "customer": {
            "table": "customers",
            "key": "customer_id",
            "attributes": {
                "birth_date": {"type": "date"},
                "age": {"expression": "years since birth_date"},
                "country": {"type": "text"},
                "income": {"type": "decimal", "label": "yearly income"},
                "subscribed": {"type": "boolean", "required": True},
                "email_opt_in": {"type": "boolean"},
                "interest": {"type": "list of text"},
                "purchases_90d": {"expression": "count(orders in last 90 days)"},
            },
        },
        "events": {
            "orders": {
                "table": "orders", "key": "id", "customer": "customer_id", "time": "at",
                "fields": {"amount": {"type": "decimal"}, "sku": {"type": "text"}},
            },
            "views": {
                "table": "views", "customer": "customer_id", "time": "at",
                "fields": {"sku": {"type": "text"}},
            },
        },
        "consent": {"email": {"attribute": "email_opt_in"}},
    }
)  # fmt: skip


def words(text: str, name: str, *, live: bool = False) -> str:
    file = parse_file(Source("a.seg", text)).file
    assert file is not None
    settings = Settings(name="shop", timezone="Europe/Stockholm")
    analysis = analyze([file], LoadedCatalog.from_catalog(CATALOG), settings)
    assert not [item for item in analysis.diagnostics if item.is_error]
    clock = None if live else Clock(end_of_day(date(2024, 6, 30), ZONE), ZONE)
    return explain(Speaker(CATALOG, analysis.program, clock), name)


def test_the_sentence_of_the_first_example() -> None:
    text = 'age 18..25 and purchases_90d > 3 and interest = "outdoor"'
    assert words(f"segment young where {text}", "young") == (
        "young\n\n"
        "Customers whose age is from 18 to 25, who have more than 3 orders in the 90 days before "
        '1 July 2024 and whose interest includes "outdoor".\n'
        "Whoever has no known age or interest is left out.\n\n"
        "Where:\n"
        "  age: the completed years since birth date\n"
        "  purchases 90d: the number of their orders in the 90 days before 1 July 2024\n"
    )


@pytest.mark.parametrize(("condition", "said"), [
    ('country != "SE"',
     'Customers whose country is not "SE".\nWhoever has no known country is taken in.'),
    ("income >= 1_500.50", "Customers whose yearly income is at least 1,500.5."),
    ("no(orders)", "Customers who have no order."),
    ("not subscribed", "Customers whose subscribed is not yes."),
    ("count(orders) = 1", "Customers who have exactly 1 order."),
    ("birth_date before 2000-01-31", "Customers whose birth date lies before 31 January 2000."),
    ("sum(orders.amount in previous month) > 50",
     "Customers for whom the total of amount of their orders in previous month (from 1 May 2024 "
     "until before 1 June 2024) is more than 50."),
    ("top 10% by income per country",
     "Customers who are among the 10% with the highest yearly income among all customers with "
     "the same country."),
    ("first(orders.time) more than 30 days ago",
     "Customers for whom the time of their first order lies before 1 June 2024."),
    ("sequence(views as v then no orders within 7 days where sku = v.sku)",
     "Customers who did this in order: one view; then, within 7 days, no order where sku "
     "is the earlier view's sku."),
    ("every(calendar months in last 2 months where any(orders))",
     "Customers for whom, in each of the 2 whole calendar months before this one, there is "
     "at least one order."),
])  # fmt: skip
def test_conditions_in_words(condition: str, said: str) -> None:
    assert said in words(f"segment s where {condition}", "s")


def test_windows_without_a_day_are_told_as_they_stand() -> None:
    told = words("segment s where any(orders in last 90 days)", "s", live=True)
    assert "Customers who have at least one order in the last 90 days." in told


def test_long_conditions_stand_one_on_a_line() -> None:
    text = 'segment s where (country = "SE" or income > 5) and subscribed and no(orders)'
    assert words(text, "s") == (
        "s\n\n"
        "Customers\n"
        "  - for whom at least one of these is true:\n"
        '      - whose country is "SE", or\n'
        "      - whose yearly income is more than 5; and\n"
        "  - whose subscribed is yes, and\n"
        "  - who have no order.\n"
    )


def test_a_channel_tells_of_consent() -> None:
    told = words("segment s channel email where everybody", "s")
    assert "Only those who have consented to email count." in told


def test_cases_are_told_in_their_order() -> None:
    told = words('segmentation life case new "New" where any(orders) otherwise old', "life")
    assert "  - New (new): who have at least one order;\n  - old: everybody else.\n" in told
