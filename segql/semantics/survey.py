"""One look over a definition before it is typed: the names it may need.

The names are those that can mean another definition. Inside the argument, `where` and `having`
of an event function only `customer.x` can, so that a trait may be called like an event's field.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from segql.functions import EVENTS
from segql.semantics.walk import children
from segql.source import Span
from segql.syntax import nodes


class _Names(Enum):
    CUSTOMER = auto()
    EVENT = auto()


@dataclass(slots=True)
class Survey:
    """`uses` maps each name to the place where it is used first."""

    uses: dict[str, Span] = field(default_factory=dict)

    def use(self, ident: nodes.Ident) -> None:
        self.uses.setdefault(ident.name, ident.span)

    def add(self, root: nodes.Expr, events: Container[str]) -> None:
        """Look over an expression of a customer."""
        stack: list[tuple[Any, _Names]] = [(root, _Names.CUSTOMER)]
        while stack:
            node, names = stack.pop()
            self._note(node, names)
            if not isinstance(node, nodes.Values | nodes.Name | nodes.Ident):
                stack.extend(_below(node, names, events))

    def _note(self, node: Any, names: _Names) -> None:
        match node:
            case nodes.Name(parts=parts):
                if names is _Names.CUSTOMER:
                    self.use(parts[0])
                elif len(parts) > 1 and parts[0].name == "customer":
                    self.use(parts[1])
            case nodes.InSegment(name=name):
                self.use(name)
            case (
                nodes.Call(within=nodes.Ident() as name)
                | nodes.Overall(call=nodes.Call(within=nodes.Ident() as name))
                | nodes.Top(within=nodes.Ident() as name)
            ):
                self.use(name)


def _below(node: Any, names: _Names, events: Container[str]) -> Iterator[tuple[Any, _Names]]:
    match node:
        case nodes.Call() if _is_of_events(node, events):
            for item in node.arguments:
                yield item, _Names.EVENT
            for condition in (node.where, node.having):
                if condition is not None:
                    yield condition, _Names.EVENT
            if node.window is not None:
                yield node.window, _Names.CUSTOMER
            for group in node.per:
                yield group, _Names.CUSTOMER
        case nodes.Call(per=per, within=within) if per or within:
            for item in (*node.arguments, *per):
                yield item, _Names.CUSTOMER
        case nodes.Overall(call=call):
            for item in (*call.arguments, *call.per):
                yield item, _Names.CUSTOMER
        case nodes.Step():
            if node.window is not None:
                yield node.window, _Names.CUSTOMER
            if node.where is not None:
                yield node.where, _Names.EVENT
        case nodes.PeriodCall() | nodes.Top():
            for child in children(node):
                yield child, _Names.CUSTOMER
        case _:
            for child in children(node):
                yield child, names


def _is_of_events(call: nodes.Call, events: Container[str]) -> bool:
    if call.function.name in EVENTS:
        return True
    if call.pick or call.alias or call.window or call.where or call.having or call.distinct:
        return True
    return any(
        isinstance(item, nodes.Name) and item.parts[0].name in events for item in call.arguments
    )
