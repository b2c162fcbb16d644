"""An open ClickHouse, whichever way it was reached: introspection, rows in blocks, cancelling."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from segql.catalog.names import table_parts
from segql.catalog.physical import Column, ColumnKind, Dataset, Physical, Value
from segql.diagnostics.codes import engines as codes
from segql.engines.base import BATCH
from segql.engines.clickhouse.columns import column_of
from segql.engines.clickhouse.errors import told
from segql.engines.clickhouse.load import literal, quote, statements
from segql.engines.failures import failure
from segql.engines.values import decoded

FORMAT = "JSONCompactEachRowWithNamesAndTypes"
SETTINGS: Mapping[str, str | int] = {
    # values come out the same whatever the server's profile says
    "date_time_output_format": "iso",
    "output_format_json_quote_64bit_integers": 0,
    "output_format_json_quote_decimals": 1,
    "output_format_json_quote_denormals": 1,
    # a figure of no rows is unknown
    "aggregate_functions_null_for_empty": 1,
    # long statements
    "max_query_size": 2**28,
    "max_ast_depth": 10_000,
    "max_ast_elements": 10_000_000,
    "max_expanded_ast_elements": 10_000_000,
    "max_subquery_depth": 1000,
    "max_parser_depth": 10_000,
    "query_plan_max_optimizations_to_apply": 10_000_000,
}
READ_ONLY: Mapping[str, str | int] = {"readonly": 2}  # reads only, and may still change settings
PLAIN_CLOCKS: Mapping[str, str | int] = {"session_timezone": "UTC"}
"""Where rows of a test or of files are, whatever the zone of the server or machine: a time without
a zone is a reading that is kept as it is."""
_OWN = ("system", "INFORMATION_SCHEMA", "information_schema")


class Way(Protocol):
    """How ClickHouse is reached. What fails raises a SegqlError that `errors.told` words."""

    @property
    def storage(self) -> str:
        """The engine of tables that hold the rows of a test."""

    def run(self, sql: str, doing: str) -> None:
        """Run one statement and wait for its end."""

    def insert(self, table: str, lines: bytes) -> None:
        """Add rows, each a line with a JSON array."""

    def blocks(self, sql: str, batch: int, doing: str) -> Iterator[bytes]:
        """The answer in `FORMAT`, piece by piece, cut anywhere."""

    def whole(self, sql: str, doing: str) -> bytes:
        """A short answer in `FORMAT`, of any statement."""

    def stop(self, comment: str) -> None:
        """Stop the queries that carry a comment."""

    def close(self) -> None:
        """Let go of it."""


class ClickHouse:
    """See `base.Engine`."""

    dialect = "clickhouse"

    def __init__(self, name: str, way: Way, comment: str) -> None:
        self.name = name
        self._way = way
        self._comment = comment
        self._clocks = ColumnKind.TIMESTAMP
        facts = self._facts()
        self._version, zone, able = (str(fact) for fact in facts)
        if able == "0":
            raise failure(
                codes.NO_CONNECTION,
                f"ClickHouse {self._version} is too old: it cannot keep the result of a query "
                "that a statement reads several times.",
                "SegQL needs the setting `enable_materialized_cte`, which newer releases have.",
            )
        # a time without a zone is one of the server's clocks: where those are set, it is known
        # which moment it was
        self._clocks = (
            ColumnKind.TIMESTAMP if zone in ("UTC", "Etc/UTC", "Zulu") else ColumnKind.INSTANT
        )

    def _facts(self) -> tuple[Value, ...]:
        [row] = self._answer(
            "SELECT version(), timezone(), (SELECT count() FROM system.settings "
            "WHERE name = 'enable_materialized_cte')",
            "opening the target",
        )
        return row

    @property
    def version(self) -> str:
        return self._version

    def tables(self) -> tuple[str, ...]:
        own = ", ".join(f"'{name}'" for name in _OWN)
        found = self._answer(
            "SELECT if(database = currentDatabase(), name, concat(database, '.', name)) "
            f"FROM system.tables WHERE database NOT IN ({own}) AND NOT is_temporary",
            "listing tables",
        )
        return tuple(sorted(str(name) for (name,) in found))

    def physical(self, tables: Iterable[str]) -> Physical:
        found: dict[str, Mapping[str, Column]] = {}
        for table in dict.fromkeys(tables):
            *database, name = map(literal, table_parts(table))
            rows = list(
                self._answer(
                    "SELECT name, type FROM system.columns WHERE database = "
                    f"{database[-1] if database else 'currentDatabase()'} AND table = {name} "
                    "ORDER BY position",
                    f"reading the columns of `{table}`",
                )
            )
            if rows:
                found[table] = {
                    str(column): column_of(str(raw), self._clocks) for column, raw in rows
                }
        return found

    def load(self, dataset: Dataset) -> None:
        doing = "loading rows"
        present = self._answer(
            "SELECT name FROM system.tables WHERE database = currentDatabase()", doing
        )
        for (name,) in list(present):
            self._way.run(f"DROP TABLE {quote(str(name))} SYNC", doing)
        for table, statement, lines in statements(dataset, self._way.storage):
            self._way.run(statement, doing)
            if lines:
                self._way.insert(table, lines)

    def execute(self, sql: str) -> None:
        self._way.run(sql, "running a statement")

    def execute_many(self, statements: Iterable[str]) -> None:
        for statement in statements:
            self.execute(statement)

    def rows(
        self, sql: str, batch: int = BATCH, columns: Sequence[Column] | None = None
    ) -> Iterator[tuple[Value, ...]]:
        return self._answer(sql, "running a query", batch, columns)

    def columns(self, sql: str) -> Mapping[str, Column]:
        answer = self._way.whole(f"DESCRIBE TABLE ({sql})", "reading the columns of a query")
        rows = [json.loads(line) for line in _lines([answer])]
        return {row[0]: column_of(row[1], self._clocks) for row in rows[2:]}

    def scalar(self, sql: str) -> Value:
        first = next(self.rows(sql, batch=1), None)
        return first[0] if first else None

    def cancel(self) -> None:
        self._way.stop(self._comment)

    def _answer(
        self, sql: str, doing: str, batch: int = BATCH, columns: Sequence[Column] | None = None
    ) -> Iterator[tuple[Value, ...]]:
        """The rows of an answer, as its own types or `columns` say."""

        def parsed(line: str) -> list[Any]:
            try:
                row: list[Any] = json.loads(line)
            except ValueError:
                raise told(line, doing) from None  # it failed in the middle of its answer
            return row

        lines = map(parsed, _lines(self._way.blocks(sql, batch, doing)))
        next(lines, None)
        types = next(lines, None)
        if types is not None:
            yield from decoded(lines, columns or [column_of(raw, self._clocks) for raw in types])


def _lines(blocks: Iterable[bytes]) -> Iterator[str]:
    rest = b""
    for block in blocks:
        *lines, rest = (rest + block).split(b"\n")
        yield from (line.decode() for line in lines if line)
    if rest:
        yield rest.decode()


def comment() -> str:
    """A word that no other session has, to find and stop its queries by."""
    return f"segql_{secrets.token_hex(8)}"
