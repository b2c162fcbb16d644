"""Comments among the printed lines: each stays beside what it stood beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from segql.source import Span
from segql.syntax import nodes
from segql.syntax.format.doc import Printed


@dataclass(frozen=True, slots=True)
class Chunk:
    """One definition: where it stood, and its printed lines."""

    span: Span
    lines: list[Printed]


def with_comments(file: nodes.File, chunks: Sequence[Chunk]) -> list[str]:
    """All lines of a file: definitions with a blank line between, comments in their places.

    A comment behind something stays behind it; one on a line of its own stands before what came
    next. Between definitions, an indented one still belongs to the definition above.
    """
    out = _Output(file.source.text)
    pending = list(file.comments)
    for chunk in chunks:
        start = chunk.span.start if chunk.span.source.text else None
        while pending and start is not None and pending[0].span.start < start:
            out.outside(pending.pop(0))
        end = chunk.span.end
        inside: list[nodes.Comment] = []
        while pending and start is not None and _belongs(file.source.text, pending[0], end):
            inside.append(pending.pop(0))
        out.definition(chunk, inside)
    for comment in pending:
        out.outside(comment)
    return out.lines


def _belongs(text: str, comment: nodes.Comment, end: int) -> bool:
    """Whether a comment is part of the definition that ends at an offset: inside it, behind its
    last line, or indented below it with nothing but such comments between."""
    if comment.span.start < end or not comment.own_line:
        between = text[end : comment.span.start]
        return comment.span.start < end or "\n" not in between
    line_start = text.rfind("\n", 0, comment.span.start) + 1
    return comment.span.start > line_start


class _Output:
    """Lines written so far, and where in the source the last of them ended."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: list[str] = []
        self.last_end: int | None = None
        self.last_was_short = False

    def outside(self, comment: nodes.Comment) -> None:
        """A comment between definitions."""
        self._separate(comment.span.start, after_comment=True)
        self.lines.append(comment.text)
        self.last_end = comment.span.end
        self.last_was_short = True

    def definition(self, chunk: Chunk, comments: list[nodes.Comment]) -> None:
        short = len(chunk.lines) == 1
        start = chunk.span.start if chunk.span.source.text else None
        self._separate(start, after_comment=short)
        self.lines += _merge(chunk.lines, comments)
        self.last_end = chunk.span.end if start is not None else None
        if comments:
            self.last_end = max(chunk.span.end, comments[-1].span.end)
        self.last_was_short = short

    def _separate(self, start: int | None, after_comment: bool) -> None:
        """An empty line, but not between short things that stood close together."""
        if not self.lines:
            return
        close = False
        if start is not None and self.last_end is not None:
            close = self.text.count("\n", self.last_end, start) < 2
        if not (close and self.last_was_short and (after_comment or self.lines[-1][:1] == "#")):
            self.lines.append("")


def _merge(lines: list[Printed], comments: list[nodes.Comment]) -> list[str]:
    before: dict[int, list[str]] = {}
    behind: dict[int, list[str]] = {}
    for comment in comments:
        offset = comment.span.start
        if comment.own_line:
            index = next(
                (i for i, line in enumerate(lines) if line.start is not None and line.start > offset),
                len(lines),
            )
            before.setdefault(index, []).append(comment.text)
        else:
            index = max(
                (i for i, line in enumerate(lines) if line.start is not None and line.start < offset),
                default=0,
            )
            behind.setdefault(index, []).append(comment.text)
    out: list[str] = []
    for index, line in enumerate(lines):
        indent = " " * line.indent
        trailing = behind.get(index, [])
        out += (indent + text for text in (*before.get(index, ()), *trailing[:-1]))
        out.append(indent + line.text + "".join(f"  {text}" for text in trailing[-1:]))
    last = " " * max(2, lines[-1].indent)
    out += (last + text for text in before.get(len(lines), ()))
    return out
