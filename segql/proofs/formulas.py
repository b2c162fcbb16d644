"""Conditions as formulas: what must be true of which variable, joined by all and any.

A variable is anything about a customer (or an event) that is compared: an attribute, a number of
events, whether a list holds a value. Negation is pushed down to the variables, where it is the
complement of a region, since conditions have two truth values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

from segql.proofs.regions import ANYTHING, NO, YES, Region

MOST_COMBINED = 6
"""`at least 2 of (...)` of more conditions than this is not taken apart."""


@dataclass(frozen=True, slots=True)
class Variable:
    """Something that has a value. `key` tells it from all others; `kind` and `about` are for
    what is known of several variables together; `universe` are the values that it can have.
    """

    key: tuple[object, ...]
    universe: Region = field(default=ANYTHING, compare=False)
    about: object = field(default=None, compare=False)

    @property
    def kind(self) -> object:
        return self.key[0]


@dataclass(frozen=True, slots=True)
class Atom:
    """The value of a variable lies in a region; `inverse` is the complement of that."""

    variable: Variable
    region: Region
    inverse: Region


@dataclass(frozen=True, slots=True)
class All:
    items: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Any:
    items: tuple[Formula, ...]


Formula = Atom | All | Any

_TRUTH = Region(False, only=frozenset((0, 1)))

TRUE = All(())
FALSE = Any(())


def negation(formula: Formula) -> Formula:
    match formula:
        case Atom(variable, region, inverse):
            return Atom(variable, inverse, region)
        case All(items):
            return Any(tuple(negation(item) for item in items))
        case Any(items):
            return All(tuple(negation(item) for item in items))


def conjunction(items: Sequence[Formula]) -> Formula:
    """All of them, without what says nothing."""
    kept = tuple(item for item in items if item != TRUE)
    return kept[0] if len(kept) == 1 else All(kept)


def disjunction(items: Sequence[Formula]) -> Formula:
    """Any of them, without what cannot be."""
    kept = tuple(item for item in items if item != FALSE)
    return kept[0] if len(kept) == 1 else Any(kept)


def truth(key: tuple[object, ...], about: object = None) -> Atom:
    """A variable that is true or false, as a condition."""
    return Atom(Variable(key, _TRUTH, about), YES, NO)


def at_least(amount: int, items: Sequence[Formula]) -> Formula | None:
    """So many of the conditions hold; None where there are too many to take apart."""
    if amount <= 0:
        return TRUE
    if amount > len(items):
        return FALSE
    if len(items) > MOST_COMBINED:
        return None
    return Any(tuple(All(chosen) for chosen in combinations(items, amount)))
