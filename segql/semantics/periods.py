"""`count(weeks in last 6 weeks where c)`, `every(calendar months in last 4 months where c)`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from segql.diagnostics.codes import names as name_codes
from segql.diagnostics.codes import types as codes
from segql.semantics import tree
from segql.semantics.literals import whole
from segql.semantics.scope import Names, Scope
from segql.semantics.unknown_names import report_not_here
from segql.semantics.walk import descendants
from segql.semantics.words import counted
from segql.syntax import nodes
from segql.types import INTEGER

if TYPE_CHECKING:
    from segql.semantics.checker import Checker

_FAMILIES = ({"day": 1, "week": 7}, {"month": 1, "quarter": 3, "year": 12})
_MOST = 1_000


def period_call(checker: Checker, node: nodes.PeriodCall, scope: Scope) -> tree.Expr | None:
    if node.function not in ("count", "every"):
        # the parser has said so already
        checker.incomplete = True
        return None
    if not _is_here(checker, node, scope):
        return None
    size = 1 if node.size is None else whole(checker, node.size, 1)
    length = whole(checker, node.last.amount, 1)
    number = None
    if size is not None and length is not None:
        number = _number(checker, node, size, length)
    where = checker.condition(node.where, replace(scope, period=True))
    if where is not None and not _has_events(where):
        checker.report(
            codes.PERIODS,
            "Nothing in this condition changes from one period to the next.",
            node.where.span,
            "Ask for events: `any(orders)`, `count(visits) >= 3`. A trait keeps its own window.",
        )
        return None
    if size is None or number is None or where is None:
        return None
    count = tree.PeriodCount(node.unit, size, node.calendar, number, where, span=node.span)
    if node.function == "count":
        return count
    return tree.Compare(
        "=", count, tree.Literal(number, INTEGER, span=node.last.span), span=node.span
    )


def _is_here(checker: Checker, node: nodes.PeriodCall, scope: Scope) -> bool:
    if not scope.customer:
        report_not_here(checker, "periods", node.span)
        return False
    if scope.names is not Names.CUSTOMER:
        checker.report(
            name_codes.EVENTS_NOT_HERE,
            "Periods cannot stand among the conditions of one event.",
            node.span,
            "Give them a name, `trait NAME = ...`, and write `customer.NAME` here.",
        )
        return False
    if scope.period:
        checker.report(
            codes.PERIODS,
            "Periods cannot stand inside periods.",
            node.span,
            "Ask each in a condition of its own.",
        )
        return False
    return True


def _number(checker: Checker, node: nodes.PeriodCall, size: int, length: int) -> int | None:
    """How many periods there are: `last` over the period, which must divide."""
    family = next((f for f in _FAMILIES if node.unit in f), None)
    if family is None:
        checker.report(
            codes.PERIODS,
            f"Periods are not counted in {node.unit}s.",
            node.span,
            "Take days, weeks, months, quarters or years.",
        )
        return None
    if node.last.unit not in family:
        checker.report(
            codes.PERIODS,
            f"{node.last.unit.capitalize()}s do not divide into {node.unit}s.",
            node.last.span,
            f"Count both in the same unit: `{node.unit}s in last 6 {node.unit}s`.",
        )
        return None
    one = size * family[node.unit]
    whole_length = length * family[node.last.unit]
    number, rest = divmod(whole_length, one)
    if rest:
        larger = (whole_length // one + 1) * one // family[node.last.unit] or 1
        checker.report(
            codes.PERIODS,
            f"{counted(length, node.last.unit)} cannot be divided into periods of "
            f"{counted(size, node.unit)}.",
            node.last.span,
            f"Take a multiple, such as {counted(larger, node.last.unit)}."
            if larger * family[node.last.unit] % one == 0
            else "Take a multiple of the period.",
        )
        return None
    if number > _MOST:
        checker.report(
            codes.PERIODS,
            f"These are {number} periods; at most {_MOST:,} are looked at.",
            node.last.span,
            "Take fewer, or longer ones.",
        )
        return None
    return number


def _has_events(where: tree.Expr) -> bool:
    return any(isinstance(item, tree.Aggregate | tree.Sequence) for item in descendants(where))
