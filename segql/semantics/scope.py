"""What a bare name means at a place: the customer's, an event's, a physical column's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from segql.semantics import tree
from segql.types import Type


class Names(Enum):
    CUSTOMER = auto()  # attributes, traits, segments ...
    EVENT = auto()  # `where`, `having`, computed fields: the event's fields
    ARGUMENT = auto()  # the argument of an event function: fields with the event's name in front
    COLUMNS = auto()  # `where` of an event in the catalog: physical columns


@dataclass(frozen=True, slots=True)
class Scope:
    """`row` is the event in scope, the customer where there is none.

    `alias` is its other name, `others` the rows of earlier named steps of a sequence. `customer`:
    whether the customer's names can be reached at all, which in computed fields they cannot.
    `parent`: the row of events made of events whose field is being computed; functions then see
    the events that it is made of. `start`: the date that `start` means in a measure. `period`:
    inside the condition of periods. `columns`: types of physical columns as they are used. `at`:
    the other instant of an `as of`, for the definitions that are named. `around`: names of the
    events of the functions around this one, which cannot be seen from here.
    """

    names: Names
    row: tree.Row = tree.CUSTOMER
    alias: str | None = None
    others: Mapping[str, tree.Row] = field(default_factory=dict)
    customer: bool = True
    parent: tree.Row | None = None
    start: tree.Literal | None = None
    period: bool = False
    columns: Mapping[str, Type] = field(default_factory=dict)
    at: tree.When | None = None
    around: frozenset[str] = frozenset()


CUSTOMER = Scope(Names.CUSTOMER)
