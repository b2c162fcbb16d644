"""Windows of every kind, and what can be asked of dates and timestamps."""

from __future__ import annotations

from collections.abc import Callable

from tests.generate import literals, values
from tests.generate.pen import Pen

MONTHS = ("January", "February", "March", "October", "December")


def _relative(pen: Pen) -> str:
    kind = pen.pick(("before", "after", "since", "until", "on"))
    return f"{kind} {values.moment(pen.deeper())}"


def _between(pen: Pen) -> str:
    kind = pen.pick(("date", "date", "timestamp"))
    low, high = literals.ascending(pen, kind)
    if pen.chance(0.4) and (name := values.name(pen, kind)) is not None:
        low, high = pen.pick(((name, high), (low, name), (name, values.moment(pen.deeper()))))
    return f"between {low} and {high}"


def _calendar(pen: Pen) -> str:
    which = pen.pick(("this", "previous", "next"))
    return f"in {which} {pen.pick(('week', 'month', 'quarter', 'year'))}"


def _period(pen: Pen) -> str:
    year = pen.pick((2023, 2024, 2025))
    month = pen.pick((1, 2, 3, 10, 12))
    return pen.pick((f"in {year}", f"in {year}-{month:02}", f"in {pen.pick(MONTHS)} {year}"))


def _from_to(pen: Pen) -> str:
    older, newer = pen.pick(
        (("180", "90 days"), ("90", "30 days"), ("12", "6 months"), ("6 months", "30 days"),
         ("14", "7 days"), ("1 year", "1 month"), ("48", "24 hours"))
    )  # fmt: skip
    return f"from {older} to {newer} ago"


def _within(pen: Pen) -> str:
    side = pen.pick(("after", "before"))
    return f"within {pen.duration()} {side} {values.moment(pen.deeper())}"


WINDOWS: tuple[Callable[[Pen], str], ...] = (
    lambda pen: f"in last {pen.duration()}",
    lambda pen: f"in the last {pen.duration()}",
    lambda pen: f"in next {pen.duration()}",
    lambda pen: f"more than {pen.duration()} ago",
    lambda pen: f"less than {pen.duration()} ago",
    _from_to,
    _relative,
    _between,
    _calendar,
    _period,
    _within,
)


def window(pen: Pen) -> str:
    """Any window; names in it are of the scope that the pen writes in."""
    return pen.pick(WINDOWS)(pen)
