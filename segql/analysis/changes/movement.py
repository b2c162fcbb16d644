"""Who came and who went, and the conditions that let them in or keep them out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from segql.analysis.changes.wording import singles
from segql.analysis.parts import Parts

Direction = Literal["entered", "left"]
Truths = Mapping[str, bool]
"""Whether each condition holds, by its text in SegQL; consents by `CONSENT`."""

CONSENT = "consent"


@dataclass(frozen=True, slots=True)
class Cause:
    """A condition because of which customers entered or left; one customer can have several."""

    direction: Direction
    text: str
    words: str
    customers: int


@dataclass(frozen=True, slots=True)
class Movement:
    """Two sets of keys, told apart. `causes` are the most frequent first."""

    before: int
    after: int
    entered: tuple[Hashable, ...]
    left: tuple[Hashable, ...]
    causes: tuple[Cause, ...] = ()

    @property
    def moved(self) -> int:
        return len(self.entered) + len(self.left)

    @property
    def share(self) -> float:
        """Those who moved, as a share of those who were there (of all who are, if nobody was)."""
        return self.moved / (self.before or self.after or 1)


def movement(before: Collection[Hashable], after: Collection[Hashable]) -> Movement:
    """Who is in one of two sets of keys only, in their order."""
    old, new = set(before), set(after)
    entered = tuple(key for key in after if key not in old)
    left = tuple(key for key in before if key not in new)
    return Movement(len(old), len(new), entered, left)


def truths_of(parts: Parts, names: Sequence[str], values: Iterable[object]) -> Truths:
    """The answers about one customer, by the text of each condition."""
    answers = dict(zip(names, values, strict=True))
    found = {single.text: bool(answers[single.holds]) for single in singles(parts.root)}
    if parts.consents:
        found[CONSENT] = all(answers[name] for name in parts.consents)
    return found


def causes(
    moved: Movement,
    before: Parts,
    after: Parts,
    old: Mapping[Hashable, Truths],
    new: Mapping[Hashable, Truths],
) -> tuple[Cause, ...]:
    """Why each mover moved, counted by condition.

    An entrant was kept out by conditions that are gone or hold now; where there are none (in an
    `or`), a condition that is new or holds only now let them in. For those who left the other
    way round. `old` and `new` are the truths about the movers.
    """
    words = {item.text: item.words for parts in (before, after) for item in singles(parts.root)}
    counted: Counter[tuple[Direction, str]] = Counter()
    for key in moved.entered:
        for text in _why(old.get(key, {}), new.get(key, {})):
            counted["entered", text] += 1
    for key in moved.left:
        for text in _why(new.get(key, {}), old.get(key, {})):
            counted["left", text] += 1
    found = [
        Cause(direction, text, words.get(text, "consent to the channel"), customers)
        for (direction, text), customers in counted.items()
    ]
    return tuple(sorted(found, key=lambda item: (item.direction, -item.customers, item.text)))


def _why(outside: Truths, inside: Truths) -> list[str]:
    """The conditions between being out and being in, whichever came first."""
    kept_out = [text for text, holds in outside.items() if not holds and inside.get(text, True)]
    if kept_out:
        return kept_out
    return [text for text, holds in inside.items() if holds and not outside.get(text, False)]
