"""Arrow's types in the words that all engines share, and back."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from segql.catalog.physical import Column, ColumnKind

_WORDS = {
    ColumnKind.INTEGER: pa.int64(),
    ColumnKind.DOUBLE: pa.float64(),
    ColumnKind.TEXT: pa.string(),
    ColumnKind.BOOLEAN: pa.bool_(),
    ColumnKind.DATE: pa.date32(),
    ColumnKind.TIMESTAMP: pa.timestamp("us"),
    ColumnKind.INSTANT: pa.timestamp("us", "UTC"),
    ColumnKind.UUID: pa.string(),
    ColumnKind.JSON: pa.string(),
    ColumnKind.OTHER: pa.string(),
}


def column_of(type: Any) -> Column:
    """What a type of Arrow is; a list of lists and what else has no word is OTHER."""
    raw = str(type)
    if pa.types.is_list(type) or pa.types.is_large_list(type) or pa.types.is_list_view(type):
        element = column_of(type.value_type)
        if element.many:
            return Column(ColumnKind.OTHER, raw=raw)
        return Column(element.kind, True, raw, element.scale, element.fields)
    if pa.types.is_struct(type):
        return Column(
            ColumnKind.STRUCT, raw=raw, fields={part.name: column_of(part.type) for part in type}
        )
    if pa.types.is_decimal(type):
        return Column(ColumnKind.DECIMAL, raw=raw, scale=type.scale)
    if pa.types.is_timestamp(type):
        return Column(ColumnKind.TIMESTAMP if type.tz is None else ColumnKind.INSTANT, raw=raw)
    return Column(_simple(type), raw=raw)


def _simple(type: Any) -> ColumnKind:
    types = pa.types
    if types.is_integer(type):
        return ColumnKind.INTEGER
    if types.is_floating(type):
        return ColumnKind.DOUBLE
    if types.is_string(type) or types.is_large_string(type) or types.is_string_view(type):
        return ColumnKind.TEXT
    if types.is_boolean(type):
        return ColumnKind.BOOLEAN
    if types.is_date(type):
        return ColumnKind.DATE
    return ColumnKind.OTHER


def arrow_type(column: Column, digits: int = 18) -> Any:
    """The type of a column in memory; `digits` of its decimals."""
    match column.kind:
        case ColumnKind.DECIMAL:
            made = pa.decimal128(digits, column.scale or 0)
        case ColumnKind.STRUCT:
            made = pa.struct([(name, arrow_type(inner)) for name, inner in column.fields.items()])
        case kind:
            made = _WORDS[kind]
    return pa.list_(made) if column.many else made
