"""Traits that are short stand where they are named, instead of in a query of their own."""

from __future__ import annotations

from dataclasses import replace

from segql.plan.nodes import (
    At,
    Call,
    Column,
    Const,
    Definition,
    DefinitionKey,
    Expr,
    Measure,
    Plan,
    Reference,
)
from segql.plan.rewrite import descendants, rewrite

SMALL = 12
"""A trait of at most so many nodes is repeated where it is named: longer ones would multiply."""


def inline_traits(plan: Plan) -> Plan:
    """Replace references to short traits by their values; drop what nobody names any more.

    Measures compare by value, so that a figure that stands in several places afterwards is
    still computed once. Grouped and ranked figures stay apart: they need a query anyway.
    """
    if len(plan.definitions) == len(plan.roots):
        return plan
    short: dict[DefinitionKey, Expr] = {}
    made: dict[DefinitionKey, Definition] = {}

    def change(node: Expr) -> Expr:
        if isinstance(node, Reference):
            return short.get(node.key, node)
        return node

    for key, definition in plan.definitions.items():
        value = definition.value
        if any(name in short for name in _named(value)):
            value = rewrite(value, change)
            made[key] = replace(definition, value=value)
        else:
            made[key] = definition
        if definition.kind == "trait" and _is_short(value):
            short[key] = value
    columns = {name: rewrite(value, change) for name, value in plan.columns.items()}
    return replace(plan, definitions=_needed(plan, made, columns), columns=columns)


def _is_short(value: Expr) -> bool:
    for count, node in enumerate(descendants(value), 1):
        if count > SMALL or not isinstance(node, Const | Column | At | Call | Measure | Reference):
            return False
    return True


def _needed(
    plan: Plan, definitions: dict[DefinitionKey, Definition], columns: dict[str, Expr]
) -> dict[DefinitionKey, Definition]:
    """What the asked definitions still rest on, in the same order."""
    waiting = [*plan.roots]
    values = [*columns.values(), *_event_values(plan)]
    waiting.extend(key for value in values for key in _named(value))
    needed: set[DefinitionKey] = set()
    while waiting:
        key = waiting.pop()
        if key not in needed:
            needed.add(key)
            waiting.extend(_named(definitions[key].value))
    return {key: value for key, value in definitions.items() if key in needed}


def _event_values(plan: Plan) -> list[Expr]:
    return [
        value for table in plan.events.values() for value in (*table.where, *table.fields.values())
    ]


def _named(value: Expr) -> list[DefinitionKey]:
    return [node.key for node in descendants(value) if isinstance(node, Reference)]
