"""An open SQLite: a database file that is only read, or an empty one in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from segql.catalog.models import Target
from segql.catalog.names import table_parts
from segql.catalog.physical import Column, ColumnKind, Dataset, Physical, Value
from segql.diagnostics.codes import engines as codes
from segql.engines.base import BATCH, Declared, Opening
from segql.engines.failures import failure, first_words, refuse_keys
from segql.engines.sqlite.columns import columns_of
from segql.engines.sqlite.functions import register
from segql.engines.sqlite.load import load_dataset
from segql.engines.values import decoded

_EXPLAIN = "SQLite is a file: name it with `database: shop.db`."


@contextmanager
def connect(target: Target, opening: Opening) -> Iterator[SQLite]:
    """Open a target of SQLite: `database` (read only), or an empty scratch place in memory."""
    refuse_keys(target, {"database"}, "SQLite", _EXPLAIN)
    connection = _memory() if opening.scratch else _file(target, opening)
    try:
        yield SQLite(connection, opening.declared or Declared())
    finally:
        connection.close()


def _memory() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    register(connection)
    return connection


def _file(target: Target, opening: Opening) -> sqlite3.Connection:
    if target.database is None:
        raise failure(codes.NOT_THERE, "The target names no database.", _EXPLAIN, exit_code=2)
    path = opening.folder / Path(target.database).expanduser()
    if not path.is_file():
        raise failure(
            codes.NOT_THERE,
            f"There is no database `{target.database}`.",
            f"The path starts from the project's folder: {path.absolute()}.",
            exit_code=2,
        )
    uri = f"{path.resolve().as_uri()}?mode={'rw' if opening.writable else 'ro'}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    try:
        [encoding] = connection.execute("PRAGMA encoding").fetchone()
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError as error:
        connection.close()
        raise failure(
            codes.UNREADABLE_DATA,
            f"`{target.database}` cannot be read as a SQLite database.",
            "Check that the file is whole, and that you may read it.",
        ) from error
    if encoding != "UTF-8":
        connection.close()
        raise failure(
            codes.UNREADABLE_DATA,
            f"`{target.database}` holds its text as {encoding}, which SQLite orders otherwise.",
            "Copy it into a database of UTF-8, which is what SQLite makes by itself.",
        )
    register(connection)
    return connection


class SQLite:
    """See `base.Engine`."""

    name = "sqlite"
    dialect = "sqlite"

    def __init__(self, connection: sqlite3.Connection, declared: Declared) -> None:
        self.connection = connection
        self._declared = declared

    @property
    def version(self) -> str:
        return sqlite3.sqlite_version

    def tables(self) -> tuple[str, ...]:
        with plain_errors("listing tables"):
            found = self.connection.execute(
                "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') "
                "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
            ).fetchall()
        return tuple(name for (name,) in found)

    def physical(self, tables: Iterable[str]) -> Physical:
        found: dict[str, Mapping[str, Column]] = {}
        for table in dict.fromkeys(tables):
            *schema, name = table_parts(table)
            meant = self._declared.columns.get(table, {})
            with plain_errors(f"reading the columns of `{table}`"):
                columns = columns_of(self.connection, schema[-1] if schema else "main", name, meant)
            if columns:
                found[table] = columns
        return found

    def load(self, dataset: Dataset) -> None:
        with plain_errors("loading rows"):
            load_dataset(self.connection, dataset)

    def execute(self, sql: str) -> None:
        with plain_errors("running a statement"):
            self.connection.executescript(sql)

    def execute_many(self, statements: Iterable[str]) -> None:
        for statement in statements:
            self.execute(statement)

    def rows(
        self, sql: str, batch: int = BATCH, columns: Sequence[Column] | None = None
    ) -> Iterator[tuple[Value, ...]]:
        with plain_errors("running a query"):
            cursor = self.connection.execute(sql)
            try:
                while fetched := cursor.fetchmany(batch):
                    yield from decoded(fetched, columns)
            finally:
                cursor.close()

    def columns(self, sql: str) -> Mapping[str, Column]:
        with plain_errors("reading the columns of a query"):
            cursor = self.connection.execute(f"SELECT * FROM ({sql}) LIMIT 0")
            return {column[0]: Column(ColumnKind.OTHER) for column in cursor.description or ()}

    def scalar(self, sql: str) -> Value:
        first = next(self.rows(sql, batch=1), None)
        return first[0] if first else None

    def cancel(self) -> None:
        self.connection.interrupt()


@contextmanager
def plain_errors(doing: str) -> Iterator[None]:
    """What SQLite raises as a SegqlError (3) in plain words, without values of the data."""
    try:
        yield
    except sqlite3.Error as error:
        text = str(error)
        if "interrupted" in text:
            raise KeyboardInterrupt from error
        if "locked" in text:
            raise failure(
                codes.DATABASE_BUSY,
                f"Another program is writing to the database; SQLite stopped while {doing}.",
                "Try again when it has finished, or give SegQL a copy of the file.",
            ) from error
        if "full" in text or "memory" in text:
            raise failure(codes.OUT_OF_SPACE, f"SQLite ran out of room while {doing}.") from error
        if "user-defined" in text:
            raise failure(
                codes.ENGINE_FAILED,
                f"A value of the data did not fit while {doing}: a decimal beyond 15 digits, or "
                "text that is no date.",
                "`segql check --data` shows which columns hold what the catalog does not expect.",
            ) from error
        raise failure(
            codes.ENGINE_FAILED, f"SQLite failed while {doing}: {first_words(text)}"
        ) from error
