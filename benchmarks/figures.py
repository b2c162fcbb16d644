"""What a comparison found: its figures, and the bars that the project set itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal as OneOf


@dataclass(frozen=True, slots=True)
class Figure:
    """What one of those compared took for one case. `at` is the case's place on a growing scale."""

    case: str
    who: str
    value: float
    memory: float = 0.0
    at: float | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A ratio or an amount that shall not be passed; `why` says what bounds it where it is."""

    words: str
    value: float
    bar: float
    side: OneOf["at least", "at most"]
    unit: str = "times"
    why: str = ""

    @property
    def holds(self) -> bool:
        return self.value >= self.bar if self.side == "at least" else self.value <= self.bar


@dataclass(frozen=True, slots=True)
class Comparison:
    """`first` is whom all others are held against. `same` says how answers were compared; `axis`
    what grows, where something does; `absent` who was not installed; `ran` where it ran.
    """

    name: str
    title: str
    about: str
    sizes: str
    unit: str
    first: str
    same: str
    figures: tuple[Figure, ...]
    bars: tuple[Bar, ...] = ()
    axis: str | None = None
    absent: tuple[str, ...] = ()
    ran: str = ""

    def write(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(asdict(self), indent=1)
        (folder / f"{self.name}.json").write_text(text + "\n", encoding="utf-8")

    @staticmethod
    def read(path: Path) -> Comparison:
        found = json.loads(path.read_text(encoding="utf-8"))
        found["figures"] = tuple(Figure(**item) for item in found["figures"])
        found["bars"] = tuple(Bar(**item) for item in found["bars"])
        found["absent"] = tuple(found["absent"])
        return Comparison(**found)

    @property
    def cases(self) -> list[str]:
        return list(dict.fromkeys(figure.case for figure in self.figures))

    @property
    def compared(self) -> list[str]:
        return list(dict.fromkeys(figure.who for figure in self.figures))

    def figure(self, case: str, who: str) -> Figure | None:
        return next((f for f in self.figures if (f.case, f.who) == (case, who)), None)


def short(value: float) -> str:
    """A number as people read it: three digits that count."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


def ratio(value: float) -> str:
    return f"{value:,.0f}" if value >= 20 else f"{value:.1f}" if value >= 2 else f"{value:.2f}"


def rows(comparison: Comparison) -> list[list[str]]:
    """Heads, then a row a case; beside each figure how many times it is the first one's."""
    table = [[f"CPU {comparison.unit}", *comparison.compared]]
    for case in comparison.cases:
        first = comparison.figure(case, comparison.first)
        row = [case]
        for who in comparison.compared:
            found = comparison.figure(case, who)
            if found is None:
                row.append("")
            elif first is None or who == comparison.first:
                row.append(short(found.value))
            else:
                row.append(f"{short(found.value)} ({ratio(found.value / first.value)}×)")
        table.append(row)
    return table


def memory_rows(comparison: Comparison) -> list[list[str]]:
    """The most memory of each, where that was measured."""
    if not any(figure.memory for figure in comparison.figures):
        return []
    table = [["peak memory, MB", *comparison.compared]]
    for case in comparison.cases:
        found = [comparison.figure(case, who) for who in comparison.compared]
        table.append([case, *(f"{f.memory:,.0f}" if f and f.memory else "" for f in found)])
    return table


def bar_rows(comparison: Comparison) -> list[list[str]]:
    if not comparison.bars:
        return []
    table = [["bar", "asked", "found", ""]]
    for bar in comparison.bars:
        asked = f"{bar.side} {short(bar.bar)} {bar.unit}"
        verdict = "holds" if bar.holds else "missed"
        table.append([bar.words, asked, f"{short(bar.value)} {bar.unit}", verdict])
    return table


def aligned(table: Sequence[Sequence[str]]) -> str:
    """A table for a terminal: the first column to the left, the others to the right."""
    if not table:
        return ""
    widths = [max(len(row[n]) for row in table) for n in range(len(table[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if n == 0 else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in table
    )
