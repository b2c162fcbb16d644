"""Plain conditions on one column as ranges of the numbers it is stored as."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

import numpy as np

from segql.engines.columnar import Layout
from segql.fused.bits import Mask
from segql.fused.copies import Array, UnfitError
from segql.fused.windows import number_of
from segql.plan.moments import Clock
from segql.plan.nodes import Call, Column, Const, Expr, Op
from segql.types import DATE, TEXT, TIMESTAMP

Range = tuple[int | None, int | None]
"""The smallest and the largest stored number; None where that side is open."""

_FEW = 4
"""So many comparisons cost less than looking every code up."""


@dataclass(frozen=True, slots=True)
class Spans:
    """Stored numbers in any of the ranges, which do not meet, or with `outside` in none of them.
    Unknown values are in where `unknown` says so.
    """

    ranges: tuple[Range, ...]
    outside: bool = False
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a condition holds for each code of a column, the unknown one at the end included."""

    codes: Mask


def spans(condition: Expr, layout: Layout, clock: Clock) -> Spans:
    """A condition on a column as ranges. Raises UnfitError for what is not that plain."""
    match condition:
        case Column() if layout.kind == "boolean":
            return Spans(((1, 1),))
        case Call(op=Op.KNOWN, args=(Column(),)):
            return Spans((), outside=True)
        case Call(op=Op.EQ | Op.NE | Op.DISTINCT as op, args=(Column() as column, value)):
            ranges = _equal(value, column, layout, clock)
            return Spans(ranges, outside=op is not Op.EQ, unknown=op is Op.DISTINCT)
        case Call(op=Op.IN, args=(Column() as column, *values)):
            found = {span for value in values for span in _equal(value, column, layout, clock)}
            return Spans(tuple(sorted(found, key=str)))
        case Call(op=Op.GE | Op.GT as op, args=(Column() as column, value)):
            return Spans(((_from(value, column, layout, clock, after=op is Op.GT), None),))
        case Call(op=Op.LT | Op.LE as op, args=(Column() as column, value)):
            after = _from(value, column, layout, clock, after=op is Op.LE)
            return Spans(((None, after - 1),))
        case Call(op=Op.BETWEEN, args=(Column() as column, low, high)):
            first = _from(low, column, layout, clock, after=False)
            after = _from(high, column, layout, clock, after=True)
            return Spans(((first, after - 1),))
        case _:
            raise UnfitError("a computed value is compared")


def _equal(value: Expr, column: Column, layout: Layout, clock: Clock) -> tuple[Range, ...]:
    if column.type == TEXT and layout.kind == "text" and isinstance(value, Const):
        values = layout.values or ()
        text = str(value.value)
        place = bisect_left(values, text)
        return ((place, place),) if place < len(values) and values[place] == text else ()
    first = _from(value, column, layout, clock, after=False)
    last = _from(value, column, layout, clock, after=True) - 1
    return ((first, last),) if first <= last else ()


def _from(value: Expr, column: Column, layout: Layout, clock: Clock, *, after: bool) -> int:
    """The smallest stored number that is not before a constant, or with `after` is after it."""
    number = _number(value, column, layout, clock, after=after)
    return number - layout.first if layout.coded else number


def _number(value: Expr, column: Column, layout: Layout, clock: Clock, *, after: bool) -> int:
    kind = layout.kind
    if column.type in (DATE, TIMESTAMP):
        return number_of(value, column, kind, clock, after=after)
    if not column.type.is_exact or kind not in ("integer", "decimal"):
        raise UnfitError(f"{column.type} is compared with a column of {kind}")
    match value:
        case Const(value=int() | Decimal() as constant) if not isinstance(constant, bool | date):
            exact = Fraction(constant) * Fraction(10**layout.scale)
            return floor(exact) + 1 if after else ceil(exact)
        case _:
            raise UnfitError("a column is compared with another value")


def runs(verdict: Verdict, layout: Layout) -> Spans | None:
    """A verdict as ranges, where these are few."""
    codes = verdict.codes[: layout.size]
    edges = np.flatnonzero(np.diff(np.concatenate(([False], codes, [False])).view(np.int8)))
    if len(edges) > 2 * _FEW:
        return None
    found = tuple(
        (int(first), int(after) - 1) for first, after in zip(edges[::2], edges[1::2], strict=True)
    )
    return Spans(found, unknown=bool(verdict.codes[layout.size]))


def within(values: Array, layout: Layout, wanted: Spans) -> Mask:
    """Which stored values lie in the ranges."""
    null = layout.size if layout.coded else layout.null
    made: Mask | None = None
    for low, high in wanted.ranges:
        part = _between(values, low, high)
        made = part if made is None else np.logical_or(made, part, out=made)
    if made is None:
        made = np.zeros(len(values), np.bool_)
    if wanted.outside:
        np.logical_not(made, out=made)
    if null is None:
        return made
    unknown: Mask = np.equal(values, values.dtype.type(null))
    if wanted.unknown:
        return np.logical_or(made, unknown, out=made)
    return np.logical_and(made, np.logical_not(unknown, out=unknown), out=made)


def _between(values: Array, low: int | None, high: int | None) -> Mask:
    limits = np.iinfo(values.dtype)
    above = low is None or low <= limits.min
    below = high is None or high >= limits.max
    if (low is not None and low > limits.max) or (high is not None and high < limits.min):
        return np.zeros(len(values), np.bool_)
    kind = values.dtype.type
    if low == high and low is not None:
        same: Mask = np.equal(values, kind(low))
        return same
    made: Mask
    if above:
        whole = below or high is None
        made = np.ones(len(values), np.bool_) if whole else np.less_equal(values, kind(high))
        return made
    assert low is not None
    made = np.greater_equal(values, kind(low))
    return made if below or high is None else np.logical_and(made, values <= kind(high), out=made)
