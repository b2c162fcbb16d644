"""What a function of events is about: the kind of events, and the value asked of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from segql.diagnostics.codes import names as name_codes
from segql.diagnostics.codes import types as codes
from segql.functions import EVENTS, OVERALL, Accepts, EventFunction
from segql.semantics import tree
from segql.semantics.operators import is_untyped_key
from segql.semantics.scope import Names, Scope
from segql.semantics.suggestions import by_case, close
from segql.semantics.unknown_names import report_not_here
from segql.semantics.walk import children, said, ungrouped
from segql.semantics.words import listed, type_words
from segql.syntax import nodes

if TYPE_CHECKING:
    from segql.semantics.checker import Checker


def is_event_function(node: nodes.Call) -> bool:
    return node.function.name in EVENTS


def event_of(checker: Checker, node: nodes.Call, scope: Scope) -> str | None:
    """The kind of events that the argument is about."""
    project = checker.project
    if scope.names is Names.COLUMNS or not (scope.customer or scope.parent):
        report_not_here(checker, f"`{node.function.name}` of events", node.span)
        return None
    name = next((n for n in _names(node.arguments[0]) if n.parts[0].name in project.events), None)
    if scope.names is Names.ARGUMENT:
        checker.report(
            name_codes.EVENTS_NOT_HERE,
            "Inside the argument of a function of events stands one event's value, not a figure "
            "of all of them.",
            node.span,
            f"For a figure over all customers write `overall average({node.span.text})`; else "
            "give the inner one a name, as a trait.",
        )
        return None
    if name is None:
        _report_no_event(checker, node, scope)
        return None
    event = name.parts[0].name
    if scope.parent is not None:
        assert scope.parent.event is not None
        of = project.events[scope.parent.event].of
        if event != of:
            checker.report(
                name_codes.EVENTS_NOT_HERE,
                f"`{scope.parent.event}` are made of `{of}`, and of nothing else.",
                name.span,
                f"Ask for fields of `{of}`: `sum({of}. ...)`.",
            )
            return None
    return event


def _names(node: nodes.Expr) -> Iterator[nodes.Name]:
    """The names of an argument, but not those inside a function of events of its own."""
    stack: list[Any] = [node]
    while stack:
        here = stack.pop()
        if isinstance(here, nodes.Name):
            yield here
        elif not (isinstance(here, nodes.Call) and is_event_function(here)):
            stack.extend(reversed(list(children(here))))


def _report_no_event(checker: Checker, node: nodes.Call, scope: Scope) -> None:
    project = checker.project
    function = node.function.name
    argument = ungrouped(node.arguments[0])
    inner = next(iter(_names(argument)), None)
    if any(isinstance(item, nodes.Call) and is_event_function(item) for item in _calls(argument)):
        over = f"overall {function}" if function in OVERALL else "overall average"
        checker.report(
            name_codes.NOT_EVENTS,
            f"`{function}` looks at events, and {said(argument.span)} is one figure of a customer.",
            argument.span,
            f"For the figure over all customers write `{over}({argument.span.text})`.",
            fix=f"{over}({argument.span.text})",
            fix_span=node.span,
        )
        return
    if inner is None:
        some = next(iter(project.events), "orders")
        checker.report(
            name_codes.NOT_EVENTS,
            f"`{function}` looks at events, and {said(argument.span)} are none.",
            argument.span,
            f"Name a kind of event of the catalog: `{function}({some}...)`.",
        )
        return
    head = inner.parts[0]
    near = by_case(head.name, project.events) or close(head.name, project.events)
    owners = [event for event in project.events if head.name in project.field_names(event)]
    if owners and head.name not in project.entries and near is None:
        options = [f"{owner}.{inner.span.text}" for owner in owners]
        checker.report(
            name_codes.UNKNOWN_NAME,
            f"`{head.name}` is a field of {listed(owners, last='and of')}; before `where` it is "
            "written with its event.",
            inner.span,
            f"Write {listed(options, last='or')}.",
            fix=options[0] if len(options) == 1 else None,
        )
        return
    fields = project.field_names(scope.row.event) if scope.row.event else ()
    if near is None and (head.name in project.entries or head.name in fields):
        known = function in OVERALL and head.name in project.entries
        checker.report(
            name_codes.NOT_EVENTS,
            f"`{function}` looks at events, and `{head.name}` is a single value.",
            inner.span,
            f"For the figure over all customers write `overall {function}({inner.span.text})`; "
            f"for one customer, `{inner.span.text}` alone."
            if known
            else f"Write `{inner.span.text}` alone, or name a kind of event of the catalog.",
        )
        return
    checker.report(
        name_codes.UNKNOWN_NAME,
        f"There are no events called `{head.name}`.",
        head.span,
        f"Did you mean `{near}`?" if near else f"The catalog has {listed(project.events)}.",
        fix=near,
    )


def _calls(node: nodes.Expr) -> Iterator[nodes.Call]:
    stack: list[Any] = [node]
    while stack:
        here = stack.pop()
        if isinstance(here, nodes.Call):
            yield here
        stack.extend(children(here))


def argument_of(
    checker: Checker, node: nodes.Call, declaration: EventFunction, scope: Scope
) -> tuple[tree.Expr | None, bool]:
    """The value asked of each event, None where the events themselves are meant."""
    written = ungrouped(node.arguments[0])
    event = scope.row.event
    if isinstance(written, nodes.Name) and written.dotted == event:
        return None, _takes_events(checker, node, declaration, event)
    value = checker.expression(written, replace(scope, names=Names.ARGUMENT))
    if value is None:
        return None, False
    if declaration.field is None:
        _report_events_needed(checker, node, declaration, value, str(event))
        return None, False
    if not declaration.field.takes(value.type):
        words = type_words(value.type)
        count = f"count({event} where {_without(written, str(event))})"
        checker.report(
            codes.WRONG_TYPE,
            f"{said(written.span)} is {words}, and `{declaration.name}` takes {declaration.field}.",
            written.span,
            f"Count them: `{count}`."
            if value.type.is_boolean
            else f"It is written `{declaration.signature}`.",
            expected=str(declaration.field),
            found=words,
        )
        return None, False
    if declaration.field is Accepts.NUMBER and is_untyped_key(checker, value):
        return None, False
    return value, True


def _without(node: nodes.Expr, event: str) -> str:
    return node.span.text.replace(f"{event}.", "")


def _takes_events(
    checker: Checker, node: nodes.Call, declaration: EventFunction, event: str
) -> bool:
    written = node.arguments[0]
    if node.distinct:
        checker.report(
            codes.ARGUMENT_KIND,
            f"All `{event}` are distinct; `distinct` needs one of their values.",
            written.span,
            f"Write `count({event})`, or say what is to differ: `count(distinct date of "
            f"{event}.time)`.",
        )
        return False
    if declaration.event:
        return True
    name = declaration.name
    fields = _fitting_fields(checker, declaration, event)
    some = "time" if name in ("first", "last") else None
    options = [f"{name}({event}.{some})"] if some else []
    options += [f"{name}({event}.{field})" for field in fields]
    checker.report(
        codes.ARGUMENT_KIND,
        f"`{event}` are events, and `{name}` takes a value of them.",
        written.span,
        f"Say which: {listed(options, limit=4, last='or')}.",
    )
    return False


def _fitting_fields(checker: Checker, declaration: EventFunction, event: str) -> list[str]:
    """The fields that a function takes, as far as the catalog says their types."""
    found = []
    for name in checker.project.field_names(event):
        model = checker.project.catalog.fields_of(event).get(name)
        type_ = model.value_type if model is not None else None
        outcome = checker.project.fields.get((event, name))
        if outcome is not None:
            type_ = outcome.type
        if type_ is not None and declaration.field is not None and declaration.field.takes(type_):
            found.append(name)
    return found


def _report_events_needed(
    checker: Checker,
    node: nodes.Call,
    declaration: EventFunction,
    value: tree.Expr,
    event: str,
) -> None:
    name = declaration.name
    written = node.arguments[0]
    test = _without(written, event)
    certain = name in ("any", "no") and node.where is None and node.window is None
    if value.type.is_boolean:
        condition = test
    elif isinstance(value, tree.EventTime | tree.EventKey) or name not in ("any", "no"):
        condition, certain = "", False
    else:
        condition, certain = f"{test} is known", False
    checker.report(
        codes.ARGUMENT_KIND,
        f"`{name}` takes the events themselves, and {said(written.span)} is a value of them.",
        written.span,
        f"Write `{name}({event} where {condition})`." if condition else f"Write `{name}({event})`.",
        fix=f"{event} where {condition}" if certain and condition else None,
    )
