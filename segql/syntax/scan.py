"""A forgiving look at words and signs, for messages about text that fails to parse."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal as OneOf

Kind = OneOf["word", "name", "text", "number", "date", "parameter", "sign", "comment", "unclosed"]


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One word, literal or sign as a person sees it, `==` and an unclosed text included."""

    kind: Kind
    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        """What a keyword is recognised by: a word in lower case, a sign; empty for literals."""
        return self.text.lower() if self.kind in ("word", "sign") else ""


_LEXEME = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
  | (?P<text>"(?:[^"\\\n]|\\[^\n])*"|'(?:[^'\\\n]|\\[^\n])*')
  | (?P<name>`[^`\n]+`)
  | (?P<unclosed>["'`][^\n]*)
  | (?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]*(?:Z|[+-][0-9:]+)?)?(?![0-9A-Za-z_])
      |[0-9]{1,4}(?P<dot>[/.])[0-9]{1,2}(?P=dot)[0-9]{1,4}(?![0-9A-Za-z_./]))
  | (?P<number>[0-9][0-9_]*(?:\.[0-9][0-9_]*)*%?)
  | (?P<parameter>\$[A-Za-z_][A-Za-z0-9_]*)
  | (?P<word>[^\W\d]\w*)
  | (?P<sign>\.\.<|\.{2,}|==+|<>|!==?|<=|>=|=<|=>|&&|\|\||:=|--|//|/\*|\*/|\{\{|\}\}|[^\s\ufeff])
    """,
    re.VERBOSE,
)


def scan(text: str, start: int, end: int) -> list[Lexeme]:
    """The lexemes of a stretch of text, comments left out."""
    found = []
    for match in _LEXEME.finditer(text, start, end):
        kind = match.lastgroup
        if kind != "comment":
            found.append(Lexeme(kind, match[0], match.start(), match.end()))  # type: ignore[arg-type]
    return found


def comments(text: str) -> list[tuple[int, int]]:
    """Where the comments of a text stand."""
    if "#" not in text:
        return []
    return [
        (match.start(), match.start() + len(match[0].rstrip()))
        for match in _LEXEME.finditer(text)
        if match["comment"] is not None
    ]


def at_offset(lexemes: Sequence[Lexeme], offset: int) -> int:
    """The index of the lexeme that holds an offset, or of the next one."""
    index = bisect_right(lexemes, offset, key=lambda lexeme: lexeme.start) - 1
    if index >= 0 and offset < lexemes[index].end:
        return index
    return index + 1
