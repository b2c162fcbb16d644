"""`if c then a else b` and `x or else y`, whose branches share one type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from segql.diagnostics.codes import types as codes
from segql.functions import promoted
from segql.semantics import tree
from segql.semantics.literals import same_kind
from segql.semantics.scope import Scope
from segql.semantics.walk import said
from segql.semantics.words import type_words
from segql.syntax import nodes
from segql.types import Kind, Type

if TYPE_CHECKING:
    from segql.semantics.checker import Checker


def if_else(checker: Checker, node: nodes.If, scope: Scope) -> tree.Expr | None:
    condition = checker.condition(node.condition, scope)
    then = checker.expression(node.then, scope)
    otherwise = checker.expression(node.otherwise, scope)
    if then is None or otherwise is None:
        return None
    type_ = joint_type(checker, ((then, node.then), (otherwise, node.otherwise)))
    if condition is None or type_ is None:
        return None
    return tree.If(condition, then, otherwise, type_, span=node.span)


def or_else(checker: Checker, node: nodes.OrElse, scope: Scope) -> tree.Expr | None:
    value = checker.expression(node.value, scope)
    fallback = checker.expression(node.fallback, scope)
    if value is None or fallback is None:
        return None
    type_ = joint_type(checker, ((value, node.value), (fallback, node.fallback)))
    if type_ is None:
        return None
    return tree.OrElse(value, fallback, type_, span=node.span)


def is_no_place(checker: Checker, expr: tree.Expr) -> bool:
    """Whether a value can be handed on; a place only stands where its distance is asked."""
    if expr.type.kind is not Kind.POINT:
        return True
    checker.report(
        codes.WRONG_TYPE,
        f"{said(expr.span)} is a place, which is only asked how far it is.",
        expr.span,
        f"Write `{expr.span.text} within 10 km of (59.33, 18.06)`.",
    )
    return False


def joint_type(checker: Checker, items: Sequence[tuple[tree.Expr, nodes.Expr]]) -> Type | None:
    """The one type that all of several values can be read as; reported where there is none."""
    first = next((pair for pair in items if pair[0].type.kind is not Kind.UNKNOWN), items[0])
    if not all(is_no_place(checker, expr) for expr, _ in items):
        return None
    for expr, node in items:
        lists = first[0].type.many or expr.type.many
        if expr.type.kind is Kind.UNKNOWN or (lists and expr.type == first[0].type):
            continue
        if not same_kind(first[0].type, expr.type):
            one, two = type_words(first[0].type), type_words(expr.type)
            checker.report(
                codes.UNLIKE_TYPES,
                f"{said(first[1].span)} is {one}, and {said(node.span)} is {two}; one value "
                "cannot be both.",
                node.span,
                "Give both the same type. `unknown` goes with any.",
                expected=one,
                found=two,
            )
            return None
    return promoted([expr.type for expr, _ in items])
