"""What the grammar allows at a place of a text that is still being written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from lark.exceptions import UnexpectedInput
from lark.utils import TextSlice

from segql.source import Source
from segql.syntax.parser import LOCK, Start, builder, grammar_text, parser
from segql.syntax.recover import definition_starts
from segql.syntax.scan import Lexeme, scan
from segql.syntax.words import MONTH_NAMES, UNIT_WORDS

_CONNECTORS = frozenset(
    ("where", "and", "or", "not", "(", ",", "then", "else", "if", "having", "=")
)
_KEYWORD = re.compile(r'^([A-Z_]+)(?:\.\d+)?:\s*"(\w+)"i(?:\s+SPACE\s+"(\w+)"i)?\s+END$', re.M)
_OF_SEVERAL_SPELLINGS = {
    "UNIT": UNIT_WORDS,
    "MONTH_NAME": MONTH_NAMES,
    "TEXT_HEADER": ("goal", "owner", "note"),
    "DISTANCE": ("km", "mi", "m"),
    "PICK": ("latest", "earliest"),
    "PART": ("weekday of", "date of"),
    "ANNIVERSARY": ("anniversary of",),
    "PERIODS": ("periods of",),
    "CALENDAR": ("calendar",),
    "SEQUENCE": ("sequence",),
    "NO": ("no",),
    "TO": ("to",),
}
"""Terminals that are written as patterns in the grammar."""


@cache
def keywords() -> dict[str, tuple[str, ...]]:
    """The words that each keyword of the grammar can be written as, by its terminal."""
    found = {
        match[1]: (" ".join(word for word in (match[2], match[3]) if word),)
        for match in _KEYWORD.finditer(grammar_text())
    }
    return {**found, **_OF_SEVERAL_SPELLINGS}


def piece_start(text: str, offset: int) -> int:
    """Where the definition begins that an offset stands in; 0 before the first one."""
    lexemes = scan(text, 0, len(text))
    starts = [lexemes[index].start for index in definition_starts(text, lexemes)]
    return max((start for start in starts if start < offset), default=0)


def expected_at(source: Source, low: int, offset: int, start: Start = "file") -> frozenset[str]:
    """The terminals that could stand at an offset of a piece of a text that begins at `low`.

    Where the text before it does not read on its own, only the condition around the place is
    looked at; empty where that does not read either.
    """
    with LOCK:
        state = builder()
        state.source, state.problems = source, []
        found = _expected(start, source.text, low, offset)
        if found is not None:
            return found
        for begin in _conditions_before(scan(source.text, low, offset)):
            blank = re.sub(r"\S", " ", source.text[:begin])
            cut = Source(source.path, blank + source.text[begin:])
            state.source = cut
            found = _expected("expression", cut.text, begin, offset)
            if found is not None:
                return found
    return frozenset()


def _expected(start: Start, text: str, low: int, offset: int) -> frozenset[str] | None:
    """What could stand at an offset; None where the text before it does not read.

    A letter is read behind the text, but not taken: `latest`, `no` and their like are keywords
    only where a name follows.
    """
    probe = f"{text[:offset]}x"
    try:
        reading = parser().parse_interactive(TextSlice(probe, low, len(probe)), start=start)
        for token in reading.iter_parse():
            if (token.start_pos or 0) >= offset:
                break
    except UnexpectedInput as error:
        if (error.pos_in_stream or 0) < offset:
            return None
    state: Any = reading
    return frozenset(state.accepts())


def _conditions_before(lexemes: list[Lexeme]) -> Iterator[int]:
    """Where the condition around the end may begin, the nearest first."""
    for lexeme in reversed(lexemes):
        if lexeme.lower in _CONNECTORS:
            yield lexeme.end
