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
                "fields": {"amount": {"type": "decimal", "unit": "EUR"}, "sku": {"type": "text"}},
            },
            "views": {
                "table": "views", "customer": "customer_id", "time": "at",
                "fields": {"sku": {"type": "text"}},
            },
        },
        "consent": {"email": {"attribute": "email_opt_in"}},
    }
)  # fmt: skip


UNTRUE = "Unless it says otherwise, what asks an unknown value is not true."


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
        "Customers whose age is from 18 to 25, who have more than 3 orders in the 90 days from "
        '2 April through 30 June 2024 and whose interest includes "outdoor".\n'
        "Whoever has no known age or interest is left out.\n\n"
        "Where:\n"
        "  age: the completed years from their birth date to 30 June 2024\n"
        "  purchases 90d: the number of their orders in the 90 days from 2 April through 30 June "
        "2024\n"
    )


@pytest.mark.parametrize(("condition", "said"), [
    ('country != "SE"',
     'Customers whose country is not "SE" (or is unknown).'),
    ('country != "SE" and country is known',
     'Customers whose country is not "SE" and whose country is known.\n'),
    ('country not in ("SE", "NO", "DK")',
     'Customers whose country is none of "SE", "NO" and "DK" (or is unknown).'),
    ('interest has none ("outdoor", "travel")',
     'Customers whose interest includes neither "outdoor" nor "travel" (or is unknown).'),
    ('interest has any ("outdoor", "travel")',
     'Customers whose interest includes at least one of "outdoor" and "travel".'),
    ('interest has only ("outdoor", "travel")',
     'Customers whose interest includes at least one of "outdoor" and "travel" and nothing else.'),
    ("size(interest) = 2",
     "Customers for whom the number of values in their interest is 2.\n"
     "Whoever has no known interest is left out."),
    ("month of birth_date = 2",
     "Customers whose birth date is in February.\nWhoever has no known birth date is left out."),
    ("last(orders.sku) = \"a\"",
     'Customers for whom the sku of their last order is "a".\n'
     "Whoever has no known sku in their last dated order is left out.\n"
     "Of orders at the same time the one with the larger key is the later.\n"
     "Events count up to the end of 30 June 2024."),
    ("count(orders) = 1 and last(orders.time) more than 180 days ago",
     "Customers who have exactly 1 order and for whom the time of their last order lies before "
     "3 January 2024.\nWhoever has no dated order is left out."),
    ("first(orders.sku) = \"a\" or last(orders.time) in 2024 and last(orders.sku) = \"b\"",
     "Customers\n  - for whom the sku"),
    ("hour of last(orders.time) < 6 or last(orders.time) before 2024-01-31",
     "Whoever has no dated order is left out."),
    ('not (country = "SE" and income > 5)', UNTRUE),
    ('at least 1 of (country = "SE", income > 5)',
     UNTRUE),
    ("count(distinct date of orders.time) > 2",
     "Customers for whom the number of different days of their orders is more than 2."),
    ("count(orders where amount > 5) / count(orders) > 0.5",
     "Customers for whom (the number of their orders where amount is more than 5 EUR) divided by "
     "the number of their orders is more than 0.5."),
    ("count(orders) 1..", "Customers who have at least 1 order."),
    ("not every(calendar months in last 2 months where any(orders))",
     "Customers for whom it is not so that in each of the 2 calendar months from 1 April through "
     "31 May 2024, there is at least one order."),
    ("not sequence(views then orders within 1 day)",
     "Customers for whom this never happened, each later than the one before: (1) a view; (2) then "
     "an order within 1 day after (1)."),
    ("last(orders.sku) is unknown",
     "Customers for whom the sku of their last order is unknown (or there is none)."),
    ("income = overall max(income)", "is the largest yearly income among all customers"),
    ("any(latest 2 orders)", "Customers who have at least one dated order.\nEvents count"),
    ("average(orders.amount) > 5", "Whoever has no order with a known amount is left out."),
    ("income / count(orders) > 5",
     "Whoever has no known yearly income or has 0 as the number of their orders is left out."),
    ("share(orders where amount > 5) > 50%",
     "Customers for whom the share of their orders where amount is more than 5 EUR is more than "
     "50%."),
    ("sum(orders.amount) < 5", "A customer without orders has a total of 0."),
    ("count(orders) <= 2", "Customers who have at most 2 (or no) orders."),
    ("any(orders in this year)",
     "Customers who have at least one order in this year (1 January through 30 June 2024)."),
    ("birth_date in this year",
     "Customers whose birth date lies in this year (1 January through 31 December 2024)."),
    ("any(orders within 30 days after birth_date)",
     "Customers who have at least one order in the 30 days that begin with their birth date."),
    ("anniversary of birth_date in next 7 days",
     "Customers whose birth date has its anniversary in the 7 days from 1 through 7 July 2024."),
    ("anniversary of birth_date on 2024-02-28",
     "on 28 February 2024 (29 February counts as 28 February in other years)."),
    ("any(latest 3 orders having amount > 5)",
     "Customers who have, among their latest 3 orders, at least one where amount is more than 5 "
     "EUR."),
    ("quintile(income) = 5",
     "A quintile of 1 is the lowest fifth; cut points are interpolated between values, and a value "
     "on one belongs to the lower fifth."),
    ("income >= 1_500.50", "Customers whose yearly income is at least 1,500.5."),
    ("no(orders)", "Customers who have no order."),
    ("not subscribed", "Customers whose subscribed is no."),
    ("count(orders) = 1", "Customers who have exactly 1 order."),
    ("birth_date before 2000-01-31", "Customers whose birth date lies before 31 January 2000."),
    ("sum(orders.amount in previous month) > 50",
     "Customers for whom the total amount of their orders in the previous month (1 through 31 May "
     "2024) is more than 50 EUR."),
    ("top 10% by income per country",
     "Customers who are among the 10% with the highest yearly income among all customers with "
     "the same country (those of whom that is known).\n"
     "Whoever has no known yearly income is left out.\n"
     "A percentage is rounded up to whole customers.\n"
     "Of customers with the same value the smaller customer id goes first.\n"
     "Those without a known country are one group together.\n"),
    ("first(orders.time) more than 30 days ago",
     "Customers for whom the time of their first order lies before 1 June 2024."),
    ("sequence(views as v then no orders within 7 days where sku = v.sku)",
     "Customers for whom this happened: (1) a view; (2) then no order within 7 days after (1) "
     "where sku is that of (1), and these 7 days are over."),
    ("every(calendar months in last 2 months where any(orders))",
     "Customers for whom, in each of the 2 calendar months from 1 April through 31 May 2024, there "
     "is at least one order."),
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
        "Events count up to the end of 30 June 2024.\n"
    )


def test_a_channel_tells_of_consent() -> None:
    told = words("segment s channel email where everybody", "s")
    consent = "Of these only those count who have consented to email (whose email opt in is yes)."
    assert told == f"s\n\nAll customers.\n{consent}\n"
    told = words("segment s channel email where top 5 by income", "s")
    assert f"{consent}\nOthers are ranked and compared too: consent is asked last." in told


def test_cases_are_told_in_their_order() -> None:
    told = words('segmentation life case new "New" where any(orders) otherwise old', "life")
    assert "  - New (new): customers who have at least one order;\n  - old: everybody" in told
    told = words('segmentation life case new where any(orders) segment s where life = "new"', "s")
    assert (
        "Where:\n  life: the first of these that fits:\n"
        "    - new: customers who have at least one order;\n"
        "    Whoever fits none of them has no case.\n"
    ) in told


def test_another_instant_is_told_with_its_own_days() -> None:
    text = (
        "trait spent = sum(orders.amount in last 30 days) segment rich where spent > 5 "
        'and country = "SE" segment s where rich and not in segment rich as of 30 days ago'
    )
    assert words(text, "s") == (
        "s\n\n"
        "Customers who are in the segment rich and who were not in the segment rich at the end of "
        "31 May 2024.\n"
        "No history is known of country: today's value is taken for any day.\n\n"
        "Where:\n"
        '  rich: customers whose spent is more than 5 EUR and whose country is "SE"\n'
        "  rich at the end of 31 May 2024: customers whose spent at the end of 31 May 2024 is more "
        'than 5 EUR and whose country is "SE"\n'
        "  spent: the total amount of their orders in the 30 days from 1 through 30 June 2024\n"
        "  spent at the end of 31 May 2024: the total amount of their orders in the 30 days from 2 "
        "through 31 May 2024\n"
    )
    assert "who were not in the segment rich as of 30 days earlier." in words(text, "s", live=True)


def test_a_condition_with_a_name_is_told() -> None:
    text = 'trait camper = interest = "outdoor" or no(orders) segment s where not camper'
    assert words(text, "s") == (
        "s\n\n"
        'Customers for whom "camper" does not hold.\n'
        "Events count up to the end of 30 June 2024.\n\n"
        "Where:\n"
        '  camper: holds for customers whose interest includes "outdoor" or who have no order\n'
    )


def test_a_variant_is_told_with_who_was_split() -> None:
    text = (
        "segment buyers where any(orders in last 30 days) "
        "experiment offer on segment buyers start 2024-06-01 variant a 60% variant b 30% "
        'segment s where offer = "a"'
    )
    assert (
        "  offer: members of buyers, split once at random into 60% a and 30% b\n"
        "  buyers at the end of 31 May 2024: customers who have at least one order in the 30 days "
        "from 2 through 31 May 2024\n"
    ) in words(text, "s")
    assert "  The other 10% have no variant." in words(text, "offer")
