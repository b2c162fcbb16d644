"""Names that stand for nothing at their place, and what is meant instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segql.diagnostics.codes import names as codes
from segql.diagnostics.suggest import nearest
from segql.semantics.scope import Scope
from segql.semantics.suggestions import by_case, close
from segql.semantics.words import listed, quoted
from segql.source import Span
from segql.syntax import nodes
from segql.syntax.words import MONTH_NAMES, written

if TYPE_CHECKING:
    from segql.semantics.checker import Checker

Parts = tuple[nodes.Ident, ...]


def dotted(parts: Parts) -> str:
    return ".".join(part.span.text or part.name for part in parts)


def report_events(checker: Checker, parts: Parts, span: Span) -> None:
    event = parts[0].name
    if len(parts) == 1:
        checker.report(
            codes.EVENT_AS_VALUE,
            f"`{event}` are events, of which a customer may have many; they are no value.",
            span,
            f"Write `count({event})` for how many, `any({event})` for whether there is one, or "
            f"`sum({event}.field)` for a total.",
            fix=f"count({event})",
        )
        return
    fields = checker.project.field_names(event)
    first = parts[1].name
    known = first in fields or first in ("time", "key")
    near = None if known else by_case(first, fields) or close(first, fields)
    rest = near if near is not None and len(parts) == 2 else dotted(parts[1:])
    checker.report(
        codes.EVENT_FUNCTION_MISSING,
        f"`{event}.{dotted(parts[1:])}` is a field of events, of which a customer may have many.",
        span,
        f"Say which with a function: `sum({event}.{rest})`, `max({event}.{rest})`, "
        f"`last({event}.{rest})`, or `any({event} where {rest} ...)`.",
    )


def report_unknown_to_customer(checker: Checker, parts: Parts, span: Span) -> None:
    project = checker.project
    head = parts[0]
    near_case = by_case(head.name, project.entries)
    if near_case is not None:
        report_case(checker, head, near_case)
        return
    if head.name.casefold() in _OTHER_WORDS or _is_calendar_word(head.name):
        _report_other_word(checker, head)
        return
    known = [*project.entries, *project.events, "today", "now"]
    near = nearest(head.name, known) if len(head.name) > _SHORT else None
    alike = [] if near else _alike(head.name, checker)
    if len(alike) > 1:
        checker.report(
            codes.UNKNOWN_NAME,
            f"There is no attribute, trait or segment called `{head.name}`.",
            head.span,
            f"Did you mean {listed(alike, 5, last='or')}?",
        )
        return
    near = near or close(head.name, known)
    if near is not None and near in project.events and near not in project.entries:
        checker.report(
            codes.UNKNOWN_NAME,
            f"Nothing is called `{head.name}`; `{near}` are events.",
            head.span,
            f"Did you mean `count({near})` or `any({near})`? When they happened stands in the "
            f"parentheses: `any({near} in last 30 days)`.",
        )
        return
    said = _compared(checker, head.name)
    if near is None and said is not None:
        checker.report(
            codes.UNKNOWN_NAME,
            f"There is no attribute, trait or segment called `{head.name}`.",
            head.span,
            f"Did you mean `{said}`?",
            fix=said,
        )
        return
    checker.report(
        codes.UNKNOWN_NAME,
        f"There is no attribute, trait or segment called `{head.name}`.",
        head.span,
        f"Did you mean `{near}`?"
        if near
        else f"{_known(checker)}. Or define it: "
        f"`trait {head.span.text or head.name} = ...`. Text needs quotes.",
        fix=near,
    )


_SHORT = 2
_ALIKE = 4
_OTHER_WORDS = {
    "yesterday": "today - 1 day", "tomorrow": "today + 1 day", "yes": "true", "everyone":
    "everybody", "anyone": "everybody", "anybody": "everybody", "everything": "everybody",
    "noone": "nobody", "none": "nobody",
}  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _is_calendar_word(word: str) -> bool:
    return word.casefold() in (*_WEEKDAYS, *MONTH_NAMES, "weekday", "weekend")


def _report_other_word(checker: Checker, ident: nodes.Ident) -> None:
    """A word of plain language for which the language has another."""
    word = ident.name.casefold()
    mend = _OTHER_WORDS.get(word)
    if mend is not None:
        help = f"Write `{mend}`."
    elif word in _WEEKDAYS:
        help = "Days of the week are numbers, from 1 for Monday to 7 for Sunday: "
        help += f"`weekday of last(orders.time) = {_WEEKDAYS.index(word) + 1}`."
    elif word in MONTH_NAMES:
        number = MONTH_NAMES.index(word) + 1
        help = f"In one year write `in {ident.name} 2024`, or a day, `2024-{number:02}-01`; in "
        help += f"every year `month of last(orders.time) = {number}`."
    else:
        help = "Write `weekday of last(orders.time) >= 6` for Saturday and Sunday, or a number "
        help += "from 1 for Monday to 7 for Sunday."
    checker.report(
        codes.UNKNOWN_NAME,
        f"There is no attribute, trait or segment called `{ident.name}`.",
        ident.span,
        help,
        fix=mend,
    )


def _compared(checker: Checker, word: str) -> str | None:
    """The condition that asks for a word that the catalog lists as a value, as `gender = "female"`;
    None where no attribute has it, or several have.
    """
    listed_values = [
        (name, value)
        for name, model in checker.project.catalog.customer.attributes.items()
        for value in model.values or ()
        if isinstance(value, str) and value.casefold() == word.casefold()
    ]
    found = [item for item in listed_values if item[1] == word] or listed_values
    return f"{written(found[0][0])} = {quoted(found[0][1])}" if len(found) == 1 else None


def _alike(word: str, checker: Checker) -> list[str]:
    """The names that begin with a word, or hold it between underscores; values before segments."""
    plain = word.casefold()
    if len(plain) < _ALIKE:
        return []
    entries = checker.project.entries
    found = [
        name
        for name in entries
        if name.casefold().startswith(plain) or plain in name.casefold().split("_")
    ]
    return sorted(found, key=lambda name: (isinstance(entries[name].node, _GROUPS), name))


_GROUPS = (nodes.SegmentDefinition, nodes.SegmentationDefinition, nodes.ExperimentDefinition)


def _known(checker: Checker) -> str:
    """What a condition on a customer may begin with, as the catalog has it."""
    customer, events = checker.project.catalog.customer, checker.project.events
    told = f"Of customers the catalog has {listed(customer.attributes, 8)}"
    return f"{told}; of events {listed(events, 8)}" if events else told


def report_case(checker: Checker, ident: nodes.Ident, right: str) -> None:
    checker.report(
        codes.NAME_CASE,
        f"The name is `{right}`, not `{ident.name}`: names are exact, case and all.",
        ident.span,
        f"Write `{right}`.",
        fix=right,
    )


def report_not_here(checker: Checker, what: str, span: Span) -> None:
    """Something of the customer's in a computed field or in the `where` of the catalog."""
    checker.report(
        codes.EVENTS_NOT_HERE,
        f"A computed field of an event or object cannot use {what}.",
        span,
        "It rests on the fields of that event alone. Use the rest where the field is asked for.",
    )


