"""Ranges: `a 18..25`, `a between x and y`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segql.diagnostics.codes import types as codes
from segql.semantics import tree
from segql.semantics.comparisons import negated, with_key_types
from segql.semantics.facts import folds
from segql.semantics.listed import check_ordered
from segql.semantics.literals import same_kind
from segql.semantics.mismatch import report_unlike
from segql.semantics.scope import Scope
from segql.semantics.walk import said, ungrouped
from segql.semantics.words import type_words
from segql.source import Span
from segql.syntax import nodes
from segql.types import Kind

if TYPE_CHECKING:
    from segql.semantics.checker import Checker


def in_range(checker: Checker, node: nodes.InRange, scope: Scope) -> tree.Expr | None:
    operand = checker.expression(node.operand, scope)
    bounds = _bounds(checker, operand, (node.low, node.high), scope)
    if operand is None or bounds is None:
        return None
    low, high = bounds
    if not _is_in_order(checker, low, high, node.upper_open, node.span):
        return None
    operand, low, high = _key_bounds(operand, low, high)
    fold = any(folds(item) for item in (operand, low, high) if item is not None)
    check_ordered(checker, operand, (low, high))
    return negated(
        node.negated,
        tree.InRange(operand, low, high, node.upper_open, fold, span=node.span),
    )


def between(checker: Checker, node: nodes.Between, scope: Scope) -> tree.Expr | None:
    """Dates take both days in whole; other values include both ends."""
    operand = checker.expression(node.operand, scope)
    bounds = _bounds(checker, operand, (node.low, node.high), scope)
    if operand is None or bounds is None:
        return None
    low, high = bounds
    assert low is not None
    assert high is not None
    if not _is_in_order(checker, low, high, False, node.span):
        return None
    check_ordered(checker, operand, (low, high))
    if operand.type.is_time:
        window = tree.Between(low, high, span=node.span)
        return negated(node.negated, tree.InWindow(operand, window, span=node.span))
    keyed, low, high = _key_bounds(operand, low, high)
    fold = any(folds(item) for item in (keyed, low, high) if item is not None)
    return negated(node.negated, tree.InRange(keyed, low, high, False, fold, span=node.span))


def _key_bounds(
    operand: tree.Expr, low: tree.Expr | None, high: tree.Expr | None
) -> tuple[tree.Expr, tree.Expr | None, tree.Expr | None]:
    bound = low if low is not None else high
    assert bound is not None
    operand, _ = with_key_types(operand, bound)
    return operand, low, high


def _bounds(
    checker: Checker,
    operand: tree.Expr | None,
    bounds: tuple[nodes.Expr | None, nodes.Expr | None],
    scope: Scope,
) -> tuple[tree.Expr | None, tree.Expr | None] | None:
    typed: list[tree.Expr | None] = []
    sound = operand is None or _has_order(checker, operand)
    for bound in bounds:
        if bound is None:
            typed.append(None)
            continue
        if isinstance(ungrouped(bound), nodes.Unknown):
            checker.report(
                codes.COMPARED_WITH_UNKNOWN,
                "A bound that is unknown is never reached.",
                bound.span,
                "Leave the bound away: `18..`.",
            )
            return None
        expr = checker.expression(bound, scope)
        typed.append(expr)
        if expr is None:
            sound = False
        elif operand is not None and sound:
            one, two = with_key_types(operand, expr)
            if not same_kind(one.type, two.type):
                report_unlike(checker, one, two)
                sound = False
    return (typed[0], typed[1]) if sound else None


def _has_order(checker: Checker, operand: tree.Expr) -> bool:
    if operand.type.many:
        checker.report(
            codes.LIST_TEST,
            f"{said(operand.span)} is a list, which has no order.",
            operand.span,
            f"Ask how many it holds: `size({operand.span.text}) 2..4`.",
        )
        return False
    if operand.type.is_boolean or operand.type.kind is Kind.POINT:
        words = type_words(operand.type)
        checker.report(
            codes.WRONG_TYPE,
            f"{said(operand.span)} is {words}, which no range holds.",
            operand.span,
            f"When they happened stands in the parentheses: `any({operand.row.event} in "
            "2024-01-01..2024-01-31)`."
            if isinstance(operand, tree.Aggregate) and operand.row.event
            else "A range is asked of numbers, dates and text.",
            expected="a number, text, a date or a timestamp",
            found=words,
        )
        return False
    return True


def _is_in_order(
    checker: Checker,
    low: tree.Expr | None,
    high: tree.Expr | None,
    upper_open: bool,
    span: Span,
) -> bool:
    if not isinstance(low, tree.Literal) or not isinstance(high, tree.Literal):
        return True
    if type(low.value) is not type(high.value) and not low.type.is_number:
        return True
    first, last = low.value, high.value
    if first < last or (first == last and not upper_open):  # type: ignore[operator]
        return True
    whole = low.span.to(high.span)
    one, two = low.span.text, high.span.text
    if first == last:
        message, help, fix = f"`{one}..<{two}` holds nothing.", f"Write `{one}..{two}`.", None
    else:
        message = f"This range goes from {one} down to {two}, so it holds nothing."
        swapped = whole.text.replace(one, "\0", 1)[::-1].replace(two[::-1], one[::-1], 1)[::-1]
        fix = swapped.replace("\0", two)
        help = f"Write the smaller value first: `{fix}`."
        if "$" in whole.text:
            help, fix = "Give the parameters values of which the first is the smaller.", None
    checker.report(codes.REVERSED_RANGE, message, whole, help, fix=fix)
    return False
