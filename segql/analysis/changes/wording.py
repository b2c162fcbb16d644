"""Which conditions of a segment were taken away and which came, and what else is said of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from segql.analysis.parts import Group, Part, Parts, Single


@dataclass(frozen=True, slots=True)
class Wording:
    """A line of a definition that is not the same: what it was and what it is, either None.

    `about` is `condition`, `joined` (the same conditions, joined otherwise), a header such as
    `owner`, or the name of a case. `text` is SegQL, `words` the same in English.
    """

    about: str
    text_before: str | None
    text_after: str | None
    words_before: str | None
    words_after: str | None


def wording(before: Parts, after: Parts) -> list[Wording]:
    """The conditions that only one of two versions has, those of one value side by side."""
    old = {single.text: single for single in singles(before.root)}
    new = {single.text: single for single in singles(after.root)}
    gone = [single for text, single in old.items() if text not in new]
    come = [single for text, single in new.items() if text not in old]
    found: list[Wording] = []
    for single in gone:
        match = next((other for other in come if _about(other) == _about(single)), None)
        if match is not None:
            come.remove(match)
        found.append(_changed("condition", single, match))
    found += [_changed("condition", None, single) for single in come]
    if not found and _shape(before.root) != _shape(after.root):
        text = before.root.text, after.root.text
        found.append(Wording("joined", *text, *text))
    return found


def headers(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Wording]:
    """Titles, owners, channels and the like that differ."""
    for about in dict.fromkeys([*before, *after]):
        old, new = before.get(about), after.get(about)
        if old != new:
            yield Wording(about, old, new, old, new)


def singles(part: Part) -> Iterator[Single]:
    """The single conditions of a part, in the order of the text."""
    match part:
        case Single():
            yield part
        case Group(parts=parts):
            for item in parts:
                yield from singles(item)


def _changed(about: str, before: Single | None, after: Single | None) -> Wording:
    return Wording(
        about,
        before.text if before else None,
        after.text if after else None,
        before.words if before else None,
        after.words if after else None,
    )


def _about(single: Single) -> tuple[object, ...]:
    """What a condition asks: two conditions about one value are a change of the bound."""
    return (type(single.node), single.asked or single.text.split(" ")[0])


def _shape(part: Part) -> object:
    match part:
        case Single(text=text):
            return text
        case Group(joint=joint, parts=parts):
            return (joint, *map(_shape, parts))
