"""Did you mean: the known word that a misspelt one is nearest to."""

from __future__ import annotations

from collections.abc import Iterable

_SHORT = 3


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate nearest to a word, or None where none is near enough to be meant.

    A word that differs only by case, blanks, hyphens or underscores is always near; one that
    begins otherwise only where a single letter is wrong: `hiking` is no slip of `skiing`. Of
    equally near candidates one of the same letters in another order goes first, then one with the
    same first letter, then the first in alphabetical order, so that the answer never varies.
    """
    plain = _plain(word)
    if not plain:
        return None
    allowed = max(1, len(plain) // 3)
    best: tuple[int, bool, bool, str] | None = None
    for candidate in set(candidates):
        if candidate == word:
            continue
        other = _plain(candidate)
        distance = _distance(plain, other, allowed)
        if distance is None or _of_another_kind(plain, other, distance):
            continue
        rank = (distance, sorted(other) != sorted(plain), other[:1] != plain[:1], candidate)
        best = min(best or rank, rank)
    return best[-1] if best else None


def _of_another_kind(one: str, two: str, distance: int) -> bool:
    """Whether words that begin otherwise differ too much for one to be a slip of the other."""
    if one[:1] == two[:1] or sorted(one) == sorted(two):
        return False
    return distance > 1 or len(one) <= _SHORT


def _plain(word: str) -> str:
    return "".join(c for c in word.casefold() if c not in " _-")


def _distance(one: str, two: str, allowed: int) -> int | None:
    """Edits (insert, delete, replace, swap neighbours) from one to the other, if few enough."""
    if abs(len(one) - len(two)) > allowed:
        return None
    before: list[int] = []
    previous = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        current = [i]
        for j, b in enumerate(two, 1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a != b))
            if i > 1 and j > 1 and a == two[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > allowed:
            return None
        before, previous = previous, current
    return previous[-1] if previous[-1] <= allowed else None
