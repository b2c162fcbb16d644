"""Windows of time as documents."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from segql.syntax import nodes
from segql.syntax.format import words
from segql.syntax.format.doc import Doc, Text, concat


def window(node: nodes.Window, bound: Callable[[nodes.Expr], Doc]) -> Doc:
    """`in last 30 days`, `before 2024-01-31`; `bound` prints the dates in it."""
    at = node.span.start if node.span.source.text else None
    match node:
        case nodes.Last():
            return Text(f"in last {words.duration(node.duration)}", at)
        case nodes.Next():
            return Text(f"in next {words.duration(node.duration)}", at)
        case nodes.Ago():
            return Text(f"{node.kind} than {words.duration(node.duration)} ago", at)
        case nodes.FromTo():
            same = node.older.unit == node.newer.unit
            older = words.amount(node.older.amount) if same else words.duration(node.older)
            return Text(f"from {older} to {words.duration(node.newer)} ago", at)
        case nodes.Relative():
            return concat(Text(f"{node.kind} ", at), bound(node.bound))
        case nodes.BetweenDates():
            return concat(Text("between ", at), bound(node.low), " and ", bound(node.high))
        case nodes.Calendar():
            return Text(f"in {node.which} {node.unit}", at)
        case nodes.InPeriod():
            month = "" if node.month is None else f"-{node.month:02}"
            return Text(f"in {node.year:04}{month}", at)
        case nodes.WithinOf():
            head = Text(f"within {words.duration(node.duration)} {node.side} ", at)
            return concat(head, bound(node.bound))
        case _:
            assert_never(node)
