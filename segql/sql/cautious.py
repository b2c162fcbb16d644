"""Spellings for databases that no test runs on: nothing rests on what they do with a zero, an
unknown value or a half, unless their manual says it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from segql.plan.nodes import Call, Op
from segql.sql import make
from segql.sql.dialects.base import Spelling
from segql.sql.make import Node, binary, case, function, number
from segql.sql.operations import constant
from segql.sql.spelling import as_double, round_double
from segql.types import DATE, DOUBLE, INTEGER

CLOCK = frozenset({"hour", "minute", "second"})
KEPT = "\ue000"
"""Stands for the dotted capital I, whose lower case is two characters."""


def divisor(node: Node) -> Node:
    """A divisor that is null where it is zero."""
    safe = isinstance(node, exp.Literal | exp.Nullif)
    return node if safe else exp.Nullif(this=node, expression=number(0))


def quotient(left: Node, right: Node) -> Node:
    """Two numbers divided as doubles, null where the second is zero."""
    return binary(exp.Div, as_double(left), as_double(divisor(right)))


def truncating(call: Call, args: Sequence[Node]) -> Node:
    """Division of whole numbers where `/` cuts what is left over."""
    return binary(exp.Div, args[0], divisor(args[1]))


def rounded(call: Call, args: Sequence[Node]) -> Node:
    """Halves away from zero: doubles by hand, decimals by the database's own function."""
    digits = constant(call, 1) if len(call.args) > 1 else 0
    assert isinstance(digits, int)
    kind = call.args[0].type
    if kind == DOUBLE:
        return round_double(args[0], digits)
    if kind == INTEGER and digits >= 0:
        return args[0]
    return function("ROUND", args[0], number(digits))


def whole(name: str) -> Spelling:
    """`floor` or `ceil` by a function of that name; whole numbers are left alone."""

    def spell(call: Call, args: Sequence[Node]) -> Node:
        return args[0] if call.args[0].type == INTEGER else function(name, args[0])

    return spell


def distinct(call: Call, args: Sequence[Node]) -> Node:
    """Whether two values differ, of which one at most may be unknown: never null."""
    left, right = map(make.operand, args)
    unknown = [
        make.is_null(node.copy())
        for plan, node in zip(call.args, (left, right), strict=True)
        if plan.nullable
    ]
    return make.disjunction([exp.NEQ(this=left, expression=right), *unknown])


def extreme(op: Op) -> Spelling:
    """The least or greatest by comparisons; null where an argument is."""
    kind = exp.LTE if op is Op.LEAST else exp.GTE

    def spell(call: Call, args: Sequence[Node]) -> Node:
        nullable = [arg for plan, arg in zip(call.args, args, strict=True) if plan.nullable]
        arms: list[tuple[Node, Node]] = []
        if nullable:
            unknown = make.disjunction([make.is_null(arg.copy()) for arg in nullable])
            arms.append((unknown, exp.Null()))
        return _first_that(kind, args, arms)

    return spell


def _first_that(
    kind: type[exp.Binary], args: Sequence[Node], arms: list[tuple[Node, Node]]
) -> Node:
    for index, arg in enumerate(args[:-1]):
        others = [make.compared(kind, arg.copy(), other.copy()) for other in args[index + 1 :]]
        arms.append((make.conjunction(others), arg.copy()))
    return case(arms, args[-1]) if arms else args[-1]


def earliest(instants: Sequence[Node]) -> Node:
    """The first of instants that are known."""
    return _first_that(exp.LTE, instants, [])


def clock_of_day(call: Call, node: Node, kind: str) -> Node:
    """What a part of the clock is taken of: a day is its midnight."""
    is_day = bool(call.args) and call.args[0].type == DATE
    return make.cast(node, kind) if is_day and call.detail in CLOCK else node


def lowered(node: Node) -> Node:
    """Lower case letter by letter, with two letters kept from rules of their own."""
    parked = function("TRANSLATE", node, make.text("İΣ"), make.text(KEPT + "σ"))
    return function("TRANSLATE", function("LOWER", parked), make.text(KEPT), make.text("İ"))
