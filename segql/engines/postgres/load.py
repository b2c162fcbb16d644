"""Rows of a test into tables of a scratch schema, with exact types; structs as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from psycopg import Connection, sql

from segql.catalog.names import table_parts
from segql.catalog.physical import Column, ColumnKind, Dataset, Table
from segql.diagnostics.codes import engines as codes
from segql.engines.failures import failure
from segql.engines.values import checked, json_text

_TYPES = {
    ColumnKind.INTEGER: "BIGINT",
    ColumnKind.DECIMAL: "NUMERIC",
    ColumnKind.DOUBLE: "DOUBLE PRECISION",
    ColumnKind.TEXT: "TEXT",
    ColumnKind.BOOLEAN: "BOOLEAN",
    ColumnKind.DATE: "DATE",
    ColumnKind.TIMESTAMP: "TIMESTAMP",
    ColumnKind.INSTANT: "TIMESTAMPTZ",
    ColumnKind.UUID: "UUID",
    ColumnKind.STRUCT: "JSONB",
    ColumnKind.JSON: "JSONB",
    ColumnKind.OTHER: "TEXT",
}


def load_dataset(connection: Connection[Any], dataset: Dataset) -> None:
    """Put a dataset's tables in place of all tables of the current schema."""
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        for (name,) in cursor.fetchall():
            cursor.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(name)))
        for name, table in dataset.tables.items():
            _load_table(cursor, name, table)


def _load_table(cursor: Any, name: str, table: Table) -> None:
    parts = table_parts(name)
    if len(parts) > 1:
        raise failure(
            codes.BAD_VALUE,
            f"The table `{name}` names a schema, and tests on a server have one of their own.",
            "Name the schema by the target (`schema:`), and the table alone in the catalog.",
            exit_code=2,
        )
    words = [
        sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(_type(kind, table, column)))
        for column, kind in table.columns.items()
    ]
    target = sql.Identifier(parts[0])
    cursor.execute(sql.SQL("CREATE TABLE {} ({})").format(target, sql.SQL(", ").join(words)))
    marks = sql.SQL(", ").join([sql.Placeholder()] * len(table.columns))
    cursor.executemany(
        sql.SQL("INSERT INTO {} VALUES ({})").format(target, marks), list(_rows(name, table))
    )


def _type(column: Column, table: Table, name: str) -> Any:
    word = _TYPES[column.kind]
    if column.kind is ColumnKind.INTEGER and any(
        isinstance(value, int) and not -(2**63) <= value < 2**63
        for value in (row.get(name) for row in table.rows)
    ):
        word = "NUMERIC(38, 0)"
    return f"{word}[]" if column.many else word


def _rows(name: str, table: Table) -> Iterator[list[Any]]:
    for row in table.rows:
        yield [
            _stored(row.get(column), kind, f"{name}.{column}")
            for column, kind in table.columns.items()
        ]


def _stored(value: Any, column: Column, where: str) -> Any:
    known = checked(value, column, where)
    return json_text(known) if column.kind is ColumnKind.STRUCT and known is not None else known
