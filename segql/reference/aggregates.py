"""Event functions: which events are asked, which are chosen, and what comes of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from itertools import pairwise

from segql.reference.calendar import day_in
from segql.reference.scope import Record, Scope, World, when
from segql.reference.values import (
    Value,
    folded,
    largest,
    mean,
    order_of,
    quantile,
    smallest,
    total,
)
from segql.reference.windows import in_window
from segql.semantics import tree

NEVER = datetime.min.replace(tzinfo=UTC)


def aggregate(node: tree.Aggregate, scope: Scope, world: World) -> Value:
    """The value of one event function for the customer in scope."""
    seen = _seen(node, scope, world)
    matching = [record for record in seen if _asks(node.where, node, record, scope, world)]
    if node.function == "share":
        return len(matching) / len(seen) if seen else None

    def asked(record: Record) -> Value:
        if node.argument is None:
            return None
        return world.value(node.argument, scope.having(node.row, record))

    chosen: Sequence[Record] = matching
    if node.pick is not None:
        chosen = pick(matching, node.pick.kind, node.pick.amount, asked, world)
    chosen = [record for record in chosen if _asks(node.having, node, record, scope, world)]
    return _result(node, chosen, asked, world)


def _seen(node: tree.Aggregate, scope: Scope, world: World) -> list[Record]:
    """The events in the window; with `of_parent` the lines of that event alone."""
    if node.of_parent is not None:
        records = scope.record(node.of_parent).lines
    else:
        records = world.events(node.row.event or "", scope)
    if node.window is None:
        return list(records)
    return [record for record in records if in_window(record.time, node.window, scope, world)]


def _asks(
    condition: tree.Expr | None, node: tree.Aggregate, record: Record, scope: Scope, world: World
) -> bool:
    return condition is None or world.holds(condition, scope.having(node.row, record))


def pick(
    records: Sequence[Record],
    kind: str,
    amount: int,
    asked: Callable[[Record], Value],
    world: World,
) -> list[Record]:
    """The earliest or latest events with a known time, in that order.

    Of equal times the smallest key is first and the largest is last. Events without a key fall
    to the smallest asked value, both as first and as last; an unknown value comes after all.
    """
    timed = [record for record in records if record.time is not None]
    if all(record.key is None for record in timed):
        timed.sort(key=lambda record: order_of(asked(record)))
    else:
        timed.sort(key=lambda record: order_of(record.key), reverse=kind == "latest")
    timed.sort(key=lambda record: when(record, world.zone), reverse=kind == "latest")
    return timed[:amount]


def _result(
    node: tree.Aggregate,
    chosen: Sequence[Record],
    asked: Callable[[Record], Value],
    world: World,
) -> Value:
    if node.function == "any":
        return bool(chosen)
    if node.function == "average gap":
        return _average_gap(chosen, world)
    if node.function in ("first", "last"):
        kind = "earliest" if node.function == "first" else "latest"
        return next(map(asked, pick(chosen, kind, 1, asked, world)), None)
    if node.argument is None:
        return len(chosen)
    known = [(record, value) for record in chosen if (value := asked(record)) is not None]
    if node.function == "most frequent":
        return _most_frequent(known, node.fold, world)
    values = [value for _, value in known]
    if node.distinct:
        alike = {folded(value, node.fold): value for value in values}
        values = list(alike.values())
    match node.function:
        case "count":
            return len(values)
        case "sum":
            return total(values)
        case "average":
            return mean(values)
        case "min":
            return smallest(values, node.fold)
        case "max":
            return largest(values, node.fold)
        case "median":
            return quantile(values, Fraction(1, 2))
        case _:
            raise ValueError(f"no event function: {node.function}")


def _average_gap(chosen: Sequence[Record], world: World) -> float | None:
    """Calendar days between consecutive events, on average; unknown with fewer than two."""
    days = sorted(day_in(record.time, world.zone) for record in chosen if record.time is not None)
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    return mean(gaps)


def _most_frequent(known: Sequence[tuple[Record, Value]], fold: bool, world: World) -> Value:
    """The value that most events have; ties fall to the most recent, then to the smallest."""
    groups: dict[Value, list[tuple[Record, Value]]] = {}
    for record, value in known:
        groups.setdefault(folded(value, fold), []).append((record, value))

    def recent(group: Sequence[tuple[Record, Value]]) -> datetime:
        return max(
            (when(record, world.zone) for record, _ in group if record.time is not None),
            default=NEVER,
        )

    best = sorted(groups.values(), key=lambda group: order_of(group[0][1], fold))
    best.sort(key=lambda group: (len(group), recent(group)), reverse=True)
    return smallest((value for _, value in best[0]), fold) if best else None
