"""Which segments are the same, or nearly so, without comparing each with each.

A segment's conditions are put in one order under one build, so that most that are equal have the
same key; what is left is compared where few segments are about the same things.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise

from segql.lints.subject import Subject
from segql.proofs.figures import Figure
from segql.proofs.formulas import All, Atom, Formula, Variable
from segql.proofs.points import Moment
from segql.proofs.regions import Region, Stretch
from segql.proofs.topics import topics
from segql.semantics import tree

_FEW = 40
"""So many segments about the same things are compared each with each."""

NEAR = Decimal("0.1")
"""Two numbers are near where they differ by at most this part of the larger one."""

Pair = tuple[tree.Segment, tree.Segment]


def same(subject: Subject) -> Iterator[Pair]:
    """Each segment that equals an earlier one, with the first of them."""
    first: dict[Hashable, tree.Segment] = {}
    by_topic: dict[frozenset[object], list[tuple[tree.Segment, Formula]]] = {}
    for segment, formula in subject.segments.values():
        if subject.prover.never(formula) or subject.prover.always(formula):
            continue
        key = build(formula)
        if key in first:
            yield first[key], segment
            continue
        first[key] = segment
        by_topic.setdefault(topics(formula), []).append((segment, formula))
    for group in by_topic.values():
        if len(group) > _FEW:
            continue
        told: set[str] = set()
        for (one, its), (other, formula) in combinations(group, 2):
            if other.name not in told and subject.prover.equal(its, formula):
                told.add(other.name)
                yield one, other


def nearly_same(subject: Subject) -> Iterator[Pair]:
    """Each segment of which an earlier one differs in one number, and in that by little."""
    told: set[str] = set()
    groups: dict[Hashable, list[tuple[tree.Segment, _Loose]]] = {}
    for segment, formula in subject.segments.values():
        parts = _parts(formula)
        for index, part in enumerate(parts):
            loose = _loosened(part)
            if loose is not None:
                rest = frozenset(build(item) for place, item in enumerate(parts) if place != index)
                groups.setdefault((rest, loose.shape), []).append((segment, loose))
    for group in groups.values():
        if len(group) > _FEW:
            # of many only neighbours are compared
            group.sort(key=lambda item: (item[1].numbers, item[0].name))
            pairs = list(pairwise(group))
        else:
            pairs = list(combinations(group, 2))
        for (one, its), (other, loose) in pairs:
            if one.name != other.name and other.name not in told and its.is_near(loose):
                told.add(other.name)
                yield one, other


# ----------------------------------------------------------------------------------- builds


def build(formula: Formula) -> Hashable:
    """A key that is the same for formulas of the same parts, in whatever order."""
    if isinstance(formula, Atom):
        return formula.variable, formula.region
    if isinstance(formula, All):
        return "all", frozenset(build(part) for part in _parts(formula))
    return "any", frozenset(build(item) for item in formula.items)


def _parts(formula: Formula) -> list[Formula]:
    """What must hold together, each variable once."""
    merged: dict[Variable, Region] = {}
    rest: list[Formula] = []
    stack = [formula]
    while stack:
        here = stack.pop()
        if isinstance(here, All):
            stack.extend(reversed(here.items))
        elif isinstance(here, Atom):
            variable = here.variable
            merged[variable] = merged.get(variable, variable.universe) & here.region
        else:
            rest.append(here)
    return [*(Atom(key, region, region) for key, region in merged.items()), *rest]


# -------------------------------------------------------------------------------- nearness


@dataclass(frozen=True, slots=True)
class _Loose:
    """A condition without its numbers, and the numbers."""

    shape: Hashable
    numbers: tuple[Decimal, ...]

    def is_near(self, other: _Loose) -> bool:
        """Whether the numbers differ, and by little."""
        pairs = list(zip(self.numbers, other.numbers, strict=True))
        gaps = [abs(one - two) / max(abs(one), abs(two)) for one, two in pairs if one != two]
        return len(gaps) == 1 and gaps[0] <= NEAR


def _loosened(formula: Formula) -> _Loose | None:
    if not isinstance(formula, Atom):
        return None
    numbers: list[Decimal] = []
    key: list[Hashable] = []
    for part in formula.variable.key:
        key.append(_stretch_shape(part, numbers) if isinstance(part, Stretch) else part)
    about = formula.variable.about
    if formula.region.only is not None or formula.region.excluded:
        if not isinstance(about, Figure):
            return None
        key.append((formula.region.only, formula.region.excluded))
    for stretch in formula.region.stretches:
        key.append(_stretch_shape(stretch, numbers))
    return _Loose(tuple(key), tuple(numbers)) if numbers else None


def _stretch_shape(stretch: Stretch, numbers: list[Decimal]) -> Hashable:
    shape: list[Hashable] = []
    for side in (stretch.low, stretch.high):
        for bound in side:
            match bound.point:
                case int() | float() | Decimal() as number:
                    numbers.append(Decimal(str(number)))
                    shape.append(("number", bound.closed))
                case Moment(base, family, amount) if amount:
                    numbers.append(Decimal(amount))
                    shape.append(("moment", base, family, bound.closed))
                case point:
                    shape.append((point, bound.closed))
        shape.append("|")
    return tuple(shape)
