"""The functions that SQL for SQLite calls and SQLite has not: register them on a connection.

Dates and timestamps are text of one width each (`2024-06-30`, `2024-06-30 14:05:00.000000`),
instants timestamps of UTC. Decimals are numbers; a result of more than 15 digits, which a number
of SQLite cannot hold, is an error and never rounded.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache, wraps
from math import asin, cos, isfinite, radians, sin, sqrt
from typing import Any
from zoneinfo import ZoneInfo

from segql.clock import at_wall_clock, wall_clock
from segql.folding import simple_fold

_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)
_EARTH = 6_371_008.8
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def register(connection: sqlite3.Connection) -> None:
    """Make every function known that compiled SQL for SQLite may call."""
    for name, arguments, function in _FUNCTIONS:
        connection.create_function(name, arguments, _strict(function), deterministic=True)
    connection.create_window_function("segql_sum", 1, _Sum)


def _strict(function: Callable[..., Any]) -> Callable[..., Any]:
    """Null where an argument is null."""

    @wraps(function)
    def strict(*arguments: Any) -> Any:
        return None if None in arguments else function(*arguments)

    return strict


# ---------------------------------------------------------------------------------- decimals


def _decimal(value: Any) -> Decimal:
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


def _number(value: Decimal) -> int | float:
    """A decimal as a number of SQLite. Raises ValueError where that would round it."""
    whole = value.to_integral_value()
    if value == whole and abs(whole) < 2**63:
        return int(whole)
    near = float(value)
    if Decimal(repr(near)) != value:
        raise ValueError("a decimal has more than 15 digits")
    return near


def _arithmetic(operation: Callable[[Decimal, Decimal], Decimal]) -> Callable[[Any, Any], Any]:
    def calculate(left: Any, right: Any) -> int | float:
        return _number(operation(_decimal(left), _decimal(right)))

    return calculate


def _round(value: Any, digits: int) -> int | float:
    return _number(_rounded(_decimal(value), digits))


def _round_double(value: Any, digits: int) -> Any:
    if isinstance(value, float) and not isfinite(value):
        return value
    return float(_rounded(Decimal(value), digits))


def _rounded(value: Decimal, digits: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, _EXACT)


class _Sum:
    """The exact sum of decimals, null of none; also over a window."""

    def __init__(self) -> None:
        self._total = Decimal(0)
        self._count = 0

    def step(self, value: Any) -> None:
        if value is not None:
            self._total = _EXACT.add(self._total, _decimal(value))
            self._count += 1

    def inverse(self, value: Any) -> None:
        if value is not None:
            self._total = _EXACT.subtract(self._total, _decimal(value))
            self._count -= 1

    def value(self) -> int | float | None:
        return _number(self._total) if self._count else None

    finalize = value


# -------------------------------------------------------------------------------------- text


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _regexp(pattern: str, text: str) -> bool:
    return _compiled(pattern).search(text) is not None


def _lower(text: str) -> str:
    if text.isascii():
        return text.lower()
    return "".join(low if len(low := character.lower()) == 1 else character for character in text)


def _fold_list(text: str) -> str:
    elements = json.loads(text)
    return json.dumps(
        [simple_fold(item) if isinstance(item, str) else item for item in elements],
        ensure_ascii=False,
    )


# -------------------------------------------------------------------------------------- time


def _text(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")


def _instant(value: Any) -> str:
    """An instant as it is stored: text with an offset or of UTC, or seconds since 1970."""
    if isinstance(value, int | float):
        return _text(_EPOCH + timedelta(seconds=value))
    moment = datetime.fromisoformat(value.strip())
    return _text(moment.astimezone(UTC) if moment.tzinfo else moment)


@lru_cache(maxsize=65536)
def _to_zone(instant: str, zone: str) -> str:
    moment = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    return _text(wall_clock(moment, ZoneInfo(zone)))


@lru_cache(maxsize=65536)
def _to_instant(reading: str, zone: str) -> str:
    return _text(at_wall_clock(datetime.fromisoformat(reading), ZoneInfo(zone)).astimezone(UTC))


# ------------------------------------------------------------------------------ places, keys


def _distance(
    latitude: float, longitude: float, place_latitude: float, place_longitude: float
) -> float:
    here, there = radians(latitude), radians(place_latitude)
    across = radians(place_longitude) - radians(longitude)
    half = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * sin(across / 2) ** 2
    return 2 * _EARTH * asin(min(1.0, sqrt(half)))


def _bucket(salted: str) -> int:
    return int(hashlib.md5(salted.encode(), usedforsecurity=False).hexdigest()[:7], 16) % 10_000


_FUNCTIONS: tuple[tuple[str, int, Callable[..., Any]], ...] = (
    ("regexp", 2, _regexp),
    ("segql_add", 2, _arithmetic(_EXACT.add)),
    ("segql_subtract", 2, _arithmetic(_EXACT.subtract)),
    ("segql_multiply", 2, _arithmetic(_EXACT.multiply)),
    ("segql_round", 2, _round),
    ("segql_round_double", 2, _round_double),
    ("segql_lower", 1, _lower),
    ("segql_fold", 1, simple_fold),
    ("segql_fold_list", 1, _fold_list),
    ("segql_instant", 1, _instant),
    ("segql_to_zone", 2, _to_zone),
    ("segql_to_instant", 2, _to_instant),
    ("segql_distance", 4, _distance),
    ("segql_bucket", 1, _bucket),
)
