"""PostgreSQL: text in an order of its own, numbers that are exact, arrays."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from segql.plan.nodes import Call, Op
from segql.sql import make
from segql.sql.dialects.base import Dialect, Limits, Spelling, Types
from segql.sql.make import Node, binary, case, column, function, number
from segql.sql.operations import DEFAULTS, constant
from segql.sql.patterns import POSTGRES as PATTERNS
from segql.sql.patterns import ignores_case
from segql.sql.spelling import (
    FOLDED_FROM,
    FOLDED_TO,
    Elements,
    at_zone,
    completed_months,
    fold_constant,
    pattern,
    prefix_of,
    quotient,
    round_double,
    shift,
    shifted,
    suffix_of,
    widened,
)
from segql.types import DATE, DOUBLE, INTEGER, TEXT, Type

ELEMENT = "element"
KEPT = "\ue000"
"""Stands for the dotted capital I, whose lower case is two characters."""


# ------------------------------------------------------------------------------------- text


def _collated(node: Node, collation: str) -> Node:
    inner = exp.Paren(this=node) if isinstance(node, exp.Binary) else node
    return exp.Collate(this=inner, expression=exp.Identifier(this=collation, quoted=True))


def sortable(node: Node) -> Node:
    """Text that is ordered by code point, whatever the database's language."""
    return _collated(node, "C")


def _ordered(op: Op) -> Spelling:
    """A comparison of order, of text by code point."""
    default = DEFAULTS[op]

    def spell(call: Call, args: Sequence[Node]) -> Node:
        assert callable(default)
        if any(arg.type == TEXT for arg in call.args):
            args = [sortable(args[0]), *args[1:]]
        if op is Op.BETWEEN:  # a bound that is collated needs parentheses
            args = [exp.Paren(this=arg) if isinstance(arg, exp.Collate) else arg for arg in args]
        return default(call, args)

    return spell


def _cases(node: Node) -> Node:
    """Lower case as Unicode has it, whatever the database's language."""
    return sortable(function("LOWER", _collated(node, "und-x-icu")))


def fold(node: Node) -> Node:
    return _cases(
        function("TRANSLATE", node, make.text(FOLDED_FROM + "Σ"), make.text(FOLDED_TO + "σ"))
    )


def _lower(call: Call, args: Sequence[Node]) -> Node:
    parked = function("TRANSLATE", args[0], make.text("İΣ"), make.text(KEPT + "σ"))
    return function("TRANSLATE", _cases(parked), make.text(KEPT), make.text("İ"))


def _matches(call: Call, args: Sequence[Node]) -> Node:
    text = args[0]
    if call.detail == "i" or ignores_case(str(constant(call, 1))):
        text = _collated(text, "und-x-icu")
    written = make.text(pattern(call, PATTERNS, "postgres"))
    return exp.RegexpLike(this=make.operand(text), expression=written)


# ------------------------------------------------------------------------------------- time


def _extract(part: str, node: Node) -> Node:
    return exp.Extract(this=exp.Var(this=part), expression=node)


_CLOCK = frozenset({"hour", "minute", "second"})


def _part(part: str, node: Node) -> Node:
    found = _extract("ISODOW" if part == "weekday" else part.upper(), node)
    return make.cast(function("FLOOR", found) if part == "second" else found, "BIGINT")


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
    start, end = args
    apart = exp.Paren(this=binary(exp.Sub, end, start))
    return make.cast(function("TRUNC", _extract("EPOCH", apart)), "BIGINT")


def _anniversary(call: Call, args: Sequence[Node]) -> Node:
    born, year = args
    years = binary(exp.Sub, year, _part("year", born.copy()))
    moved = binary(exp.Add, born, binary(exp.Mul, years, make.interval(1, "YEAR")))
    return make.cast(moved, "DATE")


def truncate(node: Node, unit: str, week_start: str) -> Node:
    return make.cast(function("DATE_TRUNC", make.text(unit), node), "DATE")


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
    return exp.Nullif(this=args[0], expression=make.cast(make.text("NaN"), "DOUBLE"))


def _bucket(call: Call, args: Sequence[Node]) -> Node:
    salted = exp.DPipe(this=make.text(f"{call.detail}:"), expression=make.cast(args[0], "TEXT"))
    digits = function("SUBSTR", function("MD5", salted), number(1), number(7))
    bits = make.cast(exp.Paren(this=exp.DPipe(this=make.text("x"), expression=digits)), "BIT(28)")
    whole = make.cast(bits, "INT")
    return binary(exp.Mul, binary(exp.Mod, whole, number(10000)), number("0.0001"))


