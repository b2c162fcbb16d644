"""Clocks of generated worlds: instants of the run, and times that fall on the edges of windows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from segql.clock import at_wall_clock, wall_clock

ZONES = (
    "Europe/Stockholm", "Europe/Stockholm", "UTC", "America/New_York", "Asia/Kolkata",
    "Pacific/Kiritimati", "Etc/GMT+12",
)  # fmt: skip
WEEK_STARTS = ("monday", "monday", "sunday", "wednesday")

RUNS = (
    "2024-07-01T00:00:00", "2024-07-01T00:00:00", "2024-03-01T00:00:00", "2024-03-31T00:00:00",
    "2024-04-01T00:00:00", "2024-10-28T00:00:00", "2024-10-27T12:30:00", "2024-03-31T12:00:00",
    "2025-01-01T00:00:00", "2024-12-31T15:45:10", "2023-03-01T00:00:00", "2024-02-29T08:00:00",
    "2024-05-31T00:00:00", "2024-05-15T10:20:30.000001",
)  # fmt: skip
"""Wall clocks at which a generated world is run, most of them the end of a day."""

DURATIONS = (
    (1, "day"), (7, "day"), (14, "day"), (30, "day"), (90, "day"), (365, "day"), (1, "week"),
    (2, "week"), (6, "week"), (1, "month"), (3, "month"), (6, "month"), (1, "quarter"),
    (2, "quarter"), (1, "year"), (2, "year"), (1, "hour"), (24, "hour"), (36, "hour"),
    (30, "minute"), (90, "second"),
)  # fmt: skip
"""Durations that definitions ask for; data has times at exactly these distances."""

SPECIAL_DAYS = tuple(
    map(
        date.fromisoformat,
        ("2024-02-29", "2023-02-28", "2024-03-31", "2000-02-29", "1996-02-29", "2024-12-31",
         "2025-01-01", "2023-12-31", "2024-01-31", "2024-10-27", "1990-06-30", "2024-01-01"),
    )
)  # fmt: skip

_DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
_SECONDS = {"hour": 3600, "minute": 60, "second": 1}


def is_plain(wall: datetime, zone: ZoneInfo) -> bool:
    """Whether a wall clock reading occurs exactly once."""
    offsets = {wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}
    return len(offsets) == 1


def plain(wall: datetime, zone: ZoneInfo) -> datetime:
    """The reading, or the next one some hours on that occurs exactly once."""
    while not is_plain(wall, zone):
        wall += timedelta(hours=3)
    return wall


def run_instant(rng: Random, zone: ZoneInfo) -> datetime:
    """The instant of a run, in UTC."""
    wall = plain(datetime.fromisoformat(rng.choice(RUNS)), zone)
    return at_wall_clock(wall, zone).astimezone(UTC)


def _distance(rng: Random) -> timedelta:
    amount, unit = rng.choice(DURATIONS)
    if unit in _SECONDS:
        return timedelta(seconds=amount * _SECONDS[unit])
    return timedelta(days=amount * _DAYS[unit])


def wall_time(rng: Random, as_of: datetime, zone: ZoneInfo) -> datetime:
    """A wall clock reading near an edge: of a window, of a day, of the run itself."""
    now = wall_clock(as_of, zone)
    kind = rng.randrange(10)
    if kind == 0:
        base = now
    elif kind == 1:
        base = datetime.combine(rng.choice(SPECIAL_DAYS), now.time())
    elif kind == 2:
        base = now + _distance(rng)
    elif kind <= 6:
        base = now - _distance(rng)
    elif kind == 7:
        base = now - _distance(rng) - _distance(rng)
    else:
        base = now - timedelta(hours=rng.randrange(24 * 120))
    nudge = rng.randrange(6)
    if nudge == 0:
        base -= timedelta(seconds=1)
    elif nudge == 1:
        base += timedelta(seconds=1)
    elif nudge == 2:
        base = datetime.combine(base.date(), datetime.min.time())
    elif nudge == 3:
        base -= timedelta(microseconds=1)
    return plain(base, zone)


def instant(rng: Random, as_of: datetime, zone: ZoneInfo) -> datetime:
    """An instant near an edge, in UTC."""
    return at_wall_clock(wall_time(rng, as_of, zone), zone).astimezone(UTC)


def day(rng: Random, as_of: datetime, zone: ZoneInfo) -> date:
    """A date near an edge, long ago, or in the near future.

    Not before 1970: what clocks showed then differs between the zone tables of engines.
    """
    kind = rng.randrange(8)
    if kind == 0:
        return rng.choice(SPECIAL_DAYS)
    if kind == 1:
        return date(rng.randrange(1970, 2026), rng.randrange(1, 13), rng.randrange(1, 29))
    if kind == 2:
        return wall_time(rng, as_of, zone).date() + timedelta(days=rng.randrange(-2, 3))
    return wall_time(rng, as_of, zone).date()
