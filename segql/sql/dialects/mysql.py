"""MariaDB and MySQL: text in collations, clocks without zones, lists as JSON.

The usual collations ignore case, and most of them blanks at the end, so that text is compared in
a binary one. A `DATETIME` stands for an instant too, as the reading of UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sqlglot import exp

from segql.catalog.physical import ColumnKind
from segql.plan.nodes import Call, Column, Op
from segql.sql import make
from segql.sql.dialects.base import Dialect, Limits, Spelling, Types
from segql.sql.make import Node, binary, column, function, number
from segql.sql.operations import DEFAULTS, PARTS, constant
from segql.sql.patterns import JAVA, PCRE, Flavour
from segql.sql.spelling import (
    FOLDED_FROM,
    FOLDED_TO,
    Elements,
    completed_months,
    fold_constant,
    pattern,
    prefix_of,
    quotient,
    round_double,
    shifted,
    suffix_of,
    widened,
)
from segql.sql.times import day_text, timestamp_text
from segql.sql.zones import Change, of_instants, of_readings, seconds_since
from segql.types import DOUBLE, TEXT, TIMESTAMP, Kind, Type

CLOCK = "DATETIME(6)"
START = datetime(1940, 1, 1)
ELEMENT = "element"


# ------------------------------------------------------------------------------------- time


def reading(moment: datetime) -> Node:
    return make.cast(make.text(timestamp_text(moment)), CLOCK)


def instant(moment: datetime) -> Node:
    return reading(moment.astimezone(UTC).replace(tzinfo=None))


def day(value: date) -> Node:
    return make.cast(make.text(day_text(value)), "DATE")


def _plus(node: Node, amount: Node, unit: str, kind: type[exp.Binary] = exp.Add) -> Node:
    return binary(kind, node, exp.Interval(this=amount, unit=exp.Var(this=unit)))


def shift(node: Node, amount: int, unit: str, is_date: bool) -> Node:
    kind = exp.Sub if amount < 0 else exp.Add
    return _plus(node, number(abs(amount)), unit.upper(), kind)


def _offset(node: Node, changes: Sequence[Change]) -> Node:
    """The seconds from UTC that hold at a reading: `INTERVAL` finds its place among the changes,
    so that no tables of time zones are needed.
    """
    if len(changes) == 1:
        return number(changes[0][1])
    first = make.text(day_text(START.date()))
    since = function("TIMESTAMPDIFF", exp.Var(this="SECOND"), first, node.copy())
    place = function("INTERVAL", since, *map(number, seconds_since(START, changes)))
    offsets = [number(offset) for _, offset in changes]
    return function("ELT", binary(exp.Add, place, number(1)), *offsets)


def to_zone(node: Node, zone: str) -> Node:
    if zone == "UTC":
        return node
    return _plus(node, exp.Paren(this=_offset(node, of_instants(zone))), "SECOND")


def to_instant(node: Node, zone: str) -> Node:
    if zone == "UTC":
        return node
    return _plus(node, exp.Paren(this=_offset(node, of_readings(zone))), "SECOND", exp.Sub)


def _part(part: str, node: Node) -> Node:
    if part == "weekday":
        return binary(exp.Add, function("WEEKDAY", node), number(1))
    return exp.Extract(this=exp.Var(this=PARTS[part]), expression=node)


def _is_last_day(node: Node) -> Node:
    return exp.EQ(this=function("LAST_DAY", node.copy()), expression=node)


def _seconds(call: Call, args: Sequence[Node]) -> Node:
    micros = function("TIMESTAMPDIFF", exp.Var(this="MICROSECOND"), *args)
    return binary(exp.IntDiv, micros, number(1_000_000))


def _anniversary(call: Call, args: Sequence[Node]) -> Node:
    born, year = args
    years = binary(exp.Sub, year, _part("year", born.copy()))
    return _plus(born, exp.Paren(this=years), "YEAR")


def truncate(node: Node, unit: str, week_start: str) -> Node:
    if unit == "week":
        return _plus(node, function("WEEKDAY", node.copy()), "DAY", exp.Sub)
    first = function("MAKEDATE", _part("year", node.copy()), number(1))
    if unit == "year":
        return first
    before = exp.Paren(this=binary(exp.Sub, _part(unit, node), number(1)))
    return _plus(first, before, unit.upper())


# ---------------------------------------------------------------------------- numbers, keys


def _round(call: Call, args: Sequence[Node]) -> Node:
    digits = constant(call, 1) if len(call.args) > 1 else 0
    if call.args[0].type == DOUBLE and isinstance(digits, int):
        return round_double(args[0], digits)
    return function("ROUND", *args)


def _bucket(call: Call, args: Sequence[Node]) -> Node:
    salted = function("CONCAT", make.text(f"{call.detail}:"), args[0])
    digits = function("SUBSTR", function("MD5", salted), number(1), number(7))
    whole = make.cast(function("CONV", digits, number(16), number(10)), "BIGINT")
    return binary(exp.Mul, binary(exp.Mod, whole, number(10000)), number("0.0001"))


def _sum(node: Node, type: Type) -> Node:
    return exp.Sum(this=node)


# ------------------------------------------------------------------------------- text, lists


def _folded_letters(node: Node) -> Node:
    for old, new in zip(FOLDED_FROM, FOLDED_TO, strict=True):
        node = function("REPLACE", node, make.text(old), make.text(new))
    return node


def _path(node: Node, path: Sequence[str], json: bool) -> Node:
    steps = "".join(f'."{part}"' for part in path)
    return function("JSON_VALUE", node, make.text("$" + steps))


_ELEMENTS = {
    Kind.INTEGER: "BIGINT",
    Kind.DECIMAL: "DECIMAL(38, 10)",
    Kind.DOUBLE: "DOUBLE",
    Kind.BOOLEAN: "INT",
    Kind.DATE: "DATE",
    Kind.TIMESTAMP: CLOCK,
}


def _elements(call: Call, held: Node) -> exp.Table:
    word = _ELEMENTS.get(call.args[0].type.kind, "LONGTEXT")
    defined = exp.JSONColumnDef(
        this=make.identifier("value"),
        kind=exp.DataType.build(word, dialect="mysql"),
        path=make.text("$"),
    )
    rows = exp.JSONTable(
        this=held, path=make.text("$[*]"), schema=exp.JSONSchema(expressions=[defined])
    )
    return exp.Table(this=rows, alias=exp.TableAlias(this=make.identifier(ELEMENT)))


def _folds(call: Call) -> bool:
    held = call.args[0]
    return isinstance(held, Call) and held.op is Op.LIST_FOLD


@dataclass(frozen=True, slots=True)
class Texts:
    """How a server compares text: `exact` is its collation by code point, `letters` one that
    knows the letters of Unicode, for lower case.
    """

    exact: str
    letters: str
    flavour: Flavour
    name: str

    def collated(self, node: Node) -> Node:
        """Text that compares by code point, blanks at its end included."""
        if isinstance(node, exp.Collate):
            return node
        return self._in(node, self.exact)

    def _in(self, node: Node, collation: str) -> Node:
        return exp.Collate(this=node, expression=exp.Var(this=collation))

    def stored(self, node: Node) -> Node:
        """A column of text, in whatever character set and collation it is stored."""
        unicode = exp.DataType(this=exp.DataType.Type.CHARACTER_SET, kind=exp.Var(this="utf8mb4"))
        return self.collated(exp.Cast(this=node, to=unicode))

    def read(self, node: Node, stored: Column) -> Node:
        if stored.type == TIMESTAMP and stored.physical is ColumnKind.INSTANT:
            # independent of the time zone of the session
            return _plus(
                make.cast(make.text("1970-01-01"), CLOCK),
                function("UNIX_TIMESTAMP", node),
                "SECOND",
            )
        is_text = stored.type == TEXT or stored.physical is ColumnKind.TEXT
        return self.stored(node) if is_text and not stored.type.many else node

    def key(self, node: Node, kind: ColumnKind | None) -> Node:
        return self.stored(node) if kind is ColumnKind.TEXT else node

    def path(self, node: Node, path: Sequence[str], json: bool) -> Node:
        return self.stored(_path(node, path, json))

    def lower(self, node: Node) -> Node:
        return self.collated(function("LOWER", self._in(node, self.letters)))

    def lower_all(self, call: Call, args: Sequence[Node]) -> Node:
        parked = function("REPLACE", args[0], make.text("İ"), make.text("\ue000"))
        back = function("REPLACE", self.lower(parked), make.text("\ue000"), make.text("İ"))
        return self.collated(back)

    def fold(self, node: Node) -> Node:
        return self.lower(_folded_letters(node))

    def compared(self, op: Op) -> Spelling:
        """A comparison, of text by code point."""
        default = DEFAULTS[op]

        def spell(call: Call, args: Sequence[Node]) -> Node:
            assert callable(default)
            if call.args[0].type == TEXT:
                args = [self.collated(args[0]), *args[1:]]
            return default(call, args)

        return spell

    def matches(self, call: Call, args: Sequence[Node]) -> Node:
        written = make.text(pattern(call, self.flavour, self.name))
        place = function("REGEXP_INSTR", self.collated(args[0]), written)
        return exp.GT(this=place, expression=number(0))

    def contains(self, call: Call, args: Sequence[Node]) -> Node:
        text, part = args
        place = function("LOCATE", part, self.collated(text))
        return exp.GT(this=place, expression=number(0))

    def element(self, call: Call) -> Node:
        value: Node = column(ELEMENT, "value")
        if call.args[0].type.kind is not Kind.TEXT:
            return value
        return self.fold(value) if _folds(call) else self.collated(value)

    def side(self, spelling: Callable[[Call, Sequence[Node]], Node]) -> Spelling:
        """A spelling whose first argument is a text that is compared."""
        return lambda call, args: spelling(call, [self.collated(args[0]), *args[1:]])


COMPARISONS = (Op.EQ, Op.NE, Op.LT, Op.LE, Op.GT, Op.GE, Op.BETWEEN, Op.DISTINCT, Op.IN)

FUNCTIONS = """
ABS ASIN CEIL CHAR_LENGTH CONCAT CONV COS DATEDIFF ELT FLOOR GREATEST INTERVAL JSON_VALUE LAST_DAY
LEAST LOCATE
LOWER MAKEDATE MD5 POWER RADIANS REGEXP_INSTR REPLACE ROUND SIGN SIN SQRT SUBSTR TIMESTAMPDIFF
UNIX_TIMESTAMP UTC_TIMESTAMP WEEKDAY
"""


def dialect(texts: Texts, replaces: frozenset[str], limits: Limits, *, executed: bool) -> Dialect:
    return Dialect(
        name=texts.name,
        sqlglot="mysql",
        operations={
            **DEFAULTS,
            **{op: texts.compared(op) for op in COMPARISONS},
            Op.ADD: widened(exp.Add),
            Op.SUBTRACT: widened(exp.Sub),
            Op.MULTIPLY: widened(exp.Mul),
            Op.ROUND: _round,
            Op.LEAST: lambda call, args: function("LEAST", *args),
            Op.GREATEST: lambda call, args: function("GREATEST", *args),
            Op.NOT_NAN: lambda call, args: args[0],  # no column holds NaN
            Op.CONTAINS: texts.contains,
            Op.STARTS: texts.side(prefix_of("CHAR_LENGTH")),
            Op.ENDS: texts.side(suffix_of("CHAR_LENGTH")),
            Op.MATCHES: texts.matches,
            Op.LOWER: texts.lower_all,
            Op.FOLD: lambda call, args: texts.fold(args[0]),
            Op.LENGTH: lambda call, args: function("CHAR_LENGTH", args[0]),
            Op.KNOWN_TEXT: texts.side(_known_text),
            **Elements(_elements, texts.element).operations(),
            Op.LIST_FOLD: lambda call, args: args[0],  # its elements are folded one by one
            Op.SHIFT: shifted(shift),
            Op.PART: lambda call, args: _part(call.detail or "", args[0]),
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
        types=Types(timestamp=CLOCK, instant=CLOCK),
        now=lambda: function("UTC_TIMESTAMP", number(6)),
        to_zone=to_zone,
        to_instant=to_instant,
        shift=shift,
        sum=_sum,
        path=texts.path,
        list_of_json=lambda node, element: node,
        truncate=truncate,
        fold_constant=fold_constant,
        quotient=quotient,
        day=day,
        reading=reading,
        instant=instant,
        read=texts.read,
        key=texts.key,
        structs=False,
        texts=" CHARACTER SET utf8mb4",
        replaces=replaces,
        limits=limits,
        executed=executed,
    )


def _known_text(call: Call, args: Sequence[Node]) -> Node:
    return exp.Nullif(this=args[0], expression=make.text(""))


_MARIADB = Texts("utf8mb4_nopad_bin", "utf8mb4_uca1400_as_cs", PCRE, "mariadb")
_MYSQL = replace(
    _MARIADB,
    exact="utf8mb4_0900_bin",
    letters="utf8mb4_0900_as_cs",
    flavour=replace(JAVA, ignore="(?i)"),
    name="mysql",
)

_MEGABYTE = 1024 * 1024

MARIADB = dialect(
    _MARIADB,
    frozenset({"VIEW", "TABLE"}),
    Limits(tables=61, ctes=64, text=16 * _MEGABYTE),
    executed=True,
)
MYSQL = dialect(
    _MYSQL,
    frozenset({"VIEW"}),
    Limits(tables=61, columns=4096, text=64 * _MEGABYTE),
    executed=False,
)
