"""Time zones by their transitions: from when on which offset from UTC holds.

For engines that know no zones, or read the hour that clocks repeat or skip in another way. The
transitions of 1940 to 2060 are told; before and after, the first and last offset holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_FIRST, _LAST = datetime(1940, 1, 1, tzinfo=UTC), datetime(2060, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_STEP = timedelta(days=14)

Change = tuple[datetime, int]
"""From when on an offset holds, and the offset in seconds; the first holds before, too."""


@lru_cache(maxsize=64)
def of_instants(zone: str) -> tuple[Change, ...]:
    """The offsets of a zone by naive readings of UTC."""
    where = ZoneInfo(zone)
    found = [(_FIRST, _offset(_FIRST, where))]
    at = _FIRST
    while at < _LAST:
        offset = _offset(at + _STEP, where)
        if offset != found[-1][1]:
            found.append((_turn(at, at + _STEP, where), offset))
        at += _STEP
    return tuple((instant.replace(tzinfo=None), offset) for instant, offset in found)


@lru_cache(maxsize=64)
def of_readings(zone: str) -> tuple[Change, ...]:
    """The offsets of a zone by its own readings."""
    # clocks set back show the hour from there again, and it counts as its second showing; set
    # forward they skip the hour up to there: either way the new offset holds from the reading
    return tuple((start + timedelta(seconds=offset), offset) for start, offset in of_instants(zone))


def _offset(instant: datetime, zone: ZoneInfo) -> int:
    offset = instant.astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def _turn(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The first instant with the offset that holds at the later one."""
    before = _offset(low, zone)
    while high - low > _SECOND:
        middle = low + (high - low) // 2
        if _offset(middle, zone) == before:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)


def seconds_since(start: datetime, changes: Sequence[Change]) -> list[int]:
    """When each offset but the first begins, in whole seconds after a naive reading."""
    return [int((begin - start).total_seconds()) for begin, _ in changes[1:]]
