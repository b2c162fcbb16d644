"""Literals and parameters as typed values, durations, amounts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from segql.clock import at_wall_clock
from segql.diagnostics.codes import names as name_codes
from segql.diagnostics.codes import types as codes
from segql.semantics import tree
from segql.semantics.suggestions import close
from segql.semantics.walk import said
from segql.semantics.words import counted
from segql.source import Span
from segql.syntax import nodes
from segql.types import BOOLEAN, DATE, DECIMAL, INTEGER, TEXT, TIMESTAMP, UNKNOWN, Type

if TYPE_CHECKING:
    from segql.semantics.checker import Checker
    from segql.semantics.project import Parameter, Project

_DAYS = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}
_MOST_DAYS = 366_000

LiteralNode = (
    nodes.Number
    | nodes.Text
    | nodes.Boolean
    | nodes.Unknown
    | nodes.Date
    | nodes.Timestamp
    | nodes.Duration
    | nodes.Parameter
)
Value = int | Decimal | str | bool | date | datetime


def typed_value(value: Value, project: Project, span: Span) -> tree.Literal:
    """A Python value as a literal; a timestamp without a zone is read in the project's."""
    match value:
        case bool():
            return tree.Literal(value, BOOLEAN, span=span)
        case int():
            return tree.Literal(value, INTEGER, span=span)
        case Decimal():
            return tree.Literal(value, DECIMAL, span=span)
        case str():
            return tree.Literal(value, TEXT, span=span)
        case datetime():
            moment = value if value.tzinfo else at_wall_clock(value, project.zone)
            return tree.Literal(moment, TIMESTAMP, span=span)
        case date():
            return tree.Literal(value, DATE, span=span)


def literal(checker: Checker, node: LiteralNode) -> tree.Literal | None:
    """A literal, or the single value of a parameter, where a value is needed."""
    match node:
        case nodes.Unknown(span=span):
            return tree.Literal(None, UNKNOWN, span=span)
        case nodes.Duration(span=span):
            checker.report(
                codes.DURATION,
                f"{said(span)} is a length of time, which no value is compared with.",
                span,
                "Add it to a date (`today - 30 days`), use it in a window (`in last 30 days`), or "
                "compare a number: `days since d > 30`.",
            )
            return None
        case nodes.Parameter():
            return _single(checker, node)
        case _:
            return typed_value(node.value, checker.project, node.span)


def parameter(checker: Checker, node: nodes.Parameter) -> Parameter | None:
    """The parameter that a `$name` means."""
    parameters = checker.project.parameters
    found = parameters.get(node.name)
    if found is None:
        near = close(node.name, parameters)
        checker.report(
            name_codes.UNKNOWN_PARAMETER,
            f"There is no parameter `{node.name}`.",
            node.span,
            f"Did you mean `${near}`?" if near else f"Define it: `param {node.name} = 3`.",
            fix=f"${near}" if near else None,
        )
        return None
    if found.value is None:
        checker.incomplete = True
        return None
    return found


def _single(checker: Checker, node: nodes.Parameter) -> tree.Literal | None:
    found = parameter(checker, node)
    if found is None:
        return None
    if isinstance(found.value, tree.Duration):
        checker.report(
            codes.PARAMETER_VALUE,
            f"`${node.name}` is a length of time, and a value is needed here.",
            node.span,
            "Add it to a date, as in `today - $" + node.name + "`.",
        )
        return None
    if found.many:
        checker.report(
            codes.PARAMETER_VALUE,
            f"`${node.name}` is a list of values, and one value is needed here.",
            node.span,
            f"Ask for any of them: `in ${node.name}`.",
        )
        return None
    assert found.value is not None
    return replace(found.value[0], span=node.span)


def constants(
    checker: Checker, values: nodes.Values | nodes.Parameter
) -> list[tree.Literal | None] | None:
    """The literals of a list in parentheses or of a parameter; None for each that is broken."""
    if isinstance(values, nodes.Parameter):
        found = parameter(checker, values)
        if found is None:
            return None
        if isinstance(found.value, tree.Duration) or found.value is None:
            _single(checker, values)
            return None
        return [replace(item, span=values.span) for item in found.value]
    items: list[tree.Literal | None] = []
    for item in values.items:
        if isinstance(item, nodes.Text):
            items.append(tree.Literal(item.value, TEXT, span=item.span))
        elif isinstance(item, nodes.Parameter):
            inner = constants(checker, item)
            items.extend([None] if inner is None else inner)
        else:
            items.append(constant(checker, item))
    return items


