"""What lowering needs to know at one place of a definition."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from segql.catalog.models import Catalog, Settings
from segql.catalog.physical import Column as PhysicalColumn
from segql.catalog.physical import Physical
from segql.plan.moments import Earliest, Fixed, Moment, Shifted, never_after
from segql.plan.nodes import CUSTOMER, Definition, DefinitionKey, Expr
from segql.semantics import tree


@dataclass(frozen=True, slots=True)
class Shared:
    """One for a whole plan: what is read, and what has been found out so far.

    `used` collects the fields of events made of events that somebody asked for, `events` the
    event kinds, `times` the times of their rows.
    """

    program: tree.Program
    catalog: Catalog
    settings: Settings
    physical: Physical | None
    given: bool = False
    definitions: dict[DefinitionKey, Definition] = field(default_factory=dict)
    events: dict[str, None] = field(default_factory=dict)
    used: dict[str, dict[str, None]] = field(default_factory=dict)
    times: dict[str, Expr] = field(default_factory=dict)

    @property
    def zone(self) -> str:
        return self.settings.timezone

    def column(self, table: str, name: str) -> PhysicalColumn | None:
        """The physical column, where the target's tables are known."""
        return (self.physical or {}).get(table, {}).get(name)


@dataclass(frozen=True, slots=True)
class Context:
    """Where an expression stands: the instant in force, the rows in scope, the period.

    `horizon` are instants of enclosing definitions that `until` may lie after: no event at or
    after any of them is seen.
    `rows` maps the index of a typed tree's row to the plan's row number. `grouped` is the event
    made of events whose lines are being grouped. `lower` lowers an expression here: it is passed
    along so that the modules of lowering need not import each other in a circle.
    """

    shared: Shared
    until: Moment
    lower: Callable[[Context, tree.Expr], Expr]
    rows: Mapping[int, int] = field(default_factory=lambda: {0: CUSTOMER})
    per_period: bool = False
    period: tuple[Moment, Moment] | None = None
    grouped: str | None = None
    horizon: tuple[Moment, ...] = ()

    def expr(self, node: tree.Expr) -> Expr:
        return self.lower(self, node)

    def with_row(self, row: tree.Row, number: int) -> Context:
        rows = {**self.rows, row.index: number}
        return Context(
            self.shared,
            self.until,
            self.lower,
            rows,
            self.per_period,
            self.period,
            self.grouped,
            self.horizon,
        )

    def at(self, until: Moment) -> Context:
        """The same place at another instant, from which no more is seen than from here."""
        bounds = tuple(item for item in (self.until, *self.horizon) if not never_after(until, item))
        return replace(self, until=until, horizon=bounds)

    def enter(self, key: DefinitionKey) -> Context:
        return replace(self, until=key.until, horizon=key.horizon)

    def key(self, name: str) -> DefinitionKey:
        """A definition as it is here."""
        return DefinitionKey(name, self.until, self.horizon)

    @property
    def seen(self) -> Moment:
        """The instant up to which events are seen."""
        return Earliest((self.until, *self.horizon)) if self.horizon else self.until

    def moment(self, when: tree.When) -> Moment:
        """The instant of an `as of` that stands here."""
        if when.ago is not None:
            return Shifted(self.until, -when.ago.amount, when.ago.unit)
        if when.at is None:
            raise ValueError("an `as of` without an instant")
        return fixed(when.at, self.shared.zone)


def fixed(value: object, zone: str) -> Fixed:
    """The instant that a literal of `as of` means: the end of a day, or a moment."""
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from segql.clock import end_of_day

    match value:
        case datetime():
            return Fixed(value)
        case date():
            return Fixed(end_of_day(value, ZoneInfo(zone)))
        case _:
            raise TypeError(value)
