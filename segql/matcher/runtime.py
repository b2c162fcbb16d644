"""What the generated function calls: the few operations that are more than an operator."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import asin, cos, radians, sin, sqrt
from typing import Any
from zoneinfo import ZoneInfo

from segql.clock import at_wall_clock, wall_bound, wall_clock
from segql.folding import simple_fold
from segql.plan.moments import EXACT, Unit, add_months, shift_wall

EARTH = 6_371_008.8


class ProfileError(ValueError):
    """A profile or event that does not hold what the segments ask for, and what it should."""


# ------------------------------------------------------------------------------- reading


def decimal(value: Any) -> Any:
    """A number as an exact one: a float by its shortest text."""
    return Decimal(repr(value)) if type(value) is float else value


def day(value: Any) -> date | None:
    """A date from a date, or from its ISO text."""
    match value:
        case None:
            return None
        case datetime():
            return value.date()
        case date():
            return value
        case str():
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
    raise ProfileError(f"{value!r} is not a date: write a date, or text such as 2024-06-30")


def moment(value: Any, read: ZoneInfo, zone: ZoneInfo | None) -> datetime | None:
    """A timestamp: naive in `zone`, or in UTC where that is None; naive input is in `read`."""
    match value:
        case None:
            return None
        case datetime():
            pass
        case date():
            value = datetime(value.year, value.month, value.day)
        case str():
            try:
                value = datetime.fromisoformat(value)
            except ValueError:
                raise _no_moment(value) from None
        case _:
            raise _no_moment(value)
    if value.tzinfo is None:
        return value if zone is read else to_zone(at_wall_clock(value, read), zone)
    return to_zone(value, zone)


def _no_moment(value: object) -> ProfileError:
    return ProfileError(
        f"{value!r} is not a timestamp: write a datetime, or text such as 2024-06-30T14:05"
    )


def to_zone(instant: datetime, zone: ZoneInfo | None) -> datetime:
    return instant.astimezone(UTC) if zone is None else wall_clock(instant, zone)


def from_zone(wall: datetime, zone: ZoneInfo) -> datetime:
    return at_wall_clock(wall, zone).astimezone(UTC)


def bound(instant: datetime, zone: ZoneInfo | None) -> datetime:
    """An instant as a limit for readings of a zone."""
    return instant.astimezone(UTC) if zone is None else wall_bound(instant, zone)


# --------------------------------------------------------------------------------- values


def round_half_away(value: Any, digits: int = 0) -> Any:
    if type(value) is int:
        value = Decimal(value)
    exact = Decimal(repr(value)) if type(value) is float else value
    rounded = exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    return float(rounded) if type(value) is float else rounded


def held(values: Any) -> Any:
    """The known elements of a list, repeated ones included; None where the list is unknown."""
    if values is None:
        return None
    if isinstance(values, str):
        raise ProfileError(f"{values!r} is one text, not a list: write [{values!r}]")
    return [value for value in values if value is not None]


def coordinate(point: Any, index: int) -> Any:
    """One of the degrees of a point: (latitude, longitude), or a mapping with those names."""
    if point is None:
        return None
    if isinstance(point, Mapping):
        return point.get(("latitude", "longitude")[index])
    if isinstance(point, tuple | list) and len(point) == 2:
        return point[index]
    raise ProfileError(f"{point!r} is not a point: write (latitude, longitude)")


def bucket(salt: str, key: object) -> Decimal:
    """The hash split of a key, four digits in [0, 1)."""
    digest = hashlib.md5(f"{salt}:{key}".encode(), usedforsecurity=False).hexdigest()
    return Decimal(int(digest[:7], 16) % 10_000).scaleb(-4)


def distance(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """Metres along the great circle."""
    north, south = radians(latitude), radians(to_latitude)
    half = sin((south - north) / 2) ** 2
    half += cos(north) * cos(south) * sin(radians(to_longitude - longitude) / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(half)))


# ---------------------------------------------------------------------------------- times


def shift(value: Any, amount: int, unit: Unit) -> Any:
    """A date or a timestamp moved; the wall clock of the timestamp's own zone counts days."""
    if isinstance(value, datetime):
        if unit in EXACT:
            return value + timedelta(seconds=amount * EXACT[unit])
        return shift_wall(value, amount, unit)
    return shift_wall(datetime(value.year, value.month, value.day), amount, unit).date()


def start_of_day(value: date) -> datetime:
    return datetime(value.year, value.month, value.day)


def months(start: date, end: date) -> int:
    """Completed months, mirrored where the end is earlier."""
    if end < start:
        return -months(end, start)
    count = (end.year - start.year) * 12 + end.month - start.month
    return count - 1 if add_months(start, count) > end else count


