"""Trino, and Athena, which is made of it: arrays with lambdas, decimals, names in any case.

Instants are held as readings of UTC. A bare `TIMESTAMP` would cut microseconds off, so that every
one says how many digits it keeps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from segql.catalog.physical import ColumnKind
from segql.plan.nodes import Call, Column, Op
from segql.sql import make
from segql.sql.cautious import clock_of_day, lowered, quotient, rounded, truncating, whole
from segql.sql.dialects.base import Dialect, Limits, Types
from segql.sql.make import Node, binary, case, function, number
from segql.sql.operations import DEFAULTS
from segql.sql.patterns import JAVA
from segql.sql.readings import instant_literal, instant_of, reading_literal
from segql.sql.spelling import (
    FOLDED_FROM,
    FOLDED_TO,
    completed_months,
    fold_constant,
    pattern,
    prefix_of,
    shifted,
    suffix_of,
    widened,
)
from segql.types import TIMESTAMP, Type

CLOCK = "TIMESTAMP(6)"
ZONED = "TIMESTAMPTZ(6)"
PATTERNS = replace(JAVA, ignore="(?i)")


# ------------------------------------------------------------------------------------- time


def _at(node: Node, zone: str) -> Node:
    """An instant with a zone as that zone reads it."""
    return make.cast(function("AT_TIMEZONE", node, make.text(zone)), CLOCK)


def cast(node: Node, to: str) -> Node:
    return _at(make.cast(node, ZONED), "UTC") if to == ZONED else make.cast(node, to)


def read(node: Node, stored: Column) -> Node:
    is_instant = stored.type == TIMESTAMP and stored.physical is ColumnKind.INSTANT
    return _at(node, "UTC") if is_instant else node


def plus(node: Node, amount: Node, unit: str) -> Node:
    return function("DATE_ADD", make.text(unit), amount, node)


def shift(node: Node, amount: int, unit: str, is_date: bool) -> Node:
    return plus(node, number(amount), unit)


def apart(start: Node, end: Node) -> Node:
    return function("DATE_DIFF", make.text("second"), start, end)


def to_zone(node: Node, zone: str) -> Node:
    if zone == "UTC":
        return node
    return _at(function("WITH_TIMEZONE", node, make.text("UTC")), zone)


def to_instant(node: Node, zone: str) -> Node:
    return instant_of(node, zone, to_zone, plus, apart)


def _part(part: str, node: Node) -> Node:
    return function("DAY_OF_WEEK" if part == "weekday" else part.upper(), node)


def _is_last_day(node: Node) -> Node:
    return exp.EQ(this=function("LAST_DAY_OF_MONTH", node.copy()), expression=node)


def _seconds(call: Call, args: Sequence[Node]) -> Node:
    # DATE_DIFF drops the microseconds of either side first
    start, end = map(_micros, args)
    apart = exp.Paren(this=binary(exp.Sub, end, start))
    return binary(exp.Div, apart, number(1_000_000))


def _micros(node: Node) -> Node:
    seconds = function("TO_UNIXTIME", node)
    return make.cast(function("ROUND", binary(exp.Mul, seconds, number(1_000_000))), "BIGINT")


def _anniversary(call: Call, args: Sequence[Node]) -> Node:
    born, year = args
    return plus(born, binary(exp.Sub, year, _part("year", born.copy())), "year")


def truncate(node: Node, unit: str, week_start: str) -> Node:
    return function("DATE_TRUNC", make.text(unit), node)


# ---------------------------------------------------------------------------- numbers, keys


def _not_nan(call: Call, args: Sequence[Node]) -> Node:
    return case([(make.negation(function("IS_NAN", args[0].copy())), args[0])])


def _bucket(call: Call, args: Sequence[Node]) -> Node:
    salted = exp.DPipe(this=make.text(f"{call.detail}:"), expression=make.cast(args[0], "TEXT"))
    hashed = function("TO_HEX", function("MD5", function("TO_UTF8", salted)))
    digits = function("SUBSTR", hashed, number(1), number(7))
    share = function("MOD", function("FROM_BASE", digits, number(16)), number(10000))
    return binary(exp.Mul, share, number("0.0001"))


def _sum(node: Node, type: Type) -> Node:
    return exp.Sum(this=node)


# ------------------------------------------------------------------------------- text, lists


def fold(node: Node) -> Node:
    letters = (make.text(FOLDED_FROM + "Σ"), make.text(FOLDED_TO + "σ"))
    return function("LOWER", function("TRANSLATE", node, *letters))


def _matches(call: Call, args: Sequence[Node]) -> Node:
    return function("REGEXP_LIKE", args[0], make.text(pattern(call, PATTERNS, "trino")))


def _x() -> Node:
    return exp.Column(this=make.identifier("x"))


def _lambda(body: Node) -> Node:
    return exp.Lambda(this=body, expressions=[make.identifier("x")])


def _holds(held: Node, values: Sequence[Node], *, among: bool = True) -> Node:
    """Whether a list has an element that is among values, or one that is not; never null of a
    list that is known, since an unknown element is neither.
    """
    found: Node = exp.In(this=_x(), expressions=list(values))
    body = make.conjunction([make.is_known(_x()), found if among else make.negation(found)])
    return function("ANY_MATCH", held, _lambda(body))


def _known(held: Node) -> Node:
    return function("FILTER", held, _lambda(make.is_known(_x())))


def _list_all(call: Call, args: Sequence[Node]) -> Node:
    return make.conjunction([_holds(args[0].copy(), [value]) for value in args[1:]])


def _list_only(call: Call, args: Sequence[Node]) -> Node:
    held, *values = args
    some = function("ANY_MATCH", held, _lambda(make.is_known(_x())))
    return make.conjunction([some, make.negation(_holds(held.copy(), values, among=False))])


def _list_of_json(node: Node, element: str) -> Node:
    return make.cast(function("JSON_EXTRACT", node, make.text("$")), f"{element}[]")


def _path(node: Node, path: Sequence[str], json: bool) -> Node:
    if json:
        steps = "".join(f'["{part}"]' for part in path)
        return function("JSON_EXTRACT_SCALAR", node, make.text("$" + steps))
    for part in path:
        node = exp.Dot(this=node, expression=make.identifier(part))
    return node


FUNCTIONS = """
ABS ANY_MATCH ASIN AT_TIMEZONE CEIL COS DATE_ADD DATE_DIFF DATE_TRUNC DAY DAY_OF_WEEK FILTER FLOOR
FROM_BASE GREATEST HOUR IS_NAN JSON_EXTRACT JSON_EXTRACT_SCALAR LAST_DAY_OF_MONTH LEAST LENGTH LOWER
CARDINALITY MD5 MINUTE MOD MONTH NOW POWER QUARTER RADIANS REGEXP_LIKE ROUND SECOND SIGN SIN SQRT
STRPOS SUBSTR TO_HEX TO_UNIXTIME TO_UTF8 TRANSFORM TRANSLATE WITH_TIMEZONE YEAR
"""
RESERVED = """
auto deallocate describe escape execute extract json_array json_exists json_object json_query
json_table json_value listagg normalize prepare skip trim uescape
"""

TRINO = Dialect(
    name="trino",
    sqlglot="trino",
    operations={
        **DEFAULTS,
        Op.ADD: widened(exp.Add),
        Op.SUBTRACT: widened(exp.Sub),
        Op.MULTIPLY: widened(exp.Mul),
        Op.ROUND: rounded,
        Op.FLOOR: whole("FLOOR"),
        Op.CEIL: whole("CEIL"),
        Op.LEAST: lambda call, args: function("LEAST", *args),
        Op.GREATEST: lambda call, args: function("GREATEST", *args),
        Op.NOT_NAN: _not_nan,
        Op.STARTS: prefix_of("LENGTH"),
        Op.ENDS: suffix_of("LENGTH"),
        Op.MATCHES: _matches,
        Op.LOWER: lambda call, args: lowered(args[0]),
        Op.FOLD: lambda call, args: fold(args[0]),
        Op.LIST_ANY: lambda call, args: _holds(args[0], args[1:]),
        Op.LIST_ALL: _list_all,
        Op.LIST_ONLY: _list_only,
        Op.LIST_SIZE: lambda call, args: function("CARDINALITY", _known(args[0])),
        Op.LIST_FOLD: lambda call, args: function("TRANSFORM", args[0], _lambda(fold(_x()))),
        Op.SHIFT: shifted(shift),
        Op.PART: lambda call, args: _part(call.detail or "", clock_of_day(call, args[0], CLOCK)),
        Op.MIDNIGHT: lambda call, args: make.cast(args[0], CLOCK),
        Op.TO_ZONE: lambda call, args: to_zone(args[0], call.detail or "UTC"),
        Op.TO_INSTANT: lambda call, args: to_instant(args[0], call.args[0].zone or "UTC"),
        Op.DAYS: lambda call, args: function("DATE_DIFF", make.text("day"), *args),
        Op.MONTHS: completed_months(_part, _is_last_day),
        Op.SECONDS: _seconds,
        Op.TRUNC_DIVIDE: truncating,
        Op.ANNIVERSARY: _anniversary,
        Op.BUCKET: _bucket,
    },
    functions=frozenset(FUNCTIONS.split()),
    reserved=frozenset(RESERVED.split()),
    types=Types(timestamp=CLOCK, instant=ZONED),
    now=lambda: _at(function("NOW"), "UTC"),
    to_zone=to_zone,
    to_instant=to_instant,
    shift=shift,
    sum=_sum,
    path=_path,
    list_of_json=_list_of_json,
    truncate=truncate,
    fold_constant=fold_constant,
    quotient=quotient,
    reading=reading_literal(CLOCK),
    instant=instant_literal(CLOCK),
    cast=cast,
    read=read,
    replaces=frozenset({"VIEW"}),
    subqueries=False,
    limits=Limits(text=1_000_000),
    executed=False,
)
ATHENA = replace(TRINO, name="athena", sqlglot="athena", limits=Limits(text=262_144))
