"""Dates and times of ClickHouse: functions that move and read them, zones by their offsets."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from segql.plan.nodes import Call
from segql.sql import make
from segql.sql.dialects.clickhouse.types import clock
from segql.sql.make import Node, binary, case, function, number
from segql.types import DATE

_SHIFTS = {
    "second": "addSeconds",
    "minute": "addMinutes",
    "hour": "addHours",
    "day": "addDays",
    "week": "addWeeks",
    "month": "addMonths",
    "quarter": "addQuarters",
    "year": "addYears",
}


def shift(node: Node, amount: int, unit: str, is_date: bool) -> Node:
    moved = function("toDate32", node) if is_date else clock(node)
    return function(_SHIFTS[unit], moved, number(amount))


def _offset(instant: Node, zone: str) -> Node:
    """The seconds from UTC that hold at an instant."""
    return function("timeZoneOffset", function("toTimeZone", instant, make.text(zone)))


def to_zone(node: Node, zone: str) -> Node:
    utc = clock(node)
    return utc if zone == "UTC" else function("addSeconds", utc, _offset(utc.copy(), zone))


def to_instant(node: Node, zone: str) -> Node:
    """An hour that clocks show twice counts as its second showing, as one that they skip does: the
    offset of the day after holds from the reading at which it would begin.
    """
    if zone == "UTC":
        return clock(node)
    read = clock(node)

    def away(days: int) -> Node:
        return _offset(function("addDays", read.copy(), number(days)), zone)

    later = function("subtractSeconds", read.copy(), away(1))
    holds = exp.EQ(this=_offset(later, zone), expression=away(1))
    return function("subtractSeconds", read, case([(holds, away(1))], away(-1)))


_PARTS = {
    "second": "toSecond",
    "minute": "toMinute",
    "hour": "toHour",
    "day": "toDayOfMonth",
    "weekday": "toDayOfWeek",
    "month": "toMonth",
    "quarter": "toQuarter",
    "year": "toYear",
}
_CLOCK_PARTS = frozenset({"hour", "minute", "second"})


def part(name: str, node: Node) -> Node:
    return function("toInt64", function(_PARTS[name], node))


def part_of(call: Call, args: Sequence[Node]) -> Node:
    name = call.detail or ""
    is_day = bool(call.args) and call.args[0].type == DATE
    return part(name, args[0] if is_day and name not in _CLOCK_PARTS else clock(args[0]))


def date_of(call: Call, args: Sequence[Node]) -> Node:
    return args[0] if call.args[0].type == DATE else function("toDate32", clock(args[0]))


def is_last_day(node: Node) -> Node:
    return exp.EQ(this=part("day", shift(node, 1, "day", True)), expression=number(1))


def days(call: Call, args: Sequence[Node]) -> Node:
    return function("dateDiff", make.text("day"), *args)


def seconds(call: Call, args: Sequence[Node]) -> Node:
    start, end = (function("toUnixTimestamp64Micro", clock(arg)) for arg in args)
    return function("intDiv", binary(exp.Sub, end, start), number(1_000_000))


def anniversary(call: Call, args: Sequence[Node]) -> Node:
    born, year = args
    years = binary(exp.Sub, year, part("year", born.copy()))
    return function("addYears", function("toDate32", born), function("toInt32", years))


def truncate(node: Node, unit: str, week_start: str) -> Node:
    return function("toDate32", function("dateTrunc", make.text(unit), node))
