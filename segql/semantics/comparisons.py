"""Comparisons: `a = b`, `a 18..25`, `a between x and y`, `a contains "x"`, `a is known`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from segql.diagnostics.codes import types as codes
from segql.semantics import patterns, tree
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
from segql.semantics.words import quoted, type_words
from segql.source import Span
from segql.syntax import nodes
from segql.types import TEXT, Kind

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


# --------------------------------------------------------------------------------------- ranges


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
            "A range is asked of numbers, dates and text.",
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


# ----------------------------------------------------------------------------- text, known


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


def is_known(checker: Checker, node: nodes.IsKnown, scope: Scope) -> tree.Expr | None:
    operand = checker.expression(node.operand, scope)
    if operand is None:
        return None
    return negated(not node.known, tree.Known(operand, span=node.span))
