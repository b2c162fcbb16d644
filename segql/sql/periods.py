"""Periods: a condition asked of every customer in each of them, and counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from segql.plan.moments import Moment
from segql.plan.nodes import EventSet, Exists, Expr, Measure, Periods
from segql.plan.rewrite import descendants
from segql.sql import make
from segql.sql.make import Node
from segql.sql.scope import Period, representation
from segql.sql.times import first_reading

if TYPE_CHECKING:
    from segql.sql.builder import Builder, Found


def counted(builder: Builder, node: Periods) -> Found:
    """A query with the number of periods for every customer who has one."""
    from segql.sql.builder import Found

    scope, source = builder.customer_scope()
    table = _table(builder, node)
    alias = scope.alias("periods")
    scope.joins.append(make.join(make.table((table.query,), alias), None, outer=False))
    scope.period = table.within(alias)
    where = builder.filter(node.where, scope)
    columns = [scope.shown_key(builder.plan.customer.key)]
    columns.append(make.named(exp.Count(this=exp.Star()), "periods"))
    query = scope.select(columns, source, where, [scope.key()])
    name = builder.add("periods_counted", query)
    return Found(name, builder.plan.customer.key, "periods")


def _table(builder: Builder, node: Periods) -> Period:
    """A query of the periods: their number, and their ends as each kind of time needs them."""
    forms = dict.fromkeys(_forms(builder, node.where))
    bounds = {
        form: (f"low{suffix}", f"high{suffix}")
        for form, suffix in zip(forms, ("", *(f"_{n}" for n in range(2, 99))), strict=False)
    }
    query: exp.Query | None = None
    for number, ends in enumerate(node.bounds, 1):
        columns: list[Node] = [make.number(number)]
        names = ["period"]
        for form, pair in bounds.items():
            columns.extend(_end(builder, moment, form) for moment in ends)
            names.extend(pair)
        if query is None:
            columns = [make.named(node, name) for node, name in zip(columns, names, strict=True)]
        row = exp.Select(expressions=columns)
        query = row if query is None else exp.Union(this=query, expression=row, distinct=False)
    if query is None:
        raise ValueError("no periods")
    return Period(builder.add("periods", query), "", bounds)


def _forms(builder: Builder, where: Expr) -> list[str | None]:
    found: list[str | None] = []
    for part in descendants(where):
        events = part.events if isinstance(part, Measure | Exists) else None
        if isinstance(events, EventSet) and events.per_period:
            time = builder.source(events.event, events.until).time
            if time is not None:
                found.append(representation(time))
    return found


def _end(builder: Builder, moment: Moment, form: str | None) -> Node:
    moments = builder.moments
    if form == "date":
        return moments.day(moment, 1)
    instant = moments.resolved(moment)
    if instant is None or form is None:
        return moments.instant(moment, form)
    reading = first_reading(instant, form)
    return moments.instant(moment, form) if reading is None else moments.reading(reading)
