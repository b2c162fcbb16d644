"""An open DuckDB: introspection, rows, and errors in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection
from duckdb.sqltypes import DuckDBPyType

from segql.catalog.names import table_parts
from segql.catalog.physical import Column, Dataset, Physical, Value
from segql.engines.base import BATCH
from segql.engines.columnar import Layout, Owner, Slice, Survey
from segql.engines.duckdb.columns import children, column_of, quote
from segql.engines.duckdb.compact import Compact
from segql.engines.duckdb.errors import plain_errors
from segql.engines.duckdb.files import stamp_of
from segql.engines.duckdb.interruptible import interruptible, run
from segql.engines.duckdb.load import load_dataset

_LISTING = """
SELECT schema_name, name FROM (
  SELECT database_name, schema_name, table_name AS name FROM duckdb_tables()
  UNION ALL
  SELECT database_name, schema_name, view_name FROM duckdb_views() WHERE NOT internal
) WHERE database_name = current_database() ORDER BY ALL
"""


class DuckDB:
    """See `base.Engine`. `home` is the statement that puts a new cursor into the target's
    database; `names` are the tables made of files, `sources` the files behind them, by every name
    that a catalog may use (None: behind all tables).
    """

    name = "duckdb"
    dialect = "duckdb"

    def __init__(
        self,
        connection: DuckDBPyConnection,
        home: str | None,
        names: tuple[str, ...],
        sources: Mapping[str | None, Path] | None = None,
    ) -> None:
        self._connection = connection
        self._home = home
        self._names = names
        self._sources = sources or {}
        self._running: set[DuckDBPyConnection] = set()
        self._compact = Compact(self.execute, self.arrays, lambda sql: list(self.rows(sql)))

    @property
    def version(self) -> str:
        return duckdb.__version__

    def tables(self) -> tuple[str, ...]:
        if self._names:
            return self._names
        found = list(self.rows(f"SELECT current_schema(), * FROM ({_LISTING})"))
        return tuple(
            str(table) if schema == current else f"{schema}.{table}"
            for current, schema, table in found
        )

    def physical(self, tables: Iterable[str]) -> Physical:
        found: dict[str, Mapping[str, Column]] = {}
        for table in dict.fromkeys(tables):
            name = ".".join(quote(part) for part in table_parts(table))
            with plain_errors(f"reading the columns of `{table}`"), self.cursor() as cursor:
                try:
                    cursor.execute(f"SELECT * FROM {name} LIMIT 0")
                except duckdb.CatalogException:
                    continue
                found[table] = _columns(cursor)
        return found

    def load(self, dataset: Dataset) -> None:
        with plain_errors("loading rows"):
            load_dataset(self._connection, dataset)

    def execute(self, sql: str) -> None:
        with plain_errors("running a statement"), self.cursor() as cursor:
            run(cursor, sql)

    def execute_many(self, statements: Iterable[str]) -> None:
        for statement in statements:
            self.execute(statement)

    def rows(
        self, sql: str, batch: int = BATCH, columns: Sequence[Column] | None = None
    ) -> Iterator[tuple[Value, ...]]:
        with plain_errors("running a query"), self.cursor() as cursor:
            zones: list[int] = []

            def start() -> list[tuple[Any, ...]]:
                cursor.execute(sql)
                types = [column[1] for column in cursor.description or ()]
                zones.extend(index for index, type in enumerate(types) if _has_instants(type))
                if zones or any(type.id == "uuid" for type in types):
                    cursor.execute(_portable(sql, types))
                return cursor.fetchmany(batch)

            fetched = interruptible(cursor, start)
            while fetched:
                yield from (_with_zones(row, zones) for row in fetched) if zones else fetched
                if len(fetched) < batch:
                    return
                fetched = interruptible(cursor, lambda: cursor.fetchmany(batch))

    def columns(self, sql: str) -> Mapping[str, Column]:
        with plain_errors("reading the columns of a query"), self.cursor() as cursor:
            cursor.execute(f"SELECT * FROM ({sql}) LIMIT 0")
            return _columns(cursor)

    def scalar(self, sql: str) -> Value:
        first = next(self.rows(sql, batch=1), None)
        return first[0] if first else None

    # -- see `columnar.Columnar`

    def stamp(self, tables: Iterable[str]) -> str | None:
        paths = [self._sources.get(table, self._sources.get(None)) for table in tables]
        return stamp_of(path for path in dict.fromkeys(paths))

    def arrays(self, sql: str) -> Mapping[str, Any]:
        with plain_errors("reading columns"), self.cursor() as cursor:
            return interruptible(cursor, lambda: cursor.execute(sql).fetchnumpy())

    def survey(self, table: str, columns: Mapping[str, Column]) -> Survey:
        return self._compact.survey(table, columns)

    def index_customers(self, table: str, key: str) -> None:
        self._compact.index_customers(table, key)

    def placed(self, sql: str, table: str, key: str) -> Mapping[str, Any]:
        self._compact.index_customers(table, key)
        return self._compact.placed(sql, key)

    def chunk(
        self,
        table: str,
        layouts: Mapping[str, Layout],
        *,
        owner: Owner | None = None,
        key: str | None = None,
        within: Slice | None = None,
    ) -> Mapping[str, Any]:
        return self._compact.chunk(table, layouts, owner=owner, key=key, within=within)

    def values_table(self, column: str, layout: Layout) -> str:
        return self._compact.values_table(column, layout)

    def cancel(self) -> None:
        for cursor in tuple(self._running):
            cursor.interrupt()
        self._connection.interrupt()

    def cursor(self) -> _Cursor:
        """One more connection, with a transaction of its own; `cancel` stops it too."""
        return _Cursor(self)


class _Cursor:
    """One cursor of an engine, in the target's database, known to `cancel` while it is open."""

    def __init__(self, engine: DuckDB) -> None:
        self._engine = engine

    def __enter__(self) -> DuckDBPyConnection:
        self._cursor = self._engine._connection.cursor()
        self._engine._running.add(self._cursor)
        if self._engine._home:
            self._cursor.execute(self._engine._home)
        return self._cursor

    def __exit__(self, *_: object) -> None:
        self._engine._running.discard(self._cursor)
        self._cursor.close()


