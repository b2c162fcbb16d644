"""Conditions: logic, lists of keys, n of m, distances."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from segql.diagnostics.codes import names as name_codes
from segql.diagnostics.codes import types as codes
from segql.semantics import tree
from segql.semantics.facts import never_unknown
from segql.semantics.literals import amount, whole
from segql.semantics.names import is_event
from segql.semantics.scope import Names, Scope
from segql.semantics.suggestions import by_case, close
from segql.semantics.unknown_names import report_not_here
from segql.semantics.walk import said, ungrouped
from segql.semantics.words import counted, quoted, type_words
from segql.syntax import nodes
from segql.types import BOOLEAN, Kind

if TYPE_CHECKING:
    from segql.semantics.checker import Checker

_METRES = {"m": Decimal(1), "km": Decimal(1000), "mi": Decimal("1609.344")}


def condition(checker: Checker, node: nodes.Expr, scope: Scope) -> tree.Expr | None:
    """An expression as a condition: boolean, with two truth values."""
    inner = ungrouped(node)
    if scope.names is Names.CUSTOMER and is_event(checker, inner):
        name = inner.span.text
        checker.report(
            name_codes.EVENT_AS_VALUE,
            f"`{name}` are events; a condition asks whether there are any.",
            inner.span,
            f"Write `any({name})`, or `count({name}) > 3`.",
            fix=f"any({name})",
        )
        return None
    if _is_of_event_field(checker, inner, scope):
        return None
    expr = checker.expression(inner, scope)
    if expr is None:
        return None
    if expr.type.is_boolean:
        return holds(expr)
    _report_no_condition(checker, expr)
    return None


def _is_of_event_field(checker: Checker, node: nodes.Expr, scope: Scope) -> bool:
    """`orders.channel = "web"`: a test of one event's field, which needs `any(... where ...)`."""
    match node:
        case (
            nodes.Compare(left=nodes.Name() as name)
            | nodes.InRange(operand=nodes.Name() as name)
            | nodes.Between(operand=nodes.Name() as name)
            | nodes.InValues(operand=nodes.Name() as name)
            | nodes.TextTest(operand=nodes.Name() as name)
            | nodes.InWindow(operand=nodes.Name() as name)
            | nodes.IsKnown(operand=nodes.Name() as name)
        ):
            pass
        case _:
            return False
    project = checker.project
    event = name.parts[0].name
    if scope.names is not Names.CUSTOMER or len(name.parts) < 2 or event in project.entries:
        return False
    field = name.parts[1].name
    known = event in project.events and field in (*project.field_names(event), "time", "key")
    text = node.span.text
    if not known or not text.startswith(f"{event}."):
        return False
    test = text.removeprefix(f"{event}.")
    if isinstance(node, nodes.InWindow) and field == "time":
        mend = f"any({event} {node.window.span.text})"
        if node.negated:
            mend = f"no({event} {node.window.span.text})"
    else:
        mend = f"any({event} where {test})"
    model = project.catalog.fields_of(event).get(field)
    type_ = model.value_type if model is not None else None
    number = type_ is not None and type_.is_number and len(name.parts) == 2
    total = name.span.text
    checker.report(
        name_codes.EVENT_FUNCTION_MISSING,
        f"`{total}` is a field of events, of which a customer may have many.",
        name.span,
        f"Write `{mend}` for one such event, `sum({total})` for the total, `last({total})` for "
        "the latest."
        if number
        else f"Write `{mend}`, or say which: `first({total})`, `last({total})`.",
        fix=None if number else mend,
        fix_span=node.span,
    )
    return True


def holds(expr: tree.Expr) -> tree.Expr:
    """A boolean value as a condition: true only where it is known and true."""
    value = isinstance(
        expr,
        tree.Field | tree.Column | tree.EventKey | tree.Reference | tree.If | tree.OrElse
        | tree.Aggregate | tree.Population,
    )  # fmt: skip
    if not value or (never_unknown(expr) and not isinstance(expr, tree.Field)):
        return expr
    return tree.Holds(expr, span=expr.span)


def _report_no_condition(checker: Checker, expr: tree.Expr) -> None:
    text = expr.span.text
    words = type_words(expr.type)
    entry = checker.project.entries.get(expr.name) if isinstance(expr, tree.Reference) else None
    node = entry.node if entry is not None else None
    if isinstance(node, nodes.SegmentationDefinition) and node.cases:
        help = f"Compare it with one of its cases: `{text} = {quoted(node.cases[0].name.name)}`."
    elif isinstance(node, nodes.ExperimentDefinition) and node.variants:
        help = f"Compare it with a variant: `{text} = {quoted(node.variants[0].name.name)}`."
    elif isinstance(expr, tree.Literal) and expr.value is None:
        help = "Write `everybody` or `nobody`."
    elif isinstance(expr, tree.Literal):
        help = f"Say what is compared with it: `NAME = {text}`."
    elif expr.type.many:
        help = f'Ask what it holds: `{text} = "x"`, `size({text}) >= 1`.'
    elif expr.type.is_number:
        help = f"Compare it: `{text} > 0`."
    elif expr.type.is_time:
        help = f"Ask when: `{text} in last 30 days`, or `{text} is known`."
    elif expr.type.kind is Kind.POINT:
        help = f"Ask how far it is: `{text} within 10 km of (59.33, 18.06)`."
    else:
        help = f'Compare it: `{text} = "x"`, or ask `{text} is known`.'
    checker.report(
        codes.NOT_A_CONDITION,
        f"{said(expr.span)} is {words}, and a condition is needed here.",
        expr.span,
        help,
        expected="a condition",
        found=words,
    )


