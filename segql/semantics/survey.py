"""One look over a definition before it is typed: its size, its depth, the names it may need.

The names are those that can mean another definition. Inside the argument, `where` and `having`
of an event function only `customer.x` can, so that a trait may be called like an event's field.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from segql.diagnostics.codes import types as codes
from segql.diagnostics.model import Diagnostic
from segql.functions import EVENTS
from segql.semantics.walk import children
from segql.source import Span
from segql.syntax import nodes

MAXIMUM_NODES = 5_000
MAXIMUM_DEPTH = 128


class _Names(Enum):
    CUSTOMER = auto()
    EVENT = auto()


@dataclass(slots=True)
class Survey:
    """`size` is the number of nodes; `uses` maps each name to the place where it is used first."""

    size: int = 0
    depth: int = 0
    uses: dict[str, Span] = field(default_factory=dict)

    def use(self, ident: nodes.Ident) -> None:
        self.uses.setdefault(ident.name, ident.span)

    def add(self, root: nodes.Expr, events: Container[str]) -> None:
        """Look over an expression of a customer."""
        stack: list[tuple[Any, _Names, int]] = [(root, _Names.CUSTOMER, 1)]
        while stack:
            node, names, depth = stack.pop()
            if isinstance(node, nodes.Ident):
                continue
            self.size += 1
            self.depth = max(self.depth, depth)
            self._note(node, names)
            if isinstance(node, nodes.Values | nodes.Name):
                continue
            for child, child_names in _below(node, names, events):
                stack.append((child, child_names, depth + 1))

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


def is_too_large(survey: Survey, span: Span) -> Diagnostic | None:
    """The problem of a definition that is beyond the limits."""
    if survey.size > MAXIMUM_NODES:
        return Diagnostic(
            codes.TOO_LARGE,
            f"This definition has more than {MAXIMUM_NODES:,} parts.",
            span,
            "Give parts of it names of their own, as traits or segments. Long lists of values "
            "belong in one `in (...)`, or in a list of the catalog.",
        )
    if survey.depth > MAXIMUM_DEPTH:
        return Diagnostic(
            codes.TOO_LARGE,
            f"This definition nests more than {MAXIMUM_DEPTH} levels deep.",
            span,
            "Give inner parts names of their own, as traits or segments.",
        )
    return None
