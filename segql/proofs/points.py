"""Points that values are compared with, and which of two is certainly the earlier or smaller.

Numbers, texts, dates and instants are in order as Python has them; a date is the start of that
day, in a time zone that is not asked for. A `Moment` moves with the run: it is so
long before or after some base, so that of two moments the order is sometimes certain (30 days
ago, 1 year ago) and sometimes not (1 month ago, 30 days ago).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Literal as OneOf

from segql.semantics import tree

Family = OneOf["exact", "day", "month"]

AS_OF = 0
"""The base of moments that count from the instant of the run; other bases are expressions."""

DAY = 86_400
SLACK = 26 * 3600
"""By how much a wall clock may be moved: between any two offsets of a zone lies no more."""

_ANY_ZONE = timedelta(days=2)
"""A day and an instant are so far apart only if they are so in every zone."""

_FAMILIES: dict[str, tuple[Family, int]] = {
    "second": ("exact", 1), "minute": ("exact", 60), "hour": ("exact", 3600),
    "day": ("day", 1), "week": ("day", 7),
    "month": ("month", 1), "quarter": ("month", 3), "year": ("month", 12),
}  # fmt: skip
_LENGTHS = {"day": (1, 1), "week": (7, 7), "month": (28, 31), "quarter": (90, 92),
            "year": (365, 366)}  # fmt: skip
_HOLDS = {
    "day": ("week", "month", "quarter", "year"),
    "month": ("quarter", "year"),
    "quarter": ("year",),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """`amount` units of a family from a base; negative before it."""

    base: int
    family: Family
    amount: int

    def seconds(self) -> tuple[int, int]:
        """The least and the most seconds that it can lie after its base."""
        if not self.amount or self.family == "exact":
            return self.amount, self.amount
        if self.family == "day":
            length = self.amount * DAY
            return length - SLACK, length + SLACK
        # a month has 30.44 days on average, and any row of them is within three days of that
        length = round(self.amount * 30.436875 * DAY)
        return length - 3 * DAY - SLACK, length + 3 * DAY + SLACK


@dataclass(frozen=True, slots=True)
class PeriodStart:
    """The start of the calendar unit that holds the last moment before the run, moved by
    `offset` units."""

    unit: str
    offset: int

    def seconds(self) -> tuple[int, int]:
        """The least and the most seconds that it can lie after the instant of the run."""
        shortest, longest = (days * DAY for days in _LENGTHS[self.unit])
        if self.offset <= 0:
            return (self.offset - 1) * longest - SLACK, self.offset * shortest + (
                SLACK if self.offset else 0
            )
        # the next one starts when the present one is over, which can be at once
        first = (self.offset - 1) * shortest
        return first - (SLACK if first else 0), self.offset * longest + SLACK


Point = int | float | Decimal | str | date | Moment | PeriodStart


def moment(base: int, duration: tree.Duration, sign: int = 1) -> Moment:
    """The moment a duration after a base, or before it."""
    family, size = _FAMILIES[duration.unit]
    return Moment(base, family, sign * duration.amount * size)


def at_most(one: Point, other: Point) -> bool:
    """Whether a point certainly is the other or comes before it."""
    if one == other:
        return True
    if isinstance(one, Moment | PeriodStart) or isinstance(other, Moment | PeriodStart):
        return _not_after(one, other)
    return less(one, other)


def less(one: Point, other: Point) -> bool:
    """Whether a point certainly comes before another."""
    match one, other:
        case (int() | float() | Decimal(), int() | float() | Decimal()):
            return one < other
        case str(), str():
            return one < other
        case datetime(), datetime():
            return one < other
        case datetime(), date():
            return one.astimezone(UTC).date() + _ANY_ZONE < other
        case date(), datetime():
            return one + _ANY_ZONE < other.astimezone(UTC).date()
        case date(), date():
            return one < other
        case Moment() | PeriodStart(), Moment() | PeriodStart():
            return _base(one) == _base(other) and one.seconds()[1] < other.seconds()[0]
        case _:
            return False


def _base(point: Moment | PeriodStart) -> int:
    return point.base if isinstance(point, Moment) else AS_OF


def _not_after(one: Point, other: Point) -> bool:
    match one, other:
        case Moment(base, family, amount), Moment(base=other_base):
            if base != other_base:
                return False
            if family == other.family or not amount or not other.amount:
                return amount <= other.amount
        case PeriodStart(unit, offset), PeriodStart(other_unit, other_offset):
            if unit == other_unit:
                return offset <= other_offset
            if offset <= 0 and offset == other_offset == 0:
                return unit in _HOLDS.get(other_unit, ())
            if offset == other_offset == 1:
                return other_unit in _HOLDS.get(unit, ())
        case PeriodStart(_, offset), Moment(base, _, 0) if base == AS_OF:
            return offset <= 0
        case Moment(base, _, 0), PeriodStart(_, offset) if base == AS_OF:
            return offset >= 1
        case (Moment() | PeriodStart(), Moment() | PeriodStart()):
            if _base(one) != _base(other):
                return False
        case _:
            return False
    assert isinstance(one, Moment | PeriodStart)
    assert isinstance(other, Moment | PeriodStart)
    return one.seconds()[1] <= other.seconds()[0]