def _first_value(node: Node, order: Sequence[Node]) -> Node:
    listed = function("ARRAY_AGG", exp.Order(this=node, expressions=list(order)))
    return exp.Bracket(this=exp.Paren(this=listed), expressions=[number(1)], offset=1)


def _median(node: Node) -> Node:
    half = function("PERCENTILE_CONT", number("0.5"))
    order = exp.Order(expressions=[exp.Ordered(this=node)])
    return exp.WithinGroup(this=half, expression=order)


def _sum(node: Node, type: Type) -> Node:
    return exp.Sum(this=node)


# ------------------------------------------------------------------------------------ lists


def _rows_of(array: Node) -> exp.Table:
    alias = exp.TableAlias(this=make.identifier(ELEMENT), columns=[make.identifier("value")])
    return exp.Table(this=array, alias=alias)


def _elements(call: Call, held: Node) -> exp.Table:
    return _rows_of(function("UNNEST", held))


def _element(call: Call) -> Node:
    return column(ELEMENT, "value")


def _array_of(value: Node, rows: exp.Table) -> Node:
    return exp.Array(expressions=[make.select([value], rows)])


def _list_fold(call: Call, args: Sequence[Node]) -> Node:
    return _array_of(fold(column(ELEMENT, "value")), _elements(call, args[0]))


def _list_of_json(node: Node, element: str) -> Node:
    texts = function("JSONB_ARRAY_ELEMENTS_TEXT", make.cast(node.copy(), "JSONB"))
    listed = _array_of(make.cast(column(ELEMENT, "value"), element), _rows_of(texts))
    return case([(make.is_known(node), listed)])


def _path(node: Node, path: Sequence[str], json: bool) -> Node:
    if json:
        steps = map(make.text, path)
        return function("JSONB_EXTRACT_PATH_TEXT", make.cast(node, "JSONB"), *steps)
    for part in path:
        node = exp.Dot(this=exp.Paren(this=node), expression=make.identifier(part))
    return node


FUNCTIONS = """
ABS ARRAY_AGG ASIN CEIL COS DATE_TRUNC FLOOR GREATEST JSONB_ARRAY_ELEMENTS_TEXT
JSONB_EXTRACT_PATH_TEXT LEAST LENGTH LOWER MD5 PERCENTILE_CONT POWER RADIANS ROUND SIGN SIN SQRT
STRPOS SUBSTR TRANSLATE TRUNC UNNEST
"""

POSTGRES = Dialect(
    name="postgres",
    sqlglot="postgres",
    operations={
        **DEFAULTS,
        Op.ADD: widened(exp.Add),
        Op.SUBTRACT: widened(exp.Sub),
        Op.MULTIPLY: widened(exp.Mul),
        Op.ROUND: _round,
        Op.FLOOR: _whole("FLOOR"),
        Op.CEIL: _whole("CEIL"),
        Op.LEAST: _ordered(Op.LEAST),
        Op.GREATEST: _ordered(Op.GREATEST),
        Op.NOT_NAN: _not_nan,
        Op.LT: _ordered(Op.LT),
        Op.LE: _ordered(Op.LE),
        Op.GT: _ordered(Op.GT),
        Op.GE: _ordered(Op.GE),
        Op.BETWEEN: _ordered(Op.BETWEEN),
        Op.STARTS: prefix_of("LENGTH"),
        Op.ENDS: suffix_of("LENGTH"),
        Op.MATCHES: _matches,
        Op.LOWER: _lower,
        Op.FOLD: lambda call, args: fold(args[0]),
        **Elements(_elements, _element).operations(),
        Op.LIST_FOLD: _list_fold,
        Op.SHIFT: shifted(shift),
        Op.PART: _part_of,
        Op.TO_ZONE: lambda call, args: at_zone(args[0], call.detail or "UTC"),
        Op.TO_INSTANT: lambda call, args: at_zone(args[0], call.args[0].zone or "UTC"),
        Op.DAYS: _days,
        Op.MONTHS: completed_months(_part, _is_last_day),
        Op.SECONDS: _seconds,
        Op.TRUNC_DIVIDE: lambda call, args: binary(exp.Div, args[0], args[1]),
        Op.ANNIVERSARY: _anniversary,
        Op.BUCKET: _bucket,
    },
    functions=frozenset(FUNCTIONS.split()),
    types=Types(decimal="DECIMAL"),
    now=exp.CurrentTimestamp,
    to_zone=at_zone,
    to_instant=at_zone,
    shift=shift,
    sum=_sum,
    path=_path,
    list_of_json=_list_of_json,
    truncate=truncate,
    fold_constant=fold_constant,
    quotient=quotient,
    first_value=_first_value,
    median=_median,
    sortable=sortable,
    replaces=frozenset({"VIEW"}),
    limits=Limits(columns=1664),
)
