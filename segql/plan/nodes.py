"""The plan: what has to be computed, with bounds instead of windows and nulls made explicit.

Expressions are evaluated per customer, or per event inside an `EventSet`. They have SQL's three
truth values, and `Decide` marks each place where an unknown would leak: a boolean expression may
be null only where null and false mean the same (a filter, `and`/`or` inside one, the condition of
a CASE). All nodes compare by value, so that equal work is found by equality: an `EventSet` that
several conditions share is computed once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal as OneOf

from segql.catalog.physical import ColumnKind, Physical
from segql.plan.moments import Moment, Unit
from segql.types import BOOLEAN, DATE, DOUBLE, INTEGER, TEXT, TIMESTAMP, Type

CUSTOMER = 0
EVENT = 1


class Op(StrEnum):
    """Every operation that a dialect has to spell, or refuse with its reason.

    Null rule unless said otherwise: null where an argument is. `detail` is what `Call.detail`
    holds.
    """

    # numbers
    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"  # true division as a double, null where the divisor is zero
    NEGATE = "negate"
    ROUND = "round"  # halves away from zero; the second argument, a constant, is the digits
    ABS = "abs"
    FLOOR = "floor"
    CEIL = "ceil"
    LEAST = "least"  # null where any argument is
    GREATEST = "greatest"
    TO_DOUBLE = "to double"
    NOT_NAN = "not nan"  # a double, null where it is NaN
    # comparisons
    EQ = "="
    NE = "!="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="
    BETWEEN = "between"  # x, low, high; both ends included
    DISTINCT = "is distinct from"  # never null; used only where one side is never null
    IN = "in"  # x and any number of constants
    KNOWN = "is known"  # never null
    # logic
    AND = "and"
    OR = "or"
    NOT = "not"
    DECIDE = "decide"  # false where its argument is null: never null
    COUNT_TRUE = "count true"  # how many of the conditions hold; never null
    # choice
    CASE = "case"  # c1, v1, c2, v2, ..., else
    COALESCE = "coalesce"
    # text
    CONTAINS = "contains"
    STARTS = "starts with"
    ENDS = "ends with"
    MATCHES = "matches"  # RE2 pattern, a constant, searched anywhere; detail "i": ignore case
    LOWER = "lower"
    FOLD = "fold"  # Unicode simple case folding
    LENGTH = "length"  # in code points
    KNOWN_TEXT = "known text"  # null where the text is empty
    # lists; null elements are ignored
    LIST_ANY = "list has any"  # list and constants
    LIST_ALL = "list has all"
    LIST_ONLY = "list has only"  # at least one element, and none but these
    LIST_SIZE = "list size"
    LIST_FOLD = "list fold"  # every element folded
    # time
    SHIFT = "shift"  # x, constant integer; detail is the unit; the zone says how days count
    DATE_OF = "date of"  # of a naive timestamp in the project's zone, or a date
    PART = "part"  # detail: second minute hour day weekday month quarter year
    MIDNIGHT = "midnight"  # a date as a naive timestamp in the project's zone
    TO_ZONE = "to zone"  # an instant as a naive timestamp; detail is the zone
    TO_INSTANT = "to instant"  # a naive timestamp as an instant; its zone is the argument's
    DAYS = "days"  # end date minus start date in days
    MONTHS = "months"  # completed months from start to end, dates; mirrored for the future
    SECONDS = "seconds"  # whole seconds from start to end, towards zero; both instants or same zone
    TRUNC_DIVIDE = "truncating division"  # integers, towards zero; the divisor is a constant
    ANNIVERSARY = "anniversary"  # date, year: that year's anniversary (29 Feb -> 28 Feb)
    # places, keys
    DISTANCE = "distance"  # latitude, longitude, and constants latitude, longitude: metres
    BUCKET = "bucket"  # the key; detail is the salt; a decimal of four digits


# ------------------------------------------------------------------------------ expressions


@dataclass(frozen=True, slots=True)
class Const:
    """A known value, or None for unknown. Timestamps are aware; a list of constants is many
    arguments, not a Const.
    """

    value: int | float | Decimal | str | bool | date | datetime | None
    type: Type
    zone: str | None = None  # of a timestamp: as in Call.zone

    @property
    def nullable(self) -> bool:
        return self.value is None


@dataclass(frozen=True, slots=True)
class Join:
    """A step to a related object: `table.key = <column of the row before>`, at most one row."""

    table: str
    key: str
    by: str


@dataclass(frozen=True, slots=True)
class Column:
    """A physical column of a row: 0 the customer, 1 the event of the EventSet, 1..n the steps
    of a sequence. `joins` lead to a related object first. `path` leads into a struct or JSON
    text, which `physical` tells apart where it is known.

    `zone` of a timestamp: the zone whose wall clock the column holds, None for instants.
    `name` is what the catalog calls it (`product`, `category`); where two names read one column
    they are the same column. `child` is the table of a list that lies in none of the row's
    columns: what is asked of it is asked of that table's rows, so that no statement holds it.
    """

    row: int
    joins: tuple[Join, ...]
    column: str
    path: tuple[str, ...]
    type: Type
    nullable: bool
    zone: str | None = None
    physical: ColumnKind | None = None
    physical_many: bool = False
    child: str | None = None
    name: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class At:
    """A moment as a value.

    `instant`: a timestamp, written in whatever zone it is compared in. `day`: the date of the
    last moment before it in the project's zone, plus `days` (so `days=1` is the first day whose
    midnight is not before the moment).
    """

    moment: Moment
    form: OneOf["instant", "day"]
    days: int = 0

    @property
    def type(self) -> Type:
        return TIMESTAMP if self.form == "instant" else DATE

    @property
    def nullable(self) -> bool:
        return False

    @property
    def zone(self) -> str | None:
        return None


@dataclass(frozen=True, slots=True)
class Call:
    """An operation on arguments. `zone` of a timestamp result as in Column."""

    op: Op
    args: tuple[Expr, ...]
    type: Type
    nullable: bool
    detail: str | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class EventSet:
    """Some events of each customer: what a function of events is asked of.

    `where` are conjuncts over row 1 (the event) and row 0 (its customer); bounds of windows and
    of `as_of` stand among them, so nothing else limits the events. `until` is the instant up to
    which events are seen, which events made of events need for their own lines. `pick` keeps
    the earliest or latest n of those that are left, by time then key (without a key: the
    smallest value of `tie`, then any); `having` is asked of the picked ones. `per_period`: the
    events are grouped by the periods of the enclosing `Periods` too.
    """

    event: str
    until: Moment
    where: tuple[Expr, ...]
    pick: OneOf["earliest", "latest"] | None = None
    pick_count: int = 0
    tie: Expr | None = None
    having: tuple[Expr, ...] = ()
    per_period: bool = False


Function = OneOf[
    "count", "count distinct", "sum", "average", "min", "max", "median", "first", "last",
    "most frequent", "average gap",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of an event set: null where SQL's aggregate is (and a sum of nothing), which
    the plan mends with COALESCE where the language says 0.

    `argument` is over row 1; None for `count` of events. `filter`: only these of the set's
    events count (the numerator of a share); a condition over row 1 and row 0. `first`/`last`:
    the argument of the first/last event by time, then key (without a key: the smallest argument
    wins); events with unknown time are already left out by `where`. `most frequent`: of non-null
    arguments; ties fall to the one with the latest event, then the smallest. `average gap`:
    calendar days (project zone) between consecutive events' times as a double. `fold`:
    distinct, min, max, most frequent compare text folded; the value given is the smallest as
    written.
    """

    events: EventSet
    function: Function
    argument: Expr | None
    type: Type
    nullable: bool
    filter: Expr | None = None
    fold: bool = False
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Exists:
    """At least one event in the set; never null."""

    events: EventSet

    @property
    def type(self) -> Type:
        return BOOLEAN

    @property
    def nullable(self) -> bool:
        return False

    @property
    def zone(self) -> str | None:
        return None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a sequence: row `row` (from 1) of `event`, with conjuncts over its own row,
    rows of earlier named steps and row 0. `limit`: at most so long after the step before (after
    the last step that happened).
    """

    row: int
    event: str
    negated: bool
    limit: tuple[int, Unit] | None
    where: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Sequence:
    """True where any chain of events fits: each strictly later than the one before, all before
    `until`. A negated step: none between the step before it and its limit, or the next step
    where it has no limit; a last negated step holds only once its limit has passed (its end is
    at or before `until`), without a limit: none until `until`. Never null.
    """

    steps: tuple[Step, ...]
    until: Moment
    type: Type = BOOLEAN
    nullable: bool = False
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Periods:
    """In how many of the periods `[low, high)` the condition holds; never null.

    Inside `where` the event sets with `per_period` see the events of one period only.
    """

    bounds: tuple[tuple[Moment, Moment], ...]
    where: Expr
    type: Type = INTEGER
    nullable: bool = False
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Population:
    """A figure over all customers whose argument is known, per group, among the members of
    `within` only.

    rank: 1 is the highest, ties fall to the smaller key. quartile..percentile: 1 + the number
    of linearly interpolated cut points strictly below. These are null for customers outside
    `within`. Others: the group's figure for everybody in it, outsiders of `within` too (`sum`
    and `count` are 0, others null, where no argument is known); quantile uses `fraction`. An
    unknown group is a group.
    """

    function: OneOf[
        "rank", "quartile", "quintile", "decile", "percentile",
        "average", "sum", "count", "min", "max", "median", "quantile",
    ]  # fmt: skip
    argument: Expr
    per: tuple[Expr, ...]
    within: Reference | None
    fraction: Decimal | None
    type: Type
    nullable: bool
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Top:
    """Among the best (`top`) or worst `amount` by a known argument, of equals the smallest key;
    `percent`: the amount is a fraction of the customers with a known argument in the group (and
    in `within`), rounded up. Never null.
    """

    kind: OneOf["top", "bottom"]
    amount: int | Decimal
    percent: bool
    by: Expr
    per: tuple[Expr, ...]
    within: Reference | None
    type: Type = BOOLEAN
    nullable: bool = False
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class InList:
    """The customer's key stands in a column of a table; never null."""

    name: str
    table: str
    key: str
    type: Type = BOOLEAN
    nullable: bool = False
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class DefinitionKey:
    """A definition at an instant: one common table expression each.

    `horizon`: further instants that bound what is seen, where `until` may lie after them.
    """

    name: str
    until: Moment
    horizon: tuple[Moment, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """The value of another definition of the plan; a segment's is a boolean, never null."""

    key: DefinitionKey
    type: Type
    nullable: bool
    zone: str | None = None


Expr = (
    Const | Column | At | Call | Measure | Exists | Sequence | Periods | Population | Top
    | InList | Reference
)  # fmt: skip


# ------------------------------------------------------------------------------ definitions


@dataclass(frozen=True, slots=True)
class Definition:
    """One definition at one instant. `value` is a condition for a segment (consents joined),
    and may be null only where a filter may; for others a value, decided.
    """

    key: DefinitionKey
    kind: OneOf["segment", "trait", "segmentation", "experiment"]
    value: Expr
    type: Type
    nullable: bool
    title: str | None = None


@dataclass(frozen=True, slots=True)
class EventTable:
    """Where the rows of an event kind come from.

    Physical: `table`, and `where` over row 1 that selects this kind from a stream. Made of
    events (`of` is set): one row for each customer and non-null value of `by` (over row 1, a
    row of `of`) from the rows of `of` that satisfy `where` and lie before the instant in force.
    Then `customer` and `key` are the names of its first two columns (the customer and the value
    of `by`), and `fields` its other columns: expressions over Measures of the group's lines,
    whose EventSet names `of` and whose `where` limits the lines that count; the earliest time of
    the lines is one of them. `time` is over row 1; None where events have no time.
    """

    name: str
    table: str | None
    of: str | None
    by: Expr | None
    customer: str
    key: str | None
    time: Expr | None
    where: tuple[Expr, ...]
    fields: Mapping[str, Expr]


@dataclass(frozen=True, slots=True)
class CustomerTable:
    """The subject: its table and key; `latest_by` where duplicates are resolved by a column."""

    table: str
    key: str
    latest_by: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """All asked definitions and what they rest on, dependencies first.

    `zone` is the project's; `week_start` its first weekday. `roots` are the definitions that
    were asked for, at the run's instant. `columns` are attributes to give out with members.
    `physical` are the target's columns, as far as they are known.
    """

    customer: CustomerTable
    events: Mapping[str, EventTable]
    definitions: Mapping[DefinitionKey, Definition]
    roots: tuple[DefinitionKey, ...]
    columns: Mapping[str, Expr]
    zone: str
    week_start: str
    physical: Physical = field(default_factory=dict, compare=False)


__all__ = [
    "BOOLEAN", "CUSTOMER", "DATE", "DOUBLE", "EVENT", "INTEGER", "TEXT", "TIMESTAMP",
    "At", "Call", "Column", "Const", "CustomerTable", "Definition", "DefinitionKey",
    "EventSet", "EventTable", "Exists", "Expr", "Function", "InList", "Join", "Measure", "Op",
    "Periods", "Plan", "Population", "Reference", "Sequence", "Step", "Top",
]  # fmt: skip
