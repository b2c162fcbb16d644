"""Types and values of BigQuery in the words that all engines share, and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from google.cloud.bigquery import SchemaField

from segql.catalog.physical import Column, ColumnKind, Table
from segql.engines.values import checked

_KINDS = {
    "INTEGER": ColumnKind.INTEGER, "INT64": ColumnKind.INTEGER, "FLOAT": ColumnKind.DOUBLE,
    "FLOAT64": ColumnKind.DOUBLE, "NUMERIC": ColumnKind.DECIMAL, "BIGNUMERIC": ColumnKind.DECIMAL,
    "STRING": ColumnKind.TEXT, "BOOLEAN": ColumnKind.BOOLEAN, "BOOL": ColumnKind.BOOLEAN,
    "DATE": ColumnKind.DATE, "DATETIME": ColumnKind.TIMESTAMP, "TIMESTAMP": ColumnKind.INSTANT,
    "JSON": ColumnKind.JSON, "RECORD": ColumnKind.STRUCT, "STRUCT": ColumnKind.STRUCT,
}  # fmt: skip
_NAMES = {
    ColumnKind.INTEGER: "INT64", ColumnKind.DOUBLE: "FLOAT64", ColumnKind.TEXT: "STRING",
    ColumnKind.BOOLEAN: "BOOL", ColumnKind.DATE: "DATE", ColumnKind.TIMESTAMP: "DATETIME",
    ColumnKind.INSTANT: "TIMESTAMP", ColumnKind.UUID: "STRING", ColumnKind.JSON: "JSON",
    ColumnKind.STRUCT: "RECORD", ColumnKind.OTHER: "STRING",
}  # fmt: skip
_WHOLE, _AFTER = 29, 9  # the digits of a NUMERIC before the point and after it


def column_of(field: Any) -> Column:
    """What a field of a schema is; what has no word here is OTHER."""
    kind = _KINDS.get(field.field_type, ColumnKind.OTHER)
    parts = {part.name: column_of(part) for part in field.fields}
    return Column(kind, field.mode == "REPEATED", field.field_type, field.scale, parts)


def field_of(name: str, column: Column, values: Sequence[Any]) -> Any:
    """The field that holds a column's values."""
    kind = _NAMES.get(column.kind) or _decimal(column, values)
    parts = [
        field_of(part, inner, [value[part] for value in _items(values) if value is not None])
        for part, inner in column.fields.items()
    ]
    return SchemaField(name, kind, mode="REPEATED" if column.many else "NULLABLE", fields=parts)


def _decimal(column: Column, values: Sequence[Any]) -> str:
    numbers = [Decimal(value) for value in _items(values) if value is not None]
    narrow = all(
        number.adjusted() < _WHOLE and -int(number.as_tuple().exponent) <= _AFTER
        for number in numbers
    )
    return "NUMERIC" if narrow and (column.scale or 0) <= _AFTER else "BIGNUMERIC"


def _items(values: Sequence[Any]) -> list[Any]:
    return [item for value in values for item in (value if isinstance(value, list) else (value,))]


def rows_of(name: str, table: Table) -> tuple[list[Any], list[dict[str, Any]]]:
    """The schema of a table, and its rows as BigQuery loads them from JSON.

    An array takes no unknown elements and is never unknown itself, so it is loaded without them.
    """
    columns = {
        column: [checked(row.get(column), kind, f"{name}.{column}") for row in table.rows]
        for column, kind in table.columns.items()
    }
    schema = [field_of(column, table.columns[column], held) for column, held in columns.items()]
    rows = [
        {column: _written(held[place]) for column, held in columns.items()}
        for place in range(len(table.rows))
    ]
    return schema, rows


def _written(value: Any) -> Any:
    match value:
        case list():
            return [_written(item) for item in value if item is not None]
        case dict():
            return {name: _written(item) for name, item in value.items()}
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case _:
            return value


def value_of(value: Any, field: Any) -> Any:
    """A value of a result: instants in UTC, JSON as text."""
    if value is None:
        return None
    if field.mode == "REPEATED":
        return [_single(item, field) for item in value]
    return _single(value, field)


def _single(value: Any, field: Any) -> Any:
    match _KINDS.get(field.field_type):
        case ColumnKind.INSTANT:
            return value.astimezone(UTC)
        case ColumnKind.JSON:
            return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        case ColumnKind.STRUCT:
            return {part.name: value_of(value[part.name], part) for part in field.fields}
        case _:
            return value
