"""From a program to a plan: the asked definitions, and all they rest on, dependencies first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from segql.catalog.children import with_child_events
from segql.catalog.models import Catalog, Settings
from segql.catalog.physical import Physical
from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes import plan as codes
from segql.plan.columns import group_field
from segql.plan.context import Context, Shared
from segql.plan.events import event_time, first_lines
from segql.plan.logic import both, compare, conjuncts
from segql.plan.moments import AsOf, Fixed, Moment
from segql.plan.nodes import (
    EVENT,
    Call,
    Const,
    CustomerTable,
    Definition,
    DefinitionKey,
    EventTable,
    Expr,
    Op,
    Plan,
)
from segql.plan.values import lower, lower_reference, value_of
from segql.semantics import tree
from segql.semantics.walk import descendants
from segql.types import BOOLEAN, DECIMAL, TEXT, Type

INSTANTS = 64
"""At most so many pairs of definition and instant that an `as of` moved."""


def build_plan(
    program: tree.Program,
    catalog: Catalog,
    settings: Settings,
    names: Sequence[str],
    physical: Physical | None = None,
    *,
    conditions: Mapping[str, tree.Expr] | None = None,
    columns: Sequence[str] = (),
    given: bool = False,
) -> Plan:
    """The plan of the named definitions and of further conditions and values, each under its
    own name; a boolean value is a condition.

    `physical` are the target's columns where they are known; without them timestamps are taken
    as wall clocks and paths as structs. `columns` are attributes or traits to give out with the
    members. `given` says that values of traits may come from whoever asks, who may not know even
    what an own computation always knows. Raises SegqlError where too many instants are asked for.
    """
    extra = {name: _unnamed(name, body) for name, body in (conditions or {}).items()}
    everything = {**program.definitions, **extra}
    catalog = with_child_events(catalog)
    shared = Shared(replace(program, definitions=everything), catalog, settings, physical, given)
    start = Context(shared, AsOf(), lower)
    roots = tuple(DefinitionKey(name, AsOf()) for name in (*names, *extra))
    outputs = {name: _attribute(program, catalog, name) for name in columns}
    asked = [*roots, *(key for node in outputs.values() for key in _references(start, node))]
    for key in _ordered(start, asked):
        shared.definitions[key] = _definition(start.enter(key), key)
    values = {name: value_of(start, node) for name, node in outputs.items()}
    return Plan(
        _customer(catalog),
        _event_tables(start),
        shared.definitions,
        roots,
        values,
        settings.timezone,
        settings.week_start,
        physical or {},
    )


def _unnamed(name: str, body: tree.Expr) -> tree.Definition:
    if body.type == BOOLEAN:
        return tree.Segment(name, None, body)
    return tree.Trait(name, None, body, body.type)


def _attribute(program: tree.Program, catalog: Catalog, name: str) -> tree.Expr:
    definition = program.definitions.get(name)
    if definition is not None:
        return tree.Reference(name, definition_type(definition))
    model = catalog.customer.attributes[name]
    return tree.Field(tree.CUSTOMER, (), name, model.value_type or TEXT, model.always_known)


def definition_type(definition: tree.Definition) -> Type:
    """The type of a definition's value."""
    match definition:
        case tree.Trait():
            return definition.type
        case tree.Segment():
            return BOOLEAN
        case tree.Segmentation() | tree.Experiment():
            return TEXT


# ------------------------------------------------------------------------------- references


def _references(ctx: Context, node: object) -> Iterator[DefinitionKey]:
    """The definitions that a tree names, each at its instant; computed fields are followed."""
    waiting: list[object] = [node]
    seen: set[tuple[str, str]] = set()
    while waiting:
        for part in descendants(waiting.pop()):
            match part:
                case tree.Reference(name=name, at=at):
                    here = ctx.at(ctx.moment(at)) if at is not None else ctx
                    yield here.key(name)
                case tree.Field(computed=True):
                    owner = part.hops[-1].object if part.hops else part.row.event or ""
                    waiting.extend(_once(ctx, seen, (owner, part.name)))
                case _:
                    pass


def _once(ctx: Context, seen: set[tuple[str, str]], place: tuple[str, str]) -> Iterator[tree.Expr]:
    if place not in seen:
        seen.add(place)
        yield ctx.shared.program.computed[place]


def _needs(ctx: Context, key: DefinitionKey) -> list[DefinitionKey]:
    here = ctx.enter(key)
    definition = ctx.shared.program.definitions[key.name]
    match definition:
        case tree.Experiment(segment=segment, start=start):
            return [here.at(_start(ctx, start)).key(segment.name)] if segment else []
        case tree.Segment(body=body, consents=consents):
            return list(_references(here, tree.And((body, *consents))))
        case _:
            return list(_references(here, definition))


def _ordered(ctx: Context, roots: Sequence[DefinitionKey]) -> list[DefinitionKey]:
    """Dependencies before what needs them, each once; without recursion, however deep."""
    done: dict[DefinitionKey, None] = {}
    waiting: list[tuple[DefinitionKey, bool]] = [(key, False) for key in reversed(roots)]
    moved: set[DefinitionKey] = set()
    while waiting:
        key, ready = waiting.pop()
        if ready:
            done[key] = None
            continue
        if key in done:
            continue
        if key.until != AsOf():
            moved.add(key)
            if len(moved) > INSTANTS:
                raise SegqlError(_too_many_instants(ctx, key))
        waiting.append((key, True))
        waiting.extend((need, False) for need in reversed(_needs(ctx, key)) if need not in done)
    return list(done)


