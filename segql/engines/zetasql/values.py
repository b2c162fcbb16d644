"""Types and values of GoogleSQL as ZetaSQL's messages hold them, in both directions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, localcontext
from typing import Any

from zetasql.wasi._pb2.zetasql.public.type_pb2 import TypeKind, TypeProto
from zetasql.wasi._pb2.zetasql.public.value_pb2 import ValueProto

from segql.catalog.physical import Column, ColumnKind
from segql.engines.values import misfit

_EPOCH = date(1970, 1, 1)
_START = datetime(1970, 1, 1, tzinfo=UTC)
_INT64 = 2**63
_NAMES = {
    ColumnKind.INTEGER: "TYPE_INT64",
    ColumnKind.DOUBLE: "TYPE_DOUBLE",
    ColumnKind.TEXT: "TYPE_STRING",
    ColumnKind.BOOLEAN: "TYPE_BOOL",
    ColumnKind.DATE: "TYPE_DATE",
    ColumnKind.TIMESTAMP: "TYPE_DATETIME",
    ColumnKind.INSTANT: "TYPE_TIMESTAMP",
    ColumnKind.UUID: "TYPE_STRING",
    ColumnKind.JSON: "TYPE_JSON",
    ColumnKind.OTHER: "TYPE_STRING",
}
_KINDS = {
    "TYPE_INT64": ColumnKind.INTEGER,
    "TYPE_DOUBLE": ColumnKind.DOUBLE,
    "TYPE_STRING": ColumnKind.TEXT,
    "TYPE_BOOL": ColumnKind.BOOLEAN,
    "TYPE_DATE": ColumnKind.DATE,
    "TYPE_DATETIME": ColumnKind.TIMESTAMP,
    "TYPE_TIMESTAMP": ColumnKind.INSTANT,
    "TYPE_JSON": ColumnKind.JSON,
    "TYPE_NUMERIC": ColumnKind.DECIMAL,
    "TYPE_BIGNUMERIC": ColumnKind.DECIMAL,
}
NUMERIC = (29, 9)
"""Digits before the point, and after it; the whole value is stored as an integer."""
BIGNUMERIC = (38, 38)


# ------------------------------------------------------------------------------------ types


def type_of(column: Column, values: list[Any]) -> Any:
    """The type that holds a column's values: decimals are NUMERIC where all of them fit."""
    made = TypeProto(type_kind=TypeKind.Value(_name(column, values)))
    if column.kind is ColumnKind.STRUCT:
        for name, inner in column.fields.items():
            part = made.struct_type.field.add(field_name=name)
            held = [value.get(name) for value in _items(values) if value is not None]
            part.field_type.CopyFrom(type_of(inner, held))
    if not column.many:
        return made
    listed = TypeProto(type_kind=TypeKind.Value("TYPE_ARRAY"))
    listed.array_type.element_type.CopyFrom(made)
    return listed


def _name(column: Column, values: list[Any]) -> str:
    if column.kind is ColumnKind.STRUCT:
        return "TYPE_STRUCT"
    if column.kind is not ColumnKind.DECIMAL:
        return _NAMES[column.kind]
    narrow = all(value is None or _fits(value, NUMERIC) for value in _items(values))
    return "TYPE_NUMERIC" if narrow and (column.scale or 0) <= NUMERIC[1] else "TYPE_BIGNUMERIC"


def _items(values: list[Any]) -> Iterator[Any]:
    for value in values:
        yield from value if isinstance(value, list) else (value,)


def _fits(value: int | Decimal, digits: tuple[int, int]) -> bool:
    number = Decimal(value)
    whole, after = digits
    return number.adjusted() < whole and -int(number.as_tuple().exponent) <= after


def column_of(type: Any) -> Column:
    """What a type is in the words that all engines share."""
    name = TypeKind.Name(type.type_kind)
    raw = name.removeprefix("TYPE_")
    if name == "TYPE_ARRAY":
        element = column_of(type.array_type.element_type)
        return Column(element.kind, True, f"ARRAY<{element.raw}>", fields=element.fields)
    if name == "TYPE_STRUCT":
        parts = {part.field_name: column_of(part.field_type) for part in type.struct_type.field}
        return Column(ColumnKind.STRUCT, raw=raw, fields=parts)
    return Column(_KINDS.get(name, ColumnKind.OTHER), raw=raw)


