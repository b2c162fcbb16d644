"""How each operation of the plan is written in Python: a table, arguments already known."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from segql.patterns import compile_pattern
from segql.plan.nodes import Call, Const, Op

if TYPE_CHECKING:
    from segql.matcher.writer import Writer

Value = Callable[["Writer", Call, list[str]], str]
Condition = Callable[["Writer", Call, list[str]], tuple[str, bool]]


def _function(name: str) -> Value:
    return lambda writer, node, args: f"{name}({', '.join(args)})"


def _mixed(sign: str) -> Value:
    """Arithmetic whose result is a double takes doubles: Python refuses to mix decimals in."""

    def write(writer: Writer, node: Call, args: list[str]) -> str:
        if str(node.type) == "double":
            args = [f"float({arg})" for arg in args]
        return f"{args[0]} {sign} {args[1]}"

    return write


def _divide(writer: Writer, node: Call, args: list[str]) -> str:
    return f"(None if not {args[1]} else {args[0]} / {args[1]})"


def _part(writer: Writer, node: Call, args: list[str]) -> str:
    match node.detail:
        case "weekday":
            return f"{args[0]}.isoweekday()"
        case "quarter":
            return f"({args[0]}.month + 2) // 3"
        case _:
            return f"{args[0]}.{node.detail}"


def _folded_list(writer: Writer, node: Call, args: list[str]) -> str:
    return f"[simple_fold(item) for item in {args[0]}]"


VALUES: dict[Op, Value] = {
    Op.ADD: _mixed("+"),
    Op.SUBTRACT: _mixed("-"),
    Op.MULTIPLY: _mixed("*"),
    Op.DIVIDE: _divide,
    Op.NEGATE: lambda writer, node, args: f"-{args[0]}",
    Op.ROUND: _function("round_half_away"),
    Op.ABS: _function("abs"),
    Op.FLOOR: _function("floor"),
    Op.CEIL: _function("ceil"),
    Op.LEAST: _function("min"),
    Op.GREATEST: _function("max"),
    Op.TO_DOUBLE: _function("float"),
    Op.NOT_NAN: lambda writer, node, args: f"(None if {args[0]} != {args[0]} else {args[0]})",
    Op.KNOWN_TEXT: lambda writer, node, args: f"({args[0]} or None)",
    Op.LOWER: lambda writer, node, args: f"{args[0]}.lower()",
    Op.FOLD: _function("simple_fold"),
    Op.LENGTH: _function("len"),
    Op.LIST_SIZE: _function("len"),
    Op.LIST_FOLD: _folded_list,
    Op.SHIFT: lambda writer, node, args: f"shift({args[0]}, {args[1]}, {node.detail!r})",
    Op.DATE_OF: lambda writer, node, args: f"{args[0]}.date()",
    Op.PART: _part,
    Op.MIDNIGHT: _function("start_of_day"),
    Op.DAYS: lambda writer, node, args: f"({args[1]} - {args[0]}).days",
    Op.MONTHS: _function("months"),
    Op.SECONDS: _function("seconds"),
    Op.TRUNC_DIVIDE: _function("towards_zero"),
    Op.ANNIVERSARY: _function("anniversary"),
    Op.DISTANCE: _function("distance"),
}


def _compare(sign: str) -> Condition:
    return lambda writer, node, args: (f"{args[0]} {sign} {args[1]}", True)


def _equal(writer: Writer, node: Call, args: list[str]) -> tuple[str, bool]:
    # nothing equals None but None, so one side that is known is guard enough
    return f"{args[0]} == {args[1]}", all(arg.nullable for arg in node.args)


def _constants(node: Call) -> list[object]:
    return [arg.value for arg in node.args[1:] if isinstance(arg, Const)]


def _in(writer: Writer, node: Call, args: list[str]) -> tuple[str, bool]:
    return f"{args[0]} in {writer.constant(frozenset(_constants(node)))}", False


def _matches(writer: Writer, node: Call, args: list[str]) -> tuple[str, bool]:
    pattern = compile_pattern(str(_constants(node)[0]), node.detail == "i")
    return f"{writer.constant(pattern)}.search({args[0]})", True


def _list_any(writer: Writer, node: Call, args: list[str]) -> tuple[str, bool]:
    asked = _constants(node)
    if len(asked) == 1:
        return f"{writer.constant(asked[0])} in {args[0]}", True
    return f"not {writer.constant(frozenset(asked))}.isdisjoint({args[0]})", True


def _list_all(writer: Writer, node: Call, args: list[str]) -> tuple[str, bool]:
    return f"{writer.constant(frozenset(_constants(node)))}.issubset({args[0]})", True


def _list_only(writer: Writer, node: Call, args: list[str]) -> tuple[str, bool]:
    asked = writer.constant(frozenset(_constants(node)))
    return f"{args[0]} and {asked}.issuperset({args[0]})", True


CONDITIONS: dict[Op, Condition] = {
    Op.EQ: _equal,
    Op.NE: lambda writer, node, args: (f"{args[0]} != {args[1]}", False),
    Op.DISTINCT: lambda writer, node, args: (f"{args[0]} != {args[1]}", False),
    Op.LT: _compare("<"),
    Op.LE: _compare("<="),
    Op.GT: _compare(">"),
    Op.GE: _compare(">="),
    Op.BETWEEN: lambda writer, node, args: (f"{args[1]} <= {args[0]} <= {args[2]}", True),
    Op.IN: _in,
    Op.KNOWN: lambda writer, node, args: (f"{args[0]} is not None", False),
    Op.CONTAINS: lambda writer, node, args: (f"{args[1]} in {args[0]}", True),
    Op.STARTS: lambda writer, node, args: (f"{args[0]}.startswith({args[1]})", True),
    Op.ENDS: lambda writer, node, args: (f"{args[0]}.endswith({args[1]})", True),
    Op.MATCHES: _matches,
    Op.LIST_ANY: _list_any,
    Op.LIST_ALL: _list_all,
    Op.LIST_ONLY: _list_only,
}
"""Each gives its source, and whether unknown arguments must be ruled out before it."""
