"""Conditions that are not functions: comparisons, ranges, lists, windows, ranks, places."""

from __future__ import annotations

from segql.functions.model import Accepts, Nulls, Predicate

_FALSE = "False where a side is unknown."
_DATE_FALSE = "False where the date, or a bound, is unknown."


def _predicate(
    name: str,
    signature: str,
    documentation: str,
    example: str,
    operand: Accepts,
    null_words: str = _FALSE,
) -> Predicate:
    return Predicate(
        name=name,
        signature=signature,
        documentation=documentation,
        example=example,
        nulls=Nulls.NEVER,
        null_words=null_words,
        operand=operand,
    )


PREDICATES: tuple[Predicate, ...] = (
    _predicate(
        "=",
        "a = b",
        "Both sides are equal. Text compares exactly unless the catalog says `case: insensitive`. "
        "On a list: the list holds that value.",
        'country = "SE"',
        Accepts.VALUE,
    ),
    _predicate(
        "!=",
        "a != b",
        "The exact opposite of `=`, so it takes in customers whose value is unknown.",
        'country != "SE" and country is known',
        Accepts.VALUE,
        "True where a side is unknown: it is `not a = b`.",
    ),
    _predicate("<", "a < b", "Less than, or earlier.", "age < 30", Accepts.ORDERED),
    _predicate("<=", "a <= b", "At most, or not later.", "household_size <= 2", Accepts.ORDERED),
    _predicate(">", "a > b", "More than, or later.", "purchases_90d > 3", Accepts.ORDERED),
    _predicate(">=", "a >= b", "At least, or not earlier.", "age >= 18", Accepts.ORDERED),
    _predicate(
        "range",
        "a [in] low..high, a [in] low..<high",
        "Both ends included; `..<` leaves the upper end out; an end may be missing.",
        "age 18..25",
        Accepts.ORDERED,
    ),
    _predicate(
        "between",
        "a between x and y",
        "Both ends included, and both days in whole; the ends may be any expression.",
        "signup_date between 2023-01-01 and today - 1 month",
        Accepts.ORDERED,
    ),
    _predicate(
        "in",
        "a in (v1, v2, ...), a in $list",
        "One of these values. On a list: the list holds any of them.",
        'country in ("SE", "NO")',
        Accepts.VALUE,
        "False where the value is unknown; `not in` is the exact opposite.",
    ),
    _predicate(
        "contains",
        'text contains "x"',
        "The text holds the other text.",
        'email contains "example"',
        Accepts.TEXT,
    ),
    _predicate(
        "starts with",
        'text starts with "x"',
        "The text begins with the other text.",
        'postal_code starts with "11"',
        Accepts.TEXT,
    ),
    _predicate(
        "ends with",
        'text ends with "x"',
        "The text ends with the other text.",
        'email ends with ".com"',
        Accepts.TEXT,
    ),
    _predicate(
        "matches",
        'text matches "pattern"',
        "A regular expression in RE2 syntax is found anywhere in the text.",
        'postal_code matches "^[0-9]{5}$"',
        Accepts.TEXT,
    ),
    _predicate(
        "is known",
        "a is known, a is unknown",
        "Whether there is a value.",
        "phone is known",
        Accepts.VALUE,
        "Never unknown: this is what it asks.",
    ),
    _predicate(
        "has",
        "list has any/all/none/only (v1, v2, ...)",
        "Which of the values a list holds. `has none` is the opposite of `has any`; `only` needs "
        "at least one element.",
        'interest has all ("outdoor", "climbing")',
        Accepts.LIST,
        "An unknown list has none of them: `any`, `all` and `only` are false, `none` is true.",
    ),
    _predicate(
        "window",
        "d in last 30 days, in next 7 days, more than 30 days ago, less than 30 days ago, from "
        "180 to 90 days ago, before/after/since/until/on D, between D1 and D2, in this month, in "
        "previous year, in 2024, in January 2024, within 30 days after d2",
        "A date or timestamp against a window of time. Windows are half-open and count from the "
        "instant of the run.",
        "signup_date in last 90 days",
        Accepts.TIME,
        _DATE_FALSE,
    ),
    _predicate(
        "anniversary",
        "anniversary of d in next 7 days",
        "The month and day of a date, in any year, against a window; 29 February counts as 28 "
        "February in common years.",
        "anniversary of birth_date in next 30 days",
        Accepts.TIME,
        _DATE_FALSE,
    ),
    _predicate(
        "in segment",
        "in segment s [as of 90 days ago]",
        "Members of another segment, now or as it would have been then. A bare name does the same.",
        "in segment buyers as of 90 days ago",
        Accepts.BOOLEAN,
        "Never unknown.",
    ),
    _predicate(
        "in list",
        "in list l",
        "The customer's key stands in a list of the catalog.",
        "not in list blocklist",
        Accepts.BOOLEAN,
        "Never unknown.",
    ),
    _predicate(
        "top",
        "top N by x, bottom 10% by x [per group, ...] [within segment s]",
        "The customers with the highest (or lowest) values, among all, within each group, or "
        "among a segment's members. A percentage is of those whose value is known, rounded up; "
        "of equals the smallest key wins.",
        "top 10% by spend_365d per country",
        Accepts.ORDERED,
        "False where the value is unknown.",
    ),
    _predicate(
        "at least",
        "at least N of (c1, c2, ...), at most N of (...), exactly N of (...)",
        "How many of the conditions hold.",
        'at least 2 of (age < 30, country = "SE", any(orders in last 90 days))',
        Accepts.BOOLEAN,
        "Never unknown: a condition that rests on an unknown value does not hold.",
    ),
    _predicate(
        "near",
        'place within 10 km of (59.33, 18.06), place within 10 km of "Stockholm"',
        "The great-circle distance from a point, or from a place of the catalog, in km, mi or m.",
        'home within 50 km of "Stockholm"',
        Accepts.POINT,
        "False where the place is unknown.",
    ),
    _predicate(
        "everybody",
        "everybody, nobody",
        "All customers, none.",
        "everybody",
        Accepts.BOOLEAN,
        "Never unknown.",
    ),
    _predicate(
        "not",
        "not c, c1 and c2, c1 or c2",
        "The opposite of a condition; both; either.",
        "not (age < 18 or in list blocklist)",
        Accepts.BOOLEAN,
        "Conditions are never unknown, so that each customer is in a condition or in its `not`.",
    ),
    _predicate(
        "every",
        "every(weeks in last 6 weeks where c), every(calendar months in last 4 months where c)",
        "The condition holds in each of the consecutive periods; its event functions see one "
        "period at a time.",
        "every(calendar months in last 3 months where any(orders))",
        Accepts.BOOLEAN,
        "Never unknown.",
    ),
    _predicate(
        "sequence",
        "sequence(step then [no] step [within 7 days] ... )",
        "Events that follow each other, each strictly later than the one before and at most its "
        "time after it. `no` steps must not happen; `as v` names a step for later ones.",
        "sequence(views as v in last 90 days then carts within 7 days where sku = v.sku)",
        Accepts.BOOLEAN,
        "Never unknown: an event with an unknown time is no step.",
    ),
)
