"""A server of ClickHouse over HTTP, by clickhouse-connect."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

import clickhouse_connect
from clickhouse_connect.driver.exceptions import ClickHouseError, OperationalError

from segql.catalog.models import Target
from segql.diagnostics import SegqlError
from segql.diagnostics.codes import engines as codes
from segql.engines.base import Opening
from segql.engines.clickhouse.engine import (
    FORMAT,
    PLAIN_CLOCKS,
    READ_ONLY,
    SETTINGS,
    ClickHouse,
    comment,
)
from segql.engines.clickhouse.errors import SAID, told
from segql.engines.clickhouse.load import literal
from segql.engines.failures import failure, first_words, refuse_keys

_URL = "Write `url: clickhouse://user:${PASSWORD}@host:8123/database`, or `clickhouses://` for TLS."
_SAFE = frozenset({"clickhouses", "https"})
_PIECE = 1 << 16


@contextmanager
def connect(target: Target, opening: Opening) -> Iterator[ClickHouse]:
    """Open a target of ClickHouse, or a scratch database that goes when it is closed."""
    refuse_keys(target, {"url", "schema_", "threads"}, "ClickHouse", _URL)
    if target.url is None:
        raise failure(codes.NOT_THERE, "The target names no server.", _URL, exit_code=2)
    words = words_of(target.url)
    if target.schema_ is not None:
        words["database"] = target.schema_
    settings: dict[str, str | int] = {**SETTINGS, "log_comment": comment()}
    if target.threads is not None:
        settings["max_threads"] = target.threads
    with opened(
        lambda more: _client(words, more),
        settings,
        scratch=opening.scratch,
        writable=opening.writable,
    ) as engine:
        yield engine


@contextmanager
def opened(
    client: Any, settings: Mapping[str, str | int], *, scratch: bool, writable: bool = False
) -> Iterator[ClickHouse]:
    """An engine over clients that `client` makes with settings."""
    label = str(settings["log_comment"])
    own = f"segql_{secrets.token_hex(6)}"
    clocks = PLAIN_CLOCKS if scratch else {}
    rights = {} if scratch or writable else READ_ONLY
    way = Server(client({**settings, **clocks, **rights}))
    try:
        if scratch:
            way.run(f"CREATE DATABASE {own}", "making a scratch database")
            way.use(own)
        try:
            yield ClickHouse("clickhouse", way, label)
        finally:
            if scratch:
                way.run(f"DROP DATABASE IF EXISTS {own} SYNC", "dropping a scratch database")
    finally:
        way.close()


def words_of(url: str) -> dict[str, Any]:
    """What the driver wants to know, of an URL."""
    parts = urlsplit(url)
    safe = parts.scheme in _SAFE
    words: dict[str, Any] = {
        "host": parts.hostname or "localhost",
        "port": parts.port or (8443 if safe else 8123),
        "username": unquote(parts.username or "default"),
        "password": unquote(parts.password or ""),
        "interface": "https" if safe else "http",
    }
    database = unquote(parts.path.lstrip("/"))
    if database:
        words["database"] = database
    return words


def _client(words: Mapping[str, Any], settings: Mapping[str, str | int]) -> Any:
    try:
        # without a session on the server, several queries may run at once
        return clickhouse_connect.get_client(
            **words, settings=dict(settings), autogenerate_session_id=False
        )
    except (ClickHouseError, OSError) as error:
        text = str(error)
        if words["password"]:
            text = text.replace(words["password"], "***")
        said = SAID.search(text)
        message = first_words(said[2] if said else text)
        raise failure(
            codes.NO_CONNECTION, f"ClickHouse does not answer: {message}", _URL
        ) from error


class Server:
    """See `engine.Way`."""

    storage = "MergeTree ORDER BY tuple()"

    def __init__(self, client: Any) -> None:
        self._client = client

    def use(self, database: str) -> None:
        self._client.database = database

    def run(self, sql: str, doing: str) -> None:
        with _plain_errors(doing):
            self._client.command(sql)

    def insert(self, table: str, lines: bytes) -> None:
        with _plain_errors("loading rows"):
            self._client.raw_insert(table, insert_block=lines, fmt="JSONCompactEachRow")

    def blocks(self, sql: str, batch: int, doing: str) -> Iterator[bytes]:
        with _plain_errors(doing):
            answer = self._client.raw_stream(sql, fmt=FORMAT)
            try:
                while piece := answer.read(_PIECE):
                    yield piece
            finally:
                answer.close()

    def whole(self, sql: str, doing: str) -> bytes:
        with _plain_errors(doing):
            answer: bytes = self._client.raw_query(sql, fmt=FORMAT)
            return answer

    def stop(self, comment: str) -> None:
        where = f"Settings['log_comment'] = {literal(comment)} AND query NOT LIKE 'KILL%'"
        with _plain_errors("stopping a query"):
            # reads only, which killing is not
            self._client.command(f"KILL QUERY WHERE {where} ASYNC", settings={"readonly": 0})

    def close(self) -> None:
        self._client.close()


@contextmanager
def _plain_errors(doing: str) -> Iterator[None]:
    """What the driver raises as a SegqlError (3) in plain words, without values of the data."""
    try:
        yield
    except (SegqlError, KeyboardInterrupt):
        raise
    except (ClickHouseError, OSError) as error:
        text = str(error)
        if SAID.search(text) is None and isinstance(error, OperationalError | OSError):
            raise failure(
                codes.NO_CONNECTION, f"The connection to ClickHouse was lost while {doing}."
            ) from error
        raise told(text, doing) from error
    except Exception as error:
        # what the library below the driver raises of a connection that ends in the middle
        if type(error).__module__.split(".")[0] not in ("urllib3", "http"):
            raise
        raise failure(
            codes.NO_CONNECTION, f"The connection to ClickHouse was lost while {doing}."
        ) from error
