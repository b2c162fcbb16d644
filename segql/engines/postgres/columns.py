"""What columns of PostgreSQL are, in the words that all engines share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from psycopg import Connection

from segql.catalog.physical import Column, ColumnKind

_KINDS = {
    **dict.fromkeys(("int2", "int4", "int8"), ColumnKind.INTEGER),
    **dict.fromkeys(("float4", "float8"), ColumnKind.DOUBLE),
    **dict.fromkeys(("text", "varchar", "bpchar", "name"), ColumnKind.TEXT),
    **dict.fromkeys(("json", "jsonb"), ColumnKind.JSON),
    "numeric": ColumnKind.DECIMAL,
    "bool": ColumnKind.BOOLEAN,
    "date": ColumnKind.DATE,
    "timestamp": ColumnKind.TIMESTAMP,
    "timestamptz": ColumnKind.INSTANT,
    "uuid": ColumnKind.UUID,
}
_COLUMNS = """
SELECT a.attname, t.typname, e.typname, format_type(a.atttypid, a.atttypmod), a.atttypmod,
  CASE WHEN t.typtype = 'c' THEN t.typrelid END
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_type b ON b.oid = a.atttypid
JOIN pg_catalog.pg_type t ON t.oid = CASE WHEN b.typtype = 'd' THEN b.typbasetype ELSE b.oid END
LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""


def columns_of(connection: Connection[Any], relation: int) -> Mapping[str, Column]:
    """The columns of a table, view or composite type by its number."""
    return {
        name: _column(connection, word, element, raw, modifier, composite)
        for name, word, element, raw, modifier, composite in connection.execute(
            _COLUMNS, (relation,)
        ).fetchall()
    }


def _column(
    connection: Connection[Any],
    word: str,
    element: str | None,
    raw: str,
    modifier: int,
    composite: int | None,
) -> Column:
    if composite is not None:
        return Column(ColumnKind.STRUCT, raw=raw, fields=columns_of(connection, composite))
    kind = _KINDS.get(element or word, ColumnKind.OTHER)
    has_scale = kind is ColumnKind.DECIMAL and modifier >= 4
    return Column(
        kind,
        many=element is not None,
        raw=raw,
        scale=(modifier - 4) & 0x7FF if has_scale else None,
    )


def column_of_result(name: str) -> Column:
    """The column of a query's result by the name of its type, arrays as `_int8`."""
    return Column(_KINDS.get(name.lstrip("_"), ColumnKind.OTHER), many=name.startswith("_"))
