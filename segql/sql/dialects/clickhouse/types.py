"""Types and constants of ClickHouse. A naive reading is a `DateTime64(6, 'UTC')`, and so are
instants that are computed; a decimal has 38 digits, as a bare one would be a double.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from sqlglot import exp

from segql.sql import make
from segql.sql.dialects.base import Types
from segql.sql.make import Node, binary, function, number
from segql.sql.times import day_text, timestamp_text

TYPES = Types(timestamp="TIMESTAMP", instant="TIMESTAMPTZ")
CLOCK = "DateTime64(6, 'UTC')"
_CASTS = {
    "DATE": "toDate32",
    "BIGINT": "toInt64",
    "DOUBLE": "toFloat64",
    "TEXT": "toString",
    "BOOLEAN": "toBool",
}


def cast(node: Node, to: str) -> Node:
    """A change of type; what may be unknown stays unknown."""
    if isinstance(node, exp.Null):
        return exp.Cast(this=node, to=exp.DataType.build(to))
    if to in (TYPES.timestamp, TYPES.instant):
        return clock(node)
    if to.startswith("DECIMAL"):
        return function("toDecimal128", node, number(10))
    return function(_CASTS[to], node)


def clock(node: Node) -> Node:
    """A date or any timestamp as a reading of UTC."""
    if isinstance(node, exp.Anonymous) and str(node.this) in _READINGS:
        return node
    return function("toDateTime64", node, number(6), make.text("UTC"))


_READINGS = frozenset({"toDateTime64", "addSeconds", "subtractSeconds", "now64"})


def reading(moment: datetime) -> Node:
    return clock(make.text(timestamp_text(moment)))


def instant(moment: datetime) -> Node:
    return reading(moment.astimezone(UTC).replace(tzinfo=None))


def day(value: date) -> Node:
    return function("toDate32", make.text(day_text(value)))


def decimal(value: Decimal) -> Node:
    """A decimal of just its digits; a bare one would be a double."""
    scale = max(0, -int(value.as_tuple().exponent))
    return function("toDecimal128", make.text(format(value, "f")), number(scale))


def quotient(left: Node, right: Node) -> Node:
    return binary(exp.Div, function("toFloat64", left), function("toFloat64", right))


def double(value: float | Decimal) -> Node:
    return function("toFloat64", make.text(format(value, "f") if _plain(value) else repr(value)))


def _plain(value: float | Decimal) -> bool:
    return isinstance(value, Decimal)
