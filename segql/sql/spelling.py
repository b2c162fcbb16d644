"""Spellings that several dialects share, made of what each of them has."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes import compile as codes
from segql.plan.nodes import Call, Op
from segql.sql import make
from segql.sql.dialects.base import Operations, Spelling
from segql.sql.make import Node, binary, case, function, number
from segql.sql.operations import constant
from segql.sql.patterns import Flavour, PatternRefusedError, rewritten

ROUND_MONTHS = {"month": 1, "quarter": 3, "year": 12}
WHOLE_DAYS = {"day": 1, "week": 7}
SECONDS = {"second": 1, "minute": 60, "hour": 3600}


def part_of(operations: Operations, part: str, node: Node) -> Node:
    """A part of a date, as a dialect's own operation spells it."""
    spelling = operations[Op.PART]
    if not callable(spelling):
        raise TypeError("every dialect has the parts of a date")
    from segql.types import INTEGER

    return spelling(Call(Op.PART, (), INTEGER, nullable=True, detail=part), [node])


def completed_months(
    part: Callable[[str, Node], Node], is_last_day: Callable[[Node], Node]
) -> Spelling:
    """Completed months from start to end, as the language counts: a month is complete on the
    same day, or on the last day of a shorter month. Mirrored where the end is earlier.
    """

    def forward(start: Node, end: Node) -> Node:
        years = binary(exp.Sub, part("year", end.copy()), part("year", start.copy()))
        months = binary(exp.Sub, part("month", end.copy()), part("month", start.copy()))
        whole = binary(exp.Add, binary(exp.Mul, years, number(12)), months)
        short = exp.LT(this=part("day", end.copy()), expression=part("day", start.copy()))
        begun = make.conjunction([short, make.negation(is_last_day(end.copy()))])
        return binary(exp.Sub, whole, case([(begun, number(1))], number(0)))

    def spell(call: Call, args: Sequence[Node]) -> Node:
        start, end = args
        later = make.compared(exp.GTE, end.copy(), start.copy())
        earlier = make.compared(exp.LT, end.copy(), start.copy())
        back = make.negative(exp.Paren(this=forward(end, start)))
        return case([(later, forward(start, end)), (earlier, back)])

    return spell


def shifted(shift: Callable[[Node, int, str, bool], Node]) -> Spelling:
    """`Op.SHIFT` by a dialect's way to move dates and timestamps."""
    from segql.types import DATE

    def spell(call: Call, args: Sequence[Node]) -> Node:
        amount = constant(call, 1)
        if not isinstance(amount, int):
            raise TypeError("a shift is a whole number of units")
        return shift(args[0], amount, call.detail or "", call.type == DATE)

    return spell


def pattern(call: Call, flavour: Flavour, dialect: str) -> str:
    """The pattern of a `matches` in an engine's words. Raises SegqlError where it has none."""
    written = constant(call, 1)
    if not isinstance(written, str):
        raise TypeError("a pattern is a text")
    try:
        return rewritten(written, flavour, ignore_case=call.detail == "i")
    except PatternRefusedError as error:
        raise SegqlError(
            Diagnostic(
                codes.UNSUPPORTED,
                f"The pattern `{written}` cannot be written for {dialect}: {error}.",
                help="Write the pattern without it, or several conditions.",
            )
        ) from error


def suffix_of(length: str) -> Spelling:
    """`ends with`: what stands as many characters before the end as the other text is long."""

    def spell(call: Call, args: Sequence[Node]) -> Node:
        text, end = args
        before = binary(exp.Sub, function(length, text.copy()), function(length, end.copy()))
        rest = function("SUBSTR", text, binary(exp.Add, before, number(1)))
        return exp.EQ(this=rest, expression=end)

    return spell


def prefix_of(length: str) -> Spelling:
    """`starts with`."""

    def spell(call: Call, args: Sequence[Node]) -> Node:
        text, start = args
        first = function("SUBSTR", text, number(1), function(length, start.copy()))
        return exp.EQ(this=first, expression=start)

    return spell


def as_double(node: Node) -> Node:
    """A double of a number that may be one already."""
    return node if isinstance(node, exp.Cast) and _is_double(node) else make.cast(node, "DOUBLE")


def _is_double(node: exp.Cast) -> bool:
    return node.to.this is exp.DataType.Type.DOUBLE


def quotient(left: Node, right: Node) -> Node:
    """Two numbers divided as doubles."""
    return binary(exp.Div, as_double(left), as_double(right))


def tens(digits: int) -> str:
    """10 to the power of some digits, as a literal."""
    return "1" + "0" * digits if digits >= 0 else "0." + "0" * (-digits - 1) + "1"
