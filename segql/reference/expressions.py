"""The value of every kind of expression, one `case` each."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import assert_never

from segql.clock import day_of
from segql.reference.aggregates import aggregate
from segql.reference.calendar import add, elapsed, instant_of, part_of
from segql.reference.operations import bucket, distance, list_has, scalar, text_test
from segql.reference.periods import count_periods
from segql.reference.scope import Scope, World
from segql.reference.sequences import sequence_holds
from segql.reference.values import Operator, Value, calculate, compare, to_double
from segql.reference.windows import anniversary_in_window, in_window
from segql.semantics import tree
from segql.types import Kind, Type

Condition = (
    tree.And | tree.Or | tree.Not | tree.Holds | tree.Known | tree.Compare | tree.InRange
    | tree.InValues | tree.TextTest | tree.ListHas | tree.InWindow | tree.AnniversaryIn
    | tree.Quantified | tree.Near | tree.Sequence
)  # fmt: skip

Computed = (
    tree.Literal | tree.Today | tree.Now | tree.Arithmetic | tree.Negative | tree.Shift
    | tree.Elapsed | tree.PartOf | tree.If | tree.OrElse | tree.Scalar | tree.Bucket
    | tree.Aggregate | tree.PeriodCount | Condition
)  # fmt: skip
"""What is computed from other expressions; the rest is looked up by the evaluator."""


def convert(value: Value, type_: Type, world: World) -> Value:
    """A known value in the type that a wider expression has: a number as a double or decimal,
    a date as its midnight."""
    if value is None or type_.many:
        return value
    if type_.kind is Kind.DOUBLE:
        return to_double(value)
    if type_.kind is Kind.DECIMAL and isinstance(value, int):
        return Decimal(value)
    if type_.kind is Kind.TIMESTAMP:
        return instant_of(value, world.zone)
    return value


def compute(expr: Computed, scope: Scope, world: World) -> Value:
    """The value of an expression; None where it is unknown."""
    zone = world.zone
    match expr:
        case tree.Literal(value):
            return value.astimezone(UTC) if isinstance(value, datetime) else value
        case tree.Today():
            return day_of(scope.moment.as_of, zone)
        case tree.Now():
            return scope.moment.as_of
        case tree.Arithmetic(operator, left, right, type_):
            result = calculate(operator, world.value(left, scope), world.value(right, scope))
            return convert(result, type_, world)
        case tree.Negative(operand):
            return calculate("-", 0, world.value(operand, scope))
        case tree.Shift(operand, duration):
            start = world.value(operand, scope)
            return None if start is None else add(start, duration.amount, duration.unit, zone)
        case tree.Elapsed(unit, start_expr, end_expr):
            start, end = world.value(start_expr, scope), world.value(end_expr, scope)
            return None if start is None or end is None else elapsed(unit, start, end, zone)
        case tree.PartOf(part, operand):
            moment = world.value(operand, scope)
            return None if moment is None else part_of(part, moment, zone)
        case tree.If(condition, then, otherwise, type_):
            branch = then if world.holds(condition, scope) else otherwise
            return convert(world.value(branch, scope), type_, world)
        case tree.OrElse(value_expr, fallback, type_):
            value = world.value(value_expr, scope)
            chosen = world.value(fallback, scope) if value is None else value
            return convert(chosen, type_, world)
        case tree.Scalar(function, arguments, type_):
            values = [world.value(argument, scope) for argument in arguments]
            if function in ("least", "greatest"):
                values = [convert(value, type_, world) for value in values]
            return convert(scalar(function, values), type_, world)
        case tree.Bucket(salt):
            return bucket(salt, scope.customer.key)
        case tree.Aggregate(type=type_):
            return convert(aggregate(expr, scope, world), type_, world)
        case tree.PeriodCount():
            return count_periods(expr, scope, world)
        case _:
            return condition_holds(expr, scope, world)


def condition_holds(expr: Condition, scope: Scope, world: World) -> bool:
    """A condition: true or false, never unknown."""
    zone = world.zone
    match expr:
        case tree.And(items):
            return all(world.holds(item, scope) for item in items)
        case tree.Or(items):
            return any(world.holds(item, scope) for item in items)
        case tree.Not(operand):
            return not world.holds(operand, scope)
        case tree.Holds(operand):
            return world.holds(operand, scope)
        case tree.Known(operand):
            return world.value(operand, scope) is not None
        case tree.Compare(operator, left, right, fold):
            a, b = world.value(left, scope), world.value(right, scope)
            return compare(operator, a, b, fold, zone)
        case tree.InRange():
            return _in_range(expr, scope, world)
        case tree.InValues(operand, values, fold):
            value = world.value(operand, scope)
            known = [world.value(literal, scope) for literal in values]
            return any(compare("=", value, one, fold, zone) for one in known)
        case tree.TextTest(kind, operand, pattern, fold):
            return text_test(kind, world.value(operand, scope), world.value(pattern, scope), fold)
        case tree.ListHas(operand, quantifier, values, fold):
            asked = [world.value(literal, scope) for literal in values]
            return list_has(quantifier, world.value(operand, scope), asked, fold)
        case tree.InWindow(operand, window):
            return in_window(world.value(operand, scope), window, scope, world)
        case tree.AnniversaryIn(operand, window):
            return anniversary_in_window(world.value(operand, scope), window, scope, world)
        case tree.Quantified(kind, amount, items):
            true = sum(world.holds(item, scope) for item in items)
            return {"at least": true >= amount, "at most": true <= amount}.get(kind, true == amount)
        case tree.Near(operand, metres, latitude, longitude):
            home = world.value(operand, scope)
            place = (float(latitude), float(longitude))
            return home is not None and distance(home, place) <= float(metres)
        case tree.Sequence():
            return sequence_holds(expr, scope, world)
        case _:
            assert_never(expr)


def _in_range(node: tree.InRange, scope: Scope, world: World) -> bool:
    """Both ends included unless `upper_open`; an open bound always fits, an unknown one never."""
    value = world.value(node.operand, scope)
    if value is None:
        return False
    if node.low is not None:
        low = world.value(node.low, scope)
        if not compare(">=", value, low, node.fold, world.zone):
            return False
    if node.high is None:
        return True
    operator: Operator = "<" if node.upper_open else "<="
    return compare(operator, value, world.value(node.high, scope), node.fold, world.zone)
