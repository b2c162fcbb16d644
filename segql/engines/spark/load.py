"""Rows of a test as views of a session, with exact types: nothing is written anywhere."""

from __future__ import annotations

import decimal
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession, types

from segql.catalog.names import table_parts
from segql.catalog.physical import Column, ColumnKind, Dataset, Table
from segql.diagnostics.codes import engines as codes
from segql.engines.failures import failure
from segql.engines.values import checked

_TYPES: dict[ColumnKind, tuple[types.DataType, Any]] = {
    ColumnKind.INTEGER: (types.LongType(), pa.int64()),
    ColumnKind.DOUBLE: (types.DoubleType(), pa.float64()),
    ColumnKind.BOOLEAN: (types.BooleanType(), pa.bool_()),
    ColumnKind.DATE: (types.DateType(), pa.date32()),
    ColumnKind.TIMESTAMP: (types.TimestampNTZType(), pa.timestamp("us")),
    ColumnKind.INSTANT: (types.TimestampType(), pa.timestamp("us", "UTC")),
}
_TEXT = (types.StringType(), pa.string())
_WIDE = 2**63
_DIGITS = 38


def frame_of(session: SparkSession, name: str, table: Table) -> DataFrame:
    """A table's rows. Raises SegqlError (3) where a value is not of its column's type."""
    fields: list[types.StructField] = []
    arrays: list[Any] = []
    for column, kind in table.columns.items():
        values = [checked(row.get(column), kind, f"{name}.{column}") for row in table.rows]
        ours, arrows = _type(kind, values)
        fields.append(types.StructField(column, ours))
        arrays.append(pa.array(values, type=arrows))
    rows = pa.Table.from_arrays(arrays, names=list(table.columns))
    return session.createDataFrame(rows, types.StructType(fields))


def view_name(name: str) -> str:
    """The name of a view for a table of a dataset. Raises SegqlError (2) where it has a schema."""
    if len(table_parts(name)) > 1:
        raise failure(
            codes.BAD_VALUE,
            f"The table `{name}` names a schema, and tests on Spark have none.",
            "Name the schema by the target (`schema:`), and the table alone in the catalog.",
            exit_code=2,
        )
    return quoted(name)


def quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def dataset_frames(session: SparkSession, dataset: Dataset) -> Iterator[tuple[str, DataFrame]]:
    parts = int(session.conf.get("spark.sql.shuffle.partitions") or 1)
    for name, table in dataset.tables.items():
        # Spark does not move rows that it knows to be in one part already
        yield view_name(name), frame_of(session, name, table).coalesce(parts)


def _type(column: Column, values: list[Any]) -> tuple[types.DataType, Any]:
    """The type that holds every value of a column, in Spark's words and in Arrow's."""
    known = list(_known(values))
    match column.kind:
        case ColumnKind.STRUCT:
            inner = {
                name: _type(kind, [value.get(name) for value in known])
                for name, kind in column.fields.items()
            }
            found: tuple[types.DataType, Any] = (
                types.StructType([types.StructField(n, ours) for n, (ours, _) in inner.items()]),
                pa.struct([(name, arrows) for name, (_, arrows) in inner.items()]),
            )
        case ColumnKind.DECIMAL:
            found = _decimal(column, known)
        case ColumnKind.INTEGER if any(not -_WIDE <= value < _WIDE for value in known):
            found = types.DecimalType(_DIGITS, 0), pa.decimal128(_DIGITS, 0)
        case kind:
            found = _TYPES.get(kind, _TEXT)
    ours, arrows = found
    return (types.ArrayType(ours), pa.list_(arrows)) if column.many else found


def _known(values: list[Any]) -> Iterator[Any]:
    for value in values:
        for item in value if isinstance(value, list) else [value]:
            if item is not None:
                yield item


def _decimal(column: Column, known: list[Any]) -> tuple[types.DataType, Any]:
    scale, whole = column.scale or 0, 1
    for value in known:
        digits = Decimal(value).normalize(decimal.Context(prec=400)).as_tuple()
        exponent = int(digits.exponent)
        scale = max(scale, -exponent)
        whole = max(whole, len(digits.digits) + exponent)
    if whole + scale > _DIGITS:
        raise failure(codes.BAD_VALUE, "A decimal has more than 38 digits and cannot be loaded.")
    precision = 18 if whole + scale <= 18 else _DIGITS
    return types.DecimalType(precision, scale), pa.decimal128(precision, scale)
