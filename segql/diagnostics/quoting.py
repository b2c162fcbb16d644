"""Text that messages quote: on one line, and no longer than a sentence bears."""

from __future__ import annotations

import re

_LINE_END = re.compile(r"\s*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*")
_QUOTED = re.compile(r"`([^`]+)`")
_LONGEST = 80


def on_one_line(text: str) -> str:
    """Text that may show what was written over several lines, without its line ends."""
    return _LINE_END.sub(" ", text)


def sentence(message: str) -> str:
    """A message on one line, what it quotes cut in the middle where that is very long."""
    return _QUOTED.sub(_cut, on_one_line(message))


def _cut(match: re.Match[str]) -> str:
    quoted = match[1]
    if len(quoted) <= _LONGEST:
        return match[0]
    half = _LONGEST // 2 - 2
    return f"`{quoted[:half].rstrip()} … {quoted[-half:].lstrip()}`"
