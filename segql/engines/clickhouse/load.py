"""Rows of a test into tables of a scratch database: every column nullable, structs as tuples."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from segql.catalog.names import table_parts
from segql.catalog.physical import Column, ColumnKind, Dataset, Table
from segql.diagnostics.codes import engines as codes
from segql.engines.failures import failure
from segql.engines.values import checked, json_text

_TYPES = {
    ColumnKind.INTEGER: "Int64",
    ColumnKind.DOUBLE: "Float64",
    ColumnKind.TEXT: "String",
    ColumnKind.BOOLEAN: "Bool",
    ColumnKind.DATE: "Date32",
    ColumnKind.TIMESTAMP: "DateTime64(6)",
    ColumnKind.INSTANT: "DateTime64(6, 'UTC')",
    ColumnKind.UUID: "UUID",
    ColumnKind.JSON: "String",
    ColumnKind.OTHER: "String",
}


def quote(name: str) -> str:
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"


def literal(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def statements(dataset: Dataset, storage: str) -> Iterator[tuple[str, str, bytes]]:
    """For each table its quoted name, the statement that makes it, and its rows as JSON."""
    for name, table in dataset.tables.items():
        parts = table_parts(name)
        if len(parts) > 1:
            raise failure(
                codes.BAD_VALUE,
                f"The table `{name}` names a database, and tests have one of their own.",
                "Name the database by the target (`schema:`), and the table alone in the catalog.",
                exit_code=2,
            )
        columns = _columns(table)
        words = ", ".join(f"{quote(column)} {word}" for column, word in columns.items())
        made = f"CREATE TABLE {quote(parts[0])} ({words}) ENGINE = {storage}"
        yield quote(parts[0]), made, _lines(name, table, columns)


def _columns(table: Table) -> Mapping[str, str]:
    return {
        name: _type(column, [row.get(name) for row in table.rows])
        for name, column in table.columns.items()
    }


def _type(column: Column, values: Sequence[Any]) -> str:
    if column.many and None in values:
        return "Nullable(String)"  # an array cannot be unknown, but JSON can
    if column.kind is ColumnKind.STRUCT:
        given = [value or {} for value in values]
        inner = ", ".join(
            f"{quote(name)} {_type(field, [value.get(name) for value in given])}"
            for name, field in column.fields.items()
        )
        word = f"Tuple({inner})"
        return f"Array({word})" if column.many else word
    items = [item for value in values for item in (value if column.many else [value])]
    word = f"Nullable({_word(column, items)})"
    return f"Array({word})" if column.many else word


def _word(column: Column, values: Sequence[Any]) -> str:
    if column.kind is ColumnKind.DECIMAL:
        scale = column.scale or 0
        for value in values:
            if isinstance(value, Decimal):
                scale = max(scale, -int(value.as_tuple().exponent))
        return f"Decimal(38, {scale})"
    if column.kind is ColumnKind.INTEGER and any(
        isinstance(value, int) and not -(2**63) <= value < 2**63 for value in values
    ):
        return "Int128"
    return _TYPES[column.kind]


def _lines(name: str, table: Table, columns: Mapping[str, str]) -> bytes:
    made = []
    for row in table.rows:
        cells = []
        for column, kind in table.columns.items():
            value = _stored(checked(row.get(column), kind, f"{name}.{column}"), kind)
            as_json = kind.many and columns[column] == "Nullable(String)" and value is not None
            cells.append(json_text(value) if as_json else value)
        made.append(json.dumps(cells, ensure_ascii=False, default=str))
    return "\n".join(made).encode()


def _stored(value: Any, column: Column) -> Any:
    """A value as it is written in JSON."""
    if column.many and value is not None:
        return [_stored(item, Column(column.kind, fields=column.fields)) for item in value]
    if column.kind is ColumnKind.STRUCT:
        given = value or {}
        return {name: _stored(given.get(name), field) for name, field in column.fields.items()}
    match value:
        case datetime():
            utc = value.astimezone(UTC) if value.tzinfo else value
            return utc.replace(tzinfo=None).isoformat(" ", "microseconds")
        case date() | Decimal():
            return str(value) if isinstance(value, date) else format(value, "f")
        case float() if value != value or value in (float("inf"), float("-inf")):
            return repr(value)
        case _:
            return value
