"""An open warehouse: what is there, rows in batches, errors in plain words."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from segql.catalog.models import Target
from segql.catalog.names import table_parts
from segql.catalog.physical import Column, Dataset, Physical, Value
from segql.diagnostics.codes import engines as codes
from segql.engines.base import BATCH, Opening
from segql.engines.failures import failure, first_words
from segql.engines.values import decoded
from segql.engines.warehouse.load import load_dataset, quoted
from segql.engines.warehouse.manners import Address, Manners


@contextmanager
def opened(
    manners: Manners, target: Target, opening: Opening, at: Address, dial: Callable[[], Any]
) -> Iterator[Warehouse]:
    """Open a warehouse by its driver, or a scratch schema in it that goes when it is closed."""
    try:
        connection = dial()
    except (manners.error, OSError) as error:
        words = first_words(str(error))
        if at.password:
            words = words.replace(at.password, "***")
        raise failure(
            codes.NO_CONNECTION, f"{manners.title} does not answer: {words}", f"`{manners.url}`"
        ) from None
    try:
        engine = Warehouse(manners, connection)
        for statement in manners.session:
            engine.execute(statement)
        scratch = f"segql_test_{secrets.token_hex(6)}" if opening.scratch else None
        if scratch is not None:
            engine.execute(f"CREATE SCHEMA {quoted(manners.stored(scratch))}")
        try:
            engine.enter(scratch or target.schema_)
            yield engine
        finally:
            if scratch is not None:
                engine.load(Dataset({}))
                engine.execute(f"DROP SCHEMA {quoted(manners.stored(scratch))}")
    finally:
        connection.close()


class Warehouse:
    """See `base.Engine`."""

    def __init__(self, manners: Manners, connection: Any) -> None:
        self._manners = manners
        self._connection = connection
        self._running: Any = None
        self._stopped = False
        self.schema = ""
        """The schema of tables without one, as `information_schema` has it."""

    @property
    def name(self) -> str:
        return self._manners.name

    @property
    def dialect(self) -> str:
        return self._manners.name

    @property
    def version(self) -> str:
        return str(self.scalar(self._manners.version))

    def enter(self, schema: str | None) -> None:
        """Make a schema the one that tables without one are in; None leaves the session's."""
        if schema is not None:
            self.execute(f"{self._manners.use} {quoted(self._manners.stored(schema))}")
            self.schema = self._manners.stored(schema)
        else:
            self.schema = str(
                self.scalar("SELECT CURRENT_SCHEMA" + ("" if self.name == "trino" else "()"))
            )

    def called(self, name: str) -> str:
        """What a table of `information_schema` is called in a catalog."""
        return self._manners.called(name)

    def tables(self) -> tuple[str, ...]:
        found = self._asked(
            "listing tables",
            "SELECT table_schema, table_name FROM information_schema.tables "
            "WHERE LOWER(table_schema) NOT IN ('information_schema', 'pg_catalog')",
        )
        called = self._manners.called
        return tuple(
            sorted(
                called(name) if schema == self.schema else f"{called(schema)}.{called(name)}"
                for schema, name in found
            )
        )

    def physical(self, tables: Iterable[str]) -> Physical:
        made: dict[str, Mapping[str, Column]] = {}
        for table in dict.fromkeys(tables):
            found = self._columns_of(table)
            if found:
                made[table] = found
        return made

    def _columns_of(self, table: str) -> Mapping[str, Column]:
        *schemas, name = table_parts(table)
        schema = self._manners.stored(schemas[-1]) if schemas else self.schema
        found = self._asked(
            f"reading the columns of `{table}`",
            f"SELECT column_name, {self._manners.typed} FROM information_schema.columns "
            f"WHERE table_schema = {_text(schema)} AND table_name = "
            f"{_text(self._manners.stored(name))} ORDER BY ordinal_position",
        )
        return {self._manners.called(column): self._manners.kind(kind) for column, kind in found}

    def load(self, dataset: Dataset) -> None:
        with self._plain_errors("loading rows"), self._cursor() as cursor:
            load_dataset(cursor, self._manners, self.schema, dataset)

    def execute(self, sql: str) -> None:
        with self._plain_errors("running a statement"), self._cursor() as cursor:
            cursor.execute(sql)
            if cursor.description is not None:
                cursor.fetchall()  # some drivers run a statement only as its answer is read

    def execute_many(self, statements: Iterable[str]) -> None:
        for statement in statements:
            self.execute(statement)

    def rows(
        self, sql: str, batch: int = BATCH, columns: Sequence[Column] | None = None
    ) -> Iterator[tuple[Value, ...]]:
        with self._plain_errors("running a query"), self._cursor() as cursor:
            cursor.execute(sql)
            while fetched := cursor.fetchmany(batch):
                yield from decoded(map(_plain_row, fetched), columns)

    def columns(self, sql: str) -> Mapping[str, Column]:
        text = f"SELECT * FROM (\n{sql.rstrip().rstrip(';')}\n) AS q LIMIT 0"
        with self._plain_errors("reading the columns of a query"), self._cursor() as cursor:
            cursor.execute(text)
            cursor.fetchall()
            described = self._manners.described
            return {
                self._manners.called(item[0]): described(item[1])
                for item in cursor.description or ()
            }

    def scalar(self, sql: str) -> Value:
        first = next(self.rows(sql, batch=1), None)
        return first[0] if first else None

    def cancel(self) -> None:
        self._stopped = True
        self._manners.stop(self._connection, self._running)

    def _asked(self, doing: str, sql: str) -> list[tuple[Any, ...]]:
        with self._plain_errors(doing), self._cursor() as cursor:
            cursor.execute(sql)
            return [tuple(row) for row in cursor.fetchall()]

    @contextmanager
    def _cursor(self) -> Iterator[Any]:
        cursor = self._connection.cursor()
        self._running = cursor
        try:
            yield cursor
        finally:
            cursor.close()

    @contextmanager
    def _plain_errors(self, doing: str) -> Iterator[None]:
        """What the driver raises as a SegqlError (3) in plain words."""
        title = self._manners.title
        try:
            yield
        except self._manners.error as error:
            if self._stopped:
                raise KeyboardInterrupt from error
            if self._manners.lost(error):
                raise failure(
                    codes.NO_CONNECTION, f"The connection to {title} was lost while {doing}."
                ) from error
            words = first_words(str(error))
            raise failure(codes.ENGINE_FAILED, f"{title} failed while {doing}: {words}") from error


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _plain_row(row: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(map(_plain_value, row))


def _plain_value(value: Any) -> Any:
    match value:
        case UUID():
            return str(value)
        case datetime() if value.tzinfo is not None:
            return value.astimezone(UTC)
        case list():
            return [_plain_value(item) for item in value]
        case _:
            return value
