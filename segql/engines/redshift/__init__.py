"""Redshift, by its driver: needs the extra [redshift]. Not executed where SegQL is tested."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import redshift_connector
from redshift_connector.error import Error, InterfaceError, OperationalError

from segql.catalog.models import Target
from segql.catalog.physical import Column, ColumnKind
from segql.engines.base import Opening
from segql.engines.warehouse import Manners, Warehouse, address, opened

URL = "redshift://user:${PASSWORD}@host:5439/database"
_KINDS = {
    **dict.fromkeys(("smallint", "integer", "bigint"), ColumnKind.INTEGER),
    **dict.fromkeys(("real", "double precision"), ColumnKind.DOUBLE),
    **dict.fromkeys(("character varying", "character", "text", "varchar"), ColumnKind.TEXT),
    "numeric": ColumnKind.DECIMAL,
    "boolean": ColumnKind.BOOLEAN,
    "date": ColumnKind.DATE,
    "timestamp without time zone": ColumnKind.TIMESTAMP,
    "timestamp with time zone": ColumnKind.INSTANT,
    "super": ColumnKind.STRUCT,
}
_OIDS = {
    **dict.fromkeys((20, 21, 23), ColumnKind.INTEGER),
    **dict.fromkeys((700, 701), ColumnKind.DOUBLE),
    **dict.fromkeys((25, 1042, 1043), ColumnKind.TEXT),
    16: ColumnKind.BOOLEAN,
    1082: ColumnKind.DATE,
    1114: ColumnKind.TIMESTAMP,
    1184: ColumnKind.INSTANT,
    1700: ColumnKind.DECIMAL,
}
TYPES = {
    ColumnKind.INTEGER: "BIGINT",
    ColumnKind.DECIMAL: "DECIMAL(38, 10)",
    ColumnKind.DOUBLE: "DOUBLE PRECISION",
    ColumnKind.TEXT: "VARCHAR(65535)",
    ColumnKind.BOOLEAN: "BOOLEAN",
    ColumnKind.DATE: "DATE",
    ColumnKind.TIMESTAMP: "TIMESTAMP",
    ColumnKind.INSTANT: "TIMESTAMPTZ",
    ColumnKind.UUID: "VARCHAR(36)",
    ColumnKind.STRUCT: "SUPER",
    ColumnKind.JSON: "VARCHAR(65535)",
    ColumnKind.OTHER: "VARCHAR(65535)",
}


def kind(word: str) -> Column:
    return Column(_KINDS.get(word.lower(), ColumnKind.OTHER), raw=word)


def placed(column: Column, word: str) -> str:
    parsed = column.many or column.kind is ColumnKind.STRUCT
    return "JSON_PARSE(%s)" if parsed else f"CAST(%s AS {word})"


def _lost(error: Exception) -> bool:
    return isinstance(error, InterfaceError | OperationalError)


MANNERS = Manners(
    name="redshift",
    title="Redshift",
    url=URL,
    session=("SET timezone TO 'UTC'", "SET datestyle TO 'ISO, YMD'"),
    version="SELECT VERSION()",
    use="SET search_path TO",
    stored=str.lower,
    called=lambda name: name,
    kind=kind,
    described=lambda code: Column(_OIDS.get(code, ColumnKind.OTHER)),
    types=TYPES,
    many=lambda word: "SUPER",
    placed=placed,
    error=Error,
    lost=_lost,
    stop=lambda connection, cursor: connection.close(),
)


@contextmanager
def connect(target: Target, opening: Opening) -> Iterator[Warehouse]:
    """Open a target of Redshift."""
    at = address(target, "Redshift", URL)

    def dial() -> Any:
        connection = redshift_connector.connect(
            host=at.host,
            port=at.port or 5439,
            user=at.user,
            password=at.password,
            database=at.path[0] if at.path else "dev",
            application_name="segql",
        )
        connection.autocommit = True
        return connection

    with opened(MANNERS, target, opening, at, dial) as engine:
        yield engine
