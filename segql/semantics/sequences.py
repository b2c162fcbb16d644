"""`sequence(views as v then carts within 1 day where sku = v.sku then no orders within 7 days)`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from segql.diagnostics.codes import names as name_codes
from segql.diagnostics.codes import types as codes
from segql.semantics import tree
from segql.semantics.events import outside
from segql.semantics.fields import time_type
from segql.semantics.literals import duration
from segql.semantics.scope import CUSTOMER, Names, Scope
from segql.semantics.suggestions import by_case, close
from segql.semantics.unknown_names import report_not_here
from segql.semantics.windows import window
from segql.semantics.words import listed
from segql.syntax import nodes

if TYPE_CHECKING:
    from segql.semantics.checker import Checker

_MOST = 50


def sequence(checker: Checker, node: nodes.Sequence, scope: Scope) -> tree.Expr | None:
    """A condition: the steps happened one after the other."""
    if not scope.customer:
        report_not_here(checker, "sequences", node.span)
        return None
    if scope.names is not Names.CUSTOMER:
        checker.report(
            name_codes.EVENTS_NOT_HERE,
            "A sequence cannot stand among the conditions of one event.",
            node.span,
            "Give it a name, `segment NAME where sequence(...)`, and write `customer.NAME` here.",
        )
        return None
    first = node.steps[0]
    sound = True
    if all(step.negated for step in node.steps):
        sound = False
        checker.report(
            codes.SEQUENCE,
            "In a sequence something has to happen; here every step is a `no`.",
            first.span,
            f"Add a step that happened, or write `no({first.event.dotted})`.",
        )
    if first.limit is not None:
        sound = False
        checker.report(
            codes.SEQUENCE,
            "The first step has no step before it to count its time from.",
            first.limit.span,
            f"Give it a window: `{first.event.dotted} in last {first.limit.span.text}`.",
        )
    if len(node.steps) > _MOST:
        sound = False
        checker.report(
            codes.SEQUENCE,
            f"A sequence has at most {_MOST} steps.",
            node.steps[_MOST].span,
            "Split it into several segments.",
        )
    steps: list[tree.Step] = []
    named: dict[str, tree.Row] = {}
    for step in node.steps:
        typed = _step(checker, step, named, scope)
        if typed is not None:
            steps.append(typed)
    if not sound or len(steps) != len(node.steps):
        return None
    return tree.Sequence(tuple(steps), span=node.span)


def _step(
    checker: Checker, step: nodes.Step, named: dict[str, tree.Row], scope: Scope
) -> tree.Step | None:
    event = _event(checker, step)
    if event is None:
        return None
    row = checker.row(event)
    sound = _is_named(checker, step, named)
    inner = Scope(
        Names.EVENT,
        row,
        step.alias.name if step.alias else None,
        others=dict(named),
        start=scope.start,
        period=scope.period,
    )
    limit = None
    if step.limit is not None:
        limit = duration(checker, step.limit)
        sound = sound and limit is not None
    found = None
    if step.window is not None:
        found = window(checker, step.window, replace(CUSTOMER, start=scope.start))
        sound = sound and found is not None
    where = None
    if step.where is not None:
        where = checker.condition(step.where, inner)
        sound = sound and where is not None
    if step.alias is not None and not step.negated:
        named.setdefault(step.alias.name, row)
    if not sound:
        return None
    if step.window_negated and found is not None:
        where = outside(checker, row, found, where)
        found = None
    return tree.Step(row, step.negated, limit, found, where, span=step.span)


def _event(checker: Checker, step: nodes.Step) -> str | None:
    events = checker.project.events
    name = step.event.dotted
    if name not in events:
        near = by_case(name, events) or close(name, events)
        checker.report(
            name_codes.UNKNOWN_NAME,
            f"There are no events called `{name}`.",
            step.event.span,
            f"Did you mean `{near}`?" if near else f"The catalog has {listed(events)}.",
            fix=near,
        )
        return None
    if time_type(checker.project, name) is None:
        checker.report(
            codes.NO_TIME,
            f"The catalog gives `{name}` no time, so they can be no step of a sequence.",
            step.event.span,
            f"Give `{name}` a `time:` in the catalog, or ask `any({name} where ...)`.",
        )
        return None
    return name


def _is_named(checker: Checker, step: nodes.Step, named: dict[str, tree.Row]) -> bool:
    if step.alias is None:
        return True
    if step.negated:
        checker.report(
            codes.SEQUENCE,
            f"A `no` step does not happen, so nothing can be called `{step.alias.name}`.",
            step.alias.span,
            f"Leave `as {step.alias.name}` away.",
        )
        return False
    if step.alias.name in named:
        checker.report(
            name_codes.REPEATED_NAME,
            f"Another step is called `{step.alias.name}` already.",
            step.alias.span,
            "Give each step a name of its own.",
        )
        return False
    return True
