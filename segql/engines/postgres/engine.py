"""An open PostgreSQL: introspection, rows from the server in batches, errors in plain words."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from segql.catalog.models import Target
from segql.catalog.names import table_parts
from segql.catalog.physical import Column, Dataset, Physical, Value
from segql.diagnostics.codes import engines as codes
from segql.engines.base import BATCH, Opening
from segql.engines.failures import failure, first_words, refuse_keys
from segql.engines.postgres.columns import column_of_result, columns_of
from segql.engines.postgres.load import load_dataset
from segql.engines.values import decoded

_URL = "Write `url: postgresql://user:${PASSWORD}@host:5432/database`."
_SESSION = (
    # a backslash in a literal is a backslash
    "SET standard_conforming_strings = on",
    "SET TimeZone = 'UTC'",
    "SET DateStyle = 'ISO, YMD'",
    "SET client_encoding = 'UTF8'",
    # compiling a statement about hundreds of segments takes longer than running it
    "SET jit = off",
)


@contextmanager
def connect(target: Target, opening: Opening) -> Iterator[Postgres]:
    """Open a target of PostgreSQL to read, or a scratch schema that goes when it is closed."""
    refuse_keys(target, {"url", "schema_"}, "PostgreSQL", _URL)
    if target.url is None:
        raise failure(codes.NOT_THERE, "The target names no server.", _URL, exit_code=2)
    try:
        connection = psycopg.connect(target.url, autocommit=True, application_name="segql")
    except psycopg.Error as error:
        raise failure(
            codes.NO_CONNECTION,
            f"PostgreSQL does not answer: {first_words(_masked(str(error), target.url))}",
            _URL,
        ) from error
    with connection:
        scratch = f"segql_test_{secrets.token_hex(6)}" if opening.scratch else None
        with plain_errors("opening the target"):
            _prepare(connection, scratch or target.schema_, opening)
        try:
            yield Postgres(connection)
        finally:
            if scratch is not None:
                connection.execute(
                    sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(scratch))
                )


def _masked(message: str, url: str) -> str:
    """A message without the password, should a driver repeat it."""
    password = psycopg.conninfo.conninfo_to_dict(url).get("password")
    return message.replace(str(password), "***") if password else message


def _prepare(connection: psycopg.Connection[Any], schema: str | None, opening: Opening) -> None:
    for statement in _SESSION:
        connection.execute(statement)
    [encoding] = connection.execute("SHOW server_encoding").fetchone() or ("",)
    if encoding != "UTF8":
        raise failure(
            codes.UNREADABLE_DATA,
            f"The database holds its text as {encoding}, which is not ordered as Unicode is.",
            "SegQL reads databases of the encoding UTF8.",
        )
    if schema is not None:
        name = sql.Identifier(schema)
        if opening.scratch:
            connection.execute(sql.SQL("CREATE SCHEMA {}").format(name))
        connection.execute(sql.SQL("SET search_path TO {}").format(name))
        if connection.execute("SELECT current_schema()").fetchone() != (schema,):
            raise failure(codes.NOT_THERE, f"The database has no schema `{schema}`.", exit_code=2)
    if not (opening.scratch or opening.writable):
        connection.execute("SET default_transaction_read_only = on")


class Postgres:
    """See `base.Engine`."""

    name = "postgres"
    dialect = "postgres"

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection

    @property
    def version(self) -> str:
        return self.connection.info.parameter_status("server_version") or ""

    def tables(self) -> tuple[str, ...]:
        with plain_errors("listing tables"):
            found = self.connection.execute(
                "SELECT CASE WHEN table_schema = current_schema() THEN table_name "
                "ELSE table_schema || '.' || table_name END FROM information_schema.tables "
                "WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
            ).fetchall()
        return tuple(sorted(name for (name,) in found))

    def physical(self, tables: Iterable[str]) -> Physical:
        found: dict[str, Mapping[str, Column]] = {}
        for table in dict.fromkeys(tables):
            quoted = ".".join('"' + part.replace('"', '""') + '"' for part in table_parts(table))
            with plain_errors(f"reading the columns of `{table}`"):
                [relation] = self.connection.execute(
                    "SELECT to_regclass(%s)::oid", (quoted,)
                ).fetchone() or (None,)
                if relation is not None:
                    found[table] = columns_of(self.connection, relation)
        return found

    def load(self, dataset: Dataset) -> None:
        with plain_errors("loading rows"):
            load_dataset(self.connection, dataset)

    def execute(self, sql: str) -> None:
        with plain_errors("running a statement"):
            self.connection.execute(sql.encode())

    def execute_many(self, statements: Iterable[str]) -> None:
        for statement in statements:
            self.execute(statement)

    def rows(
        self, sql: str, batch: int = BATCH, columns: Sequence[Column] | None = None
    ) -> Iterator[tuple[Value, ...]]:
        name = f"segql_{secrets.token_hex(6)}"
        # a cursor of the server, which outlives its transaction, hands out one batch at a time
        with (
            plain_errors("running a query"),
            self.connection.cursor(name=name, withhold=True) as cursor,
        ):
            cursor.execute(sql.encode())
            while fetched := cursor.fetchmany(batch):
                yield from decoded(map(_plain_row, fetched), columns)

    def columns(self, sql: str) -> Mapping[str, Column]:
        with plain_errors("reading the columns of a query"):
            cursor = self.connection.execute(f"SELECT * FROM ({sql}) AS q LIMIT 0".encode())
            types = self.connection.adapters.types
            made: dict[str, Column] = {}
            for column in cursor.description or ():
                info = types.get(column.type_code)
                prefix = "_" if info is not None and info.array_oid == column.type_code else ""
                made[column.name] = column_of_result(prefix + (info.name if info else ""))
            return made

    def scalar(self, sql: str) -> Value:
        first = next(self.rows(sql, batch=1), None)
        return first[0] if first else None

    def cancel(self) -> None:
        self.connection.cancel()


def _plain_row(row: tuple[Any, ...]) -> tuple[Any, ...]:
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


@contextmanager
def plain_errors(doing: str) -> Iterator[None]:
    """What the driver raises as a SegqlError (3) in plain words, without values of the data."""
    try:
        yield
    except psycopg.errors.QueryCanceled as error:
        raise KeyboardInterrupt from error
    except psycopg.Error as error:
        kind = (error.sqlstate or "")[:2]
        if kind == "53":
            raise failure(
                codes.OUT_OF_SPACE, f"PostgreSQL ran out of room while {doing}."
            ) from error
        if kind in ("", "08", "57"):
            raise failure(
                codes.NO_CONNECTION, f"The connection to PostgreSQL was lost while {doing}."
            ) from error
        if kind == "22":
            raise failure(
                codes.ENGINE_FAILED,
                f"A value of the data did not fit while {doing}.",
                "`segql check --data` shows which columns hold what the catalog does not expect.",
            ) from error
        words = first_words(error.diag.message_primary or "")
        raise failure(codes.ENGINE_FAILED, f"PostgreSQL failed while {doing}: {words}") from error
