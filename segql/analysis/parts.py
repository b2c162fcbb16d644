"""A segment's condition as a tree of parts: groups of `and` and `or`, single conditions below.

`not` in front of a group is moved to its parts (`not (a or b)` is `not a` and `not b`), which
changes nothing since conditions have two truth values: so every part can only let in or keep out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal as OneOf

from segql.analysis.certain import asked_by, undecided
from segql.analysis.words import Speaker
from segql.analysis.words.conditions import Conditions
from segql.plan.children import in_rows
from segql.semantics import tree
from segql.source import Span
from segql.types import INTEGER

Joint = OneOf["and", "or"]


@dataclass(frozen=True, slots=True)
class Single:
    """One condition. `holds` names the condition to ask of the data, and `unknown` the one that
    says whether nobody can know that, for a value it asks is not known (None: it asks none that
    could be).
    """

    node: tree.Expr
    text: str
    words: str
    span: Span
    holds: str
    unknown: str | None
    asked: tuple[tree.Expr, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions of which all must hold (`and`), or at least one (`or`)."""

    joint: Joint
    parts: tuple[Part, ...]
    text: str
    words: str
    span: Span


Part = Single | Group


@dataclass(frozen=True, slots=True)
class Parts:
    """A segment in parts, and what to ask of the data by name. `consents` are the names of the
    conditions that its channels join, in the order of the channels. `reached` is the name of the
    condition that a customer comes to these parts at all; None where everybody does.
    """

    name: str
    root: Group
    conditions: Mapping[str, tree.Expr]
    consents: tuple[str, ...]
    reached: str | None = None

    @property
    def asked(self) -> tuple[str, ...]:
        """The names of all conditions, in their order."""
        return tuple(self.conditions)


def parts_of(speaker: Speaker, segment: tree.Segment, before: Sequence[tree.Expr] = ()) -> Parts:
    """The parts of a segment, under names that no definition has; as a case of a segmentation,
    asked of those only of whom none of the conditions `before` it holds.
    """
    maker = _Maker(speaker)
    root = maker.part(segment.body, True)
    if not isinstance(root, Group):
        root = Group("and", (root,), root.text, root.words, root.span)
    consents = tuple(maker.named(consent) for consent in segment.consents)
    reached = maker.named(tree.Not(tree.Or(tuple(before)))) if before else None
    return Parts(segment.name, root, maker.conditions, consents, reached)


def case_parts(speaker: Speaker, segmentation: tree.Segmentation) -> list[Parts]:
    """The parts of each case, `otherwise` left out."""
    before: list[tree.Expr] = []
    found = []
    for case in segmentation.cases:
        if case.condition is not None:
            segment = tree.Segment(case.name, case.title, case.condition, span=case.span)
            found.append(parts_of(speaker, segment, before))
            before.append(case.condition)
    return found


class _Maker:
    def __init__(self, speaker: Speaker) -> None:
        self.conditions: dict[str, tree.Expr] = {}
        self._names: dict[tree.Expr, str] = {}
        self._speaker = speaker
        self._words = Conditions(speaker)
        self._prefix = "condition"
        while any(name.startswith(self._prefix) for name in speaker.program.definitions):
            self._prefix += "_"

    def named(self, condition: tree.Expr) -> str:
        """The name under which a condition is asked; the same condition is asked once."""
        if condition not in self._names:
            self._names[condition] = f"{self._prefix} {len(self._names) + 1}"
            self.conditions[self._names[condition]] = condition
        return self._names[condition]

    def part(self, node: tree.Expr, positive: bool) -> Part:
        match node:
            case tree.Not(operand=tree.And() | tree.Or() | tree.Not() as operand):
                return self.part(operand, not positive)
            case tree.And(items) | tree.Or(items):
                joint: Joint = "and" if isinstance(node, tree.And) == positive else "or"
                words = "all of these hold:" if joint == "and" else "at least one of these holds:"
                parts = tuple(self.part(item, positive) for item in items)
                return Group(joint, parts, _text(node, positive), words, node.span)
            case _:
                return self._single(node, positive)

    def _told(self, value: tree.Expr) -> tree.Expr:
        """The value as it is shown; of a list that no column holds, how much is in it."""
        speaker = self._speaker
        if value.type.many and in_rows(speaker.program, speaker.catalog, value):
            return tree.Scalar("size", (value,), INTEGER, span=value.span)
        return value

    def _single(self, node: tree.Expr, positive: bool) -> Single:
        condition = node if positive else tree.Not(node, span=node.span)
        asked = tuple(dict.fromkeys(self._told(value) for value in asked_by(node)))
        unknown = undecided(node, self._told)
        return Single(
            condition,
            _text(node, positive),
            self._words.clause(node, positive),
            node.span,
            self.named(condition),
            None if unknown is None else self.named(unknown),
            asked,
        )


def _text(node: tree.Expr, positive: bool) -> str:
    text = " ".join(node.span.text.split())
    if positive:
        return text
    return f"not ({text})" if isinstance(node, tree.And | tree.Or) else f"not {text}"
