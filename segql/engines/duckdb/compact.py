"""Tables of DuckDB as columns of numbers: what a column holds, its values, and its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from segql.catalog.names import table_parts
from segql.catalog.physical import Column
from segql.engines.columnar import (
    CODES,
    DIFFERENT,
    KEY,
    OWNER,
    Layout,
    Owner,
    Slice,
    StoredKind,
    Survey,
    code_dtype,
    storable,
    wide_dtype,
)
from segql.engines.duckdb.columns import literal, quote

_UNSIGNED = {"uint8": "UTINYINT", "uint16": "USMALLINT", "uint32": "UINTEGER"}
_SIGNED = {"int32": "INTEGER", "int64": "BIGINT"}
_INDEX = "memory.main.segql_customers"
_SMALLEST = -(2**63)

Run = Callable[[str], None]
Arrays = Callable[[str], Mapping[str, Any]]
Rows = Callable[[str], list[tuple[Any, ...]]]


class Compact:
    """Reads tables through the functions of an engine: `run` a statement, fetch `arrays`, fetch
    `rows`. Dictionaries are tables of the session's own memory.
    """

    def __init__(self, run: Run, arrays: Arrays, rows: Rows) -> None:
        self._run = run
        self._arrays = arrays
        self._rows = rows
        self._numbers = count(1)
        self._dictionaries: dict[tuple[str, tuple[str, ...]], str] = {}
        self._types: dict[str, str] = {}

    def survey(self, table: str, columns: Mapping[str, Column]) -> Survey:
        kinds = {name: kind for name, column in columns.items() if (kind := storable(column))}
        source = _named(table)
        asked = ["count(*)"]
        numeric = [name for name, kind in kinds.items() if kind not in ("text", "list", "boolean")]
        for name in numeric:
            value = _number(quote(name), kinds[name], columns[name].scale)
            finite = f"bool_and(isfinite({quote(name)}))" if _may_be_infinite(kinds[name]) else "1"
            guarded = (
                f"CASE WHEN isfinite({quote(name)}) THEN {value} END"
                if _may_be_infinite(kinds[name])
                else value
            )
            asked += [f"min({guarded})", f"max({guarded})", f"count({quote(name)})", finite]
        [figures] = self._rows(f"SELECT {', '.join(asked)} FROM {source}")
        rows = int(figures[0])
        layouts: dict[str, Layout] = {}
        for index, name in enumerate(numeric):
            low, high, known, finite = figures[1 + 4 * index : 5 + 4 * index]
            if finite or known == 0:
                layout = _numbers(kinds[name], columns[name], low, high, rows - known)
                if layout is not None:
                    layouts[name] = layout
        for name, kind in kinds.items():
            if kind == "boolean":
                layouts[name] = Layout(kind, "uint8", True, size=2, raw=columns[name].raw)
            elif kind in ("text", "list"):
                layout = self._dictionary(source, name, kind, columns[name])
                if layout is not None:
                    layouts[name] = layout
        return Survey(rows, layouts)

    def _dictionary(
        self, source: str, name: str, kind: StoredKind, column: Column
    ) -> Layout | None:
        """The values of a column of text, or lists, in order; None where there are too many."""
        value = quote(name) if kind == "list" else f"CAST({quote(name)} AS VARCHAR)"
        found = self._rows(
            f"SELECT DISTINCT {_written(value, kind)} AS v FROM {source} "
            f"WHERE {quote(name)} IS NOT NULL ORDER BY v LIMIT {DIFFERENT + 1}"
        )
        if len(found) > DIFFERENT:
            return None
        values = tuple(row[0] for row in found)
        return Layout(
            kind, code_dtype(len(values)), True, len(values), values=values, raw=column.raw
        )

    def index_customers(self, table: str, key: str) -> None:
        self._run(
            f"CREATE OR REPLACE TABLE {_INDEX} AS SELECT {quote(key)} AS key, "
            f"row_number() OVER (ORDER BY {quote(key)}) - 1 AS place FROM {_named(table)}"
        )

    def placed(self, sql: str, key: str) -> Mapping[str, Any]:
        return self._arrays(
            f"SELECT o.place AS {quote(OWNER)}, q.* EXCLUDE ({quote(key)}) "
            f"FROM ({sql}) AS q JOIN {_INDEX} AS o ON q.{quote(key)} = o.key"
        )

    def chunk(
        self,
        table: str,
        layouts: Mapping[str, Layout],
        *,
        owner: Owner | None = None,
        key: str | None = None,
        within: Slice | None = None,
    ) -> Mapping[str, Any]:
        columns = [
            f"{self._stored(name, layout)} AS {quote(name)}" for name, layout in layouts.items()
        ]
        source = f"{_named(table)} AS t"
        where = [] if within is None else [_inside(within, layouts[within.column])]
        order = ""
        if owner is not None and owner.joined:
            source += f" JOIN {_INDEX} AS o ON t.{quote(owner.column)} = o.key"
            columns.append(f"CAST(o.place AS UINTEGER) AS {quote(OWNER)}")
        elif owner is not None:
            name, first, last = f"t.{quote(owner.column)}", owner.first or 0, owner.last or 0
            columns.append(f"CAST({name} - {_integer(first)} AS UINTEGER) AS {quote(OWNER)}")
            where.append(f"{name} BETWEEN {_integer(first)} AND {_integer(last)}")
        if key is not None:
            columns.append(f"t.{quote(key)} AS {quote(KEY)}")
            order = f" ORDER BY t.{quote(key)}"
        filtered = f" WHERE {' AND '.join(where)}" if where else ""
        return self._arrays(f"SELECT {', '.join(columns)} FROM {source}{filtered}{order}")

    def _stored(self, name: str, layout: Layout) -> str:
        """A column as it is stored, in SQL."""
        column = f"t.{quote(name)}"
        match layout.kind:
            case "boolean":
                code = f"CASE WHEN {column} THEN 1 WHEN NOT {column} THEN 0 ELSE 2 END"
                return f"CAST({code} AS UTINYINT)"
            case "text" | "list":
                if not layout.size:
                    return "CAST(0 AS UTINYINT)"
                code = f"enum_code(CAST({_written(column, layout.kind)} AS {self._enum(layout)}))"
                return f"CAST(coalesce({code}, {layout.size}) AS {_UNSIGNED[layout.dtype]})"
            case kind:
                value = _number(column, kind, layout.scale)
        if layout.coded:
            code = f"coalesce({value} - {_integer(layout.first)}, {layout.size})"
            return f"CAST({code} AS {_UNSIGNED[layout.dtype]})"
        if layout.null is not None:
            value = f"coalesce({value}, {_integer(layout.null)})"
        return f"CAST({value} AS {_SIGNED[layout.dtype]})"

    def _enum(self, layout: Layout) -> str:
        """The type of a dictionary's codes."""
        table = self._values(layout)
        if table not in self._types:
            name = f"memory.main.segql_enum_{next(self._numbers)}"
            listed = f"SELECT v FROM {table} ORDER BY code"
            self._run(f"CREATE TYPE {name} AS ENUM ({listed})")
            self._types[table] = name
        return self._types[table]

    def _values(self, layout: Layout) -> str:
        """A table of the values of a dictionary, as text."""
        values = layout.values or ()
        known = self._dictionaries.get((layout.kind, values))
        if known is None:
            known = f"memory.main.segql_values_{next(self._numbers)}"
            self._run(f"CREATE TABLE {known} (code UINTEGER, v VARCHAR)")
            for start in range(0, len(values), 10_000):
                rows = ", ".join(
                    f"({code}, {literal(value)})"
                    for code, value in enumerate(values[start : start + 10_000], start)
                )
                self._run(f"INSERT INTO {known} VALUES {rows}")
            self._dictionaries[layout.kind, values] = known
        return known

    def values_table(self, column: str, layout: Layout) -> str:
        name = f"memory.main.segql_column_{next(self._numbers)}"
        match layout.kind:
            case "text":
                query = f"SELECT code, v AS {quote(column)} FROM {self._values(layout)}"
            case "list":
                query = (
                    f"SELECT code, CAST(from_json(v, {literal(_json_shape(layout.raw))}) AS "
                    f"{layout.raw}) AS {quote(column)} FROM {self._values(layout)}"
                )
            case "boolean":
                query = f"SELECT i AS code, i = 1 AS {quote(column)} FROM range(2) AS r(i)"
            case "date":
                day = f"DATE '1970-01-01' + CAST(i + {_integer(layout.first)} AS INTEGER)"
                query = f"SELECT i AS code, {day} AS {quote(column)} FROM range({layout.size}) r(i)"
            case "integer":
                value = f"CAST(i + {_integer(layout.first)} AS {layout.raw})"
                query = (
                    f"SELECT i AS code, {value} AS {quote(column)} FROM range({layout.size}) r(i)"
                )
            case _:
                raise ValueError(f"a column of {layout.kind} has no codes")
        self._run(f"CREATE TABLE {name} AS {query} UNION ALL SELECT {layout.size}, NULL")
        return name


