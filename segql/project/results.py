"""What a run answers: sizes, and the keys of members."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes.cli import MISSING_EXTRA


@dataclass(frozen=True, slots=True)
class Count:
    """How many customers are in a segment, a case or a variant."""

    name: str
    title: str | None
    size: int

    def to_dict(self, customers: int) -> dict[str, Any]:
        return {"name": self.name, "title": self.title, **sized(self.size, customers)}


@dataclass(frozen=True, slots=True)
class Split:
    """A segmentation or an experiment, with the sizes of its cases or variants."""

    name: str
    title: str | None
    parts: tuple[Count, ...]


def sized(size: int, customers: int) -> dict[str, Any]:
    """A size and its share of all customers; the one place where counts are given out."""
    return {"size": size, "share": size / customers if customers else 0.0}


@dataclass(frozen=True, slots=True)
class RunResult:
    """Sizes at one instant: of segments, of the cases of segmentations, of variants.

    `customers` is the size of the base, `target` where it ran (None where data was given).
    """

    as_of: datetime
    target: str | None
    customers: int
    segments: tuple[Count, ...] = ()
    segmentations: tuple[Split, ...] = ()
    experiments: tuple[Split, ...] = ()

    def size(self, name: str, part: str | None = None) -> int:
        """The size of a segment, or of a case or variant of `name`.

        Raises KeyError where the run has no such figure.
        """
        for count in self.segments:
            if count.name == name and part is None:
                return count.size
        for split in (*self.segmentations, *self.experiments):
            if split.name == name:
                for count in split.parts:
                    if count.name == part:
                        return count.size
        raise KeyError(name if part is None else f"{name}.{part}")

    def to_dict(self) -> dict[str, Any]:
        """The object of `run --format json`."""
        total = self.customers
        return {
            "as_of": self.as_of.isoformat(),
            "target": self.target,
            "customers": total,
            "segments": [count.to_dict(total) for count in self.segments],
            "segmentations": [
                {
                    "name": split.name,
                    "title": split.title,
                    "cases": [count.to_dict(total) for count in split.parts],
                }
                for split in self.segmentations
            ],
            "experiments": [
                {
                    "name": split.name,
                    "variants": [
                        {"name": count.name, **sized(count.size, total)} for count in split.parts
                    ],
                }
                for split in self.experiments
            ],
        }


@dataclass(frozen=True, slots=True)
class Members:
    """The members of one definition at one instant, ordered by key.

    `keys` are the customers' keys. For a segmentation or an experiment `parts` has the case or
    variant of each, in the same order, and `part_name` says which of the two it is. `columns`
    are attributes that were asked for, by name, in the same order.
    """

    name: str
    as_of: datetime
    key: str
    keys: list[Any]
    part_name: Literal["case", "variant"] | None = None
    parts: list[str] | None = None
    columns: Mapping[str, Sequence[Any]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.keys)

    def table(self) -> dict[str, Sequence[Any]]:
        """The rows by column: the key, the case or variant, and the attributes."""
        found: dict[str, Sequence[Any]] = {self.key: self.keys}
        if self.part_name is not None and self.parts is not None:
            found[self.part_name] = self.parts
        return {**found, **self.columns}

    def to_dict(self) -> dict[str, Any]:
        """The object of `members --format json`: keys alone, or a row each where there is more."""
        rows: list[Any] = list(self.keys)
        if self.parts is not None or self.columns:
            named = {"key": self.keys}
            if self.part_name is not None and self.parts is not None:
                named[self.part_name] = self.parts
            named.update({name: list(values) for name, values in self.columns.items()})
            rows = [dict(zip(named, row, strict=True)) for row in zip(*named.values(), strict=True)]
        return {
            "name": self.name,
            "as_of": self.as_of.isoformat(),
            "key": self.key,
            "members": rows,
        }

    def to_arrow(self) -> Any:
        """A pyarrow table; raises SegqlError where pyarrow is not installed."""
        return _need("pyarrow", "segql[arrow]").table({**self.table()})

    def to_pandas(self) -> Any:
        """A pandas data frame; raises SegqlError where pandas is not installed."""
        return _need("pandas", "pandas").DataFrame({**self.table()})

    def to_polars(self) -> Any:
        """A polars data frame; raises SegqlError where polars is not installed."""
        return _need("polars", "polars").DataFrame({**self.table()})


def _need(module: str, install: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise SegqlError(
            Diagnostic(
                MISSING_EXTRA,
                f"This needs {module}, which is not installed.",
                help=f'Install it with: pip install "{install}"',
            ),
            exit_code=2,
        ) from error
