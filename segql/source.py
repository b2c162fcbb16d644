"""Text and the places in it: offsets inside, lines and columns only when shown."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Source:
    """One text that a person wrote, and the name it is shown under.

    `path` is what messages print (relative to the project where there is one); `text` is the
    whole content, already decoded, with line ends as they were. Where that is one part of a file
    with blanks around it, `whole` is the file's text, in which the same offsets hold.
    """

    path: str
    text: str
    whole: str | None = field(default=None, compare=False, repr=False)

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        for index, character in enumerate(self.text):
            if character == "\n":
                starts.append(index + 1)
        return starts

    def position(self, offset: int) -> Position:
        """The line and column, both from 1, columns in characters, of an offset."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self._line_starts, offset)
        return Position(line, offset - self._line_starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """The text of a line (numbered from 1) without its line end, with what stands around."""
        text = self.text if self.whole is None else self.whole
        start = self._line_starts[number - 1]
        end = text.find("\n", start)
        return text[start : len(text) if end < 0 else end].rstrip("\r")


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place as people count it: line and column from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a source: `start` inclusive and `end` exclusive, in characters.

    It is `rough` where what it stands for is written otherwise there, after a mistake whose mend
    was read instead; then nothing can be put in its place.
    """

    source: Source = field(repr=False)
    start: int
    end: int
    rough: bool = field(default=False, compare=False, repr=False)

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    def to(self, other: Span) -> Span:
        """From the start of this span to the end of the other."""
        return Span(self.source, self.start, other.end, self.rough or other.rough)


NOWHERE = Span(Source("", ""), 0, 0)
"""The span of what no text stands for."""
