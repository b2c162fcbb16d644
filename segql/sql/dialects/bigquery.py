"""BigQuery's GoogleSQL: types that say whether a time has a zone, exact numbers, arrays, RE2.

DATETIME is a reading of clocks and TIMESTAMP an instant; a bare `1.5` is a FLOAT64, so decimals are
cast. An array is never null once it is stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlglot import exp

from segql.plan.nodes import Call, Op
from segql.sql import make
from segql.sql.dialects.base import Dialect, Limits, Spelling
from segql.sql.make import Node, binary, case, function, number
from segql.sql.operations import DEFAULTS, constant, distance
from segql.sql.spelling import (
    FOLDED_FROM,
    FOLDED_TO,
    ROUND_MONTHS,
    WHOLE_DAYS,
    Elements,
    completed_months,
    fold_constant,
    quotient,
    shifted,
)
from segql.types import DATE, DECIMAL, DOUBLE, INTEGER, Type

KEPT = "\ue000"
"""Stands for the dotted capital I, whose lower case is two characters."""
ELEMENT = "element"
NUMERIC = (29, 9)
"""How many digits before and after the point a NUMERIC holds; a BIGNUMERIC holds 38 and 38."""
DEGREE = "0.017453292519943295"


# ------------------------------------------------------------------------------------- text


def fold(node: Node) -> Node:
    parked = function("TRANSLATE", node, make.text(FOLDED_FROM + "Σ"), make.text(FOLDED_TO + "σ"))
    return function("LOWER", parked)


def _lower(call: Call, args: Sequence[Node]) -> Node:
    parked = function("TRANSLATE", args[0], make.text("İΣ"), make.text(KEPT + "σ"))
    return function("TRANSLATE", function("LOWER", parked), make.text(KEPT), make.text("İ"))


def _matches(call: Call, args: Sequence[Node]) -> Node:
    written = str(constant(call, 1))
    ignoring = "(?i)" if call.detail == "i" else ""
    return function("REGEXP_CONTAINS", args[0], make.text(ignoring + written))


# ------------------------------------------------------------------------------------- time


def to_zone(node: Node, zone: str) -> Node:
    return function("DATETIME", node, make.text(zone))


def to_instant(node: Node, zone: str) -> Node:
    """Of the hour that clocks show twice its second showing, which TIMESTAMP takes for its first:
    what the next day's offset makes of the reading, where that shows the reading again.
    """
    first = function("TIMESTAMP", node, make.text(zone))
    if zone == "UTC":
        return first
    next_day = function("SAFE.DATETIME_ADD", node.copy(), _interval(1, "DAY"))
    after = function("TIMESTAMP", next_day, make.text(zone))
    second = function("SAFE.TIMESTAMP_SUB", after, _interval(1, "DAY"))
    shows = make.compared(exp.EQ, function("DATETIME", second, make.text(zone)), node.copy())
    return case([(shows, second.copy())], first)


def _interval(amount: int, unit: str) -> exp.Interval:
    return exp.Interval(this=number(amount), unit=exp.Var(this=unit))


def shift(node: Node, amount: int, unit: str, is_date: bool) -> Node:
    """A date or timestamp moved by an interval."""
    if unit in ROUND_MONTHS:
        by = _interval(abs(amount) * ROUND_MONTHS[unit], "MONTH")
    elif unit in WHOLE_DAYS:
        by = _interval(abs(amount) * WHOLE_DAYS[unit], "DAY")
    else:
        by = _interval(abs(amount), unit.upper())
    if is_date:
        return function("DATE_SUB" if amount < 0 else "DATE_ADD", node, by)
    return binary(exp.Sub if amount < 0 else exp.Add, node, by)


def _extract(part: str, node: Node) -> Node:
    return exp.Extract(this=exp.Var(this=part.upper()), expression=node)


_CLOCK = frozenset({"hour", "minute", "second"})


def _part(part: str, node: Node) -> Node:
    if part != "weekday":
        return _extract(part, node)
    # theirs are 1 for Sunday to 7 for Saturday
    after = function("MOD", binary(exp.Add, _extract("dayofweek", node), number(5)), number(7))
    return binary(exp.Add, after, number(1))


def _part_of(call: Call, args: Sequence[Node]) -> Node:
    part = call.detail or ""
    is_day = bool(call.args) and call.args[0].type == DATE
    return _part(part, make.cast(args[0], "TIMESTAMP") if is_day and part in _CLOCK else args[0])


def _is_last_day(node: Node) -> Node:
    return make.compared(exp.EQ, function("LAST_DAY", node), node.copy())


def _days(call: Call, args: Sequence[Node]) -> Node:
    start, end = args
    return function("DATE_DIFF", end, start, exp.Var(this="DAY"))


def _seconds(call: Call, args: Sequence[Node]) -> Node:
    is_instant = any(arg.zone is None and arg.type != DATE for arg in call.args)

    def instant(node: Node) -> Node:
        # DATETIME_DIFF counts boundaries of seconds, not seconds
        return node if is_instant else function("TIMESTAMP", node, make.text("UTC"))

    start, end = args
    return function("TIMESTAMP_DIFF", instant(end), instant(start), exp.Var(this="SECOND"))


def _anniversary(call: Call, args: Sequence[Node]) -> Node:
    born, year = args
    years = binary(exp.Sub, year, _part("year", born.copy()))
    by = exp.Interval(this=exp.Paren(this=years), unit=exp.Var(this="YEAR"))
    return function("DATE_ADD", born, by)


def truncate(node: Node, unit: str, week_start: str) -> Node:
    part = "ISOWEEK" if unit == "week" else unit.upper()
    return function("DATE_TRUNC", node, exp.Var(this=part))


# ---------------------------------------------------------------------------- numbers, keys


def decimal(value: Decimal) -> Node:
    whole, after = NUMERIC
    exponent = int(value.as_tuple().exponent)
    fits = value.adjusted() < whole and -exponent <= after
    return make.cast(make.text(format(value, "f")), "DECIMAL" if fits else "BIGDECIMAL")


def double(value: float | Decimal) -> Node:
    return number(repr(float(value)))


def _multiply(call: Call, args: Sequence[Node]) -> Node:
    left, right = args
    if all(arg.type == DECIMAL for arg in call.args):
        # a NUMERIC is rounded to nine digits after the point
        left = make.cast(left, "BIGDECIMAL")
    return binary(exp.Mul, left, right)


def _whole(name: str) -> Spelling:
    def spell(call: Call, args: Sequence[Node]) -> Node:
        return args[0] if call.args[0].type == INTEGER else function(name, args[0])

    return spell


def _round(call: Call, args: Sequence[Node]) -> Node:
    digits = constant(call, 1) if len(call.args) > 1 else 0
    if call.args[0].type != INTEGER:
        return function("ROUND", *args)
    if isinstance(digits, int) and digits >= 0:
        return args[0]
    return make.cast(function("ROUND", make.cast(args[0], "DECIMAL"), args[1]), "BIGINT")


def _not_nan(call: Call, args: Sequence[Node]) -> Node:
    return case([(make.negation(function("IS_NAN", args[0].copy())), args[0])])


def _truncating(call: Call, args: Sequence[Node]) -> Node:
    return function("DIV", *args)


def _bucket(call: Call, args: Sequence[Node]) -> Node:
    salted = exp.DPipe(this=make.text(f"{call.detail}:"), expression=make.cast(args[0], "TEXT"))
    digits = function("SUBSTR", function("TO_HEX", function("MD5", salted)), number(1), number(7))
    whole = make.cast(exp.DPipe(this=make.text("0x"), expression=digits), "BIGINT")
    return binary(exp.Mul, function("MOD", whole, number(10000)), decimal(Decimal("0.0001")))


def _group(node: Node, type: Type) -> Node:
    """No window is partitioned by a FLOAT64; adding zero makes one text of 0 and -0."""
    if type != DOUBLE:
        return node
    return make.cast(binary(exp.Add, node, number(0)), "TEXT")


def _radians(node: Node) -> Node:
    return binary(exp.Mul, node, number(DEGREE))


def _sum(node: Node, type: Type) -> Node:
    return exp.Sum(this=node)


def _first_value(node: Node, order: Sequence[Node]) -> Node:
    first = exp.Limit(this=exp.Order(this=node, expressions=list(order)), expression=number(1))
    return exp.Bracket(
        this=function("ARRAY_AGG", first), expressions=[number(0)], offset=0, safe=True
    )


# ------------------------------------------------------------------------------------ lists


def _rows_of(array: Node) -> exp.Table:
    return exp.Table(
        this=function("UNNEST", array), alias=exp.TableAlias(this=make.identifier(ELEMENT))
    )


def _value() -> Node:
    return exp.Column(this=make.identifier(ELEMENT))


def _array_of(value: Node, rows: exp.Table) -> Node:
    return function("ARRAY", make.select([value], rows))


_LISTS = Elements(lambda call, held: _rows_of(held), lambda call: _value())


def _list_fold(call: Call, args: Sequence[Node]) -> Node:
    return _array_of(fold(_value()), _rows_of(args[0]))


def _list_of_json(node: Node, element: str) -> Node:
    if isinstance(node, exp.Anonymous) and node.this == "JSON_VALUE":
        # a path says where the list is, and JSON_VALUE gives no lists
        node = function("JSON_VALUE_ARRAY", *node.expressions)
    else:
        node = function("JSON_VALUE_ARRAY", node)
    if element == "TEXT":
        return node
    listed = _array_of(make.cast(_value(), element), _rows_of(node.copy()))
    return case([(make.is_known(node), listed)])


def _path(node: Node, path: Sequence[str], json: bool) -> Node:
    if json:
        steps = "".join(f'."{part}"' for part in path)
        return function("JSON_VALUE", node, make.text("$" + steps))
    for part in path:
        node = exp.Dot(this=node, expression=make.identifier(part))
    return node


FUNCTIONS = """
ABS ARRAY ARRAY_AGG ASIN CEIL COS DATETIME DATE_ADD DATE_DIFF DATE_SUB DATE_TRUNC DIV ENDS_WITH
FLOOR GREATEST IS_NAN JSON_VALUE JSON_VALUE_ARRAY LAST_DAY LEAST LENGTH LOWER MD5 MOD POWER
REGEXP_CONTAINS ROUND SAFE.DATETIME_ADD SAFE.TIMESTAMP_SUB SIN SQRT STARTS_WITH STRPOS SUBSTR
TIMESTAMP TIMESTAMP_DIFF TO_HEX TRANSLATE UNNEST
"""

BIGQUERY = Dialect(
    name="bigquery",
    sqlglot="bigquery",
    operations={
        **DEFAULTS,
        Op.MULTIPLY: _multiply,
        Op.ROUND: _round,
        Op.FLOOR: _whole("FLOOR"),
        Op.CEIL: _whole("CEIL"),
        Op.NOT_NAN: _not_nan,
        Op.STARTS: lambda call, args: function("STARTS_WITH", *args),
        Op.ENDS: lambda call, args: function("ENDS_WITH", *args),
        Op.MATCHES: _matches,
        Op.LOWER: _lower,
        Op.FOLD: lambda call, args: fold(args[0]),
        **_LISTS.operations(),
        Op.LIST_FOLD: _list_fold,
        Op.SHIFT: shifted(shift),
        Op.PART: _part_of,
        Op.TO_ZONE: lambda call, args: to_zone(args[0], call.detail or "UTC"),
        Op.TO_INSTANT: lambda call, args: to_instant(args[0], call.args[0].zone or "UTC"),
        Op.DAYS: _days,
        Op.MONTHS: completed_months(_part, _is_last_day),
        Op.SECONDS: _seconds,
        Op.TRUNC_DIVIDE: _truncating,
        Op.ANNIVERSARY: _anniversary,
        Op.DISTANCE: distance(_radians),
        Op.BUCKET: _bucket,
    },
    functions=frozenset(FUNCTIONS.split()),
    now=exp.CurrentTimestamp,
    to_zone=to_zone,
    to_instant=to_instant,
    shift=shift,
    sum=_sum,
    path=_path,
    list_of_json=_list_of_json,
    truncate=truncate,
    fold_constant=fold_constant,
    quotient=quotient,
    first_value=_first_value,
    decimal=decimal,
    double=double,
    group=_group,
    subqueries=False,
    limits=Limits(text=1024 * 1024),
)
