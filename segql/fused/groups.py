"""The events that conditions choose: found once for all windows that are asked of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segql.fused.bits import Mask
from segql.fused.copies import Array, Copy

Where = Callable[[Copy, slice], Mask]
"""Which of some consecutive events satisfy the conditions."""


class Group:
    """Events of a copy that satisfy conditions, within the widest of several windows.

    Where all fit into memory, their places are found once; otherwise block by block each time.
    """

    def __init__(self, copy: Copy, where: Where | None, widest: range, block: int) -> None:
        self.copy = copy
        self.where = where
        self.block = block
        self._places: NDArray[np.uint32 | np.uint64] | None = None
        self._owners: Array | None = None
        if where is not None and len(widest) <= block:
            found = self._found(widest)
            self._places = found
            self._owners = copy.owner()[found]

    def blocks(self, window: range) -> Iterator[tuple[slice | NDArray[Any], Array]]:
        """Places and owners of the chosen events of a window, in order, a block at a time."""
        if self._places is not None and self._owners is not None:
            first, last = np.searchsorted(
                self._places, np.array([window.start, window.stop], self._places.dtype)
            )
            yield self._places[first:last], self._owners[first:last]
            return
        for start in range(window.start, window.stop, self.block):
            part = range(start, min(start + self.block, window.stop))
            if self.where is None:
                rows = slice(part.start, part.stop)
                yield rows, self.copy.owner()[rows]
            else:
                found = self._found(part)
                yield found, self.copy.owner()[found]

    def _found(self, part: range) -> NDArray[np.uint32 | np.uint64]:
        assert self.where is not None
        kind = np.uint32 if self.copy.rows < 2**32 else np.uint64
        mask = self.where(self.copy, slice(part.start, part.stop))
        return (np.flatnonzero(mask) + part.start).astype(kind)
