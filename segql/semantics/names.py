"""Names resolved: what an attribute, a field, a definition or a path of them stands for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from segql.diagnostics.codes import lints, types
from segql.diagnostics.codes import names as codes
from segql.semantics import tree
from segql.semantics.fields import event_key, event_time, own_field, walk
from segql.semantics.project import Entry, EntryKind
from segql.semantics.scope import CUSTOMER, Names, Scope
from segql.semantics.unknown_names import (
    dotted,
    report_events,
    report_in_argument,
    report_no_role,
    report_not_here,
    report_unknown_to_customer,
    report_unknown_to_event,
)
from segql.semantics.words import listed
from segql.source import Span
from segql.syntax import nodes
from segql.types import BOOLEAN, DATE, TEXT

if TYPE_CHECKING:
    from segql.semantics.checker import Checker

Parts = tuple[nodes.Ident, ...]


def resolve(checker: Checker, node: nodes.Name, scope: Scope) -> tree.Expr | None:
    """What a name stands for at its place."""
    clock = _clock(node)
    if clock is not None and scope.names is not Names.COLUMNS:
        return clock
    match scope.names:
        case Names.CUSTOMER:
            return _of_customer(checker, node.parts, scope, node.span)
        case Names.EVENT:
            return _of_event(checker, node.parts, scope, node.span)
        case Names.ARGUMENT:
            return _of_argument(checker, node.parts, scope, node.span)
        case Names.COLUMNS:
            return _of_columns(checker, node, scope)


def _clock(node: nodes.Name) -> tree.Expr | None:
    if len(node.parts) != 1 or node.parts[0].quoted:
        return None
    match node.parts[0].name:
        case "today":
            return tree.Today(DATE, span=node.span)
        case "now":
            return tree.Now(span=node.span)
        case _:
            return None


def is_event(checker: Checker, node: nodes.Expr) -> bool:
    """Whether a customer's expression is the bare name of events and of nothing else."""
    return (
        isinstance(node, nodes.Name)
        and len(node.parts) == 1
        and node.parts[0].name in checker.project.events
        and node.parts[0].name not in checker.project.entries
    )


def is_nothing(checker: Checker, node: nodes.Expr, scope: Scope) -> bool:
    """Whether a bare name stands for nothing here, so that it may be text without quotes."""
    if not isinstance(node, nodes.Name) or len(node.parts) != 1 or _clock(node) is not None:
        return False
    ident = node.parts[0]
    if ident.quoted:
        return False
    project = checker.project
    if scope.names is Names.COLUMNS:
        owner = scope.row.event
        declared = owner is not None and ident.name in project.field_names(owner)
        return ident.name not in scope.columns and not declared
    if ident.name in project.entries or ident.name in project.events:
        return False
    owner = scope.row.event
    if owner is None:
        return not (ident.name == "start" and scope.start is not None)
    roles = ("time", "key", owner, scope.alias, *scope.others)
    return ident.name not in roles and ident.name not in project.field_names(owner)


# ------------------------------------------------------------------------------ the customer's


def _is_customer_prefix(checker: Checker, parts: Parts) -> bool:
    head = parts[0]
    return (
        len(parts) > 1
        and head.name == "customer"
        and not head.quoted
        and "customer" not in checker.project.entries
    )


def _is_start(parts: Parts, scope: Scope) -> bool:
    plain = len(parts) == 1 and parts[0].name == "start" and not parts[0].quoted
    return plain and scope.start is not None


def _of_customer(
    checker: Checker, parts: Parts, scope: Scope, span: Span, prefixed: bool = False
) -> tree.Expr | None:
    head = parts[0]
    project = checker.project
    if _is_start(parts, scope) and scope.start is not None and not prefixed:
        return replace(scope.start, span=span)
    if not prefixed and _is_customer_prefix(checker, parts):
        checker.report(
            codes.CUSTOMER_PREFIX,
            f"`{dotted(parts[1:])}` is the customer's already, so `customer.` is too much.",
            span,
            f"Write `{dotted(parts[1:])}`; only in `where` and `having` is `customer.` needed.",
            fix=dotted(parts[1:]),
        )
        return _of_customer(checker, parts[1:], scope, span, prefixed=True)
    if not scope.customer:
        report_not_here(checker, f"the customer's `{dotted(parts)}`", span)
        return None
    entry = project.entries.get(head.name)
    if entry is not None:
        return _entry(checker, entry, parts, span, scope.at)
    if head.name in project.events:
        report_events(checker, parts, span)
        return None
    report_unknown_to_customer(checker, parts, span)
    return None


def _entry(
    checker: Checker, entry: Entry, parts: Parts, span: Span, at: tree.When | None
) -> tree.Expr | None:
    if at is not None and not entry.is_computed:
        checker.report(
            lints.NO_HISTORY,
            f"`{entry.name}` is an attribute: only its present value is known.",
            at.span,
            "Leave `as of` away, or ask for a trait or segment that rests on events.",
        )
    if entry.kind is EntryKind.OBJECT:
        return walk(checker, tree.CUSTOMER, None, parts, span)
    if len(parts) > 1:
        checker.report(
            codes.NO_PARTS,
            f"`{entry.name}` is {entry.kind} and has nothing called `{dotted(parts[1:])}`.",
            span,
            f"Write `{entry.name}` alone. A dot walks from a related object to its fields.",
        )
        return None
    if not entry.is_computed:
        return own_field(checker, tree.CUSTOMER, None, parts[0], (), True, span)
    return reference(checker, entry, span, at)


