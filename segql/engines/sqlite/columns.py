"""What columns of SQLite are: it takes any word for a type, and has few types of its own.

A column's declared word says what it is meant to hold. SQLite has no words for times, booleans
and JSON that it would obey, so where a column is declared as text or number, the catalog's type
holds; whether text has offsets, and so says instants, is looked up in the first rows.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping

from segql.catalog.physical import Column, ColumnKind
from segql.engines.sqlite.load import quote

_K = ColumnKind
_SCALE = re.compile(r"\(\s*\d+\s*,\s*(\d+)\s*\)")
_WORDS: tuple[tuple[str, ColumnKind], ...] = (
    (r"WITH TIME ZONE|TIMESTAMPTZ", _K.INSTANT),
    (r"DATETIME|TIMESTAMP", _K.TIMESTAMP),
    (r"DATE", _K.DATE),
    (r"BOOL", _K.BOOLEAN),
    (r"JSON", _K.JSON),
    (r"UUID", _K.UUID),
    (r"INT", _K.INTEGER),
    (r"DEC|NUMERIC|MONEY", _K.DECIMAL),
    (r"REAL|FLOA|DOUB", _K.DOUBLE),
    (r"CHAR|TEXT|CLOB", _K.TEXT),
)
_TIMES = frozenset({_K.DATE, _K.TIMESTAMP})
_TYPEOF = {"integer": _K.INTEGER, "real": _K.DOUBLE, "text": _K.TEXT}


def columns_of(
    connection: sqlite3.Connection, schema: str, table: str, declared: Mapping[str, Column]
) -> Mapping[str, Column]:
    """The columns of a table or view, none where it is missing."""
    rows = connection.execute(
        "SELECT name, type FROM pragma_table_xinfo(?, ?) WHERE hidden <> 1", (table, schema)
    ).fetchall()
    source = f"{quote(schema)}.{quote(table)}"
    return {
        name: _column(connection, source, name, word or "", declared.get(name))
        for name, word in rows
    }


def _column(
    connection: sqlite3.Connection, source: str, name: str, word: str, meant: Column | None
) -> Column:
    kind = next((kind for part, kind in _WORDS if re.search(part, word.upper())), _K.OTHER)
    if kind is _K.OTHER and not word:
        kind = _found_kind(connection, source, name)
    if meant is not None and not meant.many:
        kind = _as_meant(kind, meant.kind)
    if kind is _K.TIMESTAMP and _has_instants(connection, source, name):
        kind = _K.INSTANT
    scale = _SCALE.search(word)
    return Column(kind, raw=word, scale=int(scale[1]) if scale and kind is _K.DECIMAL else None)


def _as_meant(stored: ColumnKind, meant: ColumnKind) -> ColumnKind:
    """The catalog's kind where SQLite stores such values in a column of that word."""
    if meant in _TIMES and stored in (_K.TEXT, _K.INTEGER, _K.DECIMAL, _K.DOUBLE, _K.OTHER):
        return meant
    if meant is _K.BOOLEAN and stored in (_K.INTEGER, _K.DECIMAL, _K.OTHER):
        return meant
    if meant is _K.INTEGER and stored in (_K.DECIMAL, _K.OTHER):
        return meant
    return meant if stored is _K.OTHER else stored


def _found_kind(connection: sqlite3.Connection, source: str, name: str) -> ColumnKind:
    """What the first value of a column without a word is, as those of views are."""
    column = quote(name)
    found = connection.execute(
        f"SELECT typeof({column}) FROM {source} WHERE {column} IS NOT NULL LIMIT 1"
    ).fetchone()
    return _TYPEOF.get(found[0], _K.OTHER) if found else _K.OTHER


def _has_instants(connection: sqlite3.Connection, source: str, name: str) -> bool:
    column = quote(name)
    return bool(
        connection.execute(
            f"SELECT 1 FROM (SELECT {column} AS v FROM {source} WHERE {column} IS NOT NULL "
            "LIMIT 1000) WHERE typeof(v) <> 'text' OR v GLOB '*[Zz]' "
            "OR v GLOB '*[+-][0-9][0-9]:[0-9][0-9]' LIMIT 1"
        ).fetchone()
    )
