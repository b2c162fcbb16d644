"""Windows of time in words, with their days where the instant is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import assert_never

from segql.analysis.words.vocabulary import MONTHS, Speaker, amount, day, days, each, instant
from segql.clock import wall_clock
from segql.plan.moments import EXACT, AsOf, Moment, Shifted, StartOf, shift_wall
from segql.semantics import tree
from segql.types import DATE

Value = Callable[[tree.Expr], str]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time by the project's clocks, its end left out; None is open."""

    low: datetime | None
    high: datetime | None

    @property
    def is_of_days(self) -> bool:
        return all(bound is None or bound.time() == time() for bound in (self.low, self.high))

    def until(self, high: datetime | None) -> Stretch:
        """As much of it as lies before a moment."""
        if high is None or (self.high is not None and self.high <= high):
            return self
        return Stretch(self.low, high)

    def words(self) -> str:
        """`from 2 April through 30 June 2024`, `before 1 June 2024`."""
        match self:
            case Stretch(None, None):
                return "at any time"
            case Stretch(None, datetime() as high):
                return f"before {instant(high, None)}"
            case Stretch(datetime() as low, None):
                return f"on or after {instant(low, None)}"
            case Stretch(datetime() as low, datetime() as high) if low >= high:
                return "in no time at all"
            case Stretch(datetime() as low, datetime() as high) if self.is_of_days:
                first, last = low.date(), high.date() - timedelta(days=1)
                return f"on {day(first)}" if first == last else f"from {days(first, last)}"
            case Stretch(datetime() as low, datetime() as high):
                return f"from {instant(low, None)} until before {instant(high, None)}"
        raise TypeError(self)


def window(speaker: Speaker, node: tree.Window, value: Value, *, of_events: bool = False) -> str:
    """Where in time something lies: "in the 90 days from 2 April through 30 June 2024". No event
    lies at or after the instant of the run.
    """
    found = stretch(speaker, node)
    if found is None:
        return _relative(node, value)
    if of_events and speaker.seen_until is not None and speaker.zone is not None:
        end = wall_clock(speaker.seen_until, speaker.zone)
        if found.low is not None and found.low >= end:
            return f"{found.words()} (of which nothing has come yet)"
        found = found.until(end)
    words = found.words()
    match node:
        case tree.Last(duration) | tree.Next(duration) if words.startswith("from "):
            return f"in the {each(duration)} {words}"
        case tree.Calendar(which, unit):
            the = "this" if which == "this" else f"the {which}"
            return f"in {the} {unit} ({words.removeprefix('from ')})"
        case tree.InPeriod(year, month) if not of_events or found == stretch(speaker, node):
            return f"in {MONTHS[month - 1]} {year}" if month else f"in {year}"
        case tree.Relative("until", bound) if found.low is None and isinstance(bound, tree.Literal):
            return f"up to and including {value(bound)}"
        case _:
            return words


def stretch(speaker: Speaker, node: tree.Window) -> Stretch | None:
    """When a window is, by the project's clocks; None where that hangs on the customer, or on an
    instant that nobody has given.
    """
    match node:
        case tree.Last(duration):
            return _moments(speaker, _ago(duration), AsOf())
        case tree.Next(duration):
            return _moments(speaker, AsOf(), Shifted(AsOf(), duration.amount, duration.unit))
        case tree.MoreThanAgo(duration):
            return _moments(speaker, None, _ago(duration))
        case tree.FromTo(older, newer):
            return _moments(speaker, _ago(older), _ago(newer))
        case tree.Calendar(which, unit):
            offset = {"previous": -1, "this": 0, "next": 1}[which]
            return _moments(
                speaker, StartOf(unit, AsOf(), offset), StartOf(unit, AsOf(), offset + 1)
            )
        case tree.InPeriod(year, month):
            first = datetime(year, month or 1, 1)
            return Stretch(first, shift_wall(first, 1, "month" if month else "year"))
        case tree.Relative(kind, bound):
            return _against(speaker, kind, bound)
        case tree.Between(low, high):
            one, two = _ends(speaker, low), _ends(speaker, high)
            return None if one is None or two is None else Stretch(one[0], two[1])
        case tree.WithinOf(duration, side, bound):
            ends = _ends(speaker, bound)
            if ends is None or duration.unit in EXACT:
                return None  # hours are exact, and no wall clock tells them
            start = ends[0]
            size = duration.amount if side == "after" else -duration.amount
            other = shift_wall(start, size, duration.unit)
            return Stretch(min(start, other), max(start, other))
        case _:
            assert_never(node)


