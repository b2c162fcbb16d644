"""Tables from text files (CSV, JSON): every cell is read exactly, or named as a misfit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from segql.catalog.physical import Column, ColumnKind
from segql.diagnostics import SegqlError
from segql.diagnostics.codes import engines as codes
from segql.engines.duckdb import cells
from segql.engines.duckdb.columns import column_of, literal, quote
from segql.engines.duckdb.csv_header import CsvShape, csv_shape
from segql.engines.duckdb.errors import failure, translate
from segql.engines.duckdb.files import DataFile
from segql.engines.duckdb.interruptible import run

_LINE = re.compile(r"CSV Error on Line: (\d+)")
_TEXT = Column(ColumnKind.TEXT)
_FIRST_ROWS = 2_000
_LISTED = frozenset({
    ColumnKind.INTEGER, ColumnKind.DECIMAL, ColumnKind.DOUBLE, ColumnKind.TEXT,
    ColumnKind.BOOLEAN, ColumnKind.DATE, ColumnKind.TIMESTAMP,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class TextTable:
    """A text file whose columns are settled, before its table is made.

    `relation` reads the file; `columns` are all columns in order, `None` where the relation
    gives the type itself; the type of a `fixed` column is not a guess.
    """

    file: DataFile
    relation: str
    columns: Mapping[str, Column | None]
    fixed: frozenset[str]

    def as_text(self, column: str) -> TextTable:
        """The same with one column read as text."""
        return TextTable(self.file, self.relation, {**self.columns, column: _TEXT}, self.fixed)

    def create(self, connection: DuckDBPyConnection) -> None:
        """Make the table. Raises SegqlError (3) where the file cannot be read."""
        selected = ", ".join(
            f"{quote(name) if column is None else cells.read(quote(name), column)} AS {quote(name)}"
            for name, column in self.columns.items()
        )
        try:
            run(
                connection,
                f"CREATE TABLE {quote(self.file.names[0])} AS "
                f"SELECT {selected} FROM {self.relation}",
            )
        except duckdb.Error as error:
            raise _unreadable(error, self.file) from error


def read_text(
    connection: DuckDBPyConnection, file: DataFile, declared: Mapping[str, Column]
) -> TextTable:
    """Look through a CSV or JSON file and settle its columns: as declared, else by the cells.

    Raises SegqlError (3) that names the file, row and column of a cell that does not fit.
    """
    try:
        rows = _csv(connection, file) if file.format == "csv" else _json(connection, file, declared)
        wanted = {
            name: declared.get(name) or rows.defaults.get(name)
            for name in rows.columns
            if name not in rows.ready
        }
        settled = _settle(connection, rows.relation, file, wanted)
    except duckdb.Error as error:
        raise _unreadable(error, file) from error
    columns = {name: settled.get(name) for name in rows.columns}
    fixed = frozenset(columns) & (declared.keys() | rows.ready | rows.defaults.keys())
    return TextTable(file, rows.relation, columns, fixed)


def _settle(
    connection: DuckDBPyConnection,
    relation: str,
    file: DataFile,
    wanted: Mapping[str, Column | None],
) -> dict[str, Column]:
    """The physical columns, from one look at every cell. What a column cannot be, as its first
    rows show, is not asked of the others.
    """
    open_columns = [name for name, column in wanted.items() if column is None]
    guesses = _surveyed(
        connection,
        f"(FROM {relation} LIMIT {_FIRST_ROWS})",
        {name: cells.open_survey(quote(name), cells.CANDIDATES) for name in open_columns},
    )
    candidates = {name: cells.remaining(cells.CANDIDATES, guesses[name]) for name in open_columns}
    surveys = {
        name: cells.open_survey(quote(name), candidates[name])
        if column is None
        else cells.survey(quote(name), column)
        for name, column in wanted.items()
    }
    figures = _surveyed(connection, relation, surveys)
    settled: dict[str, Column] = {}
    for name, column in wanted.items():
        own = figures[name]
        found = cells.infer(candidates[name], own) if column is None else cells.settle(column, own)
        if found is None:
            raise _misfit(connection, relation, file, name, column or _TEXT)
        settled[name] = found
    return settled


def _surveyed(
    connection: DuckDBPyConnection, relation: str, surveys: Mapping[str, list[str]]
) -> dict[str, list[Any]]:
    """The figures of each column's survey, over its cells without blanks."""
    asked = {name: survey for name, survey in surveys.items() if survey}
    measures = [measure for survey in asked.values() for measure in survey]
    figures: list[Any] = []
    if measures:
        texts = ", ".join(f"{cells.known(quote(name))} AS {quote(name)}" for name in asked)
        query = f"SELECT {', '.join(measures)} FROM (SELECT {texts} FROM {relation})"
        figures = list(run(connection, query).fetchall()[0])
    found: dict[str, list[Any]] = {}
    for name, survey in surveys.items():
        found[name], figures = figures[: len(survey)], figures[len(survey) :]
    return found


