"""Columns that are compared with each other have one type, whatever each file alone suggests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from segql.catalog.physical import Column, ColumnKind
from segql.engines.duckdb.text import TextTable

_NUMBERS = frozenset({ColumnKind.INTEGER, ColumnKind.DECIMAL, ColumnKind.DOUBLE})


def one_type_each(
    texts: list[TextTable],
    others: Mapping[str, Mapping[str, Column]],
    joined: Iterable[frozenset[tuple[str, str]]],
) -> list[TextTable]:
    """Read guessed columns as text where a column that they are compared with is no number.

    `others` are the columns of tables whose types are given (Parquet).
    """
    tables = {name: table for table in texts for name in table.file.names}
    chosen = {table.file.names[0]: table for table in texts}
    for group in joined:
        kinds = {_kind(table, column, tables, others) for table, column in group} - {None}
        if len(kinds) < 2 or kinds <= _NUMBERS:
            continue
        for name, column in group:
            if name in tables:
                table = chosen[tables[name].file.names[0]]
                if column in table.columns and column not in table.fixed:
                    chosen[table.file.names[0]] = table.as_text(column)
    return list(chosen.values())


def _kind(
    table: str,
    column: str,
    tables: Mapping[str, TextTable],
    others: Mapping[str, Mapping[str, Column]],
) -> ColumnKind | None:
    found = tables[table].columns.get(column) if table in tables else None
    found = found or others.get(table, {}).get(column)
    return found.kind if found else None
