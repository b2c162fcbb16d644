"""The language's value types."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a single value is."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    DOUBLE = "double"
    TEXT = "text"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"
    POINT = "point"
    DURATION = "duration"
    UNKNOWN = "unknown"  # of the literal `unknown` alone: fits everywhere


@dataclass(frozen=True, slots=True)
class Type:
    """A value type: one kind, or a list of it.

    The values are, in Python: int, Decimal, float, str, bool, datetime.date, an aware
    datetime.datetime, (latitude, longitude) in degrees, plan-time durations, and a tuple for a
    list. An unknown value is None in every type.
    """

    kind: Kind
    many: bool = False

    def __str__(self) -> str:
        return f"list of {self.kind}" if self.many else str(self.kind)

    @property
    def is_number(self) -> bool:
        return not self.many and self.kind in (Kind.INTEGER, Kind.DECIMAL, Kind.DOUBLE)

    @property
    def is_exact(self) -> bool:
        return not self.many and self.kind in (Kind.INTEGER, Kind.DECIMAL)

    @property
    def is_time(self) -> bool:
        return not self.many and self.kind in (Kind.DATE, Kind.TIMESTAMP)

    @property
    def is_text(self) -> bool:
        return not self.many and self.kind is Kind.TEXT

    @property
    def is_boolean(self) -> bool:
        return not self.many and self.kind is Kind.BOOLEAN

    @property
    def element(self) -> Type:
        return Type(self.kind)


INTEGER = Type(Kind.INTEGER)
DECIMAL = Type(Kind.DECIMAL)
DOUBLE = Type(Kind.DOUBLE)
TEXT = Type(Kind.TEXT)
BOOLEAN = Type(Kind.BOOLEAN)
DATE = Type(Kind.DATE)
TIMESTAMP = Type(Kind.TIMESTAMP)
POINT = Type(Kind.POINT)
DURATION = Type(Kind.DURATION)
UNKNOWN = Type(Kind.UNKNOWN)


def parse_type(text: str) -> Type | None:
    """The type a catalog names (`integer`, `list of text`), or None where it names none."""
    many = text.startswith("list of ")
    name = text.removeprefix("list of ").strip()
    if name not in CATALOG_KINDS or (many and name == Kind.POINT):
        return None
    return Type(Kind(name), many)


CATALOG_KINDS = tuple(str(kind) for kind in Kind if kind not in (Kind.DURATION, Kind.UNKNOWN))