def report_no_role(checker: Checker, owner: str, role: str, span: Span) -> None:
    checker.report(
        codes.ROLE_MISSING,
        f"The catalog gives `{owner}` no {role}.",
        span,
        f"Ask for one of its fields ({listed(checker.project.field_names(owner))}), or add "
        f"`{role}:` to `{owner}` in the catalog.",
    )


def report_unknown_to_event(checker: Checker, parts: Parts, scope: Scope, span: Span) -> None:
    owner = scope.row.event
    assert owner is not None
    project = checker.project
    head = parts[0]
    fields = project.field_names(owner)
    near_case = by_case(head.name, fields)
    if near_case is not None:
        report_case(checker, head, near_case)
    elif head.name in project.entries:
        checker.report(
            codes.WRONG_SIDE,
            f"`{head.name}` is the customer's; here a name is a field of `{owner}`.",
            span,
            f"Write `customer.{dotted(parts)}`."
            if scope.customer
            else f"A computed field rests on the fields of `{owner}` alone: {listed(fields)}.",
            fix=f"customer.{dotted(parts)}" if scope.customer else None,
        )
    elif head.name in scope.around:
        checker.report(
            codes.SEVERAL_EVENTS,
            f"`{head.name}` belongs to the function around this one, which asks for figures of "
            "the customer.",
            span,
            "Events are tied to each other in a sequence: `sequence(views as v then carts where "
            "sku = v.sku)`.",
        )
    elif head.name in project.events and head.name != owner:
        checker.report(
            codes.SEVERAL_EVENTS,
            f"`{head.name}` are other events than `{owner}`.",
            span,
            f"Here a name is a field of `{owner}`: {listed(fields)}. Ask for the other events in "
            f"a condition of their own: `any({head.name} ...)`.",
        )
    else:
        report_no_field(checker, owner, head)


def report_no_field(checker: Checker, owner: str | None, ident: nodes.Ident) -> None:
    """A field that an owner, or the customer, does not have."""
    project = checker.project
    fields = list(project.catalog.fields_of(None)) if owner is None else project.field_names(owner)
    case = by_case(ident.name, fields)
    if case is not None:
        report_case(checker, ident, case)
        return
    whose = f"`{owner}`" if owner is not None else "The customer"
    near = close(ident.name, fields)
    some = f"It has {listed(fields)}." if fields else "The catalog declares none."
    checker.report(
        codes.UNKNOWN_NAME,
        f"{whose} has no field called `{ident.name}`.",
        ident.span,
        f"Did you mean `{near}`?" if near else some,
        fix=near,
    )


def report_in_argument(checker: Checker, parts: Parts, scope: Scope, span: Span) -> None:
    """A name before `where` that is no field with its event in front."""
    owner = scope.row.event
    assert owner is not None
    project = checker.project
    head = parts[0]
    fields = project.field_names(owner)
    if head.name in fields:
        checker.report(
            codes.WRONG_SIDE,
            f"Before `where` a field is written with its event: `{owner}.{dotted(parts)}`.",
            span,
            f"Write `{owner}.{dotted(parts)}`.",
            fix=f"{owner}.{dotted(parts)}",
        )
    elif head.name in project.events:
        checker.report(
            codes.SEVERAL_EVENTS,
            f"One function looks at one kind of event, and these are `{owner}` and `{head.name}`.",
            span,
            f"Give each its own function, as in `sum({owner}.x) + sum({head.name}.y)`.",
        )
    elif head.name in project.entries:
        checker.report(
            codes.WRONG_SIDE,
            f"`{head.name}` is the customer's; the argument is about one of the `{owner}`.",
            span,
            f"Write `customer.{dotted(parts)}`.",
            fix=f"customer.{dotted(parts)}" if scope.customer else None,
        )
    else:
        near = close(head.name, [*fields, *project.events, *project.entries])
        checker.report(
            codes.UNKNOWN_NAME,
            f"Nothing is called `{head.name}` here.",
            head.span,
            f"Did you mean `{owner}.{near}`?"
            if near in fields
            else f"Did you mean `{near}`?"
            if near
            else f"Write a field with its event: {listed([f'{owner}.{f}' for f in fields])}.",
        )
