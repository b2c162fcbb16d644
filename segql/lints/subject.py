"""What the rules look at: the definitions, every condition in them, and what is certain of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from segql.catalog.models import Catalog
from segql.proofs import Prover
from segql.proofs.formulas import Formula, conjunction
from segql.semantics import Analysis, tree
from segql.semantics.walk import children
from segql.syntax import nodes


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition that stands by itself: a definition's, a case's, or that of an event function.

    `rows` are the events that it is asked of, `period` says that it is asked of one period;
    `definition` is the one it stands in.
    """

    node: tree.Expr
    rows: tuple[tree.Row, ...]
    period: bool
    definition: str

    def part(self, node: tree.Expr) -> Asked:
        """A part of the condition, in the same place."""
        return Asked(node, self.rows, self.period, self.definition)


@dataclass(frozen=True)
class Subject:
    """A whole project, analysed."""

    analysis: Analysis
    files: Sequence[nodes.File]
    _formulas: dict[int, tuple[tree.Expr, Formula]] = field(default_factory=dict)
    _answers: dict[tuple[str, int], tuple[tree.Expr, bool]] = field(default_factory=dict)

    @property
    def program(self) -> tree.Program:
        return self.analysis.program

    @property
    def catalog(self) -> Catalog:
        return self.analysis.project.catalog

    @cached_property
    def prover(self) -> Prover:
        return Prover(self.program, self.catalog)

    @cached_property
    def conditions(self) -> tuple[Asked, ...]:
        """Every condition that stands by itself, outer ones first."""
        return tuple(
            asked
            for definition in self.written
            for root in roots(definition)
            for asked in _asked(root, (), False, definition.name)
        )

    @cached_property
    def written(self) -> tuple[tree.Definition, ...]:
        """The definitions that stand in files of definitions."""
        return tuple(
            item
            for item in self.program.definitions.values()
            if not (isinstance(item, tree.Trait) and item.from_catalog)
        )

    @cached_property
    def segments(self) -> dict[str, tuple[tree.Segment, Formula]]:
        """Segments by name, with what they say together with their consents."""
        return {
            item.name: (item, conjunction([self._said(part) for part in _parts(item)]))
            for item in self.written
            if isinstance(item, tree.Segment)
        }

    def _said(self, node: tree.Expr) -> Formula:
        return self.formula(Asked(node, (), False, ""))

    def never(self, asked: Asked) -> bool:
        """Whether a condition holds for nobody."""
        return self._once("never", asked, self._never)

    def always(self, asked: Asked) -> bool:
        """Whether a condition holds for everybody."""
        return self._once("always", asked, self._always)

    def _never(self, asked: Asked) -> bool:
        if isinstance(asked.node, tree.Or):
            return all(self.never(asked.part(item)) for item in asked.node.items)
        if isinstance(asked.node, tree.Not):
            return self.always(asked.part(asked.node.operand))
        return self.prover.never(self.formula(asked))

    def _always(self, asked: Asked) -> bool:
        if isinstance(asked.node, tree.And):
            return all(self.always(asked.part(item)) for item in asked.node.items)
        if isinstance(asked.node, tree.Not):
            return self.never(asked.part(asked.node.operand))
        return self.prover.always(self.formula(asked))

    def _once(self, question: str, asked: Asked, answer: Callable[[Asked], bool]) -> bool:
        key = (question, id(asked.node))
        found = self._answers.get(key)
        if found is None or found[0] is not asked.node:
            found = self._answers[key] = (asked.node, answer(asked))
        return found[1]

    def formula(self, asked: Asked) -> Formula:
        """What a condition says."""
        found = self._formulas.get(id(asked.node))
        if found is None or found[0] is not asked.node:
            made = self.prover.formula(asked.node, asked.rows, period=asked.period)
            found = self._formulas[id(asked.node)] = (asked.node, made)
        return found[1]


def _parts(segment: tree.Segment) -> tuple[tree.Expr, ...]:
    return (segment.body, *segment.consents)


def roots(definition: tree.Definition) -> tuple[tree.Expr, ...]:
    """The expressions of a definition."""
    match definition:
        case tree.Trait(body=body) | tree.Segment(body=body):
            return (body,)
        case tree.Segmentation(cases=cases):
            return tuple(case.condition for case in cases if case.condition is not None)
        case tree.Experiment(measures=measures):
            return tuple(measure.body for measure in measures)


def _asked(node: tree.Expr, rows: tuple[tree.Row, ...], period: bool, name: str) -> Iterator[Asked]:
    """The condition itself, if it is one, and those within it."""
    if isinstance(node, CONDITIONS):
        yield Asked(node, rows, period, name)
    yield from _below(node, rows, period, name)


def _below(node: object, rows: tuple[tree.Row, ...], period: bool, name: str) -> Iterator[Asked]:
    match node:
        case tree.Aggregate(row=row, where=where, having=having, argument=argument):
            for condition in (where, having):
                if condition is not None:
                    yield from _asked(condition, (*rows, row), period, name)
            if argument is not None:
                yield from _below(argument, (*rows, row), period, name)
        case tree.PeriodCount(where=where):
            yield from _asked(where, rows, True, name)
        case tree.If(condition, then, otherwise):
            yield from _asked(condition, rows, period, name)
            yield from _below(then, rows, period, name)
            yield from _below(otherwise, rows, period, name)
        case tree.Sequence(steps=steps):
            known: tuple[tree.Row, ...] = rows
            for step in steps:
                known = (*known, step.row)
                if step.where is not None:
                    yield from _asked(step.where, known, period, name)
        case _:
            for child in children(node):
                yield from _below(child, rows, period, name)


CONDITIONS = (
    tree.And, tree.Or, tree.Not, tree.Holds, tree.Compare, tree.InRange, tree.InValues,
    tree.TextTest, tree.Known, tree.ListHas, tree.InWindow, tree.AnniversaryIn, tree.InList,
    tree.Top, tree.Quantified, tree.Near, tree.Sequence,
)  # fmt: skip
"""What is true or false by its kind; `any(...)` and names of conditions are met within these."""
