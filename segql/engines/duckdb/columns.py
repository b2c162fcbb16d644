"""DuckDB's types in the words that all engines share, and back."""

from __future__ import annotations

from collections.abc import Mapping

from duckdb.sqltypes import DuckDBPyType

from segql.catalog.physical import Column, ColumnKind

_KINDS = {
    **dict.fromkeys(
        ("tinyint", "smallint", "integer", "bigint", "hugeint",
         "utinyint", "usmallint", "uinteger", "ubigint", "uhugeint", "bignum"),
        ColumnKind.INTEGER,
    ),
    **dict.fromkeys(("float", "double"), ColumnKind.DOUBLE),
    **dict.fromkeys(("varchar", "enum", "char"), ColumnKind.TEXT),
    **dict.fromkeys(
        ("timestamp", "timestamp_s", "timestamp_ms", "timestamp_ns"), ColumnKind.TIMESTAMP
    ),
    "boolean": ColumnKind.BOOLEAN,
    "date": ColumnKind.DATE,
    "timestamp with time zone": ColumnKind.INSTANT,
    "uuid": ColumnKind.UUID,
}  # fmt: skip

_SQL = {
    ColumnKind.INTEGER: "BIGINT",
    ColumnKind.DOUBLE: "DOUBLE",
    ColumnKind.TEXT: "VARCHAR",
    ColumnKind.BOOLEAN: "BOOLEAN",
    ColumnKind.DATE: "DATE",
    ColumnKind.TIMESTAMP: "TIMESTAMP",
    ColumnKind.INSTANT: "TIMESTAMPTZ",
    ColumnKind.UUID: "UUID",
    ColumnKind.JSON: "JSON",
}


def column_of(type: DuckDBPyType) -> Column:
    """What a type of DuckDB is; arrays of arrays and what else has no word are OTHER."""
    raw = str(type)
    name = type.id
    if name in ("list", "array"):
        element = column_of(children(type)["child"])
        if element.many:
            return Column(ColumnKind.OTHER, raw=raw)
        return Column(element.kind, True, raw, element.scale, element.fields)
    if name == "decimal":
        scale = int(str(dict(type.children)["scale"]))
        return Column(ColumnKind.DECIMAL, raw=raw, scale=scale)
    if name == "struct":
        fields = {field: column_of(inner) for field, inner in children(type).items()}
        return Column(ColumnKind.STRUCT, raw=raw, fields=fields)
    if raw == "JSON":
        return Column(ColumnKind.JSON, raw=raw)
    return Column(_KINDS.get(name, ColumnKind.OTHER), raw=raw)


def children(type: DuckDBPyType) -> Mapping[str, DuckDBPyType]:
    """The types inside a struct, list, array or map, by name."""
    return {name: inner for name, inner in type.children if isinstance(inner, DuckDBPyType)}


def sql_type(column: Column) -> str:
    """The type of a table's column; `raw` decides for numbers where it is given."""
    match column.kind:
        case ColumnKind.INTEGER | ColumnKind.DECIMAL if column.raw:
            base = column.raw.removesuffix("[]")
        case ColumnKind.DECIMAL:
            base = f"DECIMAL(38, {column.scale or 0})"
        case ColumnKind.STRUCT:
            inner = ", ".join(f"{quote(k)} {sql_type(v)}" for k, v in column.fields.items())
            base = f"STRUCT({inner})"
        case ColumnKind.OTHER:
            base = "VARCHAR"
        case kind:
            base = _SQL[kind]
    return f"{base}[]" if column.many else base


def stored_type(column: Column) -> str:
    """The type that keeps a query's column in a file.

    Parquet has no whole numbers beyond 64 bits and would round them; decimals keep 38 digits.
    """
    if column.kind is ColumnKind.INTEGER and "HUGEINT" in column.raw:
        return "DECIMAL(38, 0)[]" if column.many else "DECIMAL(38, 0)"
    return column.raw if column.kind in (ColumnKind.OTHER, ColumnKind.STRUCT) else sql_type(column)


def quote(name: str) -> str:
    """A name as an identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"
