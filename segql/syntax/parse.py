"""From text to a syntax tree: the way in."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from lark.exceptions import UnexpectedInput

from segql.diagnostics.codes import files
from segql.diagnostics.codes import source as source_codes
from segql.diagnostics.codes import syntax as codes
from segql.diagnostics.model import Diagnostic, SegqlError
from segql.source import Source, Span
from segql.syntax import nodes
from segql.syntax.parser import LOCK, builder, parser

MOST_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Parsed:
    file: nodes.File | None
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class ParsedExpression:
    expression: nodes.Expr | None
    diagnostics: tuple[Diagnostic, ...]


def parse_file(source: Source) -> Parsed:
    with LOCK:
        state = builder()
        state.source = source
        state.problems = []
        try:
            file = parser().parse(source.text, start="file")
        except UnexpectedInput as error:
            place = Span(source, error.pos_in_stream or 0, (error.pos_in_stream or 0) + 1)
            return Parsed(None, (Diagnostic(codes.UNEXPECTED, "This is not understood.", place),))
        return Parsed(replace(file, comments=_comments(source)), tuple(state.problems))


def parse_expression(source: Source) -> ParsedExpression:
    with LOCK:
        state = builder()
        state.source = source
        state.problems = []
        try:
            expression = parser().parse(source.text, start="expression")
        except UnexpectedInput as error:
            place = Span(source, error.pos_in_stream or 0, (error.pos_in_stream or 0) + 1)
            return ParsedExpression(None, (Diagnostic(codes.UNEXPECTED, "This is not understood.", place),))
        return ParsedExpression(expression, tuple(state.problems))


_TOKEN = re.compile(r"""(#[^\n]*)|"(?:[^"\\\n]|\\[^\n])*"|'(?:[^'\\\n]|\\[^\n])*'|`[^`\n]+`""")


def _comments(source: Source) -> tuple[nodes.Comment, ...]:
    text = source.text
    if "#" not in text:
        return ()
    found = []
    for match in _TOKEN.finditer(text):
        if match[1] is not None:
            start = text.rfind("\n", 0, match.start()) + 1
            own = not text[start : match.start()].strip("\ufeff \t")
            found.append(
                nodes.Comment(match[1].rstrip(), own, Span(source, match.start(), match.end()))
            )
    return tuple(found)


def read_source(path: Path, shown_as: str) -> Source:
    """The text of a file; a SegqlError where it cannot be read, is too large, or is no UTF-8."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SegqlError(Diagnostic(files.TOO_LARGE, f"`{shown_as}` is larger than 8 MB."))
        content = path.read_bytes()
    except OSError as error:
        raise SegqlError(
            Diagnostic(files.UNREADABLE, f"`{shown_as}` cannot be read: {error.strerror}.")
        ) from error
    try:
        return Source(shown_as, content.decode("utf-8"))
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        source = Source(shown_as, content.decode("utf-8", errors="replace"))
        place = Span(source, len(before), len(before) + 1)
        raise SegqlError(
            Diagnostic(
                files.NOT_UTF8,
                f"`{shown_as}` is not UTF-8 text.",
                place,
                help="Save the file as UTF-8 in your editor.",
            )
        ) from error


__all__ = ["Parsed", "ParsedExpression", "parse_expression", "parse_file", "read_source", "source_codes"]
