"""Comparisons: `a = b`, `a != b`, `a < b`, `a is known`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from segql.diagnostics.codes import types as codes
from segql.semantics import tree
from segql.semantics.conditions import holds
from segql.semantics.facts import folds
from segql.semantics.listed import check_equal, check_ordered
from segql.semantics.lists import equals
from segql.semantics.literals import same_kind
from segql.semantics.mismatch import (
    NULL_WORDS,
    report_compared_with_unknown,
    report_unlike,
    report_unquoted,
)
from segql.semantics.names import is_nothing
from segql.semantics.scope import Scope
from segql.semantics.walk import said, ungrouped
from segql.syntax import nodes
from segql.types import BOOLEAN, Kind

if TYPE_CHECKING:
    from segql.semantics.checker import Checker


def compare(checker: Checker, node: nodes.Compare, scope: Scope) -> tree.Expr | None:
    """Both sides may be any expression."""
    if isinstance(ungrouped(node.right), nodes.Unknown):
        # the parser has said so already
        checker.incomplete = True
        return None
    if isinstance(ungrouped(node.left), nodes.Unknown):
        report_compared_with_unknown(checker, node)
        return None
    pair = _sides(checker, node, scope)
    if pair is None:
        return None
    left, right = pair
    if left.type.many or right.type.many:
        return _compare_list(checker, node, left, right)
    left, right = with_key_types(left, right)
    if not same_kind(left.type, right.type):
        report_unlike(checker, left, right)
        return None
    if not _is_comparable(checker, node, left):
        return None
    fold = folds(left) or folds(right)
    operator = "=" if node.operator == "!=" else node.operator
    for one, two in ((left, right), (right, left)):
        (check_equal if operator == "=" else check_ordered)(checker, one, (two,))
    return negated(node.operator == "!=", tree.Compare(operator, left, right, fold, span=node.span))


def _sides(
    checker: Checker, node: nodes.Compare, scope: Scope
) -> tuple[tree.Expr, tree.Expr] | None:
    left_word = is_nothing(checker, ungrouped(node.left), scope)
    right_word = is_nothing(checker, ungrouped(node.right), scope)
    left = None if left_word and not right_word else checker.expression(node.left, scope)
    if right_word:
        if _is_nothing_word(node.right):
            checker.incomplete = True
            return None
        if left is not None and left.type.element.is_text:
            report_unquoted(checker, left, ungrouped(node.right))
            return None
        if left is None:
            return None
    right = checker.expression(node.right, scope)
    if left_word and not right_word:
        if isinstance(right, tree.Field | tree.Reference) and right.type.element.is_text:
            report_unquoted(checker, right, ungrouped(node.left))
            return None
        left = checker.expression(node.left, scope)
    return None if left is None or right is None else (left, right)


def _is_nothing_word(node: nodes.Expr) -> bool:
    """`null` and its like, which the parser has reported with its mend."""
    inner = ungrouped(node)
    return isinstance(inner, nodes.Name) and inner.dotted.casefold() in NULL_WORDS


def _compare_list(
    checker: Checker, node: nodes.Compare, left: tree.Expr, right: tree.Expr
) -> tree.Expr | None:
    many, value = (left, right) if left.type.many else (right, left)
    name = many.span.text
    if node.operator not in ("=", "!="):
        checker.report(
            codes.LIST_TEST,
            f"{said(many.span)} is a list, which has no order.",
            node.span,
            f'Ask how many it holds, `size({name}) {node.operator} 2`, or which, `{name} = "x"`.',
        )
        return None
    if not isinstance(value, tree.Literal):
        checker.report(
            codes.LIST_TEST,
            f"{said(many.span)} is a list, which is asked for plain values.",
            value.span,
            f'Write the value out: `{name} = "x"`.',
        )
        return None
    found = equals(checker, many, [value], node.span)
    return None if found is None else negated(node.operator == "!=", found)


def _is_comparable(checker: Checker, node: nodes.Compare, left: tree.Expr) -> bool:
    ordered = node.operator not in ("=", "!=")
    if left.type.kind is Kind.POINT:
        checker.report(
            codes.UNLIKE_TYPES,
            f"{said(left.span)} is a place, which is not compared.",
            node.span,
            f"Ask how far it is: `{left.span.text} within 10 km of (59.33, 18.06)`.",
        )
        return False
    if ordered and left.type.is_boolean:
        checker.report(
            codes.UNLIKE_TYPES,
            "True and false have no order.",
            node.span,
            "Write the condition by itself, or with `not`.",
        )
        return False
    return True


def with_key_types(left: tree.Expr, right: tree.Expr) -> tuple[tree.Expr, tree.Expr]:
    """A key that no field declares has the type of what it is compared with."""
    if isinstance(left, tree.EventKey) and left.type.kind is Kind.UNKNOWN:
        left = replace(left, type=right.type)
    if isinstance(right, tree.EventKey) and right.type.kind is Kind.UNKNOWN:
        right = replace(right, type=left.type)
    return left, right


def negated(is_negated: bool, expr: tree.Expr) -> tree.Expr:
    """The complement where it is asked for, at the place of the whole."""
    return tree.Not(expr, span=expr.span) if is_negated else expr


# ----------------------------------------------------------------------------- text, known


def is_known(checker: Checker, node: nodes.IsKnown, scope: Scope) -> tree.Expr | None:
    operand = checker.expression(node.operand, scope)
    if operand is None:
        return None
    if operand.type.is_boolean and holds(operand) is operand:
        # a condition is true or false, and never unknown
        return tree.Literal(node.known, BOOLEAN, span=node.span)
    return negated(not node.known, tree.Known(operand, span=node.span))
