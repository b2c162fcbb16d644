"""The typed tree: every name resolved, every type known, the language's own operations.

It still speaks the language (windows stay windows, `years since` stays what it is), so that the
reference evaluator, `explain` and the lints read it, and so that each node points back to its
text. Lowering to bounds, joins and null checks is the business of `plan`. Nodes are shared and
may be met more than once; definitions refer to each other by name, never by copying.

Values in a `Literal`: int, Decimal, str, bool, date, aware datetime, None for unknown.
Conditions are expressions of type boolean and have two truth values, never three.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal as OneOf

from segql.source import NOWHERE, Span
from segql.types import BOOLEAN, INTEGER, TIMESTAMP, Type

Unit = OneOf["second", "minute", "hour", "day", "week", "month", "quarter", "year"]


def _span() -> Span:
    return field(default=NOWHERE, compare=False, repr=False)


# ----------------------------------------------------------------------------- rows, fields


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is in scope: the customer (`event` is None, index 0), or the event of one
    event function or sequence step, numbered uniquely within its definition from 1.
    """

    index: int
    event: str | None

    @property
    def is_customer(self) -> bool:
        return self.event is None


CUSTOMER = Row(0, None)


@dataclass(frozen=True, slots=True)
class Hop:
    """A step to a related object: the `to:` field that was walked, and the object it leads to."""

    name: str
    object: str


@dataclass(frozen=True, slots=True)
class Field:
    """A physical field of a row, or of an object reached by `hops` from it.

    `name` is the catalog's name under the customer's attributes, the event's or the object's
    fields; where its column lies is asked of the catalog. Where the catalog (or `trait
    orders.margin`) computes it, `computed` is true and its expression stands in
    `Program.computed`. `required` is true only where the catalog says that it is never unknown
    on every hop. `fold` says that text compares case-insensitively.
    """

    row: Row
    hops: tuple[Hop, ...]
    name: str
    type: Type
    required: bool = False
    fold: bool = False
    computed: bool = False
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Column:
    """A physical column, by its physical name, that no field declares: only in the `where` of
    an event of the catalog (`Program.streams`). Its type is that of what it is tested against.
    """

    row: Row
    name: str
    type: Type
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class EventTime:
    """The `time` role of an event row: a timestamp, or a date where the catalog says so."""

    row: Row
    type: Type
    required: bool = False
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class EventKey:
    """The `key` role of an event row; of events made of events also their `by` field. Its type
    is unknown where no field of the catalog declares its column.
    """

    row: Row
    type: Type
    span: Span = _span()


# ---------------------------------------------------------------------------------- values


@dataclass(frozen=True, slots=True)
class Literal:
    """A value; `everybody` is true, `nobody` false, `unknown` None."""

    value: int | Decimal | str | bool | date | datetime | None
    type: Type
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Duration:
    """An amount of a unit; may be negative after folding. `source` words are in the span."""

    amount: int
    unit: Unit
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Today:
    """The date of the last moment before `as_of`, in the project's time zone."""

    type: Type
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Now:
    """The instant of `as_of`."""

    type: Type = TIMESTAMP
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class When:
    """The other instant of an `as of`: so long before the instant in force, or a day or moment.

    A date means through the end of that day, as in `--as-of`.
    """

    ago: Duration | None
    at: date | datetime | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Reference:
    """The value of another definition: a trait or computed attribute, a segment (boolean), a
    segmentation's case or an experiment's variant (text); `at` another instant where given.
    """

    name: str
    type: Type
    at: When | None = None
    required: bool = False
    fold: bool = False
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`+ - * /` of numbers; unknown where an operand is, or where the divisor is zero."""

    operator: OneOf["+", "-", "*", "/"]
    left: Expr
    right: Expr
    type: Type
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Negative:
    operand: Expr
    type: Type
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Shift:
    """A date or timestamp plus (or minus, by the sign of the amount) a duration."""

    operand: Expr
    duration: Duration
    type: Type
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Elapsed:
    """`days since d` (end is Today/Now) and `days between d1 and d2`: completed units."""

    unit: Unit
    start: Expr
    end: Expr
    type: Type = INTEGER
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class PartOf:
    """`month of d`: integer; `date of d`: date; in the project's time zone."""

    part: OneOf["second", "minute", "hour", "day", "weekday", "month", "quarter", "year", "date"]
    operand: Expr
    type: Type
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class If:
    condition: Expr
    then: Expr
    otherwise: Expr
    type: Type
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class OrElse:
    value: Expr
    fallback: Expr
    type: Type
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Scalar:
    """A scalar function of `functions`: lower, round, abs, length, floor, ceil, least,
    greatest, size (of a list). Null rule and types are in the declaration.
    """

    function: str
    arguments: tuple[Expr, ...]
    type: Type
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Bucket:
    """`bucket("salt")`: a decimal in [0, 1) with four digits, by md5 of salt and key."""

    salt: str
    type: Type
    span: Span = _span()


# ------------------------------------------------------------------------------ conditions


