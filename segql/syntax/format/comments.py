"""Comments among the printed lines: each stays beside what it stood beside."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
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
    pending = deque(file.comments)
    followers: list[Chunk | None] = [*chunks[1:], None]
    for chunk, follower in zip(chunks, followers, strict=True):
        start = chunk.span.start if chunk.span.source.text else None
        while pending and start is not None and pending[0].span.start < start:
            out.outside(pending.popleft())
        inside: list[nodes.Comment] = []
        limit = len(file.source.text) if follower is None else follower.span.start
        while pending and pending[0].span.start < limit and _belongs(file, pending[0], chunk.span):
            inside.append(pending.popleft())
        out.definition(chunk, inside)
    for comment in pending:
        out.outside(comment)
    return out.lines


def _belongs(file: nodes.File, comment: nodes.Comment, definition: Span) -> bool:
    """Whether a comment is part of the definition before it: inside it, behind its last line, or
    indented below it."""
    start = comment.span.start
    if start < definition.end:
        return True
    if not comment.own_line:
        return "\n" not in file.source.text[definition.end : start]
    return start > file.source.text.rfind("\n", 0, start) + 1


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
    """The lines of a definition with the comments that belong to it."""
    before: dict[int, list[str]] = {}
    behind: dict[int, list[str]] = {}
    marked = [(line.start, index) for index, line in enumerate(lines) if line.start is not None]
    least = 0  # no comment comes before one that it followed
    for comment in comments:
        place = bisect_left(marked, (comment.span.start, 0))
        beside = marked[max(place - 1, 0)][1]
        if comment.own_line:
            least = max(least, marked[place][1] if place < len(marked) else len(lines))
            before.setdefault(least, []).append(comment.text)
        elif beside < least:
            before.setdefault(least, []).append(comment.text)
        else:
            behind.setdefault(beside, []).append(comment.text)
    out: list[str] = []
    for index, line in enumerate(lines):
        indent = " " * line.indent
        inner = indent + ("  " if line.text.startswith(")") else "")
        trailing = behind.get(index, [])
        out += (inner + text for text in (*before.get(index, ()), *trailing[:-1]))
        out.append(indent + line.text + "".join(f"  {text}" for text in trailing[-1:]))
    last = " " * max(2, lines[-1].indent)
    out += (last + text for text in before.get(len(lines), ()))
    return out