def constant(checker: Checker, node: nodes.Expr) -> tree.Literal | None:
    """A literal or single parameter, with its sign; reported where it is anything else."""
    match node:
        case nodes.Group(inner=inner):
            return constant(checker, inner)
        case nodes.Negative(operand=nodes.Number() as number, span=span):
            return tree.Literal(
                -number.value, INTEGER if isinstance(number.value, int) else DECIMAL, span=span
            )
        case (
            nodes.Number() | nodes.Text() | nodes.Boolean() | nodes.Unknown() | nodes.Date()
            | nodes.Timestamp() | nodes.Duration() | nodes.Parameter()
        ):  # fmt: skip
            return literal(checker, node)
        case _:
            checker.report(
                codes.LITERAL_NEEDED,
                f"{said(node.span)} is no plain value.",
                node.span,
                "Write the values out, or use a parameter: `$name`.",
            )
            return None


# --------------------------------------------------------------------------- amounts, durations


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that is written out or given by a parameter."""

    value: int | Decimal
    percent: bool
    span: Span


def amount(checker: Checker, node: nodes.Number | nodes.Parameter) -> Amount | None:
    if isinstance(node, nodes.Number):
        return Amount(node.value, node.percent, node.span)
    found = parameter(checker, node)
    if found is None:
        return None
    value = None
    if isinstance(found.value, tuple) and not found.many:
        value = found.value[0].value
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        checker.report(
            codes.PARAMETER_VALUE,
            f"`${node.name}` is not a number, and a number is needed here.",
            node.span,
            f"Give it a number: `param {node.name} = 3`.",
        )
        return None
    return Amount(value, found.percent, node.span)


def whole(checker: Checker, node: nodes.Number | nodes.Parameter, least: int) -> int | None:
    """A whole number from `least`."""
    found = amount(checker, node)
    if found is None:
        return None
    value = found.value
    if found.percent or value != int(value) or value < least:
        checker.report(
            codes.AMOUNT,
            f"{said(found.span)} does not count anything here.",
            found.span,
            f"Write a whole number from {least}.",
            expected=f"a whole number from {least}",
            found=_amount_words(found),
        )
        return None
    return int(value)


def _amount_words(found: Amount) -> str:
    return f"{found.value * 100:f}%" if found.percent else str(found.value)


def duration(checker: Checker, node: nodes.Duration) -> tree.Duration | None:
    """`90 days`, `$n days`: whole, and at most 1,000 years."""
    value = whole(checker, node.amount, 0)
    if value is None:
        return None
    days = value * _DAYS.get(node.unit, 0) or value // 3600
    if days > _MOST_DAYS or (node.unit not in _DAYS and value > 10**9):
        checker.report(
            codes.DURATION,
            f"{counted(value, node.unit)} is more than 1,000 years.",
            node.span,
            "Take a shorter time.",
        )
        return None
    return tree.Duration(value, node.unit, span=node.span)


def duration_operand(checker: Checker, node: nodes.Expr) -> nodes.Duration | tree.Duration | None:
    """The duration that an operand of `+` or `-` is, written out or as a parameter."""
    match node:
        case nodes.Group(inner=inner):
            return duration_operand(checker, inner)
        case nodes.Duration():
            return node
        case nodes.Parameter(name=name):
            found = checker.project.parameters.get(name)
            if found is not None and isinstance(found.value, tree.Duration):
                return replace(found.value, span=node.span)
    return None


def read_date(text: str) -> date | datetime | None:
    """The date or timestamp that a text holds, as a person might have quoted it."""
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
        if len(text) > 10 and text[10] in "T ":
            return datetime.fromisoformat(text)
    except ValueError:
        return None
    return None


def same_kind(one: Type, two: Type) -> bool:
    """Whether values of two types compare with each other."""
    if one.many or two.many:
        return False
    return (
        (one.is_number and two.is_number)
        or (one.is_time and two.is_time)
        or one.kind is two.kind
        or UNKNOWN in (one, two)
    )
