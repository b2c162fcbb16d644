"""Divides definitions among statements that a database takes: those that share figures together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from segql.plan.nodes import (
    Call,
    Column,
    DefinitionKey,
    EventSet,
    Exists,
    Expr,
    InList,
    Join,
    Measure,
    Periods,
    Plan,
    Population,
    Reference,
    Top,
)
from segql.plan.nodes import Sequence as Steps
from segql.sql.builder import Builder
from segql.sql.dialects.base import Limits

Relation = EventSet | Expr | tuple[Join, ...]
"""What a customer's row is joined with: figures, members, places among all, related objects."""


def fits(builder: Builder, query: exp.Query, limits: Limits) -> bool:
    """Whether a database takes a query with what it uses: tables in each FROM, and queries."""
    if limits.ctes is not None and len(builder.queries) > limits.ctes:
        return False
    if limits.tables is None:
        return True
    return all(
        1 + len(select.args.get("joins") or ()) <= limits.tables
        for whole in (query, *builder.queries.values())
        for select in whole.find_all(exp.Select)
    )


@dataclass(slots=True)
class _Group:
    keys: list[DefinitionKey] = field(default_factory=list)
    joined: set[Relation] = field(default_factory=set)
    used: set[Relation] = field(default_factory=set)


def packed(plan: Plan, keys: Sequence[DefinitionKey], limits: Limits) -> list[list[DefinitionKey]]:
    """The definitions in as few groups as a simple rule finds: each goes where it adds the least
    to what is joined and used already.

    How many queries a figure takes is guessed here, so that a group may turn out too large.
    """
    groups: list[_Group] = []
    for key in keys:
        joined, used = set(_joined(plan, key)), set(_used(plan, key))

        def takes(
            group: _Group, joined: set[Relation] = joined, used: set[Relation] = used
        ) -> bool:
            tables, ctes = len(group.joined | joined) + 1, len(group.used | used)
            return (limits.tables is None or tables <= limits.tables) and (
                limits.ctes is None or ctes <= limits.ctes
            )

        best = min(
            filter(takes, groups),
            key=lambda group: len(used - group.used),
            default=None,
        )
        if best is None:
            best = _Group()
            groups.append(best)
        best.keys.append(key)
        best.joined |= joined
        best.used |= used
    return [group.keys for group in groups]


def _joined(plan: Plan, key: DefinitionKey) -> Iterator[Relation]:
    """What the customers are joined with for the value of a definition."""
    waiting: list[Expr] = [plan.definitions[key].value]
    while waiting:
        node = waiting.pop()
        match node:
            case Call(args=args):
                waiting.extend(args)
            case Measure(events=events, function="most frequent"):
                yield node
            case Measure(events=events) | Exists(events=events):
                yield events
            case Column(joins=joins) if joins:
                yield joins
            case Reference() | Population() | Top() | Steps() | Periods() | InList():
                yield node
            case _:
                pass


def _used(plan: Plan, key: DefinitionKey) -> Iterator[Relation]:
    """What a definition is computed from, and all that it builds on."""
    waiting, seen = [key], {key}
    while waiting:
        for relation in _joined(plan, waiting.pop()):
            yield relation
            if isinstance(relation, Reference) and relation.key not in seen:
                seen.add(relation.key)
                waiting.append(relation.key)
