"""Windows of time and comparisons with a day or an instant, as stretches of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import assert_never

from segql.proofs.keys import Keys, Rows
from segql.proofs.points import AS_OF, Moment, PeriodStart, Point, moment
from segql.proofs.regions import Bound, Stretch
from segql.semantics import tree
from segql.types import Kind, Type

RELATIONS = {"<": "before", "<=": "until", ">": "after", ">=": "since", "=": "on"}

SEEN = Stretch(high=(Bound(Moment(AS_OF, "exact", 0), False),))
"""Where events lie: before the instant of the run."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, and the values that it counts from: where one of them is unknown,
    nothing lies in it.
    """

    stretch: Stretch
    bases: tuple[tree.Expr, ...] = ()


@dataclass(frozen=True, slots=True)
class _Edge:
    """A bound as the points where it begins and ends: a day in whole, or one instant."""

    begins: Point
    ends: Point | None  # None: it is one instant
    base: tree.Expr | None = None


def window_span(window: tree.Window, type_: Type, keys: Keys, rows: Rows) -> Span | None:
    """The stretch of a window in which a date or timestamp is asked for; None where it cannot
    be told.
    """
    now = Moment(AS_OF, "exact", 0)
    match window:
        case tree.Last(duration):
            return _half_open(moment(AS_OF, duration, -1), now)
        case tree.Next(duration):
            return _half_open(now, moment(AS_OF, duration))
        case tree.MoreThanAgo(duration):
            return Span(Stretch(high=(Bound(moment(AS_OF, duration, -1), False),)))
        case tree.FromTo(older, newer):
            return _half_open(moment(AS_OF, older, -1), moment(AS_OF, newer, -1))
        case tree.Relative(kind, bound):
            return relation_span(kind, bound, type_, keys, rows)
        case tree.Between(low, high):
            since = relation_span("since", low, type_, keys, rows)
            until = relation_span("until", high, type_, keys, rows)
            return both(since, until)
        case tree.Calendar(which, unit):
            offset = {"previous": -1, "this": 0, "next": 1}[which]
            return _half_open(PeriodStart(unit, offset), PeriodStart(unit, offset + 1))
        case tree.InPeriod(year, month):
            first = date(year, month or 1, 1)
            if year >= date.max.year:
                return None
            after = date(year + 1, 1, 1) if month in (None, 12) else date(year, (month or 1) + 1, 1)
            return _half_open(first, after)
        case tree.WithinOf(duration, side, bound):
            base = keys.of(bound, rows)
            start, end = Moment(base, "exact", 0), moment(base, duration)
            if side == "before":
                start, end = moment(base, duration, -1), Moment(base, "exact", 0)
            return _half_open(start, end, bound)
        case _:
            assert_never(window)


def relation_span(kind: str, bound: tree.Expr, type_: Type, keys: Keys, rows: Rows) -> Span | None:
    """What is before, after, since, until or on a bound."""
    edge = _edge(bound, type_, keys, rows)
    if edge is None:
        return None
    after = Bound(edge.ends, True) if edge.ends is not None else Bound(edge.begins, False)
    until = Bound(edge.ends, False) if edge.ends is not None else Bound(edge.begins, True)
    since = Bound(edge.begins, True)
    stretch = {
        "before": Stretch(high=(Bound(edge.begins, False),)),
        "after": Stretch(low=(after,)),
        "since": Stretch(low=(since,)),
        "until": Stretch(high=(until,)),
        "on": Stretch((since,), (until,)),
    }[kind]
    return Span(stretch, () if edge.base is None else (edge.base,))


def both(one: Span | None, other: Span | None) -> Span | None:
    if one is None or other is None:
        return None
    return Span(one.stretch.within(other.stretch), (*one.bases, *other.bases))


def _half_open(start: Point, end: Point, base: tree.Expr | None = None) -> Span:
    stretch = Stretch((Bound(start, True),), (Bound(end, False),))
    return Span(stretch, () if base is None else (base,))


def _edge(bound: tree.Expr, type_: Type, keys: Keys, rows: Rows) -> _Edge | None:
    days = type_.kind is Kind.DATE
    match bound:
        case tree.Literal(value=datetime() as value):
            return None if days else _Edge(value, None)
        case tree.Literal(value=date() as value):
            return _Edge(value, value + timedelta(days=1)) if value < date.max else None
        case tree.Literal():
            return None
        case tree.Today():
            return _Edge(PeriodStart("day", 0), PeriodStart("day", 1))
        case tree.Shift(tree.Today(), tree.Duration(amount, "day" | "week" as unit)):
            moved = amount * (7 if unit == "week" else 1)
            return _Edge(PeriodStart("day", moved), PeriodStart("day", moved + 1))
        case tree.Now():
            return None if days else _Edge(Moment(AS_OF, "exact", 0), None)
        case tree.Shift(tree.Now(), duration):
            return None if days else _Edge(moment(AS_OF, duration), None)
        case _ if bound.type.kind is Kind.DATE:
            base = keys.of(bound, rows)
            return _Edge(Moment(base, "day", 0), Moment(base, "day", 1), bound)
        case _ if bound.type.kind is Kind.TIMESTAMP and not days:
            return _Edge(Moment(keys.of(bound, rows), "exact", 0), None, bound)
        case _:
            return None
