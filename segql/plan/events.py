"""Functions of events as event sets and measures: which events are seen, and what is asked."""

from __future__ import annotations

from dataclasses import replace

from segql.catalog.models import Event, FieldModel
from segql.catalog.physical import ColumnKind
from segql.plan.columns import plain_column
from segql.plan.context import Context
from segql.plan.logic import both, call, conjuncts, double, either, known, negate, or_else
from segql.plan.moments import Moment, Shifted, StartOf, never_after
from segql.plan.nodes import (
    EVENT,
    Call,
    Column,
    Const,
    EventSet,
    Exists,
    Expr,
    Function,
    Join,
    Measure,
    Op,
    Periods,
    Sequence,
    Step,
)
from segql.plan.times import lower_window, static_bounds, within
from segql.semantics import tree
from segql.semantics.walk import descendants
from segql.types import BOOLEAN, DATE, DOUBLE, INTEGER, TIMESTAMP, Type

ORDERED = frozenset({"first", "last", "average gap"})


# -------------------------------------------------------------------------------- event rows


def lower_time(ctx: Context, node: tree.EventTime) -> Expr:
    """The time of an event row."""
    model = ctx.shared.catalog.events[node.row.event or ""]
    row = ctx.rows[node.row.index]
    if model.of:
        of_time = event_time(ctx, model.of)
        return Column(
            row, (), "time", (), node.type, of_time.nullable, of_time.zone, name=("time",)
        )
    role = model.time_column
    if role is None:
        raise ValueError(f"{node.row.event} has no time")
    *hops, name = role.column.split(".")
    fields, table, joins = model.fields, model.table or "", list[Join]()
    for hop in hops:
        target = ctx.shared.catalog.objects[fields[hop].to or ""]
        joins.append(Join(target.table, target.key, fields[hop].by or hop))
        fields, table = target.fields, target.table
    declared = time_field(ctx, model)
    column = (declared.column if declared and hops else None) or name
    physical = ctx.shared.column(table, column)
    made = Column(
        row,
        tuple(joins),
        column,
        (),
        node.type,
        nullable=not node.required,
        physical=physical.kind if physical else None,
        name=("time",),
    )
    zone = role.timezone or (declared.timezone if declared else None) or ctx.shared.zone
    plain = plain_column(ctx, made, declared, physical)
    is_wall_clock = physical is None or physical.kind is ColumnKind.TIMESTAMP
    if isinstance(plain, Column) and plain.type == TIMESTAMP and is_wall_clock:
        return replace(plain, zone=zone)
    return plain


def event_time(ctx: Context, event: str) -> Expr:
    """The time of a row 1 of an event, as the typed tree's roles describe it."""
    known = ctx.shared.times.get(event)
    if known is None:
        row = tree.Row(1, event)
        known = lower_time(
            ctx.with_row(row, EVENT),
            tree.EventTime(row, time_type(ctx, event), time_required(ctx, event)),
        )
        ctx.shared.times[event] = known
    return known


def time_field(ctx: Context, model: Event) -> FieldModel | None:
    """The declared field, if any, that the time of an event is read from."""
    role = model.time_column
    if role is None:
        return None
    *hops, name = role.column.split(".")
    fields = model.fields
    for hop in hops:
        fields = ctx.shared.catalog.objects[fields[hop].to or ""].fields
    if hops:
        return fields.get(name)
    return next((item for key, item in fields.items() if (item.column or key) == name), None)


def time_type(ctx: Context, event: str) -> Type:
    """date or timestamp: as the role says, else the declared field, else a timestamp."""
    model = ctx.shared.catalog.events[event]
    if model.of:
        return time_type(ctx, model.of)
    role, declared = model.time_column, time_field(ctx, model)
    if role is not None and role.type is not None:
        return DATE if role.type == "date" else TIMESTAMP
    value_type = declared.value_type if declared else None
    return value_type if value_type is not None and value_type.is_time else TIMESTAMP


def time_required(ctx: Context, event: str) -> bool:
    model = ctx.shared.catalog.events[event]
    if model.of:
        return time_required(ctx, model.of)
    declared = time_field(ctx, model)
    return declared is not None and declared.required and "." not in _column(model)


def _column(model: Event) -> str:
    return model.time_column.column if model.time_column else ""


