"""Whether a date or an instant lies in a window.

Moving windows (`in last 30 days`, `within 14 days after d`) are half-open stretches of instants,
in which a date is its midnight. The others compare days: a timestamp against a date, or in a
calendar month, counts as its day in the project's time zone; only against another timestamp do
instants count.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR, date, datetime
from typing import assert_never

from segql.clock import day_of
from segql.reference.calendar import (
    add,
    anniversary_in,
    day_in,
    instant_of,
    start_of_period,
)
from segql.reference.scope import Scope, World, after, before
from segql.reference.values import Operator, compare
from segql.semantics import tree

COMPARISONS: Mapping[str, Operator] = {
    "before": "<",
    "after": ">",
    "since": ">=",
    "until": "<=",
    "on": "=",
}


def in_window(value: date | None, window: tree.Window, scope: Scope, world: World) -> bool:
    """Whether a date or instant lies in the window; an unknown one lies in none."""
    if value is None:
        return False
    zone, moment = world.zone, scope.moment
    match window:
        case tree.Last(duration):
            low = before(moment, duration, zone)
            return low <= instant_of(value, zone) < moment.as_of
        case tree.Next(duration):
            high = after(moment, duration, zone)
            return moment.as_of <= instant_of(value, zone) < high
        case tree.MoreThanAgo(duration):
            return instant_of(value, zone) < before(moment, duration, zone)
        case tree.FromTo(older, newer):
            low, high = before(moment, older, zone), before(moment, newer, zone)
            return low <= instant_of(value, zone) < high
        case tree.Relative(kind, bound):
            limit = world.value(bound, scope)
            return compare(COMPARISONS[kind], value, limit, False, zone)
        case tree.Between(low_bound, high_bound):
            lowest, highest = world.value(low_bound, scope), world.value(high_bound, scope)
            return compare(">=", value, lowest, False, zone) and compare(
                "<=", value, highest, False, zone
            )
        case tree.Calendar(which, unit):
            offset = {"this": 0, "previous": -1, "next": 1}[which]
            today = day_of(moment.as_of, zone)
            first = start_of_period(today, unit, offset, world.week_start)
            beyond = start_of_period(today, unit, offset + 1, world.week_start)
            return first <= day_in(value, zone) < beyond
        case tree.InPeriod(year, month):
            day = day_in(value, zone)
            return day.year == year and month in (None, day.month)
        case tree.WithinOf(duration, side, bound):
            base = world.value(bound, scope)
            return base is not None and _within(value, base, duration, side, world)
        case _:
            assert_never(window)


def _within(value: date, base: date, duration: tree.Duration, side: str, world: World) -> bool:
    """`[base, base + duration)` or `[base - duration, base)`."""
    zone = world.zone
    start = instant_of(base, zone)
    sign = 1 if side == "after" else -1
    end = add(start, sign * duration.amount, duration.unit, zone)
    if not isinstance(end, datetime):
        return False
    low, high = (start, end) if side == "after" else (end, start)
    return low <= instant_of(value, zone) < high


def anniversary_in_window(
    value: date | None, window: tree.Window, scope: Scope, world: World
) -> bool:
    """Whether the anniversary of a day, in any year, lies in the window.

    Of a window's bounds each is at most two years away from an anniversary in it, so it is
    enough to try the years around the bounds.
    """
    if value is None:
        return False
    day = day_in(value, world.zone)
    years = {
        year
        for bound in _bounds(window, scope, world)
        for year in range(bound.year - 2, bound.year + 3)
        if MINYEAR < year < MAXYEAR
    }
    return any(in_window(anniversary_in(day, year), window, scope, world) for year in years)


def _bounds(window: tree.Window, scope: Scope, world: World) -> list[date]:
    """The known ends of a window, roughly: which years to try for an anniversary."""
    zone, moment = world.zone, scope.moment
    match window:
        case tree.Last(duration) | tree.MoreThanAgo(duration):
            return [before(moment, duration, zone), moment.as_of]
        case tree.Next(duration):
            return [moment.as_of, after(moment, duration, zone)]
        case tree.FromTo(older, newer):
            return [before(moment, older, zone), before(moment, newer, zone)]
        case tree.Relative(_, bound):
            bounds = [world.value(bound, scope)]
        case tree.Between(low, high):
            bounds = [world.value(low, scope), world.value(high, scope)]
        case tree.Calendar():
            return [day_of(moment.as_of, zone)]
        case tree.InPeriod(year, _):
            return [date(year, 1, 1)]
        case tree.WithinOf(duration, side, bound):
            base = world.value(bound, scope)
            sign = 1 if side == "after" else -1
            bounds = [base, base and add(base, sign * duration.amount, duration.unit, zone)]
        case _:
            assert_never(window)
    return [bound for bound in bounds if bound is not None]
