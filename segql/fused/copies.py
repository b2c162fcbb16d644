"""Compact copies of tables: customers in the order of their keys, events in the order of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segql.engines.columnar import Layout

Array = NDArray[Any]


class UnfitError(Exception):
    """A condition that is left to the engine; the reason follows `because`."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Columns of one table with their layouts, all of the same length.

    `owners` are the places of the events' customers; `unknown_times` how many rows, the first
    ones, have no time. Both are of events only.
    """

    rows: int
    layouts: Mapping[str, Layout]
    columns: Mapping[str, Array]
    owners: Array | None = None
    unknown_times: int = 0

    def layout(self, column: str) -> Layout:
        found = self.layouts.get(column)
        if found is None:
            raise UnfitError(f"the column `{column}` has too many or too odd values to be coded")
        return found

    def column(self, name: str) -> Array:
        self.layout(name)
        return self.columns[name]

    def owner(self) -> Array:
        if self.owners is None:
            raise TypeError("customers have no owner")
        return self.owners


def known_of(values: Array, layout: Layout) -> NDArray[np.bool_] | None:
    """Which of these stored values are known; None where all are."""
    null = layout.size if layout.coded else layout.null
    return None if null is None else np.not_equal(values, values.dtype.type(null))


def numbers_of(values: Array, layout: Layout) -> Array:
    """Stored values as the whole numbers they stand for; unknown ones are any number."""
    if layout.coded:
        return values.astype(np.int64) + layout.first
    return values.astype(np.int64, copy=False)
