"""Plan expressions as Python source: each value once, in a local variable."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from segql.matcher.operations import CONDITIONS, VALUES
from segql.plan.moments import Moment
from segql.plan.nodes import (
    CUSTOMER,
    At,
    Call,
    Column,
    Const,
    Exists,
    Expr,
    InList,
    Measure,
    Op,
    Periods,
    Population,
    Reference,
    Sequence,
    Top,
)
from segql.types import BOOLEAN, DATE, DECIMAL, DOUBLE, TIMESTAMP

COORDINATES = ("latitude", "longitude")


@dataclass(slots=True)
class Frame:
    """The variables of one level: the customer's, a period's, an event's."""

    names: dict[object, str] = field(default_factory=dict)
    rows: dict[int, str] = field(default_factory=dict)  # row number -> variable of its mapping


@dataclass(slots=True)
class Writer:
    """The source being written, its constants, and the bounds of time that it asks for.

    `bounds` are written as `b[i]` and filled in for each `as_of`: (moment, form, days, zone).
    """

    zone: str
    key: str
    lines: list[str] = field(default_factory=list)
    depth: int = 1
    frames: list[Frame] = field(default_factory=lambda: [Frame(rows={CUSTOMER: "profile"})])
    constants: dict[str, Any] = field(default_factory=dict)
    bounds: dict[tuple[Moment, str, int, str | None], int] = field(default_factory=dict)
    spans: dict[tuple[Moment, Moment, str | None], int] = field(default_factory=dict)
    count: int = 0

    # ------------------------------------------------------------------------------ text

    def add(self, line: str) -> None:
        self.lines.append("    " * self.depth + line)

    def fresh(self, prefix: str = "v") -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    def constant(self, value: object) -> str:
        """A value as source where that is exact, else a name in the function's globals."""
        if value is None or isinstance(value, bool | int | str):
            return repr(value)
        for name, known in self.constants.items():
            if type(known) is type(value) and known == value:
                return name
        name = self.fresh("K")
        self.constants[name] = value
        return name

    def assign(self, key: object, source: str, prefix: str = "v") -> str:
        name = self.fresh(prefix)
        self.add(f"{name} = {source}")
        self.frames[-1].names[key] = name
        return name

    def known_name(self, key: object) -> str | None:
        for frame in reversed(self.frames):
            if key in frame.names:
                return frame.names[key]
        return None

    def row(self, number: int) -> str:
        for frame in reversed(self.frames):
            if number in frame.rows:
                return frame.rows[number]
        raise KeyError(number)

    def bound(self, node: At, zone: str | None) -> str:
        asked = (node.moment, node.form, node.days, zone if node.form == "instant" else None)
        return f"b[{self.bounds.setdefault(asked, len(self.bounds))}]"

    # ---------------------------------------------------------------------------- values

    def value(self, node: Expr, zone: str | None = None) -> str:
        """The source of a value: a variable, a constant or a bound; None is unknown."""
        match node:
            case Const(value=value, type=type_):
                if value is not None and type_ == DOUBLE:
                    return repr(float(value))  # type: ignore[arg-type]
                return self.constant(value)
            case At():
                return self.bound(node, zone)
        known = self.known_name(node)
        if known is not None:
            return known
        match node:
            case Column():
                return self._column(node)
            case Call() if node.type == BOOLEAN and node.op in CONDITIONS:
                return self.assign(node, f"bool({self.condition(node)})")
            case Call():
                return self.assign(node, self._call(node))
            case Measure() | Exists() | Sequence() | Periods() | Reference():
                raise KeyError(f"not computed before it is used: {node}")
            case InList(name=name):
                place = f"lists[{name!r}]"
                return self.assign(node, f"profile[{self.key!r}] in {place}")
            case Population() | Top():
                raise TypeError("a figure of the population has no value for one profile")

    def _column(self, node: Column) -> str:
        place = self.row(node.row)
        *hops, last = node.name
        if last in COORDINATES and hops:
            *hops, last = hops
        for hop in hops:
            key = ("hop", place, hop)
            place = self.known_name(key) or self.assign(
                key, f"{place}.get({hop!r}) or EMPTY", prefix="o"
            )
        source = f"{place}.get({last!r})"
        if node.name in (("time",), ("key",)) and node.column != last:
            source = f"({place}[{node.column!r}] if {node.column!r} in {place} else {source})"
        if node.name[-1] != last:
            source = f"coordinate({source}, {COORDINATES.index(node.name[-1])})"
        name = self.assign(node, source, prefix="a" if node.row == CUSTOMER else "f")
        self._read(node, name)
        return name

    def _read(self, node: Column, name: str) -> None:
        """Bring a value into the form that its type has everywhere here."""
        if node.type.many:
            self.add(f"if {name} is not None: {name} = held({name})")
        elif node.type == DECIMAL:
            self.add(f"if {name}.__class__ is float: {name} = decimal({name})")
        elif node.type == DATE:
            self.add(f"if {name}.__class__ is not date: {name} = day({name})")
        elif node.type == TIMESTAMP:
            read = self.constant(ZoneInfo(node.zone or self.zone))
            zone = self.constant(ZoneInfo(node.zone)) if node.zone else "None"
            plain = f"{name}.__class__ is datetime and {name}.tzinfo is None"
            test = f"if not ({plain}): " if node.zone else ""
            self.add(f"{test}{name} = moment({name}, {read}, {zone})")

    def _call(self, node: Call) -> str:
        match node.op:
            case Op.CASE:
                return self._case(node)
            case Op.COALESCE:
                value = self.value(node.args[0], node.zone)
                rest = self.value(node.args[1], node.zone)
                return f"{value} if {value} is not None else {rest}"
            case Op.COUNT_TRUE:
                return " + ".join(f"bool({self.condition(arg)})" for arg in node.args) or "0"
            case Op.BUCKET:
                return f"bucket({node.detail!r}, profile[{self.key!r}])"
            case Op.TO_ZONE | Op.TO_INSTANT:
                return self._converted(node)
        args = [self.value(arg, node.zone) for arg in node.args]
        source = VALUES[node.op](self, node, args)
        nullable = [name for name, arg in zip(args, node.args, strict=True) if arg.nullable]
        if not nullable:
            return source
        unknown = " or ".join(f"{name} is None" for name in dict.fromkeys(nullable))
        return f"None if {unknown} else {source}"

    def _case(self, node: Call) -> str:
        *arms, rest = node.args
        parts = [
            f"{self.value(value, node.zone)} if {self.condition(condition)} else "
            for condition, value in zip(arms[::2], arms[1::2], strict=True)
        ]
        return "".join(parts) + self.value(rest, node.zone)

    def _converted(self, node: Call) -> str:
        (inner,) = node.args
        if isinstance(inner, At):
            return self.bound(inner, node.detail if node.op is Op.TO_ZONE else None)
        name = self.value(inner)
        source = name
        if inner.zone is not None:
            source = f"from_zone({name}, {self.constant(ZoneInfo(inner.zone))})"
        if node.op is Op.TO_ZONE:
            source = f"to_zone({source}, {self.constant(ZoneInfo(node.detail or self.zone))})"
        return f"None if {name} is None else {source}" if inner.nullable else source

    # ------------------------------------------------------------------------ conditions

    def condition(self, node: Expr) -> str:
        """The source of a condition: true where it holds, anything false where it does not."""
        match node:
            case Call(op=Op.AND, args=args):
                return "(" + " and ".join(self.condition(arg) for arg in args) + ")"
            case Call(op=Op.OR, args=args):
                return "(" + " or ".join(self.condition(arg) for arg in args) + ")"
            case Call(op=Op.NOT, args=(inner,)):
                return f"(not {self.condition(inner)})"
            case Call(op=Op.DECIDE, args=(inner,)):
                return self.condition(inner)
            case Call(op=op) if op in CONDITIONS:
                return self.known_name(node) or self._test(node)
            case _:
                return self.value(node)

    def _test(self, node: Call) -> str:
        zone = next((arg.zone for arg in node.args if not isinstance(arg, At | Const)), None)
        args = [self.value(arg, zone) for arg in node.args]
        args = _comparable(node, args)
        source, needs = CONDITIONS[node.op](self, node, args)
        guards = [
            f"{name} is not None"
            for name, arg in dict(zip(args, node.args, strict=True)).items()
            if needs and arg.nullable
        ]
        return f"({' and '.join([*guards, source])})"


def _comparable(node: Call, args: list[str]) -> list[str]:
    """Doubles and decimals compare as doubles."""
    types = {arg.type for arg in node.args}
    if DOUBLE not in types or DECIMAL not in types:
        return args
    made = []
    for name, arg in zip(args, node.args, strict=True):
        if arg.type != DECIMAL:
            made.append(name)
        elif isinstance(arg, Const) and isinstance(arg.value, Decimal | int):
            made.append(repr(float(arg.value)))
        else:
            made.append(f"(None if {name} is None else float({name}))" if arg.nullable
                        else f"float({name})")  # fmt: skip
    return made


def depends_on_row(node: Expr, row: int) -> bool:
    """Whether a value differs from event to event: nested event sets have rows of their own."""
    match node:
        case Column(row=number):
            return number == row
        case Measure() | Exists() | Sequence() | Periods() | Reference():
            return False
        case Call(args=args):
            return any(depends_on_row(arg, row) for arg in args)
        case _:
            return False