def _named(table: str) -> str:
    return ".".join(quote(part) for part in table_parts(table))


def _may_be_infinite(kind: StoredKind) -> bool:
    return kind in ("date", "timestamp")


def _number(value: str, kind: StoredKind, scale: int | None) -> str:
    """A value as a whole number, in SQL."""
    match kind:
        case "integer":
            return f"CAST({value} AS BIGINT)"
        case "decimal":
            return f"CAST({value} * {10 ** (scale or 0)} AS BIGINT)"
        case "date":
            return f"CAST({value} - DATE '1970-01-01' AS BIGINT)"
        case "timestamp":
            return f"epoch_us({value})"
        case _:
            raise ValueError(f"{kind} is no number")


def _numbers(
    kind: StoredKind, column: Column, low: int | None, high: int | None, unknown: int
) -> Layout | None:
    """The layout of a column of numbers, by its range; None where no number is left over for the
    unknown ones.
    """
    first, last = (low, high) if low is not None and high is not None else (0, 0)
    scale, raw = column.scale or 0, column.raw
    size = last - first + 1
    if kind in ("integer", "date") and size <= CODES:
        return Layout(kind, code_dtype(size), True, size, first, low=first, high=last, raw=raw)
    null = first - 1 if unknown else None
    dtype = wide_dtype(first, last)
    if null is not None and null < _SMALLEST:
        return None
    return Layout(kind, dtype, coded=False, null=null, scale=scale, low=first, high=last, raw=raw)


def _inside(part: Slice, layout: Layout) -> str:
    column = f"t.{quote(part.column)}"
    value = column if layout.raw == "TIMESTAMP" else _number(column, layout.kind, layout.scale)
    bound = "make_timestamp({})" if layout.raw == "TIMESTAMP" else "{}"
    limits = []
    if part.low is not None:
        limits.append(f"{value} >= {bound.format(_integer(part.low))}")
    if part.high is not None:
        limits.append(f"{value} < {bound.format(_integer(part.high))}")
    inside = " AND ".join(limits) or "true"
    return f"({inside} OR {column} IS NULL)" if part.unknown else inside


def _written(value: str, kind: StoredKind) -> str:
    """A value as the text it has in a dictionary."""
    return f"CAST(to_json({value}) AS VARCHAR)" if kind == "list" else f"CAST({value} AS VARCHAR)"


def _json_shape(raw: str) -> str:
    return f'["{raw.removesuffix("[]")}"]'


def _integer(value: int) -> str:
    # the smallest one has no literal of its own
    return f"({value + 1} - 1)" if value == _SMALLEST else str(value)
