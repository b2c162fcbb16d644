"""Instants as readings of UTC, for databases whose own way from a reading to an instant is not
known for the hour that clocks repeat or skip.

The way from an instant to a reading is never in doubt, so the other one is made of it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlglot import exp

from segql.sql import make
from segql.sql.make import Node, case, number
from segql.sql.times import timestamp_text

ToZone = Callable[[Node, str], Node]
"""A zone's reading of an instant."""
Plus = Callable[[Node, Node, str], Node]
"""A reading moved by a number of units."""
Apart = Callable[[Node, Node], Node]
"""The seconds from one reading to another."""


def in_utc(instant: datetime) -> datetime:
    """An instant as UTC reads it."""
    return instant.astimezone(UTC).replace(tzinfo=None)


def instant_of(reading: Node, zone: str, to_zone: ToZone, plus: Plus, apart: Apart) -> Node:
    """The instant of a zone's reading, as the language counts: a reading that occurs twice is
    its second occurrence, and one that is skipped is read as if clocks had not been set yet.

    The offsets of the day before and the day after are the only ones that may hold. The later
    one does where it leads back to the same reading; otherwise it is the earlier one.
    """
    if zone == "UTC":
        return reading

    def by_offset_of(days: int) -> Node:
        near = plus(reading.copy(), number(days), "day")
        offset = apart(to_zone(near, zone), near.copy())
        return plus(reading.copy(), offset, "second")

    after = by_offset_of(1)
    leads_back = exp.EQ(this=to_zone(after, zone), expression=reading.copy())
    return case([(leads_back, after.copy())], by_offset_of(-1))


def reading_literal(kind: str) -> Callable[[datetime], Node]:
    """How a reading is written as a type."""
    return lambda reading: make.cast(make.text(timestamp_text(reading)), kind)


def instant_literal(kind: str) -> Callable[[datetime], Node]:
    """How an instant is written as UTC's reading of a type."""
    return lambda instant: reading_literal(kind)(in_utc(instant))
