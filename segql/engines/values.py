"""Values on their way into an engine and out of it: held against their column's type."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, assert_never

from segql.catalog.physical import Column, ColumnKind
from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes import engines as codes

_HUGEINT = 2**127


# --------------------------------------------------------------------------------------- in


def checked(value: Any, column: Column, where: str) -> Any:
    """The value where it is of its column's type; JSON as text. Raises SegqlError (3)."""
    if value is None:
        return None
    if column.many:
        if not isinstance(value, list):
            raise misfit(value, column, where)
        return [_single(item, column, where) for item in value]
    return _single(value, column, where)


def _single(value: Any, column: Column, where: str) -> Any:
    if value is None:
        return None
    kind = column.kind
    fits: bool
    match kind:
        case ColumnKind.INTEGER:
            fits = _is_number(value, int) and -_HUGEINT <= value < _HUGEINT
        case ColumnKind.DECIMAL:
            fits = _is_number(value, int | Decimal)
        case ColumnKind.DOUBLE:
            fits = _is_number(value, int | Decimal | float)
            value = float(value) if fits else value
        case ColumnKind.TEXT | ColumnKind.UUID | ColumnKind.OTHER:
            fits = isinstance(value, str) and _is_sound(value)
        case ColumnKind.BOOLEAN:
            fits = isinstance(value, bool)
        case ColumnKind.DATE:
            fits = isinstance(value, date) and not isinstance(value, datetime)
        case ColumnKind.TIMESTAMP:
            fits = isinstance(value, datetime) and value.tzinfo is None
        case ColumnKind.INSTANT:
            fits = isinstance(value, datetime) and value.tzinfo is not None
        case ColumnKind.JSON:
            value = value if isinstance(value, str) else json_text(value)
            fits = _is_sound(value)
        case ColumnKind.STRUCT:
            fits = isinstance(value, dict)
            if fits:
                value = {
                    name: checked(value.get(name), inner, f"{where}.{name}")
                    for name, inner in column.fields.items()
                }
        case _:
            assert_never(kind)
    if not fits:
        raise misfit(value, column, where)
    return value


def _is_number(value: object, kinds: Any) -> bool:
    return isinstance(value, kinds) and not isinstance(value, bool)


def _is_sound(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def misfit(value: object, column: Column, where: str) -> Exception:
    if isinstance(value, str) and not _is_sound(value):
        return _bad(
            f"A text of `{where}` holds a character that no engine stores.",
            "NUL characters and half surrogate pairs are refused.",
        )
    wanted = f"list of {column.kind}" if column.many else str(column.kind)
    return _bad(
        f"A value of `{where}` is not of its type, {wanted}.",
    )


def _bad(message: str, help: str | None = None) -> SegqlError:
    return SegqlError(Diagnostic(codes.BAD_VALUE, message, help=help), exit_code=3)


def json_text(value: Any) -> str:
    """JSON of a nested value; decimals are numbers, times are text."""
    return json.dumps(value, default=_json_value, ensure_ascii=False)


def _json_value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(UTC).replace(tzinfo=None)
    return str(value)


# -------------------------------------------------------------------------------------- out


def decoded(
    rows: Iterable[Sequence[Any]], columns: Sequence[Column] | None
) -> Iterator[tuple[Any, ...]]:
    """Rows as their columns mean them, where an engine's own types say less."""
    if columns is None:
        yield from map(tuple, rows)
        return
    readers = [_reader(column) for column in columns]
    for row in rows:
        yield tuple(
            None if value is None else read(value) for read, value in zip(readers, row, strict=True)
        )


def _reader(column: Column) -> Callable[[Any], Any]:
    if column.many:
        element = _reader(Column(column.kind))
        return lambda value: [
            None if item is None else element(item)
            for item in (json.loads(value) if isinstance(value, str) else value)
        ]
    match column.kind:
        case ColumnKind.BOOLEAN:
            return bool
        case ColumnKind.INTEGER:
            return int
        case ColumnKind.DECIMAL:
            return lambda value: value if isinstance(value, Decimal) else Decimal(str(value))
        case ColumnKind.DOUBLE:
            return float
        case ColumnKind.DATE:
            return _date
        case ColumnKind.TIMESTAMP:
            return lambda value: _timestamp(value).replace(tzinfo=None)
        case ColumnKind.INSTANT:
            return _instant
        case ColumnKind.TEXT | ColumnKind.UUID:
            return str
        case _:
            return lambda value: value


def _date(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(value[:10])


def _timestamp(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def _instant(value: Any) -> datetime:
    moment = _timestamp(value)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
