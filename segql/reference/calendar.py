"""Calendars and clocks as section 4 of the language counts them."""

from __future__ import annotations

from calendar import isleap, monthrange
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from segql.clock import at_wall_clock, midnight, wall_clock
from segql.semantics.tree import Unit

SECONDS = {"second": 1, "minute": 60, "hour": 3600}
DAYS = {"day": 1, "week": 7}
MONTHS = {"month": 1, "quarter": 3, "year": 12}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months on; where that month is shorter, its last day.

    Raises OverflowError outside the years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError(year)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_to_date(day: date, amount: int, unit: Unit) -> date:
    """A date moved by days, weeks, months, quarters or years."""
    if unit in MONTHS:
        return add_months(day, amount * MONTHS[unit])
    return day + timedelta(days=amount * DAYS[unit])


def add_to_instant(instant: datetime, amount: int, unit: Unit, zone: ZoneInfo) -> datetime:
    """An instant moved: exactly by hours and shorter, on the zone's wall clock by longer units."""
    if unit in SECONDS:
        return instant + timedelta(seconds=amount * SECONDS[unit])
    if amount == 0:
        return instant
    wall = wall_clock(instant, zone)
    moved = datetime.combine(add_to_date(wall.date(), amount, unit), wall.time())
    return at_wall_clock(moved, zone).astimezone(UTC)


def add(value: date, amount: int, unit: Unit, zone: ZoneInfo) -> date | None:
    """A date or instant plus a duration; a date plus hours counts from its midnight.

    Unknown where the result lies outside the years 1 to 9999.
    """
    try:
        if isinstance(value, datetime):
            return add_to_instant(value, amount, unit, zone)
        if unit in SECONDS:
            return add_to_instant(instant_of(value, zone), amount, unit, zone)
        return add_to_date(value, amount, unit)
    except OverflowError:
        return None


def day_in(value: date, zone: ZoneInfo) -> date:
    """A date as it is, an instant's day in the zone."""
    return wall_clock(value, zone).date() if isinstance(value, datetime) else value


def instant_of(value: date, zone: ZoneInfo) -> datetime:
    """An instant as it is, a date's midnight in the zone."""
    if isinstance(value, datetime):
        return value
    return midnight(value, zone).astimezone(UTC)


def start_of_period(day: date, unit: Unit, offset: int, week_start: str) -> date:
    """The first day of the calendar unit that holds `day`, or of the one `offset` units on."""
    if unit == "day":
        return day + timedelta(days=offset)
    if unit == "week":
        days_into = (day.weekday() - WEEKDAYS.index(week_start)) % 7
        return day - timedelta(days=days_into) + timedelta(days=7 * offset)
    months = MONTHS[unit]
    first_month = (day.month - 1) // months * months + 1
    return add_months(date(day.year, first_month, 1), offset * months)


def anniversary_in(day: date, year: int) -> date:
    """The anniversary of a day in a year: 29 February is 28 February in common years."""
    if (day.month, day.day) == (2, 29) and not isleap(year):
        return date(year, 2, 28)
    return date(year, day.month, day.day)


def elapsed(unit: Unit, start: date, end: date, zone: ZoneInfo) -> int:
    """Completed units from `start` to `end`, negative and mirrored where `end` is earlier.

    Days and longer count calendar days in the zone, as people count age: the largest n with
    start + n units <= end. Hours and shorter count between instants; a date is its midnight.
    """
    if unit in SECONDS:
        first, last = instant_of(start, zone), instant_of(end, zone)
        whole = abs(last - first) // timedelta(seconds=SECONDS[unit])
        return whole if last >= first else -whole
    first_day, last_day = day_in(start, zone), day_in(end, zone)
    if last_day < first_day:
        return -completed(unit, last_day, first_day)
    return completed(unit, first_day, last_day)


def completed(unit: Unit, start: date, end: date) -> int:
    """The largest n with start + n units <= end, for start <= end."""
    if unit in DAYS:
        return (end - start).days // DAYS[unit]
    months = (end.year - start.year) * 12 + end.month - start.month
    if add_months(start, months) > end:
        months -= 1
    return months // MONTHS[unit]


def part_of(part: str, value: date, zone: ZoneInfo) -> int | date:
    """`month of d` and the like, in the zone; weekday 1 is Monday; a date's clock is at 0."""
    day = day_in(value, zone)
    clock = wall_clock(value, zone) if isinstance(value, datetime) else None
    match part:
        case "date":
            return day
        case "year":
            return day.year
        case "quarter":
            return (day.month - 1) // 3 + 1
        case "month":
            return day.month
        case "day":
            return day.day
        case "weekday":
            return day.isoweekday()
        case "hour":
            return clock.hour if clock else 0
        case "minute":
            return clock.minute if clock else 0
        case "second":
            return clock.second if clock else 0
        case _:
            raise ValueError(f"no part of a date: {part}")
