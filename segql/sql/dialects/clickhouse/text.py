"""Text of ClickHouse: bytes, whose functions for Unicode have names of their own; RE2 itself."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from segql.plan.nodes import Call
from segql.sql import make
from segql.sql.make import Node, function, number
from segql.sql.operations import constant
from segql.sql.spelling import FOLDED_FROM, FOLDED_TO

KEPT = "\ue000"
"""Stands for the dotted capital I, whose lower case is two characters."""


def fold(node: Node) -> Node:
    return _lowered(node, FOLDED_FROM + "Σ", FOLDED_TO + "σ")


def _lowered(node: Node, old: str, new: str) -> Node:
    parked = function("translateUTF8", node, make.text(old), make.text(new))
    return function("lowerUTF8", parked)


def lower(call: Call, args: Sequence[Node]) -> Node:
    lowered = _lowered(args[0], "İΣ", KEPT + "σ")
    return function("translateUTF8", lowered, make.text(KEPT), make.text("İ"))


def matches(call: Call, args: Sequence[Node]) -> Node:
    # it is RE2 itself, but with a dot that takes line breaks
    flags = "(?i-s)" if call.detail == "i" else "(?-s)"
    return function("match", args[0], make.text(f"{flags}{constant(call, 1)}"))


def contains(call: Call, args: Sequence[Node]) -> Node:
    return exp.GT(this=function("position", *args), expression=number(0))


def path(node: Node, steps: Sequence[str], json: bool) -> Node:
    if json:
        parts = map(make.text, steps)
        return function("JSONExtract", node, *parts, make.text("Nullable(String)"))
    for part in steps:
        node = function("tupleElement", node, make.text(part))
    return node
