"""Rows of a test into tables of DuckDB, with exact types and nothing rounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from duckdb import DuckDBPyConnection

from segql.catalog.names import table_parts
from segql.catalog.physical import Column, ColumnKind, Dataset, Table
from segql.diagnostics.codes import engines as codes
from segql.engines.duckdb.columns import quote, sql_type
from segql.engines.duckdb.errors import failure
from segql.engines.values import checked

_BIGINT = 2**63


def load_dataset(connection: DuckDBPyConnection, dataset: Dataset) -> None:
    """Put a dataset's tables in place of all tables in the session's memory."""
    for schema, name in connection.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal"
    ).fetchall():
        connection.execute(f"DROP TABLE {quote(schema)}.{quote(name)}")
    for name, table in dataset.tables.items():
        _load_table(connection, name, table)


def _load_table(connection: DuckDBPyConnection, name: str, table: Table) -> None:
    parts = table_parts(name)[-2:]
    if len(parts) > 1:
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {quote(parts[0])}")
    target = ".".join(quote(part) for part in parts)
    types = {
        column: _exact(column_type, _values(table, column))
        for column, column_type in table.columns.items()
    }
    columns = ", ".join(f"{quote(column)} {sql_type(kind)}" for column, kind in types.items())
    connection.execute(f"CREATE TABLE {target} ({columns})")
    if not table.rows:
        return
    rows = [
        tuple(checked(row.get(column), kind, f"{name}.{column}") for column, kind in types.items())
        for row in table.rows
    ]
    marks = ", ".join("?" for _ in types)
    step = max(1, 2_000 // len(types))
    for start in range(0, len(rows), step):
        some = rows[start : start + step]
        connection.execute(
            f"INSERT INTO {target} VALUES " + ", ".join([f"({marks})"] * len(some)),
            [value for row in some for value in row],
        )


def _values(table: Table, column: str) -> Iterator[Any]:
    for row in table.rows:
        value = row.get(column)
        if isinstance(value, list):
            yield from value
        else:
            yield value


def _exact(column: Column, values: Iterable[Any]) -> Column:
    """The column with the narrowest number type that holds the values exactly."""
    match column.kind:
        case ColumnKind.INTEGER:
            known = [value for value in values if isinstance(value, int)]
            wide = any(not -_BIGINT <= value < _BIGINT for value in known)
            raw = "HUGEINT" if wide else "BIGINT"
            return Column(column.kind, column.many, raw)
        case ColumnKind.DECIMAL:
            scale, whole = column.scale or 0, 1
            for value in values:
                if isinstance(value, int | Decimal) and not isinstance(value, bool):
                    digits = Decimal(value).normalize().as_tuple()
                    exponent = int(digits.exponent)
                    scale = max(scale, -exponent)
                    whole = max(whole, len(digits.digits) + exponent)
            precision = 18 if whole + scale <= 18 else 38
            if whole + scale > 38:
                raise failure(
                    codes.BAD_VALUE, "A decimal has more than 38 digits and cannot be loaded."
                )
            return Column(column.kind, column.many, f"DECIMAL({precision}, {scale})", scale)
        case _:
            return column
