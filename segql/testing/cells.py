"""From what stands in a cell of a test to a value of its column's type."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from segql.catalog.physical import Column, ColumnKind, Value
from segql.catalog.values import read_date, read_timestamp
from segql.catalog.yaml_nodes import Mapping, Node, Scalar
from segql.catalog.yaml_nodes import Sequence as Items
from segql.clock import at_wall_clock
from segql.testing.columns import Declared
from segql.types import TEXT, Kind, Type

MAX_DIGITS = 38


class MisfitError(Exception):
    """A cell that does not fit: where, what was expected, and a mend where one is known."""

    def __init__(self, node: Node, expected: str, help: str | None = None) -> None:
        super().__init__(expected)
        self.node = node
        self.expected = expected
        self.help = help


Report = Callable[[MisfitError], None]

_EXPECTED = {
    Kind.INTEGER: "a whole number",
    Kind.DECIMAL: "a number",
    Kind.DOUBLE: "a number",
    Kind.BOOLEAN: "true or false",
    Kind.DATE: "a date such as 2024-06-30",
    Kind.TIMESTAMP: "a time such as 2024-06-30T14:05",
}


@dataclass(frozen=True, slots=True)
class Filled:
    """A typed column: its values stand in the order of the cells that it was made from."""

    column: Column
    values: list[Value]


def fill(
    cells: Sequence[Node | None], declared: Declared, zone: ZoneInfo, report: Report
) -> Filled:
    """The values of one column; what does not fit is reported and becomes unknown."""
    if declared.parts:
        return _fill_struct(cells, declared, zone, report)
    zone = ZoneInfo(declared.zone) if declared.zone else zone
    if not declared.types:
        return fill_key(cells, None, zone, report)
    for type_ in declared.types[:-1]:
        problems: list[MisfitError] = []
        filled = _fill_typed(cells, type_, zone, problems.append)
        if not problems:
            return filled
    return _fill_typed(cells, declared.types[-1], zone, report)


def fill_key(
    cells: Sequence[Node | None], type_: Type | None, zone: ZoneInfo, report: Report
) -> Filled:
    """Keys: of the declared type, or whole numbers if all of them are, else text."""
    return _fill_typed(cells, type_ or infer_type(cells, dates=False), zone, report)


def infer_type(cells: Sequence[Node | None], dates: bool = True) -> Type:
    """The type of cells that no entry of the catalog describes."""
    known = [
        cell
        for cell in cells
        if cell is not None and not (isinstance(cell, Scalar) and cell.is_null)
    ]
    scalars = [cell for cell in known if isinstance(cell, Scalar)]
    if not scalars:
        return Type(Kind.INTEGER)
    values = [cell.value for cell in scalars]
    if all(isinstance(value, int) and not isinstance(value, bool) for value in values):
        return Type(Kind.INTEGER)
    if not dates:
        return TEXT
    if all(isinstance(value, bool) for value in values):
        return Type(Kind.BOOLEAN)
    if all(cell.number is not None for cell in scalars):
        return Type(Kind.DECIMAL)
    plain = [cell.text if cell.style is None else "" for cell in scalars]
    if all(map(read_date, plain)):
        return Type(Kind.DATE)
    if all(read_date(text) or read_timestamp(text) for text in plain):
        return Type(Kind.TIMESTAMP)
    return TEXT


# ---------------------------------------------------------------------------------- structs


def _fill_struct(
    cells: Sequence[Node | None], declared: Declared, zone: ZoneInfo, report: Report
) -> Filled:
    """A column that paths lead into: mappings, typed part by part."""
    rows: list[dict[str, Node] | None] = []
    for cell in cells:
        if cell is None or (isinstance(cell, Scalar) and cell.is_null):
            rows.append(None)
        elif not isinstance(cell, Mapping):
            names = ", ".join(f"{name}: ..." for name in declared.parts)
            report(MisfitError(cell, "a mapping", f"Write it as {{{names}}}."))
            rows.append(None)
        else:
            for entry in cell:
                if entry.key.text not in declared.parts:
                    known = ", ".join(f"`{name}`" for name in declared.parts)
                    report(MisfitError(entry.key, f"one of {known}"))
            rows.append({entry.key.text: entry.value for entry in cell})
    parts = {
        name: fill([row.get(name) if row else None for row in rows], part, zone, report)
        for name, part in declared.parts.items()
    }
    values: list[Value] = [
        None if row is None else {name: part.values[index] for name, part in parts.items()}
        for index, row in enumerate(rows)
    ]
    fields = {name: part.column for name, part in parts.items()}
    return Filled(Column(ColumnKind.STRUCT, fields=fields), values)


# ----------------------------------------------------------------------------------- values


def _fill_typed(
    cells: Sequence[Node | None], type_: Type, zone: ZoneInfo, report: Report
) -> Filled:
    values: list[Value] = []
    for cell in cells:
        try:
            values.append(_read(cell, type_))
        except MisfitError as problem:
            report(problem)
            values.append(None)
    flat = [v for value in values for v in (value if isinstance(value, list) else [value])]
    column = _column(type_, flat)
    return Filled(column, [_settle(value, column, zone) for value in values])


def _read(cell: Node | None, type_: Type) -> Value:
    if cell is None or (isinstance(cell, Scalar) and cell.is_null):
        return None
    if type_.many:
        if not isinstance(cell, Items):
            raise MisfitError(cell, "a list", "Write it in brackets: [a, b].")
        return [_read(item, type_.element) for item in cell.items]
    if not isinstance(cell, Scalar):
        raise MisfitError(cell, _EXPECTED.get(type_.kind, "a text"))
    value = _read_scalar(cell, type_.kind)
    if value is None:
        raise MisfitError(cell, _EXPECTED[type_.kind], _mend(cell, type_.kind))
    return value


def _read_scalar(cell: Scalar, kind: Kind) -> Value:
    match kind:
        case Kind.TEXT:
            # digits, dates and `true` without quotes are the text that stands there
            return cell.text
        case Kind.INTEGER:
            value = cell.value
            return value if isinstance(value, int) and not isinstance(value, bool) else None
        case Kind.DECIMAL:
            number = cell.number
            if number is not None and _digits(number) > MAX_DIGITS:
                raise MisfitError(cell, f"a number of at most {MAX_DIGITS} digits")
            return number
        case Kind.DOUBLE:
            value = cell.value
            if isinstance(value, float) and not math.isfinite(value):
                return value
            return None if cell.number is None else float(cell.number)
        case Kind.BOOLEAN:
            return cell.value if isinstance(cell.value, bool) else None
        case _:
            return read_timestamp(cell.text) or read_date(cell.text)


def _digits(number: Decimal) -> int:
    _, digits, exponent = number.as_tuple()
    places = exponent if isinstance(exponent, int) else 0
    return max(len(digits), -places) + max(places, 0)


def _mend(cell: Scalar, kind: Kind) -> str | None:
    if cell.style is not None and kind in (Kind.INTEGER, Kind.DECIMAL, Kind.DOUBLE):
        return "Take the quotes away."
    if kind is Kind.BOOLEAN and cell.text.lower() in ("yes", "on", "y"):
        return "Write true."
    if kind is Kind.BOOLEAN and cell.text.lower() in ("no", "off", "n"):
        return "Write false."
    return None


def _column(type_: Type, values: list[Value]) -> Column:
    """The physical column for values of a type: as exact, and with zones, as they need it."""
    many = type_.many
    match type_.kind:
        case Kind.DECIMAL:
            scale = max((_scale(v) for v in values if isinstance(v, Decimal)), default=0)
            return Column(ColumnKind.DECIMAL, many, scale=scale)
        case Kind.DATE if not any(isinstance(value, datetime) for value in values):
            return Column(ColumnKind.DATE, many)
        case Kind.DATE | Kind.TIMESTAMP:
            zoned = any(isinstance(v, datetime) and v.tzinfo is not None for v in values)
            return Column(ColumnKind.INSTANT if zoned else ColumnKind.TIMESTAMP, many)
        case kind:
            return Column(ColumnKind(str(kind)), many)


def _scale(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _settle(value: Value, column: Column, zone: ZoneInfo) -> Value:
    """A date of a timestamp column is its midnight; beside zoned times, naive ones get theirs."""
    if isinstance(value, list):
        return [_settle(item, column, zone) for item in value]
    if column.kind not in (ColumnKind.TIMESTAMP, ColumnKind.INSTANT) or value is None:
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if isinstance(value, datetime) and value.tzinfo is None and column.kind is ColumnKind.INSTANT:
        return at_wall_clock(value, zone)
    return value
