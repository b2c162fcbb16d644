"""What a table and its columns were found to hold, as data and as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from segql.diagnostics import Diagnostic
from segql.plan.stored import Role

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class ColumnReport:
    """A field of the catalog: in how many rows it is `known`, its smallest and largest value
    (numbers, dates, moments; None for others), how many rows lie outside of the catalog's
    `values` or bounds, and the most frequent of those values, with their rows.

    Values of personal and special fields are never told.
    """

    name: str
    type: str
    known: int
    smallest: Any = None
    largest: Any = None
    outside: int = 0
    strange: tuple[tuple[Any, int], ...] = ()

    def to_dict(self, rows: int) -> dict[str, Any]:
        return {
            "name": self.name,
            "type": self.type,
            "known": self.known,
            "share_known": round(self.known / rows, 6) if rows else None,
            "smallest": _plain(self.smallest),
            "largest": _plain(self.largest),
            "outside": self.outside,
            "examples": [{"value": _plain(value), "rows": count} for value, count in self.strange],
        }


@dataclass(frozen=True, slots=True)
class TableReport:
    """One entry of the catalog: its rows, and its columns.

    `first` and `last` are the earliest and latest time of events. `strangers` are rows whose
    customer is not known, `ahead` rows at or after the instant of the report, `without_key` and
    `repeated` what `key` is not sound in. `dangling` are rows by field that lead nowhere.
    """

    role: Role
    name: str
    table: str
    rows: int
    columns: tuple[ColumnReport, ...]
    first: datetime | None = None
    last: datetime | None = None
    without_time: int = 0
    ahead: int = 0
    strangers: int = 0
    without_key: int = 0
    repeated: int = 0
    dangling: dict[str, int] = field(default_factory=dict)
    changed: datetime | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "role": self.role,
            "name": self.name,
            "table": self.table,
            "rows": self.rows,
            "first": _plain(self.first),
            "last": _plain(self.last),
            "rows_without_time": self.without_time,
            "rows_ahead": self.ahead,
            "rows_of_unknown_customers": self.strangers,
            "rows_without_key": self.without_key,
            "repeated_keys": self.repeated,
            "rows_leading_nowhere": dict(self.dangling),
            "last_change": _plain(self.changed),
            "columns": [item.to_dict(self.rows) for item in self.columns],
        }


@dataclass(frozen=True, slots=True)
class DataReport:
    """What `check --data` found: the tables of the catalog, and every problem, as of an instant."""

    target: str
    as_of: datetime
    tables: tuple[TableReport, ...]
    problems: tuple[Diagnostic, ...]

    def to_dict(self) -> dict[str, Any]:
        """The object in `target/data_report.json`."""
        return {
            "schema_version": SCHEMA_VERSION,
            "target": self.target,
            "as_of": self.as_of.isoformat(),
            "tables": [table.to_dict() for table in self.tables],
        }


def _plain(value: object) -> Any:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case date():
            return value.isoformat()
        case _:
            return str(value)
