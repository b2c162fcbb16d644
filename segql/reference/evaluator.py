"""The evaluator: a program, its catalog, a dataset and an instant; answers as keys and values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from segql.catalog.models import Catalog, Settings
from segql.catalog.physical import Dataset
from segql.clock import at_wall_clock, end_of_day
from segql.reference.calendar import instant_of
from segql.reference.expressions import compute, convert
from segql.reference.operations import bucket
from segql.reference.population import Groups, figure, known_by_group, top_members
from segql.reference.reading import Zones, read_value
from segql.reference.scope import Moment, Record, Scope, before
from segql.reference.store import Store
from segql.reference.values import Value
from segql.semantics import tree


class Evaluator:
    """What a program says of a dataset at an instant, by plain loops.

    `as_of` is an aware datetime. Raises UnsoundDataError where customer keys are null or stand
    twice, CellError where a cell does not hold what the catalog says, and PatternError for the
    few patterns that Python cannot read as RE2 does.
    """

    def __init__(
        self,
        program: tree.Program,
        catalog: Catalog,
        settings: Settings,
        dataset: Dataset,
        as_of: datetime,
    ) -> None:
        self.program = program
        self.catalog = catalog
        self.zone = ZoneInfo(settings.timezone)
        self.week_start: str = settings.week_start
        self.store = Store(catalog, dataset, self.zone)
        self.people: Sequence[Record] = list(self.store.customers.values())
        instant = as_of.astimezone(UTC)
        self._now = Moment(instant, instant)
        self._definitions: dict[tuple[str, Value, Moment], Value] = {}
        self._events: dict[tuple[str, Value, datetime], Sequence[Record]] = {}
        self._groups: dict[tuple[int, Moment], tuple[tree.Expr, Groups]] = {}
        self._lists: dict[str, set[Value]] = {}

    # ------------------------------------------------------------------------- answers

    @property
    def customers(self) -> list[Value]:
        """The keys of all customers, sorted."""
        return [person.key for person in self.people]

    def members(self, name: str) -> set[Value]:
        """The keys for which a segment, with its consent, or a condition with a name holds."""
        return {key for key, value in self.values(name).items() if value is True}

    def values(self, name: str) -> dict[Value, Value]:
        """By key: a trait's value, a segment's truth, a segmentation's case, a variant."""
        return {person.key: self.definition(name, person, self._now) for person in self.people}

    def condition(self, expr: tree.Expr) -> set[Value]:
        """The keys of the customers for whom a condition holds."""
        return {person.key for person in self.people if self.holds(expr, Scope(person, self._now))}

    # --------------------------------------------------------------------- expressions

    def holds(self, expr: tree.Expr, scope: Scope) -> bool:
        """Whether a condition is true; an unknown one is not."""
        return self.value(expr, scope) is True

    def value(self, expr: tree.Expr, scope: Scope) -> Value:
        """The value of an expression; None where it is unknown."""
        match expr:
            case tree.Field():
                return self._field(expr, scope)
            case tree.Column(row, name, type_):
                cell = scope.record(row).cells.get(name)
                return read_value(cell, type_, Zones(self.zone, self.zone))
            case tree.EventTime(row):
                return scope.record(row).time
            case tree.EventKey(row):
                return scope.record(row).key
            case tree.Reference(name, _, at):
                return self.definition(name, scope.customer, self._moment_of(at, scope.moment))
            case tree.InList(name):
                if name not in self._lists:
                    self._lists[name] = self.store.list_keys(name)
                return scope.customer.key in self._lists[name]
            case tree.Top(by=argument):
                groups = self._groups_of(expr, argument, scope)
                return scope.customer.key in top_members(expr, groups)
            case tree.Population(argument=argument, type=type_):
                groups = self._groups_of(expr, argument, scope)
                return convert(figure(expr, groups, scope, self), type_, self)
            case _:
                return compute(expr, scope, self)

    def _field(self, field: tree.Field, scope: Scope) -> Value:
        record = scope.record(field.row)
        for hop in field.hops:
            target = self.store.related(record, hop.name)
            if target is None:
                return None
            record = target
        if field.computed:
            expr = self.program.computed[record.owner or "", field.name]
            inner = Scope(scope.customer, scope.moment, {1: record})
            return convert(self.value(expr, inner), field.type, self)
        event = self.catalog.events.get(record.owner or "")
        if event is not None and event.of is not None and event.by == field.name:
            return record.key
        return self.store.field(record, field.name, field.type)

    def _groups_of(
        self, node: tree.Top | tree.Population, argument: tree.Expr, scope: Scope
    ) -> Groups:
        key = (id(node), scope.moment)
        if key not in self._groups:
            groups = known_by_group(argument, node.per, node.within, scope.moment, self)
            self._groups[key] = (node, groups)  # the node is held, so that its id stays its own
        return self._groups[key][1]

    # -------------------------------------------------------------------------- events

    def events(self, name: str, scope: Scope) -> Sequence[Record]:
        """The customer's events of a kind that the moment sees, in its period if there is one."""
        moment = scope.moment
        key = (name, scope.customer.key, moment.horizon)
        if key not in self._events:
            self._events[key] = self._visible(name, Scope(scope.customer, moment))
        if moment.period is None:
            return self._events[key]
        start, end = moment.period
        return [
            record
            for record in self._events[key]
            if record.time is not None and start <= instant_of(record.time, self.zone) < end
        ]

    def _visible(self, name: str, scope: Scope) -> list[Record]:
        """Events before the horizon, and those whose time is unknown, that are of this kind."""
        event = self.catalog.events[name]
        if event.of is not None:
            return self._made_of(name, event.of, event.by or "", scope)
        horizon = scope.moment.horizon
        return [
            record
            for record in self.store.events(name, scope.customer.key)
            if (record.time is None or instant_of(record.time, self.zone) < horizon)
            and self._in_stream(name, record, scope)
        ]

    def _made_of(self, name: str, of: str, by: str, scope: Scope) -> list[Record]:
        """One event for each known value of `by` among the lines that can be seen.

        Its key is that value and its time the earliest known time of its lines.
        """
        field = self._line_field(of, by)
        unlimited = Scope(scope.customer, Moment(scope.moment.as_of, scope.moment.horizon))
        groups: dict[Value, list[Record]] = {}
        for line in self.events(of, unlimited):
            group = self.value(field, Scope(scope.customer, scope.moment, {1: line}))
            if group is not None and self._in_stream(name, line, scope):
                groups.setdefault(group, []).append(line)
        return [
            Record(
                name, {}, key, scope.customer.key,
                min((line.time for line in lines if line.time is not None), default=None),
                lines,
            )
            for key, lines in groups.items()
        ]  # fmt: skip

    def _line_field(self, of: str, by: str) -> tree.Field:
        """The field of the lines that they are put together by."""
        computed = self.program.computed.get((of, by))
        if computed is not None:
            return tree.Field(tree.Row(1, of), (), by, computed.type, computed=True)
        declared = self.catalog.fields_of(of)[by].value_type
        if declared is None:
            raise ValueError(f"{of}.{by} has no type")
        return tree.Field(tree.Row(1, of), (), by, declared)

    def _in_stream(self, name: str, record: Record, scope: Scope) -> bool:
        where = self.program.streams.get(name)
        return where is None or self.holds(where, Scope(scope.customer, scope.moment, {1: record}))

    # --------------------------------------------------------------------- definitions

    def definition(self, name: str, customer: Record, moment: Moment) -> Value:
        """What a definition says of a customer at a moment."""
        key = (name, customer.key, moment)
        if key not in self._definitions:
            self._definitions[key] = self._define(name, Scope(customer, moment))
        return self._definitions[key]

    def _define(self, name: str, scope: Scope) -> Value:
        definition = self.program.definitions[name]
        match definition:
            case tree.Trait(body=body, type=type_):
                return convert(self.value(body, scope), type_, self)
            case tree.Segment(body=body, consents=consents):
                return all(self.holds(condition, scope) for condition in (body, *consents))
            case tree.Segmentation(cases=cases):
                for case in cases:
                    if case.condition is None or self.holds(case.condition, scope):
                        return case.name
                return None
            case tree.Experiment():
                return self._variant(definition, scope)
            case _:
                assert_never(definition)

    def _variant(self, experiment: tree.Experiment, scope: Scope) -> str | None:
        """Decided once: by membership, and consent, at the first moment of the start."""
        start = scope.moment.at(instant_of(experiment.start, self.zone).astimezone(UTC))
        at_start = Scope(scope.customer, start)
        if experiment.segment is not None and not self.holds(experiment.segment, at_start):
            return None
        place = bucket(experiment.name, scope.customer.key)
        for variant in experiment.variants:
            if variant.low <= place < variant.high:
                return variant.name
        return None

    def _moment_of(self, at: tree.When | None, moment: Moment) -> Moment:
        """The moment of an `as of`: so long ago, a timestamp, or the end of a day.

        What has a name is taken as of its moment in whole, also where a period asks for it.
        """
        moment = replace(moment, period=None)
        if at is None:
            return moment
        if at.ago is not None:
            return moment.at(before(moment, at.ago, self.zone))
        if isinstance(at.at, datetime):
            aware = at.at if at.at.tzinfo else at_wall_clock(at.at, self.zone)
            return moment.at(aware.astimezone(UTC))
        if at.at is None:
            raise ValueError("an `as of` without an instant")
        return moment.at(end_of_day(at.at, self.zone).astimezone(UTC))
