"""Dates, timestamps and numbers as people write them in YAML."""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from decimal import Decimal

from segql.types import Kind

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIMESTAMP = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ]+(\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,6})?)?)"
    r" ?([Zz]|[-+]\d{2}(?::?\d{2})?)?"
)


def read_date(text: str) -> date | None:
    """`2024-06-30`, or None where it is no date of the calendar."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_timestamp(text: str) -> datetime | None:
    """`2024-06-30T14:05`, with optional seconds and offset, a blank for the T; naive without an
    offset. None where it is none.
    """
    match = _TIMESTAMP.fullmatch(text)
    if match is None:
        return None
    day, clock, offset = match.groups()
    try:
        return datetime.fromisoformat(f"{day}T{clock.replace(',', '.')}{(offset or '').upper()}")
    except ValueError:
        return None


def as_comparable(value: object, kind: Kind) -> Decimal | str | bool | date | datetime | None:
    """A value of the catalog as one of the kind, to compare; None where it does not fit."""
    match kind:
        case Kind.INTEGER:
            return Decimal(value) if isinstance(value, int) and value is not _bool(value) else None
        case Kind.DECIMAL | Kind.DOUBLE:
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                return None
            return Decimal(str(value)) if math.isfinite(value) else None
        case Kind.TEXT:
            return value if isinstance(value, str) else None
        case Kind.BOOLEAN:
            return value if isinstance(value, bool) else None
        case Kind.DATE:
            return read_date(value) if isinstance(value, str) else None
        case Kind.TIMESTAMP:
            if not isinstance(value, str):
                return None
            day = read_date(value)
            return datetime(day.year, day.month, day.day) if day else read_timestamp(value)
        case _:
            return None


def _bool(value: object) -> bool | None:
    return value if isinstance(value, bool) else None
