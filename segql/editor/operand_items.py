"""What can be offered where a value or a condition begins: names, values, functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from segql.catalog.models import FieldModel
from segql.editor.context import Context, Frame, compared, parsed_operand, type_of
from segql.editor.items import (
    Item,
    of_entry,
    of_event,
    of_field,
    of_function,
    of_value,
)
from segql.editor.symbols import Kind, Symbol, uses_in_expression
from segql.functions import EVENTS, OVERALL, PLACES, SCALARS, Accepts
from segql.semantics.literals import same_kind
from segql.semantics.project import EntryKind, Project, type_of_entry, type_of_field
from segql.semantics.scope import CUSTOMER, Names
from segql.syntax import nodes
from segql.syntax.words import UNIT_WORDS, written
from segql.types import BOOLEAN, INTEGER, TEXT, TIMESTAMP, Type

Fits = Callable[[Type], bool]


def _anything(type_: Type) -> bool:
    return True


def wanted(context: Context, project: Project) -> Fits:
    """Which types can stand here."""
    before, earlier = context.lower(), context.lower(2)
    left = compared(context)
    if left is not None:
        type_ = type_of(left, project, context.scope)
        return _anything if type_ is None else lambda other: same_kind(type_.element, other)
    if before in ("of", "since") and (earlier in UNIT_WORDS or earlier in ("weekday", "date")):
        return Accepts.TIME.takes
    if before == "of" and earlier == "anniversary":
        return Accepts.TIME.takes
    if before in ("before", "after", "on", "until", "since"):
        return Accepts.TIME.takes
    if before == "by":
        return Accepts.ORDERED.takes
    call = context.frames[-1] if context.frames else None
    if call is not None and before in ("(", ","):
        return _of_argument(call)
    return _anything


def _of_argument(call: Frame) -> Fits:
    name = call.function
    if call.overall and name in OVERALL:
        return OVERALL[name].argument.takes
    if name in PLACES:
        return PLACES[name].argument.takes
    if name in EVENTS:
        field = EVENTS[name].field
        return field.takes if field is not None else _anything
    if name in SCALARS:
        arguments = SCALARS[name].arguments
        return arguments[min(call.commas, len(arguments) - 1)].takes
    return _anything


# ------------------------------------------------------------------------------------ names


def names(context: Context, project: Project) -> Iterator[Item]:
    """Attributes, definitions, events and fields that can stand here."""
    fits = wanted(context, project)
    frame = context.events
    argument = context.argument
    if frame is not None and frame.event in project.events:
        yield from _of_filter(frame, project, fits)
        return
    if argument is not None:
        yield from _of_event_argument(context, argument, project, fits)
        return
    call = context.call
    if call is not None and call.function == "sequence" and call.event is None:
        yield from (of_event(name, project) for name in project.events)
        return
    own = context.own_event
    if own is not None:
        if own in project.events or own in project.catalog.objects:
            yield from _fields(own, project, fits)
        return
    if any(lexeme.lower == "measure" for lexeme in context.lexemes):
        yield Item("start", "keyword", "start", 2, "the day on which the experiment starts")
    grouped = context.lower() == "per"
    for entry in project.entries.values():
        type_ = type_of_entry(entry, project)
        if grouped and entry.kind is EntryKind.SEGMENT:
            continue
        if entry.kind is EntryKind.OBJECT or type_ is None or fits(type_):
            yield of_entry(entry, project)
    for word in ("today", "now"):
        if fits is not _anything and fits(TIMESTAMP):
            yield Item(word, "keyword", word, 2, "the day of the run" if word == "today" else "")


def _of_filter(frame: Frame, project: Project, fits: Fits) -> Iterator[Item]:
    """In `where` and `having`: the event's fields, its roles, and the way to the customer."""
    assert frame.event is not None
    yield from _fields(frame.event, project, fits)
    yield from _roles(frame.event, project, fits)
    yield Item("customer", "keyword", "customer.", 4, "what is known of the customer")
    for alias, event in frame.aliases.items():
        yield Item(alias, "event", f"{alias}.", 3, f"the {event} named {alias}")


def _of_event_argument(
    context: Context, frame: Frame, project: Project, fits: Fits
) -> Iterator[Item]:
    assert frame.function is not None
    declaration = EVENTS.get(frame.function)
    owners = [frame.event] if frame.event in project.events else list(project.events)
    for owner in owners:
        assert owner is not None
        if frame.event is None and (declaration is None or declaration.event):
            yield of_event(owner, project)
        if declaration is None or declaration.field is None:
            continue
        if frame.event is None and "NAME" in context.expected and not declaration.event:
            event = of_event(owner, project)
            yield Item(owner, "event", f"{owner}.", 2, event.detail, event.documentation)
        if not declaration.event or context.lower() == "distinct":
            for item in _fields(owner, project, fits):
                label = f"{owner}.{item.label}"
                insert = f"{written(owner)}.{item.insert}"
                yield Item(label, item.kind, insert, 1, item.detail, item.documentation)


def _fields(owner: str, project: Project, fits: Fits) -> Iterator[Item]:
    for name in project.field_names(owner):
        model = project.catalog.fields_of(owner).get(name)
        type_ = type_of_field(owner, name, project)
        if type_ is None or fits(type_):
            yield of_field(name, model, type_, written(name))


