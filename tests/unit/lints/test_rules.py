"""What is allowed but probably not meant, and how it is switched off."""

from __future__ import annotations

import pytest

from segql.catalog.models import Settings
from segql.diagnostics.model import Severity
from tests.unit.semantics.shop import problems

LINTS = [
    ('country = "Sweden"', "value-not-listed", '"Sweden"', None),
    ('country = "se"', "value-not-listed", '"se"', '"SE"'),
    ('country in ("SE", "DKK")', "value-not-listed", '"DKK"', '"DK"'),
    ('interest = "outdor"', "value-not-listed", '"outdor"', '"outdoor"'),
    ('interest has all ("outdoor", "skying")', "value-not-listed", '"skying"', None),
    ('any(orders where channel = "wbe")', "value-not-listed", '"wbe"', '"web"'),
    ('first(orders.channel) = "wbe"', "value-not-listed", '"wbe"', '"web"'),
    ("age > 130", "bound-outside", "130", None),
    ("age in -5..20", "bound-outside", "-5", None),
    ('country != "SE"', "takes-in-unknown", 'country != "SE"', None),
    ("age not in (3, 4)", "takes-in-unknown", "age not in (3, 4)", None),
    ('city not contains "x"', "takes-in-unknown", 'city not contains "x"', None),
    (
        "any(orders within 60 days after first(orders.time))",
        "first-included",
        "any(orders within 60 days after first(orders.time))",
        None,
    ),
    (
        "count(orders in this year) > count(orders in previous year)",
        "this-against-previous",
        "count(orders in this year) > count(orders in previous year)",
        None,
    ),
    ('country = "SE" and top 10% by income', "top-ranks-everybody", "top 10% by income", None),
    (
        "birth_date in next 7 days",
        "birthday-without-anniversary",
        "birth_date in next 7 days",
        "anniversary of birth_date",
    ),
    ("joined in last 0 days", "empty-window", "0 days", None),
    ('country = "SE" as of 90 days ago', "no-history", "90 days ago", None),
]


@pytest.mark.parametrize(("text", "name", "underlined", "mend"), LINTS)
def test_lint(text: str, name: str, underlined: str, mend: str | None) -> None:
    found = problems(text)
    assert [(item.code.name, item.span.text) for item in found if item.span] == [(name, underlined)]
    assert found[0].help
    assert (found[0].fix.replacement if found[0].fix else None) == mend


@pytest.mark.parametrize(
    "text",
    [
        'country != "SE" and country is known',
        'language != "sv"',
        'not country = "SE"',
        'nickname = "ANN"',
        "age 0..120",
        "count(orders within 60 days after first(orders.time)) >= 2",
        "any(orders within 60 days after first(orders.time where gift) where gift is known)",
        "any(orders in this year) and no(orders in previous year)",
        "top 10% by income",
        "segment s where age > 3 segment t where subscribed and top 10% by income within segment s",
        "anniversary of birth_date in next 7 days",
        "joined in next 7 days",
    ],
)
def test_no_lint(text: str) -> None:
    assert [item.code.name for item in problems(text)] == []


def test_a_case_that_an_earlier_one_hides() -> None:
    found = problems(
        "segmentation s case a where age > 3 case b where age > 3 case c where everybody case d "
        "where age > 5"
    )
    assert [(item.code.name, item.span.text) for item in found if item.span] == [
        ("case-never-matches", "case b where age > 3"),
        ("case-never-matches", "case d where age > 5"),
    ]


def test_long_lists_do_not_flood() -> None:
    values = ", ".join(f'"x{n}"' for n in range(1000))
    assert len(problems(f"country in ({values})")) == 10


IGNORED = """\
segment a where age > 130  # segql: ignore bound-outside
# segql: ignore SEG402, takes-in-unknown
segment b where age > 130 and country != "SE"
segment c where age > 130  # segql: ignore value-not-listed
# segql: ignore bound-outsid
segment d where contry = 3  # segql: ignore unknown-name
"""


def test_lints_are_switched_off_at_their_line_and_errors_never() -> None:
    found = problems(IGNORED)
    assert [(item.code.name, item.span.text) for item in found if item.span] == [
        ("bound-outside", "130"),
        ("unknown-ignored-lint", "bound-outsid"),
        ("unknown-name", "contry"),
        ("unknown-ignored-lint", "unknown-name"),
    ]
    assert found[0].span is not None
    assert found[0].span.source.position(found[0].span.start).line == 4
    assert "`bound-outside`" in (found[1].help or "")


def test_settings_switch_lints_off_and_change_their_weight() -> None:
    settings = Settings(
        name="shop",
        lint={"bound-outside": "off", "takes-in-unknown": "error", "value-not-listed": "warning"},
    )
    text = 'age > 130 and country != "SE" and nickname = "xx"'
    found = problems(text, settings=settings)
    assert [(item.code.name, item.severity) for item in found] == [
        ("takes-in-unknown", Severity.ERROR),
        ("value-not-listed", Severity.WARNING),
    ]


def test_a_first_event_with_a_name_is_seen_through() -> None:
    found = problems(
        "trait first_order = first(orders.time)\n"
        "segment s where any(orders within 60 days after first_order)"
    )
    assert [item.code.name for item in found] == ["first-included"]
