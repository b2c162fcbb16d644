"""The spelling of every operation that most dialects share; dialects give their differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from segql.plan.nodes import Call, Const, Op
from segql.sql import make
from segql.sql.dialects.base import Operations, Spelling, Unsupported
from segql.sql.make import Node, binary, case, compared, function, number
from segql.types import INTEGER


def constant(call: Call, index: int) -> object:
    """The value of an argument that the plan says is a constant."""
    argument = call.args[index]
    if not isinstance(argument, Const):
        raise TypeError(f"{call.op} takes a constant")
    return argument.value


# ---------------------------------------------------------------------------------- numbers


def _arithmetic(kind: type[exp.Binary]) -> Spelling:
    def spell(call: Call, args: Sequence[Node]) -> Node:
        left, right = args
        if call.type == INTEGER and not any(isinstance(arg, Const) for arg in call.args):
            # narrow columns overflow before the sum is stored anywhere
            left = make.cast(left, "BIGINT")
        return binary(kind, left, right)

    return spell


def divide(call: Call, args: Sequence[Node]) -> Node:
    """True division, null where the divisor is zero; the sides are doubles."""
    left, right = args
    divisor = call.args[1]
    while isinstance(divisor, Call) and divisor.op is Op.TO_DOUBLE:
        divisor = divisor.args[0]
    known = isinstance(divisor, Const) and bool(divisor.value)
    if not known:
        right = exp.Nullif(this=right, expression=number(0))
    return binary(exp.Div, left, right)


def _negate(call: Call, args: Sequence[Node]) -> Node:
    return make.negative(args[0])


def _named(name: str) -> Spelling:
    def spell(call: Call, args: Sequence[Node]) -> Node:
        return function(name, *args)

    return spell


def _extreme(name: str) -> Spelling:
    def spell(call: Call, args: Sequence[Node]) -> Node:
        nullable = [arg for plan, arg in zip(call.args, args, strict=True) if plan.nullable]
        chosen = function(name, *args)
        if not nullable:
            return chosen
        unknown = make.disjunction([make.is_null(arg.copy()) for arg in nullable])
        return case([(unknown, exp.Null())], chosen)

    return spell


# ------------------------------------------------------------------------------ comparisons


def _comparison(kind: type[exp.Binary]) -> Spelling:
    def spell(call: Call, args: Sequence[Node]) -> Node:
        return compared(kind, *args)

    return spell


def _between(call: Call, args: Sequence[Node]) -> Node:
    value, low, high = map(make.operand, args)
    return exp.Between(this=value, low=low, high=high)


def _in(call: Call, args: Sequence[Node]) -> Node:
    return exp.In(this=make.operand(args[0]), expressions=list(args[1:]))


def _known(call: Call, args: Sequence[Node]) -> Node:
    return make.is_known(args[0])


# -------------------------------------------------------------------------- logic and choice


def _and(call: Call, args: Sequence[Node]) -> Node:
    return make.conjunction(args)


def _or(call: Call, args: Sequence[Node]) -> Node:
    return make.disjunction(args)


def _not(call: Call, args: Sequence[Node]) -> Node:
    return make.negation(args[0])


def _decide(call: Call, args: Sequence[Node]) -> Node:
    return make.coalesce(args[0], make.boolean(False))


def _count_true(call: Call, args: Sequence[Node]) -> Node:
    made: Node | None = None
    for condition in args:
        one = case([(condition, number(1))], number(0))
        made = one if made is None else exp.Add(this=made, expression=one)
    return made if made is not None else number(0)


def _case(call: Call, args: Sequence[Node]) -> Node:
    return case(zip(args[:-1:2], args[1:-1:2], strict=True), args[-1])


def _coalesce(call: Call, args: Sequence[Node]) -> Node:
    return make.coalesce(args[0], args[1])


# --------------------------------------------------------------------------- text and places


def _contains(call: Call, args: Sequence[Node]) -> Node:
    return exp.GT(this=function("STRPOS", *args), expression=number(0))


def _known_text(call: Call, args: Sequence[Node]) -> Node:
    return exp.Nullif(this=args[0], expression=make.text(""))


EARTH = "6371008.8"
"""The mean radius of the earth in metres, as the language's reference has it."""


def _radians(node: Node) -> Node:
    return function("RADIANS", node)


