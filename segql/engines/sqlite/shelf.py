"""Views and tables in a SQLite database, all changed in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Literal

from segql.catalog.physical import Value
from segql.engines.shelves import Kind, Ordinary
from segql.engines.sqlite.engine import SQLite, plain_errors

_WAIT = 60_000
"""Milliseconds that it waits for another program to end its own changes."""


@contextmanager
def shelf(engine: SQLite, reading: bool) -> Iterator[SQLiteShelf]:
    """A transaction, which waits for the end of other writers' first."""
    connection = engine.connection
    with plain_errors("beginning to publish"):
        connection.execute(f"PRAGMA busy_timeout = {_WAIT}")
        connection.execute("BEGIN" if reading else "BEGIN IMMEDIATE")
    try:
        yield SQLiteShelf(engine)
        with plain_errors("publishing"):
            connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


class SQLiteShelf(Ordinary):
    """See `shelves.Transactional`."""

    way: Literal["transaction"] = "transaction"
    private = "SEGQL_"

    def __init__(self, engine: SQLite) -> None:
        self._connection = engine.connection

    def execute(self, sql: str) -> None:
        with plain_errors("publishing"):
            self._connection.execute(sql)

    def rows(self, sql: str) -> list[tuple[Value, ...]]:
        with plain_errors("publishing"):
            return self._connection.execute(sql).fetchall()

    def kinds(self) -> Mapping[str, Kind]:
        found = self.rows(
            "SELECT name, type FROM main.sqlite_schema WHERE type IN ('table', 'view')"
        )
        return {str(name): "view" if kind == "view" else "table" for name, kind in found}

    def stays(self, view: str, columns: Sequence[str]) -> bool:
        return False

    def comment(self, kind: Kind, name: str, text: str) -> str | None:
        return None
