"""Rows of a test into tables of SQLite; lists and structs as JSON."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from segql.catalog.names import table_parts
from segql.catalog.physical import Column, ColumnKind, Dataset, Table
from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes import engines as codes
from segql.engines.values import checked, json_text

TYPES = {
    ColumnKind.INTEGER: "BIGINT",
    ColumnKind.DECIMAL: "DECIMAL",
    ColumnKind.DOUBLE: "DOUBLE",
    ColumnKind.TEXT: "TEXT",
    ColumnKind.BOOLEAN: "BOOLEAN",
    ColumnKind.DATE: "DATE",
    ColumnKind.TIMESTAMP: "TIMESTAMP",
    ColumnKind.INSTANT: "TIMESTAMPTZ",
    ColumnKind.UUID: "UUID TEXT",
    ColumnKind.STRUCT: "JSON TEXT",
    ColumnKind.JSON: "JSON TEXT",
    ColumnKind.OTHER: "TEXT",
}
"""The words that `columns_of` reads back; SQLite itself takes any."""


def quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def load_dataset(connection: sqlite3.Connection, dataset: Dataset) -> None:
    """Put a dataset's tables in place of all tables in memory."""
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (name,) in names:
        connection.execute(f"DROP TABLE {quote(name)}")
    for name, table in dataset.tables.items():
        _load_table(connection, name, table)


def _load_table(connection: sqlite3.Connection, name: str, table: Table) -> None:
    target = quote(table_parts(name)[-1])
    words = [f"{quote(column)} {_type(kind)}" for column, kind in table.columns.items()]
    connection.execute(f"CREATE TABLE {target} ({', '.join(words)})")
    marks = ", ".join("?" for _ in table.columns)
    connection.executemany(
        f"INSERT INTO {target} VALUES ({marks})",
        (
            [
                _stored(row.get(column), kind, f"{name}.{column}")
                for column, kind in table.columns.items()
            ]
            for row in table.rows
        ),
    )


def _type(column: Column) -> str:
    return "JSON TEXT" if column.many else TYPES[column.kind]


def _stored(value: Any, column: Column, where: str) -> Any:
    known = checked(value, column, where)
    if known is None:
        return None
    if column.many or column.kind is ColumnKind.STRUCT:
        return json_text(known)
    match known:
        case datetime():
            moment = known.astimezone(UTC).replace(tzinfo=None) if known.tzinfo else known
            return moment.isoformat(sep=" ", timespec="microseconds")
        case bool():
            return int(known)
        case int() if not -(2**63) <= known < 2**63:
            raise _too_long(where, "a whole number of more than 64 bits")
        case Decimal():
            if known != known.to_integral_value() and Decimal(repr(float(known))) != known:
                raise _too_long(where, "a decimal of more than 15 digits")
            return str(known)
        case str() | int() | float() | None:
            return known
        case _:
            return known.isoformat()


def _too_long(where: str, what: str) -> SegqlError:
    return SegqlError(
        Diagnostic(codes.BAD_VALUE, f"`{where}` holds {what}, which SQLite cannot store exactly."),
        exit_code=3,
    )
