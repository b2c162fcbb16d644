"""Spellings that several dialects share, made of what each of them has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlglot import exp

from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes import compile as codes
from segql.plan.nodes import Call, Const, Op
from segql.sql import make
from segql.sql.dialects.base import Spelling
from segql.sql.make import Node, binary, case, function, number
from segql.sql.operations import constant
from segql.sql.patterns import Flavour, PatternRefusedError, rewritten
from segql.types import DATE, INTEGER

ROUND_MONTHS = {"month": 1, "quarter": 3, "year": 12}
WHOLE_DAYS = {"day": 1, "week": 7}
SECONDS = {"second": 1, "minute": 60, "hour": 3600}


# ------------------------------------------------------------------------------------- time


def at_zone(node: Node, zone: str) -> Node:
    """An instant as the zone's naive reading, or a naive reading of the zone as an instant."""
    inner = exp.Paren(this=node) if isinstance(node, exp.Binary | exp.AtTimeZone) else node
    return exp.AtTimeZone(this=inner, zone=make.text(zone))


def shift(node: Node, amount: int, unit: str, is_date: bool) -> Node:
    """A date or timestamp moved by intervals; a date by calendar units stays a date."""
    kind = exp.Sub if amount < 0 else exp.Add
    if unit in WHOLE_DAYS and is_date:
        return binary(kind, node, number(abs(amount) * WHOLE_DAYS[unit]))
    if unit in WHOLE_DAYS:
        return binary(kind, node, make.interval(abs(amount) * WHOLE_DAYS[unit], "DAY"))
    if unit in ROUND_MONTHS:
        moved = binary(kind, node, make.interval(abs(amount) * ROUND_MONTHS[unit], "MONTH"))
        return make.cast(moved, "DATE") if is_date else moved
    return binary(kind, node, make.interval(abs(amount), unit.upper()))


def completed_months(
    part: Callable[[str, Node], Node], is_last_day: Callable[[Node], Node]
) -> Spelling:
    """Completed months from start to end, as the language counts: a month is complete on the
    same day, or on the last day of a shorter month. Mirrored where the end is earlier.
    """

    def part_of(name: str, node: Node) -> Node:
        day = _literal_day(node)
        return number(getattr(day, name)) if day is not None else part(name, node.copy())

    def ends_month(node: Node) -> Node:
        day = _literal_day(node)
        if day is None:
            return is_last_day(node.copy())
        return make.boolean((day + timedelta(days=1)).day == 1)

    def forward(start: Node, end: Node) -> Node:
        years = binary(exp.Sub, part_of("year", end), part_of("year", start))
        months = binary(exp.Sub, part_of("month", end), part_of("month", start))
        whole = binary(exp.Add, binary(exp.Mul, years, number(12)), months)
        complete = ends_month(end)
        if isinstance(complete, exp.Boolean) and complete.this:
            return whole
        begun: Node = exp.LT(this=part_of("day", end), expression=part_of("day", start))
        if not isinstance(complete, exp.Boolean):
            begun = make.conjunction([begun, make.negation(complete)])
        return binary(exp.Sub, whole, case([(begun, number(1))], number(0)))

    def spell(call: Call, args: Sequence[Node]) -> Node:
        start, end = args
        later = make.compared(exp.GTE, end.copy(), start.copy())
        earlier = make.compared(exp.LT, end.copy(), start.copy())
        back = make.negative(exp.Paren(this=forward(end, start)))
        return case([(later, forward(start, end)), (earlier, back)])

    return spell


def _literal_day(node: Node) -> date | None:
    """The day that a constant says, so that its parts need not be asked of the engine."""
    if isinstance(node, exp.Cast) and node.to.this is exp.DataType.Type.DATE:
        node = node.this
    if not isinstance(node, exp.Literal) or not node.is_string:
        return None
    try:
        return date.fromisoformat(node.this)
    except ValueError:
        return None


def shifted(shift: Callable[[Node, int, str, bool], Node]) -> Spelling:
    """`Op.SHIFT` by a dialect's way to move dates and timestamps."""

    def spell(call: Call, args: Sequence[Node]) -> Node:
        amount = constant(call, 1)
        if not isinstance(amount, int):
            raise TypeError("a shift is a whole number of units")
        return shift(args[0], amount, call.detail or "", call.type == DATE)

    return spell


# ------------------------------------------------------------------------------------- text


