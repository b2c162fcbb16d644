"""Rows of a test into tables of a scratch schema; lists and structs travel as JSON."""

from __future__ import annotations

from typing import Any

from segql.catalog.names import table_parts
from segql.catalog.physical import Column, ColumnKind, Dataset, Table
from segql.diagnostics.codes import engines as codes
from segql.engines.failures import failure
from segql.engines.values import checked, json_text
from segql.engines.warehouse.manners import Manners


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def load_dataset(cursor: Any, manners: Manners, schema: str, dataset: Dataset) -> None:
    """Put a dataset's tables in place of all tables of the schema."""
    literal = "'" + schema.replace("'", "''") + "'"
    cursor.execute(
        f"SELECT table_name FROM information_schema.tables WHERE table_schema = {literal}"
    )
    for (name,) in cursor.fetchall():
        _run(cursor, f"DROP TABLE {quoted(name)}")
    for name, table in dataset.tables.items():
        _load_table(cursor, manners, name, table)


def _load_table(cursor: Any, manners: Manners, name: str, table: Table) -> None:
    parts = table_parts(name)
    if len(parts) > 1:
        raise failure(
            codes.BAD_VALUE,
            f"The table `{name}` names a schema, and tests on a server have one of their own.",
            "Name the schema by the target (`schema:`), and the table alone in the catalog.",
            exit_code=2,
        )
    target = quoted(manners.stored(parts[0]))
    words = {
        column: manners.many(manners.types[kind.kind]) if kind.many else manners.types[kind.kind]
        for column, kind in table.columns.items()
    }
    made = ", ".join(f"{quoted(manners.stored(column))} {word}" for column, word in words.items())
    _run(cursor, f"CREATE TABLE {target} ({made})")
    places = ", ".join(manners.placed(kind, words[name]) for name, kind in table.columns.items())
    for row in table.rows:
        values = [
            _stored(row.get(column), kind, f"{name}.{column}")
            for column, kind in table.columns.items()
        ]
        cursor.execute(f"INSERT INTO {target} SELECT {places}", values)
        if cursor.description is not None:
            cursor.fetchall()


def _run(cursor: Any, sql: str) -> None:
    cursor.execute(sql)
    if cursor.description is not None:
        cursor.fetchall()


def _stored(value: Any, column: Column, where: str) -> Any:
    """Everything as text, which the statement casts: no driver decides what it is."""
    known = checked(value, column, where)
    if known is None:
        return None
    if column.many or column.kind is ColumnKind.STRUCT:
        return json_text(known)
    return str(known).lower() if column.kind is ColumnKind.BOOLEAN else str(known)