def _roles(owner: str, project: Project, fits: Fits) -> Iterator[Item]:
    event = project.events[owner]
    if (event.time is not None or event.of is not None) and fits(TIMESTAMP):
        yield Item("time", "attribute", "time", 1, "when it happened")
    if event.key is not None and fits(INTEGER):
        yield Item("key", "attribute", "key", 3, "the key of the event")


def fields_after_dot(context: Context, project: Project) -> Iterator[Item]:
    """What can follow `orders.`, `account.`, `customer.`."""
    path: list[str] = []
    index = len(context.lexemes) - 1
    while index > 0 and context.lexemes[index].lower == ".":
        path.insert(0, context.lexemes[index - 1].text.strip("`"))
        index -= 2
    if not path:
        return
    head, rest = path[0], path[1:]
    frame = context.events
    in_filter = context.scope.names is Names.EVENT
    owner: str | None = None
    if in_filter and frame is not None and head in frame.aliases:
        owner = frame.aliases[head]
    elif in_filter and head == "customer" and not rest:
        yield from (of_entry(entry, project) for entry in project.entries.values())
        return
    elif in_filter and frame is not None and frame.event != head:
        owner, rest = frame.event, path
    elif context.own_event not in (None, head):
        owner, rest = context.own_event, path
    elif head in project.events:
        owner = head
    else:
        entry = project.entries.get(head)
        owner = entry.model.to if entry is not None and entry.model is not None else None
    for name in rest:
        model: FieldModel | None = None
        if owner is not None and (owner in project.events or owner in project.catalog.objects):
            model = project.catalog.fields_of(owner).get(name)
        owner = model.to if model is not None else None
    if owner is None or (owner not in project.events and owner not in project.catalog.objects):
        return
    frames = context.frames
    fits = _of_argument(frames[-1]) if frames and frames[-1].function in EVENTS else _anything
    yield from _fields(owner, project, fits if context.argument is not None else _anything)
    if owner in project.events:
        yield from _roles(owner, project, _anything)


# ----------------------------------------------------------------------------------- values


def values(context: Context, project: Project, *, quotes: bool = False) -> Iterator[Item]:
    """The values that what is compared here can have; only texts where `quotes` are open."""
    found = symbol_of_operand(context, project)
    if found is None:
        return
    for value, detail in known_values(found, project):
        if isinstance(value, str) or not quotes:
            yield of_value(value, detail)


def symbol_of_operand(context: Context, project: Project) -> Symbol | None:
    node = parsed_operand(compared(context))
    if isinstance(node, nodes.Call) and len(node.arguments) == 1:
        # `first(orders.channel) = ` has the values of the field
        uses = list(uses_in_expression(node, project))
        fields = [use for use in uses if use.symbol.kind is Kind.FIELD]
        return fields[-1].symbol if fields and node.where is None else None
    if not isinstance(node, nodes.Name):
        return None
    scope = context.scope
    owner = scope.row.event if scope.names is Names.EVENT else None
    if owner is not None and owner not in project.events:
        return None
    uses = list(uses_in_expression(node, project, owner))
    return uses[-1].symbol if uses else None


def known_values(symbol: Symbol, project: Project) -> Iterator[tuple[object, str]]:
    """Every value that something can have, with what is known of it."""
    model: FieldModel | None = None
    if symbol.kind is Kind.FIELD and symbol.owner is not None:
        model = project.catalog.fields_of(symbol.owner).get(symbol.name)
    elif symbol.kind in (Kind.ATTRIBUTE, Kind.DEFINITION):
        entry = project.entries.get(symbol.name)
        model = entry.model if entry is not None else None
        match entry.node if entry is not None else None:
            case nodes.SegmentationDefinition(cases=cases):
                for case in cases:
                    yield case.name.name, case.title.value if case.title else "case"
            case nodes.ExperimentDefinition(variants=variants):
                for variant in variants:
                    yield variant.name.name, f"variant, {variant.share.text}"
            case _:
                pass
    if model is None:
        return
    for value in model.values or ():
        yield value, ""
    if model.value_type == BOOLEAN:
        yield True, ""
        yield False, ""


# -------------------------------------------------------------------------------- functions


def functions(context: Context, project: Project) -> Iterator[Item]:
    """Functions whose result can stand here; those of events only where customers are asked."""
    fits = wanted(context, project)
    call = context.call
    if call is not None and call.function == "sequence" and call.event is None:
        return
    if context.lower() == "overall":
        yield from (of_function(figure, name) for name, figure in OVERALL.items())
        return
    in_events = context.scope is not CUSTOMER or context.argument is not None
    if not in_events and "NAME" in context.expected and context.lower() != "per":
        for name, event in EVENTS.items():
            result = None if event.result is _LIKE_FIRST else event.result([INTEGER])
            if result is None or fits(result):
                inside = "$1 where $2" if event.needs_where else "$1"
                yield of_function(event, name, inside)
        for name, place in PLACES.items():
            if fits(place.result([INTEGER])):
                yield of_function(place, name)
        for name, figure in OVERALL.items():
            if fits(INTEGER):
                yield of_function(figure, f"overall {name}")
    if context.argument is not None and context.argument.event is None:
        return
    for name, scalar in SCALARS.items():
        takes_text = name == "lower"
        if fits(TEXT if takes_text else INTEGER):
            yield of_function(scalar, name)


_LIKE_FIRST = EVENTS["sum"].result