def reference(
    checker: Checker, entry: Entry, span: Span, at: tree.When | None = None
) -> tree.Reference | None:
    """The value of another definition; None where its type cannot be told."""
    outcome = checker.project.outcomes.get(entry.name)
    if outcome is None or not outcome.sound:
        checker.incomplete = True
    type_ = outcome.type if outcome is not None else None
    if type_ is None:
        match entry.kind:
            case EntryKind.SEGMENT:
                type_ = BOOLEAN
            case EntryKind.SEGMENTATION | EntryKind.EXPERIMENT:
                type_ = TEXT
            case _:
                return None
    required = outcome.required if outcome is not None else entry.kind is EntryKind.SEGMENT
    fold = outcome is not None and outcome.fold
    return tree.Reference(entry.name, type_, at, required, fold, span=span)


# ------------------------------------------------------------------------------- an event's


def _of_event(checker: Checker, parts: Parts, scope: Scope, span: Span) -> tree.Expr | None:
    owner = scope.row.event
    assert owner is not None
    project = checker.project
    head = parts[0]
    fields = project.field_names(owner)
    if len(parts) > 1:
        own = head.name in (owner, scope.alias)
        if own and not _leads_on(checker, owner, head.name):
            return on_row(checker, scope.row, parts[1:], span)
        if head.name in scope.others:
            return on_row(checker, scope.others[head.name], parts[1:], span)
        if _is_customer_prefix(checker, parts) and "customer" not in fields:
            return _customer_in_event(checker, parts, scope, span)
        if head.name in fields:
            return walk(checker, scope.row, owner, parts, span)
        report_unknown_to_event(checker, parts, scope, span)
        return None
    if head.name in fields or _is_role(checker, owner, head):
        return on_row(checker, scope.row, parts, span)
    if _is_start(parts, scope) and scope.start is not None:
        return replace(scope.start, span=span)
    if head.name in (owner, scope.alias) or head.name in scope.others:
        some = next(iter(fields), "field")
        checker.report(
            codes.EVENT_AS_VALUE,
            f"`{head.name}` is an event and no value.",
            span,
            f"Say which of its fields: `{head.name}.{some}`.",
        )
        return None
    report_unknown_to_event(checker, parts, scope, span)
    return None


def _is_role(checker: Checker, owner: str, ident: nodes.Ident) -> bool:
    return ident.name in ("time", "key") and not ident.quoted and owner in checker.project.events


def _leads_on(checker: Checker, owner: str, name: str) -> bool:
    model = checker.project.catalog.fields_of(owner).get(name)
    return model is not None and model.to is not None


def on_row(checker: Checker, row: tree.Row, parts: Parts, span: Span) -> tree.Expr | None:
    """A role or field of an event row, or of an object it leads to."""
    owner = row.event
    assert owner is not None
    if len(parts) == 1:
        if _is_role(checker, owner, parts[0]):
            name = parts[0].name
            role = (event_time if name == "time" else event_key)(checker, row, span)
            if role is not None:
                return role
            if name not in checker.project.field_names(owner):
                report_no_role(checker, owner, name, span)
                return None
        return own_field(checker, row, owner, parts[0], (), True, span)
    return walk(checker, row, owner, parts, span)


def _customer_in_event(
    checker: Checker, parts: Parts, scope: Scope, span: Span
) -> tree.Expr | None:
    inner = replace(CUSTOMER, customer=scope.customer, at=scope.at)
    return _of_customer(checker, parts[1:], inner, span, prefixed=True)


# --------------------------------------------------------------------- an argument's, a column


def _of_argument(checker: Checker, parts: Parts, scope: Scope, span: Span) -> tree.Expr | None:
    owner = scope.row.event
    assert owner is not None
    project = checker.project
    head = parts[0]
    fields = project.field_names(owner)
    if len(parts) > 1:
        if head.name in (owner, scope.alias):
            return on_row(checker, scope.row, parts[1:], span)
        if _is_customer_prefix(checker, parts):
            return _customer_in_event(checker, parts, scope, span)
    elif head.name == owner:
        checker.report(
            types.ARGUMENT_KIND,
            f"`{owner}` are events; inside an expression one of their fields is needed.",
            span,
            f"Say which: {listed([f'{owner}.{name}' for name in fields], last='or')}.",
        )
        return None
    report_in_argument(checker, parts, scope, span)
    return None


def _of_columns(checker: Checker, node: nodes.Name, scope: Scope) -> tree.Expr | None:
    owner = scope.row.event
    assert owner is not None
    if len(node.parts) > 1:
        checker.report(
            codes.NO_PARTS,
            "The `where` of an event in the catalog is about the columns of its own table.",
            node.span,
            "Name one column, without a dot.",
        )
        return None
    name = node.parts[0].name
    for field_name, model in checker.project.catalog.fields_of(owner).items():
        plain = model.to is None and model.path is None and model.expression is None
        if plain and model.value_type is not None and (model.column or field_name) == name:
            ident = replace(node.parts[0], name=field_name)
            return own_field(checker, scope.row, owner, ident, (), True, node.span)
    return tree.Column(scope.row, name, scope.columns.get(name, TEXT), span=node.span)
