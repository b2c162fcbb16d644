"""RE2 patterns with Python's `re`: the part of RE2's syntax that both spell, and nothing else.

RE2's `\\d \\w \\s \\b` know ASCII only and its `$` is the very end of the text; Python's know
all of Unicode and allow a line break before the end. Those are rewritten. What Python does not
have, or reads otherwise, raises `PatternError`: nothing here guesses.
"""

from __future__ import annotations

import re
from functools import lru_cache

CLASSES = {"d": "0-9", "w": "0-9A-Za-z_", "s": "\\t\\n\\f\\r "}
POSIX = {
    "alpha": "A-Za-z", "digit": "0-9", "alnum": "0-9A-Za-z", "upper": "A-Z", "lower": "a-z",
    "space": "\\t\\n\\v\\f\\r ", "word": "0-9A-Za-z_", "punct": "!-/:-@\\[-`{-~",
    "xdigit": "0-9A-Fa-f",
}  # fmt: skip
SAME = set("tnfr.*+?()[]{}|^$\\/-,:;=!@#%&\"'<>~` ")
GROUPS = ("(?:", "(?i)", "(?s)", "(?is)", "(?P<")


class PatternError(ValueError):
    """A pattern of RE2 that this evaluator cannot read with Python's regular expressions."""


@lru_cache(maxsize=1024)
def compile_pattern(pattern: str, ignore_case: bool) -> re.Pattern[str]:
    """The pattern for `re.search`. Raises PatternError."""
    try:
        return re.compile(_translate(pattern), re.IGNORECASE if ignore_case else 0)
    except re.error as error:
        raise PatternError(f"{pattern}: {error}") from error


def _translate(pattern: str) -> str:
    out: list[str] = []
    index = 0
    while index < len(pattern):
        character = pattern[index]
        if character == "\\":
            out.append(_escape(pattern, index))
            index += 2
        elif character == "[":
            text, index = _class(pattern, index)
            out.append(text)
        elif character == "$":
            out.append(r"\Z")
            index += 1
        elif character == "(" and pattern.startswith("(?", index):
            if not pattern.startswith(GROUPS, index):
                raise PatternError(pattern)
            out.append("(?")
            index += 2
        else:
            out.append(character)
            index += 1
    return "".join(out)


def _escape(pattern: str, index: int) -> str:
    letter = pattern[index + 1 : index + 2]
    if letter in CLASSES and letter:
        return f"[{CLASSES[letter]}]"
    if letter.lower() in CLASSES and letter:
        return f"[^{CLASSES[letter.lower()]}]"
    if letter in ("b", "B"):
        return f"(?a:\\{letter})"
    if letter in ("A", "z"):
        return r"\A" if letter == "A" else r"\Z"
    if letter in SAME and letter:
        return "\\" + letter
    raise PatternError(pattern)


def _class(pattern: str, start: int) -> tuple[str, int]:
    """A bracketed class from its `[`, and the offset after its `]`."""
    out = ["["]
    index = start + 1
    if pattern.startswith("^", index):
        out.append("^")
        index += 1
    if pattern.startswith("]", index):
        out.append("\\]")
        index += 1
    while index < len(pattern) and pattern[index] != "]":
        posix = re.match(r"\[:(\w+):\]", pattern[index:])
        if posix and posix[1] in POSIX:
            out.append(POSIX[posix[1]])
            index += posix.end()
        elif pattern[index] == "\\":
            letter = pattern[index + 1 : index + 2]
            if letter in CLASSES and letter:
                out.append(CLASSES[letter])
            elif letter in SAME and letter:
                out.append("\\" + letter)
            else:
                raise PatternError(pattern)
            index += 2
        else:
            out.append("\\[" if pattern[index] == "[" else pattern[index])
            index += 1
    return "".join([*out, "]"]), index + 1
