"""Very many sets of one kind of event are counted in one pass instead of joined one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from segql.plan.logic import both, call, or_else
from segql.plan.nodes import (
    Const,
    Definition,
    EventSet,
    Exists,
    Expr,
    Measure,
    Op,
    Plan,
)
from segql.plan.rewrite import descendants, rewrite
from segql.types import BOOLEAN, INTEGER

MANY = 16
"""From so many sets of one event on, joining each costs more than asking all of every event:
an engine's search for the best order of joins grows faster than their number."""

PLAIN = frozenset({"count", "count distinct", "sum", "average", "min", "max"})


def gather_sets(plan: Plan) -> Plan:
    """Move the conditions of many event sets into filters of measures of one common set."""
    definitions = {key: _definition(item) for key, item in plan.definitions.items()}
    unchanged = all(definitions[key] is item for key, item in plan.definitions.items())
    return plan if unchanged else replace(plan, definitions=definitions)


def gather_across(plan: Plan) -> Plan:
    """As `gather_sets` for all definitions together, however few sets of an event they have:
    for a database that takes few tables in a statement.
    """
    asked = [node for item in plan.definitions.values() for node in _asked(item)]
    common = _common_sets(asked, 2)
    definitions = {key: _changed(item, common) for key, item in plan.definitions.items()}
    return replace(plan, definitions=definitions)


def _definition(definition: Definition) -> Definition:
    asked = _asked(definition)
    common = _common_sets(asked, MANY) if len(asked) >= MANY else {}
    return _changed(definition, common) if common else definition


def _asked(definition: Definition) -> list[Measure | Exists]:
    return [node for node in descendants(definition.value) if isinstance(node, Measure | Exists)]


def _common_sets(asked: Sequence[Measure | Exists], least: int) -> dict[EventSet, EventSet]:
    """The common set of each plain set, where at least so many are of one event."""
    sets: dict[tuple[str, object], dict[EventSet, None]] = {}
    for node in asked:
        if _is_plain(node):
            sets.setdefault((node.events.event, node.events.until), {})[node.events] = None
    return {
        events: _common(tuple(group))
        for group in sets.values()
        if len(group) >= least
        for events in group
    }


def _changed(definition: Definition, common: dict[EventSet, EventSet]) -> Definition:
    def change(node: Expr) -> Expr:
        if isinstance(node, Measure | Exists) and _is_plain(node) and node.events in common:
            return _gathered(node, common[node.events])
        return node

    return replace(definition, value=rewrite(definition.value, change))


def _is_plain(node: Measure | Exists) -> bool:
    events = node.events
    if events.pick is not None or events.having or events.per_period:
        return False
    # conditions that look at the customer would have to be joined to every event
    if any(not isinstance(part, Const) and _customer(part) for part in events.where):
        return False
    return isinstance(node, Exists) or (node.function in PLAIN and not node.fold)


def _customer(part: Expr) -> bool:
    return any(
        getattr(node, "row", 1) == 0 or isinstance(node, Measure | Exists) or hasattr(node, "key")
        for node in descendants(part)
    )


def _common(group: Sequence[EventSet]) -> EventSet:
    """The set of all events that any of the group may hold: their common conditions."""
    first, *rest = group
    shared = tuple(part for part in first.where if all(part in other.where for other in rest))
    return replace(first, where=shared)


def _gathered(node: Measure | Exists, common: EventSet) -> Expr:
    own = both(part for part in node.events.where if part not in common.where)
    if isinstance(node, Exists):
        count = Measure(common, "count", None, INTEGER, nullable=True, filter=own)
        return call(Op.GT, or_else(count, Const(0, INTEGER)), Const(0, INTEGER), type=BOOLEAN)
    parts = [own] if node.filter is None else [own, node.filter]
    return replace(node, events=common, filter=both(parts))
