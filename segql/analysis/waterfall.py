"""The waterfall: how many customers each condition of a segment keeps, costs and leaves open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from segql.analysis.parts import Group, Part, Parts, Single
from segql.source import Span


@dataclass(frozen=True, slots=True)
class Step:
    """One condition, or one group of conditions, and its numbers of customers.

    `alone` satisfy it, whatever else they are. A group is reached by those who satisfy what
    stands before it in an `and`, and in an `or` by those whom nothing before it has let in; the
    conditions inside a group are asked of them only. `kept` are left of them after the step: in
    an `and` those who satisfy everything up to it, in an `or` anything up to it; there `added` is
    how many came with it (None in an `and`). `gained_without` is how many members the segment
    would gain if this step were taken out of the text, and all others stayed: in an `or` it
    would lose some, and the number is negative. Of `unknown` customers nobody knows whether it
    holds, for a value is not known and the others do not settle it; of these, `on_fence` would
    change their membership with this step, all other steps standing as they do.

    Consent is asked at last: it takes part in `gained_without` and `on_fence`, in no other.
    """

    text: str
    words: str
    depth: int
    joint: str | None
    alone: int
    kept: int
    added: int | None
    gained_without: int
    unknown: int
    on_fence: int
    span: Span

    def to_dict(self) -> dict[str, Any]:
        start = self.span.source.position(self.span.start)
        end = self.span.source.position(self.span.end)
        return {
            "text": self.text,
            "words": self.words,
            "depth": self.depth,
            "joint": self.joint,
            "alone": self.alone,
            "kept": self.kept,
            "added": self.added,
            "gained_without": self.gained_without,
            "unknown": self.unknown,
            "on_fence": self.on_fence,
            "file": self.span.source.path,
            "start": {"line": start.line, "column": start.column},
            "end": {"line": end.line, "column": end.column},
        }


@dataclass(frozen=True, slots=True)
class Waterfall:
    """A segment's steps at an instant. `size` is what a run counts; `consent_removed` satisfy
    the condition, but have not consented to every channel; `joint` is how the steps at depth 0
    are joined. `on_fence` would be in or out, depending on values that are not known, each
    condition looked at by itself. Of a case, `customers` are those whom no earlier one takes, and
    `taken_before` satisfy its condition too, but are in an earlier case.
    """

    name: str
    title: str | None
    as_of: datetime
    customers: int
    size: int
    consent_removed: int
    on_fence: int
    joint: str
    steps: tuple[Step, ...]
    taken_before: int = 0

    def to_dict(self) -> dict[str, Any]:
        """The object of `explain --counts --format json`."""
        return {
            "name": self.name,
            "title": self.title,
            "as_of": self.as_of.isoformat(),
            "customers": self.customers,
            "size": self.size,
            "joint": self.joint,
            "steps": [step.to_dict() for step in self.steps],
            "consent_removed": self.consent_removed,
            "on_fence": self.on_fence,
        }


@dataclass(frozen=True, slots=True)
class CaseWaterfalls:
    """The cases of a segmentation in their order, each among those whom no case before it takes.
    `rest` are taken by none of them: they are in the case `otherwise`, or in none.
    """

    name: str
    title: str | None
    as_of: datetime
    customers: int
    cases: tuple[Waterfall, ...]
    otherwise: str | None
    rest: int

    def to_dict(self) -> dict[str, Any]:
        """The object of `explain --counts --format json`."""
        return {
            "name": self.name,
            "title": self.title,
            "as_of": self.as_of.isoformat(),
            "customers": self.customers,
            "cases": [
                {
                    "name": case.name,
                    "title": case.title,
                    "customers": case.customers,
                    "taken_before": case.taken_before,
                    "size": case.size,
                    "joint": case.joint,
                    "steps": [step.to_dict() for step in case.steps],
                    "on_fence": case.on_fence,
                }
                for case in self.cases
            ],
            "otherwise": self.otherwise,
            "rest": self.rest,
        }


def waterfall(
    parts: Parts, title: str | None, as_of: datetime, rows: Iterable[Sequence[Any]]
) -> Waterfall:
    """The figures of a segment, from rows of truth values and how many customers have them.

    A row has one value for each of `parts.asked`, in that order, and the number of customers.
    """
    root = _Tally(parts.root)
    customers = size = removed = fence = taken = 0
    for *values, count in rows:
        truth = dict(zip(parts.asked, map(bool, values), strict=True))
        consents = all(truth[name] for name in parts.consents)
        root.judge(truth)
        if parts.reached is not None and not truth[parts.reached]:
            taken += count if root.holds else 0
            continue
        customers += count
        if root.holds and consents:
            size += count
        elif root.holds:
            removed += count
        fence += count if root.open and consents else 0
        for child in root.children:
            child.add(count)
        root.share(count, reached=True, decides=consents)
    return Waterfall(
        parts.name,
        title,
        as_of,
        customers,
        size,
        removed,
        fence,
        parts.root.joint,
        tuple(_steps(root, 0)),
        taken,
    )


@dataclass(slots=True)
class _Tally:
    """Counts of one part. `holds` and `open` are about the customers of the current row: whether
    the part holds, and whether nobody can know that.
    """

    part: Part
    children: list[_Tally] = field(init=False)
    holds: bool = False
    open: bool = False
    alone: int = 0
    kept: int = 0
    added: int = 0
    gained: int = 0
    unknown: int = 0
    fence: int = 0

    def __post_init__(self) -> None:
        inner = self.part.parts if isinstance(self.part, Group) else ()
        self.children = [_Tally(part) for part in inner]

    def judge(self, truth: Mapping[str, bool]) -> None:
        """Decides the part and all below it for the customers of one row."""
        part = self.part
        if isinstance(part, Single):
            self.holds = truth[part.holds]
            self.open = part.unknown is not None and truth[part.unknown]
            return
        for child in self.children:
            child.judge(truth)
        if part.joint == "and":
            self.holds = all(child.holds for child in self.children)
            settled = any(not child.holds and not child.open for child in self.children)
        else:
            self.holds = any(child.holds for child in self.children)
            settled = any(child.holds and not child.open for child in self.children)
        self.open = not settled and any(child.open for child in self.children)

    def add(self, count: int) -> None:
        """Counts what does not depend on other parts."""
        self.alone += count if self.holds else 0
        self.unknown += count if self.open else 0
        for child in self.children:
            child.add(count)

    def share(self, count: int, *, reached: bool, decides: bool) -> None:
        """Counts the parts below for one row: `reached` says whether its customers come to this
        group at all, `decides` whether their membership would change with it.
        """
        assert isinstance(self.part, Group)
        every = self.part.joint == "and"
        against = sum(child.holds is not every for child in self.children)
        here = reached
        for child in self.children:
            others = against - (child.holds is not every)
            hangs = decides and not others
            if hangs and child.holds is not every:
                child.gained += count if every else -count
            child.fence += count if hangs and child.open else 0
            passes = here and child.holds
            child.added += count if passes else 0
            if child.children:
                child.share(count, reached=here, decides=hangs)
            here = passes if every else here and not child.holds


def _steps(group: _Tally, depth: int) -> Iterator[Step]:
    """The steps below a group, each followed by its own."""
    assert isinstance(group.part, Group)
    every = group.part.joint == "and"
    so_far = 0
    for child in group.children:
        part = child.part
        so_far = child.added if every else so_far + child.added
        yield Step(
            part.text,
            part.words,
            depth,
            part.joint if isinstance(part, Group) else None,
            child.alone,
            so_far,
            None if every else child.added,
            child.gained,
            child.unknown,
            child.fence,
            part.span,
        )
        if child.children:
            yield from _steps(child, depth + 1)
