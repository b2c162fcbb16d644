"""Functions of a customer's events: `sum(orders.amount in last 90 days where channel = "web")`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from segql.diagnostics.codes import types as codes
from segql.functions import EVENTS, OVERALL, EventFunction, Option
from segql.semantics import tree
from segql.semantics.event_arguments import argument_of, event_of
from segql.semantics.facts import folds
from segql.semantics.fields import time_type
from segql.semantics.literals import whole
from segql.semantics.scope import CUSTOMER, Names, Scope
from segql.semantics.windows import window
from segql.syntax import nodes

if TYPE_CHECKING:
    from segql.semantics.checker import Checker


def event_function(checker: Checker, node: nodes.Call, scope: Scope) -> tree.Expr | None:
    """A figure or condition over the events of one kind."""
    declaration = EVENTS[node.function.name]
    if not _takes_options(checker, node, declaration):
        return None
    event = event_of(checker, node, scope)
    if event is None:
        return None
    timed = _has_time(checker, node, declaration, event, scope)
    row = checker.row(event)
    inner = Scope(
        Names.EVENT,
        row,
        node.alias.name if node.alias else None,
        customer=scope.customer,
        start=scope.start,
        period=scope.period,
        around=_around(scope),
    )
    argument, sound = argument_of(checker, node, declaration, inner)
    found = None
    if node.window is not None:
        outer = replace(CUSTOMER, customer=scope.customer, start=scope.start)
        found = window(checker, node.window, outer)
        sound = sound and found is not None
    where, where_sound = _filter(checker, node.where, inner)
    having, having_sound = _filter(checker, node.having, inner)
    pick, pick_sound = _pick(checker, node)
    if not (sound and timed and where_sound and having_sound and pick_sound):
        return None
    if node.window_negated and found is not None:
        where = outside(checker, row, found, where)
        found = None
    if pick is None and having is not None:
        # without `latest` all events are chosen, so that both ask the same ones
        where = having if where is None else tree.And((where, having), span=where.span)
        having = None
    return _aggregate(node, declaration, row, argument, pick, found, where, having, scope)


def _around(scope: Scope) -> frozenset[str]:
    if scope.names is not Names.EVENT:
        return scope.around
    own = {name for name in (scope.row.event, scope.alias) if name is not None}
    return scope.around | own | frozenset(scope.others)


def _aggregate(
    node: nodes.Call,
    declaration: EventFunction,
    row: tree.Row,
    argument: tree.Expr | None,
    pick: tree.Pick | None,
    found: tree.Window | None,
    where: tree.Expr | None,
    having: tree.Expr | None,
    scope: Scope,
) -> tree.Expr:
    name: Any = "any" if declaration.name == "no" else declaration.name
    aggregate = tree.Aggregate(
        name,
        row,
        argument,
        node.distinct,
        pick,
        found,
        where,
        having,
        declaration.result([] if argument is None else [argument.type]),
        argument is not None and folds(argument),
        scope.parent,
        span=node.span,
    )
    return tree.Not(aggregate, span=node.span) if declaration.name == "no" else aggregate


def outside(
    checker: Checker, row: tree.Row, found: tree.Window, where: tree.Expr | None
) -> tree.Expr:
    """`not in last 30 days` as a condition on the event's time, before its other conditions."""
    assert row.event is not None
    timed = time_type(checker.project, row.event)
    assert timed is not None
    time = tree.EventTime(row, *timed, span=found.span)
    condition = tree.Not(tree.InWindow(time, found, span=found.span), span=found.span)
    return condition if where is None else tree.And((condition, where), span=where.span)


def _filter(
    checker: Checker, node: nodes.Expr | None, scope: Scope
) -> tuple[tree.Expr | None, bool]:
    if node is None:
        return None, True
    condition = checker.condition(node, scope)
    return condition, condition is not None


def _pick(checker: Checker, node: nodes.Call) -> tuple[tree.Pick | None, bool]:
    if node.pick is None:
        return None, True
    number = 1 if node.pick.amount is None else whole(checker, node.pick.amount, 1)
    if number is None:
        return None, False
    return tree.Pick(node.pick.kind, number, span=node.pick.span), True


# ---------------------------------------------------------------------------------- options


def _takes_options(checker: Checker, node: nodes.Call, declaration: EventFunction) -> bool:
    name = declaration.name
    if node.per or node.within is not None:
        over = f"overall {name}" if name in OVERALL else "overall average"
        checker.report(
            codes.OPTION,
            f"`{name}` looks at the events of one customer; `per` and `within segment` are for "
            "figures over all customers.",
            node.span,
            f"Put the figure inside `{over}(... per ...)`.",
        )
        return False
    asked = (
        (node.distinct, Option.DISTINCT, "`distinct`", node.function.span),
        (node.pick, Option.PICK, "`latest` and `earliest`", node.pick and node.pick.span),
        (node.having, Option.HAVING, "`having`", node.having and node.having.span),
    )
    for given, option, words, span in asked:
        if given and option not in declaration.options:
            checker.report(
                codes.OPTION,
                f"`{name}` does not take {words}.",
                span or node.span,
                "Only `count` takes `distinct`: `count(distinct orders.category)`."
                if option is Option.DISTINCT
                else f"It is written `{declaration.signature}`.",
            )
            return False
    if declaration.needs_where and node.where is None:
        checker.report(
            codes.ARGUMENTS,
            f"`{name}` needs a `where`: of all events, which share of them?",
            node.span,
            'Write `share(orders in last 365 days where channel = "web")`.',
        )
        return False
    if declaration.needs_where and node.window_negated:
        checker.report(
            codes.OPTION,
            f"`{name}` does not take a window with `not`.",
            node.window.span if node.window else node.span,
            "Write the window without `not`, such as `more than 30 days ago`.",
        )
        return False
    if len(node.arguments) != 1:
        _report_arguments(checker, node, declaration)
        return False
    return True


def _report_arguments(checker: Checker, node: nodes.Call, declaration: EventFunction) -> None:
    other = {"min": "least", "max": "greatest"}.get(declaration.name)
    several = bool(node.arguments)
    checker.report(
        codes.ARGUMENTS,
        f"`{declaration.name}` looks at one thing of a customer's events, and here "
        f"{'are several' if several else 'is none'}.",
        node.span if not several else node.function.span,
        f"Of several values take `{other}(a, b)`."
        if other and several
        else f"It is written `{declaration.signature}`.",
        fix=other if other and several else None,
    )


def _has_time(
    checker: Checker,
    node: nodes.Call,
    declaration: EventFunction,
    event: str,
    scope: Scope,
) -> bool:
    if time_type(checker.project, event) is not None:
        return True
    if node.window is not None:
        what, span = "no window can be asked of them", node.window.span
    elif node.pick is not None:
        what, span = "none of them is the latest or earliest", node.pick.span
    elif declaration.needs_time:
        what, span = f"`{declaration.name}` has no order to go by", node.span
    elif scope.period:
        what, span = "they fall into no period", node.span
    else:
        return True
    checker.report(
        codes.NO_TIME,
        f"The catalog gives `{event}` no time, so {what}.",
        span,
        f"Count them, `count({event})`, or ask `any({event} where ...)`; or give `{event}` a "
        "`time:` in the catalog.",
    )
    return False
