"""Views and tables in a schema of PostgreSQL, all changed in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Literal

import psycopg
from psycopg import sql as composed

from segql.catalog.physical import Value
from segql.diagnostics.codes.publish import IN_USE
from segql.engines.failures import failure
from segql.engines.postgres.engine import Postgres, plain_errors
from segql.engines.shelves import Kind, Names, Ordinary

_LOCK = "SELECT pg_advisory_xact_lock(hashtext('segql_published ' || current_schema()))"
_KINDS = """
SELECT relname, relkind FROM pg_class
WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
"""


@contextmanager
def shelf(engine: Postgres, reading: bool) -> Iterator[PostgresShelf]:
    """A transaction; who publishes into the same schema meanwhile waits for its end."""
    with plain_errors("publishing"), engine.connection.transaction():
        made = PostgresShelf(engine)
        made.rows(_LOCK)
        yield made


class PostgresShelf(Ordinary):
    """See `shelves.Transactional`."""

    way: Literal["transaction"] = "transaction"
    most_columns = 1600
    names = Names(longest=63)

    def __init__(self, engine: Postgres) -> None:
        self._connection = engine.connection

    def execute(self, sql: str) -> None:
        with plain_errors("publishing"):
            try:
                self._connection.execute(sql.encode())
            except psycopg.errors.DependentObjectsStillExist as error:
                what = (error.diag.message_detail or "Something depends on it").splitlines()[0]
                raise failure(
                    IN_USE,
                    f"Something is built on what has to be replaced: {what}.",
                    "Drop what is built on it, publish, and make it again.",
                    exit_code=1,
                ) from error

    def rows(self, sql: str) -> list[tuple[Value, ...]]:
        with plain_errors("publishing"):
            return self._connection.execute(sql.encode()).fetchall()

    def kinds(self) -> Mapping[str, Kind]:
        found = self.rows(_KINDS)
        return {str(name): "view" if kind in ("v", b"v") else "table" for name, kind in found}

    def stays(self, view: str, columns: Sequence[str]) -> bool:
        """PostgreSQL adds columns to a view at its end alone."""
        with plain_errors("publishing"):
            query = composed.SQL("SELECT * FROM {} LIMIT 0").format(composed.Identifier(view))
            cursor = self._connection.execute(query)
            before = [column.name for column in cursor.description or ()]
        return list(columns[: len(before)]) == before

    def comment(self, kind: Kind, name: str, text: str) -> str | None:
        statement = composed.SQL("COMMENT ON {} {} IS {}").format(
            composed.SQL("VIEW" if kind == "view" else "TABLE"),
            composed.Identifier(name),
            composed.Literal(text),
        )
        return statement.as_string(self._connection)
