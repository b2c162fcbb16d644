"""Dates against windows: `d in last 30 days`, `anniversary of d in next week`."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from segql.diagnostics.codes import lints
from segql.diagnostics.codes import names as name_codes
from segql.diagnostics.codes import types as codes
from segql.functions import EVENTS
from segql.semantics import tree
from segql.semantics.dates import report_no_date, time_operand
from segql.semantics.literals import duration
from segql.semantics.names import is_event, is_nothing
from segql.semantics.scope import Names, Scope
from segql.semantics.suggestions import close
from segql.semantics.walk import said, ungrouped
from segql.semantics.words import type_words
from segql.source import Span
from segql.syntax import nodes
from segql.types import Kind

if TYPE_CHECKING:
    from segql.semantics.checker import Checker

_SECONDS = {
    "second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800,
    "month": 2_629_746, "quarter": 7_889_238, "year": 31_556_952,
}  # fmt: skip


def in_window(checker: Checker, node: nodes.InWindow, scope: Scope) -> tree.Expr | None:
    """A date or timestamp, or the anniversary of one, in a window."""
    operand_node = ungrouped(node.operand)
    anniversary = isinstance(operand_node, nodes.Anniversary)
    if isinstance(operand_node, nodes.Anniversary):
        operand_node = operand_node.operand
    elif _is_reported(checker, node, operand_node, scope):
        return None
    operand = checker.expression(operand_node, scope)
    found = window(checker, node.window, scope)
    if operand is None:
        return None
    if not operand.type.is_time and operand.type.kind is not Kind.UNKNOWN:
        _report_operand(checker, node, operand, scope)
        return None
    if found is None:
        return None
    if anniversary:
        condition: tree.Expr = tree.AnniversaryIn(operand, found, span=node.span)
    else:
        _check_birthday(checker, node, operand, found)
        condition = tree.InWindow(operand, found, span=node.span)
    return tree.Not(condition, span=node.span) if node.negated else condition


def bare_anniversary(checker: Checker, node: nodes.Anniversary, scope: Scope) -> None:
    time_operand(checker, node.operand, scope)
    checker.report(
        codes.NOT_A_DATE,
        "An anniversary is only asked whether it lies in a window.",
        node.span,
        f"Write `{node.span.text} in next 7 days`.",
    )


# ---------------------------------------------------------------------------------- operands


def _is_reported(checker: Checker, node: nodes.InWindow, operand: nodes.Expr, scope: Scope) -> bool:
    """Whether the operand is a mistake that has a mend of its own here."""
    if scope.names is Names.CUSTOMER and is_event(checker, operand):
        mend = f"any({node.span.text})"
        checker.report(
            name_codes.EVENT_AS_VALUE,
            f"{said(operand.span)} are events, of which a customer may have many.",
            node.span,
            f"Write `{mend}`, or `count({node.span.text})` for how many.",
            fix=mend,
        )
        return True
    if is_nothing(checker, operand, scope):
        return _is_birthday(checker, node, operand)
    return False


def _is_birthday(checker: Checker, node: nodes.InWindow, operand: nodes.Expr) -> bool:
    assert isinstance(operand, nodes.Name)
    dates = [
        name
        for name, model in checker.project.catalog.customer.attributes.items()
        if model.value_type is not None and model.value_type.is_time
    ]
    near = close(operand.parts[0].name, dates)
    if near is None or not operand.parts[0].name.casefold().startswith("birth"):
        return False
    mend = f"anniversary of {near}"
    checker.report(
        name_codes.UNKNOWN_NAME,
        f"There is no attribute `{operand.parts[0].name}`; the date of birth is `{near}`.",
        operand.span,
        f"Their birthday is `{mend} {node.window.span.text}`.",
        fix=mend,
    )
    return True


def _report_operand(
    checker: Checker, node: nodes.InWindow, operand: tree.Expr, scope: Scope
) -> None:
    call = ungrouped(node.operand)
    text = node.window.span.text
    if isinstance(call, nodes.Call) and call.function.name in EVENTS and call.window is None:
        place = call.alias.span if call.alias else call.arguments[-1].span
        end = place.end - call.span.start
        mend = f"{call.span.text[:end]} {text}{call.span.text[end:]}"
        checker.report(
            codes.NOT_A_DATE,
            f"{said(call.span)} is {type_words(operand.type)}; the window goes inside its "
            "parentheses.",
            node.span,
            f"Write `{mend}`.",
            fix=mend,
        )
    elif scope.names is Names.EVENT and scope.row.event in checker.project.events:
        event = scope.row.event
        condition = node.operand.span.text
        checker.report(
            codes.WINDOW_AFTER_WHERE,
            f"{said(node.operand.span)} is {type_words(operand.type)}, which lies in no window; "
            f"the window of the `{event}` comes before `where`.",
            node.span,
            f"Write `any({event} {text} where {condition})`."
            if operand.type.is_boolean
            else f"Write `{event} {text} where ...`.",
            expected="a date or timestamp",
            found=type_words(operand.type),
        )
    else:
        report_no_date(checker, operand, operand.span)


def _check_birthday(
    checker: Checker, node: nodes.InWindow, operand: tree.Expr, found: tree.Window
) -> None:
    match found:
        case tree.Next() | tree.Calendar() | tree.Relative(kind="on", bound=tree.Today()):
            pass
        case _:
            return
    if isinstance(operand, tree.Field) and "birth" in operand.name.casefold():
        name = node.operand.span.text
        checker.report(
            lints.BIRTHDAY,
            f"{said(node.span)} asks who is born in that time.",
            node.span,
            f"For birthdays write `anniversary of {name} {node.window.span.text}`.",
            fix=f"anniversary of {name}",
            fix_span=node.operand.span,
        )


# ----------------------------------------------------------------------------------- windows


def window(checker: Checker, node: nodes.Window, scope: Scope) -> tree.Window | None:
    """A window of time; the names of its bounds are those of the scope."""
    span = node.span
    match node:
        case nodes.Last(duration=written) | nodes.Ago(kind="less", duration=written):
            length = _length(checker, written)
            return None if length is None else tree.Last(length, span=span)
        case nodes.Next(duration=written):
            length = _length(checker, written)
            return None if length is None else tree.Next(length, span=span)
        case nodes.Ago(duration=written):
            length = duration(checker, written)
            return None if length is None else tree.MoreThanAgo(length, span=span)
        case nodes.FromTo():
            return _from_to(checker, node)
        case nodes.Relative(kind=kind, bound=written_bound):
            bound = time_operand(checker, written_bound, scope)
            return None if bound is None else tree.Relative(kind, bound, span=span)
        case nodes.BetweenDates():
            return _between(checker, node, scope)
        case nodes.Calendar(which=which, unit=unit):
            if unit not in ("week", "month", "quarter", "year"):
                # the parser has said so already
                checker.incomplete = True
                return None
            return tree.Calendar(which, unit, span=span)
        case nodes.InPeriod(year=year, month=month):
            return tree.InPeriod(year, month, span=span)
        case nodes.WithinOf(duration=written, side=side, bound=written_bound):
            length = _length(checker, written)
            bound = time_operand(checker, written_bound, scope)
            if length is None or bound is None:
                return None
            return tree.WithinOf(length, side, bound, span=span)
        case _:
            assert_never(node)


def _length(checker: Checker, node: nodes.Duration) -> tree.Duration | None:
    length = duration(checker, node)
    if length is not None and length.amount == 0:
        checker.report(
            lints.EMPTY_WINDOW,
            "A window of no length holds nothing.",
            node.span,
            "Write a length from 1.",
        )
    return length


def _from_to(checker: Checker, node: nodes.FromTo) -> tree.Window | None:
    older = duration(checker, node.older)
    newer = duration(checker, node.newer)
    if older is None or newer is None:
        return None
    if older.amount * _SECONDS[older.unit] <= newer.amount * _SECONDS[newer.unit]:
        mend = _swapped(node)
        checker.report(
            codes.REVERSED_RANGE,
            "This window ends before it begins: the longer time ago comes first.",
            node.span,
            f"Write `{mend}`." if mend else "Write `from 180 to 90 days ago`.",
            fix=mend,
        )
        return None
    return tree.FromTo(older, newer, span=node.span)


def _swapped(node: nodes.FromTo) -> str | None:
    older, newer = node.older, node.newer
    if older.unit != newer.unit or older.amount == newer.amount:
        return None
    first, last = newer.amount.span.text, older.amount.span.text
    return f"from {first} to {last} {newer.unit}s ago" if first and last else None


def _between(checker: Checker, node: nodes.BetweenDates, scope: Scope) -> tree.Window | None:
    low = time_operand(checker, node.low, scope)
    high = time_operand(checker, node.high, scope)
    if low is None or high is None or not _is_ordered(checker, low, high, node.span):
        return None
    return tree.Between(low, high, span=node.span)


def _is_ordered(checker: Checker, low: tree.Expr, high: tree.Expr, span: Span) -> bool:
    if not isinstance(low, tree.Literal) or not isinstance(high, tree.Literal):
        return True
    if low.value is None or high.value is None or type(low.value) is not type(high.value):
        return True
    if low.value <= high.value:  # type: ignore[operator]
        return True
    checker.report(
        codes.REVERSED_RANGE,
        f"This window goes from {low.span.text} back to {high.span.text}, so it holds nothing.",
        span,
        f"Write the earlier one first: `between {high.span.text} and {low.span.text}`.",
        fix=f"between {high.span.text} and {low.span.text}",
    )
    return False
