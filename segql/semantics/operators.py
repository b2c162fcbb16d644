"""Arithmetic of numbers and dates: `+ - * /`, unary minus, `50% of x`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from segql.diagnostics.codes import types as codes
from segql.functions import promoted
from segql.semantics import tree
from segql.semantics.literals import amount, duration, duration_operand
from segql.semantics.scope import Scope
from segql.semantics.walk import said, ungrouped
from segql.semantics.words import type_words
from segql.syntax import nodes
from segql.types import DECIMAL, DOUBLE, Kind, Type

if TYPE_CHECKING:
    from segql.semantics.checker import Checker

_CLOCK_UNITS = ("second", "minute", "hour")


def arithmetic(checker: Checker, node: nodes.Arithmetic, scope: Scope) -> tree.Expr | None:
    """`a + b` of numbers; a date and a duration."""
    left_time = duration_operand(checker, node.left)
    right_time = duration_operand(checker, node.right)
    if left_time is not None or right_time is not None:
        return _with_duration(checker, node, scope, left_time, right_time)
    left = checker.expression(node.left, scope)
    right = checker.expression(node.right, scope)
    if left is None or right is None:
        return None
    if left.type.is_time or right.type.is_time:
        _report_dates(checker, node, left, right)
        return None
    if not (is_number(checker, left, node.left) & is_number(checker, right, node.right)):
        return None
    type_ = DOUBLE if node.operator == "/" else promoted((left.type, right.type))
    return tree.Arithmetic(node.operator, left, right, type_, span=node.span)


def is_number(checker: Checker, expr: tree.Expr, node: nodes.Expr) -> bool:
    """Whether an operand is a number; reported where it is not."""
    if expr.type.is_number or expr.type.kind is Kind.UNKNOWN:
        return not is_untyped_key(checker, expr)
    words = type_words(expr.type)
    if expr.type.is_boolean:
        help = f"Count it: `if {ungrouped(node).span.text} then 1 else 0`."
    elif isinstance(expr, tree.Literal) and isinstance(expr.value, str):
        help = "Leave the quotes away where a number is meant."
    else:
        help = "Only numbers are added, subtracted, multiplied and divided."
    checker.report(
        codes.WRONG_TYPE,
        f"{said(node.span)} is {words}, and a number is needed here.",
        node.span,
        help,
        expected="a number",
        found=words,
    )
    return False


def is_untyped_key(checker: Checker, expr: tree.Expr) -> bool:
    """Whether a number is needed of a key whose type nobody knows; reported."""
    if not isinstance(expr, tree.EventKey) or expr.type.kind is not Kind.UNKNOWN:
        return False
    checker.report(
        codes.WRONG_TYPE,
        f"The catalog does not say whether {said(expr.span)} is a number.",
        expr.span,
        f"Declare its column as a field of `{expr.row.event}`, with its type.",
    )
    return True


def _report_dates(
    checker: Checker, node: nodes.Arithmetic, left: tree.Expr, right: tree.Expr
) -> None:
    first, second = ungrouped(node.left).span.text, ungrouped(node.right).span.text
    if left.type.is_time and right.type.is_time:
        message = "The difference of two dates is not written with `-`."
        help = f"Write `days between {second} and {first}`."
        if isinstance(left, tree.Today | tree.Now):
            help = f"Write `days since {second}`."
    else:
        date_text, other = (first, right) if left.type.is_time else (second, left)
        message = f"`{date_text}` is a date, to which only a duration is added."
        help = f"Write the unit: `{date_text} + 30 days`."
        if isinstance(other, tree.Literal) and other.type.is_number:
            help = f"Write the unit: `{date_text} {node.operator} {other.value} days`."
    checker.report(codes.DATE_ARITHMETIC, message, node.span, help)


def _with_duration(
    checker: Checker,
    node: nodes.Arithmetic,
    scope: Scope,
    left: nodes.Duration | tree.Duration | None,
    right: nodes.Duration | tree.Duration | None,
) -> tree.Expr | None:
    swapped = right is None
    written = left if swapped else right
    assert written is not None
    both = left is not None and right is not None
    if both or node.operator not in ("+", "-") or (swapped and node.operator == "-"):
        checker.report(
            codes.DATE_ARITHMETIC,
            "A length of time is only added to a date or taken from one.",
            node.span,
            "Write a date first: `today - 30 days`.",
        )
        return None
    other = node.right if swapped else node.left
    operand = checker.expression(other, scope)
    amount_ = written if isinstance(written, tree.Duration) else duration(checker, written)
    if operand is None or amount_ is None:
        return None
    if not operand.type.is_time and operand.type.kind is not Kind.UNKNOWN:
        checker.report(
            codes.DATE_ARITHMETIC,
            f"{said(other.span)} is {type_words(operand.type)}, to which no time can be added.",
            node.span,
            "A length of time is added to a date or timestamp: `today - 30 days`.",
            expected="a date or timestamp",
            found=type_words(operand.type),
        )
        return None
    if operand.type.kind is Kind.DATE and amount_.unit in _CLOCK_UNITS:
        checker.report(
            codes.DURATION,
            f"{said(other.span)} is a day, which has no {amount_.unit}s to count.",
            node.span,
            "Write days, or start from `now` or another timestamp.",
        )
        return None
    sign = -1 if node.operator == "-" else 1
    shifted = tree.Duration(sign * amount_.amount, amount_.unit, span=amount_.span)
    return tree.Shift(operand, shifted, operand.type, span=node.span)


def negative(checker: Checker, node: nodes.Negative, scope: Scope) -> tree.Expr | None:
    """`-x`; of a literal a negative literal."""
    operand = checker.expression(node.operand, scope)
    if operand is None or not is_number(checker, operand, node.operand):
        return None
    if isinstance(operand, tree.Literal) and isinstance(operand.value, int | Decimal):
        return tree.Literal(-operand.value, operand.type, span=node.span)
    return tree.Negative(operand, operand.type, span=node.span)


def percent_of(checker: Checker, node: nodes.PercentOf, scope: Scope) -> tree.Expr | None:
    """`50% of x`: 0.5 times x."""
    percent = amount(checker, node.percent)
    operand = checker.expression(node.operand, scope)
    if percent is not None and not percent.percent:
        if isinstance(node.percent, nodes.Number):
            # the parser has said so already
            checker.incomplete = True
            return None
        checker.report(
            codes.AMOUNT,
            f"{said(node.percent.span)} is no percentage.",
            node.percent.span,
            f"Give it a percentage, `param {node.percent.name} = 50%`, or multiply with `*`.",
            expected="a percentage",
        )
        return None
    if percent is None or operand is None or not is_number(checker, operand, node.operand):
        return None
    fraction = tree.Literal(Decimal(percent.value), DECIMAL, span=node.percent.span)
    type_: Type = promoted((DECIMAL, operand.type))
    return tree.Arithmetic("*", fraction, operand, type_, span=node.span)
