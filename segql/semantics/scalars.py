"""Functions of values: `round(x, 2)`, `size(interest)`, `bucket("spring")`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segql.diagnostics.codes import names as name_codes
from segql.diagnostics.codes import types as codes
from segql.functions import CALLABLE, EVENTS, OVERALL, SCALARS, Accepts, ScalarFunction
from segql.semantics import tree
from segql.semantics.choices import joint_type
from segql.semantics.literals import constant
from segql.semantics.scope import Scope
from segql.semantics.suggestions import by_case, close
from segql.semantics.unknown_names import report_not_here
from segql.semantics.walk import said
from segql.semantics.words import counted, type_words
from segql.syntax import nodes

if TYPE_CHECKING:
    from segql.semantics.checker import Checker

_MOST_DIGITS = 15
_SYNONYMS = {
    "avg": "average", "mean": "average", "total": "sum", "exists": "any", "none": "no",
    "number": "count", "minimum": "min", "maximum": "max", "mode": "most frequent",
    "len": "length", "lowercase": "lower", "tolower": "lower", "ceiling": "ceil",
    "latest": "last", "earliest": "first", "ratio": "share", "cardinality": "size",
}  # fmt: skip
_OTHER_WAYS = {
    "coalesce": "a value in place of unknown is written `x or else 0`",
    "ifnull": "a value in place of unknown is written `x or else 0`",
    "nvl": "a value in place of unknown is written `x or else 0`",
    "isnull": "whether there is a value is asked with `x is known`",
    "datediff": "the time between is written `days between d1 and d2`, or `days since d`",
    "dateadd": "a date is moved with `d + 30 days`",
    "date_add": "a date is moved with `d + 30 days`",
    "extract": "a part of a date is written `month of d`",
    "contains": 'text is searched with `name contains "x"`',
    "iif": "a choice is written `if c then a else b`",
    "upper": "text is compared in lower case: `lower(x)`",
    "in_segment": "another segment is written `in segment NAME`",
    "ntile": "groups are `quartile`, `quintile`, `decile` and `percentile`",
    "current_date": "the day of the run is `today`",
    "getdate": "the day of the run is `today`, the instant `now`",
}


def is_scalar(node: nodes.Call) -> bool:
    return node.function.name in SCALARS


def scalar(checker: Checker, node: nodes.Call, scope: Scope) -> tree.Expr | None:
    declaration = SCALARS[node.function.name]
    if not _is_plain(checker, node, declaration) or not _is_count(checker, node, declaration):
        return None
    if declaration.name == "bucket":
        return _bucket(checker, node, scope)
    typed = [
        constant(checker, item)
        if index in declaration.constant
        else checker.expression(item, scope)
        for index, item in enumerate(node.arguments)
    ]
    arguments = tuple(item for item in typed if item is not None)
    if len(arguments) != len(typed) or not _fit(checker, node, declaration, arguments):
        return None
    types = [item.type for item in arguments]
    if declaration.repeats:
        joint = joint_type(checker, list(zip(arguments, node.arguments, strict=True)))
        if joint is None:
            return None
    return tree.Scalar(declaration.name, arguments, declaration.result(types), span=node.span)


def _bucket(checker: Checker, node: nodes.Call, scope: Scope) -> tree.Expr | None:
    if not scope.customer:
        report_not_here(checker, "`bucket`", node.span)
        return None
    salt = constant(checker, node.arguments[0])
    if salt is None:
        return None
    if not isinstance(salt.value, str):
        checker.report(
            codes.WRONG_TYPE,
            f"{said(salt.span)} is {type_words(salt.type)}, and the salt is text.",
            salt.span,
            'Write a name for the split: `bucket("spring")`.',
            expected="text",
            found=type_words(salt.type),
        )
        return None
    return tree.Bucket(salt.value, SCALARS["bucket"].result([]), span=node.span)


def _is_plain(checker: Checker, node: nodes.Call, declaration: ScalarFunction) -> bool:
    given = (
        node.distinct or node.pick or node.alias or node.window or node.where or node.having
        or node.per or node.within
    )  # fmt: skip
    if not given:
        return True
    checker.report(
        codes.OPTION,
        f"`{declaration.name}` is a function of values; windows, `where` and the like belong to "
        "functions of events.",
        node.span,
        f"It is written `{declaration.signature}`.",
    )
    return False


def _is_count(checker: Checker, node: nodes.Call, declaration: ScalarFunction) -> bool:
    most = len(declaration.arguments)
    least = most - declaration.optional
    given = len(node.arguments)
    if given >= least and (given <= most or declaration.repeats):
        return True
    checker.report(
        codes.ARGUMENTS,
        f"`{declaration.name}` takes {'at least ' if declaration.repeats else ''}"
        f"{counted(least, 'value')}{f' or {most}' if most != least else ''}, and here "
        f"{'is' if given == 1 else 'are'} {given}.",
        node.span,
        f"It is written `{declaration.signature}`.",
    )
    return False


def _fit(
    checker: Checker,
    node: nodes.Call,
    declaration: ScalarFunction,
    arguments: tuple[tree.Expr, ...],
) -> bool:
    for index, expr in enumerate(arguments):
        accepts = declaration.arguments[min(index, len(declaration.arguments) - 1)]
        if accepts.takes(expr.type):
            continue
        words = type_words(expr.type)
        help = f"It is written `{declaration.signature}`."
        fix = None
        if declaration.name == "size" and expr.type.is_text:
            help, fix = "The number of characters is `length`.", "length"
        if declaration.name == "length" and expr.type.many:
            help, fix = "The number of elements is `size`.", "size"
        checker.report(
            codes.WRONG_TYPE,
            f"{said(node.arguments[index].span)} is {words}, and `{declaration.name}` takes "
            f"{accepts} there.",
            node.arguments[index].span,
            help,
            fix=fix,
            fix_span=node.function.span,
            expected=str(accepts),
            found=words,
        )
        return False
    return all(
        _is_digits(checker, declaration, expr)
        for index, expr in enumerate(arguments)
        if index in declaration.constant and declaration.arguments[index] is Accepts.INTEGER
    )


def _is_digits(checker: Checker, declaration: ScalarFunction, expr: tree.Expr) -> bool:
    value = expr.value if isinstance(expr, tree.Literal) else None
    if isinstance(value, int) and abs(value) <= _MOST_DIGITS:
        return True
    checker.report(
        codes.AMOUNT,
        f"`{declaration.name}` does not go to {said(expr.span)} digits.",
        expr.span,
        f"Write a whole number from -{_MOST_DIGITS} to {_MOST_DIGITS}.",
    )
    return False


def unknown_function(checker: Checker, node: nodes.Call) -> None:
    """A function that does not exist: an attribute with parentheses, or a word misspelt."""
    ident = node.function
    written = ident.span.text or ident.name
    entry = checker.project.entries.get(written)
    if entry is not None:
        checker.report(
            name_codes.UNKNOWN_FUNCTION,
            f"`{written}` is {entry.kind} and no function.",
            ident.span,
            f"Write `{written}` without parentheses.",
            fix=written if not node.arguments else None,
            fix_span=node.span,
        )
        return
    other = _OTHER_WAYS.get(ident.name)
    if other is not None:
        checker.report(
            name_codes.UNKNOWN_FUNCTION,
            f"There is no function `{written}`.",
            ident.span,
            f"{other[0].upper()}{other[1:]}.",
        )
        return
    near = _SYNONYMS.get(ident.name) or by_case(ident.name, CALLABLE) or close(ident.name, CALLABLE)
    if ident.name.startswith("overall"):
        near = close(ident.name.removeprefix("overall").strip(" _"), OVERALL)
        near = f"overall {near}" if near else None
    checker.report(
        name_codes.UNKNOWN_FUNCTION,
        f"There is no function `{written}`.",
        ident.span,
        f"Did you mean `{near}`?"
        if near
        else "Functions of events are "
        + ", ".join(f"`{name}`" for name in EVENTS)
        + "; others stand in the reference.",
        fix=near,
    )
