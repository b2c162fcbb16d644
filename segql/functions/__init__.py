"""Functions, parts and predicates: one declaration each, which types, docs and editors read."""

from __future__ import annotations

from segql.functions.constructs import CONSTRUCTS
from segql.functions.events import EVENT_FUNCTIONS
from segql.functions.model import (
    Accepts,
    Construct,
    Declaration,
    EventFunction,
    Nulls,
    Option,
    Part,
    PopulationFunction,
    Predicate,
    ScalarFunction,
    promoted,
)
from segql.functions.parts import PARTS
from segql.functions.population import OVERALL_FUNCTIONS, POPULATION_FUNCTIONS
from segql.functions.predicates import PREDICATES
from segql.functions.scalars import SCALAR_FUNCTIONS

EVENTS = {item.name: item for item in EVENT_FUNCTIONS}
SCALARS = {item.name: item for item in SCALAR_FUNCTIONS}
PLACES = {item.name: item for item in POPULATION_FUNCTIONS}
OVERALL = {item.name: item for item in OVERALL_FUNCTIONS}
PART = {item.name: item for item in PARTS}
PREDICATE = {item.name: item for item in PREDICATES}

CALLABLE = frozenset(EVENTS) | frozenset(SCALARS) | frozenset(PLACES)
"""Every name that may stand before parentheses."""

EVERYTHING: tuple[tuple[str, tuple[Declaration, ...]], ...] = (
    ("Functions of events", EVENT_FUNCTIONS),
    ("Functions of values", SCALAR_FUNCTIONS),
    ("Ranks and groups", POPULATION_FUNCTIONS),
    ("Figures of all customers", OVERALL_FUNCTIONS),
    ("Parts of dates", PARTS),
    ("Conditions", PREDICATES),
    ("Expressions", CONSTRUCTS),
)
"""All declarations by chapter, in the order of the reference."""

__all__ = [
    "CALLABLE",
    "CONSTRUCTS",
    "EVENTS",
    "EVENT_FUNCTIONS",
    "EVERYTHING",
    "OVERALL",
    "OVERALL_FUNCTIONS",
    "PART",
    "PARTS",
    "PLACES",
    "POPULATION_FUNCTIONS",
    "PREDICATE",
    "PREDICATES",
    "SCALARS",
    "SCALAR_FUNCTIONS",
    "Accepts",
    "Construct",
    "Declaration",
    "EventFunction",
    "Nulls",
    "Option",
    "Part",
    "PopulationFunction",
    "Predicate",
    "ScalarFunction",
    "promoted",
]  # fmt: skip
