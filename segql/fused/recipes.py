"""How a condition is decided here: what it reads and the steps, or why it is left to SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from segql.fused.asked import Chosen, Figure, chosen_of, figure_of, source_of, time_of
from segql.fused.bits import Mask
from segql.fused.copies import Array, Copy, UnfitError, known_of, numbers_of
from segql.fused.groups import Where
from segql.fused.measures import argument_columns
from segql.fused.numbers import (
    Numbers,
    combined,
    compared,
    constant,
    doubles,
    or_default,
    quotient,
)
from segql.fused.reading import Source
from segql.fused.single import Test, single
from segql.plan.nodes import (
    CUSTOMER,
    EVENT,
    At,
    Call,
    Column,
    Const,
    Exists,
    Expr,
    Measure,
    Op,
    Plan,
    Reference,
)
from segql.plan.rewrite import descendants
from segql.types import DATE, TIMESTAMP, Type

COMPARED = frozenset({Op.EQ, Op.NE, Op.LT, Op.LE, Op.GT, Op.GE})


class Data(Protocol):
    """What the steps work on: the copies, and what others have found out already."""

    customers: Copy

    def test(self, test: Test, values: Array, copy: Copy) -> Mask:
        """Where a test of one column holds."""

    def exists(self, chosen: Chosen) -> Mask:
        """Who has one of the chosen events."""

    def figure(self, figure: Figure) -> Numbers:
        """A figure of everybody's events."""

    def number(self, at: Expr, like: Expr, *, after: bool) -> int:
        """A constant time as it is stored."""


Decide = Callable[[Data], Mask]
Compute = Callable[[Data], Numbers]


@dataclass(frozen=True, slots=True)
class Recipe:
    """The steps to a condition, and the events it asks for: `order` puts those side by side that
    look at the same ones.
    """

    decide: Decide
    needs: Needs
    order: tuple[str, ...]


@dataclass(slots=True)
class Needs:
    """What recipes read: columns of the copies, tests of single columns, sets of events."""

    customers: set[str] = field(default_factory=set)
    events: dict[Source, set[str]] = field(default_factory=dict)
    tests: dict[Test, None] = field(default_factory=dict)
    chosen: dict[Chosen, None] = field(default_factory=dict)

    def add(self, other: Needs) -> None:
        self.customers |= other.customers
        for source, columns in other.events.items():
            self.events.setdefault(source, set()).update(columns)
        self.tests.update(other.tests)
        self.chosen.update(other.chosen)


def recipe_of(plan: Plan, condition: Expr) -> Recipe:
    """Raises UnfitError, with the reason, where the condition is left to SQL."""
    cook = Cook(plan, Needs())
    decide = cook.condition(condition)
    order = [f"{chosen.event} {chosen.where!r}" for chosen in cook.needs.chosen]
    return Recipe(decide, cook.needs, (*order, repr(condition)))


