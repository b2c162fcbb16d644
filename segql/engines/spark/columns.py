"""Spark's types in the words that all engines share, and how values of them are read out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from pyspark.sql import types

from segql.catalog.physical import Column, ColumnKind
from segql.diagnostics.codes.spark import OTHER_ORDER
from segql.engines.failures import failure

_KINDS: dict[type[types.DataType], ColumnKind] = {
    types.BooleanType: ColumnKind.BOOLEAN,
    types.DateType: ColumnKind.DATE,
    types.TimestampType: ColumnKind.INSTANT,
    types.TimestampNTZType: ColumnKind.TIMESTAMP,
    types.FloatType: ColumnKind.DOUBLE,
    types.DoubleType: ColumnKind.DOUBLE,
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def column_of(type: types.DataType) -> Column:
    """What a type of Spark is; a list of lists and what else has no word is OTHER."""
    raw = type.simpleString()
    match type:
        case types.ArrayType(elementType=inner):
            element = column_of(inner)
            if element.many:
                return Column(ColumnKind.OTHER, raw=raw)
            return Column(element.kind, True, raw, element.scale, element.fields)
        case types.StructType(fields=fields):
            inside = {field.name: column_of(field.dataType) for field in fields}
            return Column(ColumnKind.STRUCT, raw=raw, fields=inside)
        case types.DecimalType(scale=scale):
            return Column(ColumnKind.DECIMAL, raw=raw, scale=scale)
        case types.IntegralType():
            return Column(ColumnKind.INTEGER, raw=raw)
        case types.StringType() | types.VarcharType() | types.CharType():
            return Column(ColumnKind.TEXT, raw=raw)
        case _:
            return Column(_KINDS.get(type.__class__, ColumnKind.OTHER), raw=raw)


def refuse_collation(schema: types.StructType, table: str) -> None:
    """Raises SegqlError (2) where a column of text does not compare by code point."""
    for field in schema.fields:
        collation = getattr(field.dataType, "collation", "UTF8_BINARY")
        if collation != "UTF8_BINARY":
            raise failure(
                OTHER_ORDER,
                f"The column `{field.name}` of `{table}` compares its text as {collation} says.",
                "Let the catalog name a view that reads it `COLLATE UTF8_BINARY`.",
                exit_code=2,
            )


# -------------------------------------------------------------------------------- reading out


def readable(name: str, type: types.DataType) -> str:
    """SQL that hands a column out so that no clock of this machine touches it: instants as
    microseconds.
    """
    match type:
        case types.TimestampType():
            return f"unix_micros({name})"
        case types.ArrayType(elementType=types.TimestampType()):
            return f"transform({name}, x -> unix_micros(x))"
        case _:
            return name


def reader(type: types.DataType) -> Callable[[Any], Any]:
    """What makes of a value that came out the one that all engines give."""
    match type:
        case types.TimestampType():
            return lambda value: _EPOCH + timedelta(microseconds=value)
        case types.ArrayType(elementType=inner):
            element = reader(inner)
            return lambda value: [None if item is None else element(item) for item in value]
        case types.StructType():
            return lambda value: value.asDict(recursive=True)
        case _:
            return lambda value: value
