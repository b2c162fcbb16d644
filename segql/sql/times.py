"""Moments as literals and as live expressions, in the representation they are compared with."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from segql.clock import at_wall_clock, wall_clock

TICK = timedelta(microseconds=1)
_REACH = timedelta(hours=26)


@lru_cache(maxsize=4096)
def first_reading(instant: datetime, zone: str) -> datetime | None:
    """The smallest naive reading of the zone's clocks that is not before an instant.

    `column >= reading` and `column < reading` then say of naive timestamps exactly what they say
    of instants. None where no reading does: in the hour after clocks were set forward, when
    readings of the skipped hour would count as later than some that are larger.
    """
    where = ZoneInfo(zone)
    reading = wall_clock(instant, where)
    meant = at_wall_clock(reading, where)
    if meant > instant:
        return _end_of_repeat(instant, where)
    before = wall_clock(instant - TICK, where)
    if before + TICK < reading:
        return before + TICK
    if _was_skipped(reading, instant, where):
        return None
    return reading


def _end_of_repeat(instant: datetime, zone: ZoneInfo) -> datetime:
    # readings of the hour that occurs twice mean its second occurrence, so all are later
    low, high = instant, instant + _REACH
    offset = instant.astimezone(zone).utcoffset()
    while high - low > TICK:
        middle = low + (high - low) // 2
        if middle.astimezone(zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return wall_clock(high, zone)


def _was_skipped(reading: datetime, instant: datetime, zone: ZoneInfo) -> bool:
    """Whether a smaller reading exists that means the same instant or a later one."""
    now = instant.astimezone(zone).utcoffset()
    earlier = (instant - timedelta(hours=3)).astimezone(zone).utcoffset()
    if now is None or earlier is None or now <= earlier:
        return False
    return at_wall_clock(reading - (now - earlier), zone) >= instant


def is_plain(instant: datetime, zone: str) -> bool:
    """Whether a reading of the zone stands for an instant in every comparison."""
    reading = wall_clock(instant, ZoneInfo(zone))
    return (
        first_reading(instant, zone) == reading
        and first_reading(instant + TICK, zone) == reading + TICK
    )


def timestamp_text(reading: datetime) -> str:
    """A naive timestamp as every engine reads it, with a fraction only where there is one."""
    return reading.isoformat(sep=" ")


def instant_text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(sep=" ")


def day_text(day: date) -> str:
    return day.isoformat()
