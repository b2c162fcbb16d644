"""Numbers of events and sums over them as variables, and which of two is never the larger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from segql.proofs.formulas import TRUE, Formula, Variable
from segql.proofs.regions import NOTHING, Region, Stretch, between, one_of, outside

Implies = Callable[[Formula, Formula], bool]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of events, or a sum over them. `window` is None where events of unknown time
    count too; `amount` is the key of what is counted or added, None for the events themselves.
    """

    kind: str
    event: str
    amount: int | None
    distinct: bool
    window: Stretch | None
    where: Formula
    based: bool = False  # the window counts from another value

    @property
    def grows(self) -> bool:
        """Whether more events never make it smaller."""
        return self.kind == "count" or self.kind == "sum of amounts never negative"


def count_variable(figure: Figure, where_key: int, universe: Region) -> Variable:
    key = (
        "figure", figure.kind, figure.event, figure.amount, figure.distinct, figure.window,
        where_key,
    )  # fmt: skip
    if figure.window is not None and figure.window.is_empty():
        universe = one_of((0,))
    return Variable(key, universe, figure)


def never_more(one: Figure, other: Figure, implies: Implies) -> bool:
    """Whether the first figure is at most the second for every customer."""
    if one.event != other.event or not one.grows or not other.grows:
        return False
    if not _same_amount(one, other):
        return False
    return is_within(one.window, other.window) and implies(one.where, other.where)


def _same_amount(one: Figure, other: Figure) -> bool:
    if one.kind != other.kind:
        return False
    if one.amount == other.amount:
        return one.distinct == other.distinct or (one.distinct and not other.distinct)
    # known values of a field, and different ones, are never more than the events
    return one.kind == "count" and other.amount is None


def is_within(one: Stretch | None, other: Stretch | None) -> bool:
    """Whether a window certainly lies within another."""
    if other is None:
        return True
    if one is None:
        return False
    return (between(one) & outside(other)).has_no_value


def is_covered(one: Figure, others: list[Figure], implies: Implies) -> bool:
    """Whether every event that the first counts is counted by one of the others."""
    # events that others count in whole; of a window that counts from another value nothing is
    # known where that value is not
    rest = between(one.window) if one.window is not None else NOTHING
    for other in others:
        if other.event != one.event or other.amount is not None or other.kind != "count":
            continue
        if other.based and not is_within(one.window, other.window):
            continue
        if other.where != TRUE and not implies(one.where, other.where):
            continue
        if other.window is None:
            return True
        rest = rest & outside(other.window)
    return one.window is not None and rest.has_no_value
