"""Events made of events: the lines grouped by what makes them one event."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from segql.plan.logic import both, either, known, negate
from segql.plan.moments import AsOf, Earliest, Fixed, Moment, Shifted, StartOf
from segql.plan.nodes import EVENT, At, EventTable, Expr, Measure
from segql.plan.rewrite import rewrite
from segql.plan.times import within
from segql.sql import aggregates, make, names
from segql.sql.expressions import conditions, translate
from segql.sql.make import Node
from segql.sql.scope import Row, Scope

if TYPE_CHECKING:
    from segql.sql.builder import Builder, Source


def of_lines(builder: Builder, table: EventTable, until: Moment) -> Source:
    """A query with a row for each customer and value of `by`, at an instant."""
    from segql.sql.builder import Source

    if table.of is None or table.by is None:
        raise ValueError(f"{table.name} has neither a table nor lines")
    lines = builder.source(table.of, until)
    scope = Scope(builder, lambda: make.column(alias, lines.customer))
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
    scope.figures = lambda measure: _of_group(measure, scope, lines)
    made = [
        make.named(scope.key(), table.customer),
        make.named(translate(by, scope, by.zone), table.key or "key"),
    ]
    for name, value in table.fields.items():
        made.append(make.named(_field(at_instant(value, until), scope), name))
    group = [scope.key(), translate(by, scope, by.zone)]
    query = make.select(made, lines.relation(alias), scope.joins, where, group)
    wanted = names.plain(table.name, "of", table.of, names.of_moment(until))
    found = builder.add(wanted, query)
    return Source(
        lambda alias: make.table((found,), alias), table.customer, table.key, table.time, ()
    )


def _field(value: Expr, scope: Scope) -> Node:
    return translate(value, scope, value.zone)


def _of_group(measure: Measure, scope: Scope, lines: Source) -> Node:
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
    return aggregates.aggregate(inside, scope, lines)


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
