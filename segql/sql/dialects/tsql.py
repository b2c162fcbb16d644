"""T-SQL: SQL Server and its kin, where a condition is no value and zones have other names.

Written for SQL Server 2019 and later. Text is compared in a binary collation, with a character
behind it, since blanks at its end do not count there. Instants are held as readings of UTC, and
zones are spelled out by their changes, as SQL Server does not know the names that others use.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlglot import exp

from segql.catalog.physical import ColumnKind
from segql.plan.nodes import Call, Column, Op
from segql.sql import make
from segql.sql.blanks import closed, exact
from segql.sql.cautious import (
    clock_of_day,
    distinct,
    earliest,
    extreme,
    quotient,
    rounded,
    truncating,
    whole,
)
from segql.sql.collated import (
    UTF8,
    collated,
    contains,
    ends,
    fold,
    joined,
    known_text,
    length,
    letters,
    lower,
    starts,
)
from segql.sql.dialects.base import Dialect, Limits, Types, Unsupported
from segql.sql.make import Node, binary, case, column, function, number
from segql.sql.operations import DEFAULTS
from segql.sql.readings import instant_literal, reading_literal
from segql.sql.spelling import (
    ROUND_MONTHS,
    WHOLE_DAYS,
    Elements,
    completed_months,
    fold_constant,
    shifted,
    widened,
)
from segql.sql.truth import settle
from segql.sql.zones import Change, of_instants, of_readings
from segql.types import INTEGER, TEXT, TIMESTAMP, Kind, Type

CLOCK = "TIMESTAMP(6)"
ZONED = "TIMESTAMPTZ(6)"
TEXTUAL = "NVARCHAR(4000)"
ELEMENT = "element"
MONDAY = "0001-01-01"


# ------------------------------------------------------------------------------------- time


def cast(node: Node, to: str) -> Node:
    match to:
        case "TIMESTAMPTZ(6)":
            return _utc(make.cast(node, ZONED))
        case "BOOLEAN":
            return make.cast(make.cast(node, "BOOLEAN"), "INT")
        case "NVARCHAR(4000)":
            return letters(make.cast(node, to))
        case _:
            return make.cast(node, to)


def _utc(node: Node) -> Node:
    return make.cast(function("SWITCHOFFSET", node, make.text("+00:00")), CLOCK)


def plus(node: Node, amount: Node, unit: str) -> Node:
    return function("DATEADD", exp.Var(this=unit.upper()), amount, node)


def shift(node: Node, amount: int, unit: str, is_date: bool) -> Node:
    if unit in ROUND_MONTHS:
        return plus(node, number(amount * ROUND_MONTHS[unit]), "month")
    if unit in WHOLE_DAYS:
        return plus(node, number(amount * WHOLE_DAYS[unit]), "day")
    return plus(node, number(amount), unit)


def _offset(node: Node, changes: Sequence[Change]) -> Node:
    """The seconds from UTC that hold at a reading, the latest changes first."""
    arms: list[tuple[Node, Node]] = [
        (exp.GTE(this=node.copy(), expression=_bound(begin)), number(offset))
        for begin, offset in reversed(changes[1:])
    ]
    return case(arms, number(changes[0][1])) if arms else number(changes[0][1])


def _bound(begin: datetime) -> Node:
    return make.text(begin.isoformat())


def to_zone(node: Node, zone: str) -> Node:
    return node if zone == "UTC" else plus(node, _offset(node, of_instants(zone)), "second")


def to_instant(node: Node, zone: str) -> Node:
    if zone == "UTC":
        return node
    return plus(node, make.negative(_offset(node, of_readings(zone))), "second")


def _part(part: str, node: Node) -> Node:
    if part == "weekday":  # which day is the first is a matter of the session
        monday = make.cast(make.text(MONDAY), "DATE")
        since = function("DATEDIFF", exp.Var(this="DAY"), monday, node)
        return binary(exp.Add, binary(exp.Mod, since, number(7)), number(1))
    return function("DATEPART", exp.Var(this=part.upper()), node)


def _is_last_day(node: Node) -> Node:
    return exp.EQ(this=function("EOMONTH", node.copy()), expression=node)


def _seconds(call: Call, args: Sequence[Node]) -> Node:
    micros = function("DATEDIFF_BIG", exp.Var(this="MICROSECOND"), *args)
    return binary(exp.Div, micros, number(1_000_000))


def _anniversary(call: Call, args: Sequence[Node]) -> Node:
    born, year = args
    return plus(born, binary(exp.Sub, year, _part("year", born.copy())), "year")


def truncate(node: Node, unit: str, week_start: str) -> Node:
    if unit == "week":
        return plus(node, binary(exp.Sub, number(1), _part("weekday", node.copy())), "day")
    month: Node = number(1)
    if unit == "month":
        month = _part("month", node.copy())
    elif unit == "quarter":
        quarter = binary(exp.Sub, _part("quarter", node.copy()), number(1))
        month = binary(exp.Add, binary(exp.Mul, quarter, number(3)), number(1))
    return function("DATEFROMPARTS", _part("year", node), month, number(1))


# ---------------------------------------------------------------------------- numbers, keys


def read(node: Node, stored: Column) -> Node:
    if stored.type == TIMESTAMP and stored.physical is ColumnKind.INSTANT:
        return _utc(node)
    if stored.type.kind is Kind.BOOLEAN and not stored.type.many:
        return make.cast(node, "INT")  # no aggregate takes a BIT
    return letters(node) if stored.type == TEXT else node


def key(node: Node, kind: ColumnKind | None) -> Node:
    match kind:
        case ColumnKind.TEXT:
            return letters(node)
        case ColumnKind.UUID:
            return letters(function("LOWER", make.cast(node, TEXTUAL)))
        case _:
            return node


def _decide(call: Call, args: Sequence[Node]) -> Node:
    return case([(args[0], number(1))], number(0))


def _least(*args: Node) -> Node:
    return earliest(args)


def _distance(call: Call, args: Sequence[Node]) -> Node:
    plain = DEFAULTS[Op.DISTANCE]
    assert callable(plain)
    metres = plain(call, args)
    for found in metres.find_all(exp.Anonymous):
        if found.this == "LEAST":
            found.replace(_least(*(item.copy() for item in found.expressions)))
            break
    return metres


def _bucket(call: Call, args: Sequence[Node]) -> Node:
    salted = joined(make.text(f"{call.detail}:"), make.cast(args[0], TEXTUAL))
    in_utf8 = make.cast(collated(exp.Paren(this=salted), UTF8), "VARCHAR(8000)")
    hashed = function("HASHBYTES", make.text("MD5"), in_utf8)
    bits = make.cast(function("SUBSTRING", hashed, number(1), number(4)), "BIGINT")
    whole_number = binary(exp.Div, bits, number(16))
    share = make.cast(binary(exp.Mod, whole_number, number(10000)), "DECIMAL(5, 0)")
    return binary(exp.Mul, share, number("0.0001"))


def _sum(node: Node, type: Type) -> Node:
    return exp.Sum(this=make.cast(node, "BIGINT") if type == INTEGER else node)


# ------------------------------------------------------------------------------------ lists


def _elements(call: Call, held: Node) -> exp.Table:
    alias = exp.TableAlias(this=make.identifier(ELEMENT))
    return exp.Table(this=function("OPENJSON", held), alias=alias)


_KINDS = {
    Kind.INTEGER: "BIGINT", Kind.DECIMAL: "DECIMAL(38, 10)", Kind.DOUBLE: "DOUBLE",
    Kind.BOOLEAN: "BOOLEAN", Kind.DATE: "DATE", Kind.TIMESTAMP: CLOCK,
}  # fmt: skip


def _element(call: Call) -> Node:
    held = call.args[0]
    value: Node = column(ELEMENT, "value")
    kind = _KINDS.get(held.type.kind)
    if kind is not None:
        return cast(value, kind)
    folds = isinstance(held, Call) and held.op is Op.LIST_FOLD
    return fold(value) if folds else letters(value)


class _Elements(Elements):
    """Lists by the rows of OPENJSON; texts are compared with a full stop behind them."""

    def among(self, call: Call, values: Sequence[Node]) -> Node:
        value = self.value(call)
        if call.args[0].type.kind is not Kind.TEXT:
            return exp.In(this=value, expressions=list(values))
        return exp.In(this=closed(value), expressions=[closed(item) for item in values])


def _path(node: Node, path: Sequence[str], json: bool) -> Node:
    steps = "".join(f'."{part}"' for part in path)
    return letters(function("JSON_VALUE", node, make.text("$" + steps)))


# --------------------------------------------------------------------------------- the whole


def finish(query: exp.Query) -> exp.Query:
    """Conditions as conditions, counts that never overflow, and literals of all letters."""
    settle(query)
    for node in list(query.find_all(exp.Count, exp.Literal)):
        if isinstance(node, exp.Count):
            node.set("big_int", True)
        elif node.is_string:
            node.replace(_literal(node.this))
    return query


def _literal(value: str) -> Node:
    """A literal; a backslash at the end of its line would take the line break away."""
    pieces = value.split("\\\n")
    made = [
        _letters(piece + "\\" * (index < len(pieces) - 1)) for index, piece in enumerate(pieces)
    ]
    whole_text: Node = made[0]
    for piece in made[1:]:
        whole_text = joined(joined(whole_text, function("CHAR", number(10))), piece)
    return exp.Paren(this=whole_text) if len(made) > 1 else whole_text


def _letters(value: str) -> Node:
    return make.text(value) if value.isascii() else exp.National(this=value)


NO_PATTERNS = Unsupported(
    "SQL Server has had no regular expressions before 2025",
    "Use `contains`, `starts with` or `ends with`, or keep the answer in a column of its own.",
)
FUNCTIONS = """
ABS ASIN CEILING CHAR CHARINDEX COS DATALENGTH DATEADD DATEDIFF DATEDIFF_BIG DATEFROMPARTS DATEPART
EOMONTH FLOOR HASHBYTES JSON_VALUE LEFT LEN LOWER NCHAR OPENJSON POWER RADIANS RIGHT ROUND SIGN SIN
SQRT SUBSTRING SWITCHOFFSET SYSUTCDATETIME TRANSLATE
"""
RESERVED = """
add alter authorization backup begin break browse bulk cascade checkpoint close clustered compute
containstable contains current database dbcc deallocate declare deny disk dump errlvl exec exit
external file fillfactor freetext freetexttable function goto holdlock identity identity_insert
identitycol index kill lineno load merge national nocheck nonclustered off offsets open
opendatasource openquery openrowset openxml option percent pivot plan print proc procedure public
raiserror readtext reconfigure references replication restore restrict return revert rowcount
rowguidcol rule save schema securityaudit session_user setuser shutdown statistics system_user
textsize top tran transaction trigger truncate tsequal unpivot updatetext use user waitfor while
writetext
"""

TSQL = Dialect(
    name="tsql",
    sqlglot="tsql",
    operations={
        **DEFAULTS,
        **exact("NCHAR", {Op.DISTINCT: distinct}),
        Op.ADD: widened(exp.Add),
        Op.SUBTRACT: widened(exp.Sub),
        Op.MULTIPLY: widened(exp.Mul),
        Op.ROUND: rounded,
        Op.FLOOR: whole("FLOOR"),
        Op.CEIL: whole("CEILING"),
        Op.LEAST: extreme(Op.LEAST),
        Op.GREATEST: extreme(Op.GREATEST),
        Op.NOT_NAN: lambda call, args: args[0],  # no column holds NaN
        Op.DECIDE: _decide,
        Op.CONTAINS: contains,
        Op.STARTS: starts,
        Op.ENDS: ends,
        Op.MATCHES: NO_PATTERNS,
        Op.LOWER: lower,
        Op.FOLD: lambda call, args: fold(args[0]),
        Op.LENGTH: lambda call, args: length(args[0]),
        Op.KNOWN_TEXT: known_text,
        **_Elements(_elements, _element).operations(),
        Op.LIST_FOLD: lambda call, args: args[0],  # its elements are folded one by one
        Op.SHIFT: shifted(shift),
        Op.PART: lambda call, args: _part(call.detail or "", clock_of_day(call, args[0], CLOCK)),
        Op.MIDNIGHT: lambda call, args: make.cast(args[0], CLOCK),
        Op.TO_ZONE: lambda call, args: to_zone(args[0], call.detail or "UTC"),
        Op.TO_INSTANT: lambda call, args: to_instant(args[0], call.args[0].zone or "UTC"),
        Op.DAYS: lambda call, args: function("DATEDIFF", exp.Var(this="DAY"), *args),
        Op.MONTHS: completed_months(_part, _is_last_day),
        Op.SECONDS: _seconds,
        Op.TRUNC_DIVIDE: truncating,
        Op.ANNIVERSARY: _anniversary,
        Op.DISTANCE: _distance,
        Op.BUCKET: _bucket,
    },
    functions=frozenset(FUNCTIONS.split()),
    reserved=frozenset(RESERVED.split()),
    types=Types(text=TEXTUAL, timestamp=CLOCK, instant=ZONED),
    now=lambda: function("SYSUTCDATETIME"),
    to_zone=to_zone,
    to_instant=to_instant,
    shift=shift,
    sum=_sum,
    path=_path,
    list_of_json=lambda node, element: node,
    truncate=truncate,
    fold_constant=fold_constant,
    quotient=quotient,
    reading=reading_literal(CLOCK),
    instant=instant_literal(CLOCK),
    cast=cast,
    read=read,
    key=key,
    earliest=earliest,
    creates={"VIEW": "CREATE OR ALTER VIEW"},
    into=True,
    structs=False,
    plain_aggregates=True,
    limits=Limits(tables=256, columns=4096, text=65_536 * 4_096),
    finish=finish,
    executed=False,
)
