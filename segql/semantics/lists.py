"""Values among several: `a in ("SE", "NO")`, `interest has all (...)`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from segql.diagnostics.codes import types as codes
from segql.semantics import tree
from segql.semantics.facts import folds
from segql.semantics.listed import check_equal
from segql.semantics.literals import constants, same_kind
from segql.semantics.mismatch import report_unlike, report_unquoted
from segql.semantics.names import is_nothing
from segql.semantics.scope import Scope
from segql.semantics.walk import said
from segql.semantics.words import type_words
from segql.source import Span
from segql.syntax import nodes
from segql.types import Kind

if TYPE_CHECKING:
    from segql.semantics.checker import Checker


def in_values(checker: Checker, node: nodes.InValues, scope: Scope) -> tree.Expr | None:
    """One of several values; of a list: it holds any of them."""
    operand = checker.expression(node.operand, scope)
    values = _values(checker, operand, node.values, scope)
    if operand is None or values is None:
        return None
    found = equals(checker, operand, values, node.span)
    if found is None or not node.negated:
        return found
    return tree.Not(found, span=node.span)


def has(checker: Checker, node: nodes.Has, scope: Scope) -> tree.Expr | None:
    """Which values a list holds."""
    operand = checker.expression(node.operand, scope)
    values = _values(checker, operand, node.values, scope)
    if operand is None or values is None:
        return None
    if not operand.type.many:
        name, values_text = node.operand.span.text, node.values.span.text
        simple = {"any": "in", "none": "not in"}.get(node.quantifier)
        mend = f"{name} {simple} {values_text}" if simple else None
        checker.report(
            codes.LIST_TEST,
            f"{said(operand.span)} is {type_words(operand.type)} and no list.",
            node.span,
            f"Write `{mend}`." if mend else f"Write `{name} in {values_text}`.",
            fix=mend,
            expected="a list",
            found=type_words(operand.type),
        )
        return None
    if not _all_fit(checker, operand, values):
        return None
    check_equal(checker, operand, values)
    quantifier = "any" if node.quantifier == "none" else node.quantifier
    found = tree.ListHas(operand, quantifier, tuple(values), folds(operand), span=node.span)
    return tree.Not(found, span=node.span) if node.quantifier == "none" else found


def equals(
    checker: Checker, operand: tree.Expr, values: Sequence[tree.Literal], span: Span
) -> tree.Expr | None:
    """The operand, or an element of it, is one of the values."""
    first = values[0]
    if isinstance(operand, tree.EventKey) and operand.type.kind is Kind.UNKNOWN:
        operand = replace(operand, type=first.type)
    if not _all_fit(checker, operand, values):
        return None
    check_equal(checker, operand, values)
    if operand.type.many:
        return tree.ListHas(operand, "any", tuple(values), folds(operand), span=span)
    if operand.type.is_time and any(item.type != operand.type for item in values):
        # a day against a timestamp is no plain equality
        each = tuple(tree.Compare("=", operand, item, span=span) for item in values)
        return each[0] if len(each) == 1 else tree.Or(each, span=span)
    return tree.InValues(operand, tuple(values), folds(operand), span=span)


def _values(
    checker: Checker,
    operand: tree.Expr | None,
    values: nodes.Values | nodes.Parameter,
    scope: Scope,
) -> list[tree.Literal] | None:
    if isinstance(values, nodes.Values):
        words = [
            item
            for item in values.items
            if isinstance(item, nodes.Name) and is_nothing(checker, item, scope)
        ]
        for word in words:
            if operand is None:
                checker.expression(word, scope)
            else:
                report_unquoted(checker, operand, word)
        if words:
            return None
    literals = constants(checker, values)
    if literals is None or None in literals:
        return None
    found = [item for item in literals if item is not None]
    unknown = next((item for item in found if item.value is None), None)
    if unknown is not None:
        name = operand.span.text if operand is not None else "it"
        checker.report(
            codes.COMPARED_WITH_UNKNOWN,
            "A comparison with `unknown` is never true.",
            unknown.span,
            f"Leave it away, and add `or {name} is unknown`.",
        )
        return None
    return found


def _all_fit(checker: Checker, operand: tree.Expr, values: Sequence[tree.Literal]) -> bool:
    if operand.type.kind is Kind.POINT:
        checker.report(
            codes.UNLIKE_TYPES,
            f"{said(operand.span)} is a place, which is not compared.",
            operand.span,
            f"Ask how far it is: `{operand.span.text} within 10 km of (59.33, 18.06)`.",
        )
        return False
    element = operand.type.element
    # of a hundred thousand values nearly all share one type object
    kinds = {id(item.type): item.type for item in values}
    if all(same_kind(element, type_) for type_ in kinds.values()):
        return True
    for item in values:
        if not same_kind(element, item.type):
            report_unlike(checker, operand, item)
            break
    return False
