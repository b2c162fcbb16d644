"""Computed fields of events and objects, and the `where` of events, from catalog and files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from segql.catalog.models import FieldModel
from segql.diagnostics.codes import names as codes
from segql.diagnostics.codes import types
from segql.diagnostics.model import Diagnostic, Note
from segql.semantics import graph, tree
from segql.semantics.checker import Checker
from segql.semantics.choices import is_no_place
from segql.semantics.columns import column_types
from segql.semantics.event_arguments import is_event_function
from segql.semantics.facts import folds, never_unknown
from segql.semantics.project import BROKEN, Outcome, Project
from segql.semantics.scope import Names, Scope
from segql.semantics.walk import children
from segql.semantics.words import type_words
from segql.source import Span
from segql.syntax import nodes
from segql.types import TEXT, UNKNOWN, Kind, Type

Key = tuple[str, str]


def type_fields(project: Project) -> list[Diagnostic]:
    """Type every computed field of events and objects, each after those it rests on."""
    problems: list[Diagnostic] = []
    bodies: dict[Key, nodes.Expr] = {}
    for key, path in _declared(project):
        parsed = project.read(path)
        problems.extend(parsed.diagnostics)
        if parsed.expression is None:
            project.fields[key] = BROKEN
        else:
            bodies[key] = parsed.expression
    bodies.update({key: node.body for key, node in project.event_traits.items()})
    uses = {key: list(_uses(project, key[0], body)) for key, body in bodies.items()}
    problems.extend(_without_values(project))
    order, cycles = graph.ordered(uses)
    for loop in cycles:
        problems.append(_cycle(loop, bodies))
        for key in loop:
            project.fields[key] = BROKEN
    for key in order:
        if key not in project.fields:
            problems.extend(_type_field(project, key, bodies[key]))
    return problems


def _without_values(project: Project) -> Iterator[Diagnostic]:
    """Fields of events made of events that no expression gives a value."""
    for owner, event in project.events.items():
        for name, model in event.fields.items():
            if event.of is not None and name != event.by and model.expression is None:
                yield Diagnostic(
                    types.FIELD_WITHOUT_VALUE,
                    f"`{owner}` are made of `{event.of}`, and `{name}` does not say what of them.",
                    project.loaded.span_of(("events", owner, "fields", name), key=True),
                    f"Give it an expression: `{name}: {{expression: max({event.of}.{name})}}`.",
                )
                project.fields[owner, name] = BROKEN


def _declared(project: Project) -> Iterator[tuple[Key, tuple[str, ...]]]:
    catalog = project.catalog
    for section, owners in (("events", catalog.events), ("objects", catalog.objects)):
        for owner, item in owners.items():
            for name, model in item.fields.items():
                if model.expression is not None:
                    yield (owner, name), (section, owner, "fields", name, "expression")


def _uses(project: Project, owner: str, body: nodes.Expr) -> Iterator[Key]:
    """The computed fields that an expression over an owner's rows names."""
    event = project.events.get(owner)
    of = event.of if event is not None else None
    stack: list[tuple[Any, str]] = [(body, owner)]
    while stack:
        node, here = stack.pop()
        if isinstance(node, nodes.Name):
            found = _target(project, here, [part.name for part in node.parts])
            if found is not None:
                yield found
        elif isinstance(node, nodes.Call) and is_event_function(node) and of is not None:
            stack.extend((child, of) for child in children(node))
        else:
            stack.extend((child, here) for child in children(node))


def _target(project: Project, owner: str, parts: list[str]) -> Key | None:
    if len(parts) > 1 and parts[0] == owner:
        parts = parts[1:]
    for part in parts[:-1]:
        model = project.catalog.fields_of(owner).get(part)
        if model is None or model.to is None:
            return None
        owner = model.to
    model = project.catalog.fields_of(owner).get(parts[-1])
    key = (owner, parts[-1])
    computed = key in project.event_traits or (model is not None and model.expression is not None)
    return key if computed else None


