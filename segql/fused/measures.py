"""Figures of events for every customer at once: counts, sums, extremes, different values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeGuard

import numpy as np
from numpy.typing import NDArray

from segql.engines.columnar import Layout
from segql.fused.bits import Mask
from segql.fused.copies import Array, UnfitError, known_of, numbers_of
from segql.fused.groups import Group
from segql.fused.numbers import EXACT, WIDEST, Numbers, combined, constant
from segql.plan.nodes import Call, Column, Const, Expr, Measure, Op

_FLAGS = 32
_MANY = 512
"""Up to so many values each has a flag of its own, `_FLAGS` at a time; more of them are sorted."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A group of events with the window that a figure sees of it, and the column of their times,
    by which they are ordered.
    """

    group: Group
    window: range
    time: str | None


def existence(asked: Asked, customers: int) -> Mask:
    """Who has at least one of the events."""
    made = np.zeros(customers, np.bool_)
    for _, owners in asked.group.blocks(asked.window):
        made[owners] = True
    return made


def measured(measure: Measure, asked: Asked, base: Asked, customers: int) -> Numbers:
    """The figure of each customer; `base` are the events without the measure's own filter, which
    decide who has one. Raises UnfitError for what is left to the engine.
    """
    match measure.function:
        case "count":
            total = _count(asked, customers)
            if base is asked:
                return Numbers(total, known=lambda: total > 0, zeroed=True)
            return Numbers(total, known=lambda: existence(base, customers), zeroed=True)
        case "count distinct":
            return _different(measure.argument, asked, customers)
        case "sum":
            return _sum(measure.argument, asked, customers)
        case "average":
            return _average(measure.argument, asked, customers)
        case "min" | "max" as function:
            return _extreme(measure.argument, function, asked, customers)
        case "median":
            return _median(measure.argument, asked, customers)
        case function:
            raise UnfitError(f"it asks the {function}")


def _count(asked: Asked, customers: int) -> NDArray[np.int64]:
    total: NDArray[np.int64] | None = None
    for _, owners in asked.group.blocks(asked.window):
        part = np.bincount(owners, minlength=customers)
        total = part if total is None else np.add(total, part, out=total)
    return np.zeros(customers, np.int64) if total is None else total


# ------------------------------------------------------------------------------- arguments


def argument_columns(node: Expr) -> set[str]:
    """The columns of the events that a numeric argument reads. Raises UnfitError for others."""
    match node:
        case Column(row=1, joins=(), path=(), column=column):
            return {column}
        case Const():
            return set()
        case Call(op=Op.ADD | Op.SUBTRACT | Op.MULTIPLY, args=args):
            return set().union(*map(argument_columns, args))
        case _:
            raise UnfitError("it computes with the events' fields")


Read = Callable[[slice | NDArray[np.uint32]], Numbers]


def _value(node: Expr, group: Group) -> Read:
    """Reads an argument of some events; `known` of what it gives is of those events."""
    match node:
        case Column(column=column):
            layout, stored = group.copy.layout(column), group.copy.column(column)
            if layout.kind not in ("integer", "decimal") or not node.type.is_exact:
                raise UnfitError(f"`{column}` is no exact number")

            def read(rows: slice | NDArray[np.uint32]) -> Numbers:
                values = stored[rows]
                known = known_of(values, layout)
                return Numbers(
                    numbers_of(values, layout),
                    layout.scale,
                    None if known is None else lambda: known,
                )

            return read
        case Const(value=value):
            held = constant(value)
            return lambda _: held
        case Call(op=op, args=(left, right)):
            first, second = _value(left, group), _value(right, group)
            return lambda rows: combined(op, first(rows), second(rows))
        case _:
            raise UnfitError("it computes with the events' fields")


def _sum(argument: Expr | None, asked: Asked, customers: int) -> Numbers:
    if argument is None or not argument.type.is_exact:
        raise UnfitError("it adds doubles, whose sum depends on their order")
    total, scale = _added(argument, asked, customers)
    return Numbers(total, scale, lambda: _any_known(argument, asked, customers), zeroed=True)


def _added(argument: Expr, asked: Asked, customers: int) -> tuple[NDArray[np.int64], int]:
    """Sums of exact numbers, and their scale."""
    read = _value(argument, asked.group)
    total = np.zeros(customers, np.int64)
    scale, most = 0, 0
    for rows, owners in asked.group.blocks(asked.window):
        owned, values, scale = _of_known(read(rows), owners)
        if not len(values):
            continue
        most += len(values) * max(abs(int(values.min())), abs(int(values.max())))
        if most >= WIDEST:
            raise UnfitError("a sum could be beyond 64 bits")
        if most < EXACT:
            # whole numbers of this size add up exactly as doubles too, and faster
            total += np.bincount(owned, weights=values, minlength=customers).astype(np.int64)
        else:
            np.add.at(total, owned, values)
    return total, scale


def _of_known(numbers: Numbers, owners: Array) -> tuple[Array, Array, int]:
    """Owners and values of those events whose value is known."""
    values = np.broadcast_to(numbers.values, owners.shape)
    if numbers.known is None:
        return owners, values, numbers.scale
    known = numbers.known()
    return owners[known], values[known], numbers.scale


def _any_known(argument: Expr, asked: Asked, customers: int) -> Mask:
    read = _value(argument, asked.group)
    made = np.zeros(customers, np.bool_)
    for rows, owners in asked.group.blocks(asked.window):
        made[_of_known(read(rows), owners)[0]] = True
    return made


def _average(argument: Expr | None, asked: Asked, customers: int) -> Numbers:
    match argument:
        case Call(op=Op.TO_DOUBLE, args=(whole,)) if whole.type.kind == "integer":
            pass
        case _:
            raise UnfitError("it averages numbers that are not whole, in their order")
    total, scale = _added(whole, asked, customers)
    read = _value(whole, asked.group)
    count = np.zeros(customers, np.int64)
    for rows, owners in asked.group.blocks(asked.window):
        count += np.bincount(_of_known(read(rows), owners)[0], minlength=customers)
    if scale or (total.size and max(abs(int(total.min())), int(total.max())) > EXACT):
        raise UnfitError("it averages numbers that are not whole, in their order")
    with np.errstate(invalid="ignore"):
        made = total / count
    return Numbers(made, known=lambda: count > 0)


def _extreme(argument: Expr | None, function: str, asked: Asked, customers: int) -> Numbers:
    """The smallest or the largest; of times, which are in order, the first or the last."""
    match argument:
        case Column(row=1, joins=(), path=(), column=column):
            pass
        case _:
            raise UnfitError("it computes with the events' fields")
    layout, stored = asked.group.copy.layout(column), asked.group.copy.column(column)
    if layout.kind not in ("integer", "decimal", "date", "timestamp"):
        raise UnfitError(f"it asks the {function} of text")
    if not _fits(argument, layout):
        raise UnfitError(f"`{column}` is stored as another type")
    limits = np.iinfo(np.int64)
    none = limits.max if function == "min" else limits.min
    made = np.full(customers, none, np.int64)
    for rows, owners in asked.group.blocks(asked.window):
        values = stored[rows]
        known = known_of(values, layout)
        if known is not None and not known.all():
            values, owners = values[known], owners[known]
        if column == asked.time:
            _first_or_last(made, none, owners, numbers_of(values, layout), last=function == "max")
        else:
            place = np.minimum if function == "min" else np.maximum
            place.at(made, owners, numbers_of(values, layout))
    return Numbers(made, layout.scale, lambda: made != none)


def _first_or_last(
    made: NDArray[np.int64], none: int, owners: Array, times: Array, *, last: bool
) -> None:
    """The first or the last of times that come in order: of several assignments the last stays."""
    if last:
        made[owners] = times
        return
    here = np.full(len(made), none, np.int64)
    here[owners[::-1]] = times[::-1]
    np.minimum(made, here, out=made)


def _median(argument: Expr | None, asked: Asked, customers: int) -> Numbers:
    """The middle value, or the mean of the two middle ones, as a double."""
    if argument is None:
        raise UnfitError("it asks the median of nothing")
    read = _value(argument.args[0] if _is_double(argument) else argument, asked.group)
    blocks = [_of_known(read(rows), owners) for rows, owners in asked.group.blocks(asked.window)]
    owners = np.concatenate([np.zeros(0, np.int64), *(owned for owned, _, _ in blocks)])
    values = np.concatenate([np.zeros(0, np.int64), *(found for _, found, _ in blocks)])
    scale = blocks[0][2] if blocks else 0
    low, high = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    size = high - low + 1
    if customers * size >= WIDEST or max(abs(low), abs(high)) > EXACT or scale > 22:
        raise UnfitError("the median is asked of numbers that are too large")
    # customer and value in one number, so that one sort puts both in order
    ordered = np.sort(owners.astype(np.int64) * size + (values - low))
    count = np.bincount(owners, minlength=customers)
    first = np.concatenate(([0], np.cumsum(count)[:-1])) if customers else count
    some = count > 0
    lower = first[some] + (count[some] - 1) // 2
    upper = first[some] + count[some] // 2
    made = np.zeros(customers)
    divisor = float(10**scale)
    halves = [(ordered[at] % size + low) / divisor for at in (lower, upper)]
    made[some] = (halves[0] + halves[1]) / 2
    return Numbers(made, known=lambda: some)


def _is_double(argument: Expr) -> TypeGuard[Call]:
    return isinstance(argument, Call) and argument.op is Op.TO_DOUBLE


def _fits(argument: Column, layout: Layout) -> bool:
    if layout.kind in ("date", "timestamp"):
        return argument.type.kind == layout.kind
    return argument.type.is_exact


def _different(argument: Expr | None, asked: Asked, customers: int) -> Numbers:
    """How many different known values; of a column whose values have codes."""
    match argument:
        case Column(row=1, joins=(), path=(), column=column):
            pass
        case _:
            raise UnfitError("it counts different computed values")
    layout, stored = asked.group.copy.layout(column), asked.group.copy.column(column)
    if not layout.coded:
        raise UnfitError(f"`{column}` has too many different values")
    total = np.zeros(customers, np.int64)
    known = lambda: existence(asked, customers)  # noqa: E731
    if layout.size > _MANY:
        pairs = [np.zeros(0, np.int64)]
        for rows, owners in asked.group.blocks(asked.window):
            codes = stored[rows]
            here = codes != codes.dtype.type(layout.size)
            pairs.append(np.unique(owners[here].astype(np.int64) * layout.size + codes[here]))
        places = np.unique(np.concatenate(pairs)) // layout.size
        return Numbers(np.bincount(places, minlength=customers), known=known, zeroed=True)
    for first in range(0, layout.size, _FLAGS):
        size = min(layout.size - first, _FLAGS)
        # a flag for each value and customer; the last ones are for all other values
        seen = np.zeros((_FLAGS + 1) * customers, np.bool_)
        for rows, owners in asked.group.blocks(asked.window):
            codes = stored[rows]
            # what is below `first` wraps around to the largest numbers
            places = np.minimum(codes - codes.dtype.type(first), _FLAGS).astype(np.int64)
            places *= customers
            places += owners
            seen[places] = True
        total += seen[: size * customers].reshape(size, customers).sum(axis=0, dtype=np.uint8)
    return Numbers(total, known=known, zeroed=True)