@dataclass(frozen=True, slots=True)
class Cook:
    """Writes the steps of one condition, and notes what they need."""

    plan: Plan
    needs: Needs

    # ---------------------------------------------------------------------------- conditions

    def condition(self, node: Expr) -> Decide:
        """A condition on a customer that nothing shares a part of."""
        match node:
            case Exists(events=events):
                chosen = self._chosen(chosen_of(self.plan, events))
                return lambda data: data.exists(chosen)
            case Call(op=op, args=(left, right)) if op in COMPARED and _of_events(node):
                return self._comparison(op, left, right)
            case Call(op=Op.BETWEEN, args=(value, low, high)) if _of_events(node):
                above = self._comparison(Op.GE, value, low)
                below = self._comparison(Op.LE, value, high)
                return lambda data: above(data) & below(data)
            case Call(op=Op.IN, args=(value, *listed)) if _of_events(node):
                equal = [self._comparison(Op.EQ, value, item) for item in listed]
                return lambda data: np.logical_or.reduce([one(data) for one in equal])
            case Call(op=Op.KNOWN, args=(value,)) if _of_events(node):
                return self._known(value)
            case _:
                return self._of_customer(node)

    def _of_customer(self, node: Expr) -> Decide:
        test = single(self.plan.customer.table, CUSTOMER, node)
        if test is None:
            raise UnfitError(_why_not(node))
        self.needs.customers.add(test.column)
        self.needs.tests[test] = None

        def decide(data: Data) -> Mask:
            return data.test(test, data.customers.column(test.column), data.customers)

        return decide

    def _comparison(self, op: Op, left: Expr, right: Expr) -> Decide:
        if left.type in (DATE, TIMESTAMP):
            return self._time(op, left, right)
        if not (left.type.is_number and right.type.is_number):
            raise UnfitError(f"a figure of {left.type} is compared")
        first, second = self.number(left), self.number(right)

        def decide(data: Data) -> Mask:
            return compared(op, first(data), second(data), data.customers.rows)

        return decide

    def _time(self, op: Op, left: Expr, right: Expr) -> Decide:
        """A first or last time against a moment."""
        if not isinstance(left, Measure) or not isinstance(right, At | Const):
            raise UnfitError("a time of events is compared with another value")
        figure = self._figure(left)

        def decide(data: Data) -> Mask:
            times = data.figure(figure)
            first = _whole(data.number(right, left, after=False))
            after = _whole(data.number(right, left, after=True))
            customers = data.customers.rows
            match op:
                case Op.GE:
                    return compared(Op.GE, times, first, customers)
                case Op.LT:
                    return compared(Op.LT, times, first, customers)
                case Op.GT:
                    return compared(Op.GE, times, after, customers)
                case Op.LE:
                    return compared(Op.LT, times, after, customers)
                case Op.EQ:
                    return compared(Op.GE, times, first, customers) & compared(
                        Op.LT, times, after, customers
                    )
                case _:
                    raise UnfitError("a time of events is compared in another way")

        return decide

    def _known(self, value: Expr) -> Decide:
        compute = self.number(value)

        def decide(data: Data) -> Mask:
            known = compute(data).known
            return np.ones(data.customers.rows, np.bool_) if known is None else known()

        return decide

    # ------------------------------------------------------------------------------- numbers

    def number(self, node: Expr) -> Compute:
        match node:
            case Const(value=value):
                held = constant(value)
                return lambda _: held
            case Measure():
                figure = self._figure(node)
                return lambda data: data.figure(figure)
            case Column(row=0, joins=(), path=(), column=column, type=type_):
                return self._attribute(column, type_)
            case Reference(key=key) if self.plan.definitions[key].kind == "trait":
                return self.number(self.plan.definitions[key].value)
            case Call(op=Op.COALESCE, args=(value, default)):
                first, second = self.number(value), self.number(default)
                return lambda data: or_default(first(data), second(data))
            case Call(op=Op.ADD | Op.SUBTRACT | Op.MULTIPLY as op, args=(left, right)):
                first, second = self.number(left), self.number(right)
                return lambda data: combined(op, first(data), second(data))
            case Call(op=Op.TO_DOUBLE, args=(value,)):
                first = self.number(value)
                return lambda data: doubles(first(data))
            case Call(op=Op.DIVIDE, args=(left, right)):
                first, second = self.number(left), self.number(right)
                return lambda data: quotient(first(data), second(data))
            case Call(op=op):
                raise UnfitError(f"it computes `{op}`")
            case _:
                raise UnfitError(_why_not(node))

    def _attribute(self, column: str, type_: Type) -> Compute:
        if not type_.is_exact:
            raise UnfitError(f"`{column}` is no exact number")
        self.needs.customers.add(column)

        def compute(data: Data) -> Numbers:
            layout, values = data.customers.layout(column), data.customers.column(column)
            if layout.kind not in ("integer", "decimal"):
                raise UnfitError(f"`{column}` is no exact number")
            known = known_of(values, layout)
            return Numbers(
                numbers_of(values, layout), layout.scale, None if known is None else lambda: known
            )

        return compute

    # -------------------------------------------------------------------------------- events

    def _figure(self, measure: Measure) -> Figure:
        if measure.fold:
            raise UnfitError("it compares text whatever its case")
        figure = figure_of(self.plan, measure)
        source = self._source(figure.base)
        self._chosen(figure.base)
        if figure.chosen is not figure.base:
            self._chosen(figure.chosen)
        argument = measure.argument
        if measure.function in ("average", "median") and isinstance(argument, Call):
            argument = argument.args[0] if argument.op is Op.TO_DOUBLE else argument
        if argument is not None and measure.function in _FUNCTIONS:
            self.needs.events[source] |= argument_columns(argument)
        elif measure.function not in _FUNCTIONS:
            raise UnfitError(f"it asks the {measure.function}")
        return figure

    def _source(self, chosen: Chosen) -> Source:
        source = source_of(self.plan, chosen.event)
        self.needs.events.setdefault(source, set())
        return source

    def _chosen(self, chosen: Chosen) -> Chosen:
        source = self._source(chosen)
        for part in chosen.where:
            where(self.plan, source, part, self.needs)
        self.needs.chosen[chosen] = None
        return chosen


