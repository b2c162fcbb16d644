"""Snowflake: names in capitals unless quoted, arrays of variants, patterns of POSIX.

Instants are held as readings of UTC, so that no answer depends on the zone of a session. A name
in lower case is the one that Snowflake folds to capitals; every other one is spelled as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlglot import exp

from segql.catalog.physical import ColumnKind
from segql.plan.nodes import Call, Column, Op
from segql.sql import make
from segql.sql.cautious import (
    clock_of_day,
    divisor,
    lowered,
    quotient,
    rounded,
    whole,
)
from segql.sql.dialects.base import Dialect, Limits, Types
from segql.sql.make import Node, binary, function, number
from segql.sql.operations import DEFAULTS, constant
from segql.sql.patterns import POSIX, ignores_case
from segql.sql.readings import instant_literal, instant_of, reading_literal
from segql.sql.spelling import (
    FOLDED_FROM,
    FOLDED_TO,
    ROUND_MONTHS,
    WHOLE_DAYS,
    completed_months,
    fold_constant,
    pattern,
    shifted,
)
from segql.types import TIMESTAMP, Type

CLOCK = "TIMESTAMPNTZ"
ZONED = "TIMESTAMPTZ"
SAFE = 1_000_000
"""The largest divisor whose quotients no rounding of the sixth digit makes whole."""
LONGEST_IN = 10_000
"""Values of one `IN`; of more, there are several."""
_WORDS = {
    exp.DataType.Type.TIMESTAMPNTZ: "TIMESTAMP_NTZ",
    exp.DataType.Type.TIMESTAMPTZ: "TIMESTAMP_TZ",
}
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


# ------------------------------------------------------------------------------------- time


def cast(node: Node, to: str) -> Node:
    return _utc(make.cast(node, ZONED)) if to == ZONED else make.cast(node, to)


def _utc(node: Node) -> Node:
    return make.cast(function("CONVERT_TIMEZONE", make.text("UTC"), node), CLOCK)


def read(node: Node, stored: Column) -> Node:
    is_instant = stored.type == TIMESTAMP and stored.physical is ColumnKind.INSTANT
    return _utc(node) if is_instant else node


def plus(node: Node, amount: Node, unit: str) -> Node:
    return function("DATEADD", exp.Var(this=unit.upper()), amount, node)


def shift(node: Node, amount: int, unit: str, is_date: bool) -> Node:
    if unit in ROUND_MONTHS:
        return plus(node, number(amount * ROUND_MONTHS[unit]), "month")
    if unit in WHOLE_DAYS:
        return plus(node, number(amount * WHOLE_DAYS[unit]), "day")
    return plus(node, number(amount), unit)


def apart(start: Node, end: Node) -> Node:
    return function("DATEDIFF", exp.Var(this="SECOND"), start, end)


def to_zone(node: Node, zone: str) -> Node:
    if zone == "UTC":
        return node
    return function("CONVERT_TIMEZONE", make.text("UTC"), make.text(zone), node)


def to_instant(node: Node, zone: str) -> Node:
    return instant_of(node, zone, to_zone, plus, apart)


def _part(part: str, node: Node) -> Node:
    word = "DAYOFWEEKISO" if part == "weekday" else part.upper()
    return function("DATE_PART", exp.Var(this=word), node)


def _is_last_day(node: Node) -> Node:
    return exp.EQ(this=function("LAST_DAY", node.copy()), expression=node)


def _seconds(call: Call, args: Sequence[Node]) -> Node:
    return _truncating(function("DATEDIFF", exp.Var(this="MICROSECOND"), *args), number(1_000_000))


def _truncating(left: Node, right: Node) -> Node:
    """Division of whole numbers, of which `/` rounds the sixth digit after the point."""
    if isinstance(right, exp.Literal) and int(right.this) <= SAFE:
        return function("TRUNC", binary(exp.Div, left, right))
    inner = exp.Paren(this=left) if isinstance(left, exp.Binary) else left
    rest = function("MOD", inner.copy(), divisor(right.copy()))
    even = exp.Paren(this=binary(exp.Sub, inner, rest))
    return make.cast(binary(exp.Div, even, divisor(right)), "BIGINT")


def _anniversary(call: Call, args: Sequence[Node]) -> Node:
    born, year = args
    return plus(born, binary(exp.Sub, year, _part("year", born.copy())), "year")


def truncate(node: Node, unit: str, week_start: str) -> Node:
    if unit == "week":  # which day begins one is a matter of the session
        since_monday = binary(exp.Sub, number(1), _part("weekday", node.copy()))
        return plus(node, since_monday, "day")
    return function("DATE_TRUNC", make.text(unit), node)


# ---------------------------------------------------------------------------- numbers, keys


def _not_nan(call: Call, args: Sequence[Node]) -> Node:
    # NaN equals itself here
    return exp.Nullif(this=args[0], expression=make.cast(make.text("NaN"), "DOUBLE"))


def _in(call: Call, args: Sequence[Node]) -> Node:
    value, *listed = args
    parts: list[Node] = [
        exp.In(this=make.operand(value).copy(), expressions=listed[start : start + LONGEST_IN])
        for start in range(0, len(listed), LONGEST_IN)
    ]
    return make.disjunction(parts)


def _bucket(call: Call, args: Sequence[Node]) -> Node:
    salted = exp.DPipe(this=make.text(f"{call.detail}:"), expression=make.cast(args[0], "TEXT"))
    digits = function("SUBSTR", function("MD5", salted), number(1), number(7))
    share = function("MOD", function("TO_NUMBER", digits, make.text("XXXXXXX")), number(10000))
    return binary(exp.Mul, share, number("0.0001"))


def _sum(node: Node, type: Type) -> Node:
    return exp.Sum(this=node)


# ------------------------------------------------------------------------------- text, lists


def fold(node: Node) -> Node:
    letters = (make.text(FOLDED_FROM + "Σ"), make.text(FOLDED_TO + "σ"))
    return function("LOWER", function("TRANSLATE", node, *letters))


def _matches(call: Call, args: Sequence[Node]) -> Node:
    ignoring = call.detail == "i" or ignores_case(str(constant(call, 1)))
    written = make.text(pattern(call, POSIX, "snowflake"))
    options = (number(1), number(1), number(0), make.text("i" if ignoring else "c"))
    return exp.GT(this=function("REGEXP_INSTR", args[0], written, *options), expression=number(0))


def _holds(held: Node, value: Node) -> Node:
    return function("ARRAY_CONTAINS", make.cast(value, "VARIANT"), held.copy())


def _list_any(call: Call, args: Sequence[Node]) -> Node:
    return make.disjunction([_holds(args[0], value) for value in args[1:]])


def _list_all(call: Call, args: Sequence[Node]) -> Node:
    return make.conjunction([_holds(args[0], value) for value in args[1:]])


def _size(array: Node) -> Node:
    return function("ARRAY_SIZE", array)


def _known(held: Node) -> Node:
    return function("ARRAY_COMPACT", held)


def _list_only(call: Call, args: Sequence[Node]) -> Node:
    held, *values = args
    some = exp.GT(this=_size(_known(held.copy())), expression=number(0))
    listed = function("ARRAY_CONSTRUCT", *values)
    other = function("ARRAY_EXCEPT", function("ARRAY_DISTINCT", _known(held)), listed)
    return make.conjunction([some, exp.EQ(this=_size(other), expression=number(0))])


def _of_elements(held: Node, body: Node) -> Node:
    """An array with a body in the place of each element `x`."""
    made = exp.Lambda(this=body, expressions=[make.identifier("x")])
    return function("TRANSFORM", held, made)


def _element() -> Node:
    return make.cast(exp.Column(this=make.identifier("x")), "TEXT")


def _list_of_json(node: Node, element: str) -> Node:
    parsed = make.cast(function("PARSE_JSON", make.cast(node, "TEXT")), "ARRAY")
    timely = ("DATE", CLOCK, ZONED)  # JSON has text in their place
    return _of_elements(parsed, cast(_element(), element)) if element in timely else parsed


def _path(node: Node, path: Sequence[str], json: bool) -> Node:
    steps = "".join(f".{part}" if _PLAIN.fullmatch(part) else f'["{part}"]' for part in path)
    held = function("PARSE_JSON", make.cast(node, "TEXT")) if json else node
    found = function("GET_PATH", held, make.text(steps.removeprefix(".")))
    return make.cast(found, "TEXT") if json else found


def finish(query: exp.Query) -> exp.Query:
    """A plain name in lower case that needs quotes is quoted as Snowflake folds it; types of time
    are called as its manual does.
    """
    for kind in query.find_all(exp.DataType):
        word = _WORDS.get(kind.this)
        if word is not None:
            kind.replace(exp.DataType(this=exp.DataType.Type.USERDEFINED, kind=word))
    for name in query.find_all(exp.Identifier):
        text = name.this
        if name.args.get("quoted") and text == text.lower() and _PLAIN.fullmatch(text):
            name.set("this", text.upper())
    return query


FUNCTIONS = """
ABS ARRAY_COMPACT ARRAY_CONSTRUCT ARRAY_CONTAINS ARRAY_DISTINCT ARRAY_EXCEPT ARRAY_SIZE ASIN CEIL
CONTAINS CONVERT_TIMEZONE COS DATEADD DATEDIFF DATE_PART DATE_TRUNC ENDSWITH FLOOR GET_PATH GREATEST
LAST_DAY LEAST LENGTH LOWER MD5 MOD PARSE_JSON POWER RADIANS REGEXP_INSTR ROUND SIGN SIN SQRT
STARTSWITH SUBSTR SYSDATE TO_NUMBER TRANSFORM TRANSLATE TRUNC
"""
RESERVED = """
account connection following gscluster ilike increment issue lateral minus organization qualify
regexp rlike sample tablesample trigger try_cast view whenever
"""

SNOWFLAKE = Dialect(
    name="snowflake",
    sqlglot="snowflake",
    operations={
        **DEFAULTS,
        Op.ROUND: rounded,
        Op.FLOOR: whole("FLOOR"),
        Op.CEIL: whole("CEIL"),
        Op.LEAST: lambda call, args: function("LEAST", *args),
        Op.GREATEST: lambda call, args: function("GREATEST", *args),
        Op.NOT_NAN: _not_nan,
        Op.IN: _in,
        Op.CONTAINS: lambda call, args: function("CONTAINS", *args),
        Op.STARTS: lambda call, args: function("STARTSWITH", *args),
        Op.ENDS: lambda call, args: function("ENDSWITH", *args),
        Op.MATCHES: _matches,
        Op.LOWER: lambda call, args: lowered(args[0]),
        Op.FOLD: lambda call, args: fold(args[0]),
        Op.LIST_ANY: _list_any,
        Op.LIST_ALL: _list_all,
        Op.LIST_ONLY: _list_only,
        Op.LIST_SIZE: lambda call, args: _size(_known(args[0])),
        Op.LIST_FOLD: lambda call, args: _of_elements(args[0], fold(_element())),
        Op.SHIFT: shifted(shift),
        Op.PART: lambda call, args: _part(call.detail or "", clock_of_day(call, args[0], CLOCK)),
        Op.MIDNIGHT: lambda call, args: make.cast(args[0], CLOCK),
        Op.TO_ZONE: lambda call, args: to_zone(args[0], call.detail or "UTC"),
        Op.TO_INSTANT: lambda call, args: to_instant(args[0], call.args[0].zone or "UTC"),
        Op.DAYS: lambda call, args: function("DATEDIFF", exp.Var(this="DAY"), *args),
        Op.MONTHS: completed_months(_part, _is_last_day),
        Op.SECONDS: _seconds,
        Op.TRUNC_DIVIDE: lambda call, args: _truncating(args[0], args[1]),
        Op.ANNIVERSARY: _anniversary,
        Op.BUCKET: _bucket,
    },
    functions=frozenset(FUNCTIONS.split()),
    reserved=frozenset(RESERVED.split()),
    types=Types(timestamp=CLOCK, instant=ZONED),
    now=lambda: function("SYSDATE"),
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
    typed_structs=False,
    subqueries=False,
    finish=finish,
    limits=Limits(text=1024 * 1024),
    executed=False,
)
