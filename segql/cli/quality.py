"""The data report as a table: for each entry of the catalog its rows, and what is known of each."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from segql.cli import console

if TYPE_CHECKING:
    from segql.analysis.quality import ColumnReport, DataReport, TableReport


def table(report: DataReport) -> str:
    """Every table with its columns: how many rows know a value, and from what to what it goes."""
    if not report.tables:
        return ""
    paint = console.out_palette().paint
    head = (
        f"What {paint(report.target, 'bold')} holds, and in how many rows each value is known\n\n"
    )
    return head + "\n".join(_one(item, report.as_of) for item in report.tables)


def _one(item: TableReport, as_of: datetime) -> str:
    paint = console.out_palette().paint
    name = "customers" if item.role == "customers" else item.name
    head = f"{paint(name, 'bold')}: {console.amount(item.rows, 'row')}{_when(item, as_of)}\n"
    rows: list[list[console.Cell]] = [
        [
            f"  {column.name}",
            column.type,
            _share(column.known, item.rows),
            (console.bar(column.known / item.rows if item.rows else 0, there=column.known > 0),
             "cyan"),
            _range(column, as_of),
        ]
        for column in item.columns
    ]  # fmt: skip
    return head + console.table(rows, right=(2,), palette=console.out_palette())


def _when(item: TableReport, as_of: datetime) -> str:
    if item.first is None or item.last is None:
        return ""
    return f", {_shown(item.first, as_of)} to {_shown(item.last, as_of)}"


def _share(part: int, whole: int) -> str:
    from segql.analysis.quality.verdicts import percent

    return percent(part, whole)


def _range(column: ColumnReport, as_of: datetime) -> str:
    if column.smallest is None or column.type == "point":
        return ""
    return f"{_shown(column.smallest, as_of)} to {_shown(column.largest, as_of)}"


def _shown(value: Any, as_of: datetime) -> str:
    match value:
        case datetime():
            return str(value.astimezone(as_of.tzinfo).date())
        case date():
            return str(value)
        case float():
            return f"{value:,.6g}"
        case _:
            return f"{value:,}"
