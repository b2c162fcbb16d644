"""SQLite: no types of time, so that dates and timestamps are text of one width each.

A date is `2024-06-30`, a timestamp `2024-06-30 14:05:00.000000`; an instant is one of UTC. So
text order is order in time. Decimals are numbers of at most 15 digits. What SQLite lacks are
functions that a connection registers: `REGEXP`, and those whose names begin with `SEGQL_`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlglot import exp

from segql.catalog.physical import ColumnKind
from segql.folding import simple_fold
from segql.plan.nodes import Call, Column, Op
from segql.sql import make
from segql.sql.dialects.base import Dialect, Limits, Spelling
from segql.sql.make import Node, binary, case, column, function, number
from segql.sql.operations import DEFAULTS
from segql.sql.patterns import PYTHON
from segql.sql.spelling import (
    ROUND_MONTHS,
    SECONDS,
    WHOLE_DAYS,
    Elements,
    completed_months,
    pattern,
    prefix_of,
    shifted,
    suffix_of,
)
from segql.types import DECIMAL, TIMESTAMP, Kind, Type

MIDNIGHT = " 00:00:00.000000"
ELEMENT = "element"

# ------------------------------------------------------------------------------------- text


def _joined(*parts: Node) -> Node:
    """Texts one after the other; `||` binds tighter than any other sign here."""
    closed = [
        exp.Paren(this=part) if isinstance(part, exp.Binary) and not isinstance(part, exp.DPipe)
        else part
        for part in parts
    ]  # fmt: skip
    made = closed[0]
    for part in closed[1:]:
        made = exp.DPipe(this=made, expression=part)
    return made


def _slice(node: Node, start: int, length: int | None = None) -> Node:
    more = () if length is None else (number(length),)
    return function("SUBSTR", node, number(start), *more)


def _integer(node: Node) -> Node:
    return make.cast(node, "BIGINT")


# ------------------------------------------------------------------------------------- time


def canonical(node: Node) -> Node:
    """A date or timestamp of any width as a timestamp: what is missing is its midnight's."""
    length = binary(exp.Sub, function("LENGTH", node.copy()), number(9))
    rest = function("SUBSTR", make.text(MIDNIGHT), length)
    spaced = function("REPLACE", node, make.text("T"), make.text(" "))
    return _slice(_joined(spaced, rest), 1, len("2024-06-30") + len(MIDNIGHT))


def cast(node: Node, to: str) -> Node:
    match to:
        case "DATE":
            return _slice(node, 1, 10)
        case "TIMESTAMP":
            return canonical(node)
        case "TIMESTAMPTZ":
            return function("SEGQL_INSTANT", node)
        case "BOOLEAN":
            return _integer(node)
        case _:
            return make.cast(node, "DOUBLE" if to.startswith("DECIMAL") else to)


def reading(moment: datetime) -> Node:
    return make.text(moment.isoformat(sep=" ", timespec="microseconds"))


def instant(moment: datetime) -> Node:
    return reading(moment.astimezone(UTC).replace(tzinfo=None))


def day(value: date) -> Node:
    return make.text(value.isoformat())


def now() -> Node:
    return _joined(
        function("STRFTIME", make.text("%Y-%m-%d %H:%M:%f"), make.text("now")), make.text("000")
    )


def read(node: Node, stored: Column) -> Node:
    if stored.type == TIMESTAMP:
        is_instant = stored.physical is ColumnKind.INSTANT
        return function("SEGQL_INSTANT", node) if is_instant else canonical(node)
    return node


def _modifier(amount: int, unit: str) -> Node:
    return make.text(f"{amount:+d} {unit}")


def shift(node: Node, amount: int, unit: str, is_date: bool) -> Node:
    """A date or timestamp moved by whole units; months end on their last day at the latest."""
    if unit in ROUND_MONTHS:
        moved = _months_on(node, amount * ROUND_MONTHS[unit])
        return moved if is_date else _joined(moved, _slice(node.copy(), 11))
    if unit in WHOLE_DAYS:
        moved = function("DATE", _slice(node, 1, 10), _modifier(amount * WHOLE_DAYS[unit], "days"))
        return moved if is_date else _joined(moved, _slice(node.copy(), 11))
    seconds = _modifier(amount * SECONDS[unit], "seconds")
    moved = function("DATETIME", _slice(node, 1, 19), seconds)
    return _joined(moved, _slice(node.copy(), 20))


