"""Which physical columns a plan reads: only drift of those stops a run, and only they are held.
Which tables definitions read, before there is a plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import assert_never

from segql.catalog.lookup import child_tables
from segql.catalog.models import Catalog
from segql.engines.holding import Reading
from segql.plan.nodes import (
    CUSTOMER,
    EVENT,
    At,
    Call,
    Column,
    Const,
    EventSet,
    Exists,
    Expr,
    InList,
    Measure,
    Periods,
    Plan,
    Population,
    Reference,
    Sequence,
    Top,
)
from segql.semantics import tree
from segql.semantics.walk import descendants

Rows = Mapping[int, str | None]
"""The physical table of each row in scope; None where its columns are computed."""


def used_columns(plan: Plan) -> dict[str, set[str]]:
    """The columns by table that the plan's statements name, keys and times included."""
    found = _Found(plan)
    customer = plan.customer
    found.use(customer.table, customer.key)
    if customer.latest_by is not None:
        found.use(customer.table, customer.latest_by)
    rows = {CUSTOMER: customer.table}
    for definition in plan.definitions.values():
        found.visit(definition.value, rows)
    found.visit_all(plan.columns.values(), rows)
    return found.columns


def readings(plan: Plan) -> list[Reading]:
    """What the plan's statements read, by table."""
    whose = {event.table: event.customer for event in plan.events.values()}
    whose[plan.customer.table] = plan.customer.key
    return [
        Reading(table, frozenset(columns), whose.get(table))
        for table, columns in used_columns(plan).items()
    ]


class _Found:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.columns: dict[str, set[str]] = {}
        self._events: set[str] = set()

    def use(self, table: str, column: str) -> None:
        self.columns.setdefault(table, set()).add(column)

    def visit_all(self, nodes: Iterable[Expr | None], rows: Rows) -> None:
        for node in nodes:
            if node is not None:
                self.visit(node, rows)

    def visit(self, node: Expr, rows: Rows) -> None:
        match node:
            case Const() | At() | Reference():
                pass
            case Column(child=str()):
                pass  # the rows of its table are asked instead, as events
            case Column():
                self._column(node, rows)
            case Call(args=args):
                self.visit_all(args, rows)
            case Measure(events=events, argument=argument, filter=condition):
                self.visit_all((argument, condition), self._event_set(events, rows))
            case Exists(events=events):
                self._event_set(events, rows)
            case Sequence(steps=steps):
                inside = {**rows, **{step.row: self._event(step.event) for step in steps}}
                for step in steps:
                    self.visit_all(step.where, inside)
            case Periods(where=where):
                self.visit(where, rows)
            case Population(argument=argument, per=per):
                self.visit_all((argument, *per), rows)
            case Top(by=by, per=per):
                self.visit_all((by, *per), rows)
            case InList(table=table, key=key):
                self.use(table, key)
            case _:
                assert_never(node)

    def _column(self, node: Column, rows: Rows) -> None:
        table = rows[node.row]
        for join in node.joins:
            if table is not None:
                self.use(table, join.by)
            self.use(join.table, join.key)
            table = join.table
        if table is not None:
            self.use(table, node.column)

    def _event_set(self, events: EventSet, rows: Rows) -> Rows:
        inside = {**rows, EVENT: self._event(events.event)}
        self.visit_all((*events.where, *events.having, events.tie), inside)
        return inside

    def _event(self, name: str) -> str | None:
        """The table of an event, whose own columns are noted when it is first met."""
        event = self.plan.events[name]
        if name not in self._events:
            self._events.add(name)
            own: Rows = {CUSTOMER: self.plan.customer.table, EVENT: event.table}
            if event.table is not None:
                self.use(event.table, event.customer)
                if event.key is not None:
                    self.use(event.table, event.key)
            lines = own if event.of is None else {**own, EVENT: self._event(event.of)}
            self.visit_all((event.by, *event.where, *event.fields.values()), lines)
            self.visit_all((event.time,), own)
        return event.table


def used_tables(program: tree.Program, catalog: Catalog, asked: Iterable[tree.Expr]) -> set[str]:
    """The tables that expressions read with all they refer to. A plan may turn out to need fewer
    of them, where a condition is always or never true.
    """
    found = _Tables(program, catalog)
    found.waiting.extend(asked)
    while found.waiting:
        for node in descendants(found.waiting.pop()):
            found.visit(node)
    return found.tables


class _Tables:
    def __init__(self, program: tree.Program, catalog: Catalog) -> None:
        self.program = program
        self.catalog = catalog
        self.tables = {catalog.customer.table}
        self.waiting: list[object] = []
        self._lists = {name: table for name, _, table in child_tables(catalog)}
        self._followed: set[object] = set()

    def visit(self, node: object) -> None:
        match node:
            case tree.Row(event=str() as event):
                self._event(event)
            case tree.Reference(name=name):
                self._follow(name, self._parts(name))
            case tree.InList(name=name):
                self.tables.add(self.catalog.lists[name].table)
            case tree.Field(row=row, hops=hops, name=name, computed=computed):
                self.tables.update(self.catalog.objects[hop.object].table for hop in hops)
                if computed:
                    place = (hops[-1].object if hops else row.event or "", name)
                    self._follow(place, [self.program.computed[place]])
                elif row.is_customer and not hops and name in self._lists:
                    self.tables.add(self._lists[name])
            case _:
                pass

    def _follow(self, what: object, parts: Iterable[object]) -> None:
        if what not in self._followed:
            self._followed.add(what)
            self.waiting.extend(parts)

    def _parts(self, name: str) -> list[object]:
        """What a definition is decided by."""
        match self.program.definitions[name]:
            case tree.Segment(body=body, consents=consents):
                return [body, *consents]
            case tree.Experiment(segment=segment):
                return [] if segment is None else [segment]
            case definition:
                return [definition]

    def _event(self, name: str) -> None:
        model = self.catalog.events.get(name)
        if model is None or (tree.Row, name) in self._followed:
            return  # an object's row has the table of the hop that leads to it
        stream = self.program.streams.get(name)
        self._follow((tree.Row, name), [] if stream is None else [stream])
        if model.of is not None:
            self._event(model.of)
            group = (model.of, model.by or "")
            self._follow(
                group, [self.program.computed[group]] if group in self.program.computed else []
            )
        elif model.table is not None:
            self.tables.add(model.table)
        fields = model.fields
        for hop in model.time_column.column.split(".")[:-1] if model.time_column else ():
            target = self.catalog.objects[fields[hop].to or ""]
            self.tables.add(target.table)
            fields = target.fields
