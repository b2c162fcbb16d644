"""Trino, by its client: needs the extra [trino]. Not executed where SegQL is tested."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import trino.auth
import trino.dbapi
import trino.exceptions

from segql.catalog.models import Target
from segql.catalog.physical import Column, ColumnKind
from segql.engines.base import Opening
from segql.engines.warehouse import Manners, Warehouse, address, opened

URL = "trino://user:${PASSWORD}@host:443/catalog/schema"
_KINDS = {
    **dict.fromkeys(("tinyint", "smallint", "integer", "bigint"), ColumnKind.INTEGER),
    **dict.fromkeys(("real", "double"), ColumnKind.DOUBLE),
    **dict.fromkeys(("varchar", "char"), ColumnKind.TEXT),
    "decimal": ColumnKind.DECIMAL,
    "boolean": ColumnKind.BOOLEAN,
    "date": ColumnKind.DATE,
    "timestamp": ColumnKind.TIMESTAMP,
    "uuid": ColumnKind.UUID,
    "json": ColumnKind.JSON,
    "row": ColumnKind.STRUCT,
}
TYPES = {
    ColumnKind.INTEGER: "BIGINT",
    ColumnKind.DECIMAL: "DECIMAL(38, 10)",
    ColumnKind.DOUBLE: "DOUBLE",
    ColumnKind.TEXT: "VARCHAR",
    ColumnKind.BOOLEAN: "BOOLEAN",
    ColumnKind.DATE: "DATE",
    ColumnKind.TIMESTAMP: "TIMESTAMP(6)",
    ColumnKind.INSTANT: "TIMESTAMP(6) WITH TIME ZONE",
    ColumnKind.UUID: "VARCHAR",
    ColumnKind.STRUCT: "VARCHAR",
    ColumnKind.JSON: "VARCHAR",
    ColumnKind.OTHER: "VARCHAR",
}


def kind(word: str) -> Column:
    """A column by the name of its type: `array(varchar(20))`, `timestamp(3) with time zone`."""
    plain = word.lower()
    if plain.startswith("array(") and plain.endswith(")"):
        return Column(kind(plain[len("array(") : -1]).kind, many=True, raw=word)
    if plain.startswith("timestamp") and plain.endswith("with time zone"):
        return Column(ColumnKind.INSTANT, raw=word)
    return Column(_KINDS.get(plain.split("(")[0], ColumnKind.OTHER), raw=word)


def placed(column: Column, word: str) -> str:
    return f"CAST(JSON_PARSE(?) AS {word})" if column.many else f"CAST(? AS {word})"


def _lost(error: Exception) -> bool:
    return isinstance(error, trino.exceptions.OperationalError | trino.exceptions.InterfaceError)


def _stop(connection: Any, cursor: Any) -> None:
    if cursor is not None:
        cursor.cancel()


MANNERS = Manners(
    name="trino",
    title="Trino",
    url=URL,
    session=(),  # the zone is given as the connection is made
    version="SELECT VERSION()",
    use="USE",
    stored=str.lower,
    called=lambda name: name,
    kind=kind,
    described=kind,
    types=TYPES,
    many=lambda word: f"ARRAY({word})",
    placed=placed,
    error=trino.exceptions.Error,
    lost=_lost,
    stop=_stop,
)


@contextmanager
def connect(target: Target, opening: Opening) -> Iterator[Warehouse]:
    """Open a target of Trino; with a password over TLS."""
    at = address(target, "Trino", URL)
    catalog, schema = (*at.path, None, None)[:2]

    def dial() -> Any:
        return trino.dbapi.Connection(
            host=at.host,
            port=at.port or (443 if at.password else 8080),
            user=at.user,
            catalog=catalog,
            schema=schema,
            http_scheme="https" if at.password else "http",
            auth=trino.auth.BasicAuthentication(at.user, at.password) if at.password else None,
            source="segql",
            timezone="UTC",
        )

    with opened(MANNERS, target, opening, at, dial) as engine:
        yield engine
