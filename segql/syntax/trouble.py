"""A place where reading stopped, with all that the messages about it may want to know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from segql.diagnostics.model import Code, Diagnostic, Fix
from segql.diagnostics.quoting import on_one_line, sentence
from segql.source import Source, Span
from segql.syntax.scan import Lexeme
from segql.syntax.words import DEFINITION_WORDS

OPENING = ("(", "[", "{")
CLOSING = (")", "]", "}")

_END = Lexeme("sign", "", 0, 0)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Reading stopped at `lexemes[index]`; at the end of the text `index` is their number.

    `expected` are the names of the grammar's terminals that could stand there, `lexemes` those of
    the definition that is being read.
    """

    source: Source
    lexemes: Sequence[Lexeme]
    index: int
    expected: frozenset[str]

    @property
    def at_end(self) -> bool:
        return self.index >= len(self.lexemes)

    def lexeme(self, offset: int = 0) -> Lexeme:
        """The lexeme so many places from where reading stopped; an empty one outside the text."""
        index = self.index + offset
        return self.lexemes[index] if 0 <= index < len(self.lexemes) else _END

    def lower(self, offset: int = 0) -> str:
        """The word or sign at that place in lower case; empty for a literal."""
        return self.lexeme(offset).lower

    def word(self, offset: int = 0) -> str:
        """The word at that place in lower case; empty where no word stands."""
        lexeme = self.lexeme(offset)
        return lexeme.lower if lexeme.kind == "word" else ""

    def kind(self, offset: int = 0) -> str:
        """`word`, `number`, ...; empty outside the text."""
        lexeme = self.lexeme(offset)
        return "" if lexeme is _END else lexeme.kind

    def touching(self, offset: int) -> bool:
        """Whether that lexeme and the next have no blank between them."""
        return self.lexeme(offset).end == self.lexeme(offset + 1).start

    def words(self, first: int, last: int) -> str:
        """The text from one lexeme to another, both included, on one line."""
        text = self.span(first, last).text
        if "\n" not in text:
            return text
        return " ".join(
            lexeme.text
            for lexeme in self.lexemes[max(self.index + first, 0) : self.index + last + 1]
        )

    def span(self, first: int = 0, last: int | None = None) -> Span:
        """From one lexeme to another, both included, as offsets from where reading stopped."""
        if not self.lexemes:
            return Span(self.source, 0, 0)
        low = min(max(self.index + first, 0), len(self.lexemes) - 1)
        high = min(max(self.index + (first if last is None else last), low), len(self.lexemes) - 1)
        return Span(self.source, self.lexemes[low].start, self.lexemes[high].end)

    def matching_open(self, offset: int) -> int | None:
        """The offset of the parenthesis that the closing one at `offset` closes."""
        depth = 0
        for index in range(self.index + offset, -1, -1):
            text = self.lexemes[index].lower
            if text in CLOSING:
                depth += 1
            elif text in OPENING:
                depth -= 1
                if depth == 0:
                    return index - self.index
        return None

    def enclosing_open(self, offset: int = 0) -> int | None:
        """The offset of the innermost parenthesis that is open before `offset`."""
        depth = 0
        for index in range(min(self.index + offset, len(self.lexemes)) - 1, -1, -1):
            text = self.lexemes[index].lower
            if text in CLOSING:
                depth += 1
            elif text in OPENING:
                if depth == 0:
                    return index - self.index
                depth -= 1
        return None

    def end_of_condition(self, offset: int) -> int:
        """The offset of the last lexeme before the next `and`, `or`, `)`, `,` or definition."""
        depth = 0
        index = self.index + offset
        while index < len(self.lexemes):
            text = self.lexemes[index].lower
            if text in OPENING:
                depth += 1
            elif text in CLOSING:
                if depth == 0:
                    break
                depth -= 1
            elif depth == 0 and text in _ENDS_CONDITION:
                break
            index += 1
        return index - 1 - self.index

    def say(
        self,
        code: Code,
        message: str,
        span: Span,
        help: str | None = None,
        replacement: str | None = None,
        expected: str | None = None,
        found: str | None = None,
    ) -> Diagnostic:
        """A message about this place; `replacement` is the mend of the whole span."""
        fix = None if replacement is None else Fix(replacement, span)
        help = None if help is None else on_one_line(help)
        found = None if found is None else sentence(found)
        said = sentence(message)
        return Diagnostic(code, said, span, help=help, fix=fix, expected=expected, found=found)


_ENDS_CONDITION = frozenset(
    (",", "and", "or", "then", "else", "where", "having", "case", "otherwise", *DEFINITION_WORDS)
) | {"variant", "measure"}
