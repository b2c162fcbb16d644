"""The sizes of a run, and the shops that comparisons share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import child


@dataclass(frozen=True, slots=True)
class Setting:
    """`quick` tries every command at a tiny size; its figures mean nothing."""

    folder: Path
    quick: bool = False
    runs: int = 3
    customers: int = 1_000_000
    events: int = 20_000_000
    largest: int = 5_000_000
    seed: int = 1

    @property
    def sizes(self) -> str:
        return f"{self.customers:,} customers, {self.events:,} events"

    @property
    def functions(self) -> int:
        """How many runs of what takes no more than microseconds."""
        return self.runs if self.quick else max(self.runs, 9)

    @property
    def segments(self) -> tuple[int, int]:
        """The two sizes of a team's collection."""
        return (10, 20) if self.quick else (200, 1000)

    def shop(self, customers: int, events: int, segments: int) -> Path:
        """A project with data of these sizes; made anew only where there is none."""
        data = self.folder / f"{customers}x{events}-{self.seed}" / "data"
        folder = data.parent / f"{segments}_segments"
        if not (data.parent / "made").is_file():
            self._write(data.parent, customers, events, 1, "data")
            (data.parent / "made").touch()
        if not (folder / "segql.yml").is_file():
            self._write(folder, customers, events, segments, "project")
        if not (folder / "data").exists():
            (folder / "data").symlink_to(data)
        return folder

    def _write(self, folder: Path, customers: int, events: int, segments: int, part: str) -> None:
        child(
            *("-m", "benchmarks.workload", str(folder), "--only", part, "--seed", str(self.seed)),
            *("--customers", str(customers), "--events", str(events), "--segments", str(segments)),
        )


def count(number: int, word: str) -> str:
    return f"{number:,} {word}" + ("" if number == 1 else "s")
