"""Limits that every text keeps: its size, its depth, its characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from segql.diagnostics.codes import files
from segql.diagnostics.codes import source as codes
from segql.diagnostics.model import Diagnostic
from segql.source import Source, Span
from segql.syntax import nodes
from segql.syntax.scan import scan
from segql.syntax.words import DEFINITION_WORDS

MOST_BYTES = 8 * 1024 * 1024
MOST_LEVELS = 64
MOST_PARTS = 5_000
MOST_TERMS = 200
"""Of one chain of `+` and `-`, or of `*` and `/`, which nests to the left."""

_FORBIDDEN = re.compile("[\x00\ud800-\udfff]")
_SHOWN = 5


def check_text(source: Source) -> list[Diagnostic]:
    """Problems of the text before it is read; where there are any, it is not read."""
    text = source.text
    if len(text) > MOST_BYTES or (
        len(text) > MOST_BYTES // 4 and len(text.encode("utf-8", "replace")) > MOST_BYTES
    ):
        return [
            Diagnostic(
                files.TOO_LARGE,
                "This text is larger than 8 MB.",
                Span(source, 0, 0),
                help="Long lists of keys belong in a table that the catalog names under `lists:`.",
            )
        ]
    found = [
        Diagnostic(
            codes.FORBIDDEN_CHARACTER,
            f"A character stands here that no text may hold (U+{ord(match[0]):04X}).",
            Span(source, match.start(), match.end()),
            help="Delete it.",
        )
        for match, _ in zip(_FORBIDDEN.finditer(text), range(_SHOWN), strict=False)
    ]
    return found or _check_depth_of_text(source)


def _check_depth_of_text(source: Source) -> list[Diagnostic]:
    """Depth as far as words and signs show it, so that a hopeless text is not even parsed."""
    text = source.text
    if not _may_nest(text):
        return []
    open_, run = 0, 0
    for lexeme in scan(text, 0, len(text)):
        word = lexeme.lower
        if word == "(":
            open_ += 1
        elif word == ")":
            open_ = max(0, open_ - 1)
        elif word in DEFINITION_WORDS:
            open_ = 0
        run = run + 1 if word in ("not", "-") else 0
        if open_ > MOST_LEVELS or run > MOST_LEVELS:
            return [too_deep(Span(source, lexeme.start, lexeme.end))]
    return []


def _may_nest(text: str) -> bool:
    """False where so few words and signs that nest stand in a text that it cannot be too deep."""
    lower = text.lower()
    return sum(lower.count(sign) for sign in _NESTING) > MOST_LEVELS


_NESTING = ("(", "-", "+", "*", "/", "not", "if", "of", "since", "between", "or else")


def too_deep(span: Span) -> Diagnostic:
    return Diagnostic(
        codes.TOO_DEEP,
        f"This is nested more than {MOST_LEVELS} levels deep.",
        span,
        help="Give the inner part a name, as a trait or as a segment, and use the name.",
    )


def check_tree(definition: Any) -> Diagnostic | None:
    """Whether a definition, or an expression, is too deep or too large, by its tree."""
    text = definition.span.text
    if len(text) < MOST_PARTS and not _may_nest(text):
        return None
    parts = 0
    pending: list[tuple[Any, int, int]] = [(definition, 0, 0)]
    while pending:
        node, depth, terms = pending.pop()
        parts += 1
        depth += _levels(node)
        if depth > MOST_LEVELS:
            return too_deep(node.span)
        if parts > MOST_PARTS:
            return Diagnostic(
                codes.TOO_MANY_PARTS,
                f"This definition has more than {MOST_PARTS:,} parts.",
                _first_line(definition.span),
                help='Write long lists as `in ("SE", "NO")`, which count as one, or give parts of '
                "the definition a name, as traits or segments.",
            )
        if terms > MOST_TERMS:
            return Diagnostic(
                codes.TOO_MANY_PARTS,
                f"More than {MOST_TERMS} terms stand in one sum or product.",
                _first_line(definition.span),
                help="Give parts of it a name, as traits.",
            )
        pending += ((child, depth, in_row) for child, in_row in _children(node, terms))
    return None


def _levels(node: Any) -> int:
    """How many levels a node adds: `not (...)` is one, and so is each function."""
    match node:
        case nodes.Not(operand=nodes.Group()) | nodes.Negative(operand=nodes.Group()):
            return 0
        case (
            nodes.Group() | nodes.Call() | nodes.Not() | nodes.Negative() | nodes.If()
            | nodes.Quantified() | nodes.PeriodCall() | nodes.Sequence() | nodes.PercentOf()
            | nodes.Since() | nodes.UnitsBetween() | nodes.PartOf()
        ):  # fmt: skip
            return 1
        case _:
            return 0


def _children(node: Any, terms: int) -> Iterator[tuple[Any, int]]:
    """The nodes directly below one, each with its place in a row of terms."""
    match node:
        case nodes.Values() | nodes.Name() | nodes.Ident():
            return
        case nodes.Arithmetic(left=left, right=right) | nodes.OrElse(value=left, fallback=right):
            yield left, terms + 1
            yield right, 0
            return
        case _:
            pass
    for field in fields(node):
        value = getattr(node, field.name)
        for item in value if isinstance(value, tuple) else (value,):
            if hasattr(item, "span"):
                yield item, 0


def _first_line(span: Span) -> Span:
    line_end = span.source.text.find("\n", span.start)
    end = span.end if line_end < 0 else min(span.end, line_end)
    return Span(span.source, span.start, end)
