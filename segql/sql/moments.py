"""Moments in SQL: literals where the clock is pinned, the engine's clock where it is live."""

from __future__ import annotations

from datetime import date, datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from segql.clock import wall_clock
from segql.plan.moments import (
    EXACT,
    WEEKDAYS,
    AsOf,
    Clock,
    Earliest,
    Fixed,
    Moment,
    Shifted,
    StartOf,
    Unit,
)
from segql.sql.dialects.base import Dialect
from segql.sql.make import Node

ANY_TIME = datetime.min


class Moments:
    """How moments are written: `clock` None means the engine's own clock."""

    def __init__(self, dialect: Dialect, clock: Clock | None, zone: str, week_start: str) -> None:
        self.dialect = dialect
        self.zone = zone
        self.week_start = week_start
        self._clock = clock
        self._resolved: dict[Moment, datetime] = {}

    def resolved(self, moment: Moment) -> datetime | None:
        """The instant of a moment, or None where only the engine's clock will tell."""
        if self._clock is not None:
            found = self._resolved.get(moment)
            if found is None:
                found = self._resolved[moment] = self._clock.resolve(moment)
            return found
        if follows_clock(moment):
            return None
        return Clock(ANY_TIME, ZoneInfo(self.zone), self.week_start).resolve(moment)

    def day(self, moment: Moment, days: int) -> Node:
        """The day of the last moment before a moment in the project's zone, moved."""
        value = self.day_value(moment, days)
        if value is not None:
            return self.day_literal(value)
        offset = days
        if _is_midnight(moment):
            offset -= 1
        day = self.dialect.cast(self._live(moment, self.zone), self.dialect.types.date)
        return self.dialect.shift(day, offset, "day", True) if offset else day

    def day_value(self, moment: Moment, days: int) -> date | None:
        instant = self.resolved(moment)
        if instant is None:
            return None
        return Clock(instant, ZoneInfo(self.zone), self.week_start).day(AsOf(), days)

    def instant(self, moment: Moment, zone: str | None) -> Node:
        """A moment as an instant (zone None) or as the zone's reading."""
        instant = self.resolved(moment)
        return self._live(moment, zone) if instant is None else self.literal(instant, zone)

    def literal(self, instant: datetime, zone: str | None) -> Node:
        """An instant as a literal: of an instant, or of the zone's naive reading."""
        if zone is None:
            return self.dialect.instant(instant)
        return self.reading(wall_clock(instant, ZoneInfo(zone)))

    def reading(self, reading: datetime) -> Node:
        return self.dialect.reading(reading)

    def day_literal(self, day: date) -> Node:
        return self.dialect.day(day)

    def _live(self, moment: Moment, zone: str | None) -> Node:
        if not follows_clock(moment):
            return self.instant(moment, zone)
        node, is_instant = self._natural(moment)
        if zone is None:
            return node if is_instant else self.dialect.to_instant(node, self.zone)
        if not is_instant:
            if zone == self.zone:
                return node
            node = self.dialect.to_instant(node, self.zone)
        return self.dialect.to_zone(node, zone)

    def _natural(self, moment: Moment) -> tuple[Node, bool]:
        """A live moment, and whether it is an instant or a reading of the project's clocks."""
        match moment:
            case AsOf():
                return self.dialect.now(), True
            case Fixed():
                raise ValueError("a fixed moment follows no clock")
            case Shifted(base, amount, unit) if unit in EXACT:
                return self.dialect.shift(self._live(base, None), amount, unit, False), True
            case Shifted(base, amount, unit):
                moved = self.dialect.shift(self._live(base, self.zone), amount, unit, False)
                return moved, False
            case StartOf(unit, base, offset):
                start = self._start(unit, base)
                if offset:
                    start = self.dialect.shift(start, offset, unit, True)
                return self.dialect.cast(start, self.dialect.types.timestamp), False
            case Earliest(moments):
                return self.dialect.earliest([self._live(item, None) for item in moments]), True
            case _:
                assert_never(moment)

    def _start(self, unit: Unit, base: Moment) -> Node:
        day = self.day(base, 0)
        if unit == "day":
            return day
        late = WEEKDAYS.index(self.week_start) if unit == "week" else 0
        if late:
            day = self.dialect.shift(day, -late, "day", True)
        start = self.dialect.truncate(day, unit, self.week_start)
        return self.dialect.shift(start, late, "day", True) if late else start


def follows_clock(moment: Moment) -> bool:
    """Whether the run's instant moves a moment."""
    match moment:
        case AsOf():
            return True
        case Fixed():
            return False
        case Shifted(base, _, _) | StartOf(_, base, _):
            return follows_clock(base)
        case Earliest(moments):
            return any(map(follows_clock, moments))
        case _:
            assert_never(moment)


def _is_midnight(moment: Moment) -> bool:
    """Whether a moment is always a midnight, whose last moment before is the day before."""
    match moment:
        case StartOf():
            return True
        case Shifted(base, _, unit):
            return unit not in EXACT and _is_midnight(base)
        case _:
            return False
