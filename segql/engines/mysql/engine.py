"""An open MariaDB or MySQL: introspection, rows in batches, errors in plain words."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pymysql
from pymysql.cursors import SSCursor

from segql.catalog.models import Target
from segql.catalog.names import table_parts
from segql.catalog.physical import Column, ColumnKind, Dataset, Physical, Value
from segql.diagnostics.codes import engines as codes
from segql.engines.base import BATCH, Declared, Opening
from segql.engines.failures import failure, first_words, refuse_keys
from segql.engines.mysql.columns import column_of
from segql.engines.mysql.load import load_dataset, quote
from segql.engines.values import decoded

_URL = "Write `url: mysql://user:${PASSWORD}@host:3306/database`."
_COLLATIONS = {"mariadb": "utf8mb4_nopad_bin", "mysql": "utf8mb4_0900_bin"}
_NO_ROOM = frozenset({1021, 1037, 1041, 1114, 1135, 3})
_LOST = frozenset({0, 2003, 2006, 2013, 1053, 1152, 1158, 1159, 1160, 1161})
_MISFITS = frozenset({1264, 1292, 1366, 1406, 1690, 3141, 4038})
_INTERRUPTED = frozenset({1317, 1969, 3024})


@contextmanager
def connect(target: Target, opening: Opening) -> Iterator[MySQL]:
    """Open a target of MariaDB or MySQL to read, or a scratch database that goes when closed."""
    refuse_keys(target, {"url"}, "MariaDB", _URL)
    if target.url is None:
        raise failure(codes.NOT_THERE, "The target names no server.", _URL, exit_code=2)
    words = _words(target.url)
    server = _connected(words)
    scratch = f"segql_test_{secrets.token_hex(6)}" if opening.scratch else None
    read_only = not (opening.scratch or opening.writable)
    try:
        name = _check(server, target.engine)
        if scratch is not None:
            with _plain_errors("making a scratch database"), server.cursor() as cursor:
                cursor.execute(f"CREATE DATABASE {quote(scratch)} CHARACTER SET utf8mb4")
            words["database"] = scratch
        with _plain_errors("opening the target"):
            engine = MySQL(name, lambda: _session(words, name, read_only=read_only), opening)
        try:
            yield engine
        finally:
            engine.close()
    finally:
        if scratch is not None:
            with server.cursor() as cursor:
                cursor.execute(f"DROP DATABASE IF EXISTS {quote(scratch)}")
        server.close()


def _words(url: str) -> dict[str, Any]:
    """What PyMySQL wants to know, of an URL."""
    parts = urlsplit(url)
    more = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    words: dict[str, Any] = {
        "host": parts.hostname or "localhost",
        "port": parts.port or 3306,
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "database": unquote(parts.path.lstrip("/")) or None,
    }
    for name in ("unix_socket", "ssl_ca"):
        if name in more:
            words[name] = more[name]
    return words


def _connected(words: Mapping[str, Any]) -> Any:
    try:
        return pymysql.connect(**words, charset="utf8mb4", autocommit=True)
    except (pymysql.MySQLError, OSError) as error:
        said = str(error.args[-1]) if error.args else ""
        if words["password"]:
            said = said.replace(words["password"], "***")
        raise failure(
            codes.NO_CONNECTION, f"The server does not answer: {first_words(said)}", _URL
        ) from error


def _check(server: Any, engine: str) -> str:
    """The name of the engine, which the server must be."""
    found = "mariadb" if "mariadb" in str(server.server_version).lower() else "mysql"
    if found != engine:
        names = {"mariadb": "MariaDB", "mysql": "MySQL"}
        raise failure(
            codes.UNKNOWN_OPTION,
            f"The server is {names[found]}, but the target says `engine: {engine}`.",
            f"Write `engine: {found}`.",
            exit_code=2,
        )
    return engine


def _session(words: Mapping[str, Any], name: str, *, read_only: bool) -> Any:
    connection = _connected(words)
    with connection.cursor() as cursor:
        # backslashes escape, `||` and double quotes mean what the generated SQL means by them
        cursor.execute("SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'")
        cursor.execute(f"SET NAMES utf8mb4 COLLATE {_COLLATIONS[name]}")
        cursor.execute("SET SESSION time_zone = '+00:00'")
        if read_only:
            cursor.execute("SET SESSION TRANSACTION READ ONLY")
    return connection


class MySQL:
    """See `base.Engine`. A query that streams has a connection of its own, since one connection
    of this kind answers one query at a time.
    """

    def __init__(self, name: str, session: Callable[[], Any], opening: Opening) -> None:
        self.name = name
        self.dialect = name
        self._session = session
        self._declared = opening.declared or Declared()
        self._connection = session()
        self._running: set[int] = set()

    def close(self) -> None:
        self._connection.close()

    @property
    def version(self) -> str:
        return str(self._connection.server_version)

    def tables(self) -> tuple[str, ...]:
        found = self.fetched(
            "listing tables",
            "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()",
        )
        return tuple(sorted(name for (name,) in found))

    def physical(self, tables: Iterable[str]) -> Physical:
        found: dict[str, Mapping[str, Column]] = {}
        for table in dict.fromkeys(tables):
            *schema, name = table_parts(table)
            meant = self._declared.columns.get(table, {})
            rows = self.fetched(
                f"reading the columns of `{table}`",
                "SELECT column_name, data_type, column_type, numeric_scale "
                "FROM information_schema.columns WHERE table_schema = COALESCE(%s, DATABASE()) "
                "AND table_name = %s ORDER BY ordinal_position",
                (schema[-1] if schema else None, name),
            )
            if rows:
                found[table] = {
                    column: column_of(word, raw, scale, meant.get(column))
                    for column, word, raw, scale in rows
                }
        return found

    def load(self, dataset: Dataset) -> None:
        with _plain_errors("loading rows"), self._connection.cursor() as cursor:
            load_dataset(cursor, dataset)

    def execute(self, sql: str) -> None:
        with _plain_errors("running a statement"), self._connection.cursor() as cursor:
            cursor.execute(sql)

    def execute_many(self, statements: Iterable[str]) -> None:
        for statement in statements:
            self.execute(statement)

    def rows(
        self, sql: str, batch: int = BATCH, columns: Sequence[Column] | None = None
    ) -> Iterator[tuple[Value, ...]]:
        with _plain_errors("running a query"):
            connection = self._session()
            thread = connection.thread_id()
            self._running.add(thread)
            try:
                with connection.cursor(SSCursor) as cursor:
                    cursor.execute(sql)
                    while fetched := cursor.fetchmany(batch):
                        yield from decoded(fetched, columns)
            finally:
                self._running.discard(thread)
                connection.close()

    def columns(self, sql: str) -> Mapping[str, Column]:
        with (
            _plain_errors("reading the columns of a query"),
            self._connection.cursor() as cursor,
        ):
            cursor.execute(f"SELECT * FROM ({sql}) AS q LIMIT 0")
            return {column[0]: Column(ColumnKind.OTHER) for column in cursor.description or ()}

    def scalar(self, sql: str) -> Value:
        first = next(self.rows(sql, batch=1), None)
        return first[0] if first else None

    def cancel(self) -> None:
        connection = self._session()
        try:
            with connection.cursor() as cursor:
                for thread in tuple(self._running):
                    cursor.execute(f"KILL QUERY {thread}")
        finally:
            connection.close()

    def fetched(self, doing: str, sql: str, values: tuple[Any, ...] = ()) -> Sequence[Any]:
        """All rows of a query, for lists that are short."""
        with _plain_errors(doing), self._connection.cursor() as cursor:
            cursor.execute(sql, values)
            rows: Sequence[Any] = cursor.fetchall()
            return rows


@contextmanager
def _plain_errors(doing: str) -> Iterator[None]:
    """What the driver raises as a SegqlError (3) in plain words, without values of the data."""
    try:
        yield
    except pymysql.MySQLError as error:
        number = error.args[0] if error.args and isinstance(error.args[0], int) else 0
        if number in _INTERRUPTED:
            raise KeyboardInterrupt from error
        if number in _LOST:
            raise failure(
                codes.NO_CONNECTION, f"The connection to the server was lost while {doing}."
            ) from error
        if number in _NO_ROOM:
            raise failure(
                codes.OUT_OF_SPACE, f"The server ran out of room while {doing}."
            ) from error
        if number in _MISFITS:
            raise failure(
                codes.ENGINE_FAILED,
                f"A value of the data did not fit while {doing}.",
                "`segql check --data` shows which columns hold what the catalog does not expect.",
            ) from error
        words = first_words(str(error.args[-1]) if error.args else "")
        raise failure(codes.ENGINE_FAILED, f"The server failed while {doing}: {words}") from error
