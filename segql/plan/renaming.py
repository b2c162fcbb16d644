"""A plan whose physical tables are called otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from segql.plan.nodes import Column, EventTable, Expr, InList, Join, Plan
from segql.plan.rewrite import Change, rewrite


def tables_of_plan(plan: Plan) -> list[str]:
    """The physical tables that a plan may read, each once."""
    found: dict[str, None] = {plan.customer.table: None}
    found.update({event.table: None for event in plan.events.values() if event.table})

    def see(node: Expr) -> Expr:
        match node:
            case Column(joins=joins):
                found.update(dict.fromkeys(join.table for join in joins))
            case InList(table=table):
                found[table] = None
            case _:
                pass
        return node

    _everywhere(plan, see)
    return list(found)


def with_tables(plan: Plan, names: Mapping[str, str]) -> Plan:
    """The plan with the new names instead of the old ones."""

    def join(step: Join) -> Join:
        return replace(step, table=names[step.table])

    def change(node: Expr) -> Expr:
        match node:
            case Column(joins=joins) if joins:
                return replace(node, joins=tuple(map(join, joins)))
            case InList(table=table):
                return replace(node, table=names[table])
            case _:
                return node

    changed = _everywhere(plan, change)
    events = {
        name: replace(event, table=names[event.table]) if event.table else event
        for name, event in changed.events.items()
    }
    customer = replace(plan.customer, table=names[plan.customer.table])
    physical = {names.get(table, table): columns for table, columns in plan.physical.items()}
    return replace(changed, events=events, customer=customer, physical=physical)


def _everywhere(plan: Plan, change: Change) -> Plan:
    """The plan after a change of every expression in it."""

    def optional(node: Expr | None) -> Expr | None:
        return None if node is None else rewrite(node, change)

    def event(table: EventTable) -> EventTable:
        return replace(
            table,
            by=optional(table.by),
            time=optional(table.time),
            where=tuple(rewrite(node, change) for node in table.where),
            fields={name: rewrite(node, change) for name, node in table.fields.items()},
        )

    return replace(
        plan,
        definitions={
            key: replace(item, value=rewrite(item.value, change))
            for key, item in plan.definitions.items()
        },
        events={name: event(table) for name, table in plan.events.items()},
        columns={name: rewrite(node, change) for name, node in plan.columns.items()},
    )
