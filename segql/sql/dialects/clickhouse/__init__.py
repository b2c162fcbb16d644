"""ClickHouse: functions by names with cases, text in bytes, columns that are not nullable.

A stored column keeps its own type where it is only compared; what reads the parts of a time, or
moves it, makes it a reading of UTC first.
"""

from __future__ import annotations

from sqlglot import exp

from segql.plan.nodes import Op
from segql.sql import make
from segql.sql.dialects.base import Dialect
from segql.sql.dialects.clickhouse.lists import OPERATIONS as LISTS
from segql.sql.dialects.clickhouse.numbers import (
    alike,
    bucket,
    distinct,
    not_nan,
    one_of,
    rounded,
    total,
    wide,
)
from segql.sql.dialects.clickhouse.text import contains, fold, lower, matches, path
from segql.sql.dialects.clickhouse.time import (
    anniversary,
    date_of,
    days,
    is_last_day,
    part,
    part_of,
    seconds,
    shift,
    to_instant,
    to_zone,
    truncate,
)
from segql.sql.dialects.clickhouse.types import (
    TYPES,
    cast,
    clock,
    day,
    decimal,
    double,
    instant,
    quotient,
    reading,
)
from segql.sql.make import function, number
from segql.sql.operations import DEFAULTS
from segql.sql.spelling import completed_months, fold_constant, shifted

FUNCTIONS = """
abs addDays addHours addMinutes addMonths addQuarters addSeconds addWeeks addYears arrayFilter
arrayMap asin bitShiftRight ceil concat cos dateDiff dateTrunc endsWith floor greatest hasAll hasAny
intDiv isDistinctFrom isNaN JSONExtract least length lengthUTF8 lowerUTF8 match MD5 notEmpty now64
position power radians reinterpretAsUInt32 reverse round sign sin sqrt startsWith substring
subtractSeconds sumKahan timeZoneOffset toBool toDate32 toDateTime64 toDayOfMonth toDayOfWeek
toDecimal128 toDecimal256 toFloat64 toHour toInt128 toInt32 toInt64 toMinute toMonth toQuarter
toSecond toString toTimeZone toUnixTimestamp64Micro toYear translateUTF8 tupleElement
"""

CLICKHOUSE = Dialect(
    name="clickhouse",
    sqlglot="clickhouse",
    operations={
        **DEFAULTS,
        Op.ADD: wide(exp.Add),
        Op.SUBTRACT: wide(exp.Sub),
        Op.MULTIPLY: wide(exp.Mul),
        **{op: alike(op) for op in (Op.LEAST, Op.GREATEST, Op.CASE, Op.COALESCE)},
        Op.ROUND: rounded,
        Op.TO_DOUBLE: lambda call, args: function("toFloat64", args[0]),
        Op.NOT_NAN: not_nan,
        Op.DISTINCT: distinct,
        Op.IN: one_of,
        Op.CONTAINS: contains,
        Op.STARTS: lambda call, args: function("startsWith", *args),
        Op.ENDS: lambda call, args: function("endsWith", *args),
        Op.MATCHES: matches,
        Op.LOWER: lower,
        Op.FOLD: lambda call, args: fold(args[0]),
        Op.LENGTH: lambda call, args: function("toInt64", function("lengthUTF8", args[0])),
        **LISTS,
        Op.SHIFT: shifted(shift),
        Op.DATE_OF: date_of,
        Op.PART: part_of,
        Op.MIDNIGHT: lambda call, args: clock(args[0]),
        Op.TO_ZONE: lambda call, args: to_zone(args[0], call.detail or "UTC"),
        Op.TO_INSTANT: lambda call, args: to_instant(args[0], call.args[0].zone or "UTC"),
        Op.DAYS: days,
        Op.MONTHS: completed_months(part, is_last_day),
        Op.SECONDS: seconds,
        Op.TRUNC_DIVIDE: lambda call, args: function("intDiv", *args),
        Op.ANNIVERSARY: anniversary,
        Op.BUCKET: bucket,
    },
    functions=frozenset(FUNCTIONS.upper().split()),
    types=TYPES,
    now=lambda: function("now64", number(6), make.text("UTC")),
    to_zone=to_zone,
    to_instant=to_instant,
    shift=shift,
    sum=total,
    path=path,
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
    table=" ENGINE = MergeTree ORDER BY tuple()",
    # rows without a match are unknown, and rows that a later one replaces are gone
    settings=("join_use_nulls = 1", "final = 1"),
    keeps="enable_materialized_cte = 1",
    keeps_names=False,
)
