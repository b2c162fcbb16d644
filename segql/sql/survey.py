"""Statements about whole tables: figures of all their rows, frequent values, keys without owner."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from segql.plan.moments import AsOf, Clock
from segql.plan.nodes import EventSet, Expr, Measure, Plan
from segql.sql import aggregates, make
from segql.sql.builder import Builder
from segql.sql.dialects import dialect_named
from segql.sql.events import base_of
from segql.sql.expressions import translate
from segql.sql.make import Node
from segql.sql.rows import Rows
from segql.sql.statements import written


def totals(
    plan: Plan, events: EventSet, measures: Sequence[Measure], *, dialect: str, clock: Clock
) -> str:
    """One row: the figures of all rows of a set, whoever's they are, in the order given."""
    builder = Builder(plan, dialect_named(dialect), clock, [])
    base = base_of(builder, events, _read(measures), None)
    base.scope.subqueries = False
    rows = Rows(builder.dialect, [], measures)
    made = [
        make.named(aggregates.aggregate(measure, base.scope, base.source, rows), f"figure_{index}")
        for index, measure in enumerate(measures)
    ]
    return written(builder, rows.query(base.select, made))


def _read(measures: Sequence[Measure]) -> list[Expr]:
    parts = (part for measure in measures for part in (measure.argument, measure.filter))
    return [part for part in parts if part is not None]


def frequent(plan: Plan, events: EventSet, value: Expr, *, dialect: str, clock: Clock) -> str:
    """The known values of a set's rows with how many have them, the most frequent first; of equals
    the smallest.
    """
    builder = Builder(plan, dialect_named(dialect), clock, [])
    base = base_of(builder, events, [value], None)
    base.scope.subqueries = False
    spelled = translate(value, base.scope, value.zone)
    base.where.append(make.is_known(spelled.copy()))
    made = [make.named(spelled, "held"), make.named(exp.Count(this=exp.Star()), "times")]
    query = base.select(made, [spelled.copy()])
    order: list[Node] = [
        exp.Ordered(this=exp.Count(this=exp.Star()), desc=True),
        exp.Ordered(this=aggregates.sortable(spelled.copy(), value, base.scope)),
    ]
    query.set("order", exp.Order(expressions=order))
    return written(builder, query)


def strangers(
    plan: Plan, rows: str, column: str, table: str, key: str, *, dialect: str, clock: Clock
) -> str:
    """One row: how many rows of a set have a key in `column` that no row of `table` has, and how
    many such keys there are.
    """
    builder = Builder(plan, dialect_named(dialect), clock, [])
    base = base_of(builder, EventSet(rows, AsOf(), ()), [], None)
    base.scope.subqueries = False
    own = plan.events[rows].table or ""
    alias = base.scope.rows[1].alias
    held = builder.key(alias, own, column)
    keys = make.select(
        [make.named(builder.key("k", table, key), "known_key")],
        builder.table(table, "k"),
        where=[make.is_known(builder.key("k", table, key))],
        distinct=True,
    )
    source = exp.Subquery(this=keys, alias=exp.TableAlias(this=make.identifier("known")))
    on = exp.EQ(this=make.column("known", "known_key"), expression=held)
    base.scope.joins.append(make.join(source, on, outer=True))
    base.where.append(make.is_known(held.copy()))
    base.where.append(make.is_null(make.column("known", "known_key")))
    different = exp.Count(this=exp.Distinct(expressions=[held.copy()]))
    made = [
        make.named(exp.Count(this=exp.Star()), "all_rows"),
        make.named(different, "different_keys"),
    ]
    return written(builder, base.select(made, ()))