def _months_on(node: Node, months: int) -> Node:
    start, by = make.text("start of month"), _modifier(months, "months")
    days_in = binary(exp.Sub, _part("day", node.copy()), number(1))
    same = function(
        "DATE", _slice(node.copy(), 1, 10), start, by, _joined(days_in, make.text(" days"))
    )
    last = function(
        "DATE", _slice(node.copy(), 1, 10), start.copy(), _modifier(months + 1, "months"),
        make.text("-1 day"),
    )  # fmt: skip
    return function("MIN", same, last)


_PLACES = {"year": (1, 4), "month": (6, 2), "day": (9, 2), "hour": (12, 2), "minute": (15, 2),
           "second": (18, 2)}  # fmt: skip


def _part(part: str, node: Node) -> Node:
    if part == "weekday":
        sunday = _integer(function("STRFTIME", make.text("%w"), node))
        since_monday = binary(exp.Mod, binary(exp.Add, sunday, number(6)), number(7))
        return binary(exp.Add, since_monday, number(1))
    if part == "quarter":
        return binary(exp.Div, binary(exp.Add, _part("month", node), number(2)), number(3))
    return _integer(_slice(node, *_PLACES[part]))


def _is_last_day(node: Node) -> Node:
    next_day = function("DATE", node, make.text("+1 day"))
    return exp.EQ(this=_slice(next_day, 9, 2), expression=make.text("01"))


def _days(call: Call, args: Sequence[Node]) -> Node:
    start, end = (function("JULIANDAY", arg) for arg in args)
    return _integer(binary(exp.Sub, end, start))


def _seconds(call: Call, args: Sequence[Node]) -> Node:
    def apart(start: int, length: int, spelled: bool) -> Node:
        sides = []
        for arg in reversed(args):
            cut = _slice(arg.copy(), start, length)
            sides.append(_integer(function("STRFTIME", make.text("%s"), cut) if spelled else cut))
        return binary(exp.Sub, sides[0], sides[1])

    micros = binary(
        exp.Add, binary(exp.Mul, apart(1, 19, True), number(1_000_000)), apart(21, 6, False)
    )
    return binary(exp.Div, exp.Paren(this=micros), number(1_000_000))


def _anniversary(call: Call, args: Sequence[Node]) -> Node:
    born, year = args
    leap = exp.EQ(this=_slice(born.copy(), 6), expression=make.text("02-29"))
    four = function("PRINTF", make.text("%04d"), year)
    before_march = function("DATE", _joined(four.copy(), make.text("-03-01")), make.text("-1 day"))
    return case([(leap, before_march)], _joined(four, _slice(born, 5)))


def truncate(node: Node, unit: str, week_start: str) -> Node:
    match unit:
        case "week":
            return function("DATE", node, make.text("weekday 0"), make.text("-6 days"))
        case "year":
            return function("DATE", node, make.text("start of year"))
        case "quarter":
            since = binary(exp.Sub, _part("month", node.copy()), number(1))
            into = binary(exp.Mod, since, number(3))
            back = _joined(make.text("-"), into, make.text(" months"))
            return function("DATE", node, make.text("start of month"), back)
        case _:
            return function("DATE", node, make.text("start of month"))


# ---------------------------------------------------------------------------------- numbers


def _exact(name: str, kind: type[exp.Binary]) -> Spelling:
    """Decimals are added by a function, other numbers by their sign."""

    def spell(call: Call, args: Sequence[Node]) -> Node:
        return function(name, *args) if call.type == DECIMAL else binary(kind, *args)

    return spell


def _divide(call: Call, args: Sequence[Node]) -> Node:
    return binary(exp.Div, args[0], args[1])  # a zero gives null


def _round(call: Call, args: Sequence[Node]) -> Node:
    name = "SEGQL_ROUND" if call.args[0].type.kind is not Kind.DOUBLE else "SEGQL_ROUND_DOUBLE"
    digits = args[1] if len(args) > 1 else number(0)
    return function(name, args[0], digits)


def _extreme(name: str) -> Spelling:
    def spell(call: Call, args: Sequence[Node]) -> Node:
        return function(name, *args) if len(args) > 1 else args[0]  # null where an argument is

    return spell


def _sum(node: Node, type: Type) -> Node:
    return function("SEGQL_SUM", node) if type == DECIMAL else exp.Sum(this=node)


def _bucket(call: Call, args: Sequence[Node]) -> Node:
    salted = _joined(make.text(f"{call.detail}:"), make.cast(args[0], "TEXT"))
    return binary(exp.Div, function("SEGQL_BUCKET", salted), number("10000.0"))


def _distance(call: Call, args: Sequence[Node]) -> Node:
    return function("SEGQL_DISTANCE", *args)


def double(value: float | Decimal) -> Node:
    return make.cast(make.number(repr(float(value))), "DOUBLE")


# ------------------------------------------------------------------------------- text, lists


