"""The first line of a CSV file: its delimiter and the names of its columns."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from segql.diagnostics.codes import engines as codes
from segql.engines.duckdb.columns import literal
from segql.engines.duckdb.errors import failure
from segql.engines.duckdb.files import DataFile

_DELIMITERS = (",", ";", "\t", "|")
_BOM = "\ufeff"


_BLANKS = " "
_NUMBER = re.compile(r"[-+]?\d[\d.-]*")


@dataclass(frozen=True, slots=True)
class CsvShape:
    """How a file of text is laid out. With `blanks` any number of blanks part its cells, and no
    line names its columns.
    """

    delimiter: str
    columns: tuple[str, ...]
    blanks: bool = False


def csv_shape(connection: DuckDBPyConnection, file: DataFile) -> CsvShape:
    """The delimiter (comma, semicolon, tab or bar) and the columns of a CSV file. Where the first
    line is figures between blanks, the columns are called `column1` and so on.

    Nothing is guessed from the rows, so that the same file is always read the same way. Raises
    SegqlError (3) where the file is empty or two columns share a name.
    """
    found = connection.execute(
        f"SELECT line FROM read_csv({literal(str(file.path))}, auto_detect = false, "
        "header = false, delim = '\x01', quote = '', escape = '', "
        "columns = {'line': 'VARCHAR'}, null_padding = true, strict_mode = false) LIMIT 1"
    ).fetchall()
    line = (found[0][0] or "").removeprefix(_BOM).rstrip("\r") if found else ""
    if not line.strip():
        raise failure(
            codes.UNREADABLE_DATA,
            f"`{file.names[1]}` is empty.",
            "The first line of a CSV file names its columns.",
        )
    bare = re.sub(r'"[^"]*"', "", line)
    words = line.split()
    if not any(sign in bare for sign in _DELIMITERS) and _are_figures(words):
        numbered = tuple(f"column{number}" for number in range(1, len(words) + 1))
        return CsvShape(_BLANKS, numbered, blanks=True)
    delimiter = max(_DELIMITERS, key=lambda sign: (bare.count(sign), -_DELIMITERS.index(sign)))
    names = [name.strip() for name in next(csv.reader([line], delimiter=delimiter))]
    return CsvShape(delimiter, _distinct(names, file))


def _are_figures(words: list[str]) -> bool:
    """Whether a line is nothing but figures, several of them: names of columns are words."""
    return len(words) > 1 and all(_NUMBER.fullmatch(word) for word in words)


def _distinct(names: list[str], file: DataFile) -> tuple[str, ...]:
    seen: set[str] = set()
    named = [name or f"column{index}" for index, name in enumerate(names, start=1)]
    for name in named:
        if name.casefold() in seen:
            raise failure(
                codes.UNREADABLE_DATA,
                f"`{file.names[1]}` has two columns `{name}`.",
                "Each column of the first line needs a name of its own, small and capital letters "
                "being the same.",
            )
        seen.add(name.casefold())
    return tuple(named)
