"""Exact comparisons of text where a database leaves blanks at the end out of account.

With one more character behind them, blanks are no longer at the end: a full stop where texts are
the same or not, and the smallest of all characters where one comes before the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from segql.plan.nodes import Call, Op
from segql.sql import make
from segql.sql.dialects.base import Spelling
from segql.sql.make import Node, function, number
from segql.sql.operations import DEFAULTS
from segql.types import TEXT

END = "."
SAME = (Op.EQ, Op.NE, Op.IN, Op.DISTINCT)
ORDERED = (Op.LT, Op.LE, Op.GT, Op.GE, Op.BETWEEN)


def closed(node: Node) -> Node:
    """A text with a full stop behind it."""
    if isinstance(node, exp.Literal):
        return make.text(node.this + END)
    if isinstance(node, exp.Null):
        return node
    return _joined(node, make.text(END))


def _joined(node: Node, end: Node) -> Node:
    return exp.Paren(this=exp.DPipe(this=make.operand(node), expression=end))


def exact(smallest: str, spelled: dict[Op, Spelling]) -> dict[Op, Spelling]:
    """Comparisons that are exact for text. `smallest` is the function that gives the character of
    a code, `spelled` how a dialect spells some of them otherwise.
    """

    def ended(node: Node) -> Node:
        return _joined(node, function(smallest, number(1)))

    made: dict[Op, Spelling] = {}
    for ops, end in ((SAME, closed), (ORDERED, ended)):
        for op in ops:
            plain = spelled.get(op) or DEFAULTS[op]
            assert callable(plain)
            made[op] = _of_text(plain, end)
    return made


def _of_text(plain: Spelling, end: Callable[[Node], Node]) -> Spelling:
    def spell(call: Call, args: Sequence[Node]) -> Node:
        if any(arg.type == TEXT for arg in call.args):
            args = [end(arg) for arg in args]
        return plain(call, args)

    return spell
