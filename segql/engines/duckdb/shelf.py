"""Views and tables in a DuckDB database, all changed in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Literal

from duckdb import DuckDBPyConnection

from segql.catalog.physical import Value
from segql.engines.duckdb.columns import literal, quote
from segql.engines.duckdb.engine import DuckDB
from segql.engines.duckdb.errors import plain_errors
from segql.engines.duckdb.interruptible import run
from segql.engines.shelves import Kind, Ordinary

_KINDS = """
SELECT table_name, 'table' FROM duckdb_tables()
WHERE database_name = current_database() AND schema_name = current_schema()
UNION ALL
SELECT view_name, 'view' FROM duckdb_views()
WHERE database_name = current_database() AND schema_name = current_schema() AND NOT internal
"""


@contextmanager
def shelf(engine: DuckDB, reading: bool) -> Iterator[DuckDBShelf]:
    """A transaction of its own. Another program cannot have the file open meanwhile."""
    with engine.cursor() as cursor:
        with plain_errors("beginning to publish"):
            cursor.execute("BEGIN")
        try:
            yield DuckDBShelf(cursor)
            with plain_errors("publishing"):
                cursor.execute("COMMIT")
        except BaseException:
            cursor.execute("ROLLBACK")
            raise


class DuckDBShelf(Ordinary):
    """See `shelves.Transactional`."""

    way: Literal["transaction"] = "transaction"

    def __init__(self, cursor: DuckDBPyConnection) -> None:
        self._cursor = cursor

    def execute(self, sql: str) -> None:
        with plain_errors("publishing"):
            run(self._cursor, sql)

    def rows(self, sql: str) -> list[tuple[Value, ...]]:
        with plain_errors("publishing"):
            run(self._cursor, sql)
            return self._cursor.fetchall()

    def kinds(self) -> Mapping[str, Kind]:
        return {
            str(name): "view" if kind == "view" else "table" for name, kind in self.rows(_KINDS)
        }

    def stays(self, view: str, columns: Sequence[str]) -> bool:
        return False

    def comment(self, kind: Kind, name: str, text: str) -> str | None:
        return f"COMMENT ON {kind.upper()} {quote(name)} IS {literal(text)}"
