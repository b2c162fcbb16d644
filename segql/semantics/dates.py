"""Elapsed time and parts of dates: `days since d`, `days between d1 and d2`, `month of d`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segql.diagnostics.codes import types as codes
from segql.functions import PART
from segql.semantics import tree
from segql.semantics.literals import read_date
from segql.semantics.scope import Scope
from segql.semantics.walk import said
from segql.semantics.words import listed, type_words
from segql.source import Span
from segql.syntax import nodes
from segql.types import DATE, Kind

if TYPE_CHECKING:
    from segql.semantics.checker import Checker

_CLOCK_UNITS = ("second", "minute", "hour")


def since(checker: Checker, node: nodes.Since, scope: Scope) -> tree.Expr | None:
    """Completed units until today; hours and shorter count until the instant."""
    start = time_operand(checker, node.operand, scope)
    if start is None:
        return None
    end: tree.Expr = tree.Now() if node.unit in _CLOCK_UNITS else tree.Today(DATE)
    return tree.Elapsed(node.unit, start, end, span=node.span)


def units_between(checker: Checker, node: nodes.UnitsBetween, scope: Scope) -> tree.Expr | None:
    start = time_operand(checker, node.start, scope)
    end = time_operand(checker, node.end, scope)
    if start is None or end is None:
        return None
    return tree.Elapsed(node.unit, start, end, span=node.span)


def part_of(checker: Checker, node: nodes.PartOf, scope: Scope) -> tree.Expr | None:
    operand = time_operand(checker, node.operand, scope)
    if operand is None:
        return None
    declaration = PART.get(node.part)
    if declaration is None:
        checker.report(
            codes.WRONG_TYPE,
            f"A date has no part called `{node.part}`.",
            node.span,
            f"Its parts are {listed(PART, limit=len(PART))}.",
        )
        return None
    if not declaration.operand.takes(operand.type):
        checker.report(
            codes.WRONG_TYPE,
            f"{said(node.operand.span)} is a date, which has no {node.part}.",
            node.operand.span,
            f"`{node.part} of` takes a timestamp.",
            expected=str(declaration.operand),
            found=type_words(operand.type),
        )
        return None
    return tree.PartOf(node.part, operand, declaration.result, span=node.span)


def time_operand(checker: Checker, node: nodes.Expr, scope: Scope) -> tree.Expr | None:
    """A date or timestamp; reported where it is anything else."""
    expr = checker.expression(node, scope)
    if expr is None or expr.type.is_time or expr.type.kind is Kind.UNKNOWN:
        return expr
    report_no_date(checker, expr, node.span)
    return None


def year_of(expr: tree.Literal) -> int | None:
    """The year that a number seems to be."""
    value = expr.value
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if isinstance(value, int) and whole and 1900 <= value <= 2100 else None


def report_no_date(checker: Checker, expr: tree.Expr, span: Span) -> None:
    """Say that a value is neither a date nor a timestamp, with the mend where it is certain."""
    words = type_words(expr.type)
    fix = None
    help = "A date or timestamp is needed, such as `2024-01-31`, `today` or `last(orders.time)`."
    if isinstance(expr, tree.Literal) and (year := year_of(expr)) is not None:
        help = f"Write a day: `{year}-01-01` is the first of that year, `{year}-12-31` its last; "
        help += f"within the year is `in {year}`."
    elif isinstance(expr, tree.Literal) and isinstance(expr.value, str):
        value = read_date(expr.value)
        if value is not None:
            fix = expr.value.replace(" ", "T")
            help = f"Dates have no quotes: `{fix}`."
        else:
            help = "Dates have no quotes, and the year comes first: `2024-01-31`."
    checker.report(
        codes.NOT_A_DATE,
        f"{said(span)} is {words}, and a date or timestamp is needed.",
        span,
        help,
        fix=fix,
        expected="a date or timestamp",
        found=words,
    )
