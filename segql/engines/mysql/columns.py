"""What columns of MariaDB and MySQL are, in the words that all engines share."""

from __future__ import annotations

from segql.catalog.physical import Column, ColumnKind

_KINDS = {
    **dict.fromkeys(
        ("tinyint", "smallint", "mediumint", "int", "bigint", "year"), ColumnKind.INTEGER
    ),
    **dict.fromkeys(("float", "double"), ColumnKind.DOUBLE),
    **dict.fromkeys(
        ("char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum"), ColumnKind.TEXT
    ),
    "decimal": ColumnKind.DECIMAL,
    "date": ColumnKind.DATE,
    "datetime": ColumnKind.TIMESTAMP,
    "timestamp": ColumnKind.INSTANT,
    "json": ColumnKind.JSON,
    "uuid": ColumnKind.UUID,
}


def column_of(word: str, raw: str, scale: int | None, meant: Column | None) -> Column:
    """A column by the server's words for its type. `tinyint(1)`, the server's word for BOOLEAN,
    is one unless the catalog says that it holds numbers.
    """
    kind = _KINDS.get(word, ColumnKind.OTHER)
    is_number = meant is not None and meant.kind is not ColumnKind.BOOLEAN
    if raw.startswith("tinyint(1)") and not is_number:
        kind = ColumnKind.BOOLEAN
    return Column(kind, raw=raw, scale=scale if kind is ColumnKind.DECIMAL else None)
