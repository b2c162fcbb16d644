"""Events made of events: the lines grouped by what makes them one event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, assert_never

from sqlglot import exp

from segql.catalog.physical import ColumnKind
from segql.plan.logic import both, either, known, negate
from segql.plan.moments import AsOf, Earliest, Fixed, Moment, Shifted, StartOf
from segql.plan.nodes import EVENT, At, Call, Column, EventTable, Expr, Measure
from segql.plan.rewrite import descendants, rewrite
from segql.plan.times import within
from segql.sql import aggregates, make, names
from segql.sql.events import Base, by_frequency
from segql.sql.expressions import conditions, translate
from segql.sql.make import Node
from segql.sql.rows import ALIAS, Key, Rows
from segql.sql.scope import Row, Scope
from segql.types import TEXT

if TYPE_CHECKING:
    from segql.sql.builder import Builder, Source


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines that events are made of, at an instant, and what makes several of them one."""

    builder: Builder
    source: Source
    event: str
    by: Expr
    limits: tuple[Expr, ...]

    def base(self, more: Sequence[Expr] = ()) -> Base:
        """A fresh query's rows of the lines."""
        scope = Scope(self.builder, lambda: self.source.owner(self.builder, alias))
        alias = scope.alias(self.event)
        scope.rows[EVENT] = Row(alias)
        where = conditions((*self.limits, *more), scope)
        scope.subqueries = False
        return Base(scope, self.source.relation(alias), where, self.source)

    def key(self, scope: Scope) -> Node:
        return translate(self.by, scope, self.by.zone)


def of_lines(builder: Builder, table: EventTable, until: Moment) -> Source:
    """A query with a row for each customer and value of `by`, at an instant."""
    from segql.sql.builder import Source

    if table.of is None or table.by is None:
        raise ValueError(f"{table.name} has neither a table nor lines")
    source = builder.source(table.of, until)
    by = at_instant(table.by, until)
    limits = [*source.where, *(at_instant(item, until) for item in table.where), known(by)]
    if source.time is not None:
        # a line whose time is unknown is in no window, but counts where there is none
        seen = within(source.time, (None, until))
        limits.append(either((negate(known(source.time)), seen)))
    lines = _Lines(builder, source, table.of, by, tuple(limits))
    fields = {name: at_instant(value, until) for name, value in table.fields.items()}
    key = table.key or "key"
    base = lines.base()
    scope = base.scope
    keys: list[Key] = [(table.customer, scope.key), (key, lambda: lines.key(scope))]
    rows = Rows(builder.dialect, keys, _measures(fields.values()))

    def figure(measure: Measure) -> Node:
        if measure.function == "most frequent":
            found = _most_frequent(measure, lines, scope, keys)
            return exp.Max(this=rows.hold(found))
        return aggregates.aggregate(_of_group(measure), scope, source, rows)

    scope.figures = figure
    made = [make.shown(rows.key(0), table.customer), make.shown(rows.key(1), key)]
    outer = _outside(builder, scope) if rows.numbered else scope
    for name, value in fields.items():
        field = _of_key(value, by, key) if rows.numbered else value
        made.append(make.named(translate(field, outer, field.zone), name))
    query = rows.query(base.select, made)
    wanted = names.plain(table.name, "of", table.of, names.of_moment(until))
    found = builder.add(wanted, query)
    return Source(
        lambda alias: make.table((found,), alias),
        table.customer,
        table.key,
        table.time,
        (),
        key_kind=ColumnKind.TEXT if by.type == TEXT else None,
    )


def _measures(fields: Iterable[Expr]) -> list[Measure]:
    return [part for item in fields for part in descendants(item) if isinstance(part, Measure)]


def _outside(builder: Builder, scope: Scope) -> Scope:
    """The scope of the query around numbered lines."""
    outer = Scope(builder, scope.key, subqueries=False)
    outer.rows[EVENT] = Row(ALIAS)
    outer.figures = scope.figures
    return outer


def _of_key(value: Expr, by: Expr, name: str) -> Expr:
    """A field with what the lines are grouped by as a column of the numbered lines."""
    if value == by:
        return Column(EVENT, (), name, (), by.type, nullable=False, zone=by.zone)
    if isinstance(value, Call):
        return replace(value, args=tuple(_of_key(arg, by, name) for arg in value.args))
    return value


def _of_group(measure: Measure) -> Measure:
    """A figure of the group's lines: what limits the lines stands inside the aggregate."""
    limits = [*measure.events.where, *([measure.filter] if measure.filter is not None else [])]
    return replace(measure, filter=both(limits) if limits else None)


def _most_frequent(measure: Measure, lines: _Lines, scope: Scope, keys: Sequence[Key]) -> Node:
    """The most frequent value of a group's lines, from a query of its own joined to the lines."""
    limits = [*measure.events.where, *([measure.filter] if measure.filter is not None else [])]
    base = lines.base(limits)
    own: list[Key] = [
        (keys[0][0], base.scope.key),
        (keys[1][0], lambda: lines.key(base.scope)),
    ]
    query, value = by_frequency(measure, base, own)
    name = lines.builder.add(names.plain(value, "of", keys[1][0]), query)
    alias = scope.alias(name)
    on: list[Node] = [
        exp.EQ(this=make.column(alias, key), expression=spelled()) for key, spelled in keys
    ]
    on.append(exp.EQ(this=make.column(alias, "place"), expression=make.number(1)))
    scope.joins.append(make.join(make.table((name,), alias), make.conjunction(on), outer=True))
    return make.column(alias, value)


def at_instant(node: Expr, until: Moment) -> Expr:
    """An expression that was written as of the run, as of another instant."""
    if until == AsOf():
        return node

    def change(part: Expr) -> Expr:
        return At(moved(part.moment, until), part.form, part.days) if isinstance(part, At) else part

    return rewrite(node, change)


def moved(moment: Moment, until: Moment) -> Moment:
    match moment:
        case AsOf():
            return until
        case Fixed():
            return moment
        case Shifted(base, amount, unit):
            return Shifted(moved(base, until), amount, unit)
        case StartOf(unit, base, offset):
            return StartOf(unit, moved(base, until), offset)
        case Earliest(moments):
            return Earliest(tuple(moved(item, until) for item in moments))
        case _:
            assert_never(moment)
