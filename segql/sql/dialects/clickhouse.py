"""ClickHouse: functions by names with cases, text in bytes, columns that are not nullable.

A naive reading is a `DateTime64(6, 'UTC')` here, and so are instants that are computed. A stored
column keeps its own type where it is only compared, which it is as an instant in any case.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlglot import exp

from segql.catalog.physical import ColumnKind
from segql.plan.nodes import Call, Column, Const, Expr, Op
from segql.sql import make
from segql.sql.dialects.base import Dialect, Spelling, Types
from segql.sql.make import Node, binary, case, function, number
from segql.sql.operations import DEFAULTS, constant
from segql.sql.spelling import (
    FOLDED_FROM,
    FOLDED_TO,
    completed_months,
    fold_constant,
    round_double,
    shifted,
)
from segql.sql.times import day_text, timestamp_text
from segql.types import DATE, DOUBLE, INTEGER, TIMESTAMP, Kind, Type

KEPT = "\ue000"
"""Stands for the dotted capital I, whose lower case is two characters."""
CLOCK = "DateTime64(6, 'UTC')"


# ------------------------------------------------------------------------------------- types


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
        return _clock(node)
    if to.startswith("DECIMAL"):
        return function("toDecimal128", node, number(10))
    return function(_CASTS[to], node)


def _clock(node: Node) -> Node:
    """A date or any timestamp as a reading of UTC."""
    if isinstance(node, exp.Anonymous) and str(node.this) in _READINGS:
        return node
    return function("toDateTime64", node, number(6), make.text("UTC"))


_READINGS = frozenset({"toDateTime64", "addSeconds", "subtractSeconds", "now64"})
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


# -------------------------------------------------------------------------------------- time


def reading(moment: datetime) -> Node:
    return _clock(make.text(timestamp_text(moment)))


def instant(moment: datetime) -> Node:
    return reading(moment.astimezone(UTC).replace(tzinfo=None))


def day(value: date) -> Node:
    return function("toDate32", make.text(day_text(value)))


def shift(node: Node, amount: int, unit: str, is_date: bool) -> Node:
    moved = function("toDate32", node) if is_date else _clock(node)
    return function(_SHIFTS[unit], moved, number(amount))


def _offset(instant: Node, zone: str) -> Node:
    """The seconds from UTC that hold at an instant."""
    return function("timeZoneOffset", function("toTimeZone", instant, make.text(zone)))


def to_zone(node: Node, zone: str) -> Node:
    utc = _clock(node)
    return utc if zone == "UTC" else function("addSeconds", utc, _offset(utc.copy(), zone))


def to_instant(node: Node, zone: str) -> Node:
    """An hour that clocks show twice counts as its second showing, as one that they skip does: the
    offset of the day after holds from the reading at which it would begin.
    """
    if zone == "UTC":
        return _clock(node)
    read = _clock(node)

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


def _part(part: str, node: Node) -> Node:
    return function("toInt64", function(_PARTS[part], node))


def _part_of(call: Call, args: Sequence[Node]) -> Node:
    part = call.detail or ""
    is_day = bool(call.args) and call.args[0].type == DATE
    return _part(part, args[0] if is_day and part not in _CLOCK_PARTS else _clock(args[0]))


def _date_of(call: Call, args: Sequence[Node]) -> Node:
    return args[0] if call.args[0].type == DATE else function("toDate32", _clock(args[0]))


def _is_last_day(node: Node) -> Node:
    return exp.EQ(this=_part("day", shift(node, 1, "day", True)), expression=number(1))


def _days(call: Call, args: Sequence[Node]) -> Node:
    return function("dateDiff", make.text("day"), *args)


def _seconds(call: Call, args: Sequence[Node]) -> Node:
    start, end = (function("toUnixTimestamp64Micro", _clock(arg)) for arg in args)
    return function("intDiv", binary(exp.Sub, end, start), number(1_000_000))


def _anniversary(call: Call, args: Sequence[Node]) -> Node:
    born, year = args
    years = binary(exp.Sub, year, _part("year", born.copy()))
    return function("addYears", function("toDate32", born), function("toInt32", years))


def truncate(node: Node, unit: str, week_start: str) -> Node:
    return function("toDate32", function("dateTrunc", make.text(unit), node))


# ---------------------------------------------------------------------------- numbers, keys


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


def _wide(kind: type[exp.Binary]) -> Spelling:
    """Arithmetic; whole numbers would start again from the smallest one without a word."""

    def spell(call: Call, args: Sequence[Node]) -> Node:
        left, right = args
        if call.type == INTEGER:
            left = function("toInt128", left)
        return binary(kind, left, right)

    return spell


def _round(call: Call, args: Sequence[Node]) -> Node:
    digits = constant(call, 1) if len(call.args) > 1 else 0
    if call.args[0].type == DOUBLE and isinstance(digits, int):
        return round_double(args[0], digits)
    if call.args[0].type == INTEGER and isinstance(digits, int) and digits >= 0:
        return args[0]
    return function("round", *args)


def _not_nan(call: Call, args: Sequence[Node]) -> Node:
    return case([(make.negation(function("isNaN", args[0].copy())), args[0])])


def _alike(op: Op) -> Spelling:
    """A choice between values. Numbers of different types are made one type first, as there is
    none that holds both signed and unsigned ones, decimals and doubles, or decimals of two scales.
    """
    plain = DEFAULTS[op]

    def spell(call: Call, args: Sequence[Node]) -> Node:
        assert callable(plain)
        values = {*(range(1, len(args), 2) if op is Op.CASE else range(len(args))), len(args) - 1}
        parts = [part for n, part in enumerate(call.args) if n in values and not _whole(part)]
        if len(parts) < 2 and call.type != DOUBLE:
            return plain(call, args)
        return plain(
            call,
            [
                _as(call.type, part, arg) if n in values else arg
                for n, (part, arg) in enumerate(zip(call.args, args, strict=True))
            ],
        )

    return spell


def _whole(part: Expr) -> bool:
    """Whether it is null or a whole number, small enough to be of any type."""
    if not isinstance(part, Const):
        return False
    value = part.value
    return value is None or (isinstance(value, int) and 0 <= value < 128)


def _as(type: Type, part: Expr, node: Node) -> Node:
    """A value of a choice in the type of the choice."""
    if isinstance(part, Const) and part.value is None:
        return node
    match type.kind:
        case Kind.INTEGER:
            return function("toInt128", node)
        case Kind.DECIMAL:
            return function("toDecimal256", node, number(24))
        case Kind.DOUBLE:
            return node if part.type == DOUBLE else function("toFloat64", node)
        case _:
            return node


def _distinct(call: Call, args: Sequence[Node]) -> Node:
    return function("isDistinctFrom", *args)


def _as_doubles(call: Call, args: Sequence[Node]) -> Sequence[Node]:
    """The arguments, constants as doubles where the first one is a double or a list of them."""
    if call.args[0].type.kind is not Kind.DOUBLE:
        return args
    return [
        double(plan.value) if isinstance(plan, Const) and isinstance(plan.value, Decimal) else arg
        for plan, arg in zip(call.args, args, strict=True)
    ]


def _in(call: Call, args: Sequence[Node]) -> Node:
    """One of constants, which a set would turn into the type of the first argument: numbers with
    a fraction do not fit whole ones, and microseconds not a clock of seconds.
    """
    value, *others = _as_doubles(call, args)
    if call.args[0].type == TIMESTAMP:
        value = _clock(value)
    fits = [not _is_decimal(other) for other in others]
    listed = [other for other, is_fit in zip(others, fits, strict=True) if is_fit]
    conditions: list[Node] = [
        make.compared(exp.EQ, value.copy(), other)
        for other, is_fit in zip(others, fits, strict=True)
        if not is_fit
    ]
    if listed:
        conditions.insert(0, exp.In(this=make.operand(value), expressions=listed))
    return make.disjunction(conditions)


def _is_decimal(node: Node) -> bool:
    return isinstance(node, exp.Anonymous) and node.this == "toDecimal128"


def _bucket(call: Call, args: Sequence[Node]) -> Node:
    salted = function("concat", make.text(f"{call.detail}:"), function("toString", args[0]))
    start = function("substring", function("MD5", salted), number(1), number(4))
    whole = function("reinterpretAsUInt32", function("reverse", start))
    share = binary(exp.Mod, function("bitShiftRight", whole, number(4)), number(10000))
    return binary(exp.Mul, share, decimal(Decimal("0.0001")))


def _sum(node: Node, type: Type) -> Node:
    if type == DOUBLE:
        return function("sumKahan", node)
    return exp.Sum(this=function("toInt128", node) if type == INTEGER else node)


# -------------------------------------------------------------------------------------- text


def fold(node: Node) -> Node:
    return _lowered(node, FOLDED_FROM + "Σ", FOLDED_TO + "σ")


def _lowered(node: Node, old: str, new: str) -> Node:
    parked = function("translateUTF8", node, make.text(old), make.text(new))
    return function("lowerUTF8", parked)


def _lower(call: Call, args: Sequence[Node]) -> Node:
    lowered = _lowered(args[0], "İΣ", KEPT + "σ")
    return function("translateUTF8", lowered, make.text(KEPT), make.text("İ"))


def _matches(call: Call, args: Sequence[Node]) -> Node:
    # it is RE2 itself, but with a dot that takes line breaks
    flags = "(?i-s)" if call.detail == "i" else "(?-s)"
    return function("match", args[0], make.text(f"{flags}{constant(call, 1)}"))


def _contains(call: Call, args: Sequence[Node]) -> Node:
    return exp.GT(this=function("position", *args), expression=number(0))


# ------------------------------------------------------------------------------------- lists


_ELEMENTS = {
    Kind.INTEGER: "Int64",
    Kind.DECIMAL: "Decimal(38, 10)",
    Kind.DOUBLE: "Float64",
    Kind.BOOLEAN: "Bool",
    Kind.DATE: "Date32",
    Kind.TIMESTAMP: CLOCK,
}


def _is_json(held: Expr) -> bool:
    """Whether a list is text of JSON, which may be unknown; an array never is."""
    while isinstance(held, Call):
        held = held.args[0]
    return isinstance(held, Column) and not held.physical_many and not _in_struct(held)


def _in_struct(held: Column) -> bool:
    return bool(held.path) and held.physical is ColumnKind.STRUCT


def _listed(held: Expr, node: Node) -> Node:
    """The array of a list; of one that is unknown an empty array."""
    if not _is_json(held) or isinstance(held, Call):
        return node
    word = _ELEMENTS.get(held.type.kind, "String")
    known = make.coalesce(node, make.text("[]"))
    return function("JSONExtract", known, make.text(f"Array(Nullable({word}))"))


def _over_list(spell: Spelling) -> Spelling:
    """A question about a list, unknown where the list is."""

    def spelled(call: Call, args: Sequence[Node]) -> Node:
        held, node = call.args[0], args[0]
        answer = spell(call, [_listed(held, node), *_as_doubles(call, args)[1:]])
        if not _is_json(held):
            return answer
        while isinstance(held, Call):
            held, node = held.args[0], _text_of(node)
        return case([(make.is_known(node.copy()), answer)])

    return spelled


def _text_of(node: Node) -> Node:
    """The JSON that `_list_fold` read its elements from."""
    known = node.expressions[-1].expressions[0]
    assert isinstance(known, exp.Coalesce)
    return known.this


def _lambda(body: Node) -> Node:
    return exp.Lambda(this=body, expressions=[make.identifier("x")])


def _x() -> Node:
    return exp.Column(this=make.identifier("x"))


def _array(values: Sequence[Node]) -> Node:
    return exp.Array(expressions=list(values))


def _known(held: Node) -> Node:
    return function("arrayFilter", _lambda(make.is_known(_x())), held)


def _list_any(call: Call, args: Sequence[Node]) -> Node:
    return function("hasAny", args[0], _array(args[1:]))


def _list_all(call: Call, args: Sequence[Node]) -> Node:
    return function("hasAll", args[0], _array(args[1:]))


def _list_only(call: Call, args: Sequence[Node]) -> Node:
    known = _known(args[0])
    return make.conjunction(
        [function("notEmpty", known), function("hasAll", _array(args[1:]), known.copy())]
    )


def _list_size(call: Call, args: Sequence[Node]) -> Node:
    return function("toInt64", function("length", _known(args[0])))


def _list_fold(call: Call, args: Sequence[Node]) -> Node:
    return function("arrayMap", _lambda(fold(_x())), _listed(call.args[0], args[0]))


def _path(node: Node, path: Sequence[str], json: bool) -> Node:
    if json:
        steps = map(make.text, path)
        return function("JSONExtract", node, *steps, make.text("Nullable(String)"))
    for part in path:
        node = function("tupleElement", node, make.text(part))
    return node


FUNCTIONS = """
abs addDays addHours addMinutes addMonths addQuarters addSeconds addWeeks addYears arrayFilter
arrayMap asin bitShiftRight ceil concat cos dateDiff dateTrunc endsWith floor greatest hasAll hasAny
intDiv isDistinctFrom isNaN JSONExtract least length lengthUTF8 lowerUTF8 match MD5 notEmpty now64
position power radians reinterpretAsUInt32 reverse round sign sin sqrt startsWith substring
subtractSeconds sumKahan timeZoneOffset toBool toDate32 toDateTime64 toDayOfMonth toDayOfWeek
toDecimal128 toDecimal256 toFloat64 toHour toInt128 toInt32 toInt64 toMinute toMonth toQuarter toSecond toString
toTimeZone toUnixTimestamp64Micro toYear translateUTF8 tupleElement
"""
TYPES = Types(timestamp="TIMESTAMP", instant="TIMESTAMPTZ")

CLICKHOUSE = Dialect(
    name="clickhouse",
    sqlglot="clickhouse",
    operations={
        **DEFAULTS,
        Op.ADD: _wide(exp.Add),
        Op.SUBTRACT: _wide(exp.Sub),
        Op.MULTIPLY: _wide(exp.Mul),
        **{op: _alike(op) for op in (Op.LEAST, Op.GREATEST, Op.CASE, Op.COALESCE)},
        Op.ROUND: _round,
        Op.TO_DOUBLE: lambda call, args: function("toFloat64", args[0]),
        Op.NOT_NAN: _not_nan,
        Op.DISTINCT: _distinct,
        Op.IN: _in,
        Op.CONTAINS: _contains,
        Op.STARTS: lambda call, args: function("startsWith", *args),
        Op.ENDS: lambda call, args: function("endsWith", *args),
        Op.MATCHES: _matches,
        Op.LOWER: _lower,
        Op.FOLD: lambda call, args: fold(args[0]),
        Op.LENGTH: lambda call, args: function("toInt64", function("lengthUTF8", args[0])),
        Op.LIST_ANY: _over_list(_list_any),
        Op.LIST_ALL: _over_list(_list_all),
        Op.LIST_ONLY: _over_list(_list_only),
        Op.LIST_SIZE: _over_list(_list_size),
        Op.LIST_FOLD: _list_fold,
        Op.SHIFT: shifted(shift),
        Op.DATE_OF: _date_of,
        Op.PART: _part_of,
        Op.MIDNIGHT: lambda call, args: _clock(args[0]),
        Op.TO_ZONE: lambda call, args: to_zone(args[0], call.detail or "UTC"),
        Op.TO_INSTANT: lambda call, args: to_instant(args[0], call.args[0].zone or "UTC"),
        Op.DAYS: _days,
        Op.MONTHS: completed_months(_part, _is_last_day),
        Op.SECONDS: _seconds,
        Op.TRUNC_DIVIDE: lambda call, args: function("intDiv", *args),
        Op.ANNIVERSARY: _anniversary,
        Op.BUCKET: _bucket,
    },
    functions=frozenset(FUNCTIONS.upper().split()),
    types=TYPES,
    now=lambda: function("now64", number(6), make.text("UTC")),
    to_zone=to_zone,
    to_instant=to_instant,
    shift=shift,
    sum=_sum,
    path=_path,
    list_of_json=lambda node, element: node,
    truncate=truncate,
    fold_constant=fold_constant,
    quotient=quotient,
    day=day,
    reading=reading,
    instant=instant,
    decimal=decimal,
    double=double,
    cast=cast,
    subqueries=False,
    # rows without a match are unknown, and rows that a later one replaces are gone
    settings=("join_use_nulls = 1", "final = 1"),
    keeps="enable_materialized_cte = 1",
    keeps_names=False,
)
