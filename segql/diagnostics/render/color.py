"""When a stream is coloured, and the few colours that messages use."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

_CODES = {
    "bold": "1",
    "dim": "2",
    "red": "1;31",
    "green": "32",
    "yellow": "1;33",
    "blue": "34",
    "cyan": "36",
}


@dataclass(frozen=True, slots=True)
class Palette:
    """Paints text with terminal colours, or leaves it as it is."""

    enabled: bool = False

    def paint(self, text: str, color: str) -> str:
        """The text in a colour (`bold dim red green yellow blue cyan`)."""
        if not self.enabled or not text:
            return text
        return f"\x1b[{_CODES[color]}m{text}\x1b[0m"


PLAIN = Palette()


def wants_color(stream: TextIO, environment: Mapping[str, str] | None = None) -> bool:
    """Whether a stream is coloured: NO_COLOR says no, FORCE_COLOR yes, else a terminal is."""
    values = os.environ if environment is None else environment
    if values.get("NO_COLOR"):
        return False
    if values.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return stream.isatty() and values.get("TERM") != "dumb"


def palette_for(stream: TextIO) -> Palette:
    return Palette(wants_color(stream))


def takes_box_drawing(stream: TextIO) -> bool:
    """Whether a stream can be given characters beyond ASCII."""
    return (getattr(stream, "encoding", None) or "utf-8").lower().replace("-", "") in (
        "utf8",
        "utf16",
        "utf32",
    )
