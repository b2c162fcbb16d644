"""Patterns of RE2 in the words of other regular expressions, so that they match the same texts.

What the language accepts is a part of RE2's syntax. Engines differ in what `\\d \\w \\s \\b` know
beyond ASCII, in whether `.` takes a line break and `$` stands before a last one, and in how
characters are escaped. So each part is read once and written in the engine's own way.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from segql.folding import simple_fold

_REPEAT = re.compile(r"(?:[*+?]|\{(\d+)(?:,(\d*))?\})\??")
_FLAGS = re.compile(r"\(\?([ims]+)([:)])")
_META = frozenset("\\.+*?()|[]{}^$")
_META_IN_CLASS = frozenset("\\]^-[&~|")
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v"}
_SETS: dict[str, tuple[tuple[int, int], ...]] = {
    "d": ((48, 57),),
    "w": ((48, 57), (65, 90), (95, 95), (97, 122)),
    "s": ((9, 10), (12, 13), (32, 32)),
}
_LAST = 0x10FFFF
_WORD = "[0-9A-Za-z_]"
AROUND = (
    f"(?:(?<!{_WORD})(?={_WORD})|(?<={_WORD})(?!{_WORD}))",
    f"(?:(?<!{_WORD})(?!{_WORD})|(?<={_WORD})(?={_WORD}))",
)
"""A boundary of words and its absence, by looking around."""


class PatternRefusedError(ValueError):
    """A pattern that an engine's regular expressions cannot say; the text is the reason."""


@dataclass(frozen=True, slots=True)
class Flavour:
    """How an engine writes what a pattern means.

    `code` escapes a character by its number. `start` and `end` are those of the text; the
    `line_` ones also those of lines. `any` is every character, `no_break` all but a line break.
    `boundary` and `inside` are `\\b` and `\\B`. `ignore` stands before a pattern that ignores case;
    `scoped` says whether a group alone can. `group` opens one. Without `lazy` no repeat asks for
    as little as possible, which changes what is matched, and not whether something is. `most`
    limits repeats. `backslash` is one. With `pairs_only` an engine that ignores case knows an
    upper and a lower letter, but not a third
    (`ς`, `ſ`).
    """

    code: Callable[[int], str]
    start: str = r"\A"
    end: str = r"\z"
    line_start: str | None = r"(?:\A|(?<=\n))"
    line_end: str | None = r"(?:\z|(?=\n))"
    any: str = "(?s:.)"
    no_break: str = r"[^\n]"
    boundary: str = AROUND[0]
    inside: str = AROUND[1]
    ignore: str = "(?i)"
    scoped: bool = True
    group: str = "(?:"
    lazy: bool = True
    most: int = 1000
    backslash: str = r"\\"
    pairs_only: bool = False


PYTHON = Flavour(
    lambda number: f"\\x{number:02x}" if number < 256 else f"\\U{number:08x}",
    end=r"\Z",
    line_end=r"(?:\Z|(?=\n))",
    boundary=r"(?a:\b)",
    inside=r"(?a:\B)",
)
PCRE = Flavour(lambda number: f"\\x{{{number:x}}}")
JAVA = Flavour(lambda number: f"\\x{{{number:x}}}", ignore="(?iu)")
RUST = Flavour(
    lambda number: f"\\x{{{number:x}}}",
    line_start="(?m:^)",
    line_end="(?m:$)",
    boundary=r"(?-u:\b)",
    inside=r"(?-u:\B)",
    # never a plain text, which DataFusion would search as LIKE does
    backslash=r"[\\\x{0}]",
)
POSTGRES = Flavour(
    lambda number: f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}",
    end=r"\Z",
    line_end=r"(?:\Z|(?=\n))",
    any=".",
    scoped=False,
    most=255,
    pairs_only=True,
)


POSIX = Flavour(
    lambda number: f"\\{chr(number)}" if chr(number) in _META_IN_CLASS else chr(number),
    start="^",
    end="$",
    line_start=None,
    line_end=None,
    any=r"(.|\n)",
    no_break=".",
    boundary=r"\b",
    inside=r"\B",
    ignore="",
    scoped=False,
    group="(",
    lazy=False,
)


def ignores_case(pattern: str) -> bool:
    """Whether a pattern as a whole says that case does not count."""
    flags = _FLAGS.match(pattern)
    return flags is not None and flags[2] == ")" and "i" in flags[1]


def rewritten(pattern: str, flavour: Flavour, *, ignore_case: bool) -> str:
    """The pattern in a flavour, to be searched anywhere. Raises PatternRefusedError."""
    ignoring = ignore_case or ignores_case(pattern)
    body = _Writer(pattern, flavour, spelled_out=ignoring and flavour.pairs_only).write()
    return flavour.ignore + body if ignoring else body


@lru_cache(maxsize=1)
def odd_families() -> dict[str, str]:
    """The letters that are one letter when case does not count, by each of them, where they are
    more than an upper and a lower one that lead to each other.
    """
    families: dict[str, str] = {}
    for number in range(_LAST):
        if not 0xD800 <= number <= 0xDFFF and (folded := simple_fold(chr(number))) != chr(number):
            families[folded] = families.get(folded, folded) + chr(number)
    return {
        letter: family
        for family in families.values()
        if len(family) > 2 or family[0].upper() != family[1] or family[1].lower() != family[0]
        for letter in family
    }