_FUNCTIONS = frozenset({"count", "count distinct", "sum", "average", "min", "max", "median"})


def _whole(value: int) -> Numbers:
    limits = np.iinfo(np.int64)
    return Numbers(np.array(min(max(value, limits.min), limits.max), np.int64))


def _of_events(node: Expr) -> bool:
    """Whether events are asked, in the condition or in a trait that it names."""
    return any(isinstance(part, Measure | Exists | Reference) for part in descendants(node))


def _why_not(node: Expr) -> str:
    kinds = {type(part) for part in descendants(node)}
    odd = kinds - {Call, Column, Const, At}
    if odd:
        words = sorted(kind.__name__.lower() for kind in odd)
        return f"it asks for {' and '.join(words)}"
    if any(isinstance(part, Call) and part.op is Op.BUCKET for part in descendants(node)):
        return "it hashes keys"
    return "it compares several attributes with each other"


# ------------------------------------------------------------------------ conditions on events


class RowData(Protocol):
    """What conditions on single events look at."""

    def test(self, test: Test, values: Array, copy: Copy) -> Mask: ...

    def customer_mask(self, condition: Expr) -> Mask:
        """Which customers satisfy a condition that stands in a filter of events."""


def where(plan: Plan, source: Source, node: Expr, needs: Needs) -> Callable[[RowData], Where]:
    """A condition on an event, in steps."""
    match node:
        case Call(op=Op.AND | Op.OR as op, args=args):
            parts = [where(plan, source, arg, needs) for arg in args]
            join = np.logical_and if op is Op.AND else np.logical_or

            def connected(data: RowData) -> Where:
                found = [part(data) for part in parts]

                def decide(copy: Copy, rows: slice) -> Mask:
                    made = found[0](copy, rows)
                    for other in found[1:]:
                        made = join(made, other(copy, rows))
                    return made

                return decide

            return connected
        case Call(op=Op.NOT, args=(inner,)):
            held = where(plan, source, inner, needs)

            def negated(data: RowData) -> Where:
                decide = held(data)
                return lambda copy, rows: np.logical_not(decide(copy, rows))

            return negated
        case Call(op=Op.DECIDE, args=(inner,)):
            return where(plan, source, inner, needs)
        case _:
            return _of_row(plan, source, node, needs)


def _of_row(plan: Plan, source: Source, node: Expr, needs: Needs) -> Callable[[RowData], Where]:
    test = single(source.table, EVENT, node)
    if test is not None:
        needs.events.setdefault(source, set()).add(test.column)
        needs.tests[test] = None
        column = test.column
        return lambda data: lambda copy, rows: data.test(test, copy.column(column)[rows], copy)
    of_customer = single(plan.customer.table, CUSTOMER, node)
    if of_customer is None:
        raise UnfitError("a filter compares several fields with each other")
    needs.customers.add(of_customer.column)
    needs.tests[of_customer] = None

    def gathered(data: RowData) -> Where:
        mask = data.customer_mask(node)
        return lambda copy, rows: mask[copy.owner()[rows]]

    return gathered


__all__ = ["Data", "Needs", "Recipe", "RowData", "recipe_of", "time_of", "where"]
