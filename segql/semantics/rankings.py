"""`top 10% by spend per country within segment vip`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from segql.diagnostics.codes import types as codes
from segql.functions import PREDICATE
from segql.semantics import tree
from segql.semantics.literals import amount
from segql.semantics.population import is_here, per
from segql.semantics.scope import Names, Scope
from segql.semantics.segments import segment
from segql.semantics.walk import said
from segql.semantics.words import type_words
from segql.syntax import nodes

if TYPE_CHECKING:
    from segql.semantics.checker import Checker


def top(checker: Checker, node: nodes.Top, scope: Scope) -> tree.Expr | None:
    if not is_here(checker, scope, f"`{node.kind}`", node.span):
        return None
    outer = Scope(Names.CUSTOMER, start=scope.start)
    chosen = _amount(checker, node)
    by = checker.expression(node.by, outer)
    groups = per(checker, node.per, outer)
    within = None
    if node.within is not None:
        within = segment(checker, node.within, node.within.span)
        if within is None:
            return None
    accepts = PREDICATE["top"].operand
    if by is not None and not accepts.takes(by.type):
        words = type_words(by.type)
        checker.report(
            codes.WRONG_TYPE,
            f"{said(node.by.span)} is {words}, which has no highest or lowest.",
            node.by.span,
            f"Rank by {accepts}.",
            expected=str(accepts),
            found=words,
        )
        return None
    if chosen is None or by is None or groups is None:
        return None
    value, percent = chosen
    return tree.Top(node.kind, value, percent, by, groups, within, span=node.span)


def _amount(checker: Checker, node: nodes.Top) -> tuple[int | Decimal, bool] | None:
    found = amount(checker, node.amount)
    if found is None:
        return None
    if found.percent and 0 < found.value <= 1:
        return Decimal(found.value), True
    if not found.percent and found.value == int(found.value) and found.value >= 1:
        return int(found.value), False
    percent = f"{found.value * 100:f}".rstrip("0").rstrip(".")
    share = not found.percent and 0 < found.value < 1
    checker.report(
        codes.AMOUNT,
        f"{said(found.span)} is no number of customers, and no percentage from 0 to 100%.",
        found.span,
        f"Write `{node.kind} {percent}% by ...`."
        if share
        else f"Write `{node.kind} 100 by ...` or `{node.kind} 10% by ...`.",
        fix=f"{percent}%" if share and not found.span.text.startswith("$") else None,
        expected="a whole number from 1, or a percentage above 0 and up to 100%",
    )
    return None