def _cycle(loop: list[Key], bodies: dict[Key, nodes.Expr]) -> Diagnostic:
    words = " needs ".join(f"`{owner}.{name}`" for owner, name in loop)
    return Diagnostic(
        codes.CYCLE,
        f"These fields need each other: {words}.",
        bodies[loop[0]].span,
        "Take one of these uses away.",
        notes=tuple(
            Note(f"`{'.'.join(key)}` needs `{'.'.join(other)}`.", bodies[key].span)
            for key, other in graph.steps(loop)
        ),
    )


def _type_field(project: Project, key: Key, body: nodes.Expr) -> list[Diagnostic]:
    owner, name = key
    checker = Checker(project)
    row = checker.row(owner)
    event = project.events.get(owner)
    parent = row if event is not None and event.of is not None else None
    scope = Scope(Names.EVENT, row, customer=False, parent=parent)
    expr = checker.expression(body, scope)
    model = project.catalog.fields_of(owner).get(name)
    expr = finished(checker, expr, model, f"{owner}.{name}", body.span)
    project.fields[key] = outcome_of(checker, expr, model)
    return checker.problems


# --------------------------------------------------------------- shared with computed attributes


def finished(
    checker: Checker,
    expr: tree.Expr | None,
    model: FieldModel | None,
    name: str,
    span: Span,
) -> tree.Expr | None:
    """A typed body held against what the catalog declares beside its expression."""
    if expr is None or not is_no_place(checker, expr):
        return None
    if expr.type == UNKNOWN:
        checker.report(
            types.DECLARED_TYPE,
            f"`{name}` is always unknown.",
            span,
            "Give it an expression with a value.",
        )
        return None
    declared = model.value_type if model is not None else None
    if declared is not None and not _fits(declared, expr.type):
        checker.report(
            types.DECLARED_TYPE,
            f"`{name}` is declared as {declared}, and its expression gives "
            f"{type_words(expr.type)}.",
            span,
            f"Leave `type: {declared}` away, or change the expression.",
            expected=str(declared),
            found=str(expr.type),
        )
        return None
    if model is not None and model.empty == "unknown" and expr.type.is_text:
        empty = tree.Compare("=", expr, tree.Literal("", TEXT, span=span), span=span)
        return tree.If(empty, tree.Literal(None, UNKNOWN, span=span), expr, TEXT, span=span)
    return expr


def _fits(declared: Type, given: Type) -> bool:
    if declared.is_number and given.is_number:
        return declared.kind is not Kind.INTEGER or given.kind is Kind.INTEGER
    return declared == given


def outcome_of(
    checker: Checker, expr: tree.Expr | None, model: FieldModel | None = None
) -> Outcome:
    """What a typed body gives to those who refer to it."""
    if expr is None:
        declared = model.value_type if model is not None else None
        return Outcome(declared, sound=False)
    insensitive = model is not None and model.case == "insensitive"
    fold = expr.type.element.is_text and (insensitive or folds(expr))
    promised = model is not None and model.required and model.empty == "known"
    required = promised or never_unknown(expr)
    return Outcome(expr.type, checker.sound, None, expr, required, fold)


# ------------------------------------------------------------------------- `where` of events


def type_streams(project: Project) -> tuple[dict[str, tree.Expr], list[Diagnostic]]:
    """Type the `where` of each event; events whose `where` is broken are marked as such."""
    streams: dict[str, tree.Expr] = {}
    problems: list[Diagnostic] = []
    for name, event in project.events.items():
        if event.where is None:
            continue
        parsed = project.read(("events", name, "where"))
        problems.extend(parsed.diagnostics)
        if parsed.expression is None:
            project.broken_events.add(name)
            continue
        checker = Checker(project)
        row = checker.row(event.of or name)
        if event.of is None:
            columns = column_types(parsed.expression)
            scope = Scope(Names.COLUMNS, row, customer=False, columns=columns)
        else:
            scope = Scope(Names.EVENT, row, customer=False)
        condition = checker.condition(parsed.expression, scope)
        problems.extend(checker.problems)
        if condition is None or not checker.sound:
            project.broken_events.add(name)
        else:
            streams[name] = condition
    return streams, problems
