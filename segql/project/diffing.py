"""Two versions of definitions, or two days of one: what is said otherwise, and who moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from segql.analysis.changes import Cause, Movement, Wording, movement, wording
from segql.analysis.changes.movement import Truths, causes, truths_of
from segql.analysis.changes.wording import headers
from segql.analysis.parts import Parts, parts_of
from segql.engines import Engine
from segql.plan import DefinitionKey, Plan
from segql.project.explaining import speaker_of
from segql.project.listing import Listed
from segql.project.project import Project
from segql.project.running import clock_of, key_of, opened
from segql.project.state import manifest_of
from segql.semantics import tree
from segql.sql import compile_members, compile_together, given_columns

Status = Literal["added", "removed", "changed", "moved", "same"]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two things that are compared, and what it is called."""

    project: Project
    as_of: datetime
    label: str

    def on(self, target: str | None) -> Side:
        return replace(self, project=self.project.on(target))


@dataclass(frozen=True, slots=True)
class Move:
    """How many customers went from one case or variant to another; None: to or from none."""

    before: str | None
    after: str | None
    customers: int


@dataclass(frozen=True, slots=True)
class Change:
    """One definition in both versions. `added` and `removed` stand in one of them only, `changed`
    says something else, `moved` says the same and has other members.
    """

    name: str
    kind: str
    title: str | None
    status: Status
    wordings: tuple[Wording, ...]
    movement: Movement
    moves: tuple[Move, ...] = ()

    def to_dict(self, *, keys: bool) -> dict[str, Any]:
        moved = self.movement
        said: dict[str, Any] = {
            "name": self.name,
            "kind": self.kind,
            "title": self.title,
            "status": self.status,
            "before": moved.before,
            "after": moved.after,
            "entered": len(moved.entered),
            "left": len(moved.left),
            "share_moved": moved.share,
            "wording": [_plain(item) for item in self.wordings],
            "causes": [_plain(item) for item in moved.causes],
        }
        if self.kind != "segment":
            said["moves"] = [_plain(item) for item in self.moves]
        if keys:
            said["entered_keys"], said["left_keys"] = list(moved.entered), list(moved.left)
        return said


def _plain(item: Wording | Cause | Move) -> dict[str, Any]:
    return {name: getattr(item, name) for name in item.__dataclass_fields__}


def diff(
    before: Side, after: Side, names: Sequence[str] | None, target: str | None
) -> list[Change]:
    """Every definition that can be counted in either version, in the order of the new one.

    `names` keeps these only. Raises SegqlError as `Project.run` does, for either side.
    """
    before, after = before.on(target), after.on(target)
    old, new = before.project.definitions, after.project.definitions
    wanted = [
        name
        for name in dict.fromkeys([*new, *old])
        if (names is None or name in names) and (new.get(name) or old[name]).is_counted
    ]
    hashes = [
        {item.name: item.hash for item in manifest_of(side.project).definitions}
        for side in (before, after)
    ]
    with (
        _asked(before, [name for name in wanted if name in old], target) as one,
        _asked(after, [name for name in wanted if name in new], target) as two,
    ):
        return [_change(name, one, two, hashes) for name in wanted]


def _change(name: str, one: _Asked, two: _Asked, hashes: Sequence[Mapping[str, str]]) -> Change:
    before, after = (name in asked.side.project.definitions for asked in (one, two))
    if before and after:
        return _compared(name, one, two, same=hashes[0].get(name) == hashes[1].get(name))
    return _single(name, two if after else one, after)


@contextmanager
def _asked(side: Side, names: Sequence[str], target: str | None) -> Iterator[_Asked]:
    """A side with its target open, and the conditions of its segments under names of their own."""
    project = side.project
    project.require(names)
    speaker = speaker_of(project, side.as_of)
    definitions = project.analysis.program.definitions
    parts: dict[str, Parts] = {}
    conditions: dict[str, tree.Expr] = {}
    for name in names:
        segment = definitions[name]
        if isinstance(segment, tree.Segment):
            parts[name] = _renamed(parts_of(speaker, segment), name)
            conditions |= parts[name].conditions
    with opened(project, names, target, conditions=conditions) as (engine, plan):
        yield _Asked(side, engine, plan, parts)


