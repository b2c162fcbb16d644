"""Amazon Redshift: an old PostgreSQL in many ways, with arrays of SUPER and few subqueries.

Instants are held as readings of UTC. Blanks at the end of a text do not count in Redshift's own
comparisons, so that every text is compared with a character behind it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from segql.catalog.physical import ColumnKind
from segql.plan.nodes import Call, Column, Op
from segql.sql import make
from segql.sql.blanks import closed, exact
from segql.sql.cautious import (
    clock_of_day,
    distinct,
    lowered,
    quotient,
    rounded,
    truncating,
    whole,
)
from segql.sql.dialects.base import Dialect, Limits, Types, Unsupported
from segql.sql.make import Node, binary, case, function, number
from segql.sql.operations import DEFAULTS
from segql.sql.patterns import PCRE
from segql.sql.readings import instant_literal, instant_of, reading_literal
from segql.sql.spelling import (
    FOLDED_FROM,
    FOLDED_TO,
    ROUND_MONTHS,
    WHOLE_DAYS,
    completed_months,
    fold_constant,
    pattern,
    prefix_of,
    shifted,
    suffix_of,
    widened,
)
from segql.types import TIMESTAMP, Type

ZONED = "TIMESTAMPTZ"
NO_ELEMENTS = Unsupported(
    "Redshift's functions of arrays cannot leave unknown elements out",
    "Keep the list as a table of its own, one row an element, and ask for it as events.",
)


# ------------------------------------------------------------------------------------- time


def cast(node: Node, to: str) -> Node:
    return _utc(make.cast(node, ZONED)) if to == ZONED else make.cast(node, to)


def _utc(node: Node) -> Node:
    return exp.AtTimeZone(this=node, zone=make.text("UTC"))


def read(node: Node, stored: Column) -> Node:
    is_instant = stored.type == TIMESTAMP and stored.physical is ColumnKind.INSTANT
    return _utc(node) if is_instant else node


def plus(node: Node, amount: Node, unit: str) -> Node:
    return function("DATEADD", exp.Var(this=unit.upper()), amount, node)


def shift(node: Node, amount: int, unit: str, is_date: bool) -> Node:
    if unit in ROUND_MONTHS:
        moved = plus(node, number(amount * ROUND_MONTHS[unit]), "month")
    elif unit in WHOLE_DAYS:
        moved = plus(node, number(amount * WHOLE_DAYS[unit]), "day")
    else:
        moved = plus(node, number(amount), unit)
    return make.cast(moved, "DATE") if is_date else moved  # a date becomes a timestamp here


def apart(start: Node, end: Node) -> Node:
    return function("DATEDIFF", exp.Var(this="SECOND"), start, end)


def to_zone(node: Node, zone: str) -> Node:
    if zone == "UTC":
        return node
    return function("CONVERT_TIMEZONE", make.text("UTC"), make.text(zone), node)


def to_instant(node: Node, zone: str) -> Node:
    return instant_of(node, zone, to_zone, plus, apart)


def _part(part: str, node: Node) -> Node:
    if part == "weekday":  # 0 is Sunday here
        since_monday = binary(exp.Add, _extract("DOW", node), number(6))
        return binary(exp.Add, binary(exp.Mod, since_monday, number(7)), number(1))
    return _extract(part.upper(), node)


def _extract(part: str, node: Node) -> Node:
    return make.cast(exp.Extract(this=exp.Var(this=part), expression=node), "BIGINT")


def _is_last_day(node: Node) -> Node:
    return exp.EQ(this=function("LAST_DAY", node.copy()), expression=node)


def _seconds(call: Call, args: Sequence[Node]) -> Node:
    micros = function("DATEDIFF", exp.Var(this="MICROSECOND"), *args)
    return binary(exp.Div, micros, number(1_000_000))


def _anniversary(call: Call, args: Sequence[Node]) -> Node:
    born, year = args
    years = make.cast(binary(exp.Sub, year, _part("year", born.copy())), "INT")
    return make.cast(plus(born, years, "year"), "DATE")


def truncate(node: Node, unit: str, week_start: str) -> Node:
    return make.cast(function("DATE_TRUNC", make.text(unit), node), "DATE")


# ---------------------------------------------------------------------------- numbers, keys


def _not_nan(call: Call, args: Sequence[Node]) -> Node:
    # NaN equals itself here
    return exp.Nullif(this=args[0], expression=make.cast(make.text("NaN"), "DOUBLE"))


def _bucket(call: Call, args: Sequence[Node]) -> Node:
    salted = exp.DPipe(this=make.text(f"{call.detail}:"), expression=make.cast(args[0], "TEXT"))
    digits = function("SUBSTRING", function("MD5", salted), number(1), number(7))
    share = binary(exp.Mod, function("STRTOL", digits, number(16)), number(10000))
    return binary(exp.Mul, share, number("0.0001"))


def _sum(node: Node, type: Type) -> Node:
    return exp.Sum(this=node)


# ------------------------------------------------------------------------------- text, lists


def fold(node: Node) -> Node:
    letters = (make.text(FOLDED_FROM + "Σ"), make.text(FOLDED_TO + "σ"))
    return function("LOWER", function("TRANSLATE", node, *letters))


def _known_text(call: Call, args: Sequence[Node]) -> Node:
    some = exp.GT(this=function("LENGTH", args[0].copy()), expression=number(0))
    return case([(some, args[0])])


def _starts(call: Call, args: Sequence[Node]) -> Node:
    return _closed_sides(prefix_of("LENGTH")(call, args))


def _ends(call: Call, args: Sequence[Node]) -> Node:
    return _closed_sides(suffix_of("LENGTH")(call, args))


def _closed_sides(equal: Node) -> Node:
    return exp.EQ(this=closed(equal.this), expression=closed(equal.expression))


def _matches(call: Call, args: Sequence[Node]) -> Node:
    written = make.text(pattern(call, PCRE, "redshift"))
    # the last letter asks for patterns of Perl
    options = (number(1), number(1), number(0), make.text("p"))
    return exp.GT(this=function("REGEXP_INSTR", args[0], written, *options), expression=number(0))


def _holds(held: Node, value: Node) -> Node:
    return function("ARRAY_CONTAINS", held.copy(), value, make.boolean(True))


def _list_any(call: Call, args: Sequence[Node]) -> Node:
    return make.disjunction([_holds(args[0], value) for value in args[1:]])


def _list_all(call: Call, args: Sequence[Node]) -> Node:
    return make.conjunction([_holds(args[0], value) for value in args[1:]])


def _path(node: Node, path: Sequence[str], json: bool) -> Node:
    if json:
        steps = map(make.text, path)
        return function("JSON_EXTRACT_PATH_TEXT", node, *steps, make.boolean(True))
    for part in path:
        node = exp.Dot(this=node, expression=make.identifier(part))
    return node


FUNCTIONS = """
ABS ARRAY_CONTAINS ASIN CEIL CHR CONVERT_TIMEZONE COS DATEADD DATEDIFF DATE_TRUNC FLOOR GREATEST
JSON_EXTRACT_PATH_TEXT JSON_PARSE LAST_DAY LEAST LENGTH LOWER MD5 POWER RADIANS REGEXP_INSTR ROUND
SIGN SIN SQRT STRPOS STRTOL SUBSTR SUBSTRING TRANSLATE
"""
RESERVED = """
aes128 aes256 allowoverwrite analyse backup blanksasnull bytedict bzip2 credentials deflate defrag
delta delta32k disable emptyasnull enable encode encrypt encryption explicit gzip identity languages
lun luns lzo mostly16 mostly32 mostly8 oid open overlaps parallel permissions raw readratio recover
rejectlog resort respect snapshot tag tdes text255 text32k truncatecolumns wallet
"""

REDSHIFT = Dialect(
    name="redshift",
    sqlglot="redshift",
    operations={
        **DEFAULTS,
        **exact("CHR", {Op.DISTINCT: distinct}),
        Op.ADD: widened(exp.Add),
        Op.SUBTRACT: widened(exp.Sub),
        Op.MULTIPLY: widened(exp.Mul),
        Op.ROUND: rounded,
        Op.FLOOR: whole("FLOOR"),
        Op.CEIL: whole("CEIL"),
        Op.NOT_NAN: _not_nan,
        Op.STARTS: _starts,
        Op.ENDS: _ends,
        Op.MATCHES: _matches,
        Op.LOWER: lambda call, args: lowered(args[0]),
        Op.FOLD: lambda call, args: fold(args[0]),
        Op.KNOWN_TEXT: _known_text,
        Op.LIST_ANY: _list_any,
        Op.LIST_ALL: _list_all,
        Op.LIST_ONLY: NO_ELEMENTS,
        Op.LIST_SIZE: NO_ELEMENTS,
        Op.LIST_FOLD: Unsupported(
            "Redshift cannot change the elements of an array",
            "Store the list in lower case, or as a table of its own, and ask for it as events.",
        ),
        Op.SHIFT: shifted(shift),
        Op.PART: lambda call, args: _part(
            call.detail or "", clock_of_day(call, args[0], "TIMESTAMP")
        ),
        Op.TO_ZONE: lambda call, args: to_zone(args[0], call.detail or "UTC"),
        Op.TO_INSTANT: lambda call, args: to_instant(args[0], call.args[0].zone or "UTC"),
        Op.DAYS: lambda call, args: function("DATEDIFF", exp.Var(this="DAY"), *args),
        Op.MONTHS: completed_months(_part, _is_last_day),
        Op.SECONDS: _seconds,
        Op.TRUNC_DIVIDE: truncating,
        Op.ANNIVERSARY: _anniversary,
        Op.BUCKET: _bucket,
    },
    functions=frozenset(FUNCTIONS.split()),
    reserved=frozenset(RESERVED.split()),
    now=lambda: exp.Var(this="SYSDATE"),  # a function without parentheses, which no name is
    to_zone=to_zone,
    to_instant=to_instant,
    shift=shift,
    sum=_sum,
    path=_path,
    list_of_json=lambda node, element: function("JSON_PARSE", node),
    truncate=truncate,
    fold_constant=fold_constant,
    quotient=quotient,
    instant=instant_literal("TIMESTAMP"),
    reading=reading_literal("TIMESTAMP"),
    cast=cast,
    read=read,
    types=Types(),
    replaces=frozenset({"VIEW"}),
    typed_structs=False,
    subqueries=False,
    limits=Limits(columns=1600, text=16 * 1024 * 1024),
    executed=False,
)
