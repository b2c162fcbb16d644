"""Rows of a test into tables of a scratch database; lists and structs as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from segql.catalog.names import table_parts
from segql.catalog.physical import Column, ColumnKind, Dataset, Table
from segql.diagnostics.codes import engines as codes
from segql.engines.failures import failure
from segql.engines.values import checked, json_text

_TYPES = {
    ColumnKind.INTEGER: "BIGINT",
    ColumnKind.DOUBLE: "DOUBLE",
    ColumnKind.TEXT: "LONGTEXT",
    ColumnKind.BOOLEAN: "BOOLEAN",
    ColumnKind.DATE: "DATE",
    ColumnKind.TIMESTAMP: "DATETIME(6)",
    ColumnKind.INSTANT: "TIMESTAMP(6)",
    ColumnKind.UUID: "CHAR(36)",
    ColumnKind.STRUCT: "LONGTEXT",
    ColumnKind.JSON: "LONGTEXT",
    ColumnKind.OTHER: "LONGTEXT",
}


def quote(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def load_dataset(cursor: Any, dataset: Dataset) -> None:
    """Put a dataset's tables in place of all tables of the current database."""
    cursor.execute("SHOW TABLES")
    for (name,) in cursor.fetchall():
        cursor.execute(f"DROP TABLE {quote(name)}")
    for name, table in dataset.tables.items():
        _load_table(cursor, name, table)


def _load_table(cursor: Any, name: str, table: Table) -> None:
    parts = table_parts(name)
    if len(parts) > 1:
        raise failure(
            codes.BAD_VALUE,
            f"The table `{name}` names a database, and tests on a server have one of their own.",
            "Name the database in the target's `url`, and the table alone in the catalog.",
            exit_code=2,
        )
    words = [
        f"{quote(column)} {_type(kind, [row.get(column) for row in table.rows])} NULL"
        for column, kind in table.columns.items()
    ]
    cursor.execute(f"CREATE TABLE {quote(parts[0])} ({', '.join(words)})")
    marks = ", ".join(["%s"] * len(table.columns))
    rows = list(_rows(name, table))
    if rows:
        cursor.executemany(f"INSERT INTO {quote(parts[0])} VALUES ({marks})", rows)


def _type(column: Column, values: list[Any]) -> str:
    if column.many:
        return "LONGTEXT"
    if column.kind is ColumnKind.DECIMAL:
        scale = column.scale or 0
        for value in values:
            if isinstance(value, Decimal):
                scale = max(scale, -int(value.as_tuple().exponent))
        return f"DECIMAL(60, {scale})"
    if column.kind is ColumnKind.INTEGER and any(
        isinstance(value, int) and not -(2**63) <= value < 2**63 for value in values
    ):
        return "DECIMAL(60, 0)"
    return _TYPES[column.kind]


def _rows(name: str, table: Table) -> Iterator[list[Any]]:
    for row in table.rows:
        yield [
            _stored(row.get(column), kind, f"{name}.{column}")
            for column, kind in table.columns.items()
        ]


def _stored(value: Any, column: Column, where: str) -> Any:
    known = checked(value, column, where)
    if known is None:
        return None
    if column.many or column.kind is ColumnKind.STRUCT:
        return json_text(known)
    if isinstance(known, datetime) and known.tzinfo is not None:
        return known.astimezone(UTC).replace(tzinfo=None)
    return known