def _too_many_instants(ctx: Context, key: DefinitionKey) -> Diagnostic:
    definition = ctx.shared.program.definitions[key.name]
    return Diagnostic(
        codes.TOO_MANY_INSTANTS,
        f"`{key.name}` and what it uses are asked for at more than {INSTANTS} different times",
        definition.span,
        "Use fewer `as of`, or the same day in several of them.",
    )


# ------------------------------------------------------------------------------ definitions


def _definition(ctx: Context, key: DefinitionKey) -> Definition:
    definition = ctx.shared.program.definitions[key.name]
    match definition:
        case tree.Trait():
            value = value_of(ctx, definition.body)
            nullable = value.nullable or ctx.shared.given
            return Definition(key, "trait", value, definition.type, nullable, definition.title)
        case tree.Segment():
            value = both(ctx.expr(item) for item in (definition.body, *definition.consents))
            return Definition(key, "segment", value, BOOLEAN, False, definition.title)
        case tree.Segmentation():
            value = _cases(ctx, definition)
            return Definition(key, "segmentation", value, TEXT, value.nullable, definition.title)
        case tree.Experiment():
            value = _variants(ctx, definition)
            return Definition(key, "experiment", value, TEXT, value.nullable, definition.title)


def _cases(ctx: Context, definition: tree.Segmentation) -> Expr:
    args: list[Expr] = []
    rest: Expr = Const(None, TEXT)
    for case in definition.cases:
        if case.condition is None:
            rest = Const(case.name, TEXT)
            break
        args.extend((ctx.expr(case.condition), Const(case.name, TEXT)))
    if not args:
        return rest
    return Call(Op.CASE, (*args, rest), TEXT, rest.nullable)


def _variants(ctx: Context, definition: tree.Experiment) -> Expr:
    member: Expr = Const(True, BOOLEAN)
    if definition.segment is not None:
        started = ctx.at(_start(ctx, definition.start))
        member = lower_reference(started, replace(definition.segment, at=None))
    bucket = Call(Op.BUCKET, (), DECIMAL, nullable=False, detail=definition.name)
    args: list[Expr] = []
    for variant in definition.variants:
        low = compare(Op.GE, bucket, Const(variant.low, DECIMAL))
        high = compare(Op.LT, bucket, Const(variant.high, DECIMAL))
        inside = both((member, low, high) if variant.low else (member, high))
        args.extend((inside, Const(variant.name, TEXT)))
    return Call(Op.CASE, (*args, Const(None, TEXT)), TEXT, nullable=True)


def _start(ctx: Context, start: object) -> Moment:
    """An experiment is decided at the first moment of its start."""
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from segql.clock import midnight

    match start:
        case datetime():
            return Fixed(start)
        case date():
            return Fixed(midnight(start, ZoneInfo(ctx.shared.zone)))
        case _:
            raise TypeError(start)


# ----------------------------------------------------------------------------------- tables


def _customer(catalog: Catalog) -> CustomerTable:
    rule = catalog.customer.duplicates
    latest = rule.removeprefix("latest by ").strip() if rule else None
    return CustomerTable(catalog.customer.table, catalog.customer.key, latest)


def _event_tables(ctx: Context) -> dict[str, EventTable]:
    """The tables of all events that the plan reads, those that others are made of included."""
    made: dict[str, EventTable] = {}
    models = ctx.shared.catalog.events
    while waiting := [name for name in ctx.shared.events if name not in made]:
        # what others are made of comes after them, when all the fields they use are known
        rests = {models[name].of for name in waiting}
        for name in waiting:
            if name not in rests:
                made[name] = _event_table(ctx, name)
    return made


def _event_table(ctx: Context, name: str) -> EventTable:
    model = ctx.shared.catalog.events[name]
    time = event_time(ctx, name) if ctx.shared.catalog.has_time(name) else None
    stream = ctx.shared.program.streams.get(name)
    if model.of is None:
        row = ctx.with_row(tree.Row(1, name), EVENT)
        return EventTable(
            name,
            model.table,
            None,
            None,
            model.customer or "",
            model.key,
            time,
            conjuncts(row.expr(stream)) if stream is not None else (),
            {},
        )
    ctx.shared.events[model.of] = None
    lines = ctx.with_row(tree.Row(1, model.of), EVENT)
    grouping = replace(ctx.with_row(tree.Row(1, name), EVENT), grouped=name)
    fields: dict[str, Expr] = {}
    if time is not None:
        fields["time"] = first_lines(ctx, name)
    waiting = [item for item in ctx.shared.used.get(name, {}) if item not in fields]
    for item in waiting:
        body = ctx.shared.program.computed[name, item]
        fields[item] = grouping.expr(body)
    return EventTable(
        name,
        None,
        model.of,
        lines.expr(group_field(ctx, name, model.by or "")),
        _customer_column(ctx, model.of),
        model.by,
        time,
        conjuncts(lines.expr(stream)) if stream is not None else (),
        fields,
    )


def _customer_column(ctx: Context, event: str) -> str:
    model = ctx.shared.catalog.events[event]
    return _customer_column(ctx, model.of) if model.of else model.customer or ""