def _columns(cursor: DuckDBPyConnection) -> Mapping[str, Column]:
    return {column[0]: column_of(column[1]) for column in cursor.description or ()}


def _has_instants(type: DuckDBPyType) -> bool:
    raw = str(type)
    return "TIMESTAMP WITH TIME ZONE" in raw


def _portable(sql: str, types: list[DuckDBPyType]) -> str:
    """The query with instants as UTC wall clocks and UUIDs as text.

    DuckDB needs a further package to hand instants to Python; wall clocks need none.
    """
    names = [quote(f"c{index}") for index in range(len(types))]
    values = ", ".join(_plain(name, type) for name, type in zip(names, types, strict=True))
    return f"SELECT {values} FROM ({sql}) AS q({', '.join(names)})"


def _plain(name: str, type: DuckDBPyType) -> str:
    if type.id == "uuid":
        return f"CAST({name} AS VARCHAR)"
    if not _has_instants(type):
        return name
    if type.id == "timestamp with time zone":
        return f"timezone('UTC', {name})"
    if type.id == "list" and children(type)["child"].id == "timestamp with time zone":
        return f"list_transform({name}, lambda x: timezone('UTC', x))"
    return f"CAST({name} AS VARCHAR)"


def _with_zones(row: tuple[Any, ...], zones: list[int]) -> tuple[Any, ...]:
    values = list(row)
    for index in zones:
        values[index] = _zoned(values[index])
    return tuple(values)


def _zoned(value: Any) -> Any:
    match value:
        case datetime():
            return value.replace(tzinfo=UTC)
        case list():
            return [_zoned(item) for item in value]
        case _:
            return value
