"""Figures over all customers: `rank(x)`, `quintile(x per country)`, `overall average(x)`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from segql.diagnostics.codes import names as name_codes
from segql.diagnostics.codes import types as codes
from segql.functions import OVERALL, PLACES, Accepts, PopulationFunction
from segql.semantics import tree
from segql.semantics.literals import amount
from segql.semantics.scope import Names, Scope
from segql.semantics.segments import segment
from segql.semantics.suggestions import close
from segql.semantics.unknown_names import report_not_here
from segql.semantics.walk import said
from segql.semantics.words import listed, type_words
from segql.source import Span
from segql.syntax import nodes

if TYPE_CHECKING:
    from segql.semantics.checker import Checker


def is_place(node: nodes.Call) -> bool:
    return node.function.name in PLACES


def place(checker: Checker, node: nodes.Call, scope: Scope) -> tree.Expr | None:
    """The customer's own place: rank or group."""
    return _figure(checker, node, PLACES[node.function.name], scope, node.span)


def overall(checker: Checker, node: nodes.Overall, scope: Scope) -> tree.Expr | None:
    """A figure that everybody gets."""
    call = node.call
    declaration = OVERALL.get(call.function.name)
    if declaration is None:
        near = close(call.function.name, OVERALL)
        checker.report(
            name_codes.UNKNOWN_FUNCTION,
            f"There is no `overall {call.function.name}`.",
            call.function.span,
            f"Did you mean `overall {near}`?"
            if near
            else f"After `overall` stands {listed(OVERALL, limit=8, last='or')}.",
            fix=near,
        )
        return None
    return _figure(checker, call, declaration, scope, node.span)


def _figure(
    checker: Checker, call: nodes.Call, declaration: PopulationFunction, scope: Scope, span: Span
) -> tree.Expr | None:
    if not is_here(checker, scope, f"`{declaration.name}` of all customers", span):
        return None
    if not _is_plain(checker, call, declaration):
        return None
    outer = Scope(Names.CUSTOMER, start=scope.start)
    argument = checker.expression(call.arguments[0], outer)
    groups = per(checker, call.per, outer)
    within = None
    if call.within is not None:
        within = segment(checker, call.within, call.within.span)
        if within is None:
            return None
    fraction = _fraction(checker, call) if declaration.fraction else Decimal(0)
    if argument is None or groups is None or fraction is None:
        return None
    if not declaration.argument.takes(argument.type):
        words = type_words(argument.type)
        checker.report(
            codes.WRONG_TYPE,
            f"{said(call.arguments[0].span)} is {words}, and `{declaration.name}` takes "
            f"{declaration.argument}.",
            call.arguments[0].span,
            f"It is written `{declaration.signature}`.",
            expected=str(declaration.argument),
            found=words,
        )
        return None
    figure: Any = declaration.figure
    return tree.Population(
        figure,
        argument,
        groups,
        within,
        fraction if declaration.fraction else None,
        declaration.result([argument.type]),
        span=span,
    )


def is_here(checker: Checker, scope: Scope, what: str, span: Span) -> bool:
    """Whether something that rests on all customers may stand in a scope."""
    if not scope.customer:
        report_not_here(checker, what, span)
        return False
    if scope.names is not Names.CUSTOMER:
        checker.report(
            name_codes.EVENTS_NOT_HERE,
            f"{what[0].upper()}{what[1:]} cannot stand among the conditions of one event.",
            span,
            "Give it a name, `trait NAME = ...`, and write `customer.NAME` here.",
        )
        return False
    if scope.period:
        checker.report(
            codes.PERIODS,
            f"{what[0].upper()}{what[1:]} is not asked period by period.",
            span,
            "Give it a name, `trait NAME = ...`; it is then taken as of the run.",
        )
        return False
    return True


def _is_plain(checker: Checker, call: nodes.Call, declaration: PopulationFunction) -> bool:
    wrong = call.distinct or call.pick or call.alias or call.window or call.where or call.having
    if wrong:
        checker.report(
            codes.OPTION,
            f"`{declaration.name}` looks at all customers; windows and `where` belong to a "
            "function of events inside it.",
            call.span,
            f"Write, for example, `{declaration.signature.split('(')[0]}(sum(orders.amount in "
            "last 90 days))`.",
        )
        return False
    needed = 2 if declaration.fraction else 1
    if len(call.arguments) == needed:
        return True
    checker.report(
        codes.ARGUMENTS,
        f"`{declaration.name}` takes {'a value and a percentage' if needed == 2 else 'one value'}.",
        call.span,
        f"It is written `{declaration.signature}`.",
    )
    return False


def _fraction(checker: Checker, call: nodes.Call) -> Decimal | None:
    written = call.arguments[1]
    if isinstance(written, nodes.Number | nodes.Parameter):
        found = amount(checker, written)
        if found is None:
            return None
        if found.percent and 0 <= found.value <= 1:
            return Decimal(found.value)
    checker.report(
        codes.AMOUNT,
        f"{said(written.span)} is no percentage from 0 to 100%.",
        written.span,
        "Write, for example, `90%`.",
        expected="a percentage from 0 to 100%",
    )
    return None


def per(
    checker: Checker, items: tuple[nodes.Expr, ...], scope: Scope
) -> tuple[tree.Expr, ...] | None:
    """The groups of `per`: any single value of the customer."""
    typed: list[tree.Expr] = []
    sound = True
    for item in items:
        expr = checker.expression(item, scope)
        if expr is None:
            sound = False
        elif not Accepts.SINGLE.takes(expr.type):
            words = type_words(expr.type)
            checker.report(
                codes.WRONG_TYPE,
                f"{said(item.span)} is {words}, by which customers cannot be grouped.",
                item.span,
                "`per` takes an attribute, trait or segmentation with a single value.",
                expected="a single value",
                found=words,
            )
            sound = False
        else:
            typed.append(expr)
    return tuple(typed) if sound else None
