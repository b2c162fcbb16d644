"""What the columns of a statement hold, in words that all engines share."""

from __future__ import annotations

from segql.catalog.physical import Column, ColumnKind
from segql.plan.nodes import DefinitionKey, Plan
from segql.types import Kind, Type

_KINDS = {
    Kind.INTEGER: ColumnKind.INTEGER,
    Kind.DECIMAL: ColumnKind.DECIMAL,
    Kind.DOUBLE: ColumnKind.DOUBLE,
    Kind.TEXT: ColumnKind.TEXT,
    Kind.BOOLEAN: ColumnKind.BOOLEAN,
    Kind.DATE: ColumnKind.DATE,
    Kind.TIMESTAMP: ColumnKind.INSTANT,
}


def columns(plan: Plan, key: DefinitionKey, *, members: bool, values: bool) -> tuple[Column, ...]:
    """The key, the value of anything but a segment, then the attributes given out with members."""
    customer = plan.customer
    stored = plan.physical.get(customer.table, {}).get(customer.key)
    made = [stored or Column(ColumnKind.OTHER)]
    definition = plan.definitions[key]
    if values or definition.kind != "segment":
        made.append(column_of(definition.type))
    if members:
        made.extend(column_of(value.type) for value in plan.columns.values())
    return tuple(made)


def column_of(type: Type) -> Column:
    """What holds values of a type that are given out; a timestamp is an instant by then."""
    return Column(_KINDS.get(type.kind, ColumnKind.OTHER), type.many)