def lower_key(ctx: Context, node: tree.EventKey) -> Expr:
    model = ctx.shared.catalog.events[node.row.event or ""]
    column = model.by if model.of else model.key
    if column is None:
        raise ValueError(f"{node.row.event} has no key")
    return Column(
        ctx.rows[node.row.index], (), column, (), node.type, nullable=False, name=("key",)
    )


def lower_stray_column(ctx: Context, node: tree.Column) -> Expr:
    """A physical column that no field declares, in the `where` of a stream."""
    table = ctx.shared.catalog.events[node.row.event or ""].table or ""
    physical = ctx.shared.column(table, node.name)
    made = Column(
        ctx.rows[node.row.index],
        (),
        node.name,
        (),
        node.type,
        nullable=True,
        physical=physical.kind if physical else None,
        name=(node.name,),
    )
    return plain_column(ctx, made, None, physical)


# --------------------------------------------------------------------------- sets of events


def visible(ctx: Context, event: str, time: Expr | None, *, timed: bool) -> Expr:
    """No event at or after the instant in force is seen; an unknown time is, where none is
    asked for (`timed` false).
    """
    if time is None:
        return Const(True, BOOLEAN)
    seen = within(time, (None, ctx.seen))
    if timed or not time.nullable:
        return seen
    return either((negate(known(time)), seen))


def _window(ctx: Context, event: str, time: Expr, window: tree.Window) -> Expr:
    """The bounds of a window on an event's time, with what is visible."""
    inside = lower_window(ctx, time, window)
    bounds = static_bounds(ctx, window)
    ends = bounds[1] if bounds is not None else None
    if ends is not None and never_after(ends, ctx.until) and not ctx.horizon:
        return inside
    return both((inside, visible(ctx, event, time, timed=True)))


def event_set(ctx: Context, node: tree.Aggregate, *, filtered: bool = True) -> EventSet:
    """The events that a function is asked of, all bounds among the conditions."""
    event = node.row.event or ""
    ctx.shared.events[event] = None
    inner = ctx.with_row(node.row, EVENT)
    time = event_time(ctx, event) if ctx.shared.catalog.has_time(event) else None
    timed = node.pick is not None or node.function in ORDERED
    parts: list[Expr] = []
    if time is not None and node.window is not None:
        # names in a window are the customer's, so it is lowered outside the event's scope
        parts.append(_window(ctx, event, time, node.window))
    elif ctx.horizon or not (ctx.per_period or ctx.period):
        parts.append(visible(ctx, event, time, timed=timed))
    if ctx.period is not None and time is not None:
        parts.append(within(time, ctx.period))
    if node.where is not None and filtered:
        parts.append(inner.expr(node.where))
    argument = inner.expr(node.argument) if node.argument is not None else None
    keyed = ctx.shared.catalog.events[event].key or ctx.shared.catalog.events[event].of
    return EventSet(
        event,
        ctx.seen,
        conjuncts(both(parts)),
        node.pick.kind if node.pick else None,
        node.pick.amount if node.pick else 0,
        None if keyed or node.pick is None else argument,
        conjuncts(inner.expr(node.having)) if node.having is not None else (),
        per_period=ctx.per_period,
    )


def lower_aggregate(ctx: Context, node: tree.Aggregate) -> Expr:
    """A function of events as a measure, with the value the language gives to no events."""
    if node.of_parent is not None:
        return _of_lines(ctx, node)
    if node.function == "any":
        return Exists(event_set(ctx, node))
    if node.function == "share":
        return _share(ctx, node)
    inner = ctx.with_row(node.row, EVENT)
    argument = inner.expr(node.argument) if node.argument is not None else None
    return _measured(ctx, node, event_set(ctx, node), argument)


def _share(ctx: Context, node: tree.Aggregate) -> Expr:
    events = event_set(ctx, node, filtered=False)
    inner = ctx.with_row(node.row, EVENT)
    condition = inner.expr(node.where) if node.where is not None else Const(True, BOOLEAN)
    matching = Measure(events, "count", None, INTEGER, nullable=True, filter=condition)
    every = Measure(events, "count", None, INTEGER, nullable=True)
    return Call(Op.DIVIDE, (double(matching), double(every)), DOUBLE, nullable=True)