# Letters whose simple folding is not their lower case; the dotted capital I, which folds to
# itself but has a lower case of two letters, is parked on a private character.
FOLDED_FROM = (
    "\u0130\u017f\u03c2\u00b5\u03d0\u03d1\u03d5\u03d6\u03f0\u03f1\u03f5\u1e9b"
    "\u1fbe\u0345\u1c80\u1c81\u1c82\u1c83\u1c84\u1c85\u1c86\u1c87\u1c88"
)
FOLDED_TO = (
    "\ue000s\u03c3\u03bc\u03b2\u03b8\u03c6\u03c0\u03ba\u03c1\u03b5\u1e61"
    "\u03b9\u03b9\u0432\u0434\u043e\u0441\u0442\u0442\u044a\u0463\ua64b"
)


def fold_constant(text: str) -> str:
    """A text that is folded already as `fold` would give it."""
    return text.replace("İ", "\ue000").lower() if not text.isascii() else text


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


# ------------------------------------------------------------------------------------ lists


@dataclass(frozen=True, slots=True)
class Elements:
    """Lists by a table of their elements: `table` gives it, `value` one of its rows' value."""

    table: Callable[[Call, Node], exp.Table]
    value: Callable[[Call], Node]

    def exists(self, call: Call, held: Node, *where: Node) -> Node:
        query = make.select([number(1)], self.table(call, held), where=where)
        return exp.Exists(this=query)

    def among(self, call: Call, values: Sequence[Node]) -> Node:
        return exp.In(this=self.value(call), expressions=list(values))

    def any(self, call: Call, args: Sequence[Node]) -> Node:
        return self.exists(call, args[0], self.among(call, args[1:]))

    def all(self, call: Call, args: Sequence[Node]) -> Node:
        held, *values = args
        return make.conjunction(
            [self.exists(call, held.copy(), self.among(call, [value])) for value in values]
        )

    def only(self, call: Call, args: Sequence[Node]) -> Node:
        held, *values = args
        some = self.exists(call, held, make.is_known(self.value(call)))
        other = [make.is_known(self.value(call)), make.negation(self.among(call, values))]
        return make.conjunction([some, make.negation(self.exists(call, held.copy(), *other))])

    def size(self, call: Call, args: Sequence[Node]) -> Node:
        counted = make.select([exp.Count(this=self.value(call))], self.table(call, args[0].copy()))
        return case([(make.is_known(args[0]), exp.Subquery(this=counted))])

    def operations(self) -> dict[Op, Spelling]:
        return {
            Op.LIST_ANY: self.any,
            Op.LIST_ALL: self.all,
            Op.LIST_ONLY: self.only,
            Op.LIST_SIZE: self.size,
        }


# ---------------------------------------------------------------------------------- numbers


def widened(kind: type[exp.Binary]) -> Spelling:
    """Arithmetic; whole numbers of narrow columns do not overflow before they are added."""

    def spell(call: Call, args: Sequence[Node]) -> Node:
        left, right = args
        if call.type == INTEGER:
            if not isinstance(call.args[0], Const):
                left = make.cast(left, "BIGINT")
            else:
                right = make.cast(right, "BIGINT")
        return binary(kind, left, right)

    return spell


def round_double(node: Node, digits: int) -> Node:
    """A double rounded with halves away from zero."""
    power = number(10 ** abs(digits))
    kinds = (exp.Mul, exp.Div) if digits >= 0 else (exp.Div, exp.Mul)
    size = binary(kinds[0], function("ABS", node.copy()), power)
    whole = function("FLOOR", size.copy())
    rest = binary(exp.Sub, size, whole.copy())
    up = case([(exp.GTE(this=rest, expression=number("0.5")), number(1))], number(0))
    rounded = binary(kinds[1], exp.Paren(this=binary(exp.Add, whole, up)), power.copy())
    return binary(exp.Mul, function("SIGN", node), exp.Paren(this=rounded))


def as_double(node: Node) -> Node:
    """A double of a number that may be one already."""
    return node if isinstance(node, exp.Cast) and _is_double(node) else make.cast(node, "DOUBLE")


def _is_double(node: exp.Cast) -> bool:
    return node.to.this is exp.DataType.Type.DOUBLE


def quotient(left: Node, right: Node) -> Node:
    """Two numbers divided as doubles."""
    return binary(exp.Div, as_double(left), as_double(right))
