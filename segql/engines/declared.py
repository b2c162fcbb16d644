"""What a catalog tells of physical columns, for engines that read text files."""

from __future__ import annotations

from collections import defaultdict

from segql.catalog.models import Catalog, FieldModel
from segql.catalog.physical import Column, ColumnKind
from segql.engines.base import Declared
from segql.types import Kind

_KINDS = {
    Kind.INTEGER: ColumnKind.INTEGER,
    Kind.DECIMAL: ColumnKind.DECIMAL,
    Kind.DOUBLE: ColumnKind.DOUBLE,
    Kind.TEXT: ColumnKind.TEXT,
    Kind.BOOLEAN: ColumnKind.BOOLEAN,
    Kind.DATE: ColumnKind.DATE,
    Kind.TIMESTAMP: ColumnKind.TIMESTAMP,
}

Place = tuple[str, str]


def declared(catalog: Catalog) -> Declared:
    """The declared types by physical table and column, and the keys that are compared.

    Keys and times have no type in a catalog, so that they follow from the cells. Where two
    fields read one column with different types, the first one says how it is read.
    """
    columns: dict[str, dict[str, Column]] = defaultdict(dict)
    customer = catalog.customer
    _add(columns[customer.table], customer.attributes)
    keys: dict[str | None, set[Place]] = defaultdict(set)
    keys[None].add((customer.table, customer.key))
    _join(keys, customer.table, customer.attributes)
    for event in catalog.events.values():
        if event.table is None:
            continue
        _add(columns[event.table], event.fields)
        _join(keys, event.table, event.fields)
        if event.customer is not None:
            keys[None].add((event.table, event.customer))
        time = event.time_column
        if time is not None and time.type is not None and "." not in time.column:
            columns[event.table].setdefault(time.column, Column(_KINDS[Kind(time.type)]))
    for name, thing in catalog.objects.items():
        _add(columns[thing.table], thing.fields)
        _join(keys, thing.table, thing.fields)
        keys[name].add((thing.table, thing.key))
    for group in catalog.lists.values():
        keys[None].add((group.table, group.key))
    return Declared(
        {table: dict(found) for table, found in columns.items()},
        tuple(frozenset(places) for places in keys.values() if len(places) > 1),
    )


def tables_of(catalog: Catalog) -> tuple[str, ...]:
    """Every physical table that a catalog names, once, in its order."""
    named = [
        catalog.customer.table,
        *(event.table for event in catalog.events.values()),
        *(thing.table for thing in catalog.objects.values()),
        *(group.table for group in catalog.lists.values()),
    ]
    return tuple(dict.fromkeys(table for table in named if table is not None))


def _join(keys: dict[str | None, set[Place]], table: str, fields: dict[str, FieldModel]) -> None:
    for name, model in fields.items():
        if model.to is not None:
            keys[model.to].add((table, model.by or name))


def _add(columns: dict[str, Column], fields: dict[str, FieldModel]) -> None:
    for name, model in fields.items():
        if model.latitude is not None and model.longitude is not None:
            columns.setdefault(model.latitude, Column(ColumnKind.DOUBLE))
            columns.setdefault(model.longitude, Column(ColumnKind.DOUBLE))
        elif model.path is not None:
            column, _, rest = model.path.partition(".")
            if rest and model.column is None:
                columns.setdefault(column, Column(ColumnKind.JSON))
            else:
                columns.setdefault(model.column or column, Column(ColumnKind.JSON))
        elif model.expression is None and model.to is None and model.value_type is not None:
            type = model.value_type
            columns.setdefault(model.column or name, Column(_KINDS[type.kind], type.many))
