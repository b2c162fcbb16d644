"""The tables that reading follows. They are made of the grammar beforehand: see `making`."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Start = Literal["file", "expression"]

FILE = Path(__file__).with_name("tables.json.gz")
END = "$END"
"""The terminal behind the last word."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as it is reduced: `size` symbols become one of the name `origin`, which is what the
    builder's method `build` makes of them. Without one it is their list, which the rule around it
    takes in, or where the rule `passes` its only child on, that child.

    `gaps` says how many optional children are missing before each of the children, and after the
    last; `spread` which of them are lists.
    """

    origin: str
    size: int
    build: str | None
    passes: bool
    gaps: tuple[int, ...] = ()
    spread: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Tables:
    """`terminals` and their patterns, those first that win over others; `ignored` is the pattern
    of what is no part of the text.

    `rows` are the states: for each symbol the state that follows, or of a rule that is reduced
    its number, as `-1 - number`.
    """

    terminals: Mapping[str, str]
    ignored: str
    rules: Sequence[Rule]
    rows: Sequence[Mapping[str, int]]
    starts: Mapping[str, int]
    ends: Mapping[str, int]


def grammar_text() -> str:
    """The grammar as it stands in the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    folder = package / "_grammar"
    if not folder.is_dir():
        folder = package.parent / "grammar"
    return "".join(
        (folder / name).read_text(encoding="utf-8") for name in ("segql.lark", "tokens.lark")
    )


def load(grammar: str) -> Tables | None:
    """The shipped tables, or None where they are of another grammar."""
    if not FILE.is_file():
        return None
    stored = json.loads(gzip.decompress(FILE.read_bytes()))
    if stored.pop("fingerprint") != fingerprint(grammar):
        return None
    names = stored.pop("symbols")
    rows = [
        {names[symbol]: action for symbol, action in zip(row[::2], row[1::2], strict=True)}
        for row in stored.pop("rows")
    ]
    rules = [
        Rule(origin, size, build, passes, tuple(gaps), tuple(spread))
        for origin, size, build, passes, gaps, spread in stored.pop("rules")
    ]
    return Tables(rules=rules, rows=rows, **stored)


def fingerprint(grammar: str) -> str:
    """What the tables were made from, and in which form they are written."""
    return hashlib.sha256(f"2\n{grammar}".encode()).hexdigest()
