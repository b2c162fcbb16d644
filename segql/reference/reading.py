"""From a cell of a table to a value of the language, by the type that the catalog declares."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TypeGuard
from uuid import UUID
from zoneinfo import ZoneInfo

from segql.catalog.models import FieldModel
from segql.catalog.physical import Row
from segql.clock import at_wall_clock, midnight
from segql.reference.calendar import day_in
from segql.reference.values import Value, known_number, to_double
from segql.types import Kind, Type


class CellError(ValueError):
    """A cell that does not hold what the catalog says."""


@dataclass(frozen=True, slots=True)
class Zones:
    """`column`: the zone that a timestamp without one is read in; `project`: whose days count."""

    column: ZoneInfo
    project: ZoneInfo


def read_field(row: Row, name: str, field: FieldModel, type_: Type, zone: ZoneInfo) -> Value:
    """The value of a field that lies in columns; None where it is unknown.

    `zone` is the project's; the field's own `timezone` goes before it.
    """
    if type_.kind is Kind.POINT:
        return read_point(row.get(field.latitude or ""), row.get(field.longitude or ""))
    zones = Zones(ZoneInfo(field.timezone) if field.timezone else zone, zone)
    return read_value(cell_of(row, name, field), type_, zones, field.empty == "unknown")


def cell_of(row: Row, name: str, field: FieldModel) -> object:
    """The raw cell: a column, or what its `path` leads to inside nested mappings or JSON text.

    The first part of a path is the column, unless `column` names that.
    """
    if field.path is None:
        return row.get(field.column or name)
    parts = field.path.split(".")
    cell: object = row.get(field.column or parts[0])
    for part in parts if field.column else parts[1:]:
        if isinstance(cell, str):
            cell = json.loads(cell, parse_float=Decimal)
        if not isinstance(cell, Mapping):
            return None
        cell = cell.get(part)
    return cell


def read_point(latitude: object, longitude: object) -> tuple[float, float] | None:
    """A point in degrees; unknown where one of the two is."""
    degrees = [to_double(cell) for cell in (latitude, longitude) if is_number(cell)]
    if len(degrees) < 2 or any(map(math.isnan, degrees)):
        return None
    return degrees[0], degrees[1]


def is_number(cell: object) -> TypeGuard[int | float | Decimal]:
    """Whether a cell holds a number; a boolean is none."""
    return isinstance(cell, int | float | Decimal) and not isinstance(cell, bool)


def read_value(cell: object, type_: Type, zones: Zones, empty_unknown: bool = False) -> Value:
    """A cell as a value of the type. A list leaves out its unknown elements."""
    if cell is None:
        return None
    if not type_.many:
        return _read_one(cell, type_.kind, zones, empty_unknown)
    if isinstance(cell, str):
        cell = json.loads(cell, parse_float=Decimal)
        if cell is None:
            return None
    if isinstance(cell, str) or not isinstance(cell, Sequence):
        raise CellError(f"{cell!r} is not a list")
    elements = [read_value(element, type_.element, zones, empty_unknown) for element in cell]
    return tuple(element for element in elements if element is not None)


def _read_one(cell: object, kind: Kind, zones: Zones, empty_unknown: bool) -> Value:
    if is_number(cell):
        if kind is Kind.DOUBLE:
            return known_number(to_double(cell))
        if kind is Kind.DECIMAL:
            return Decimal(repr(cell)) if isinstance(cell, float) else Decimal(cell)
        if kind is Kind.INTEGER and cell == int(cell):
            return int(cell)
    elif kind is Kind.BOOLEAN and isinstance(cell, bool):
        return cell
    elif kind is Kind.TEXT and isinstance(cell, str | UUID):
        return None if cell == "" and empty_unknown else str(cell)
    elif kind in (Kind.DATE, Kind.TIMESTAMP) and isinstance(cell, date | str):
        moment = _moment(cell)
        return _as_date(moment, zones) if kind is Kind.DATE else _as_instant(moment, zones)
    raise CellError(f"{cell!r} is not a {kind}")


def _moment(cell: date | str) -> date:
    """A date or datetime; JSON holds them as ISO text."""
    if not isinstance(cell, str):
        return cell
    only_date = len(cell) == len("2024-01-31")
    return date.fromisoformat(cell) if only_date else datetime.fromisoformat(cell)


def _as_date(moment: date, zones: Zones) -> date:
    """A date as it is; of a timestamp its day in the project's zone."""
    return day_in(_as_instant(moment, zones), zones.project) if _has_clock(moment) else moment


def _as_instant(moment: date, zones: Zones) -> datetime:
    """An instant in UTC. A date is its midnight in the project's zone, and a timestamp without
    a zone is read in the column's.
    """
    if not isinstance(moment, datetime):
        moment = midnight(moment, zones.project)
    elif moment.tzinfo is None:
        moment = at_wall_clock(moment, zones.column)
    return moment.astimezone(UTC)


def _has_clock(moment: date) -> bool:
    return isinstance(moment, datetime)


def read_key(cell: object) -> Value:
    """A key as it stands; a UUID as its text."""
    return str(cell) if isinstance(cell, UUID) else cell
