"""Where only "at least one" is asked of a count, existence is asked instead."""

from __future__ import annotations

from dataclasses import replace

from segql.plan.logic import negate
from segql.plan.nodes import Call, Const, Exists, Expr, Measure, Op, Plan
from segql.plan.rewrite import descendants, rewrite


def ask_existence(plan: Plan) -> Plan:
    """`count(orders) >= 1` and `count(orders) = 0` become `any(orders)` and its complement.

    A semijoin stops at the first match and needs no grouping; where the same events are counted
    or summed anyway, the count stays.
    """
    asked = {
        key: nodes
        for key, definition in plan.definitions.items()
        if (nodes := [n for n in descendants(definition.value) if _at_least_one(n)[0]])
    }
    if not asked:
        return plan
    shared = _measured_otherwise(plan)

    def change(node: Expr) -> Expr:
        measure, wanted = _at_least_one(node)
        if measure is None or measure.events in shared:
            return node
        exists = Exists(measure.events)
        return exists if wanted else negate(exists)

    definitions = {
        key: replace(definition, value=rewrite(definition.value, change))
        if key in asked
        else definition
        for key, definition in plan.definitions.items()
    }
    return replace(plan, definitions=definitions)


def _at_least_one(node: Expr) -> tuple[Measure | None, bool]:
    """The count that a comparison asks, and whether it asks for at least one or for none."""
    if not isinstance(node, Call):
        return None, False
    match node:
        case Call(op=op, args=(counted, Const(value=bound))) if isinstance(bound, int):
            measure = _count(counted)
            if measure is None:
                return None, False
            if (op, bound) in ((Op.GT, 0), (Op.GE, 1)):
                return measure, True
            if isinstance(counted, Call) and (op, bound) in ((Op.EQ, 0), (Op.LE, 0), (Op.LT, 1)):
                return measure, False
        case _:
            pass
    return None, False


def _count(node: Expr) -> Measure | None:
    match node:
        case Call(op=Op.COALESCE, args=(Measure() as inner, _)):
            return _count(inner)
        case Measure(function="count", argument=None, filter=None):
            return node
        case _:
            return None


def _measured_otherwise(plan: Plan) -> set[object]:
    """The event sets of which more than their existence is asked."""
    found: set[object] = set()
    for definition in plan.definitions.values():
        asked = {id(m) for node in descendants(definition.value) if (m := _at_least_one(node)[0])}
        found.update(
            node.events
            for node in descendants(definition.value)
            if isinstance(node, Measure) and id(node) not in asked
        )
    return found
