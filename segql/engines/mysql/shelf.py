"""Views and tables in a database of MariaDB or MySQL, made beside and renamed in one step.

These servers end a transaction at every change of a table, so everything is made under names of
its own first, and takes the place of what stood there by one RENAME TABLE.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Literal

from segql.catalog.physical import Value
from segql.diagnostics.codes import engines as codes
from segql.engines.failures import failure
from segql.engines.mysql.engine import MySQL
from segql.engines.mysql.load import quote
from segql.engines.shelves import Kind, Names, Ordinary

_WAIT = 60
"""Seconds that it waits for another program to end its own publishing."""
_COMMENT = 2048
"""Characters of a table's comment."""
_LOCK = "CONCAT('segql ', LEFT(MD5(DATABASE()), 32))"


@contextmanager
def shelf(engine: MySQL, reading: bool) -> Iterator[MySQLShelf]:
    """A lock of the server's; who publishes into the same database meanwhile waits for it."""
    made = MySQLShelf(engine)
    [(locked,)] = made.rows(f"SELECT GET_LOCK({_LOCK}, {_WAIT})")
    if locked != 1:
        raise failure(
            codes.DATABASE_BUSY,
            "Somebody else is publishing into this database, and has been for a minute.",
            "Try again when that has ended.",
        )
    try:
        yield made
    finally:
        made.rows(f"SELECT RELEASE_LOCK({_LOCK})")


class MySQLShelf(Ordinary):
    """See `shelves.Renaming`."""

    way: Literal["in one step", "one by one"] = "in one step"
    most_columns = 1017
    names = Names(r"[\x01-\uffff]{1,64}", "at most 64 characters, none of them beyond U+FFFF")

    def __init__(self, engine: MySQL) -> None:
        self._engine = engine

    def execute(self, sql: str) -> None:
        self._engine.execute(sql)

    def rows(self, sql: str) -> list[tuple[Value, ...]]:
        return [tuple(row) for row in self._engine.fetched("publishing", sql)]

    def kinds(self) -> Mapping[str, Kind]:
        found = self.rows(
            "SELECT table_name, table_type FROM information_schema.tables "
            "WHERE table_schema = DATABASE()"
        )
        return {str(name): "view" if kind == "VIEW" else "table" for name, kind in found}

    def comment(self, kind: Kind, name: str, text: str) -> str | None:
        if kind == "view":
            return None
        escaped = text[:_COMMENT].replace("\\", "\\\\").replace("'", "''")
        return f"ALTER TABLE {quote(name)} COMMENT = '{escaped}'"

    def rename(self, pairs: list[tuple[str, str]]) -> str:
        moves = ", ".join(f"{quote(old)} TO {quote(new)}" for old, new in pairs)
        return f"RENAME TABLE {moves}"
