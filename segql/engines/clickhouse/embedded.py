"""ClickHouse in this process, by chdb: a folder that it keeps, Parquet files, or memory."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from chdb import ChdbError
from chdb.session import Session

from segql.catalog.models import Target
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
from segql.engines.clickhouse.errors import told
from segql.engines.clickhouse.load import literal, quote
from segql.engines.duckdb.files import find_files
from segql.engines.failures import failure, refuse_keys

_PLACE = "Write `database: FOLDER`, or `files: data/*.parquet`."
_MEMORY = ":memory:"
_open: dict[str, int] = {}
"""The place that this process has open, and how many sessions use it: chdb has one at a time."""
_lock = Lock()


@contextmanager
def connect(target: Target, opening: Opening) -> Iterator[ClickHouse]:
    """Open a target of chdb, or a scratch database in memory that goes when closed."""
    refuse_keys(target, {"database", "files", "schema_", "threads"}, "chdb", _PLACE)
    wanted = None if opening.scratch else _wanted(target, opening.folder)
    with _place(wanted) as place:
        own = f"segql_{secrets.token_hex(6)}"
        maker = Embedded(place, {})
        try:
            if opening.scratch or target.files is not None:
                database = own
                # what a database of this kind holds is never written to a folder
                maker.run(f"CREATE DATABASE {own} ENGINE = Memory", "making a scratch database")
            else:
                database = target.schema_ or "default"
                _check(maker, database)
            if not opening.scratch and target.files is not None:
                _show_files(maker, own, target.files, opening.folder)
            label = comment()
            settings: dict[str, str | int] = {**SETTINGS, "log_comment": label}
            if target.threads is not None:
                settings["max_threads"] = target.threads
            if opening.scratch or target.files is not None:
                settings |= PLAIN_CLOCKS
            if not opening.scratch and not opening.writable:
                settings |= READ_ONLY
            way = Embedded(place, settings, database)
            try:
                yield ClickHouse("chdb", way, label)
            finally:
                way.close()
        finally:
            maker.run(f"DROP DATABASE IF EXISTS {own} SYNC", "dropping a scratch database")
            maker.close()


def _wanted(target: Target, folder: Path) -> str | None:
    if target.database is None and target.files is None:
        raise failure(codes.NOT_THERE, "The target names no data.", _PLACE, exit_code=2)
    if target.database is None:
        return None  # views of files are in a database of their own, in memory
    if target.files is not None:
        raise failure(
            codes.UNKNOWN_OPTION,
            "A target of chdb has a `database` or `files`, not both.",
            _PLACE,
            exit_code=2,
        )
    place = (folder / target.database).resolve()
    if not place.is_dir():
        raise failure(
            codes.NOT_THERE, f"There is no folder `{target.database}`.", _PLACE, exit_code=2
        )
    return str(place)


@contextmanager
def _place(wanted: str | None) -> Iterator[str]:
    """Where sessions are opened; for None whatever is open, else memory."""
    with _lock:
        place = wanted or next(iter(_open), _MEMORY)
        if _open and place not in _open:
            raise failure(
                codes.NO_CONNECTION,
                "chdb opens one folder at a time, and this process has another one open.",
                "Close that one first, or use a process of its own.",
            )
        _open[place] = _open.get(place, 0) + 1
    try:
        yield place
    finally:
        with _lock:
            _open[place] -= 1
            if not _open[place]:
                del _open[place]


def _check(maker: Embedded, database: str) -> None:
    query = f"SELECT 1 FROM system.databases WHERE name = {literal(database)}"
    if not list(maker.blocks(query, 1, "opening the target")):
        raise failure(
            codes.NOT_THERE,
            f"The folder has no database `{database}`.",
            "Name it by `schema:`.",
            exit_code=2,
        )


def _show_files(maker: Embedded, database: str, files: str | list[str], folder: Path) -> None:
    for file in find_files(files, folder):
        if file.format != "parquet":
            raise failure(
                codes.UNREADABLE_DATA,
                f"chdb reads Parquet files here, and `{file.names[1]}` is none.",
                "Let the engine `duckdb` read text files.",
                exit_code=2,
            )
        maker.run(
            f"CREATE VIEW {database}.{quote(file.names[0])} AS "
            f"SELECT * FROM file({literal(str(file.path))}, Parquet) "
            "SETTINGS input_format_parquet_local_time_as_utc = 0",
            f"opening `{file.names[1]}`",
        )


class Embedded:
    """See `engine.Way`. Every query that streams has a session of its own, which costs little."""

    storage = "Memory"

    def __init__(
        self, place: str, settings: Mapping[str, str | int], database: str | None = None
    ) -> None:
        self._place = place
        self._settings = settings
        self._database = database
        self._session = self._opened()

    def _opened(self) -> Session:
        try:
            session = Session(self._place)
            if self._database is not None:
                session.query(f"USE {quote(self._database)}")
            if self._settings:
                set_to = [f"{name} = {_written(value)}" for name, value in self._settings.items()]
                session.query(f"SET {', '.join(set_to)}")
        except (ChdbError, RuntimeError) as error:
            raise told(str(error), "opening the target") from error
        return session

    def run(self, sql: str, doing: str) -> None:
        try:
            self._session.query(sql)
        except (ChdbError, RuntimeError) as error:
            raise told(str(error), doing) from error

    def insert(self, table: str, lines: bytes) -> None:
        self.run(f"INSERT INTO {table} FORMAT JSONCompactEachRow\n{lines.decode()}", "loading rows")

    def blocks(self, sql: str, batch: int, doing: str) -> Iterator[bytes]:
        session = self._opened()
        try:
            with session.send_query(sql, FORMAT) as answer:
                for number, block in enumerate(answer):
                    whole: bytes = block.bytes()
                    # every block has the head again
                    yield whole if not number else whole.split(b"\n", 2)[2]
        except (ChdbError, RuntimeError) as error:
            raise told(str(error), doing) from error
        finally:
            session.close()

    def whole(self, sql: str, doing: str) -> bytes:
        try:
            answer: bytes = self._session.query(sql, FORMAT).bytes()
        except (ChdbError, RuntimeError) as error:
            raise told(str(error), doing) from error
        return answer

    def stop(self, comment: str) -> None:
        session = Session(self._place)
        try:
            session.query(f"KILL QUERY WHERE Settings['log_comment'] = {literal(comment)} ASYNC")
        finally:
            session.close()

    def close(self) -> None:
        self._session.close()


def _written(value: str | int) -> str:
    return str(value) if isinstance(value, int) else literal(value)