@dataclass(frozen=True, slots=True)
class And:
    items: tuple[Expr, ...]
    type: Type = BOOLEAN
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Or:
    items: tuple[Expr, ...]
    type: Type = BOOLEAN
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Not:
    operand: Expr
    type: Type = BOOLEAN
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Holds:
    """A boolean value used as a condition by itself: true only where it is known and true."""

    operand: Expr
    type: Type = BOOLEAN
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Compare:
    """Two values of comparable types; false where either is unknown. `a != b` is Not(`=`),
    so the operator is never `!=`. `fold`: text compares by simple case folding. A list on the
    left with `=` arrives as ListHas. A date against a timestamp: the timestamp counts as its
    day in the project's time zone.
    """

    operator: OneOf["=", "<", "<=", ">", ">="]
    left: Expr
    right: Expr
    fold: bool = False
    type: Type = BOOLEAN
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class InRange:
    """Both ends included unless `upper_open`; a missing bound is open. Unknown bounds: false.

    For dates and timestamps both days count whole, as `between`.
    """

    operand: Expr
    low: Expr | None
    high: Expr | None
    upper_open: bool
    fold: bool = False
    type: Type = BOOLEAN
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class InValues:
    """One of these known literals (of the operand's type); empty: never."""

    operand: Expr
    values: tuple[Literal, ...]
    fold: bool = False
    type: Type = BOOLEAN
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class TextTest:
    kind: OneOf["contains", "starts with", "ends with", "matches"]
    operand: Expr
    pattern: Expr
    fold: bool = False
    type: Type = BOOLEAN
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Known:
    """`a is known`; `is unknown` is its Not."""

    operand: Expr
    type: Type = BOOLEAN
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class ListHas:
    """`has any/all/only` (`has none` is Not(any); `list = v` and `list in (...)` are any)."""

    operand: Expr
    quantifier: OneOf["any", "all", "only"]
    values: tuple[Literal, ...]
    fold: bool = False
    type: Type = BOOLEAN
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class InWindow:
    """A date or timestamp against a window."""

    operand: Expr
    window: Window
    type: Type = BOOLEAN
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class AnniversaryIn:
    """Some anniversary (month and day, any year) of the date lies in the window."""

    operand: Expr
    window: Window
    type: Type = BOOLEAN
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class InList:
    """The customer's key is in a list of the catalog."""

    name: str
    type: Type = BOOLEAN
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Top:
    """`top 10% by x`: `amount` is a count (int) or a fraction (Decimal, `percent` true)."""

    kind: OneOf["top", "bottom"]
    amount: int | Decimal
    percent: bool
    by: Expr
    per: tuple[Expr, ...]
    within: Reference | None
    type: Type = BOOLEAN
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Quantified:
    kind: OneOf["at least", "at most", "exactly"]
    amount: int
    items: tuple[Expr, ...]
    type: Type = BOOLEAN
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Near:
    """Great-circle distance at most `metres` on a sphere of radius 6,371,008.8 m."""

    operand: Expr
    metres: Decimal
    latitude: Decimal
    longitude: Decimal
    type: Type = BOOLEAN
    span: Span = _span()


# --------------------------------------------------------------------------------- windows


@dataclass(frozen=True, slots=True)
class Last:
    duration: Duration
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Next:
    duration: Duration
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class MoreThanAgo:
    """`< as_of - duration` (`less than ... ago` arrives as Last)."""

    duration: Duration
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class FromTo:
    """`[as_of - older, as_of - newer)`."""

    older: Duration
    newer: Duration
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Relative:
    """Against a date (a day in whole) or a timestamp (an instant)."""

    kind: OneOf["before", "after", "since", "until", "on"]
    bound: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Between:
    low: Expr
    high: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Calendar:
    which: OneOf["this", "previous", "next"]
    unit: Unit
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class InPeriod:
    """`in 2024`, `in 2024-01`."""

    year: int
    month: int | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class WithinOf:
    """`[bound, bound + duration)` after, `[bound - duration, bound)` before; a date is its
    midnight."""

    duration: Duration
    side: OneOf["after", "before"]
    bound: Expr
    span: Span = _span()


Window = Last | Next | MoreThanAgo | FromTo | Relative | Between | Calendar | InPeriod | WithinOf


# -------------------------------------------------------------------------- event functions


