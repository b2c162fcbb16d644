"""A shop of the benchmarks, small, as files that tests may write over."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

import segql
from benchmarks.definitions import AS_OF, Written, definitions
from benchmarks.workload import write_data, write_project
from segql.project.means import Means

COUNT = 60


@dataclass
class Shop:
    """A project in a folder, and what its runs say of what they do."""

    folder: Path
    made: list[Written]
    notes: list[str] = field(default_factory=list)

    @property
    def cache(self) -> Path:
        return self.folder / "target" / "cache"

    def sizes(self, plan: str = "fused", as_of: str = AS_OF, **means: object) -> dict[str, int]:
        """The size of every segment and every case, from a project that is loaded anew."""
        self.notes.clear()
        chosen = Means(plan=plan, note=self.notes.append, **means)  # type: ignore[arg-type]
        result = segql.Project.load(self.folder).run(as_of=as_of, means=chosen)
        sizes = {item.name: item.size for item in result.segments}
        for split in result.segmentations:
            sizes.update({f"{split.name}.{part.name}": part.size for part in split.parts})
        return {"": result.customers, **sizes}

    def counts(self) -> tuple[int, int, int]:
        """How many conditions came from the cache, were decided here, and were left to SQL."""
        [line] = [line for line in self.notes if "different conditions" in line]
        words = line.replace(",", "").replace(":", "").split()
        numbers = [int(word) for word in words if word.isdigit()]
        return numbers[1], numbers[2], numbers[3]

    def entries(self) -> set[str]:
        return {path.name for path in self.cache.iterdir() if path.is_dir()}


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    made = definitions(COUNT, seed=3)
    write_data(tmp_path, customers=301, events=6_000, seed=3, format="parquet")
    write_project(tmp_path, made, format="parquet")
    return Shop(tmp_path, made)