def _misfit(
    connection: DuckDBPyConnection, relation: str, file: DataFile, name: str, column: Column
) -> SegqlError:
    cell = quote(name)
    rows = run(
        connection,
        f"SELECT r FROM (SELECT row_number() OVER () AS r, {cells.known(cell)} AS {cell} "
        f"FROM {relation}) WHERE {cell} IS NOT NULL "
        f"AND NOT coalesce({cells.fits(cell, column)}, false) ORDER BY r LIMIT 1",
    ).fetchall()
    wanted = f"list of {column.kind}" if column.many else str(column.kind)
    wanted = f"an {wanted}" if wanted[0] in "aeiou" else f"a {wanted}"
    message = (
        f"Row {rows[0][0]:,} of `{file.names[1]}` does not hold {wanted} in the column `{name}`."
        if rows
        else f"The cells of the column `{name}` of `{file.names[1]}` cannot be read as one type, "
        f"{column.kind}."
    )
    how = cells.HOW_TO_WRITE.get(column.kind)
    return failure(
        codes.BAD_CELL,
        message,
        (f"{how} " if how else "")
        + "Rows count from 1 below the header. Mend the file, or give the column another type in "
        "the catalog.",
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """A file as a relation. Columns that are `ready` have their type; the others come as text,
    and have the type in `defaults` where the catalog declares none.
    """

    relation: str
    columns: tuple[str, ...]
    ready: frozenset[str] = frozenset()
    defaults: Mapping[str, Column] = field(default_factory=dict)


def _csv(connection: DuckDBPyConnection, file: DataFile) -> _Rows:
    shape = csv_shape(connection, file)
    if shape.blanks:
        return _Rows(_between_blanks(connection, file, shape), shape.columns)
    types = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in shape.columns)
    relation = (
        f"read_csv({literal(str(file.path))}, auto_detect = false, header = true, "
        f"delim = {literal(shape.delimiter)}, quote = '\"', escape = '\"', nullstr = '', "
        f"columns = {{{types}}})"
    )
    return _Rows(relation, shape.columns)


def _between_blanks(connection: DuckDBPyConnection, file: DataFile, shape: CsvShape) -> str:
    """The relation of a file whose cells are parted by blanks. Raises SegqlError (3) where a line
    has more or fewer than the first.
    """
    lines = (
        f"(SELECT string_split_regex(trim(line), '[ \\t]+') AS cells FROM "
        f"read_csv({literal(str(file.path))}, auto_detect = false, header = false, "
        "delim = '\x01', quote = '', escape = '', columns = {'line': 'VARCHAR'}, "
        "null_padding = true) WHERE trim(line) != '')"
    )
    odd = run(
        connection,
        f"SELECT r, n FROM (SELECT row_number() OVER () AS r, len(cells) AS n FROM {lines}) "
        f"WHERE n != {len(shape.columns)} ORDER BY r LIMIT 1",
    ).fetchall()
    if odd:
        raise failure(
            codes.UNREADABLE_DATA,
            f"Line {odd[0][0]} of `{file.names[1]}` has {odd[0][1]} cells, and the first has "
            f"{len(shape.columns)}.",
            "Separate the cells by commas, and let the first line name the columns.",
        )
    columns = ", ".join(
        f"cells[{number}] AS {quote(name)}" for number, name in enumerate(shape.columns, 1)
    )
    return f"(SELECT {columns} FROM {lines})"


def _json(connection: DuckDBPyConnection, file: DataFile, declared: Mapping[str, Column]) -> _Rows:
    """Numbers come as text, so that decimals stay exact; what is text in JSON stays text."""
    path = literal(str(file.path))
    run(connection, f"SELECT * FROM read_json({path}, sample_size = -1) LIMIT 0")
    words: dict[str, str] = {}
    ready = set()
    defaults: dict[str, Column] = {}
    for name, type, *_ in connection.description or ():
        column = column_of(type)
        wanted = declared.get(name)
        if type.id == "null" or column.kind is ColumnKind.JSON:
            # Nothing but nulls, or values of several types: the catalog says what they are.
            column = wanted or (_TEXT if type.id == "null" else column)
        match column:
            case Column(kind=kind, many=True) if kind in _LISTED:
                words[name], defaults[name] = "JSON", Column(kind, many=True)
            case Column(kind=ColumnKind.JSON | ColumnKind.OTHER) | Column(many=True):
                words[name], defaults[name] = "JSON", Column(ColumnKind.JSON)
            case Column(kind=ColumnKind.STRUCT | ColumnKind.BOOLEAN | ColumnKind.UUID):
                words[name] = str(type)
                ready.add(name)
            case Column(kind=ColumnKind.TEXT):
                words[name], defaults[name] = "VARCHAR", _TEXT
            case _:
                words[name] = "VARCHAR"
    types = ", ".join(f"{literal(name)}: {literal(word)}" for name, word in words.items())
    relation = f"read_json({path}, columns = {{{types}}})"
    return _Rows(relation, tuple(words), frozenset(ready), defaults)


def _unreadable(error: duckdb.Error, file: DataFile) -> SegqlError:
    text = str(error)
    if isinstance(error, duckdb.OutOfMemoryException) or "No space left" in text:
        return translate(error, f"reading `{file.names[1]}`")
    line = _LINE.search(text)
    place = f"Line {line[1]} of `{file.names[1]}`" if line else f"`{file.names[1]}`"
    if "not utf-8" in text:
        words, mend = "is not UTF-8 text.", "Save the file as UTF-8."
    elif counts := re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", text):
        words = f"has {counts[2]} cells, and the header has {counts[1]}."
        mend = "A cell that holds the delimiter or a line break stands in double quotes."
    elif "quote" in text:
        words, mend = "has a quote that does not close.", 'Inside quotes, a quote is written `""`.'
    else:
        words, mend = "cannot be read.", "Check that the file is whole, and that you may read it."
    return failure(codes.UNREADABLE_DATA, f"{place} {words}", mend)