class _Writer:
    def __init__(self, text: str, flavour: Flavour, *, spelled_out: bool) -> None:
        self.families = odd_families() if spelled_out else {}
        self.text = text
        self.flavour = flavour
        self.at = 0
        self.flags = [frozenset[str]()]
        self.out: list[str] = []

    def write(self) -> str:
        while self.at < len(self.text):
            self.out.append(self._next())
        return "".join(self.out)

    def _next(self) -> str:
        character = self.text[self.at]
        match character:
            case "\\":
                return self._escape()
            case "[":
                return self._class()
            case "(":
                return self._open()
            case ")":
                self.flags.pop()
                self.at += 1
                return ")"
            case "*" | "+" | "?" | "{":
                return self._repeat()
        self.at += 1
        flags, flavour = self.flags[-1], self.flavour
        match character:
            case "^":
                return _able(flavour.line_start) if "m" in flags else flavour.start
            case "$":
                return _able(flavour.line_end) if "m" in flags else flavour.end
            case ".":
                return flavour.any if "s" in flags else flavour.no_break
            case "|":
                return "|"
            case _:
                return self._single(character)

    def _single(self, character: str) -> str:
        """A character outside of brackets, with all that are the same letter."""
        if character in self.families:
            return f"[{self.families[character]}]"
        return self.flavour.backslash if character == "\\" else self._literal(character, _META)

    def _literal(self, character: str, meta: frozenset[str]) -> str:
        if character in meta:
            return "\\" + character
        if character < " " or character == "\x7f":
            return self.flavour.code(ord(character))
        return character

    def _repeat(self) -> str:
        found = _REPEAT.match(self.text, self.at)
        if found is None:
            raise PatternRefusedError(f"`{self.text[self.at :]}` is no repeat")
        self.at = found.end()
        if max(int(found[1] or 0), int(found[2] or 0)) > self.flavour.most:
            raise PatternRefusedError(f"it repeats nothing more than {self.flavour.most} times")
        return found[0] if self.flavour.lazy else found[0][0] + found[0][1:].removesuffix("?")

    def _open(self) -> str:
        flags = _FLAGS.match(self.text, self.at)
        if flags is None:
            length = 3 if self.text.startswith("(?:", self.at) else 1
            self.flags.append(self.flags[-1])
            self.at += length
            return self.flavour.group
        self.at = flags.end()
        if flags[2] == ")":
            self.flags[-1] |= set(flags[1])
            return ""
        self.flags.append(self.flags[-1] | set(flags[1]))
        if "i" not in flags[1]:
            return self.flavour.group
        if not self.flavour.scoped:
            raise PatternRefusedError("it cannot ignore case in a part of a pattern")
        return f"{self.flavour.ignore[:-1]}:"

    def _escape(self) -> str:
        letter = self.text[self.at + 1]
        self.at += 2
        match letter:
            case "d" | "w" | "s":
                return f"[{self._ranges(_SETS[letter])}]"
            case "D" | "W" | "S":
                return f"[^{self._ranges(_SETS[letter.lower()])}]"
            case "b":
                return self.flavour.boundary
            case "B":
                return self.flavour.inside
            case "A":
                return self.flavour.start
            case _:
                return self._single(self._escaped(letter))

    def _escaped(self, letter: str) -> str:
        """The character that an escape stands for; `at` is behind the letter."""
        if letter == "x":
            self.at += 2
            return chr(int(self.text[self.at - 2 : self.at], 16))
        return _CONTROLS.get(letter, letter)

    def _class(self) -> str:
        self.at += 1
        start = self.at
        made = ["["]
        if self.text[self.at] == "^":
            made.append("^")
            self.at += 1
        while self.text[self.at] != "]":
            character = self.text[self.at]
            self.at += 1
            if character == "-":
                made.append(self._dash(len(made[-1]) > 0 and made[-1] not in ("[", "^")))
            elif character != "\\":
                made.append(self._literal(character, _META_IN_CLASS))
            else:
                letter = self.text[self.at]
                self.at += 1
                if letter in _SETS:
                    made.append(self._ranges(_SETS[letter]))
                elif letter.lower() in _SETS:
                    made.append(self._ranges(_others(_SETS[letter.lower()])))
                else:
                    made.append(self._literal(self._escaped(letter), _META_IN_CLASS))
        made.append(self._more(self.text[start : self.at]))
        self.at += 1
        return "".join([*made, "]"])

    def _more(self, inside: str) -> str:
        """The letters that brackets do not name, but hold one of the same family of."""
        if not self.families:
            return ""
        held = re.compile(f"[{inside.removeprefix('^')}]", re.ASCII)
        families = {family for family in self.families.values() if held.search(family)}
        return "".join(sorted(letter for family in families for letter in family))

    def _dash(self, follows: bool) -> str:
        """A dash of a class: of a range where something stands on both of its sides."""
        return "-" if follows and self.text[self.at] != "]" else "\\-"

    def _ranges(self, ranges: tuple[tuple[int, int], ...]) -> str:
        code = self.flavour.code
        return "".join(
            _character(low, code) if low == high
            else f"{_character(low, code)}-{_character(high, code)}"
            for low, high in ranges
        )  # fmt: skip


def _able(written: str | None) -> str:
    if written is None:
        raise PatternRefusedError("it cannot look for the start or the end of a line")
    return written


def _character(number: int, code: Callable[[int], str]) -> str:
    character = chr(number)
    return character if character.isascii() and character.isalnum() else code(number)


def _others(ranges: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """All characters but those; NUL, which no text holds, is left out."""
    made = []
    low = 1
    for first, last in ranges:
        made.append((low, first - 1))
        low = last + 1
    return (*made, (low, _LAST))
