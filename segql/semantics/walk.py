"""Children of nodes, of the syntax tree and of the typed tree alike, without recursion."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from segql.semantics import tree
from segql.source import Span
from segql.syntax import nodes

_ROOMS = (nodes.__name__, tree.__name__)
_PLAIN: dict[type, tuple[str, ...]] = {
    # thousands of plain values, of which nothing is ever asked one by one
    tree.InValues: ("values", "span"),
    tree.ListHas: ("values", "span"),
}
_LEAVES = (nodes.Unknown, nodes.Everybody, nodes.Nobody)


_child_fields: dict[type, tuple[str, ...]] = {}


def _is_node(value: object) -> bool:
    kind = type(value)
    if kind not in _child_fields:
        names: tuple[str, ...] = ()
        if kind.__module__ in _ROOMS and is_dataclass(kind):
            plain = _PLAIN.get(kind, ("span",))
            names = tuple(item.name for item in fields(kind) if item.name not in plain)
        _child_fields[kind] = names
    return bool(_child_fields[kind]) or kind in _LEAVES


def children(node: Any) -> Iterator[Any]:
    """The nodes that stand directly below a node, in the order of the text."""
    for name in _child_fields[type(node)] if _is_node(node) else ():
        value = getattr(node, name)
        if value is None or value is False:
            continue
        if type(value) is tuple:
            for item in value:
                if _is_node(item):
                    yield item
        elif _is_node(value):
            yield value


def descendants(node: Any) -> Iterator[Any]:
    """A node and everything below it, from the front to the back."""
    stack = [node]
    while stack:
        here = stack.pop()
        yield here
        for name in reversed(_child_fields[type(here)]) if _is_node(here) else ():
            value = getattr(here, name)
            if type(value) is tuple:
                stack.extend(item for item in reversed(value) if _is_node(item))
            elif value is not None and value is not False and _is_node(value):
                stack.append(value)


def ungrouped(node: nodes.Expr) -> nodes.Expr:
    """What stands inside any parentheses."""
    while isinstance(node, nodes.Group):
        node = node.inner
    return node


def said(span: Span, limit: int = 40) -> str:
    """The text of a span on one line, in backticks, shortened where it is long."""
    text = " ".join(span.text.split())
    if len(text) > limit:
        text = text[: limit - 3].rstrip() + "..."
    return f"`{text}`" if "`" not in text else text
