"""In a filter, null and false are the same, so many a default need not be written."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from segql.plan.logic import call
from segql.plan.nodes import Call, Const, Definition, Expr, Op, Plan
from segql.types import BOOLEAN

COMPARISONS = frozenset({Op.EQ, Op.LT, Op.LE, Op.GT, Op.GE})


def drop_defaults(plan: Plan) -> Plan:
    """`coalesce(n, 0) > 3` is `n > 3` where null may stand for false: both do not hold."""
    definitions = {key: _definition(definition) for key, definition in plan.definitions.items()}
    return replace(plan, definitions=definitions)


def _definition(definition: Definition) -> Definition:
    change = _filter if definition.kind == "segment" else _value
    value = change(definition.value)
    return definition if value is definition.value else replace(definition, value=value)


def _value(node: Expr) -> Expr:
    """A value in which only conditions of choices stand where null means false."""
    match node:
        case Call(op=Op.CASE, args=args):
            last = len(args) - 1
            arms = tuple(
                _filter(arg) if index % 2 == 0 and index != last else arg
                for index, arg in enumerate(args)
            )
            return replace(node, args=arms)
        case _:
            return node


def _filter(node: Expr) -> Expr:
    """A condition in a place where null means false."""
    match node:
        case Call(op=Op.AND | Op.OR, args=args):
            made = tuple(map(_filter, args))
            if all(a is b for a, b in zip(made, args, strict=True)):
                return node
            return call(node.op, *made, type=BOOLEAN)
        case Call(op=Op.COUNT_TRUE, args=args):
            return replace(node, args=tuple(_filter(arg) for arg in args))
        case Call(op=op, args=(counted, bound)) if op in COMPARISONS:
            plain = _without_default(op, _filter(counted), bound)
            return node if plain is counted else call(op, plain, bound, type=BOOLEAN)
        case _:
            return node


def _without_default(op: Op, value: Expr, other: Expr) -> Expr:
    match value, other:
        case (
            Call(op=Op.COALESCE, args=(inner, Const(value=default))),
            Const(value=bound),
        ) if _is_number(default) and _is_number(bound) and not _holds(op, default, bound):
            return inner
        case _:
            return value


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _holds(op: Op, left: object, right: object) -> bool:
    a, b = Decimal(str(left)), Decimal(str(right))
    return {
        Op.EQ: a == b, Op.LT: a < b, Op.LE: a <= b, Op.GT: a > b, Op.GE: a >= b
    }[op]  # fmt: skip
