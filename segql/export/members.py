"""Members as CSV, JSON, Parquet or plain lines, row by row."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, TextIO, assert_never

from segql.catalog.physical import Column
from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes.engines import EXPORT_FORMAT
from segql.export.files import replacing

Format = Literal["csv", "json", "parquet", "text"]
ENDINGS: Mapping[str, Format] = {
    ".csv": "csv", ".json": "json", ".parquet": "parquet", ".pq": "parquet", ".txt": "text",
}  # fmt: skip

_NEEDS_QUOTES = re.compile(r'[",\r\n]')
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class MemberRows:
    """The members of one definition, ordered by key.

    A row is the key, then the case or variant where `part` says so, then the `columns`. `rows`
    are read once, as they are written. `types` are the physical types of a row's values, in
    order, which Parquet keeps.
    """

    name: str
    as_of: datetime
    key: str
    rows: Iterable[Sequence[Any]]
    types: Sequence[Column]
    part: Literal["case", "variant"] | None = None
    columns: tuple[str, ...] = ()

    @property
    def heads(self) -> tuple[str, ...]:
        """The names of a row's values."""
        return (self.key, *((self.part,) if self.part else ()), *self.columns)


def format_of(path: Path) -> Format:
    """The format that a file's name asks for. Raises SegqlError (2) for any other ending."""
    found = ENDINGS.get(path.suffix.lower())
    if found is None:
        raise SegqlError(
            Diagnostic(
                EXPORT_FORMAT,
                f"What is to be written does not follow from the name {path.name}.",
                help="End the name with .csv, .json or .parquet.",
            ),
            exit_code=2,
        )
    return found


def write_members(path: Path, members: MemberRows, format: Format | None = None) -> int:
    """Write members into a file in one step, and give their number.

    Raises SegqlError: 2 for an unknown ending, 3 where the file cannot be written. Then, and
    where the process dies on the way, what stood at `path` is untouched.
    """
    format = format or format_of(path)
    counted = _Counted(members.rows)
    with replacing(path) as beside:
        if format == "parquet":
            from segql.engines.duckdb.parquet import write_parquet

            names = _distinct(members.heads)
            columns = dict(zip(names, members.types, strict=True))
            write_parquet(beside, columns, counted)
        else:
            with beside.open("w", encoding="utf-8", newline="") as stream:
                _write_text(stream, members, counted, format)
    return counted.count


def write_stream(stream: TextIO, members: MemberRows, format: Format) -> int:
    """Write members as text to an open stream, and give their number. Parquet is for files."""
    counted = _Counted(members.rows)
    _write_text(stream, members, counted, format)
    return counted.count


class _Counted:
    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Sequence[Any]]:
        for row in self._rows:
            self.count += 1
            yield row


def _write_text(
    stream: TextIO, members: MemberRows, rows: Iterable[Sequence[Any]], format: Format
) -> None:
    match format:
        case "csv":
            _write_csv(stream, members, rows)
        case "json":
            _write_json(stream, members, rows)
        case "text":
            for row in rows:
                stream.write("\t".join(map(_line, row)) + "\n")
        case "parquet":
            raise ValueError("Parquet is written into a file")
        case _:
            assert_never(format)


def _write_csv(stream: TextIO, members: MemberRows, rows: Iterable[Sequence[Any]]) -> None:
    key, *others = members.heads
    stream.write(_csv_row([key, *map(_harmless, others)]))
    for first, *rest in rows:
        stream.write(_csv_row([_plain(first), *map(_harmless, rest)]))


def _csv_row(cells: Sequence[str]) -> str:
    """Python's csv module leaves a lone carriage return bare, which other readers take for the
    end of a row.
    """
    if len(cells) == 1 and not cells[0]:
        return '""\n'
    return ",".join(map(_quoted, cells)) + "\n"


def _quoted(cell: str) -> str:
    if _NEEDS_QUOTES.search(cell):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _write_json(stream: TextIO, members: MemberRows, rows: Iterable[Sequence[Any]]) -> None:
    head = {"name": members.name, "as_of": members.as_of.isoformat(), "key": members.key}
    stream.write(_json(head)[:-1] + ', "members": [')
    names = ("key", *members.heads[1:])
    bare = len(names) == 1
    between = "\n  "
    for row in rows:
        stream.write(between + _json(row[0] if bare else dict(zip(names, row, strict=True))))
        between = ",\n  "
    stream.write("]}\n" if between == "\n  " else "\n]}\n")


# ---------------------------------------------------------------------------------- values


def _json(value: Any) -> str:
    """A value as JSON; decimals keep every digit, what is no number is null."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return repr(value) if math.isfinite(value) else "null"
        case Decimal():
            return format(value, "f")
        case datetime() | date():
            return f'"{value.isoformat()}"'
        case dict():
            inner = (f"{_json(str(name))}: {_json(item)}" for name, item in value.items())
            return "{" + ", ".join(inner) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(_json, value)) + "]"
        case _:
            return json.dumps(str(value), ensure_ascii=False)


def _plain(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list() | tuple() | dict():
            return _json(value)
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case _:
            return str(value)


def _line(value: Any) -> str:
    """A value on a line of its own: what would break the line is escaped."""
    text = _plain(value)
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


def _harmless(value: Any) -> str:
    """Text that a spreadsheet would run as a formula gets an apostrophe before it."""
    text = _plain(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_RUNS) else text


def _distinct(names: Sequence[str]) -> list[str]:
    """Column names for Parquet, where `case` may be an attribute as well."""
    found: list[str] = []
    for name in names:
        while name.casefold() in {other.casefold() for other in found}:
            name = f"{name}_"
        found.append(name)
    return found
