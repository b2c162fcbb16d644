"""From text to words: which terminal of the grammar stands at a place depends on what may."""

from __future__ import annotations

import re
from collections.abc import Callable

from segql.syntax.tables import END, Tables
from segql.syntax.words import RESERVED

Matcher = Callable[[str, int, int], re.Match[str] | None]

_RUN = re.compile(r"([a-z]+)(\??)")


class Token(str):
    """A word, sign or literal with the name of its terminal and its place."""

    __slots__ = ("end_pos", "start_pos", "type")

    type: str
    start_pos: int
    end_pos: int

    @classmethod
    def of(cls, type: str, text: str, start: int, end: int) -> Token:
        made = cls(text)
        made.type, made.start_pos, made.end_pos = type, start, end
        return made


class Lexer:
    """Gives the token at a place among the terminals that a state of the parser accepts.

    A word is looked up, so that its few terminals are tried and not all: those in whose patterns
    it stands, and after them a name. Of two that match, the one that stands first in the tables
    wins.
    """

    def __init__(self, tables: Tables) -> None:
        self._rows = tables.rows
        self._skip = re.compile(tables.ignored).match
        self._name = re.compile(tables.terminals["NAME"]).match
        self._patterns = tables.terminals
        self._matchers: dict[str, Matcher] = {}
        self._words: dict[str, list[str]] = {}
        self._signs: list[str] = []
        for terminal, pattern in tables.terminals.items():
            if terminal == "NAME":
                continue
            if not pattern.startswith("(?i:") or pattern.startswith("(?i:["):
                self._signs.append(terminal)
                continue
            for run, optional in _RUN.findall(pattern.removeprefix("(?i:")):
                for word in (run, run[:-1]) if optional else (run,):
                    self._words.setdefault(word, []).append(terminal)
        self._of_state: dict[int, list[tuple[str, Matcher]]] = {}

    def token(self, state: int, text: str, position: int, end: int) -> Token | None:
        """The next token of a text; one of the type END behind the last, None where none of the
        terminals of a state matches.
        """
        position = self.begin(text, position, end)
        if position >= end:
            return Token.of(END, "", position, position)
        row = self._rows[state]
        word = self._name(text, position, end)
        if word is None:
            return self._sign(state, text, position, end)
        name = word[0]
        lower = name.lower()
        for terminal in self._words.get(lower, ()):
            if terminal in row and (found := self._matcher(terminal)(text, position, end)):
                return Token.of(terminal, found[0], position, found.end())
        if "NAME" in row and lower not in RESERVED:
            return Token.of("NAME", name, position, word.end())
        return None

    def begin(self, text: str, position: int, end: int) -> int:
        """Where the next word or sign begins."""
        skipped = self._skip(text, position, end)
        assert skipped is not None
        return skipped.end()

    def _sign(self, state: int, text: str, position: int, end: int) -> Token | None:
        for terminal, match in self._signs_of(state):
            if found := match(text, position, end):
                return Token.of(terminal, found[0], position, found.end())
        return None

    def _signs_of(self, state: int) -> list[tuple[str, Matcher]]:
        known = self._of_state.get(state)
        if known is None:
            row = self._rows[state]
            known = [(name, self._matcher(name)) for name in self._signs if name in row]
            self._of_state[state] = known
        return known

    def _matcher(self, terminal: str) -> Matcher:
        known = self._matchers.get(terminal)
        if known is None:
            known = self._matchers[terminal] = re.compile(self._patterns[terminal]).match
        return known
