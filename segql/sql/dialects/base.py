"""What a dialect is: a table of spellings, and a few ways in which engines differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from segql.plan.nodes import Call, Op
from segql.sql.make import Node

Spelling = Callable[[Call, Sequence[Node]], Node]
"""From an operation and its arguments, already spelled, to a node. An argument may be used once;
where a spelling needs it twice, it copies it."""


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Why a dialect cannot express something, and what to do instead."""

    reason: str
    instead: str | None = None


Operations = Mapping[Op, Spelling | Unsupported]


@dataclass(frozen=True, slots=True)
class Types:
    """How a dialect calls the types that generated SQL casts to, in sqlglot's words."""

    integer: str = "BIGINT"
    decimal: str = "DECIMAL(38, 10)"
    double: str = "DOUBLE"
    text: str = "TEXT"
    boolean: str = "BOOLEAN"
    date: str = "DATE"
    timestamp: str = "TIMESTAMP"
    instant: str = "TIMESTAMPTZ"


@dataclass(frozen=True, slots=True)
class Dialect:
    """One dialect.

    `sqlglot` is the name of sqlglot's generator. `operations` has an entry for every `Op`.
    `to_zone` spells the naive reading of an instant, and `to_instant` the instant of a naive
    reading, in a zone; `shift` moves a date or timestamp. `now` is the engine's clock, an
    instant. `sum_doubles` adds doubles as exactly as the engine can. `first_value` is the first
    value in an order as an aggregate, `median` the exact median as one; without them windows are
    used. `path` reaches inside a struct (`json` false) or a JSON column. `functions` are the
    names of functions that generated SQL may call.
    """

    name: str
    sqlglot: str
    operations: Operations
    functions: frozenset[str]
    types: Types
    now: Callable[[], Node]
    to_zone: Callable[[Node, str], Node]
    to_instant: Callable[[Node, str], Node]
    shift: Callable[[Node, int, str, bool], Node]
    sum_doubles: Callable[[Node], Node]
    path: Callable[[Node, Sequence[str], bool], Node]
    list_of_json: Callable[[Node, str], Node]
    truncate: Callable[[Node, str, str], Node]
    fold_constant: Callable[[str], str]
    first_value: Callable[[Node, Sequence[Node]], Node]
    median: Callable[[Node], Node]
    quotient: Callable[[Node, Node], Node]
    replace_views: bool = True
