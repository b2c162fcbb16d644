"""Regular expressions: what RE2 accepts, and every other engine reads the same way.

RE2 answers in linear time, so what it refuses is refused here. What it accepts but other engines
read differently or not at all (`\\pL`, `[[:alpha:]]`, `(?U)`) is refused too, with the mend.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_MOST_CHARACTERS = 1_000
_MOST_GROUPS = 64
_MOST_REPEATS = 1_000

_CLASS_ESCAPES = "dDsSwW"
_CONTROL_ESCAPES = "tnrfv"
_ASSERTIONS = "bBA"
_REPEAT = re.compile(r"\{([0-9]{1,5})(,([0-9]{0,5}))?\}")
_HEX = re.compile(r"x[0-9A-Fa-f]{2}")
_FLAGS = re.compile(r"\?([ims]+)([:)])")


@dataclass(frozen=True, slots=True)
class Problem:
    message: str
    help: str


class _RefusedError(Exception):
    def __init__(self, message: str, help: str) -> None:
        super().__init__(message)
        self.problem = Problem(message, help)


def problem_of(pattern: str) -> Problem | None:
    """What is wrong with a pattern, or None where RE2 accepts it."""
    try:
        _Reader(pattern).read()
        re.compile(pattern, re.ASCII)
    except _RefusedError as refused:
        return refused.problem
    except (re.error, RecursionError, OverflowError) as error:
        return Problem(f"This pattern cannot be read: {error}.", "Write it in the syntax of RE2.")
    return None


@dataclass(slots=True)
class _Group:
    """`repeats`: how often the most repeated thing in it may be repeated."""

    repeats: int = 1
    last: int = 1


@dataclass(slots=True)
class _Reader:
    text: str
    at: int = 0
    groups: list[_Group] = field(default_factory=lambda: [_Group()])
    repeatable: bool = False

    def read(self) -> None:
        if len(self.text) > _MOST_CHARACTERS:
            raise _RefusedError(
                f"This pattern has more than {_MOST_CHARACTERS:,} characters.",
                "Take `in (...)` for long lists of words.",
            )
        while self.at < len(self.text):
            self._next()
        if len(self.groups) > 1:
            raise _RefusedError("A `(` of this pattern is not closed.", r"Close it, or write `\(`.")

    def _next(self) -> None:
        character = self.text[self.at]
        if character == "\\":
            self._escape(in_class=False)
        elif character == "[":
            self._class()
        elif character == "(":
            self._open()
        elif character == ")":
            self._close()
        elif character in "*+?" or character == "{":
            self._repeat(character)
        elif character in "|^$":
            self.at += 1
            self.repeatable = False
        else:
            self.at += 1
            self._atom()

    def _atom(self, repeats: int = 1) -> None:
        self.repeatable = True
        self.groups[-1].last = repeats
        self.groups[-1].repeats = max(self.groups[-1].repeats, repeats)

    def _escape(self, in_class: bool) -> None:
        rest = self.text[self.at + 1 :]
        if not rest:
            raise _RefusedError("This pattern ends in a lone backslash.", r"Write `\\` for one.")
        letter = rest[0]
        if letter in _CLASS_ESCAPES or letter in _CONTROL_ESCAPES:
            self.at += 2
        elif _HEX.match(rest):
            self.at += 4
        elif not in_class and letter in _ASSERTIONS:
            self.at += 2
            self.repeatable = False
            return
        elif letter.isdigit():
            raise _RefusedError(
                f"`\\{letter}` refers back to a group, which RE2 cannot do.",
                "Write out what the group stands for.",
            )
        elif letter in "zZ":
            raise _RefusedError(f"`\\{letter}` is not understood by every engine.", "Write `$`.")
        elif letter in "pP":
            raise _RefusedError(
                f"`\\{letter}` is not understood by every engine.",
                r"Name the characters, such as `[A-Za-z]` or `\w`.",
            )
        elif letter.isalpha() or not letter.isascii():
            raise _RefusedError(
                f"`\\{letter}` means nothing in a pattern.", f"Write `{letter}` alone."
            )
        else:
            self.at += 2
        if not in_class:
            self._atom()

    def _class(self) -> None:
        self.at += 1
        if self._here("^"):
            self.at += 1
        if self._here("]"):
            raise _RefusedError("These brackets hold nothing.", r"Write `\]` for a bracket.")
        while not self._here("]"):
            if self.at >= len(self.text):
                raise _RefusedError(
                    "A `[` of this pattern is not closed.", r"Close it, or write `\[`."
                )
            if self._here("["):
                raise _RefusedError(
                    "A `[` within brackets is not read the same by every engine.",
                    r"Write `\[` for a bracket, and `A-Za-z` for `[:alpha:]`.",
                )
            if self._here("&&") or self._here("--") or self._here("~~") or self._here("||"):
                raise _RefusedError(
                    "A doubled sign within brackets is not read the same by every engine.",
                    "Write it once, behind a backslash.",
                )
            if self._here("\\"):
                self._escape(in_class=True)
            else:
                self.at += 1
        self.at += 1
        self._atom()

    def _here(self, text: str) -> bool:
        return self.text.startswith(text, self.at)

    def _open(self) -> None:
        rest = self.text[self.at + 1 :]
        length = 1
        if rest.startswith("?"):
            length += self._special(rest)
        if self.at + length <= len(self.text) and self.text[self.at + length - 1] == ")":
            self.at += length
            self.repeatable = False
            return
        self.at += length
        self.groups.append(_Group())
        self.repeatable = False
        if len(self.groups) > _MOST_GROUPS:
            raise _RefusedError(
                f"This pattern nests more than {_MOST_GROUPS} groups.", "Take some of them away."
            )

    def _special(self, rest: str) -> int:
        """The length of what follows the `(` of a group that is no plain one."""
        if rest.startswith(("?=", "?!", "?<=", "?<!")):
            raise _RefusedError(
                "Lookaround is no part of RE2.",
                'Write two conditions: `x matches "a" and x not matches "b"`.',
            )
        if rest.startswith("?>"):
            raise _RefusedError("Atomic groups are no part of RE2.", "Write `(?:` instead.")
        if rest.startswith("?:"):
            return 2
        flags = _FLAGS.match(rest)
        if flags is not None and (flags[2] == ":" or self.at == 0):
            return flags.end()
        if flags is not None:
            raise _RefusedError(
                "Flags in the middle of a pattern are not read the same by every engine.",
                f"Put `({flags[0]}` in front of the pattern.",
            )
        raise _RefusedError(
            f"`({rest[:2]}` is no part of RE2, or not of every engine.", "Write `(?:` or `(`."
        )

    def _close(self) -> None:
        if len(self.groups) == 1:
            raise _RefusedError("This pattern closes a group that is not open.", r"Write `\)`.")
        inner = self.groups.pop()
        self.at += 1
        self._atom(inner.repeats)

    def _repeat(self, character: str) -> None:
        count = 1
        length = 1
        if character == "{":
            match = _REPEAT.match(self.text, self.at)
            if match is None:
                raise _RefusedError("A `{` of this pattern repeats nothing.", r"Write `\{`.")
            count = max(int(match[1]), int(match[3] or 0))
            length = match.end() - match.start()
            if match[3] and int(match[1]) > int(match[3]):
                raise _RefusedError(
                    f"`{match[0]}` goes from more to fewer.", "Write the smaller number first."
                )
        if not self.repeatable:
            raise _RefusedError(
                f"Nothing stands before `{character}` that it could repeat.",
                f"Write `\\{character}` for the sign itself.",
            )
        self.at += length
        if self._here("+"):
            raise _RefusedError("Possessive repeats are no part of RE2.", "Take the `+` away.")
        if self._here("?"):
            self.at += 1
        if self.at < len(self.text) and self.text[self.at] in "*+?{":
            raise _RefusedError("Two repeats follow each other.", "Take one of them away.")
        repeats = max(self.groups[-1].last, 1) * max(count, 1)
        if repeats > _MOST_REPEATS:
            raise _RefusedError(
                f"This repeats more than {_MOST_REPEATS:,} times.", "Take smaller numbers."
            )
        self._atom(repeats)
        self.repeatable = False
