"""Memberships as packed bits, one a customer, in the order of their keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint8]
"""Eight customers a byte; the bits after the last customer are zero."""

Mask = NDArray[np.bool_]


def packed(mask: Mask) -> Bits:
    return np.packbits(mask)


def unpacked(bits: Bits, count: int) -> Mask:
    return np.unpackbits(bits, count=count).view(np.bool_)


def nobody(count: int) -> Bits:
    return np.zeros((count + 7) // 8, np.uint8)


def everybody(count: int) -> Bits:
    return inverted(nobody(count), count)


def inverted(bits: Bits, count: int) -> Bits:
    """Who is not in; the bits after the last customer stay zero."""
    made = np.invert(bits)
    if count % 8:
        made[-1] &= np.uint8((0xFF << (8 - count % 8)) & 0xFF)
    return made


def intersection(sets: Sequence[Bits]) -> Bits:
    made = sets[0].copy()
    for bits in sets[1:]:
        np.bitwise_and(made, bits, out=made)
    return made


def union(sets: Sequence[Bits]) -> Bits:
    made = sets[0].copy()
    for bits in sets[1:]:
        np.bitwise_or(made, bits, out=made)
    return made


def held(sets: Iterable[Bits], count: int) -> NDArray[np.uint32]:
    """In how many of the sets each customer is."""
    total = np.zeros(count, np.uint32)
    for bits in sets:
        total += unpacked(bits, count)
    return total


def size(bits: Bits) -> int:
    """How many are in."""
    whole = len(bits) // 8 * 8
    words = int(np.bitwise_count(bits[:whole].view(np.uint64)).sum()) if whole else 0
    return words + int(np.bitwise_count(bits[whole:]).sum())


def places(bits: Bits, count: int) -> NDArray[np.intp]:
    """The places of those who are in, ascending."""
    return np.flatnonzero(unpacked(bits, count))