def _renamed(parts: Parts, name: str) -> Parts:
    """The parts of one segment among many: their conditions are asked under its name too."""

    def renamed(condition: str) -> str:
        return f"{name} {condition}"

    def part(item: Any) -> Any:
        if hasattr(item, "parts"):
            return replace(item, parts=tuple(map(part, item.parts)))
        return replace(item, holds=renamed(item.holds))

    conditions = {renamed(key): value for key, value in parts.conditions.items()}
    consents = tuple(map(renamed, parts.consents))
    return Parts(parts.name, part(parts.root), conditions, consents)


class _Asked:
    """Asks one side about its definitions."""

    def __init__(self, side: Side, engine: Engine, plan: Plan, parts: Mapping[str, Parts]) -> None:
        self.side = side
        self.engine = engine
        self.plan = plan
        self.parts = parts
        self.clock = clock_of(side.project, side.as_of)

    def listed(self, name: str) -> Listed:
        return self.side.project.definitions[name]

    def members(self, name: str) -> dict[Hashable, str | None]:
        """The keys in their order, with the case or variant."""
        key = key_of(name)
        statement = compile_members(self.plan, key, dialect=self.engine.dialect, clock=self.clock)
        columns = given_columns(self.plan, key, members=True)
        found: dict[Hashable, str | None] = {}
        for customer, *case in self.engine.rows(statement, columns=columns):
            assert isinstance(customer, Hashable)
            found[customer] = str(case[0]) if case else None
        return found

    def truths(self, name: str, keys: set[Hashable]) -> dict[Hashable, Truths]:
        """Which conditions of a segment hold, for some customers."""
        parts = self.parts[name]
        names = [single for single in parts.asked if _is_needed(parts, single)]
        asked: list[DefinitionKey] = [key_of(item) for item in names]
        statement = compile_together(
            self.plan, asked, dialect=self.engine.dialect, clock=self.clock
        )
        given = [given_columns(self.plan, item, values=True) for item in asked]
        columns = [given[0][0], *(item[1] for item in given)]
        found: dict[Hashable, Truths] = {}
        for key, *values in self.engine.rows(statement, columns=columns):
            if key in keys:
                found[key] = truths_of(parts, names, values)
        return found


def _is_needed(parts: Parts, name: str) -> bool:
    from segql.analysis.changes.wording import singles

    return name in parts.consents or any(name == single.holds for single in singles(parts.root))


def _single(name: str, asked: _Asked, is_new: bool) -> Change:
    """A definition that only one version has."""
    listed = asked.listed(name)
    keys = asked.members(name)
    moved = movement((), keys) if is_new else movement(keys, ())
    status: Status = "added" if is_new else "removed"
    return Change(name, listed.kind, listed.title, status, (), moved)


def _compared(name: str, one: _Asked, two: _Asked, *, same: bool) -> Change:
    old, new = one.members(name), two.members(name)
    moved = movement(old, new)
    said = list(headers(_headers(one.listed(name)), _headers(two.listed(name))))
    moves: tuple[Move, ...] = ()
    if name in one.parts and name in two.parts:
        said += wording(one.parts[name], two.parts[name])
        movers = {*moved.entered, *moved.left}
        if movers:
            why = causes(
                moved, one.parts[name], two.parts[name],
                one.truths(name, movers), two.truths(name, movers),
            )  # fmt: skip
            moved = replace(moved, causes=why)
    else:
        moves = _moves(old, new)
        shifted = {key for key in old.keys() & new.keys() if old[key] != new[key]}
        entered = tuple(key for key in new if key not in old or key in shifted)
        moved = replace(moved, entered=entered)
    changed: Status = "moved" if moved.moved else "same"
    status = changed if same and not said else "changed"
    listed = two.listed(name)
    return Change(name, listed.kind, listed.title, status, tuple(said), moved, moves)


def _moves(
    old: Mapping[Hashable, str | None], new: Mapping[Hashable, str | None]
) -> tuple[Move, ...]:
    counted = Counter(
        (old.get(key), new.get(key)) for key in {*old, *new} if old.get(key) != new.get(key)
    )
    ordered = sorted(counted.items(), key=lambda item: (-item[1], str(item[0])))
    return tuple(Move(one, two, customers) for (one, two), customers in ordered)


def _headers(item: Listed) -> dict[str, str]:
    said = {
        "title": item.title, "goal": item.goal, "owner": item.owner, "note": item.note,
        "tags": ", ".join(item.tags), "channel": ", ".join(item.channels),
    }  # fmt: skip
    return {about: text for about, text in said.items() if text}
