"""Spark and Databricks: instants and readings as two types, arrays with lambdas, exact decimals.

Nothing here depends on the session's time zone: instants become readings and back by the
microseconds since 1970. Of the hour that clocks show twice Spark means the first, and the language
the second, so that one is looked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from sqlglot import exp

from segql.plan.nodes import Call, Op
from segql.sql import make
from segql.sql.dialects.base import Dialect, Spelling, Types
from segql.sql.make import Node, binary, case, function, number
from segql.sql.operations import DEFAULTS, constant
from segql.sql.patterns import JAVA
from segql.sql.spelling import (
    FOLDED_FROM,
    FOLDED_TO,
    completed_months,
    fold_constant,
    pattern,
    quotient,
    round_double,
    widened,
)
from segql.sql.times import timestamp_text
from segql.sql.zones import of_instants
from segql.types import DATE, DOUBLE, INTEGER, TIMESTAMP, Type

KEPT = "\ue000"
"""Stands for the dotted capital I, whose lower case is two characters."""
CLOCK = "TIMESTAMPNTZ"
PATTERNS = replace(JAVA, pairs_only=True)
"""Java knows no third letter of a family where the first is its own upper case: `ß`, `ẞ`."""
MICROS = {"second": 1_000_000, "minute": 60_000_000, "hour": 3_600_000_000}
MONTHS = {"month": 1, "quarter": 3, "year": 12}
DAYS = {"day": 1, "week": 7}


# ------------------------------------------------------------------------------------- time


def reading(moment: datetime) -> Node:
    return make.cast(make.text(timestamp_text(moment)), CLOCK)


def _epoch() -> Node:
    return make.cast(make.text("1970-01-01"), CLOCK)


def _microsecond() -> Node:
    return exp.Interval(this=make.text("0.000001"), unit=exp.Var(this="SECOND"))


def _micros(node: Node) -> Node:
    """The microseconds of an instant since 1970."""
    if isinstance(node, exp.Anonymous) and node.this == "TIMESTAMP_MICROS":
        inner: Node = node.expressions[0]
        inner.pop()
        return inner
    return function("UNIX_MICROS", node)


def _reading_of_utc(node: Node) -> Node:
    return binary(exp.Add, _epoch(), binary(exp.Mul, _microsecond(), _micros(node)))


def to_zone(node: Node, zone: str) -> Node:
    utc = _reading_of_utc(node)
    if zone == "UTC":
        return utc
    return _converted("UTC", zone, utc)


def to_instant(node: Node, zone: str) -> Node:
    if zone == "UTC":
        utc = node
    elif isinstance(node, exp.Column):
        utc = _utc_of(node, zone)
    else:
        held = function("TRANSFORM", exp.Array(expressions=[node]), _lambda(_utc_of(_x(), zone)))
        utc = function("ELEMENT_AT", held, number(1))
    since = binary(exp.Sub, utc, _epoch())
    return function("TIMESTAMP_MICROS", binary(exp.IntDiv, since, _microsecond()))


def _utc_of(reading: Node, zone: str) -> Node:
    """What clocks of UTC read. Where clocks that are set back show a reading twice, Spark takes it
    the first time and the language the second.
    """

    def first() -> Node:
        return _converted(zone, "UTC", reading.copy())

    offsets = [offset for _, offset in of_instants(zone)]
    arms: list[tuple[Node, Node]] = []
    for seconds in sorted({old - new for old, new in pairwise(offsets) if old > new}):
        second = binary(exp.Add, first(), make.interval(seconds, "SECOND"))
        shown = _converted("UTC", zone, second)
        arms.append((exp.EQ(this=shown, expression=reading.copy()), second.copy()))
    return case(arms, first()) if arms else first()


def _converted(old: str, new: str, node: Node) -> Node:
    return function("CONVERT_TIMEZONE", make.text(old), make.text(new), node)


def _x() -> Node:
    """The element that a lambda looks at."""
    return exp.Column(this=make.identifier("x"))


def _lambda(body: Node) -> Node:
    return exp.Lambda(this=body, expressions=[make.identifier("x")])


def shift(node: Node, amount: int, unit: str, is_date: bool) -> Node:
    """A date, a reading, or by exact units an instant moved."""
    kind = exp.Sub if amount < 0 else exp.Add
    if unit in MICROS:
        moved = binary(kind, _micros(node), number(abs(amount) * MICROS[unit]))
        return function("TIMESTAMP_MICROS", moved)
    if is_date:
        if unit in DAYS:
            return function("DATE_ADD", node, number(amount * DAYS[unit]))
        return function("ADD_MONTHS", node, number(amount * MONTHS[unit]))
    if unit in DAYS:
        return binary(kind, node, make.interval(abs(amount) * DAYS[unit], "DAY"))
    return binary(kind, node, make.interval(abs(amount) * MONTHS[unit], "MONTH"))


def _shifted(call: Call, args: Sequence[Node]) -> Node:
    amount = constant(call, 1)
    if not isinstance(amount, int):
        raise TypeError("a shift is a whole number of units")
    unit = call.detail or ""
    if unit in MICROS and call.args[0].zone is not None:
        kind = exp.Sub if amount < 0 else exp.Add
        return binary(kind, args[0], make.interval(abs(amount), unit.upper()))
    return shift(args[0], amount, unit, call.type == DATE)


def _part(part: str, node: Node) -> Node:
    name = "DAYOFWEEK_ISO" if part == "weekday" else part.upper()
    found = exp.Extract(this=exp.Var(this=name), expression=node)
    return make.cast(found, "BIGINT") if part == "second" else found


_TIMES_OF_DAY = frozenset(MICROS)


def _part_of(call: Call, args: Sequence[Node]) -> Node:
    part = call.detail or ""
    is_day = bool(call.args) and call.args[0].type == DATE
    return _part(part, make.cast(args[0], CLOCK) if is_day and part in _TIMES_OF_DAY else args[0])


def _is_last_day(node: Node) -> Node:
    return exp.EQ(this=function("LAST_DAY", node.copy()), expression=node)


def _seconds(call: Call, args: Sequence[Node]) -> Node:
    times = [arg for arg in call.args if arg.type == TIMESTAMP]
    if any(map(_is_instant, args)) or (times and all(arg.zone is None for arg in times)):
        start, end = map(_micros, args)
        return binary(exp.IntDiv, binary(exp.Sub, end, start), number(1_000_000))
    start, end = args
    return binary(exp.IntDiv, binary(exp.Sub, end, start), make.interval(1, "SECOND"))


def _is_instant(node: Node) -> bool:
    """Whether a node says by itself that it is an instant, whatever the plan meant before."""
    if isinstance(node, exp.Anonymous):
        return str(node.this) == "TIMESTAMP_MICROS"
    if isinstance(node, exp.Cast):
        return node.to.this is exp.DataType.Type.TIMESTAMPTZ
    return isinstance(node, exp.CurrentTimestamp)


def _anniversary(call: Call, args: Sequence[Node]) -> Node:
    born, year = args
    years = binary(exp.Sub, year, _part("year", born.copy()))
    months = make.cast(binary(exp.Mul, years, number(12)), "INT")
    return function("ADD_MONTHS", born, months)


def truncate(node: Node, unit: str, week_start: str) -> Node:
    return function("TRUNC", node, make.text(unit.upper()))


# ---------------------------------------------------------------------------- numbers, keys


def _round(call: Call, args: Sequence[Node]) -> Node:
    digits = constant(call, 1) if len(call.args) > 1 else 0
    if call.args[0].type == DOUBLE and isinstance(digits, int):
        return round_double(args[0], digits)
    return function("ROUND", *args)


def _whole(name: str) -> Spelling:
    def spell(call: Call, args: Sequence[Node]) -> Node:
        return args[0] if call.args[0].type == INTEGER else function(name, args[0])

    return spell


def _not_nan(call: Call, args: Sequence[Node]) -> Node:
    # NaN equals itself here
    return exp.Nullif(this=args[0], expression=make.cast(make.text("NaN"), "DOUBLE"))


def _bucket(call: Call, args: Sequence[Node]) -> Node:
    salted = function("CONCAT", make.text(f"{call.detail}:"), make.cast(args[0], "TEXT"))
    digits = function("SUBSTR", function("MD5", salted), number(1), number(7))
    whole = make.cast(function("CONV", digits, number(16), number(10)), "BIGINT")
    return binary(exp.Mul, binary(exp.Mod, whole, number(10000)), number("0.0001"))


def _sum(node: Node, type: Type) -> Node:
    return exp.Sum(this=node)


# ------------------------------------------------------------------------------- text, lists


def literal(written: str) -> Node | None:
    """A text that Spark would change before it reads it: it replaces `${...}` by settings and
    by variables of the machine's environment, in literals too.
    """
    if "${" not in written:
        return None
    first, *rest = written.split("${")
    made: Node = make.text(f"{first}$")
    for part in rest[:-1]:
        made = exp.DPipe(this=made, expression=make.text(f"{{{part}$"))
    return exp.Paren(this=exp.DPipe(this=made, expression=make.text(f"{{{rest[-1]}")))


def finish(query: exp.Query) -> exp.Query:
    """The statement with such texts taken apart."""
    for node in list(query.find_all(exp.Literal)):
        spelled = literal(str(node.this)) if node.is_string else None
        if spelled is not None:
            node.replace(spelled)
    return query


def fold(node: Node) -> Node:
    parked = function("TRANSLATE", node, make.text(FOLDED_FROM + "Σ"), make.text(FOLDED_TO + "σ"))
    return function("LOWER", parked)


def _lower(call: Call, args: Sequence[Node]) -> Node:
    parked = function("TRANSLATE", args[0], make.text("İΣ"), make.text(KEPT + "σ"))
    return function("TRANSLATE", function("LOWER", parked), make.text(KEPT), make.text("İ"))


def _matches(call: Call, args: Sequence[Node]) -> Node:
    written = make.text(pattern(call, PATTERNS, "spark"))
    return exp.RegexpLike(this=make.operand(args[0]), expression=written)


def _named(name: str) -> Spelling:
    return lambda call, args: function(name, *args)


def _size(held: Node) -> Node:
    return function("ARRAY_SIZE", held)


def _among(node: Node, values: Sequence[Node]) -> Node:
    return exp.In(this=node, expressions=list(values))


def _kept(held: Node, condition: Node) -> Node:
    """How many elements a condition holds for; it never does for unknown ones."""
    return _size(function("FILTER", held, _lambda(condition)))


def _holds(held: Node, value: Node) -> Node:
    return function("ARRAY_CONTAINS", function("ARRAY_COMPACT", held), value)


def _list_any(call: Call, args: Sequence[Node]) -> Node:
    held, *values = args
    if len(values) == 1:
        return _holds(held, values[0])
    return exp.GT(this=_kept(held, _among(_x(), values)), expression=number(0))


def _list_all(call: Call, args: Sequence[Node]) -> Node:
    return make.conjunction([_holds(args[0].copy(), value) for value in args[1:]])


def _list_only(call: Call, args: Sequence[Node]) -> Node:
    known = function("ARRAY_COMPACT", args[0])
    some = exp.GT(this=_size(known), expression=number(0))
    others = _kept(known.copy(), make.negation(_among(_x(), args[1:])))
    return make.conjunction([some, exp.EQ(this=others, expression=number(0))])


def _list_size(call: Call, args: Sequence[Node]) -> Node:
    return _size(function("ARRAY_COMPACT", args[0]))


def _list_fold(call: Call, args: Sequence[Node]) -> Node:
    return function("TRANSFORM", args[0], _lambda(fold(_x())))


def _list_of_json(node: Node, element: str) -> Node:
    written = exp.DataType.build(element).sql("spark")
    return function("FROM_JSON", node, make.text(f"ARRAY<{written}>"))


def _path(node: Node, path: Sequence[str], json: bool) -> Node:
    if json:
        steps = "".join(f"['{part}']" for part in path)
        return function("GET_JSON_OBJECT", node, make.text("$" + steps))
    for part in path:
        node = exp.Dot(this=node, expression=make.identifier(part))
    return node


FUNCTIONS = """
ABS ADD_MONTHS ARRAY_COMPACT ARRAY_CONTAINS ARRAY_SIZE ASIN CEIL CHAR_LENGTH CONCAT
CONTAINS CONV CONVERT_TIMEZONE COS DATEDIFF DATE_ADD ELEMENT_AT ENDSWITH FILTER FLOOR FROM_JSON
GET_JSON_OBJECT GREATEST LAST_DAY LEAST LOWER MD5 MEDIAN POWER RADIANS ROUND SIGN SIN SQRT
SPLIT STARTSWITH SUBSTR TIMESTAMP_MICROS TRANSFORM TRANSLATE TRUNC UNIX_MICROS
"""

SPARK = Dialect(
    name="spark",
    sqlglot="spark",
    operations={
        **DEFAULTS,
        Op.ADD: widened(exp.Add),
        Op.SUBTRACT: widened(exp.Sub),
        Op.MULTIPLY: widened(exp.Mul),
        Op.ROUND: _round,
        Op.FLOOR: _whole("FLOOR"),
        Op.CEIL: _whole("CEIL"),
        Op.NOT_NAN: _not_nan,
        Op.CONTAINS: _named("CONTAINS"),
        Op.STARTS: _named("STARTSWITH"),
        Op.ENDS: _named("ENDSWITH"),
        Op.MATCHES: _matches,
        Op.LOWER: _lower,
        Op.FOLD: lambda call, args: fold(args[0]),
        Op.LENGTH: _named("CHAR_LENGTH"),
        Op.LIST_ANY: _list_any,
        Op.LIST_ALL: _list_all,
        Op.LIST_ONLY: _list_only,
        Op.LIST_SIZE: _list_size,
        Op.LIST_FOLD: _list_fold,
        Op.SHIFT: _shifted,
        Op.PART: _part_of,
        Op.MIDNIGHT: lambda call, args: make.cast(args[0], CLOCK),
        Op.TO_ZONE: lambda call, args: to_zone(args[0], call.detail or "UTC"),
        Op.TO_INSTANT: lambda call, args: to_instant(args[0], call.args[0].zone or "UTC"),
        Op.DAYS: lambda call, args: function("DATEDIFF", args[1], args[0]),
        Op.MONTHS: completed_months(_part, _is_last_day),
        Op.SECONDS: _seconds,
        Op.TRUNC_DIVIDE: lambda call, args: binary(exp.IntDiv, args[0], args[1]),
        Op.ANNIVERSARY: _anniversary,
        Op.BUCKET: _bucket,
    },
    functions=frozenset(FUNCTIONS.split()),
    types=Types(timestamp=CLOCK),
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
    median=lambda node: function("MEDIAN", node),
    reading=reading,
    finish=finish,
    replaces=frozenset({"VIEW"}),
    subqueries=False,
)

DATABRICKS = replace(
    SPARK, name="databricks", replaces=frozenset({"VIEW", "TABLE"}), executed=False
)
