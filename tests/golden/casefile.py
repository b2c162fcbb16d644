"""One Markdown file = one golden case: its fenced blocks, and writing expected ones back.

A block is known by the words after the fence: ```` ```seg ````, ```` ```yaml data ````. The
first word says what the text is (so that editors colour it), the rest which block it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(
    r"^(?P<fence>`{3,})(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=fence)\s*$", re.M | re.S
)


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: `info` is the words after the fence, `start`/`end` bound its body."""

    info: str
    body: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A golden case as it stands in its file."""

    path: Path
    text: str
    blocks: tuple[Block, ...]

    @classmethod
    def read(cls, path: Path) -> CaseFile:
        text = path.read_text(encoding="utf-8")
        blocks = tuple(
            Block(m["info"].strip(), m["body"], m.start("body"), m.end("body"))
            for m in _FENCE.finditer(text)
        )
        return cls(path, text, blocks)

    @property
    def title(self) -> str:
        first = self.text.split("\n", 1)[0]
        assert first.startswith("# "), f"{self.path} has no title"
        return first.removeprefix("# ")

    def all(self, *infos: str) -> list[Block]:
        """The blocks whose first words are one of those, in order."""
        return [b for b in self.blocks if any(_begins(b.info, info) for info in infos)]

    def body(self, info: str) -> str | None:
        """The text of the one block of that kind, or None."""
        found = [block for block in self.blocks if block.info == info]
        assert len(found) <= 1, f"{self.path} has {len(found)} blocks `{info}`"
        return found[0].body if found else None

    def with_body(self, info: str, body: str) -> str:
        """The file's text with the one block of that kind filled with another body."""
        block = next(block for block in self.blocks if block.info == info)
        return self.text[: block.start] + body + self.text[block.end :]


def _begins(info: str, words: str) -> bool:
    return info == words or info.startswith(words + " ")


def cases_below(folder: Path) -> list[Path]:
    """All case files below a folder, in a stable order."""
    return sorted(folder.rglob("*.md"))
