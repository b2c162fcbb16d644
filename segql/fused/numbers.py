"""A number of each customer: exact whole ones with a scale, or doubles, and which are known."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

import numpy as np

from segql.fused.bits import Mask
from segql.fused.copies import Array, UnfitError
from segql.plan.nodes import Op

EXACT = 2**53
WIDEST = 2**62
_DIGITS = 15
"""A constant of at most so many digits is the same double however it is read."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """`values` times ten to the minus `scale`; `known` gives who has one (None: everybody).

    `zeroed`: who has none has a zero in `values`. A single number stands for everybody.
    """

    values: Array
    scale: int = 0
    known: Callable[[], Mask] | None = None
    zeroed: bool = False

    @property
    def is_double(self) -> bool:
        return self.values.dtype.kind == "f"


def constant(value: object) -> Numbers:
    """A constant number. Raises UnfitError for one that is not exact in 64 bits."""
    match value:
        case bool() | date():
            pass
        case int() if abs(value) < WIDEST:
            return Numbers(np.array(value, np.int64))
        case Decimal():
            exponent = value.as_tuple().exponent
            scale = max(0, -exponent) if isinstance(exponent, int) else 99
            if scale <= 18 and abs(whole := int(value.scaleb(scale))) < WIDEST:
                return Numbers(np.array(whole, np.int64), scale)
        case _:
            pass
    raise UnfitError("a constant is beyond 64 bits")


def or_default(numbers: Numbers, default: Numbers) -> Numbers:
    """A number in place of unknown ones."""
    if numbers.known is None:
        return numbers
    if numbers.zeroed and default.values.ndim == 0 and not default.values:
        return Numbers(numbers.values, numbers.scale)
    left, right = aligned(numbers, default)
    return Numbers(np.where(numbers.known(), left.values, right.values), left.scale, default.known)


def combined(op: Op, left: Numbers, right: Numbers) -> Numbers:
    """A sum, a difference or a product of exact numbers."""
    if left.is_double or right.is_double:
        raise UnfitError("it computes with doubles")
    if op is Op.MULTIPLY:
        a, b = left, right
        scale, most = a.scale + b.scale, _most(a.values) * _most(b.values)
        values = np.multiply(a.values, b.values)
    else:
        a, b = aligned(left, right)
        scale, most = a.scale, _most(a.values) + _most(b.values)
        join = np.add if op is Op.ADD else np.subtract
        values = join(a.values, b.values)
    if most >= WIDEST:
        raise UnfitError("a result could be beyond 64 bits")
    return Numbers(values, scale, _both(left.known, right.known))


def doubles(numbers: Numbers) -> Numbers:
    """As doubles. Raises UnfitError beyond the whole numbers that doubles hold."""
    if numbers.is_double:
        return numbers
    if _most(numbers.values) > EXACT or numbers.scale > 22:
        raise UnfitError("a number is beyond what a double holds")
    made = numbers.values.astype(np.float64)
    if numbers.scale:
        made /= float(10**numbers.scale)
    return Numbers(made, 0, numbers.known, numbers.zeroed)


def quotient(left: Numbers, right: Numbers) -> Numbers:
    """The one divided by the other as doubles, unknown where the divisor is zero."""
    a, b = doubles(left), doubles(right)
    with np.errstate(divide="ignore", invalid="ignore"):
        made = a.values / b.values
    divisible = b.values != 0
    return Numbers(made, 0, _both(_both(a.known, b.known), lambda: divisible))


_COMPARE: dict[Op, Callable[[Array, Array], Mask]] = {
    Op.EQ: operator.eq, Op.NE: operator.ne, Op.LT: operator.lt,
    Op.LE: operator.le, Op.GT: operator.gt, Op.GE: operator.ge,
}  # fmt: skip


def compared(op: Op, left: Numbers, right: Numbers, customers: int) -> Mask:
    """Who satisfies a comparison; unknown numbers satisfy none."""
    if left.is_double or right.is_double:
        left, right = _as_double(left), _as_double(right)
    elif right.values.ndim == 0 and right.scale > left.scale:
        # a bound between two of the numbers is as good as the next of them
        op, right = _rounded(op, right, left.scale)
    left, right = aligned(left, right)
    compute = _COMPARE[op]
    made = np.broadcast_to(compute(left.values, right.values), (customers,))
    known = _both(left.known, right.known)
    if known is None:
        return made
    if left.zeroed and right.known is None and right.values.ndim == 0:
        zero = np.zeros((), left.values.dtype)
        if not compute(zero, right.values):
            return made
    return np.logical_and(made, np.broadcast_to(known(), (customers,)))


def _as_double(numbers: Numbers) -> Numbers:
    if numbers.is_double or numbers.values.ndim:
        return doubles(numbers)
    if abs(int(numbers.values)) >= 10**_DIGITS:
        raise UnfitError("a constant has more digits than a double")
    return doubles(numbers)


def _rounded(op: Op, bound: Numbers, scale: int) -> tuple[Op, Numbers]:
    exact = Fraction(int(bound.values), 10 ** (bound.scale - scale))
    if exact.denominator == 1 or op in (Op.GE, Op.LT):
        return op, Numbers(np.array(ceil(exact), np.int64), scale)
    if op in (Op.GT, Op.LE):
        return op, Numbers(np.array(floor(exact), np.int64), scale)
    raise UnfitError("a number is compared with one of more digits")


def aligned(left: Numbers, right: Numbers) -> tuple[Numbers, Numbers]:
    """Both with the same number of digits after the point."""
    if left.scale == right.scale or left.is_double:
        return left, right
    if left.scale < right.scale:
        return _scaled(left, right.scale), right
    return left, _scaled(right, left.scale)


def _scaled(numbers: Numbers, scale: int) -> Numbers:
    factor = 10 ** (scale - numbers.scale)
    if _most(numbers.values) * factor >= WIDEST:
        raise UnfitError("a result could be beyond 64 bits")
    return Numbers(numbers.values * factor, scale, numbers.known, numbers.zeroed)


def _most(values: Array) -> int:
    if not values.size:
        return 0
    return max(abs(int(values.min())), abs(int(values.max())))


def _both(
    left: Callable[[], Mask] | None, right: Callable[[], Mask] | None
) -> Callable[[], Mask] | None:
    if left is None or right is None:
        return left or right
    return lambda: np.logical_and(left(), right())