def distance(radians: Callable[[Node], Node] = _radians) -> Spelling:
    """The great-circle distance in metres, by a dialect's way from degrees to radians."""

    def half(one: Node, other: Node) -> Node:
        turned = radians(binary(exp.Sub, other, one))
        sine = function("SIN", binary(exp.Div, turned, number(2)))
        return function("POWER", sine, number(2))

    def spell(call: Call, args: Sequence[Node]) -> Node:
        latitude, longitude, place_latitude, place_longitude = args
        across = binary(
            exp.Mul,
            binary(
                exp.Mul,
                function("COS", radians(latitude.copy())),
                function("COS", radians(place_latitude.copy())),
            ),
            half(longitude.copy(), place_longitude),
        )
        chord = function("SQRT", binary(exp.Add, half(latitude.copy(), place_latitude), across))
        angle = function("ASIN", function("LEAST", number(1), chord))
        metres = binary(exp.Mul, binary(exp.Mul, number(2), number(EARTH)), angle)
        nullable = [
            make.is_null(arg.copy())
            for plan, arg in zip(call.args[:2], (latitude, longitude), strict=True)
            if plan.nullable
        ]
        if not nullable:
            return metres
        return case([(make.disjunction(nullable), exp.Null())], metres)

    return spell


# ------------------------------------------------------------------------------------- time


PARTS = {
    "second": "SECOND", "minute": "MINUTE", "hour": "HOUR", "day": "DAY", "weekday": "ISODOW",
    "month": "MONTH", "quarter": "QUARTER", "year": "YEAR",
}  # fmt: skip


def _part(call: Call, args: Sequence[Node]) -> Node:
    return exp.Extract(this=exp.Var(this=PARTS[call.detail or ""]), expression=args[0])


def _date_of(call: Call, args: Sequence[Node]) -> Node:
    return args[0] if _is_date(args[0]) else make.cast(args[0], "DATE")


def _is_date(node: Node) -> bool:
    return isinstance(node, exp.Cast) and node.to.this is exp.DataType.Type.DATE


def _midnight(call: Call, args: Sequence[Node]) -> Node:
    return make.cast(args[0], "TIMESTAMP")


NO_LISTS = Unsupported(
    "this database has no lists that work as the language says",
    "Keep the list as a table of its own, one row an element, and ask for it as events.",
)
BY_HAND = Unsupported("this dialect has no way to say it")

DEFAULTS: Operations = {
    Op.ADD: _arithmetic(exp.Add),
    Op.SUBTRACT: _arithmetic(exp.Sub),
    Op.MULTIPLY: _arithmetic(exp.Mul),
    Op.DIVIDE: divide,
    Op.NEGATE: _negate,
    Op.ROUND: _named("ROUND"),
    Op.ABS: _named("ABS"),
    Op.FLOOR: _named("FLOOR"),
    Op.CEIL: _named("CEIL"),
    Op.LEAST: _extreme("LEAST"),
    Op.GREATEST: _extreme("GREATEST"),
    Op.TO_DOUBLE: lambda call, args: make.cast(args[0], "DOUBLE"),
    Op.NOT_NAN: BY_HAND,
    Op.EQ: _comparison(exp.EQ),
    Op.NE: _comparison(exp.NEQ),
    Op.LT: _comparison(exp.LT),
    Op.LE: _comparison(exp.LTE),
    Op.GT: _comparison(exp.GT),
    Op.GE: _comparison(exp.GTE),
    Op.BETWEEN: _between,
    Op.DISTINCT: _comparison(exp.NullSafeNEQ),
    Op.IN: _in,
    Op.KNOWN: _known,
    Op.AND: _and,
    Op.OR: _or,
    Op.NOT: _not,
    Op.DECIDE: _decide,
    Op.COUNT_TRUE: _count_true,
    Op.CASE: _case,
    Op.COALESCE: _coalesce,
    Op.CONTAINS: _contains,
    Op.STARTS: BY_HAND,
    Op.ENDS: BY_HAND,
    Op.MATCHES: BY_HAND,
    Op.LOWER: _named("LOWER"),
    Op.FOLD: BY_HAND,
    Op.LENGTH: _named("LENGTH"),
    Op.KNOWN_TEXT: _known_text,
    Op.LIST_ANY: NO_LISTS,
    Op.LIST_ALL: NO_LISTS,
    Op.LIST_ONLY: NO_LISTS,
    Op.LIST_SIZE: NO_LISTS,
    Op.LIST_FOLD: NO_LISTS,
    Op.SHIFT: BY_HAND,
    Op.DATE_OF: _date_of,
    Op.PART: _part,
    Op.MIDNIGHT: _midnight,
    Op.TO_ZONE: BY_HAND,
    Op.TO_INSTANT: BY_HAND,
    Op.DAYS: BY_HAND,
    Op.MONTHS: BY_HAND,
    Op.SECONDS: BY_HAND,
    Op.TRUNC_DIVIDE: BY_HAND,
    Op.ANNIVERSARY: BY_HAND,
    Op.DISTANCE: distance(),
    Op.BUCKET: BY_HAND,
}
