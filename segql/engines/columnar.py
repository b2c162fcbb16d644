"""What an engine offers that reads tables as columns of numbers: layouts, surveys and chunks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable
from typing import Literal as OneOf

from segql.catalog.physical import Column, ColumnKind
from segql.engines.base import Engine

StoredKind = OneOf["text", "integer", "date", "boolean", "decimal", "timestamp", "list"]

CODES = 65_535
"""Whole numbers and days in a range of at most so many are stored as codes."""

DIFFERENT = 1_000_000
"""A column of text with more different values than this is not coded."""

_INTEGERS = frozenset(
    {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}
)
_TIMESTAMPS = frozenset({"TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP WITH TIME ZONE"})
_LISTED = frozenset({ColumnKind.TEXT, ColumnKind.INTEGER, ColumnKind.BOOLEAN, ColumnKind.DATE})


@dataclass(frozen=True, slots=True)
class Layout:
    """How a column is stored: as codes of its values, or as numbers.

    Codes: `size` values, in order, and the code `size` for an unknown one; of text `values` are
    they, of other kinds they are the whole numbers from `first` on. Numbers: whole ones, `null`
    in place of an unknown one (None: all are known); a decimal times ten to the `scale`, a date
    in days and a timestamp in microseconds since 1970. `dtype` is numpy's name for the numbers.
    `low` and `high` are the smallest and the largest number.
    """

    kind: StoredKind
    dtype: str
    coded: bool
    size: int = 0
    first: int = 0
    null: int | None = None
    scale: int = 0
    low: int = 0
    high: int = 0
    values: tuple[str, ...] | None = None
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Survey:
    """How many rows a table has, and the layout of each column that can be stored."""

    rows: int
    layouts: Mapping[str, Layout]


@dataclass(frozen=True, slots=True)
class Owner:
    """The column of an event that names its customer, and how it becomes the customer's place.

    `first` and `last` are the smallest and the largest key of the customers: the array holds how
    far each is from `first`, and rows outside are left out. Without them the engine looks the
    place up, in what `index_customers` made.
    """

    column: str
    first: int | None = None
    last: int | None = None

    @property
    def joined(self) -> bool:
        return self.first is None


@dataclass(frozen=True, slots=True)
class Slice:
    """Rows whose time, as it is stored, lies in `[low, high)`; with `unknown` also those without
    a time.
    """

    column: str
    low: int | None
    high: int | None
    unknown: bool


@runtime_checkable
class Columnar(Engine, Protocol):
    """An engine that also gives whole columns as numpy arrays."""

    def stamp(self, tables: Iterable[str]) -> str | None:
        """What changes whenever the data of these tables may have; None where nothing tells."""

    def survey(self, table: str, columns: Mapping[str, Column]) -> Survey:
        """The layouts of columns; those that cannot be stored are left out."""

    def index_customers(self, table: str, key: str) -> None:
        """Number the customers by the order of their keys, for owners that are joined."""

    def placed(self, sql: str, table: str, key: str) -> Mapping[str, Any]:
        """The rows of a query about customers as `arrays`; in place of the key the customers'
        places, by the order of the keys in their table.
        """

    def chunk(
        self,
        table: str,
        layouts: Mapping[str, Layout],
        *,
        owner: Owner | None = None,
        key: str | None = None,
        within: Slice | None = None,
    ) -> Mapping[str, Any]:
        """Arrays of some rows, one a column in the dtype of its layout. With `owner` also an
        array of this name, with `key` one of the table's key, by which the rows are ordered.
        """

    def values_table(self, column: str, layout: Layout) -> str:
        """A table of the session with the columns `code` and one named like the column, a row
        for each value of a coded column and one for the unknown. Gives its name.
        """

    def arrays(self, sql: str) -> Mapping[str, Any]:
        """All rows of a query as numpy arrays by column; unknown numbers are masked."""


OWNER = "segql owner"
KEY = "segql key"


def storable(column: Column) -> StoredKind | None:
    """How values of a physical column are stored, or None where they are not."""
    if column.many:
        return "list" if column.kind in _LISTED and column.raw.endswith("[]") else None
    match column.kind:
        case ColumnKind.TEXT:
            return "text"
        case ColumnKind.BOOLEAN:
            return "boolean"
        case ColumnKind.DATE:
            return "date"
        case ColumnKind.INTEGER if column.raw in _INTEGERS:
            return "integer"
        case ColumnKind.DECIMAL if column.scale is not None and _precision(column.raw) <= 18:
            return "decimal"
        case ColumnKind.TIMESTAMP | ColumnKind.INSTANT if column.raw in _TIMESTAMPS:
            return "timestamp"
        case _:
            return None


def _precision(raw: str) -> int:
    return int(raw.partition("(")[2].partition(",")[0])


def wide_dtype(low: int, high: int) -> str:
    """The smaller of two whole types that hold all numbers of a range, and one below it."""
    return "int32" if low > -(2**31) and high < 2**31 else "int64"


def code_dtype(size: int) -> str:
    """The smallest type that holds `size` codes and one for the unknown."""
    return "uint8" if size < 2**8 else "uint16" if size < 2**16 else "uint32"


__all__ = [
    "CODES",
    "DIFFERENT",
    "KEY",
    "OWNER",
    "Columnar",
    "Layout",
    "Owner",
    "Slice",
    "StoredKind",
    "Survey",
    "code_dtype",
    "storable",
    "wide_dtype",
]
