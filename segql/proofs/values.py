"""Literals as points, and comparisons with them as regions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from math import ceil, floor

from segql.folding import simple_fold
from segql.proofs.points import Point
from segql.proofs.regions import (
    ANYTHING,
    NOTHING,
    Bound,
    Region,
    Stretch,
    between,
    none_of,
    one_of,
    outside,
)
from segql.semantics import tree
from segql.types import DECIMAL, INTEGER, Kind, Type

_LARGE = 10**300
"""What is larger has no double near it."""


def point_of(node: tree.Literal, against: Type, fold: bool) -> Point | None:
    """A literal in the form in which values of a type compare with it; None where it has none."""
    match node.value:
        case bool():
            return int(node.value)
        case int() | Decimal():
            if node.type.kind is Kind.DOUBLE and against.kind is not Kind.DOUBLE:
                return None
            if against.kind is not Kind.DOUBLE:
                return node.value
            return float(node.value) if -_LARGE < node.value < _LARGE else None
        case str():
            return simple_fold(node.value) if fold else node.value
        case date():
            return node.value
        case _:
            return None


def element_of(node: tree.Literal, type_: Type, fold: bool) -> object:
    """A literal as an element of a list."""
    point = point_of(node, type_, fold)
    return node.value if point is None else point


def compared(operator: str, point: Point, type_: Type = DECIMAL) -> tuple[Region, Region]:
    """The values for which a comparison with a point holds, and all the others."""
    if operator == "=":
        if type_ == INTEGER and isinstance(point, int | Decimal) and point != int(point):
            return NOTHING, ANYTHING
        return one_of((point,)), none_of((point,))
    closed = operator in ("<=", ">=")
    if type_ == INTEGER and isinstance(point, int | Decimal):
        # of whole numbers, more than 3 is at least 4
        if operator in (">", ">="):
            point = ceil(point) if closed else floor(point) + 1
        else:
            point = floor(point) if closed else ceil(point) - 1
        closed = True
    bound = (Bound(point, closed),)
    stretch = Stretch(low=bound) if operator in (">", ">=") else Stretch(high=bound)
    if type_ == INTEGER and isinstance(point, int):
        return between(stretch), _other_numbers(operator, point)
    return between(stretch), outside(stretch)


def _other_numbers(operator: str, point: int) -> Region:
    """The complement of whole numbers from a point on, or up to it."""
    if operator in (">", ">="):
        return Region(True, (Stretch(high=(Bound(point - 1, True),)),))
    return Region(True, (Stretch(low=(Bound(point + 1, True),)),))
