"""Figures of grouped events: counts, sums, firsts and their kin as aggregates."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from sqlglot import exp

from segql.catalog.physical import ColumnKind
from segql.plan.logic import to_zone
from segql.plan.nodes import Call, Expr, Measure, Op
from segql.sql import make
from segql.sql.dialects.base import Unsupported
from segql.sql.expressions import translate, unsupported
from segql.sql.make import Node
from segql.sql.rows import Rows
from segql.sql.scope import Scope
from segql.types import DATE, DOUBLE, INTEGER, TEXT

if TYPE_CHECKING:
    from segql.sql.builder import Source


def aggregate(measure: Measure, scope: Scope, source: Source, rows: Rows) -> Node:
    """One figure as an aggregate over the rows of a scope."""
    match measure.function:
        case "count":
            return _count(measure, scope, rows)
        case "count distinct":
            value = _value(measure, scope)
            held = folded(value, scope) if measure.fold else value
            return exp.Count(this=exp.Distinct(expressions=[rows.hold(held)]))
        case "sum":
            return _sum(measure, _argument(measure), scope, rows)
        case "average":
            return _average(measure, scope, rows)
        case "min" | "max" if measure.fold:
            return _extreme_of_folded(measure, scope, rows)
        case "min":
            return exp.Min(this=rows.hold(_sortable(measure, scope)))
        case "max":
            return exp.Max(this=rows.hold(_sortable(measure, scope)))
        case "median":
            return _median(measure, scope, rows)
        case "first" | "last":
            return _first(measure, scope, source, rows)
        case "average gap":
            return _average_gap(measure, scope, source, rows)
        case "most frequent":
            raise ValueError("the most frequent value has a query of its own")
        case _:
            assert_never(measure.function)


def _argument(measure: Measure) -> Expr:
    if measure.argument is None:
        raise ValueError(f"{measure.function} of nothing")
    return measure.argument


def _value(measure: Measure, scope: Scope, argument: Expr | None = None) -> Node:
    """The argument of a measure, null for events that its filter leaves out."""
    value = translate(argument or _argument(measure), scope, measure.zone)
    if measure.filter is None:
        return value
    return make.case([(translate(measure.filter, scope), value)])


def _sortable(measure: Measure, scope: Scope) -> Node:
    value = _value(measure, scope)
    return sortable(value, _argument(measure), scope)


def sortable(value: Node, meaning: Expr, scope: Scope) -> Node:
    """A value that is ordered as the language orders it."""
    return scope.builder.dialect.sortable(value) if meaning.type == TEXT else value


def _count(measure: Measure, scope: Scope, rows: Rows) -> Node:
    if measure.argument is not None:
        return exp.Count(this=rows.hold(_value(measure, scope)))
    if measure.filter is None:
        return exp.Count(this=exp.Star())
    counted = make.case([(translate(measure.filter, scope), make.number(1))])
    return exp.Count(this=rows.hold(counted))


def _sum(measure: Measure, argument: Expr, scope: Scope, rows: Rows) -> Node:
    value = rows.hold(_value(measure, scope, argument))
    return scope.builder.dialect.sum(value, argument.type)


def _average(measure: Measure, scope: Scope, rows: Rows) -> Node:
    """The exact sum over the number, so that decimals keep their digits until the division."""
    argument = _argument(measure)
    if isinstance(argument, Call) and argument.op is Op.TO_DOUBLE:
        argument = argument.args[0]
    total = _sum(measure, argument, scope, rows)
    count = exp.Count(this=rows.hold(_value(measure, scope, argument)))
    return scope.builder.dialect.quotient(total, count)


def _extreme_of_folded(measure: Measure, scope: Scope, rows: Rows) -> Node:
    """Of texts that fold alike the smallest as written."""
    dialect = scope.builder.dialect
    order = make.ordered(
        dialect.sortable(folded(_value(measure, scope), scope)),
        descending=measure.function == "max",
        nulls_last=measure.nullable,
    )
    order.extend(make.ordered(_sortable(measure, scope)))
    return rows.first(_value(measure, scope), order)


def _median(measure: Measure, scope: Scope, rows: Rows) -> Node:
    dialect = scope.builder.dialect
    value = _value(measure, scope)
    if measure.argument is not None and measure.argument.type != DOUBLE:
        value = dialect.cast(value, dialect.types.double)
    return rows.median(value)


def _first(measure: Measure, scope: Scope, source: Source, rows: Rows) -> Node:
    """The argument of the first or last event; it may be unknown."""
    order: list[Node] = []
    if measure.filter is not None:
        left_out = make.case([(translate(measure.filter, scope), make.number(0))], make.number(1))
        order.append(exp.Ordered(this=left_out))
    order.extend(order_of(source, scope, latest=measure.function == "last", tie=measure.argument))
    return rows.first(_value(measure, scope), order)


def order_of(source: Source, scope: Scope, *, latest: bool, tie: Expr | None) -> list[Node]:
    """From the earliest event or the latest, then by key; without a key by the smallest `tie`."""
    from segql.sql.events import key_column

    order: list[Node] = []
    if source.time is not None:
        time = translate(source.time, scope)
        order.extend(make.ordered(time, descending=latest))
    if source.key is not None:
        key = translate(key_column(source), scope)
        if source.key_kind is ColumnKind.TEXT:
            key = scope.builder.dialect.sortable(key)
        order.extend(make.ordered(key, descending=latest))
    elif tie is not None:
        value = sortable(translate(tie, scope), tie, scope)
        order.extend(make.ordered(value, nulls_last=tie.nullable))
    return order


def _average_gap(measure: Measure, scope: Scope, source: Source, rows: Rows) -> Node:
    """Days from the first event to the last over the number of gaps: the days between are
    counted once each.
    """
    if source.time is None:
        raise ValueError("an average gap needs times")
    dialect = scope.builder.dialect
    time = source.time
    day = time if time.type == DATE else _day(time, scope.builder.plan.zone)
    first = exp.Min(this=rows.hold(_value(measure, scope, day)))
    last = exp.Max(this=rows.hold(_value(measure, scope, day)))
    spelling = dialect.operations[Op.DAYS]
    if isinstance(spelling, Unsupported):
        raise unsupported(Op.DAYS, spelling, dialect.name)
    days = spelling(Call(Op.DAYS, (), INTEGER, nullable=True), [first, last])
    count = exp.Count(this=rows.hold(_value(measure, scope, day)))
    gaps = exp.Nullif(
        this=exp.Sub(this=count, expression=make.number(1)), expression=make.number(0)
    )
    return dialect.quotient(days, gaps)


def _day(time: Expr, zone: str) -> Expr:
    return Call(Op.DATE_OF, (to_zone(time, zone),), DATE, time.nullable)


def folded(value: Node, scope: Scope) -> Node:
    """A text by simple case folding."""
    dialect = scope.builder.dialect
    spelling = dialect.operations[Op.FOLD]
    if isinstance(spelling, Unsupported):
        raise unsupported(Op.FOLD, spelling, dialect.name)
    return spelling(Call(Op.FOLD, (), TEXT, nullable=True), [value])