def junction(checker: Checker, node: nodes.And | nodes.Or, scope: Scope) -> tree.Expr | None:
    """All of several conditions, or any of them; every one is typed, whatever the others are."""
    items = _conditions(checker, node.items, scope)
    if items is None:
        return None
    kind = tree.And if isinstance(node, nodes.And) else tree.Or
    return kind(items, span=node.span)


def _conditions(
    checker: Checker, items: Sequence[nodes.Expr], scope: Scope
) -> tuple[tree.Expr, ...] | None:
    typed = [checker.condition(item, scope) for item in items]
    sound = tuple(item for item in typed if item is not None)
    return sound if len(sound) == len(typed) else None


def negation(checker: Checker, node: nodes.Not, scope: Scope) -> tree.Expr | None:
    inner = ungrouped(node.operand)
    if scope.names is Names.CUSTOMER and is_event(checker, inner):
        name = inner.span.text
        checker.report(
            name_codes.EVENT_AS_VALUE,
            f"`{name}` are events; that there are none is asked with `no`.",
            node.span,
            f"Write `no({name})`.",
            fix=f"no({name})",
        )
        return None
    operand = checker.condition(node.operand, scope)
    return None if operand is None else tree.Not(operand, span=node.span)


def all_or_none(node: nodes.Everybody | nodes.Nobody) -> tree.Expr:
    return tree.Literal(isinstance(node, nodes.Everybody), BOOLEAN, span=node.span)


def quantified(checker: Checker, node: nodes.Quantified, scope: Scope) -> tree.Expr | None:
    number = whole(checker, node.amount, 0)
    items = _conditions(checker, node.items, scope)
    if number is None:
        return None
    if number > len(node.items):
        checker.report(
            codes.AMOUNT,
            f"There are {counted(len(node.items), 'condition')}, of which {number} cannot hold.",
            node.amount.span,
            f"Write a number up to {len(node.items)}, or add conditions.",
        )
        return None
    return None if items is None else tree.Quantified(node.kind, number, items, span=node.span)


# ------------------------------------------------------------------------- lists, distances


def in_list(checker: Checker, node: nodes.InList, scope: Scope) -> tree.Expr | None:
    if not scope.customer:
        report_not_here(checker, "lists of customers", node.span)
        return None
    lists = checker.project.catalog.lists
    if node.name.name not in lists:
        near = by_case(node.name.name, lists) or close(node.name.name, lists)
        checker.report(
            name_codes.UNKNOWN_ENTRY,
            f"The catalog has no list `{node.name.name}`.",
            node.name.span,
            f"Did you mean `{near}`?" if near else "Declare it there under `lists:`.",
            fix=near,
        )
        return None
    found = tree.InList(node.name.name, span=node.span)
    return tree.Not(found, span=node.span) if node.negated else found


def near(checker: Checker, node: nodes.Near, scope: Scope) -> tree.Expr | None:
    operand = checker.expression(node.operand, scope)
    distance = amount(checker, node.distance)
    place = _place(checker, node.place)
    if operand is not None and operand.type.kind is not Kind.POINT:
        words = type_words(operand.type)
        checker.report(
            codes.WRONG_TYPE,
            f"{said(node.operand.span)} is {words}, and a place is needed here.",
            node.operand.span,
            "A place is an attribute of type `point`, with its latitude and longitude.",
            expected="a place",
            found=words,
        )
        return None
    if distance is not None and (distance.percent or distance.value < 0):
        checker.report(
            codes.AMOUNT,
            f"{said(distance.span)} is no distance.",
            distance.span,
            "Write a number: `within 10 km of ...`.",
        )
        return None
    if operand is None or distance is None or place is None:
        return None
    metres = Decimal(distance.value) * _METRES[node.unit]
    found = tree.Near(operand, metres, *place, span=node.span)
    return tree.Not(found, span=node.span) if node.negated else found


def _place(checker: Checker, node: nodes.Point | nodes.Text) -> tuple[Decimal, Decimal] | None:
    if isinstance(node, nodes.Text):
        places = checker.project.catalog.places
        if node.value in places:
            latitude, longitude = places[node.value]
            return Decimal(str(latitude)), Decimal(str(longitude))
        near = by_case(node.value, places) or close(node.value, places)
        checker.report(
            name_codes.UNKNOWN_ENTRY,
            f"The catalog has no place {quoted(node.value)}.",
            node.span,
            f"Did you mean `{quoted(near)}`?"
            if near
            else "Declare it there under `places:`, or write `(latitude, longitude)`.",
            fix=quoted(near) if near else None,
        )
        return None
    if abs(node.latitude) > 90 or abs(node.longitude) > 180:
        checker.report(
            codes.AMOUNT,
            f"{said(node.span)} is no place on Earth.",
            node.span,
            "Latitude comes first, from -90 to 90, then longitude, from -180 to 180.",
        )
        return None
    return node.latitude, node.longitude
