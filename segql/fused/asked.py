"""What is asked of events: which ones, in which window, and which figure of each customer's."""

from __future__ import annotations

from dataclasses import dataclass

from segql.fused.copies import UnfitError
from segql.fused.reading import Source
from segql.fused.windows import Bound, bound_of
from segql.plan.logic import conjuncts
from segql.plan.nodes import Column, EventSet, EventTable, Expr, Measure, Plan
from segql.types import DATE, TIMESTAMP


@dataclass(frozen=True, slots=True)
class Chosen:
    """Events of one kind that satisfy conditions and lie within bounds.

    `where` apart from bounds, so that one look at the events serves several windows.
    """

    event: str
    where: tuple[Expr, ...]
    bounds: tuple[Bound, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the chosen events of each customer. `base` are the events before the
    measure's own filter, which decide whether there is a figure at all.
    """

    chosen: Chosen
    base: Chosen
    measure: Measure


def chosen_of(plan: Plan, events: EventSet, extra: tuple[Expr, ...] = ()) -> Chosen:
    """Raises UnfitError for sets that are more than conditions and a window."""
    table = plan.events[events.event]
    if events.pick is not None or events.having:
        raise UnfitError("it asks the latest or the earliest events")
    if events.per_period:
        raise UnfitError("it counts periods")
    time = time_of(table)
    where: list[Expr] = []
    bounds: list[Bound] = []
    for part in (*table.where, *events.where, *extra):
        bound = bound_of(part, time)
        if bound is None:
            where.append(part)
        else:
            bounds.append(bound)
    return Chosen(events.event, tuple(where), tuple(bounds))


def figure_of(plan: Plan, measure: Measure) -> Figure:
    base = chosen_of(plan, measure.events)
    if measure.filter is None:
        return Figure(base, base, measure)
    return Figure(chosen_of(plan, measure.events, conjuncts(measure.filter)), base, measure)


def source_of(plan: Plan, event: str) -> Source:
    """The table that a kind of event is read from."""
    table = plan.events[event]
    if table.of is not None or table.table is None:
        raise UnfitError(f"`{event}` are made of other events")
    time = time_of(table)
    return Source(table.table, table.customer, time.column if time else None)


def time_of(table: EventTable) -> Column | None:
    """The column of the events' times; None where they have no time."""
    match table.time:
        case None:
            return None
        case Column(joins=(), path=(), type=type_) as column if type_ in (DATE, TIMESTAMP):
            return column
        case _:
            raise UnfitError(f"the time of `{table.name}` is computed")
