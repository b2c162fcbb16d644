"""What a dialect is: a table of spellings, and a few ways in which engines differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from sqlglot import exp

from segql.catalog.physical import ColumnKind
from segql.plan.nodes import Call, Column, Op
from segql.sql import make
from segql.sql.make import Node
from segql.sql.times import day_text, instant_text, timestamp_text
from segql.types import Type

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
class Limits:
    """How large one statement may be before a database refuses it; None where nothing is known
    to.

    `tables` are those of one FROM with its joins, `ctes` the common table expressions of a whole
    statement, `columns` what one SELECT gives, `terms` the queries of one UNION, `text` the bytes
    of the statement in UTF-8. They are those of a server as it comes.
    """

    tables: int | None = None
    ctes: int | None = None
    columns: int | None = None
    terms: int | None = None
    text: int | None = None


def day_literal(day: date) -> Node:
    return make.cast(make.text(day_text(day)), "DATE")


def reading_literal(reading: datetime) -> Node:
    return make.cast(make.text(timestamp_text(reading)), "TIMESTAMP")


def instant_literal(instant: datetime) -> Node:
    return make.cast(make.text(instant_text(instant)), "TIMESTAMPTZ")


def decimal_literal(value: Decimal) -> Node:
    return make.number(format(value, "f"))


def double_literal(value: float | Decimal) -> Node:
    if isinstance(value, Decimal):
        return make.cast(decimal_literal(value), "DOUBLE")
    return make.cast(make.text(repr(value)), "DOUBLE")


def as_stored(node: Node, column: Column) -> Node:
    return node


def any_key(node: Node, kind: ColumnKind | None) -> Node:
    return node


def any_group(node: Node, type: Type) -> Node:
    return node


def earliest(instants: Sequence[Node]) -> Node:
    return make.function("LEAST", *instants)


def as_finished(query: exp.Query) -> exp.Query:
    return query


def as_it_is(node: Node) -> Node:
    return node


@dataclass(frozen=True, slots=True)
class Dialect:
    """One dialect.

    `sqlglot` is the name of sqlglot's generator. `operations` has an entry for every `Op`.
    `to_zone` spells the naive reading of an instant, and `to_instant` the instant of a naive
    reading, in a zone; `shift` moves a date or timestamp. `now` is the engine's clock, an
    instant. `sum` adds numbers of a type as exactly as the engine can. `path` reaches inside a
    struct (`json` false) or a JSON column unless `json_path` says why not, `list_of_json` makes a
    list of JSON text. `first_value` is the first value in an order as an aggregate, `median` the
    exact median as one; where a dialect has none, rows are numbered first. `quotient` divides two
    numbers as doubles.
    `functions` are the names of functions that generated SQL may call.

    `day`, `reading`, `instant`, `decimal` and `double` are constants; `cast` changes a type, named
    as in `types`. `read` makes of a stored value what all spellings here work on, `key` of a
    stored key (of a kind that may not be known) one that compares exactly. `sortable` is a text
    that is ordered by code point, `group` a value that a window is partitioned by. `replaces` are
    the kinds that CREATE OR REPLACE makes.
    `structs`: whether a path whose column is not known may lead into a struct, not only JSON;
    `typed_structs`: whether what it leads to there has a type already. `reserved` are words to be
    quoted besides those that are quoted everywhere. `finish` has the last word on a statement.
    `creates` says how a view is begun that takes the place of an older one, `into` whether a
    table is made by `SELECT ... INTO`.
    `plain_aggregates`: whether aggregates take no subqueries.
    `subqueries`: whether EXISTS may stand anywhere in a condition. `limits` is how large one
    statement may be. `executed` says whether tests run the dialect on an engine.

    `settings` are those that every statement carries, since its meaning depends on them. `keeps`
    is the setting that an engine needs to keep what a query gives where a statement reads it
    several times; where there is none, the engine decides by itself. `keeps_names`: whether a
    column of a query is called as it is where it comes from. `table` says how CREATE TABLE stores
    rows, `texts` how one does that holds any text.
    """

    name: str
    sqlglot: str
    operations: Operations
    functions: frozenset[str]
    now: Callable[[], Node]
    to_zone: Callable[[Node, str], Node]
    to_instant: Callable[[Node, str], Node]
    shift: Callable[[Node, int, str, bool], Node]
    sum: Callable[[Node, Type], Node]
    path: Callable[[Node, Sequence[str], bool], Node] | Unsupported
    list_of_json: Callable[[Node, str], Node] | Unsupported
    truncate: Callable[[Node, str, str], Node]
    fold_constant: Callable[[str], str]
    quotient: Callable[[Node, Node], Node]
    first_value: Callable[[Node, Sequence[Node]], Node] | None = None
    median: Callable[[Node], Node] | None = None
    json_path: Unsupported | None = None
    types: Types = Types()
    day: Callable[[date], Node] = day_literal
    reading: Callable[[datetime], Node] = reading_literal
    instant: Callable[[datetime], Node] = instant_literal
    decimal: Callable[[Decimal], Node] = decimal_literal
    double: Callable[[float | Decimal], Node] = double_literal
    cast: Callable[[Node, str], Node] = make.cast
    read: Callable[[Node, Column], Node] = as_stored
    key: Callable[[Node, ColumnKind | None], Node] = any_key
    sortable: Callable[[Node], Node] = as_it_is
    group: Callable[[Node, Type], Node] = any_group
    earliest: Callable[[Sequence[Node]], Node] = earliest
    replaces: frozenset[str] = frozenset({"VIEW", "TABLE"})
    structs: bool = True
    typed_structs: bool = True
    plain_aggregates: bool = False
    reserved: frozenset[str] = frozenset()
    finish: Callable[[exp.Query], exp.Query] = as_finished
    creates: Mapping[str, str] = field(default_factory=dict)
    into: bool = False
    subqueries: bool = True
    limits: Limits = Limits()
    executed: bool = True
    settings: tuple[str, ...] = ()
    keeps: str | None = None
    keeps_names: bool = True
    table: str = ""
    texts: str = ""
