"""Findings of single rules: what is told, of what, and what is left alone."""

from __future__ import annotations

import pytest

from tests.unit.semantics.shop import CATALOG, problems, read_catalog

QUIET = ("takes-in-unknown", "top-ranks-everybody")


def names(*texts: str) -> list[str]:
    return [item.code.name for item in problems(*texts) if item.code.name not in QUIET]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('country = "SE" and country = "DK"', "never-holds"),
        ("age = 18 and age != 18", "never-holds"),
        ("seen in last 30 days and seen more than 90 days ago", "never-holds"),
        ("seen in this month and seen in previous month", "never-holds"),
        ("joined before 2024-01-01 and joined since 2024-01-01", "never-holds"),
        ("no(orders) and sum(orders.quantity) > 3", "never-holds"),
        ("last_order in last 30 days and no(orders in last 1 year)", "never-holds"),
        ('interest has only ("outdoor") and interest = "climbing"', "never-holds"),
        ('city = "Oslo" and city contains "mal"', "never-holds"),
        ("count(orders in last 90 days) < count(orders in last 90 days)", "never-holds"),
        ("month of joined = 13", "never-holds"),
        ("quintile(income) > 5", "never-holds"),
        ('bucket("x") >= 100%', "never-holds"),
        ("subscribed or subscribed = false or subscribed is unknown", "always-holds"),
        ("any(orders) or count(orders) = 0", "always-holds"),
        ("age not in (3, 4) or age != 5", "or-of-negations"),
        ("spend > 10 and any(orders)", "implied-condition"),
        ("last_order in last 30 days and any(orders in last 30 days)", "implied-condition"),
        ("joined in last 30 days and joined in last 1 year", "implied-condition"),
        ("top 10% by income and top 20% by income", "implied-condition"),
        ("age > 30 or age > 40", "absorbed-condition"),
        ("at least 1 of (age > 30, subscribed) and (age > 30 or subscribed)", "implied-condition"),
    ],
)
def test_a_single_finding(text: str, name: str) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "age >= 18 and age <= 25",
        "count(orders in last 30 days) > 1 and count(orders in last 90 days) > 3",
        "any(orders in last 1 month) and any(orders in last 30 days)",
        "sum(orders.amount in last 30 days) > 100 and sum(orders.amount in last 90 days) > 50",
        "any(orders where amount > 50) and any(orders where amount < 20)",
        'first(orders.channel) = "web" and last(orders.channel) = "store"',
        "seen in last 36 hours and seen in this month",
        "count(weeks in last 4 weeks where any(orders)) >= 2 and no(orders in last 3 days)",
        "everybody",
        "nobody",
    ],
)
def test_nothing_is_claimed(text: str) -> None:
    assert names(text) == []


def test_segments_and_consents_are_seen_through() -> None:
    shared = "segment a where age > 30\nsegment b channel email where age < 20\n"
    found = names(shared + "segment c where in segment a and in segment b")
    assert found == ["never-holds"]
    found = names(shared + "segment c where in segment b and subscribed")
    assert found == ["same-segment", "implied-condition"]


def test_a_part_of_a_condition_is_blamed() -> None:
    [found] = problems("subscribed and ((age > 60 and age < 18) or any(orders))")
    assert found.span is not None
    assert found.span.text == "age < 18"
    assert [note.span.text for note in found.notes] == ["age > 60"]


def test_nothing_is_said_of_what_cannot_be_understood() -> None:
    found = [
        item.code.name for item in problems("param n = 3\nsegment a where age > 60 and agee < 3")
    ]
    assert found == ["unknown-name"]


def test_sums_grow_with_their_window_where_the_catalog_says_so() -> None:
    text = "sum(orders.amount in last 30 days) > 100 and sum(orders.amount in last 90 days) > 50"
    over = read_catalog(
        CATALOG.replace("amount: {type: decimal}", "amount: {type: decimal, minimum: 0}")
    )
    assert [item.code.name for item in problems(text, over=over)] == ["implied-condition"]
    assert problems(text) == []
