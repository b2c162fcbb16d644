"""How wide text is on a terminal, and what stands for characters that must not reach it."""

from __future__ import annotations

import unicodedata

TAB = 4
_JOINER = "\u200d"
_EMOJI_STYLE = "\ufe0f"
_SKIN_TONES = range(0x1F3FB, 0x1F400)


def shown(text: str) -> list[tuple[str, int]]:
    """For each character of one line: what is printed for it, and how many cells that takes.

    Tabs become blanks up to the next stop. Control characters and marks that turn the
    direction of writing are shown as U+FFFD, so that text in a file cannot steer the terminal.
    Parts of one emoji count once.
    """
    result: list[tuple[str, int]] = []
    column = 0
    joined = False
    for character in text:
        printed, width = _one(character, column, joined)
        if character == _EMOJI_STYLE and result and result[-1][1] == 1:
            width = 1
        joined = character == _JOINER
        result.append((printed, width))
        column += width
    return result


def _one(character: str, column: int, joined: bool) -> tuple[str, int]:
    if character == "\t":
        blanks = TAB - column % TAB
        return " " * blanks, blanks
    category = unicodedata.category(character)
    if character in (_JOINER, _EMOJI_STYLE) or category in ("Mn", "Me"):
        return character, 0
    if category in ("Cc", "Cs") or (category == "Cf" and character != "\u00ad"):
        return "\ufffd", 1
    if joined or ord(character) in _SKIN_TONES:
        return character, 0
    return character, 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def width(text: str) -> int:
    """How many cells a line takes on a terminal."""
    return sum(cells for _, cells in shown(text))


def safe(text: str) -> str:
    """Text of a file or catalog as it may be printed: line ends kept, control characters not."""
    return "\n".join("".join(part for part, _ in shown(line)) for line in text.split("\n"))


def pad(text: str, cells: int) -> str:
    """The text with blanks behind it up to a width."""
    return text + " " * max(0, cells - width(text))


def shorten(text: str, cells: int) -> str:
    """The text, cut with an ellipsis where it is wider than that."""
    parts = shown(text)
    if sum(size for _, size in parts) <= cells:
        return "".join(part for part, _ in parts)
    kept: list[str] = []
    room = cells - 1
    for part, size in parts:
        if size > room:
            break
        kept.append(part)
        room -= size
    return "".join(kept) + "…"
