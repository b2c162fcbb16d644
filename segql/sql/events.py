"""Queries over events: one for each event set with all its figures, grouped by customer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from segql.plan.nodes import EVENT, Call, Column, EventSet, Expr, Measure
from segql.sql import aggregates, make, names
from segql.sql.expressions import conditions, translate
from segql.sql.make import Node
from segql.sql.names import Names
from segql.sql.needs import Figure, figure_of
from segql.sql.rows import Key, Rows
from segql.sql.scope import Period, Row, Scope
from segql.types import UNKNOWN

if TYPE_CHECKING:
    from segql.sql.builder import Builder, Found, Source


@dataclass(frozen=True, slots=True)
class SetQuery:
    """The query of an event set: a row for each customer (and period) who has such events.

    `frequent` are the queries of figures that need a grouping of their own.
    """

    events: EventSet
    found: Found
    columns: dict[Figure, str]
    frequent: dict[Figure, Found]

    def figure(self, measure: Measure, scope: Scope) -> Node:
        per_period = self.events.per_period
        if measure.function == "most frequent":
            own = self.frequent[figure_of(measure)]
            alias = scope.attach(own.name, own.key, per_period=per_period, first="place")
            return make.column(alias, own.value)
        alias = scope.attach(self.found.name, self.found.key, per_period=per_period)
        return make.column(alias, self.columns[figure_of(measure)])

    def present(self, scope: Scope) -> Node:
        alias = scope.attach(self.found.name, self.found.key, per_period=self.events.per_period)
        return make.is_known(make.column(alias, self.found.key))


@dataclass(frozen=True, slots=True)
class Base:
    """The rows of an event set before anything is grouped."""

    scope: Scope
    relation: Node
    where: list[Node]
    source: Source

    def grouping(self) -> list[Node]:
        """The customer, and the period where there are several."""
        keys = [self.scope.key()]
        if self.scope.period is not None:
            keys.append(self.scope.period.number())
        return keys

    def select(
        self, columns: Sequence[Node], group: Sequence[Node], *, distinct: bool = False
    ) -> exp.Select:
        return make.select(
            columns, self.relation, self.scope.joins, self.where, group, distinct=distinct
        )


def base_of(
    builder: Builder,
    events: EventSet,
    needed: Sequence[Expr],
    period: Period | None,
    parent: Scope | None = None,
) -> Base:
    """The rows of an event set; picked ones from a query that numbers them, which holds the
    columns that `needed` expressions read. With a `parent` the rows are those of its customer.
    """
    source = builder.source(events.event, events.until)
    if events.pick is None:
        scope, alias = _scope(builder, events, source, parent)
        scope.rows[EVENT] = Row(alias)
        return _filtered(events, scope, alias, source, period)
    inner, alias = _scope(builder, events, source, None)
    inner.rows[EVENT] = Row(alias)
    rows = _filtered(events, inner, alias, source, period)
    name, columns = numbered(builder, events, rows, (*needed, *events.having))
    scope, alias = _scope(builder, events, source, parent)
    scope.rows[EVENT] = Row(alias, columns)
    if inner.period is not None:
        scope.period = inner.period.within(alias)
    first = exp.LTE(this=make.column(alias, "place"), expression=make.number(events.pick_count))
    where = [first, *conditions(events.having, scope)]
    return Base(scope, make.table((name,), alias), where, source)


def _scope(
    builder: Builder, events: EventSet, source: Source, parent: Scope | None
) -> tuple[Scope, str]:
    """A scope of events: by itself, where each has its customer, or of a parent's customer."""
    if parent is None:
        scope = Scope(builder, lambda: source.owner(builder, alias))
    else:
        scope = Scope(builder, parent.key, parent=parent)
    alias = scope.alias(events.event)
    return scope, alias


def _filtered(
    events: EventSet, scope: Scope, alias: str, source: Source, period: Period | None
) -> Base:
    if events.per_period and period is not None:
        scope.period = period.joined(scope, source.time)
    relation = source.relation(alias)
    where = conditions((*source.where, *events.where), scope)
    return Base(scope, relation, where, source)


def numbered(
    builder: Builder, events: EventSet, base: Base, needed: Sequence[Expr]
) -> tuple[str, dict[Column, str]]:
    """A query of a base's rows with their place in the order of picking."""
    used = Names((base.source.customer, "place", "period"))
    columns: dict[Column, str] = {}
    made = _output_keys(base)
    for column in own_columns((*needed, *order_columns(base.source))):
        if column not in columns:
            columns[column] = used.take(names.plain(names.of_column(column)))
            made.append(make.shown(translate(column, base.scope), columns[column]))
    order = aggregates.order_of(
        base.source, base.scope, latest=events.pick == "latest", tie=events.tie
    )
    place = make.window(exp.RowNumber(), base.grouping(), order)
    made.append(make.named(place, "place"))
    name = builder.add(names.of_event_set(events), base.select(made, ()))
    return name, columns


def order_columns(source: Source) -> Iterator[Expr]:
    """The time and the key of the events, as far as they have them."""
    if source.time is not None:
        yield source.time
    if source.key is not None:
        yield key_column(source)


def key_column(source: Source) -> Column:
    if source.key is None:
        raise ValueError("events without a key")
    return Column(EVENT, (), source.key, (), UNKNOWN, nullable=False, physical=source.key_kind)


