"""Consecutive periods: how many of them satisfy a condition."""

from __future__ import annotations

from datetime import datetime

from segql.clock import day_of
from segql.reference.calendar import instant_of, start_of_period
from segql.reference.scope import Moment, Scope, World, before
from segql.semantics import tree


def count_periods(node: tree.PeriodCount, scope: Scope, world: World) -> int:
    """How many of the consecutive periods satisfy the condition."""
    moments = [scope.moment.during(*bounds) for bounds in periods(node, scope.moment, world)]
    return sum(
        world.holds(node.where, Scope(scope.customer, moment, scope.rows)) for moment in moments
    )


def periods(
    node: tree.PeriodCount, moment: Moment, world: World
) -> list[tuple[datetime, datetime]]:
    """The periods, the latest first: the k-th bound back is `as_of` minus k periods, or the
    start of the k-th calendar unit before the current one."""
    edges = []
    for k in range(node.last + 1):
        if node.calendar:
            today = day_of(moment.as_of, world.zone)
            first_day = start_of_period(today, node.unit, -k, world.week_start)
            edges.append(instant_of(first_day, world.zone))
        else:
            edges.append(before(moment, tree.Duration(k * node.size, node.unit), world.zone))
    return [(edges[k + 1], edges[k]) for k in range(node.last)]
