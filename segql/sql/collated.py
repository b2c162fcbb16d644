"""Text of T-SQL: in a binary collation, since the usual ones take different letters for the same,
and with a character behind it where blanks at the end would not count.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from segql.plan.nodes import Call
from segql.sql import make
from segql.sql.blanks import closed
from segql.sql.make import Node, binary, case, function, number
from segql.sql.spelling import FOLDED_FROM, FOLDED_TO

EXACT = "Latin1_General_100_BIN2"
WHOLE_LETTERS = "Latin1_General_100_CS_AS_SC"
UTF8 = "Latin1_General_100_BIN2_UTF8"


def collated(node: Node, collation: str) -> Node:
    inner = exp.Paren(this=node) if isinstance(node, exp.Binary) else node
    return exp.Collate(this=inner, expression=exp.Var(this=collation))


def letters(node: Node) -> Node:
    """Text that is compared letter by letter."""
    if isinstance(node, exp.Collate | exp.Literal | exp.Null):
        return node
    return collated(node, EXACT)


def joined(left: Node, right: Node) -> Node:
    return exp.DPipe(this=left, expression=right)


def length(node: Node) -> Node:
    """The letters of a text, of which some are pairs of code units; blanks at its end count."""
    counted = function("LEN", collated(closed(node), WHOLE_LETTERS))
    return binary(exp.Sub, counted, number(1))


def _units(node: Node) -> Node:
    """The length in the units that LEFT and RIGHT count, with the full stop."""
    return function("LEN", closed(node))


def contains(call: Call, args: Sequence[Node]) -> Node:
    held, part = args
    found = exp.GT(this=function("CHARINDEX", part, held), expression=number(0))
    if isinstance(part, exp.Literal) and part.this:
        return found
    # an empty text is in every text
    empty = exp.EQ(this=function("DATALENGTH", part.copy()), expression=number(0))
    known = exp.GTE(this=function("DATALENGTH", held.copy()), expression=number(0))
    return make.conjunction([known, make.disjunction([found, empty])])


def starts(call: Call, args: Sequence[Node]) -> Node:
    held, start = args
    first = function("LEFT", held, binary(exp.Sub, _units(start.copy()), number(1)))
    return exp.EQ(this=closed(first), expression=closed(start))


def ends(call: Call, args: Sequence[Node]) -> Node:
    held, end = args
    last = function("RIGHT", closed(held), _units(end.copy()))
    return exp.EQ(this=last, expression=closed(end))


def lower(call: Call, args: Sequence[Node]) -> Node:
    parked = function("TRANSLATE", letters(args[0]), make.text("İΣ"), make.text("\ue000σ"))
    lower = function("LOWER", parked)
    return function("TRANSLATE", lower, make.text("\ue000"), make.text("İ"))


def fold(node: Node) -> Node:
    old, new = make.text(FOLDED_FROM + "Σ"), make.text(FOLDED_TO + "σ")
    return function("LOWER", function("TRANSLATE", letters(node), old, new))


def known_text(call: Call, args: Sequence[Node]) -> Node:
    some = exp.GT(this=function("DATALENGTH", args[0].copy()), expression=number(0))
    return case([(some, args[0])])
