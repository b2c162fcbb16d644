"""Which values something may have: stretches of values, single ones, and whether it is unknown.

A bound may be several points at once, of which the tightest counts, since it is not always known
which of two moments that is. A region is called empty only where it certainly is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from segql.proofs.points import Point, at_most, less

_FEW = 64
"""So many whole numbers are looked at one by one."""


@dataclass(frozen=True, slots=True)
class Bound:
    point: Point
    closed: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """Values above all of `low` and below all of `high`; without a bound it has no end."""

    low: tuple[Bound, ...] = ()
    high: tuple[Bound, ...] = ()

    def is_empty(self) -> bool:
        return any(_crossed(low, high) for low in self.low for high in self.high)

    def leaves_out(self, point: Point) -> bool:
        """Whether a point is certainly not in it."""
        alone = Bound(point, True)
        return any(_crossed(low, alone) for low in self.low) or any(
            _crossed(alone, high) for high in self.high
        )

    def within(self, other: Stretch) -> Stretch:
        """What is in both."""
        return Stretch(
            _tightest((*self.low, *other.low), lower=True),
            _tightest((*self.high, *other.high), lower=False),
        )


def _crossed(low: Bound, high: Bound) -> bool:
    if less(high.point, low.point):
        return True
    return not (low.closed and high.closed) and at_most(high.point, low.point)


def _tightest(bounds: tuple[Bound, ...], *, lower: bool) -> tuple[Bound, ...]:
    kept: list[Bound] = []
    for bound in dict.fromkeys(bounds):
        if any(_covers(other, bound, lower=lower) for other in kept):
            continue
        kept = [other for other in kept if not _covers(bound, other, lower=lower)]
        kept.append(bound)
    return tuple(kept)


def _covers(one: Bound, other: Bound, *, lower: bool) -> bool:
    """Whether the first bound certainly lets through nothing that the other does not."""
    small, large = (other.point, one.point) if lower else (one.point, other.point)
    if small == large:
        return one == other or not one.closed
    # where they may coincide, the open one is the tighter
    return less(small, large) or (at_most(small, large) and (other.closed or not one.closed))


@dataclass(frozen=True)
class Region:
    """The values that are possible. `only` are the single values it consists of; without it
    `stretches` without `excluded` are. `unknown`: whether no value is possible too.
    """

    unknown: bool
    stretches: tuple[Stretch, ...] = ()
    excluded: frozenset[Point] = frozenset()
    only: frozenset[Point] | None = None

    def __and__(self, other: Region) -> Region:
        unknown = self.unknown and other.unknown
        if self.only is not None and other.only is not None:
            return Region(unknown, only=self.only & other.only)
        if self.only is not None:
            return Region(unknown, only=frozenset(other._kept(self.only)))
        if other.only is not None:
            return Region(unknown, only=frozenset(self._kept(other.only)))
        parts = (one.within(two) for one in self.stretches for two in other.stretches)
        return Region(
            unknown,
            tuple(part for part in parts if not part.is_empty()),
            self.excluded | other.excluded,
        )

    def _kept(self, points: Iterable[Point]) -> Iterable[Point]:
        for point in points:
            if point not in self.excluded and not all(
                part.leaves_out(point) for part in self.stretches
            ):
                yield point

    @cached_property
    def has_no_value(self) -> bool:
        """Whether no known value is possible."""
        if self.only is not None:
            return not self.only
        return all(self._is_used_up(part) for part in self.stretches)

    def _is_used_up(self, part: Stretch) -> bool:
        if part.is_empty():
            return True
        if not self.excluded or len(part.low) != 1 or len(part.high) != 1:
            return False
        low, high = part.low[0].point, part.high[0].point
        if low == high:
            return low in self.excluded
        if type(low) is int and type(high) is int and high - low < _FEW:
            return all(number in self.excluded for number in range(low, high + 1))
        return False

    @property
    def is_empty(self) -> bool:
        return not self.unknown and self.has_no_value

    def lowest(self) -> Point | None:
        """The one lower bound of all values, if there is one."""
        if self.only is not None:
            return _extreme(self.only, smallest=True)
        bounds = [part.low[0].point for part in self.stretches if len(part.low) == 1]
        return _extreme(bounds, smallest=True) if len(bounds) == len(self.stretches) else None

    def highest(self) -> Point | None:
        """The one upper bound of all values, if there is one."""
        if self.only is not None:
            return _extreme(self.only, smallest=False)
        bounds = [part.high[0].point for part in self.stretches if len(part.high) == 1]
        return _extreme(bounds, smallest=False) if len(bounds) == len(self.stretches) else None

    def known(self) -> Region:
        return replace(self, unknown=False) if self.unknown else self


def _extreme(points: Iterable[Point], *, smallest: bool) -> Point | None:
    found: Point | None = None
    for point in points:
        if found is None or (at_most(point, found) if smallest else at_most(found, point)):
            found = point
    return found


ANYTHING = Region(True, (Stretch(),))
KNOWN = Region(False, (Stretch(),))
UNKNOWN = Region(True)
NOTHING = Region(False)
YES = Region(False, only=frozenset((1,)))
NO = Region(False, only=frozenset((0,)))


def one_of(points: Iterable[Point]) -> Region:
    return Region(False, only=frozenset(points))


def none_of(points: Iterable[Point]) -> Region:
    """The complement of `one_of`."""
    return Region(True, (Stretch(),), frozenset(points))


def between(stretch: Stretch) -> Region:
    return Region(False, (stretch,))


def outside(stretch: Stretch) -> Region:
    """The complement of `between`: below any lower bound, or above any upper one."""
    below = [Stretch((), (Bound(item.point, not item.closed),)) for item in stretch.low]
    above = [Stretch((Bound(item.point, not item.closed),), ()) for item in stretch.high]
    return Region(True, (*below, *above))
