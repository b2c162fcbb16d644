"""One statement in the making: its common table expressions, each built at its first use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlglot import exp

from segql.catalog.names import table_parts
from segql.catalog.physical import ColumnKind
from segql.plan.logic import to_instant
from segql.plan.moments import Clock, Moment
from segql.plan.nodes import (
    CUSTOMER,
    Const,
    DefinitionKey,
    EventSet,
    Expr,
    InList,
    Measure,
    Periods,
    Plan,
    Population,
    Reference,
    Step,
    Top,
)
from segql.plan.nodes import Sequence as Steps
from segql.sql import events, make, names, periods, population, sequences
from segql.sql.dialects.base import Dialect
from segql.sql.expressions import conditions, translate
from segql.sql.lines import of_lines
from segql.sql.make import Node
from segql.sql.moments import Moments
from segql.sql.names import Names
from segql.sql.needs import Needs, collect
from segql.sql.scope import Row, Scope
from segql.sql.steps import first_row
from segql.types import TEXT, TIMESTAMP


@dataclass(frozen=True, slots=True)
class Source:
    """Where rows of an event come from: a table or a query of the statement."""

    relation: Callable[[str], Node]
    customer: str
    key: str | None
    time: Expr | None
    where: tuple[Expr, ...]
    customer_kind: ColumnKind | None = None
    key_kind: ColumnKind | None = None

    def owner(self, builder: Builder, alias: str) -> Node:
        """The key of an event's customer."""
        return builder.dialect.key(make.column(alias, self.customer), self.customer_kind)


@dataclass(frozen=True, slots=True)
class Found:
    """A query of the statement: its name, and the column that holds the customer's key."""

    name: str
    key: str
    value: str = ""


