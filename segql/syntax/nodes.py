"""The syntax tree: what was written, names unresolved, nothing simplified away.

Every node is a frozen dataclass whose last field is `span`, which takes no part in equality.
The tree keeps what the formatter has to print again (percent signs, `with_in`, spellings of
windows) and drops what it normalises (case of keywords, `the`, line breaks).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal as OneOf

from segql.source import NOWHERE, Source, Span

UNITS = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")
Unit = OneOf["second", "minute", "hour", "day", "week", "month", "quarter", "year"]


def _span() -> Span:
    return field(default=NOWHERE, compare=False, repr=False)


# ---------------------------------------------------------------------------------- names


@dataclass(frozen=True, slots=True)
class Ident:
    """One name as it stands, backticks removed."""

    name: str
    quoted: bool
    span: Span = _span()


# --------------------------------------------------------------------------------- values


@dataclass(frozen=True, slots=True)
class Number:
    """`3`, `1_000`, `2.5`, `10%`; `value` is what is meant (0.10 for `10%`)."""

    value: int | Decimal
    percent: bool
    text: str  # as written, underscores and percent sign included
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Text:
    value: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Boolean:
    value: bool
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Unknown:
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Date:
    value: date
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Timestamp:
    """`2024-06-30T14:05`; naive unless an offset was written."""

    value: datetime
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Duration:
    """`90 days`, `$n days`; the amount is a Number or a Parameter."""

    amount: Number | Parameter
    unit: Unit
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Parameter:
    """`$name`."""

    name: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Values:
    """`("SE", "NO")`: literals in parentheses, of any number."""

    items: tuple[Expr, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Point:
    """`(59.33, 18.06)`: latitude and longitude in degrees."""

    latitude: Decimal
    longitude: Decimal
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Name:
    """`amount`, `orders.product.brand`."""

    parts: tuple[Ident, ...]
    span: Span = _span()

    @property
    def dotted(self) -> str:
        return ".".join(part.name for part in self.parts)


# ------------------------------------------------------------------------------ operators


@dataclass(frozen=True, slots=True)
class Negative:
    operand: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Arithmetic:
    operator: OneOf["+", "-", "*", "/"]
    left: Expr
    right: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class OrElse:
    """`x or else 0`."""

    value: Expr
    fallback: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class PercentOf:
    """`50% of x`."""

    percent: Number | Parameter
    operand: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class If:
    condition: Expr
    then: Expr
    otherwise: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class And:
    """N-ary: `a and b and c` is one node."""

    items: tuple[Expr, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Or:
    items: tuple[Expr, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Not:
    operand: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Group:
    """Parentheses as written; the formatter keeps those that help, semantics sees through."""

    inner: Expr
    span: Span = _span()


# ----------------------------------------------------------------------------- predicates


@dataclass(frozen=True, slots=True)
class Compare:
    operator: OneOf["=", "!=", "<", "<=", ">", ">="]
    left: Expr
    right: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class InRange:
    """`a 18..25`, `a in -5..<x`; a missing bound is open."""

    operand: Expr
    low: Expr | None
    high: Expr | None
    upper_open: bool
    with_in: bool
    negated: bool
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Between:
    """`a between x and y`: both ends included; dates take both days in whole."""

    operand: Expr
    low: Expr
    high: Expr
    negated: bool
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class InValues:
    """`a in ("SE", "NO")`, `a in $nordic`."""

    operand: Expr
    values: Values | Parameter
    negated: bool
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class TextTest:
    kind: OneOf["contains", "starts with", "ends with", "matches"]
    operand: Expr
    pattern: Expr
    negated: bool
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class IsKnown:
    """`a is known`, `a is unknown`."""

    operand: Expr
    known: bool
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Has:
    operand: Expr
    quantifier: OneOf["any", "all", "none", "only"]
    values: Values | Parameter
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class InWindow:
    """`d in last 30 days`, `d on 2024-01-31`, `anniversary of d in next week`."""

    operand: Expr
    window: Window
    negated: bool
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Anniversary:
    """`anniversary of d`: stands only as the operand of InWindow."""

    operand: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class InSegment:
    """`in segment vip`; written with `as of`, it stands inside an AsOf."""

    name: Ident
    negated: bool
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class InList:
    name: Ident
    negated: bool
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class AsOf:
    """`active as of 90 days ago`, `lifecycle = "active" as of 2024-01-31`.

    The operand is a Name, an InSegment, or the Compare/InValues of a name.
    """

    operand: Expr
    when: Duration | Date | Timestamp | Parameter  # a Duration is read as "ago"
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Top:
    """`top 10% by x per country within segment vip`."""

    kind: OneOf["top", "bottom"]
    amount: Number | Parameter
    by: Expr
    per: tuple[Expr, ...]
    within: Ident | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Quantified:
    """`at least 2 of (c1, c2, c3)`."""

    kind: OneOf["at least", "at most", "exactly"]
    amount: Number | Parameter
    items: tuple[Expr, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Near:
    """`home within 10 km of (59.33, 18.06)`, `... of "Stockholm"`."""

    operand: Expr
    distance: Number | Parameter
    unit: OneOf["km", "mi", "m"]
    place: Point | Text
    negated: bool
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Everybody:
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Nobody:
    span: Span = _span()


# -------------------------------------------------------------------------------- windows


@dataclass(frozen=True, slots=True)
class Last:
    """`in last 90 days`."""

    duration: Duration
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Next:
    duration: Duration
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Ago:
    """`more than 30 days ago`, `less than 30 days ago`."""

    kind: OneOf["more", "less"]
    duration: Duration
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class FromTo:
    """`from 180 to 90 days ago`, `from 6 months to 90 days ago`; older bound first."""

    older: Duration
    newer: Duration
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Relative:
    """`before d`, `after d`, `since d`, `until d`, `on d`."""

    kind: OneOf["before", "after", "since", "until", "on"]
    bound: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class BetweenDates:
    """`between D1 and D2` as the window of an event function."""

    low: Expr
    high: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Calendar:
    """`in this month`, `in previous week`, `in next year`."""

    which: OneOf["this", "previous", "next"]
    unit: Unit  # week, month, quarter, year
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class InPeriod:
    """`in 2024`, `in 2024-01`, `in January 2024`."""

    year: int
    month: int | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class WithinOf:
    """`within 30 days after d2`, `within 14 days before d2`."""

    duration: Duration
    side: OneOf["after", "before"]
    bound: Expr
    span: Span = _span()


Window = Last | Next | Ago | FromTo | Relative | BetweenDates | Calendar | InPeriod | WithinOf


# ------------------------------------------------------------------------------ functions


@dataclass(frozen=True, slots=True)
class Pick:
    """`latest 5`, `earliest`."""

    kind: OneOf["latest", "earliest"]
    amount: Number | Parameter | None  # None: 1
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Call:
    """Any function with parentheses: of events, of values, or of the population.

    `function` is the lower-case name, two words where it has two (`most frequent`). Which of
    the options a function takes is the business of semantics. `arguments` is usually one
    expression; `count(orders)` has the Name `orders` there.
    """

    function: Ident
    arguments: tuple[Expr, ...]
    distinct: bool = False
    pick: Pick | None = None
    alias: Ident | None = None
    window: Window | None = None
    window_negated: bool = False  # `count(orders not in last 30 days)`
    where: Expr | None = None
    having: Expr | None = None
    per: tuple[Expr, ...] = ()
    within: Ident | None = None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Overall:
    """`overall average(x per country)`."""

    call: Call
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class PeriodCall:
    """`count(weeks in last 6 weeks where ...)`, `every(periods of 3 days in last 9 days ...)`."""

    function: OneOf["count", "every"]
    unit: Unit
    size: Number | Parameter | None  # `periods of 3 days`; None: one unit
    calendar: bool  # `calendar months`
    last: Duration
    where: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a sequence: `views as v in last 90 days within 2 days where ...`."""

    event: Name
    negated: bool
    alias: Ident | None
    limit: Duration | None
    window: Window | None
    where: Expr | None
    window_negated: bool = False
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Sequence:
    steps: tuple[Step, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Since:
    """`days since d`, `years since d`, `hours since t`."""

    unit: Unit
    operand: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class UnitsBetween:
    """`days between d1 and d2`."""

    unit: Unit
    start: Expr
    end: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class PartOf:
    """`month of d`, `weekday of d`, `date of d`."""

    part: OneOf["second", "minute", "hour", "day", "weekday", "month", "quarter", "year", "date"]
    operand: Expr
    span: Span = _span()


Expr = (
    Number | Text | Boolean | Unknown | Date | Timestamp | Duration | Parameter | Name
    | Negative | Arithmetic | OrElse | PercentOf | If | And | Or | Not | Group
    | Compare | InRange | Between | InValues | TextTest | IsKnown | Has | InWindow | Anniversary
    | InSegment | InList | AsOf | Top | Quantified | Near | Everybody | Nobody
    | Call | Overall | PeriodCall | Sequence | Since | UnitsBetween | PartOf
)  # fmt: skip


# ---------------------------------------------------------------------------- definitions


@dataclass(frozen=True, slots=True)
class Size:
    """`size 1%..20%`, `size 100..5_000`: bounds as Number, one may be missing."""

    low: Number | None
    high: Number | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Relation:
    """`disjoint from x`, `subset of x`, `covers x`."""

    kind: OneOf["disjoint from", "subset of", "covers"]
    other: Ident
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Header:
    """One header line. `value` by `name`:

    goal, owner, note: Text; tags: tuple[Text, ...]; channel: tuple[Ident, ...];
    expect: Size | Relation; on: Ident (the experiment's segment); start: Date | Timestamp.
    """

    name: OneOf["goal", "owner", "note", "tags", "channel", "expect", "on", "start"]
    value: Text | tuple[Text, ...] | tuple[Ident, ...] | Size | Relation | Ident | Date | Timestamp
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class ParamDefinition:
    name: Ident
    value: Expr | Values
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class TraitDefinition:
    """`trait x = ...`; with `event` set, `trait orders.margin = ...`: a field of that event."""

    event: Ident | None
    name: Ident
    title: Text | None
    headers: tuple[Header, ...]
    body: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class SegmentDefinition:
    name: Ident
    title: Text | None
    headers: tuple[Header, ...]
    body: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Case:
    name: Ident
    title: Text | None
    condition: Expr | None  # None: `otherwise`
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class SegmentationDefinition:
    name: Ident
    title: Text | None
    headers: tuple[Header, ...]
    cases: tuple[Case, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Variant:
    name: Ident
    share: Number
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Measure:
    name: Ident
    body: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class ExperimentDefinition:
    name: Ident
    title: Text | None
    headers: tuple[Header, ...]
    variants: tuple[Variant, ...]
    measures: tuple[Measure, ...]
    span: Span = _span()


Definition = (
    ParamDefinition
    | TraitDefinition
    | SegmentDefinition
    | SegmentationDefinition
    | ExperimentDefinition
)


@dataclass(frozen=True, slots=True)
class Comment:
    """`# ...`: `text` begins with `#`; `own_line` where nothing but blanks stands before it."""

    text: str
    own_line: bool
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class File:
    """One `.seg` file. A bare condition is one SegmentDefinition named after the file's stem.

    `broken` names the definitions that stand in the text but could not be read, so that their
    uses elsewhere are not reported as unknown names.
    """

    source: Source = field(compare=False, repr=False)
    definitions: tuple[Definition, ...]
    bare: bool
    comments: tuple[Comment, ...] = field(compare=False)
    broken: tuple[Ident, ...] = ()
