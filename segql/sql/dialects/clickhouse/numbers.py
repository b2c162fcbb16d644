"""Numbers of ClickHouse: none that starts again from the smallest, choices among one type."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlglot import exp

from segql.plan.nodes import Call, Const, Expr, Op
from segql.sql import make
from segql.sql.dialects.base import Spelling
from segql.sql.dialects.clickhouse.types import clock, decimal, double
from segql.sql.make import Node, binary, case, function, number
from segql.sql.operations import DEFAULTS, constant
from segql.sql.spelling import round_double
from segql.types import DOUBLE, INTEGER, TIMESTAMP, Kind, Type


def wide(kind: type[exp.Binary]) -> Spelling:
    """Arithmetic; whole numbers would start again from the smallest one without a word."""

    def spell(call: Call, args: Sequence[Node]) -> Node:
        left, right = args
        if call.type == INTEGER:
            left = function("toInt128", left)
        return binary(kind, left, right)

    return spell


def rounded(call: Call, args: Sequence[Node]) -> Node:
    digits = constant(call, 1) if len(call.args) > 1 else 0
    if call.args[0].type == DOUBLE and isinstance(digits, int):
        return round_double(args[0], digits)
    if call.args[0].type == INTEGER and isinstance(digits, int) and digits >= 0:
        return args[0]
    return function("round", *args)


def not_nan(call: Call, args: Sequence[Node]) -> Node:
    return case([(make.negation(function("isNaN", args[0].copy())), args[0])])


def alike(op: Op) -> Spelling:
    """A choice between values. Numbers of different types are made one type first, as there is
    none that holds both signed and unsigned ones, decimals and doubles, or decimals of two scales.
    """
    plain = DEFAULTS[op]

    def spell(call: Call, args: Sequence[Node]) -> Node:
        assert callable(plain)
        values = {*(range(1, len(args), 2) if op is Op.CASE else range(len(args))), len(args) - 1}
        parts = [part for n, part in enumerate(call.args) if n in values and not _whole(part)]
        if len(parts) < 2 and call.type != DOUBLE:
            return plain(call, args)
        return plain(
            call,
            [
                _as(call.type, part, arg) if n in values else arg
                for n, (part, arg) in enumerate(zip(call.args, args, strict=True))
            ],
        )

    return spell


def _whole(part: Expr) -> bool:
    """Whether it is null or a whole number, small enough to be of any type."""
    if not isinstance(part, Const):
        return False
    value = part.value
    return value is None or (isinstance(value, int) and 0 <= value < 128)


def _as(type: Type, part: Expr, node: Node) -> Node:
    """A value of a choice in the type of the choice."""
    if isinstance(part, Const) and part.value is None:
        return node
    match type.kind:
        case Kind.INTEGER:
            return function("toInt128", node)
        case Kind.DECIMAL:
            return function("toDecimal256", node, number(24))
        case Kind.DOUBLE:
            return node if part.type == DOUBLE else function("toFloat64", node)
        case _:
            return node


def distinct(call: Call, args: Sequence[Node]) -> Node:
    return function("isDistinctFrom", *args)


def as_doubles(call: Call, args: Sequence[Node]) -> Sequence[Node]:
    """The arguments, constants as doubles where the first one is a double or a list of them."""
    if call.args[0].type.kind is not Kind.DOUBLE:
        return args
    return [
        double(plan.value) if isinstance(plan, Const) and isinstance(plan.value, Decimal) else arg
        for plan, arg in zip(call.args, args, strict=True)
    ]


def one_of(call: Call, args: Sequence[Node]) -> Node:
    """One of constants, which a set would turn into the type of the first argument: numbers with
    a fraction do not fit whole ones, and microseconds not a clock of seconds.
    """
    value, *others = as_doubles(call, args)
    if call.args[0].type == TIMESTAMP:
        value = clock(value)
    fits = [not is_decimal(other) for other in others]
    listed = [other for other, is_fit in zip(others, fits, strict=True) if is_fit]
    conditions: list[Node] = [
        make.compared(exp.EQ, value.copy(), other)
        for other, is_fit in zip(others, fits, strict=True)
        if not is_fit
    ]
    if listed:
        conditions.insert(0, exp.In(this=make.operand(value), expressions=listed))
    return make.disjunction(conditions)


def is_decimal(node: Node) -> bool:
    return isinstance(node, exp.Anonymous) and node.this == "toDecimal128"


def bucket(call: Call, args: Sequence[Node]) -> Node:
    salted = function("concat", make.text(f"{call.detail}:"), function("toString", args[0]))
    start = function("substring", function("MD5", salted), number(1), number(4))
    whole = function("reinterpretAsUInt32", function("reverse", start))
    share = binary(exp.Mod, function("bitShiftRight", whole, number(4)), number(10000))
    return binary(exp.Mul, share, decimal(Decimal("0.0001")))


def total(node: Node, type: Type) -> Node:
    if type == DOUBLE:
        return function("sumKahan", node)
    return exp.Sum(this=function("toInt128", node) if type == INTEGER else node)
