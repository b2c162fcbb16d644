"""Snowflake, by its connector: needs the extra [snowflake]. Not executed where SegQL is tested."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import snowflake.connector

from segql.catalog.models import Target
from segql.catalog.physical import Column, ColumnKind
from segql.engines.base import Opening
from segql.engines.warehouse import Manners, Warehouse, address, opened

URL = "snowflake://user:${PASSWORD}@account/database/schema?warehouse=WAREHOUSE&role=ROLE"
_KINDS = {
    "TEXT": ColumnKind.TEXT,
    "FLOAT": ColumnKind.DOUBLE,
    "REAL": ColumnKind.DOUBLE,
    "BOOLEAN": ColumnKind.BOOLEAN,
    "DATE": ColumnKind.DATE,
    "TIMESTAMP_NTZ": ColumnKind.TIMESTAMP,
    "TIMESTAMP_TZ": ColumnKind.INSTANT,
    "TIMESTAMP_LTZ": ColumnKind.INSTANT,
    "OBJECT": ColumnKind.STRUCT,
    "VARIANT": ColumnKind.STRUCT,
    "INTEGER": ColumnKind.INTEGER,
    "NUMBER": ColumnKind.DECIMAL,
    "FIXED": ColumnKind.DECIMAL,
}
_CODES = (
    "FIXED", "REAL", "TEXT", "DATE", "TIMESTAMP_NTZ", "VARIANT", "TIMESTAMP_LTZ", "TIMESTAMP_TZ",
    "TIMESTAMP_NTZ", "OBJECT", "ARRAY", "BINARY", "TIME", "BOOLEAN",
)  # fmt: skip
"""What the connector's codes of types mean, by their place."""
TYPES = {
    ColumnKind.INTEGER: "NUMBER(38, 0)",
    ColumnKind.DECIMAL: "NUMBER(38, 10)",
    ColumnKind.DOUBLE: "FLOAT",
    ColumnKind.TEXT: "VARCHAR",
    ColumnKind.BOOLEAN: "BOOLEAN",
    ColumnKind.DATE: "DATE",
    ColumnKind.TIMESTAMP: "TIMESTAMP_NTZ",
    ColumnKind.INSTANT: "TIMESTAMP_TZ",
    ColumnKind.UUID: "VARCHAR",
    ColumnKind.STRUCT: "VARIANT",
    ColumnKind.JSON: "VARCHAR",
    ColumnKind.OTHER: "VARCHAR",
}


def stored(name: str) -> str:
    """A name in lower case is one that Snowflake folds; every other is spelled as it is."""
    plain = name.isascii() and name.isidentifier() and name == name.lower()
    return name.upper() if plain else name


def called(name: str) -> str:
    plain = name.isascii() and name.isidentifier() and name == name.upper()
    return name.lower() if plain else name


def kind(word: str) -> Column:
    if word == "ARRAY":
        return Column(ColumnKind.TEXT, many=True, raw=word)
    return Column(_KINDS.get(word, ColumnKind.OTHER), raw=word)


def placed(column: Column, word: str) -> str:
    parsed = column.many or column.kind is ColumnKind.STRUCT
    return "PARSE_JSON(%s)" if parsed else f"CAST(%s AS {word})"


def _lost(error: Exception) -> bool:
    return isinstance(error, snowflake.connector.errors.OperationalError)


def _stop(connection: Any, cursor: Any) -> None:
    if cursor is not None and cursor.sfqid:
        cursor.abort_query(cursor.sfqid)


MANNERS = Manners(
    name="snowflake",
    title="Snowflake",
    url=URL,
    session=(
        "ALTER SESSION SET TIMEZONE = 'UTC'",
        "ALTER SESSION SET TIMESTAMP_TYPE_MAPPING = 'TIMESTAMP_NTZ'",
        "ALTER SESSION SET QUOTED_IDENTIFIERS_IGNORE_CASE = FALSE",
        "ALTER SESSION SET DATE_INPUT_FORMAT = 'AUTO'",
        "ALTER SESSION SET TIMESTAMP_INPUT_FORMAT = 'AUTO'",
        "ALTER SESSION SET WEEK_START = 1",
        "ALTER SESSION SET ABORT_DETACHED_QUERY = TRUE",
    ),
    version="SELECT CURRENT_VERSION()",
    use="USE SCHEMA",
    stored=stored,
    called=called,
    kind=kind,
    described=lambda code: kind(_CODES[code] if code < len(_CODES) else ""),
    types=TYPES,
    many=lambda word: "ARRAY",
    placed=placed,
    error=snowflake.connector.errors.Error,
    lost=_lost,
    stop=_stop,
    typed="CASE WHEN data_type = 'NUMBER' AND numeric_scale = 0 THEN 'INTEGER' ELSE data_type END",
)


@contextmanager
def connect(target: Target, opening: Opening) -> Iterator[Warehouse]:
    """Open a target of Snowflake."""
    at = address(target, "Snowflake", URL)
    database, schema = (*at.path, None, None)[:2]

    def dial() -> Any:
        return snowflake.connector.connect(
            account=at.host,
            user=at.user,
            password=at.password,
            database=database,
            schema=schema,
            application="segql",
            **at.options,
        )

    with opened(MANNERS, target, opening, at, dial) as engine:
        yield engine
