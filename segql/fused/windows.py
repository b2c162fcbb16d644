"""Bounds on times as positions: which events, in the order of time, a window holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from segql.engines.columnar import StoredKind
from segql.fused.copies import Copy, UnfitError
from segql.plan.moments import Clock
from segql.plan.nodes import At, Call, Column, Const, Expr, Op
from segql.sql.times import first_reading
from segql.types import DATE, TIMESTAMP

TICK = timedelta(microseconds=1)
DAY = 86_400_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_DAY = date(1970, 1, 1)
ORDERED = frozenset({Op.LT, Op.LE, Op.GT, Op.GE})
MIRROR = {Op.LT: Op.GT, Op.GT: Op.LT, Op.LE: Op.GE, Op.GE: Op.LE}


@dataclass(frozen=True, slots=True)
class Bound:
    """`time >= at`, or `time < at` where it is an upper one. `unknown`: or the time is unknown."""

    at: At | Const
    after: bool
    upper: bool
    unknown: bool = False


def bound_of(part: Expr, time: Expr | None) -> Bound | None:
    """A conjunct as a bound on the time of a row, or None where it is something else."""
    match part:
        case Call(op=Op.OR, args=(Call(op=Op.NOT, args=(first,)), second)):
            bare = first.args[0] if isinstance(first, Call) and first.op is Op.DECIDE else first
            if bare == Call(Op.KNOWN, (time,), part.type, nullable=False) if time else False:
                inner = bound_of(second, time)
                return None if inner is None else Bound(inner.at, inner.after, inner.upper, True)
            return None
        case Call(op=op, args=(left, At() | Const() as at)) if op in ORDERED and left == time:
            return Bound(at, after=op in (Op.GT, Op.LE), upper=op in (Op.LT, Op.LE))
        case _:
            return None


def number_of(
    at: Expr, column: Expr, kind: StoredKind, clock: Clock, *, after: bool = False
) -> int:
    """The smallest stored number of a date or timestamp that is not before a constant; with
    `after` that is after it. What is compared with it has the type and the zone of `column`, and
    is stored as `kind`: of a date that counts as a timestamp its midnight is compared.
    """
    if kind not in ("date", "timestamp") or (column.type == DATE and kind != "date"):
        raise UnfitError("a time is stored in another way")
    match at:
        case At(moment=moment, form="day", days=days) if column.type == DATE:
            return days_of(clock.day(moment, days)) + after
        case Const(value=datetime()):
            raise UnfitError("a timestamp stands where a moment was expected")
        case Const(value=date() as day) if column.type == DATE:
            return days_of(day) + after
        case At(moment=moment, form="instant") if column.type == TIMESTAMP:
            instant = clock.resolve(moment) + (TICK if after else timedelta())
            micros = micros_of(instant, column.zone)
            return micros if kind == "timestamp" else -(-micros // DAY)
        case _:
            raise UnfitError("a date is compared with a moment")


def days_of(day: date) -> int:
    return (day - _FIRST_DAY).days


def micros_of(instant: datetime, zone: str | None) -> int:
    """The smallest stored timestamp of a zone's clock (None: an instant) that is not earlier."""
    if zone is None:
        return (instant - _EPOCH) // TICK
    reading = first_reading(instant, zone)
    if reading is None:
        raise UnfitError("a bound falls into an hour that clocks skip")
    return (reading.replace(tzinfo=UTC) - _EPOCH) // TICK


def positions(copy: Copy, time: Expr | None, bounds: Iterable[Bound], clock: Clock) -> range:
    """The rows of a copy that lie within all bounds."""
    low, high, unknown = 0, copy.rows, True
    for bound in bounds:
        if not isinstance(time, Column):
            raise UnfitError("its events have no plain time")
        layout = copy.layout(time.column)
        times = copy.column(time.column)
        number = number_of(bound.at, time, layout.kind, clock, after=bound.after)
        if layout.coded:
            number -= layout.first
        at = _search(times[copy.unknown_times :], number) + copy.unknown_times
        unknown = unknown and bound.unknown
        if bound.upper:
            high = min(high, at)
        else:
            low = max(low, at)
    if not unknown:
        low = max(low, copy.unknown_times)
    elif low > 0 and copy.unknown_times:
        raise UnfitError("events without a time count in a window that starts late")
    return range(low, max(low, high))


def _search(times: np.ndarray[tuple[int], np.dtype[np.int64]], number: int) -> int:
    kind = np.iinfo(times.dtype)
    if number <= kind.min:
        return 0
    if number > kind.max:
        return len(times)
    return int(np.searchsorted(times, times.dtype.type(number)))