def _matches(call: Call, args: Sequence[Node]) -> Node:
    return function("REGEXP", make.text(pattern(call, PYTHON, "sqlite")), args[0])


def _elements(call: Call, held: Node) -> exp.Table:
    alias = exp.TableAlias(this=make.identifier(ELEMENT))
    return exp.Table(this=function("JSON_EACH", held), alias=alias)


def _element(call: Call) -> Node:
    value = column(ELEMENT, "value")
    return canonical(value) if call.args[0].type.kind is Kind.TIMESTAMP else value


def _path(node: Node, path: Sequence[str], json: bool) -> Node:
    steps = "".join(f'."{part}"' for part in path)
    return make.cast(function("JSON_EXTRACT", node, make.text("$" + steps)), "TEXT")


FUNCTIONS = """
ABS CEIL DATE DATETIME FLOOR INSTR JSON_EACH JSON_EXTRACT JULIANDAY LENGTH MAX MIN PRINTF REGEXP
REPLACE SEGQL_ADD SEGQL_BUCKET SEGQL_DISTANCE SEGQL_FOLD SEGQL_FOLD_LIST SEGQL_INSTANT SEGQL_LOWER
SEGQL_MULTIPLY SEGQL_ROUND SEGQL_ROUND_DOUBLE SEGQL_SUBTRACT SEGQL_SUM SEGQL_TO_INSTANT
SEGQL_TO_ZONE STRFTIME SUBSTR
"""

SQLITE = Dialect(
    name="sqlite",
    sqlglot="sqlite",
    operations={
        **DEFAULTS,
        Op.ADD: _exact("SEGQL_ADD", exp.Add),
        Op.SUBTRACT: _exact("SEGQL_SUBTRACT", exp.Sub),
        Op.MULTIPLY: _exact("SEGQL_MULTIPLY", exp.Mul),
        Op.DIVIDE: _divide,
        Op.ROUND: _round,
        Op.LEAST: _extreme("MIN"),
        Op.GREATEST: _extreme("MAX"),
        Op.NOT_NAN: lambda call, args: args[0],  # NaN is stored as null
        Op.CONTAINS: lambda call, args: exp.GT(this=function("INSTR", *args), expression=number(0)),
        Op.STARTS: prefix_of("LENGTH"),
        Op.ENDS: suffix_of("LENGTH"),
        Op.MATCHES: _matches,
        Op.LOWER: lambda call, args: function("SEGQL_LOWER", args[0]),
        Op.FOLD: lambda call, args: function("SEGQL_FOLD", args[0]),
        **Elements(_elements, _element).operations(),
        Op.LIST_FOLD: lambda call, args: function("SEGQL_FOLD_LIST", args[0]),
        Op.SHIFT: shifted(shift),
        Op.DATE_OF: lambda call, args: _slice(args[0], 1, 10),
        Op.PART: lambda call, args: _part(call.detail or "", args[0]),
        Op.MIDNIGHT: lambda call, args: _joined(args[0], make.text(MIDNIGHT)),
        Op.TO_ZONE: lambda call, args: to_zone(args[0], call.detail or "UTC"),
        Op.TO_INSTANT: lambda call, args: to_instant(args[0], call.args[0].zone or "UTC"),
        Op.DAYS: _days,
        Op.MONTHS: completed_months(_part, _is_last_day),
        Op.SECONDS: _seconds,
        Op.TRUNC_DIVIDE: lambda call, args: binary(exp.Div, args[0], args[1]),
        Op.ANNIVERSARY: _anniversary,
        Op.DISTANCE: _distance,
        Op.BUCKET: _bucket,
    },
    functions=frozenset(FUNCTIONS.split()),
    now=now,
    to_zone=lambda node, zone: to_zone(node, zone),
    to_instant=lambda node, zone: to_instant(node, zone),
    shift=shift,
    sum=_sum,
    path=_path,
    list_of_json=lambda node, element: node,
    truncate=truncate,
    fold_constant=simple_fold,
    quotient=lambda left, right: binary(exp.Div, make.cast(left, "DOUBLE"), right),
    day=day,
    reading=reading,
    instant=instant,
    double=double,
    cast=cast,
    read=read,
    earliest=lambda instants: function("MIN", *instants),
    structs=False,
    replaces=frozenset(),
    limits=Limits(tables=64, columns=2000, terms=500),
)


def to_zone(node: Node, zone: str) -> Node:
    return node if zone == "UTC" else function("SEGQL_TO_ZONE", node, make.text(zone))


def to_instant(node: Node, zone: str) -> Node:
    return node if zone == "UTC" else function("SEGQL_TO_INSTANT", node, make.text(zone))
