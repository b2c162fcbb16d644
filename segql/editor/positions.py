"""Places as editors count them: lines from 0, columns in UTF-16 units, from and to offsets."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

_BEYOND = 0xFFFF
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line and a column, both from 0; the column counts UTF-16 units, an emoji as two."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Range:
    """From one place up to another that is not part of it."""

    start: Place
    end: Place


@dataclass(frozen=True, slots=True)
class Edit:
    """New text in place of the old from `start` to `end`, in characters."""

    start: int
    end: int
    text: str


class Lines:
    """The lines of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._plain = text.isascii()
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]

    def place(self, offset: int) -> Place:
        """Where an offset stands; one behind the text is its end."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self._starts, offset) - 1
        start = self._starts[line]
        if self._plain:
            return Place(line, offset - start)
        return Place(line, _units(self.text[start:offset]))

    def offset(self, place: Place) -> int:
        """The offset of a place; one behind its line's end is that end."""
        if place.line < 0:
            return 0
        if place.line >= len(self._starts):
            return len(self.text)
        start, end = self._starts[place.line], self._end(place.line)
        if self._plain:
            return min(start + max(0, place.column), end)
        units = 0
        for offset in range(start, end):
            if units >= place.column:
                return offset
            units += 2 if ord(self.text[offset]) > _BEYOND else 1
        return end

    def range(self, start: int, end: int) -> Range:
        return Range(self.place(start), self.place(end))

    def units(self, start: int, end: int) -> int:
        """How many UTF-16 units a stretch has."""
        return end - start if self._plain else _units(self.text[start:end])

    def _end(self, line: int) -> int:
        if line + 1 == len(self._starts):
            return len(self.text)
        end = self._starts[line + 1]
        while end > self._starts[line] and self.text[end - 1] in "\r\n":
            end -= 1
        return end


def _units(text: str) -> int:
    return len(text) + sum(ord(character) > _BEYOND for character in text)