# ----------------------------------------------------------------------------------- values


def message_of(value: Any, type: Any, column: Column, where: str) -> Any:
    """A value as a message; null is an empty one. Raises SegqlError (3) where it does not fit."""
    made = ValueProto()
    if value is None:
        return made
    if column.many:
        element, single = type.array_type.element_type, _single(column)
        made.array_value.SetInParent()
        for item in value:
            made.array_value.element.append(message_of(item, element, single, where))
        return made
    match TypeKind.Name(type.type_kind):
        case "TYPE_INT64":
            if not -_INT64 <= value < _INT64:
                raise misfit(value, column, where)
            made.int64_value = value
        case "TYPE_DOUBLE":
            made.double_value = value
        case "TYPE_BOOL":
            made.bool_value = value
        case "TYPE_DATE":
            made.date_value = (value - _EPOCH).days
        case "TYPE_DATETIME":
            made.datetime_value.bit_field_datetime_seconds = _packed(value)
            made.datetime_value.nanos = value.microsecond * 1000
        case "TYPE_TIMESTAMP":
            micros = (value - _START) // timedelta(microseconds=1)
            made.timestamp_value.seconds = micros // 1_000_000
            made.timestamp_value.nanos = micros % 1_000_000 * 1000
        case "TYPE_NUMERIC":
            made.numeric_value = _bytes_of(value, NUMERIC[1])
        case "TYPE_BIGNUMERIC":
            if not _fits(value, BIGNUMERIC):
                raise misfit(value, column, where)
            made.bignumeric_value = _bytes_of(value, BIGNUMERIC[1])
        case "TYPE_JSON":
            made.json_value = value
        case "TYPE_STRUCT":
            made.struct_value.SetInParent()
            for part in type.struct_type.field:
                name = part.field_name
                inner = column.fields[name]
                held = message_of(value.get(name), part.field_type, inner, f"{where}.{name}")
                made.struct_value.field.append(held)
        case _:
            made.string_value = value
    return made


def _single(column: Column) -> Column:
    return Column(column.kind, raw=column.raw, scale=column.scale, fields=column.fields)


def _packed(value: datetime) -> int:
    packed = 0
    parts = (value.year, value.month, value.day, value.hour, value.minute, value.second)
    for part, bits in zip(parts, (14, 4, 5, 5, 6, 6), strict=True):
        packed = packed << bits | part
    return packed


def _unpacked(packed: int, nanos: int) -> datetime:
    parts = []
    for bits in (6, 6, 5, 5, 4, 14):
        parts.append(packed & (1 << bits) - 1)
        packed >>= bits
    second, minute, hour, day, month, year = parts
    return datetime(year, month, day, hour, minute, second, nanos // 1000)


def _bytes_of(value: int | Decimal, scale: int) -> bytes:
    with localcontext(prec=100):
        whole = int(Decimal(value).scaleb(scale))
    return whole.to_bytes(whole.bit_length() // 8 + 1, "little", signed=True)


def _decimal_of(data: bytes, scale: int) -> Decimal:
    with localcontext(prec=100):
        value = Decimal(int.from_bytes(data, "little", signed=True)).scaleb(-scale)
        # as many digits as it needs, but never 1E+2 for a hundred
        plain = value.normalize()
        return plain if int(plain.as_tuple().exponent) <= 0 else plain.quantize(Decimal(1))


def value_of(message: Any, type: Any) -> Any:
    """A message as a value of Python."""
    held = message.WhichOneof("value")
    if held is None:
        return None
    found = getattr(message, held)
    match held:
        case "date_value":
            return _EPOCH + timedelta(days=found)
        case "datetime_value":
            return _unpacked(found.bit_field_datetime_seconds, found.nanos)
        case "timestamp_value":
            return _START + timedelta(seconds=found.seconds, microseconds=found.nanos // 1000)
        case "numeric_value":
            return _decimal_of(found, NUMERIC[1])
        case "bignumeric_value":
            return _decimal_of(found, BIGNUMERIC[1])
        case "array_value":
            element = type.array_type.element_type
            return [value_of(item, element) for item in found.element]
        case "struct_value":
            parts = zip(type.struct_type.field, found.field, strict=True)
            return {part.field_name: value_of(item, part.field_type) for part, item in parts}
        case _:
            return found
