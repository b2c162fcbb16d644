"""Constructors of plan expressions that keep the null rule: where unknown is false, and where
it would leak and has to be decided.
"""

from __future__ import annotations

from collections.abc import Iterable

from segql.plan.nodes import At, Call, Const, Expr, Op
from segql.types import BOOLEAN, DOUBLE, INTEGER, TIMESTAMP, Type

TRUE = Const(True, BOOLEAN)
FALSE = Const(False, BOOLEAN)


def call(
    op: Op, *args: Expr, type: Type, detail: str | None = None, zone: str | None = None
) -> Call:
    """An operation that is null where an argument is."""
    return Call(op, args, type, any(arg.nullable for arg in args), detail, zone)


def both(items: Iterable[Expr]) -> Expr:
    """`and`: flat, without what is always true."""
    kept: list[Expr] = []
    for item in items:
        parts = item.args if isinstance(item, Call) and item.op is Op.AND else (item,)
        kept.extend(part for part in parts if part != TRUE and part not in kept)
    if any(part == FALSE for part in kept):
        return FALSE
    if not kept:
        return TRUE
    return kept[0] if len(kept) == 1 else call(Op.AND, *kept, type=BOOLEAN)


def either(items: Iterable[Expr]) -> Expr:
    """`or`: flat, without what is never true."""
    kept: list[Expr] = []
    for item in items:
        parts = item.args if isinstance(item, Call) and item.op is Op.OR else (item,)
        kept.extend(part for part in parts if part != FALSE and part not in kept)
    if any(part == TRUE for part in kept):
        return TRUE
    if not kept:
        return FALSE
    return kept[0] if len(kept) == 1 else call(Op.OR, *kept, type=BOOLEAN)


def conjuncts(expr: Expr) -> tuple[Expr, ...]:
    """The parts of a filter that must all hold; none for what is always true."""
    if expr == TRUE:
        return ()
    if isinstance(expr, Call) and expr.op is Op.AND:
        return expr.args
    return (expr,)


def decide(condition: Expr) -> Expr:
    """The condition with null made false."""
    if not condition.nullable:
        return condition
    return Call(Op.DECIDE, (condition,), BOOLEAN, nullable=False)


def negate(condition: Expr) -> Expr:
    """The exact complement: what is not known to hold does not hold."""
    match condition:
        case Const():
            return FALSE if condition.value else TRUE
        case Call(op=Op.NOT, args=(inner,)):
            return inner
        case Call(op=Op.EQ, args=(left, right)) if not (left.nullable and right.nullable):
            if left.nullable or right.nullable:
                return Call(Op.DISTINCT, (left, right), BOOLEAN, nullable=False)
            return call(Op.NE, left, right, type=BOOLEAN)
        case Call(op=Op.LT | Op.LE | Op.GT | Op.GE, args=(left, right)) if not condition.nullable:
            return call(_OPPOSITE[condition.op], left, right, type=BOOLEAN)
        case _:
            return call(Op.NOT, decide(condition), type=BOOLEAN)


_OPPOSITE = {Op.LT: Op.GE, Op.GE: Op.LT, Op.LE: Op.GT, Op.GT: Op.LE}


def known(value: Expr) -> Expr:
    if isinstance(value, Const):
        return FALSE if value.value is None else TRUE
    if not value.nullable:
        return TRUE
    return Call(Op.KNOWN, (value,), BOOLEAN, nullable=False)


def compare(op: Op, left: Expr, right: Expr) -> Expr:
    """A comparison that is null, and so false, where a side is unknown."""
    if Const(None, left.type) == left or Const(None, right.type) == right:
        return FALSE
    left, right = same_zone(left, right)
    return call(op, left, right, type=BOOLEAN)


def same_zone(left: Expr, right: Expr) -> tuple[Expr, Expr]:
    """Two timestamps in one representation; a moment is written in the other's."""
    if left.type != TIMESTAMP or right.type != TIMESTAMP:
        return left, right
    if isinstance(left, At | Const) or isinstance(right, At | Const) or left.zone == right.zone:
        return left, right
    return to_instant(left), to_instant(right)


def to_instant(value: Expr) -> Expr:
    if value.zone is None:
        return value
    return Call(Op.TO_INSTANT, (value,), TIMESTAMP, value.nullable)


def to_zone(value: Expr, zone: str) -> Expr:
    """The wall clock reading of a timestamp in a zone."""
    if value.zone == zone and not isinstance(value, At | Const):
        return value
    instant = value if isinstance(value, At | Const) else to_instant(value)
    return Call(Op.TO_ZONE, (instant,), TIMESTAMP, value.nullable, zone, zone)


def double(value: Expr) -> Expr:
    if value.type == DOUBLE:
        return value
    return call(Op.TO_DOUBLE, value, type=DOUBLE)


def or_else(value: Expr, fallback: Expr) -> Expr:
    if not value.nullable:
        return value
    return Call(Op.COALESCE, (value, fallback), value.type, fallback.nullable, zone=value.zone)


def integer(value: int) -> Const:
    return Const(value, INTEGER)
