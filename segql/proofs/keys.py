"""Keys of expressions: two that mean the same by their build have the same key.

Names are followed to what they stand for, and rows are numbered anew, so that
`count(orders in last 90 days)` and a trait of that text are one variable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache

from segql.semantics import tree

Rows = Mapping[int, int]
"""By the number of a row in its definition the number under which it is spoken of."""

NO_ROWS: Rows = {}


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(item.name for item in fields(kind) if item.name not in ("span", "required"))


class Keys:
    """Numbers for expressions. Equal builds share one, so that comparing keys is cheap.

    Without `follow` names are not followed.
    """

    def __init__(self, program: tree.Program, *, follow: bool = True) -> None:
        self._program = program
        self._follow = follow
        self._numbers: dict[object, int] = {}
        self._named: dict[str, int] = {}

    def of(self, node: object, rows: Rows = NO_ROWS) -> int:
        """The key of an expression, a window or anything else of the typed tree; never 0."""
        return self._of(node, dict(rows))

    def _of(self, node: object, rows: dict[int, int]) -> int:
        if isinstance(node, tree.Reference) and self._follow:
            body = seen_through(self._program, node)
            if body is not node:
                if node.name not in self._named:
                    self._named[node.name] = self._of(body, {})
                return self._named[node.name]
        return self._number(self._build(node, rows))

    def _build(self, node: object, rows: dict[int, int]) -> object:
        match node:
            case tree.Row(index, event):
                return "row", event, 0 if event is None else rows.setdefault(index, len(rows) + 1)
            case tuple():
                return tuple(self._of(item, rows) for item in node)
            case tree.PeriodCount() if self._follow:
                # what stands in a period sees that period only, but what has a name sees all
                self._follow = False
                try:
                    return self._build(node, rows)
                finally:
                    self._follow = True
            case _ if is_dataclass(node):
                kind: type = type(node)
                parts = [self._of(getattr(node, name), rows) for name in _names(kind)]
                return kind.__name__, *parts
            case _:
                return type(node).__name__, node

    def _number(self, build: object) -> int:
        return self._numbers.setdefault(build, len(self._numbers) + 1)


def seen_through(program: tree.Program, node: tree.Expr) -> tree.Expr:
    """What a name of a value stands for; the node itself where it is no such name, or where
    the catalog makes more of the value than its expression says.
    """
    if not isinstance(node, tree.Reference) or node.at is not None:
        return node
    named = program.definitions.get(node.name)
    if not isinstance(named, tree.Trait) or named.body.type != named.type:
        return node
    if named.from_catalog and named.type.is_text:
        return node
    return seen_through(program, named.body)
