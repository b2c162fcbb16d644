"""Values: how they compare, fold and count; unknown is None, and never equals anything.

Numbers are int, Decimal or float. Exact numbers stay exact; where a double takes part, both
sides count as doubles.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, assert_never
from typing import Literal as OneOf
from zoneinfo import ZoneInfo

from segql.reference.calendar import day_in

Value = Any
"""int, Decimal, float, str, bool, date, aware datetime, (latitude, longitude), a tuple for a
list, or None for unknown."""

Operator = OneOf["=", "<", "<=", ">", ">="]

EXACT = Context(prec=400, rounding=ROUND_HALF_UP)
"""Decimal arithmetic that loses no digit of any number a table can hold."""


@lru_cache(maxsize=4096)
def fold_character(character: str) -> str:
    """Unicode simple case folding of one character: always one character again."""
    for candidate in (character.casefold(), character.lower()):
        if len(candidate) == 1:
            return candidate
    return character


def fold_text(text: str) -> str:
    """Simple case folding, character by character: `ß` stays `ß`."""
    return "".join(map(fold_character, text))


def folded(value: Value, fold: bool) -> Value:
    """The value that comparisons look at: text folded where case does not count."""
    return fold_text(value) if fold and isinstance(value, str) else value


def known_number(value: Value) -> Value:
    """NaN is unknown; every other number is itself."""
    return None if isinstance(value, float) and math.isnan(value) else value


def to_double(value: int | Decimal | float) -> float:
    """A number as a double, infinite where it is too large for one."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def align(left: Value, right: Value, zone: ZoneInfo) -> tuple[Value, Value]:
    """Two known values in the form in which they compare.

    A timestamp against a date counts as its day in the project's zone; a double against
    another number makes both doubles.
    """
    if isinstance(left, date) and isinstance(right, date):
        if isinstance(left, datetime) and isinstance(right, datetime):
            return left, right
        return day_in(left, zone), day_in(right, zone)
    if isinstance(left, float) or isinstance(right, float):
        return to_double(left), to_double(right)
    return left, right


def compare(operator: Operator, left: Value, right: Value, fold: bool, zone: ZoneInfo) -> bool:
    """A comparison; false where either side is unknown. Text is ordered by code point."""
    if left is None or right is None:
        return False
    a, b = align(folded(left, fold), folded(right, fold), zone)
    match operator:
        case "=":
            return bool(a == b)
        case "<":
            return bool(a < b)
        case "<=":
            return bool(a <= b)
        case ">":
            return bool(a > b)
        case ">=":
            return bool(a >= b)
        case _:
            assert_never(operator)


def calculate(operator: str, left: Value, right: Value) -> Value:
    """`+ - * /` of numbers; unknown where an operand is, or where the divisor is zero.

    `/` is a double; the others are exact unless a double takes part.
    """
    if left is None or right is None:
        return None
    if operator == "/":
        divisor = to_double(right)
        return None if divisor == 0 else known_number(to_double(left) / divisor)
    if isinstance(left, float) or isinstance(right, float):
        return known_number(_plain(operator, to_double(left), to_double(right)))
    if isinstance(left, Decimal) or isinstance(right, Decimal):
        a, b = Decimal(left), Decimal(right)
        operations = {"+": EXACT.add, "-": EXACT.subtract, "*": EXACT.multiply}
        return operations[operator](a, b)
    return _plain(operator, left, right)


def _plain(operator: str, left: Value, right: Value) -> Value:
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            raise ValueError(f"no arithmetic: {operator}")


def total(values: Sequence[Value]) -> Value:
    """The sum of known numbers: exact where they are, else a double; 0 of none."""
    if any(isinstance(value, float) for value in values):
        return known_number(math.fsum(map(to_double, values)))
    result: Value = 0
    for value in values:
        result = calculate("+", result, value)
    return result


def mean(values: Sequence[Value]) -> float | None:
    """The average of known numbers as a double: the exact sum over their number."""
    if not values:
        return None
    result = known_number(to_double(total(values)) / len(values))
    return None if result is None else float(result)


def quantile(values: Sequence[Value], fraction: Fraction) -> float | None:
    """The linearly interpolated quantile of known numbers, as numpy's default (R type 7).

    The position (n - 1) * fraction is taken exactly, so that a cut that falls on a value is
    that value, and not a double beside it.
    """
    if not values:
        return None
    ordered = sorted(to_double(value) for value in values)
    position = (len(ordered) - 1) * fraction
    index = math.floor(position)
    rest = float(position - index)
    if rest == 0:
        return ordered[index]
    low, high = ordered[index], ordered[index + 1]
    return low + (high - low) * rest


def order_of(value: Value, fold: bool = False) -> Any:
    """What to sort by: unknown last, folded text by its folded form and then as written."""
    if value is None:
        return (1,)
    if isinstance(value, str):
        return (0, folded(value, fold), value)
    return (0, value)


def smallest(values: Iterable[Value], fold: bool = False) -> Value:
    """The smallest of known values, unknown of none; of texts that fold alike the smallest."""
    return min(values, key=lambda value: order_of(value, fold), default=None)


def largest(values: Iterable[Value], fold: bool = False) -> Value:
    """The largest of known values, unknown of none; of texts that fold alike the smallest."""
    known = list(values)
    if not known:
        return None
    top = max(folded(value, fold) for value in known)
    return smallest((value for value in known if folded(value, fold) == top), fold)


def round_half_away(value: Value, digits: int) -> Value:
    """Rounding with halves away from zero, of the number as it is held; a double stays one."""
    exact = Decimal(value)
    if isinstance(value, float) and not math.isfinite(value):
        return value
    rounded = exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, EXACT)
    if isinstance(value, float):
        return float(rounded)
    return int(rounded) if isinstance(value, int) else rounded
