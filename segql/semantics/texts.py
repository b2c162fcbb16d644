"""Tests of text: `a contains "x"`, `a matches "pattern"`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from segql.diagnostics.codes import types as codes
from segql.semantics import patterns, tree
from segql.semantics.comparisons import negated
from segql.semantics.facts import folds
from segql.semantics.mismatch import report_unquoted
from segql.semantics.names import is_nothing
from segql.semantics.scope import Scope
from segql.semantics.walk import said, ungrouped
from segql.semantics.words import quoted, type_words
from segql.syntax import nodes
from segql.types import TEXT, Kind

if TYPE_CHECKING:
    from segql.semantics.checker import Checker


def text_test(checker: Checker, node: nodes.TextTest, scope: Scope) -> tree.Expr | None:
    operand = checker.expression(node.operand, scope)
    if isinstance(operand, tree.EventKey) and operand.type.kind is Kind.UNKNOWN:
        operand = replace(operand, type=TEXT)
    bare = is_nothing(checker, ungrouped(node.pattern), scope)
    if bare and operand is not None and operand.type.element.is_text:
        report_unquoted(checker, operand, ungrouped(node.pattern))
        return None
    pattern = checker.expression(node.pattern, scope)
    if operand is None:
        return None
    if operand.type.many:
        _report_list_text(checker, node, operand, pattern)
        return None
    if not operand.type.is_text:
        words = type_words(operand.type)
        checker.report(
            codes.WRONG_TYPE,
            f"{said(node.operand.span)} is {words}, and `{node.kind}` is asked of text.",
            node.operand.span,
            f"Compare it instead: `{node.operand.span.text} = ...`.",
            expected="text",
            found=words,
        )
        return None
    if pattern is None or not _is_pattern(checker, node, pattern):
        return None
    fold = folds(operand) or folds(pattern)
    return negated(node.negated, tree.TextTest(node.kind, operand, pattern, fold, span=node.span))


def _report_list_text(
    checker: Checker, node: nodes.TextTest, operand: tree.Expr, pattern: tree.Expr | None
) -> None:
    name = node.operand.span.text
    value = node.pattern.span.text
    plain = node.kind == "contains" and isinstance(pattern, tree.Literal)
    mend = f"{name} {'!=' if node.negated else '='} {value}"
    checker.report(
        codes.LIST_TEST,
        f"{said(operand.span)} is a list; `{node.kind}` is asked of text.",
        node.span,
        f"Write `{mend}`: the list {'does not hold' if node.negated else 'holds'} that value."
        if plain
        else f"Ask which values it holds: `{name} in (...)`, `{name} has all (...)`.",
        fix=mend if plain else None,
    )


def _is_pattern(checker: Checker, node: nodes.TextTest, pattern: tree.Expr) -> bool:
    if not pattern.type.is_text:
        literal = isinstance(pattern, tree.Literal) and pattern.type.is_number
        fix = quoted(pattern.span.text) if literal else None
        checker.report(
            codes.WRONG_TYPE,
            f"{said(pattern.span)} is {type_words(pattern.type)}, and text is needed here.",
            pattern.span,
            f"Text stands in quotes: `{fix}`." if fix else "Write text in quotes.",
            fix=fix,
            expected="text",
            found=type_words(pattern.type),
        )
        return False
    if node.kind != "matches":
        return True
    if not isinstance(pattern, tree.Literal) or not isinstance(pattern.value, str):
        checker.report(
            codes.LITERAL_NEEDED,
            "A pattern is written out, so that it can be checked before it runs.",
            pattern.span,
            'Write it as text: `matches "^[0-9]{5}$"`, or use a parameter.',
        )
        return False
    problem = patterns.problem_of(pattern.value)
    if problem is not None:
        checker.report(codes.PATTERN, problem.message, pattern.span, problem.help)
    return problem is None