class Builder:
    """Builds queries for the definitions of one statement, sharing what several of them need."""

    def __init__(
        self,
        plan: Plan,
        dialect: Dialect,
        clock: Clock | None,
        keys: Sequence[DefinitionKey],
        *,
        extra: Sequence[Expr] = (),
    ) -> None:
        self.plan = plan
        self.dialect = dialect
        self.moments = Moments(dialect, clock, plan.zone, plan.week_start)
        self.needs: Needs = collect(plan, keys, extra)
        self.queries: dict[str, exp.Query] = {}
        self.tables: set[str] = set()
        self.names = Names(_tables(plan, self.needs))
        self._definitions: dict[DefinitionKey, Found] = {}
        self._sets: dict[tuple[EventSet, str | None], events.SetQuery] = {}
        # the same by identity: the plan keeps its nodes, and comparing whole sets costs
        self._met: dict[tuple[int, str | None], events.SetQuery] = {}
        self._sources: dict[tuple[str, Moment], Source] = {}
        self._found: dict[Expr, Found] = {}
        self.values: dict[object, population.Values] = {}
        self._customers: str | None = None

    # -- relations

    def add(self, wanted: str, query: exp.Query) -> str:
        """Adds a query under the wanted name, or one near it."""
        name = self.names.take(wanted)
        self.queries[name] = query
        return name

    def table(self, name: str, alias: str | None) -> exp.Table:
        """A physical table; its name may say schema and database."""
        self.tables.add(name)
        return make.table(table_parts(name), alias)

    def kind(self, table: str, column: str) -> ColumnKind | None:
        """What a column of a table holds, where the target is known."""
        found = self.plan.physical.get(table, {}).get(column)
        return found.kind if found else None

    def key(self, alias: str, table: str, column: str) -> Node:
        """A column of keys, as keys compare."""
        return self.dialect.key(make.column(alias, column), self.kind(table, column))

    def sortable_key(self, node: Node) -> Node:
        """A customer's key, as keys are ordered."""
        customer = self.plan.customer
        is_text = self.kind(customer.table, customer.key) is ColumnKind.TEXT
        return self.dialect.sortable(node) if is_text else node

    def customers(self, alias: str) -> tuple[Node, str]:
        """The subject's table under an alias, and its key."""
        customer = self.plan.customer
        if customer.latest_by is None:
            return self.table(customer.table, alias), customer.key
        if self._customers is None:
            self._customers = self.add("latest_customers", self._latest(customer.latest_by))
        return make.table((self._customers,), alias), customer.key

    def _latest(self, by: str) -> exp.Query:
        customer = self.plan.customer
        kept = list(dict.fromkeys((customer.key, *self.needs.customer_columns)))
        place = Names((*kept, by)).take("place")
        order = make.ordered(make.column("c", by), descending=True, nulls_last=True)
        key = self.key("c", customer.table, customer.key)
        number = make.window(exp.RowNumber(), [key], order)
        known = make.is_known(make.column("c", customer.key))
        inner = make.select(
            [*(make.column("c", name) for name in kept), make.named(number, place)],
            self.table(customer.table, "c"),
            where=[known],
        )
        first = exp.EQ(this=make.column("c", place), expression=make.number(1))
        source = exp.Subquery(this=inner, alias=exp.TableAlias(this=make.identifier("c")))
        return make.select([make.column("c", name) for name in kept], source, where=[first])

    def customer_scope(self) -> tuple[Scope, Node]:
        """A scope over the customers, and the FROM it starts from."""
        key = self.plan.customer.key
        scope = Scope(self, lambda: self.key(alias, self.plan.customer.table, key))
        alias = scope.alias("customers")
        source, _ = self.customers(alias)
        scope.rows[CUSTOMER] = Row(alias)
        return scope, source

    def is_customer(self, key: str, scope: Scope) -> Node:
        """Whether a customer is the one whose key is written so."""
        customer = self.plan.customer
        own = scope.key()
        if self.kind(customer.table, customer.key) is not ColumnKind.TEXT:
            own = self.dialect.cast(own, self.dialect.types.text)
        return exp.EQ(this=own, expression=translate(Const(key, TEXT), scope))

    def source(self, event: str, until: Moment) -> Source:
        """Where the rows of an event come from at an instant."""
        table = self.plan.events[event]
        if table.table is not None:
            name = table.table
            return Source(
                lambda alias: self.table(name, alias),
                table.customer,
                table.key,
                table.time,
                table.where,
                self.kind(name, table.customer),
                self.kind(name, table.key) if table.key else None,
            )
        place = (event, until)
        if place not in self._sources:
            self._sources[place] = of_lines(self, table, until)
        return self._sources[place]

    # -- expressions that need more than their own scope

    def set_query(self, event_set: EventSet, scope: Scope) -> events.SetQuery:
        """The query of an event set; of each period of the scope's where it says so."""
        period = scope.period if event_set.per_period else None
        numbered = period.query if period else None
        met = self._met.get((id(event_set), numbered))
        if met is not None:
            return met
        place = (event_set, numbered)
        found = self._sets.get(place)
        if found is None:
            measures = tuple(self.needs.measures.get(event_set, {}).values())
            found = self._sets[place] = events.set_query(self, event_set, measures, period)
        self._met[id(event_set), numbered] = found
        return found

    def measure(self, node: Measure, scope: Scope) -> Node:
        """A figure of the customer's events, from the query that computes all of its set."""
        return self.set_query(node.events, scope).figure(node, scope)

    def exists(self, event_set: EventSet, scope: Scope) -> Node:
        """Whether the customer has such an event: a semijoin, or what is grouped anyway."""
        measured = event_set in self.needs.measures
        often = self.needs.exists.get(event_set, 0) > 1
        if measured or often or event_set.per_period or not scope.subqueries:
            return self.set_query(event_set, scope).present(scope)
        return events.semijoin(self, event_set, scope)

    def definition(self, key: DefinitionKey) -> Found:
        """The query of a definition: a segment's members, or a value for every customer."""
        if key not in self._definitions:
            self._definitions[key] = self._define(key)
        return self._definitions[key]

    def _define(self, key: DefinitionKey) -> Found:
        definition = self.plan.definitions[key]
        query = self.select(key, inner=True)
        end = names.of_moment(key.until)
        name = self.names.take(names.plain(key.name, *([end] if end else ())))
        self.queries[name] = query
        value = "" if definition.kind == "segment" else key.name
        return Found(name, self.plan.customer.key, value)

    def select(
        self,
        key: DefinitionKey,
        extra: Sequence[tuple[str, Expr]] = (),
        *,
        inner: bool = False,
    ) -> exp.Select:
        """The members of a segment, or the customers with a value, and further columns; `inner`
        where it is a query that others of the statement read.
        """
        definition = self.plan.definitions[key]
        scope, source = self.customer_scope()
        if definition.kind == "segment":
            where = self.filter(definition.value, scope)
            columns = [scope.shown_key(self.plan.customer.key)]
        else:
            where = []
            value = self.output(key.name, definition.value, scope, given_out=not inner)
            columns = [scope.shown_key(self.plan.customer.key), value]
        columns.extend(self.output(name, value, scope, given_out=True) for name, value in extra)
        return scope.select(columns, source, where)

    def filter(self, condition: Expr, scope: Scope) -> list[Node]:
        """A condition as conjuncts."""
        if isinstance(condition, Const):
            return [] if condition.value else [make.boolean(False)]
        return conditions((condition,), scope)

    def output(self, name: str, value: Expr, scope: Scope, *, given_out: bool = False) -> Node:
        """A value as a column of that name; a timestamp that is given out is an instant, since
        nobody outside knows which clocks a reading is of.
        """
        if given_out and value.type == TIMESTAMP:
            value = to_instant(value)
        made = translate(value, scope, value.zone)
        if isinstance(made, exp.Column) and made.name == name:
            return made
        return make.named(made, name)

    def reference(self, node: Reference, scope: Scope) -> Node:
        """The value of another definition, or whether the customer is its member."""
        found = self.definition(node.key)
        return self._value(found, scope) if found.value else self._member(found, scope)

    def in_list(self, node: InList, scope: Scope) -> Node:
        """Whether the customer's key stands in a table of keys."""
        if scope.subqueries:
            return scope.matches(lambda alias: self.table(node.table, alias), node.table, node.key)

        def listed() -> Found:
            alias = "l"
            own = make.shown(self.key(alias, node.table, node.key), node.key)
            query = make.select([own], self.table(node.table, alias), distinct=True)
            return Found(self.add(names.plain("in", node.name), query), node.key)

        return self._member(self._once(node, listed), scope)

    def periods(self, node: Periods, scope: Scope) -> Node:
        """In how many periods a condition holds."""
        found = self._once(node, lambda: periods.counted(self, node))
        return make.coalesce(self._value(found, scope), make.number(0))

    def population(self, node: Population, scope: Scope) -> Node:
        """A figure of all customers, or the customer's place among them."""
        return self._value(self._once(node, lambda: population.figure(self, node)), scope)

    def top(self, node: Top, scope: Scope) -> Node:
        """Whether the customer is among the best or worst."""
        return self._member(self._once(node, lambda: population.chosen(self, node)), scope)

    def sequence(self, node: Steps, scope: Scope) -> Node:
        """Whether a chain of the customer's events fits."""
        if all(step.negated for step in node.steps):
            return make.conjunction([self._never(step, node.until, scope) for step in node.steps])
        return self._member(self._once(node, lambda: sequences.members(self, node)), scope)

    def _never(self, step: Step, until: Moment, scope: Scope) -> Node:
        where = tuple(first_row(item, step.row) for item in step.where)
        return make.negation(self.exists(EventSet(step.event, until, where), scope))

    def _once(self, node: Expr, build: Callable[[], Found]) -> Found:
        found = self._found.get(node)
        if found is None:
            found = self._found[node] = build()
        return found

    def _value(self, found: Found, scope: Scope) -> Node:
        return make.column(scope.attach(found.name, found.key), found.value)

    def _member(self, found: Found, scope: Scope) -> Node:
        """Whether the customer is in a query of keys."""
        if scope.subqueries:
            return scope.matches(
                lambda alias: make.table((found.name,), alias), found.name, found.key
            )
        return make.is_known(make.column(scope.attach(found.name, found.key), found.key))


def _tables(plan: Plan, needs: Needs) -> list[str]:
    """Names that queries of the statement must not take."""
    found = [
        plan.customer.table,
        *(event.table for event in plan.events.values() if event.table),
        *needs.tables,
    ]
    return [part for name in found for part in (name, table_parts(name)[-1])]