@dataclass(frozen=True, slots=True)
class Pick:
    """The latest or earliest `amount` events after `where`."""

    kind: OneOf["latest", "earliest"]
    amount: int
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One event function over the events of `row`, before `as_of` and in the window.

    `argument` is None where the events themselves are meant (`count(orders)`, `any(orders)`);
    else an expression over the row. `where` and `having` see the row; `window` sees only the
    customer. `no` arrives as Not(any). `share` counts `where` over all events in the window.
    `of_parent` is the row whose key the events must share instead of the customer's: for events
    made of events (`total: {expression: sum(lines.amount)}` over the lines of that basket).
    """

    function: OneOf[
        "count", "sum", "average", "min", "max", "median", "first", "last",
        "most frequent", "any", "share", "average gap",
    ]  # fmt: skip
    row: Row
    argument: Expr | None
    distinct: bool
    pick: Pick | None
    window: Window | None
    where: Expr | None
    having: Expr | None
    type: Type
    fold: bool = False
    of_parent: Row | None = None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class PeriodCount:
    """How many of `last` consecutive periods satisfy `where`, in which every Aggregate sees
    the events of that period only. `every` arrives as Compare(`=`, PeriodCount, last).

    Without `calendar` the periods are `size` units each and end at `as_of`; with it they are
    the whole calendar units before the current one.
    """

    unit: Unit
    size: int
    calendar: bool
    last: int
    where: Expr
    type: Type = INTEGER
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a sequence; `where` sees this row and the rows of earlier named steps."""

    row: Row
    negated: bool
    limit: Duration | None
    window: Window | None
    where: Expr | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Sequence:
    steps: tuple[Step, ...]
    type: Type = BOOLEAN
    span: Span = _span()


# -------------------------------------------------------------------- of the population


@dataclass(frozen=True, slots=True)
class Population:
    """A figure of all customers, of each group of `per`, of the members of `within`.

    `rank`, `quartile`, `quintile`, `decile`, `percentile`: the customer's own place.
    Customers outside `within` get unknown there.
    `average sum count min max median quantile`: everybody gets the figure of their group
    (`overall ...`; `overall percentile(x, 90%)` arrives as `quantile` with its fraction),
    customers outside `within` too.
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
    span: Span = _span()


Expr = (
    Field | Column | EventTime | EventKey | Literal | Today | Now | Reference | Arithmetic
    | Negative | Shift | Elapsed | PartOf | If | OrElse | Scalar | Bucket | And | Or | Not
    | Holds | Compare | InRange | InValues | TextTest | Known | ListHas | InWindow
    | AnniversaryIn | InList | Top | Quantified | Near | Aggregate | PeriodCount | Sequence
    | Population
)  # fmt: skip


# ------------------------------------------------------------------------------ definitions


@dataclass(frozen=True, slots=True)
class Trait:
    """A value or condition with a name; computed attributes of the catalog are traits too
    (`from_catalog`).
    """

    name: str
    title: str | None
    body: Expr
    type: Type
    from_catalog: bool = False
    fold: bool = False
    goal: str | None = None
    owner: str | None = None
    note: str | None = None
    tags: tuple[str, ...] = ()
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Expectation:
    """`size` (bounds as counts or, with `percent`, as fractions) or a relation to a segment."""

    kind: OneOf["size", "disjoint from", "subset of", "covers"]
    low: int | Decimal | None = None
    high: int | Decimal | None = None
    percent_low: bool = False
    percent_high: bool = False
    other: str | None = None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Segment:
    """`body` is the condition as written; `consents` the conditions of its channels, which are
    joined on top of it: a member satisfies the body and every consent.
    """

    name: str
    title: str | None
    body: Expr
    channels: tuple[str, ...] = ()
    consents: tuple[Expr, ...] = ()
    goal: str | None = None
    owner: str | None = None
    note: str | None = None
    tags: tuple[str, ...] = ()
    expectations: tuple[Expectation, ...] = ()
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    title: str | None
    condition: Expr | None  # None: `otherwise`
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Segmentation:
    """The first case that matches wins; the value is the case's name as text."""

    name: str
    title: str | None
    cases: tuple[Case, ...]
    goal: str | None = None
    owner: str | None = None
    note: str | None = None
    tags: tuple[str, ...] = ()
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Variant:
    """`low` and `high` are bounds of the bucket: `low <= bucket < high`."""

    name: str
    low: Decimal
    high: Decimal
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Measure:
    """Typed over the customer; the body may refer to `start` as a Literal."""

    name: str
    body: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Experiment:
    """Members of `segment` (with consent) as of `start`, split by the bucket of its name."""

    name: str
    title: str | None
    segment: Reference | None  # None: everybody
    start: date | datetime
    variants: tuple[Variant, ...]
    measures: tuple[Measure, ...]
    goal: str | None = None
    owner: str | None = None
    note: str | None = None
    tags: tuple[str, ...] = ()
    span: Span = _span()


Definition = Trait | Segment | Segmentation | Experiment


@dataclass(frozen=True, slots=True)
class Program:
    """All definitions that could be typed, and the computed fields of events and objects.

    `definitions` keeps the order of files and of the text; computed attributes of the catalog
    are among them as traits. `computed` maps ("orders", "margin") or ("products", "label") to an
    expression over Row(1, "orders"), or over Row(1, "products") for an object. `streams` maps
    an event with a `where` in the catalog to that condition over Row(1, event), or over a row
    of the events it is made `of`. `paths` tells
    which file (project-relative) each definition stands in. `parameters` are the values in
    force after `--set`.
    """

    definitions: Mapping[str, Definition]
    computed: Mapping[tuple[str, str], Expr]
    paths: Mapping[str, str]
    parameters: Mapping[str, object]
    streams: Mapping[str, Expr] = field(default_factory=dict)
