"""Instants that follow from `as_of`: symbolic in the plan, resolved when the clock is known."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal as OneOf
from typing import assert_never
from zoneinfo import ZoneInfo

from segql.clock import at_wall_clock, day_of, midnight, wall_clock

Unit = OneOf["second", "minute", "hour", "day", "week", "month", "quarter", "year"]
MONTHS = {"month": 1, "quarter": 3, "year": 12}
EXACT = {"second": 1, "minute": 60, "hour": 3600}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class AsOf:
    """The instant of the run."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """An instant that no clock moves; aware."""

    instant: datetime


@dataclass(frozen=True, slots=True)
class Shifted:
    """`amount` units from `base`: on the wall clock for days and longer, exact for hours."""

    base: Moment
    amount: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class StartOf:
    """The start of the calendar unit that holds the last moment before `base`, moved by
    `offset` units. Of a day: midnight of `today` and of the days around it.
    """

    unit: Unit
    base: Moment
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Earliest:
    """The earliest of several: what is asked as of a later day still sees no later event."""

    moments: tuple[Moment, ...]


Moment = AsOf | Fixed | Shifted | StartOf | Earliest


@dataclass(frozen=True, slots=True)
class Clock:
    """What resolves a moment: the instant of the run, and how the project reads calendars."""

    as_of: datetime
    zone: ZoneInfo
    week_start: str = "monday"

    def resolve(self, moment: Moment) -> datetime:
        """The aware instant of a moment."""
        match moment:
            case AsOf():
                return self.as_of
            case Fixed(instant):
                return instant
            case Shifted(base, amount, unit):
                return shift_instant(self.resolve(base), amount, unit, self.zone)
            case StartOf(unit, base, offset):
                day = day_of(self.resolve(base), self.zone)
                return midnight(start_of(day, unit, offset, self.week_start), self.zone)
            case Earliest(moments):
                return min(self.resolve(item) for item in moments)
            case _:
                assert_never(moment)

    def day(self, moment: Moment, days: int = 0) -> date:
        """The day of the last moment before a moment, moved by so many days."""
        return day_of(self.resolve(moment), self.zone) + timedelta(days=days)


def never_after(moment: Moment, limit: Moment) -> bool:
    """Whether a moment is at or before another whatever the clock says, as far as is plain."""
    if moment == limit:
        return True
    match moment, limit:
        case Fixed(instant), Fixed(other):
            return instant <= other
        case Shifted(base, amount, _), _:
            return amount <= 0 and never_after(base, limit)
        case StartOf(_, base, offset), _:
            return offset <= 0 and never_after(base, limit)
        case Earliest(moments), _:
            return any(never_after(item, limit) for item in moments)
        case _:
            return False


def add_months(day: date, months: int) -> date:
    """The same day so many months on, clamped to the last day of its month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


def shift_wall(wall: datetime, amount: int, unit: Unit) -> datetime:
    """A wall clock reading moved by calendar units; hours and shorter as plain differences."""
    if unit in MONTHS:
        day = add_months(wall.date(), amount * MONTHS[unit])
        return datetime.combine(day, wall.time())
    if unit in EXACT:
        return wall + timedelta(seconds=amount * EXACT[unit])
    return wall + timedelta(days=amount * (7 if unit == "week" else 1))


def shift_instant(instant: datetime, amount: int, unit: Unit, zone: ZoneInfo) -> datetime:
    """An instant moved: exactly for hours and shorter, on the zone's wall clock for longer."""
    if unit in EXACT:
        # within one zone Python adds to the wall clock, so that the way leads through UTC
        return instant.astimezone(UTC) + timedelta(seconds=amount * EXACT[unit])
    return at_wall_clock(shift_wall(wall_clock(instant, zone), amount, unit), zone)


def start_of(day: date, unit: Unit, offset: int, week_start: str) -> date:
    """The first day of the calendar unit that holds `day`, moved by `offset` units."""
    match unit:
        case "day":
            return day + timedelta(days=offset)
        case "week":
            back = (day.weekday() - WEEKDAYS.index(week_start)) % 7
            return day + timedelta(days=7 * offset - back)
        case "month" | "quarter" | "year":
            months = MONTHS[unit]
            first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
            return add_months(first, offset * months)
        case _:
            raise ValueError(f"no calendar unit: {unit}")