def _measured(ctx: Context, node: tree.Aggregate, events: EventSet, argument: Expr | None) -> Expr:
    function: Function
    match node.function:
        case "count":
            function = "count distinct" if node.distinct else "count"
        case "any" | "share":
            raise ValueError(node.function)
        case name:
            function = name
    if function == "average" and argument is not None:
        argument = double(argument)
    if function in ("first", "last") and _is_own_time(ctx, node, argument):
        function = "min" if function == "first" else "max"
    measure = Measure(
        events,
        function,
        argument,
        node.type,
        nullable=True,
        fold=node.fold,
        zone=argument.zone if argument is not None and node.type == TIMESTAMP else None,
    )
    if node.function in ("count", "sum"):
        return or_else(measure, Const(0, node.type))
    return measure


def _is_own_time(ctx: Context, node: tree.Aggregate, argument: Expr | None) -> bool:
    event = node.row.event or ""
    return argument is not None and argument == event_time(ctx, event) and node.pick is None


def _of_lines(ctx: Context, node: tree.Aggregate) -> Expr:
    """A figure of the lines of one event made of events: `where` limits the lines that count."""
    event = node.row.event or ""
    inner = ctx.with_row(node.row, EVENT)
    parts = [inner.expr(node.where)] if node.where is not None else []
    if node.window is not None:
        parts.append(_window(ctx, event, event_time(ctx, event), node.window))
    if node.function in ORDERED:
        parts.append(visible(ctx, event, event_time(ctx, event), timed=True))
    events = EventSet(event, ctx.seen, conjuncts(both(parts)))
    if node.function == "any":
        count = Measure(events, "count", None, INTEGER, nullable=False)
        return call(Op.GT, count, Const(0, INTEGER), type=BOOLEAN)
    if node.function == "share":
        every = Measure(replace(events, where=()), "count", None, INTEGER, nullable=False)
        matching = Measure(events, "count", None, INTEGER, nullable=False)
        return Call(Op.DIVIDE, (double(matching), double(every)), DOUBLE, nullable=True)
    argument = inner.expr(node.argument) if node.argument is not None else None
    return _measured(ctx, node, events, argument)


# --------------------------------------------------------------------- sequences and periods


def lower_sequence(ctx: Context, node: tree.Sequence) -> Expr:
    """Steps with their bounds; rows are numbered by step."""
    steps = []
    scope = ctx
    for number, step in enumerate(node.steps, 1):
        event = step.row.event or ""
        ctx.shared.events[event] = None
        scope = scope.with_row(step.row, number)
        time = lower_time(
            scope, tree.EventTime(step.row, time_type(ctx, event), time_required(ctx, event))
        )
        parts = [_window(ctx, event, time, step.window)] if step.window else []
        parts.append(visible(ctx, event, time, timed=True))
        if ctx.period is not None:
            parts.append(within(time, ctx.period))
        if step.where is not None:
            parts.append(scope.expr(step.where))
        limit = (step.limit.amount, step.limit.unit) if step.limit else None
        steps.append(Step(number, event, step.negated, limit, conjuncts(both(parts))))
    return Sequence(tuple(steps), ctx.period[1] if ctx.period else ctx.seen)


def lower_periods(ctx: Context, node: tree.PeriodCount) -> Expr:
    """The periods as bounds. Where all of the condition groups by period it is asked once for
    all of them; sequences and figures of the population are asked period by period.
    """
    bounds = tuple(period_bounds(ctx.until, node))
    if any(isinstance(part, tree.Sequence | tree.PeriodCount) for part in descendants(node.where)):
        conditions = tuple(
            replace(ctx, period=period, per_period=False).expr(node.where) for period in bounds
        )
        return Call(Op.COUNT_TRUE, conditions, INTEGER, nullable=False)
    inner = replace(ctx, per_period=True, period=None)
    return Periods(bounds, inner.expr(node.where))


def period_bounds(until: Moment, node: tree.PeriodCount) -> list[tuple[Moment, Moment]]:
    """The periods, the latest first."""
    if node.calendar:
        return [
            (StartOf(node.unit, until, -back), StartOf(node.unit, until, 1 - back))
            for back in range(1, node.last + 1)
        ]
    marks = [until if n == 0 else Shifted(until, -n * node.size, node.unit)
             for n in range(node.last + 1)]  # fmt: skip
    return [(marks[n + 1], marks[n]) for n in range(node.last)]


def first_lines(ctx: Context, event: str) -> Expr:
    """The time of an event made of events: the earliest of its lines."""
    of = ctx.shared.catalog.events[event].of or ""
    time = event_time(ctx, of)
    events = EventSet(of, ctx.seen, ())
    return Measure(events, "min", time, time.type, time.nullable, zone=time.zone)