def seconds(start: datetime, end: datetime) -> int:
    return towards_zero((end - start) // timedelta(microseconds=1), 1_000_000)


def towards_zero(value: int, divisor: int) -> int:
    return value // divisor if value >= 0 else -(-value // divisor)


def anniversary(value: date, year: int) -> date:
    return add_months(value, (year - value.year) * 12)


# --------------------------------------------------------------------------------- figures


def quantile(values: Sequence[Any], fraction: float) -> float:
    """Linearly interpolated, as numpy's default."""
    ordered = sorted(float(value) for value in values)
    place = fraction * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def most_frequent(pairs: Sequence[tuple[Any, Any]], *, fold: bool = False) -> Any:
    """The value that stands most often; of equals the one seen last, then the smallest."""
    groups: dict[Any, list[tuple[Any, Any]]] = {}
    for value, time in pairs:
        groups.setdefault(simple_fold(value) if fold else value, []).append((value, time))
    if not groups:
        return None
    most = max(map(len, groups.values()))
    best = {value: group for value, group in groups.items() if len(group) == most}
    last = {value: _latest(group) for value, group in best.items()}
    newest = max((time for time in last.values() if time is not None), default=None)
    if newest is not None:
        best = {value: group for value, group in best.items() if last[value] == newest}
    return min(value for value, _ in best[min(best)])


def _latest(group: Sequence[tuple[Any, Any]]) -> Any:
    return max((time for _, time in group if time is not None), default=None)


def extreme(values: Sequence[str], *, last: bool) -> str | None:
    """The smallest or largest text by its folded form, as its smallest spelling."""
    if not values:
        return None
    folded = (max if last else min)(map(simple_fold, values))
    return min(value for value in values if simple_fold(value) == folded)


def average_gap(days: Sequence[date]) -> float | None:
    """Calendar days between consecutive ones; unknown with fewer than two."""
    if len(days) < 2:
        return None
    return (max(days) - min(days)).days / (len(days) - 1)


Pickable = tuple[Any, Any, Any, Any]


def chosen(rows: list[Pickable], kind: str, count: int) -> list[Pickable]:
    """The earliest or latest so many of (time, key, tie, event): of equal times by key, and
    without keys by the smallest known tie.
    """
    newest = kind == "latest"
    if rows and rows[0][1] is not None:
        return sorted(rows, key=lambda row: (row[0], row[1]), reverse=newest)[:count]
    known = sorted((row for row in rows if row[2] is not None), key=lambda row: row[2])
    ordered = [*known, *(row for row in rows if row[2] is None)]
    return sorted(ordered, key=lambda row: row[0], reverse=newest)[:count]


@dataclass(frozen=True, slots=True)
class SequenceStep:
    """The events that a step may be, by time, and what it asks of the rows before it."""

    found: Sequence[tuple[Any, Mapping[str, Any]]]
    negated: bool
    limit: tuple[int, Unit] | None
    fits: Callable[[Mapping[int, Any]], bool] | None


def sequence(
    steps: Sequence[SequenceStep], until: datetime, after: Callable[[Any, int, Unit], Any]
) -> bool:
    """Whether some chain of events fits; `after` moves a time by a limit."""
    return _follow(steps, 0, None, (), {}, until, after)


def _follow(
    steps: Sequence[SequenceStep],
    index: int,
    previous: Any,
    absent: tuple[int, ...],
    rows: Mapping[int, Any],
    until: Any,
    after: Callable[[Any, int, Unit], Any],
) -> bool:
    if index == len(steps):
        return not any(_occurs(steps[gone], gone, previous, None, rows) for gone in absent)
    step = steps[index]
    if step.negated:
        if step.limit is None or previous is None:
            gone = (*absent, index)
            return _follow(steps, index + 1, previous, gone, rows, until, after)
        end = after(previous, *step.limit)
        last = all(later.negated for later in steps[index:])
        if last and end > until:
            return False
        if _occurs(step, index, previous, end, rows, closed=True):
            return False
        return _follow(steps, index + 1, previous, absent, rows, until, after)
    latest = after(previous, *step.limit) if step.limit and previous is not None else None
    for time, row in step.found:
        if (previous is not None and time <= previous) or (latest is not None and time > latest):
            continue
        here = {**rows, index + 1: row}
        if step.fits is not None and not step.fits(here):
            continue
        if any(_occurs(steps[gone], gone, previous, time, rows) for gone in absent):
            continue
        if _follow(steps, index + 1, time, (), here, until, after):
            return True
    return False


def _occurs(
    step: SequenceStep, index: int, start: Any, end: Any, rows: Mapping[int, Any], *,
    closed: bool = False,
) -> bool:  # fmt: skip
    """Whether a negated step happens after `start` and before `end` (at it too, if closed)."""
    for time, row in step.found:
        if start is not None and time <= start:
            continue
        if end is not None and (time > end or (time == end and not closed)):
            continue
        if step.fits is None or step.fits({**rows, index + 1: row}):
            return True
    return False