def periods(speaker: Speaker, node: tree.PeriodCount) -> Stretch | None:
    """When the periods are that are counted."""
    if node.calendar:
        first = StartOf(node.unit, AsOf(), -node.last)
        return _moments(speaker, first, StartOf(node.unit, AsOf()))
    return _moments(speaker, Shifted(AsOf(), -node.last * node.size, node.unit), AsOf())


def _ago(duration: tree.Duration) -> Shifted:
    return Shifted(AsOf(), -duration.amount, duration.unit)


def _moments(speaker: Speaker, low: Moment | None, high: Moment) -> Stretch | None:
    clock = speaker.clock
    if clock is None:
        return None
    first = None if low is None else wall_clock(clock.resolve(low), clock.zone)
    return Stretch(first, wall_clock(clock.resolve(high), clock.zone))


def _ends(speaker: Speaker, bound: tree.Expr) -> tuple[datetime, datetime] | None:
    """From when to before when a constant lasts: a day is a whole one, a moment none at all."""
    match bound:
        case tree.Literal(value=datetime() as moment):
            if speaker.zone is None:
                return None
            wall = wall_clock(moment, speaker.zone)
            return wall, wall
        case tree.Literal(value=date() as value):
            first = datetime.combine(value, time())
            return first, first + timedelta(days=1)
        case tree.Shift(tree.Today(), duration, type) if speaker.clock is not None and type == DATE:
            today = datetime.combine(speaker.clock.day(AsOf()), time())
            first = shift_wall(today, duration.amount, duration.unit)
            return first, first + timedelta(days=1)
        case tree.Today() if speaker.clock is not None:
            today = datetime.combine(speaker.clock.day(AsOf()), time())
            return today, today + timedelta(days=1)
        case _:
            return None


def _against(speaker: Speaker, kind: str, bound: tree.Expr) -> Stretch | None:
    ends = _ends(speaker, bound)
    # a moment has no length, so that what follows it, and what takes it in, has no plain end
    if ends is None or (ends[0] == ends[1] and kind in ("after", "until", "on")):
        return None
    match kind:
        case "before":
            return Stretch(None, ends[0])
        case "after":
            return Stretch(ends[1], None)
        case "since":
            return Stretch(ends[0], None)
        case "until":
            return Stretch(None, ends[1])
        case _:
            return Stretch(*ends)


def _relative(node: tree.Window, value: Value) -> str:
    """A window as it stands, where its days are not known."""
    match node:
        case tree.Last(duration):
            return f"in the last {each(duration)}"
        case tree.Next(duration):
            return f"in the next {each(duration)}"
        case tree.MoreThanAgo(duration):
            return f"more than {amount(duration)} ago"
        case tree.FromTo(older, newer):
            return f"from {amount(older)} to {amount(newer)} ago"
        case tree.Calendar(which, unit):
            return f"in {'this' if which == 'this' else f'the {which}'} {unit}"
        case tree.InPeriod(year, month):
            return f"in {MONTHS[month - 1]} {year}" if month else f"in {year}"
        case tree.Relative(kind, bound):
            word = {"since": "on or after", "until": "on or before"}.get(kind, kind)
            return f"{word} {value(bound)}"
        case tree.Between(low, high):
            return f"from {value(low)} through {value(high)}"
        case tree.WithinOf(duration, "after", bound):
            return f"in the {each(duration)} that {_begin(duration)} with {value(bound)}"
        case tree.WithinOf(duration, _, bound):
            return f"in the {each(duration)} before {value(bound)}"
        case _:
            assert_never(node)


def _begin(duration: tree.Duration) -> str:
    return "begins" if abs(duration.amount) == 1 else "begin"