def own_columns(items: Sequence[Expr]) -> Iterator[Column]:
    """The columns of the event itself, not those of other events that are asked about."""
    waiting = list(reversed(items))
    while waiting:
        node = waiting.pop()
        match node:
            case Column(row=row) if row == EVENT:
                yield node
            case Call(args=args):
                waiting.extend(reversed(args))
            case _:
                pass


# -------------------------------------------------------------------------- grouped queries


def set_query(
    builder: Builder, events: EventSet, measures: Sequence[Measure], period: Period | None
) -> SetQuery:
    """The query that computes all figures of an event set, or only who has such events."""
    from segql.sql.builder import Found

    grouped = [measure for measure in measures if measure.function != "most frequent"]
    frequent = {
        figure_of(measure): _most_frequent(builder, measure, period)
        for measure in measures
        if measure.function == "most frequent"
    }
    base = base_of(builder, events, _needed(grouped), period)
    if not grouped:
        query = base.select(_output_keys(base), (), distinct=True)
        added = builder.add(names.plain(names.of_event_set(events)), query)
        return SetQuery(events, Found(added, base.source.customer), {}, frequent)
    keys: list[Key] = [(base.source.customer, base.scope.key)]
    if base.scope.period is not None:
        keys.append(("period", base.scope.period.number))
    rows = Rows(builder.dialect, keys, grouped)
    taken = Names((base.source.customer, "period"))
    columns: dict[Figure, str] = {}
    made = [make.shown(rows.key(index), name) for index, (name, _) in enumerate(keys)]
    base.scope.subqueries = False
    for measure in grouped:
        name = taken.take(names.of_measure(measure))
        columns[figure_of(measure)] = name
        figure = aggregates.aggregate(measure, base.scope, base.source, rows)
        made.append(make.named(figure, name))
    query = rows.query(base.select, made)
    suffix = ("by_customer",) if events.pick is not None else ()
    added = builder.add(names.plain(names.of_event_set(events), *suffix), query)
    return SetQuery(events, Found(added, base.source.customer), columns, frequent)


def _output_keys(base: Base) -> list[Node]:
    made = [base.scope.shown_key(base.source.customer)]
    if base.scope.period is not None:
        made.append(make.shown(base.scope.period.number(), "period"))
    return made


def _needed(measures: Sequence[Measure]) -> list[Expr]:
    return [
        part
        for measure in measures
        for part in (measure.argument, measure.filter)
        if part is not None
    ]


def semijoin(builder: Builder, events: EventSet, scope: Scope) -> Node:
    """Whether the customer has an event of the set, asked of the events' own rows."""
    base = base_of(builder, events, (), None, parent=scope)
    own = make.column(base.scope.rows[EVENT].alias, base.source.customer)
    matching = exp.EQ(this=own, expression=scope.key())
    query = make.select([make.number(1)], base.relation, base.scope.joins, [matching, *base.where])
    return exp.Exists(this=query)


def _most_frequent(builder: Builder, measure: Measure, period: Period | None) -> Found:
    """Every customer's values by how many events have them, numbered."""
    from segql.sql.builder import Found

    base = base_of(builder, measure.events, _needed([measure]), period)
    keys: list[Key] = [(base.source.customer, base.scope.key)]
    if base.scope.period is not None:
        keys.append(("period", base.scope.period.number))
    query, value = by_frequency(measure, base, keys)
    wanted = names.plain(value, "of", names.of_event_set(measure.events))
    return Found(builder.add(wanted, query), base.source.customer, value)


def by_frequency(measure: Measure, base: Base, keys: Sequence[Key]) -> tuple[exp.Select, str]:
    """A query of the values in each group with their `place`: 1 is the most frequent, ties fall
    to the one with the latest event, then to the smallest. Also the name of the values' column.
    """
    argument = measure.argument
    if argument is None:
        raise ValueError("the most frequent of nothing")
    value = translate(argument, base.scope, measure.zone)
    grouped = aggregates.folded(value, base.scope) if measure.fold else value
    smallest = aggregates.sortable(value.copy(), argument, base.scope)
    shown = exp.Min(this=smallest) if measure.fold else value.copy()
    order: list[Node] = [exp.Ordered(this=exp.Count(this=exp.Star()), desc=True)]
    if base.source.time is not None:
        latest = exp.Max(this=translate(base.source.time, base.scope))
        order.extend(make.ordered(latest, descending=True, nulls_last=base.source.time.nullable))
    # not every engine knows a computed value in a window for the one that rows are grouped by
    first = grouped.copy() if isinstance(grouped, exp.Column) else exp.Min(this=grouped.copy())
    order.append(exp.Ordered(this=aggregates.sortable(first, argument, base.scope)))
    place = make.window(exp.RowNumber(), [spelled() for _, spelled in keys], order)
    name = Names([*(name for name, _ in keys), "place"]).take(names.of_measure(measure))
    if argument.nullable:
        base.where.append(make.is_known(value.copy()))
    made = [make.shown(spelled(), key) for key, spelled in keys]
    made.extend((make.named(shown, name), make.named(place, "place")))
    return base.select(made, [*(spelled() for _, spelled in keys), grouped]), name
