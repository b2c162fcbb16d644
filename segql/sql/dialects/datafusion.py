"""DataFusion: Arrow's types, arrays with lambdas, no JSON.

Its cast into a time zone fails for readings that clocks repeat or skip, so those are spelled out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sqlglot import exp

from segql.plan.nodes import Call, Op
from segql.sql import make
from segql.sql.dialects.base import Dialect, Spelling, Types, Unsupported
from segql.sql.make import Node, binary, case, function, number
from segql.sql.operations import DEFAULTS, constant
from segql.sql.patterns import RUST
from segql.sql.spelling import (
    FOLDED_FROM,
    FOLDED_TO,
    at_zone,
    completed_months,
    fold_constant,
    pattern,
    prefix_of,
    quotient,
    shift,
    shifted,
    suffix_of,
    widened,
)
from segql.sql.zones import Change, of_readings, seconds_since
from segql.types import DATE, DECIMAL, INTEGER, Type

KEPT = "\ue000"
EPOCH = datetime(1970, 1, 1)
UTC = "+00:00"
NO_JSON = Unsupported(
    "DataFusion has no functions of JSON",
    "Keep the value in a column of its own, or in a struct.",
)


# ------------------------------------------------------------------------------------- time


def to_zone(node: Node, zone: str) -> Node:
    return function("TO_LOCAL_TIME", at_zone(node, UTC if zone == "UTC" else zone))


def to_instant(node: Node, zone: str) -> Node:
    if zone == "UTC":
        return at_zone(node, UTC)
    return at_zone(binary(exp.Sub, node, _offset(node, of_readings(zone))), UTC)


def _offset(node: Node, changes: Sequence[Change]) -> Node:
    """The interval from UTC that holds at a reading, by its place among the changes."""
    intervals = [make.interval(offset, "SECOND") for _, offset in changes]
    if len(changes) == 1:
        return intervals[0]
    nanoseconds = make.cast(make.cast(node.copy(), "TIMESTAMP"), "BIGINT")
    begins = [number(begin * 1_000_000_000) for begin in seconds_since(EPOCH, changes)]
    name = make.identifier("x")
    begun = exp.Lambda(
        this=exp.LTE(this=exp.Column(this=name), expression=nanoseconds),
        expressions=[make.identifier("x")],
    )
    passed = function("CARDINALITY", function("ARRAY_FILTER", _array(begins), begun))
    place = make.cast(binary(exp.Add, passed, number(1)), "BIGINT")
    return function("ARRAY_ELEMENT", _array(intervals), place)


def _date_part(name: str, node: Node) -> Node:
    return make.cast(function("DATE_PART", make.text(name), node), "BIGINT")


_CLOCK = frozenset({"hour", "minute", "second"})


def _part(part: str, node: Node) -> Node:
    return _date_part("isodow" if part == "weekday" else part, node)


def _part_of(call: Call, args: Sequence[Node]) -> Node:
    part = call.detail or ""
    is_day = bool(call.args) and call.args[0].type == DATE
    return _part(part, make.cast(args[0], "TIMESTAMP") if is_day and part in _CLOCK else args[0])


def _is_last_day(node: Node) -> Node:
    return exp.EQ(this=_part("day", binary(exp.Add, node, number(1))), expression=number(1))


def _days(call: Call, args: Sequence[Node]) -> Node:
    start, end = args
    return binary(exp.Sub, end, start)


def _seconds(call: Call, args: Sequence[Node]) -> Node:
    # nanoseconds since 1970, of readings as of instants
    is_instant = any(arg.zone is None and arg.type != DATE for arg in call.args)
    to = "TIMESTAMPTZ" if is_instant else "TIMESTAMP"
    start, end = (make.cast(make.cast(arg, to), "BIGINT") for arg in args)
    return binary(exp.Div, exp.Paren(this=binary(exp.Sub, end, start)), number(1_000_000_000))


def _anniversary(call: Call, args: Sequence[Node]) -> Node:
    born, year = args
    month, day = _part("month", born.copy()), _part("day", born)

    def rest(by: int, same: bool) -> Node:
        left = binary(exp.Mod, year.copy(), number(by))
        return (exp.EQ if same else exp.NEQ)(this=left, expression=number(0))

    leap = make.conjunction([rest(4, True), make.disjunction([rest(100, False), rest(400, True)])])
    is_leap_day = [
        exp.EQ(this=month.copy(), expression=number(2)),
        exp.EQ(this=day.copy(), expression=number(29)),
        make.negation(leap),
    ]
    mended = case([(make.conjunction(is_leap_day), number(28))], day)
    return function("MAKE_DATE", *(make.cast(item, "INT") for item in (year, month, mended)))


def truncate(node: Node, unit: str, week_start: str) -> Node:
    return make.cast(function("DATE_TRUNC", make.text(unit), node), "DATE")


# ---------------------------------------------------------------------------- numbers, keys


def decimal(value: Decimal) -> Node:
    """A decimal of just its digits; a bare one would be a double."""
    digits = len(value.as_tuple().digits)
    scale = max(0, -int(value.as_tuple().exponent))
    return make.cast(make.text(format(value, "f")), f"DECIMAL({max(digits, scale, 1)}, {scale})")


def _whole(name: str) -> Spelling:
    def spell(call: Call, args: Sequence[Node]) -> Node:
        return args[0] if call.args[0].type == INTEGER else function(name, args[0])

    return spell


def _round(call: Call, args: Sequence[Node]) -> Node:
    digits = constant(call, 1) if len(call.args) > 1 else 0
    if call.args[0].type == INTEGER and isinstance(digits, int) and digits >= 0:
        return args[0]
    rounded = function("ROUND", *args)
    if call.args[0].type == DECIMAL and isinstance(digits, int):
        # the type that it announces is not the one that it makes, and a comparison fails
        return make.cast(rounded, f"DECIMAL(38, {max(digits, 0)})")
    return rounded


def _truncating(call: Call, args: Sequence[Node]) -> Node:
    # ranks have no sign there, and less a whole number they are decimals, which keep a fraction
    return binary(exp.Div, make.cast(args[0], "BIGINT"), args[1])


def _not_nan(call: Call, args: Sequence[Node]) -> Node:
    return case([(make.negation(function("ISNAN", args[0].copy())), args[0])])


def _distinct(call: Call, args: Sequence[Node]) -> Node:
    # its parser takes all that follows as the other side
    left, right = map(make.operand, args)
    return exp.Paren(this=exp.NullSafeNEQ(this=left, expression=right))


def _bucket(call: Call, args: Sequence[Node]) -> Node:
    salted = exp.DPipe(this=make.text(f"{call.detail}:"), expression=make.cast(args[0], "TEXT"))
    whole: Node | None = None
    for place in range(1, 8):
        digit = function("SUBSTR", function("MD5", salted.copy()), number(place), number(1))
        value = function("STRPOS", make.text("0123456789abcdef"), digit)
        worth = binary(exp.Mul, binary(exp.Sub, value, number(1)), number(16 ** (7 - place)))
        whole = worth if whole is None else binary(exp.Add, whole, worth)
    assert whole is not None
    share = make.cast(binary(exp.Mod, exp.Paren(this=whole), number(10000)), "DECIMAL(5, 0)")
    return binary(exp.Mul, share, decimal(Decimal("0.0001")))


def _sum(node: Node, type: Type) -> Node:
    return exp.Sum(this=node)


def _first_value(node: Node, order: Sequence[Node]) -> Node:
    return function("FIRST_VALUE", exp.Order(this=node, expressions=list(order)))


# ------------------------------------------------------------------------------- text, lists


def fold(node: Node) -> Node:
    parked = function("TRANSLATE", node, make.text(FOLDED_FROM + "Σ"), make.text(FOLDED_TO + "σ"))
    return function("LOWER", parked)


def _lower(call: Call, args: Sequence[Node]) -> Node:
    parked = function("TRANSLATE", args[0], make.text("İΣ"), make.text(KEPT + "σ"))
    return function("TRANSLATE", function("LOWER", parked), make.text(KEPT), make.text("İ"))


def _matches(call: Call, args: Sequence[Node]) -> Node:
    return function("REGEXP_LIKE", args[0], make.text(pattern(call, RUST, "datafusion")))


def _array(values: Sequence[Node]) -> Node:
    return function("MAKE_ARRAY", *values)


def _known(held: Node) -> Node:
    """The elements that are known."""
    name = make.identifier("x")
    body = exp.Lambda(this=make.is_known(exp.Column(this=name)), expressions=[make.identifier("x")])
    return function("ARRAY_FILTER", held, body)


def _list_any(call: Call, args: Sequence[Node]) -> Node:
    return function("ARRAY_HAS_ANY", args[0], _array(args[1:]))


def _list_all(call: Call, args: Sequence[Node]) -> Node:
    return function("ARRAY_HAS_ALL", args[0], _array(args[1:]))


def _list_only(call: Call, args: Sequence[Node]) -> Node:
    known = _known(args[0])
    some = exp.GT(this=function("CARDINALITY", known), expression=number(0))
    return make.conjunction([some, function("ARRAY_HAS_ALL", _array(args[1:]), known.copy())])


def _list_size(call: Call, args: Sequence[Node]) -> Node:
    return make.cast(function("CARDINALITY", _known(args[0])), "BIGINT")


def _list_fold(call: Call, args: Sequence[Node]) -> Node:
    name = make.identifier("x")
    body = exp.Lambda(this=fold(exp.Column(this=name)), expressions=[make.identifier("x")])
    return function("ARRAY_TRANSFORM", args[0], body)


def _path(node: Node, path: Sequence[str], json: bool) -> Node:
    for part in path:
        # a field of no struct is its type's empty value, not null
        field = function("GET_FIELD", node, make.text(part))
        node = case([(make.is_known(node.copy()), field)])
    return node


FUNCTIONS = """
ABS ARRAY_ELEMENT ARRAY_FILTER ARRAY_HAS_ALL ARRAY_HAS_ANY ARRAY_TRANSFORM ASIN CARDINALITY CEIL COS
DATE_PART
DATE_TRUNC FIRST_VALUE FLOOR GET_FIELD GREATEST ISNAN LEAST LENGTH LOWER MAKE_ARRAY MAKE_DATE MD5
MEDIAN NOW POWER RADIANS REGEXP_LIKE ROUND SIN SQRT STRPOS SUBSTR TO_LOCAL_TIME TRANSLATE
"""

DATAFUSION = Dialect(
    name="datafusion",
    sqlglot="postgres",
    operations={
        **DEFAULTS,
        Op.ADD: widened(exp.Add),
        Op.SUBTRACT: widened(exp.Sub),
        Op.MULTIPLY: widened(exp.Mul),
        Op.ROUND: _round,
        Op.FLOOR: _whole("FLOOR"),
        Op.CEIL: _whole("CEIL"),
        Op.NOT_NAN: _not_nan,
        Op.DISTINCT: _distinct,
        Op.STARTS: prefix_of("LENGTH"),
        Op.ENDS: suffix_of("LENGTH"),
        Op.MATCHES: _matches,
        Op.LOWER: _lower,
        Op.FOLD: lambda call, args: fold(args[0]),
        Op.LIST_ANY: _list_any,
        Op.LIST_ALL: _list_all,
        Op.LIST_ONLY: _list_only,
        Op.LIST_SIZE: _list_size,
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
        Op.BUCKET: _bucket,
    },
    functions=frozenset(FUNCTIONS.split()),
    types=Types(),
    now=lambda: function("NOW"),
    to_zone=to_zone,
    to_instant=to_instant,
    shift=shift,
    sum=_sum,
    path=_path,
    json_path=NO_JSON,
    list_of_json=NO_JSON,
    truncate=truncate,
    fold_constant=fold_constant,
    quotient=quotient,
    first_value=_first_value,
    median=lambda node: function("MEDIAN", node),
    decimal=decimal,
    subqueries=False,
)
