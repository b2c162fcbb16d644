"""Did you mean, for names of a project: nearest words, and words that begin alike."""

from __future__ import annotations

from collections.abc import Iterable

from segql.diagnostics.suggest import nearest

_ALIKE = 4
_SHORT = 3


def close(word: str, candidates: Iterable[str]) -> str | None:
    """The nearest candidate; else one that shares a long beginning (`birthday`, `birth_date`)."""
    names = list(candidates)
    if len(word) < _SHORT:
        # a single edit makes any short word of any other
        return by_case(word, names)
    near = nearest(word, names)
    if near is not None:
        return near
    plain = word.casefold()
    best = max(((_shared(plain, name.casefold()), name) for name in names), default=(0, ""))
    return best[1] if best[0] >= max(_ALIKE, (len(plain) + 1) // 2) else None


def by_case(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that differs by case only."""
    plain = word.casefold()
    return next((name for name in candidates if name.casefold() == plain and name != word), None)


def _shared(one: str, two: str) -> int:
    length = 0
    for a, b in zip(one, two, strict=False):
        if a != b:
            break
        length += 1
    return length
