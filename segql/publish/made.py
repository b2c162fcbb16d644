"""What is put into a database, what was done there, and sizes that jumped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from segql.diagnostics import Diagnostic
from segql.diagnostics.codes.publish import SIZE_JUMP

TENFOLD = 10


@dataclass(frozen=True, slots=True)
class Made:
    """One view or table: `query` gives its query, told what other things made here are called."""

    name: str
    query: Callable[[Callable[[str], str]], str]
    columns: tuple[str, ...]
    words: str = ""
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Jump:
    """A size that became ten times as large, or a tenth."""

    name: str
    before: int
    after: int


@dataclass(slots=True)
class Deployed:
    """What was done: the statements, what was dropped for good, and the sizes."""

    statements: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    sizes: Mapping[str, int] = field(default_factory=dict)
    jumps: list[Jump] = field(default_factory=list)


def jumped(before: int, after: int) -> bool:
    """Whether a size is ten times another, or a tenth; whoever has nobody counts as one."""
    low, high = sorted((max(before, 1), max(after, 1)))
    return high >= TENFOLD * low


def told(jump: Jump) -> Diagnostic:
    return Diagnostic(
        SIZE_JUMP,
        f"`{jump.name}` had {jump.before:,} members when it was last published, and would have "
        f"{jump.after:,}.",
        help="Nothing was published. If this is right, publish with --force.",
    )
