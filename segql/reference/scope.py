"""What an expression sees: records, the instant in force, and the evaluation it belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from segql.catalog.models import Catalog
from segql.catalog.physical import Row as Cells
from segql.reference.calendar import add_to_instant, instant_of
from segql.reference.values import Value
from segql.semantics import tree


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """One row that a definition can see: a customer (`owner` None), an event, an object.

    `time` is an event's `time` role: a date, an instant, or None for unknown. `lines` are the
    events that an event made of events is made of.
    """

    owner: str | None
    cells: Cells
    key: Value
    customer: Value = None
    time: date | None = None
    lines: Sequence[Record] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """The instant in force, what can be seen then, and the period that events are limited to.

    `horizon` is the earliest of all instants that led here: a segment as of next month, asked
    today, still sees no event that has not happened. `period` is half-open.
    """

    as_of: datetime
    horizon: datetime
    period: tuple[datetime, datetime] | None = None

    @property
    def seen_until(self) -> datetime:
        """The instant up to which all events are seen."""
        return self.horizon if self.period is None else min(self.horizon, self.period[1])

    def during(self, start: datetime, end: datetime) -> Moment:
        """The same moment with events limited to a period, inside the one in force if any."""
        if self.period is not None:
            start, end = max(start, self.period[0]), min(end, self.period[1])
        return replace(self, period=(start, end))

    def at(self, as_of: datetime) -> Moment:
        """Another instant, from here: it can see no more than this one."""
        return replace(self, as_of=as_of, horizon=min(as_of, self.horizon))


@dataclass(frozen=True, slots=True)
class Scope:
    """The customer, the events in scope by their row number, and the moment."""

    customer: Record
    moment: Moment
    rows: Mapping[int, Record] = field(default_factory=dict)

    def record(self, row: tree.Row) -> Record:
        return self.customer if row.is_customer else self.rows[row.index]

    def having(self, row: tree.Row, record: Record) -> Scope:
        """The same scope with one event more in it."""
        return replace(self, rows={**self.rows, row.index: record})


class World(Protocol):
    """One evaluation: the data, the definitions, and how any expression is evaluated."""

    @property
    def catalog(self) -> Catalog: ...

    @property
    def program(self) -> tree.Program: ...

    @property
    def zone(self) -> ZoneInfo: ...

    @property
    def week_start(self) -> str: ...

    @property
    def people(self) -> Sequence[Record]:
        """All customers, by key."""
        ...

    def value(self, expr: tree.Expr, scope: Scope) -> Value:
        """The value of an expression; None where it is unknown."""
        ...

    def holds(self, expr: tree.Expr, scope: Scope) -> bool:
        """Whether a condition is true; an unknown one is not."""
        ...

    def events(self, name: str, scope: Scope) -> Sequence[Record]:
        """The customer's events of a kind that the moment sees, in its period if there is one."""
        ...

    def definition(self, name: str, customer: Record, moment: Moment) -> Value:
        """What a definition says of a customer at a moment."""
        ...


def before(moment: Moment, duration: tree.Duration, zone: ZoneInfo) -> datetime:
    """The instant so long before the one in force; not earlier than time can be written."""
    return _moved(moment.as_of, -duration.amount, duration.unit, zone)


def after(moment: Moment, duration: tree.Duration, zone: ZoneInfo) -> datetime:
    """The instant so long after the one in force; not later than time can be written."""
    return _moved(moment.as_of, duration.amount, duration.unit, zone)


def _moved(instant: datetime, amount: int, unit: tree.Unit, zone: ZoneInfo) -> datetime:
    try:
        return add_to_instant(instant, amount, unit, zone)
    except OverflowError:
        return (datetime.min if amount < 0 else datetime.max).replace(tzinfo=UTC)


def when(record: Record, zone: ZoneInfo) -> datetime:
    """The instant of an event with a known time; a date is its midnight."""
    if record.time is None:
        raise ValueError("the time of this event is unknown")
    return instant_of(record.time, zone)
