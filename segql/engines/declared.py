"""What a catalog tells of physical columns, for engines that read text files."""

from __future__ import annotations

from collections import defaultdict

from segql.catalog.lookup import child_tables, uses_of
from segql.catalog.models import Catalog
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


def declared(catalog: Catalog) -> Declared:
    """The declared types by physical table and column, and the columns that are compared.

    Keys have no type in a catalog, so that theirs follows from the cells. Where two entries
    read one column with different types, the first one says how it is read, but a timestamp
    goes before a date, since it holds both.
    """
    columns: dict[str, dict[str, Column]] = defaultdict(dict)
    families: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for use in uses_of(catalog):
        found = columns[use.table]
        if use.family is not None:
            families[use.family].add((use.table, use.column))
        if use.location.path:
            found.setdefault(use.column, Column(ColumnKind.JSON))
        elif use.type is not None:
            column = Column(_KINDS[use.type.kind], use.type.many)
            before = found.setdefault(use.column, column)
            if (before.kind, column.kind) == (ColumnKind.DATE, ColumnKind.TIMESTAMP):
                found[use.column] = column
    groups = (frozenset(places) for places in families.values() if len(places) > 1)
    return Declared({table: dict(found) for table, found in columns.items()}, tuple(groups))


def tables_of(catalog: Catalog) -> tuple[str, ...]:
    """Every physical table that a catalog names, once, in its order."""
    named = [
        catalog.customer.table,
        *(event.table for event in catalog.events.values() if event.table is not None),
        *(thing.table for thing in catalog.objects.values()),
        *(group.table for group in catalog.lists.values()),
        *(table for _, _, table in child_tables(catalog)),
    ]
    return tuple(dict.fromkeys(named))
