"""The one instant that everything is relative to, and how wall clocks are read."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def parse_as_of(text: str, zone: ZoneInfo) -> datetime:
    """The instant of `--as-of`: a date means through the end of that day in the zone.

    Raises ValueError where the text is neither a date (`2024-06-30`) nor an ISO timestamp.
    """
    if _DATE.fullmatch(text):
        return end_of_day(date.fromisoformat(text), zone)
    if not _DATE.match(text):
        raise ValueError(text)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else at_wall_clock(moment, zone)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The instant after the last moment of a day: the next day's midnight."""
    return midnight(day + timedelta(days=1), zone)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a day begins in the zone."""
    return at_wall_clock(datetime.combine(day, time()), zone)


def at_wall_clock(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant that a naive wall clock reading means in a zone.

    A reading that occurs twice, when clocks are set back, is its second occurrence; one that
    is skipped has the offset before the change. Both are as PostgreSQL and DuckDB read them.
    """
    first = wall.replace(tzinfo=zone, fold=0)
    second = wall.replace(tzinfo=zone, fold=1)
    before, after = first.utcoffset(), second.utcoffset()
    if before is None or after is None:
        raise ValueError(f"no offset for {wall} in {zone}")
    return second if before > after else first


def wall_clock(instant: datetime, zone: ZoneInfo) -> datetime:
    """The naive reading of the zone's clocks at an instant."""
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def day_of(as_of: datetime, zone: ZoneInfo) -> date:
    """`today`: the day of the last moment before `as_of` in the zone."""
    return wall_clock(as_of.astimezone(UTC) - timedelta(microseconds=1), zone).date()


def wall_bound(instant: datetime, zone: ZoneInfo) -> datetime:
    """An instant as a limit for naive readings: the smallest reading that means it or later.

    It is the wall clock at that instant, but for the hour that clocks show twice: its first
    showing lies before every reading of that hour, since those mean the second.
    """
    wall = wall_clock(instant, zone)
    again = at_wall_clock(wall, zone)
    if again <= instant:
        return wall
    first, second = instant.astimezone(UTC), again.astimezone(UTC)
    while second - first > timedelta(seconds=1):
        middle = first + (second - first) / 2
        middle = middle.replace(microsecond=0)
        same = middle.astimezone(zone).utcoffset() == instant.astimezone(zone).utcoffset()
        first, second = (middle, second) if same else (first, middle)
    return wall_clock(second, zone).replace(microsecond=0)
