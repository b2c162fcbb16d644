"""What the builders share: spans of what was read, and relations that still lack their operand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from segql.diagnostics.model import Code, Diagnostic, Fix
from segql.diagnostics.quoting import on_one_line, sentence
from segql.source import Source, Span
from segql.syntax import nodes

Child = Any
"""A token of lark (with `start_pos` and `end_pos`), a node, a `Part`, a list, or None."""

Children = list[Child]


@dataclass(frozen=True, slots=True)
class Part:
    """Something read that is no node by itself; `value` is told by the rule that made it."""

    value: Any
    span: Span


@dataclass(frozen=True, slots=True)
class Relation:
    """`in ("SE", "NO")`, `> 3`: a predicate without its operand.

    `build` takes the operand, whether it is negated, and the span of the whole.
    """

    build: Callable[[nodes.Expr, bool, Span], nodes.Expr]
    span: Span


@dataclass(slots=True)
class Builder:
    """The state of one reading: where the text came from, and problems that do not stop it."""

    source: Source = field(default_factory=lambda: Source("", ""))
    problems: list[Diagnostic] = field(default_factory=list)

    def span(self, children: Children) -> Span:
        """From the first to the last child that is there."""
        first, last = children[0], children[-1]
        if first is None or last is None:
            there = [child for child in children if child is not None]
            first, last = there[0], there[-1]
        return Span(self.source, start_of(first), end_of(last))

    def of_token(self, token: Child) -> Span:
        return Span(self.source, token.start_pos, token.end_pos)

    def report(
        self,
        code: Code,
        message: str,
        span: Span,
        help: str | None = None,
        replacement: str | None = None,
    ) -> None:
        """Keep a problem of what was read; `replacement` is the mend of its whole span."""
        fix = None if replacement is None else Fix(replacement, span)
        help = None if help is None else on_one_line(help)
        self.problems.append(Diagnostic(code, sentence(message), span, help=help, fix=fix))


def start_of(child: Child) -> int:
    span = getattr(child, "span", None)
    start: int = span.start if span is not None else child.start_pos
    return start


def end_of(child: Child) -> int:
    span = getattr(child, "span", None)
    end: int = span.end if span is not None else child.end_pos
    return end
