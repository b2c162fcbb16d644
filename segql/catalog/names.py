"""Which names can be used: in the language, for columns, for tables, for time zones."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo, available_timezones

from segql.catalog.paths import Path
from segql.catalog.reading import Report
from segql.diagnostics.codes import catalog as codes
from segql.diagnostics.suggest import nearest

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_FILE = re.compile(r"\.(csv|tsv|txt|parquet|pq|json|jsonl|ndjson)(\.(gz|zst))?", re.IGNORECASE)
_FILE_END = re.compile(_FILE.pattern + r"$", re.IGNORECASE)


def is_file_name(table: str) -> bool:
    """Whether a table of the catalog names a file of the target instead of a table."""
    return "/" in table or "\\" in table or _FILE_END.search(table) is not None


def table_parts(table: str) -> tuple[str, ...]:
    """A catalog's table as the identifiers that SQL quotes one by one: `marketing.customers` is
    a table in a schema, while the name of a file (`orders.parquet`) is one name, dots and all.
    """
    return (table,) if is_file_name(table) else tuple(table.split("."))


def known_zone(name: str) -> bool:
    """Whether a time zone of this name exists."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def usable_name(name: str) -> bool:
    """Whether the language can write a name, in backticks where it is no identifier."""
    return bool(name) and name == name.strip() and not _CONTROL.search(name) and "`" not in name


def usable_column(column: str) -> bool:
    """Whether a physical column can be named: no dots, no control characters."""
    return bool(column) and not _CONTROL.search(column) and "." not in column


def check_name(report: Report, path: Path, name: str) -> None:
    """A name of the language; what is no identifier is written in backticks there."""
    if not usable_name(name):
        report.add(
            codes.BAD_NAME,
            path,
            "A name is missing here." if not name.strip() else f"The name {name!r} cannot be used.",
            "Names are words such as `purchases_90d`, or any text without backticks, line breaks "
            "and blanks at its ends.",
            key=True,
        )


def check_column(report: Report, path: Path, column: str) -> None:
    """A physical column: any text, but no dots and no control characters."""
    if not column or _CONTROL.search(column):
        report.add(
            codes.BAD_NAME,
            path,
            "The name of a column is missing here."
            if not column
            else f"The column {column!r} has a character that cannot be used.",
            "Write the name as it stands in the database.",
        )
    elif "." in column:
        first, _, rest = column.partition(".")
        report.add(
            codes.BAD_NAME,
            path,
            f"The column `{column}` has a dot in its name.",
            f"What lies inside the column `{first}` is reached by `path: {column}`. A column that "
            "really has a dot in its name needs a view that renames it."
            if first and rest
            else "Write the name as it stands in the database, without dots.",
        )


def check_table(report: Report, path: Path, table: str) -> None:
    """A table, `schema.table`, `database.schema.table`, or a file below the target's folder."""
    if not table or _CONTROL.search(table):
        report.add(
            codes.BAD_NAME,
            path,
            "The name of a table is missing here."
            if not table
            else f"The table {table!r} has a character that cannot be used.",
            "Write the name as it stands in the database.",
        )
    elif is_file_name(table):
        parts = re.split(r"[/\\]", table)
        if "://" in table or ".." in parts or parts[0] in ("", "~") or parts[0].endswith(":"):
            report.add(
                codes.BAD_NAME,
                path,
                f"The file `{table}` does not lie below the target's folder.",
                "Name files by their place below it: `data/customers.parquet`. Other files are "
                "made known by `files:` of the target.",
            )
    elif not all(part.strip() for part in table.split(".")) or table.count(".") > 2:
        report.add(
            codes.BAD_NAME,
            path,
            f"`{table}` is not the name of a table.",
            "Write `customers`, or with its schema `marketing.customers`.",
        )


def check_zone(report: Report, path: Path, name: str) -> None:
    """A time zone by its name in the IANA database."""
    if known_zone(name):
        return
    near = nearest(name, sorted(available_timezones()))
    report.add(
        codes.TIME_ZONE,
        path,
        f"There is no time zone `{name}`.",
        f"Did you mean `{near}`?"
        if near
        else "Time zones are named after a place: `Europe/Stockholm`, `America/New_York`, `UTC`.",
        replace=near,
    )
