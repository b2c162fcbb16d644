"""Functions of values: text tests, lists, rounding, distance, the hash split."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from math import asin, ceil, cos, floor, isfinite, radians, sin, sqrt

from segql.patterns import compile_pattern
from segql.reference.values import (
    Value,
    fold_text,
    folded,
    largest,
    round_half_away,
    smallest,
)

EARTH = 6_371_008.8
"""The mean radius of the earth in metres."""


def text_test(kind: str, text: str | None, pattern: str | None, fold: bool) -> bool:
    """`contains` and its kin; false where either side is unknown."""
    if text is None or pattern is None:
        return False
    if kind == "matches":
        return compile_pattern(pattern, fold).search(text) is not None
    if fold:
        text, pattern = fold_text(text), fold_text(pattern)
    if kind == "starts with":
        return text.startswith(pattern)
    if kind == "ends with":
        return text.endswith(pattern)
    return pattern in text


def list_has(
    quantifier: str, elements: Sequence[Value] | None, values: Sequence[Value], fold: bool
) -> bool:
    """`has any/all/only`; an unknown list has nothing, and `only` needs at least one element."""
    if elements is None:
        return False
    present = {folded(element, fold) for element in elements}
    asked = {folded(value, fold) for value in values}
    if quantifier == "any":
        return bool(present & asked)
    if quantifier == "all":
        return asked <= present
    return bool(present) and present <= asked


def scalar(function: str, values: Sequence[Value]) -> Value:
    """The functions of values; unknown where an argument is."""
    if any(value is None for value in values):
        return None
    first = values[0]
    match function:
        case "lower":
            return "".join(map(_lower, first))
        case "length" | "size":
            return len(first)
        case "abs":
            return abs(first)
        case "round":
            return round_half_away(first, values[1] if len(values) > 1 else 0)
        case "floor" | "ceil":
            if isinstance(first, float) and not isfinite(first):
                return first
            return floor(first) if function == "floor" else ceil(first)
        case "least":
            return smallest(values)
        case "greatest":
            return largest(values)
        case _:
            raise ValueError(f"no function: {function}")


def _lower(character: str) -> str:
    """A character in lower case where that is one character too, else as it is."""
    low = character.lower()
    return low if len(low) == 1 else character


def bucket(salt: str, key: Value) -> Decimal:
    """A share in [0, 1) of four digits, the same for one customer in every engine."""
    digest = hashlib.md5(f"{salt}:{key}".encode(), usedforsecurity=False).hexdigest()
    return Decimal(int(digest[:7], 16) % 10_000) / 10_000


def distance(home: tuple[float, float], place: tuple[float, float]) -> float:
    """Metres along a great circle between two points in degrees (haversine)."""
    latitude, longitude = map(radians, home)
    other_latitude, other_longitude = map(radians, place)
    half = (
        sin((other_latitude - latitude) / 2) ** 2
        + cos(latitude) * cos(other_latitude) * sin((other_longitude - longitude) / 2) ** 2
    )
    return 2 * EARTH * asin(min(1.0, sqrt(half)))
