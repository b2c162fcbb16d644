"""Events made of events: the lines grouped by what makes them one event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from sqlglot import exp

from segql.catalog.physical import ColumnKind
from segql.plan.logic import both, either, known, negate
from segql.plan.moments import AsOf, Earliest, Fixed, Moment, Shifted, StartOf
from segql.plan.nodes import EVENT, At, Call, Column, EventTable, Expr, Measure
from segql.plan.rewrite import descendants, rewrite
from segql.plan.times import within
from segql.sql import aggregates, make, names
from segql.sql.expressions import conditions, translate
from segql.sql.make import Node
from segql.sql.rows import ALIAS, Key, Rows
from segql.sql.scope import Row, Scope
from segql.types import TEXT

if TYPE_CHECKING:
    from segql.sql.builder import Builder, Source


def of_lines(builder: Builder, table: EventTable, until: Moment) -> Source:
    """A query with a row for each customer and value of `by`, at an instant."""
    from segql.sql.builder import Source

    if table.of is None or table.by is None:
        raise ValueError(f"{table.name} has neither a table nor lines")
    lines = builder.source(table.of, until)
    scope = Scope(builder, lambda: lines.owner(builder, alias))
    alias = scope.alias(table.of)
    scope.rows[EVENT] = Row(alias)
    by = at_instant(table.by, until)
    limits = [*lines.where, *(at_instant(item, until) for item in table.where), known(by)]
    if lines.time is not None:
        # a line whose time is unknown is in no window, but counts where there is none
        seen = within(lines.time, (None, until))
        limits.append(either((negate(known(lines.time)), seen)))
    where = conditions(limits, scope)
    scope.subqueries = False
    fields = {name: at_instant(value, until) for name, value in table.fields.items()}
    key = table.key or "key"
    keys: list[Key] = [
        (table.customer, scope.key),
        (key, lambda: translate(by, scope, by.zone)),
    ]
    rows = Rows(builder.dialect, keys, _measures(fields.values()))
    scope.figures = lambda measure: _of_group(measure, scope, lines, rows)
    made = [make.named(rows.key(0), table.customer), make.named(rows.key(1), key)]
    outer = _outside(builder, scope) if rows.numbered else scope
    for name, value in fields.items():
        if rows.numbered:
            value = _of_key(value, by, key)
        made.append(make.named(translate(value, outer, value.zone), name))

    def select(columns: Sequence[Node], group: Sequence[Node]) -> exp.Select:
        return make.select(columns, lines.relation(alias), scope.joins, where, group)

    query = rows.query(select, made)
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


def _of_group(measure: Measure, scope: Scope, lines: Source, rows: Rows) -> Node:
    """A figure of the group's lines; what limits the lines stands inside the aggregate."""
    limits = [*measure.events.where, *([measure.filter] if measure.filter is not None else [])]
    condition = both(limits) if limits else None
    inside = Measure(
        measure.events,
        measure.function,
        measure.argument,
        measure.type,
        measure.nullable,
        condition,
        measure.fold,
        measure.zone,
    )
    return aggregates.aggregate(inside, scope, lines, rows)


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
