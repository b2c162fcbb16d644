"""What columns really are on a target, in words that all engines share; and rows for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class ColumnKind(StrEnum):
    INTEGER = "integer"
    DECIMAL = "decimal"
    DOUBLE = "double"
    TEXT = "text"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"  # without a zone: a wall clock
    INSTANT = "instant"  # with a zone: a moment
    UUID = "uuid"
    STRUCT = "struct"
    JSON = "json"  # a text in such a column is JSON already
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Column:
    """A physical column; `many` where it is an array of the kind; `raw` is the engine's word.

    `scale` is the number of digits after the point of a decimal. `fields` are those of a struct.
    """

    kind: ColumnKind
    many: bool = False
    raw: str = ""
    scale: int | None = None
    fields: Mapping[str, Column] = field(default_factory=dict)


Physical = Mapping[str, Mapping[str, Column]]
"""Columns by table and column name, as the target has them now."""

Value = (
    None | int | Decimal | float | str | bool | date | datetime | list["Value"] | dict[str, "Value"]
)
Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with the physical type of every column; a column that a row leaves out is null."""

    columns: Mapping[str, Column]
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Dataset:
    """Small data in memory, by physical table name: what unit tests load into an engine and
    what the reference evaluator reads. Naive datetimes are wall clocks in the column's zone,
    aware ones are moments.
    """

    tables: Mapping[str, Table]

    @property
    def physical(self) -> Physical:
        return {name: table.columns for name, table in self.tables.items()}
