"""Where two sets of answers differ, and the smallest text and data that show it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from segql.catalog.physical import Dataset
from segql.diagnostics import SegqlError
from segql.reference import PatternError
from tests.differential.running import (
    Answer,
    Answers,
    Question,
    RefusedError,
    attempts,
    by_reference,
    understand,
)
from tests.differential.shrinking import Shrinker, needed
from tests.generate.data import World, draw_world
from tests.generate.program import write_program

TOLERANCE = 1e-9
"""How far two doubles may lie apart, relatively: engines add in another order."""


@dataclass(frozen=True)
class Disagreement:
    """One definition that the two answer differently; an engine's error is a difference too."""

    seed: int
    name: str
    expected: object
    found: object
    text: str
    dataset: Dataset
    world: World

    def __str__(self) -> str:
        world = self.world
        tables = [
            f"  {name}: { {k: v for k, v in row.items() if v is not None} }"
            for name, table in self.dataset.tables.items()
            for row in table.rows
        ]
        return "\n".join(
            [
                f"=== {self.name} of seed {self.seed}, as of {world.as_of}, {world.zone_name}, "
                f"weeks from {world.week_start}, duplicates {world.duplicates}",
                self.text.strip(),
                *tables,
                f"reference: {self.expected}",
                f"engine:    {self.found}",
            ]
        )


def same(left: Any, right: Any) -> bool:
    """Whether two values are the same; doubles within the tolerance."""
    if isinstance(left, float) or isinstance(right, float):
        try:
            return math.isclose(left, right, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
        except TypeError:
            return False
    return bool(left == right)


def same_answers(left: Mapping[Any, Any], right: Mapping[Any, Any]) -> bool:
    return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)


def different(
    expected: Answers, found: Mapping[str, Answer | Exception]
) -> dict[str, Answer | Exception]:
    """By definition, what the engine says where it differs."""
    problems = {}
    for name, answer in found.items():
        if isinstance(answer, Exception) or not same_answers(expected[name], answer):
            problems[name] = answer
    return problems


Attempts = Callable[[Question, Sequence[str]], Mapping[str, Answer | Exception]]
"""Asks an engine; what its dialect refuses is left out."""


@dataclass(frozen=True)
class Outcome:
    """What came of one world: how many pairs were compared, and where they differed."""

    pairs: int
    disagreements: Sequence[Disagreement]


def examine(
    seed: int,
    number: int,
    size: int,
    depth: int,
    *,
    shrink: bool = True,
    attempts: Attempts = attempts,
) -> Outcome:
    """One generated world with so many definitions, on both sides."""
    rng = Random(seed)
    world = draw_world(rng, size)
    written = write_program(rng, world, number, depth)
    question = ask(written.text, world, world.dataset)
    expected = by_reference(question, written.names)
    found = attempts(question, written.names)
    problems = different(expected, found)
    return Outcome(
        len(found),
        [
            explain(seed, name, written.text, world, expected[name], value, attempts, shrink=shrink)
            for name, value in list(problems.items())[:3]
        ],
    )


def ask(text: str, world: World, dataset: Dataset) -> Question:
    """Raises RefusedError where the text is not sound."""
    program = understand(text, world.loaded, world.settings)
    return Question(program, world.loaded, world.settings, dataset, world.as_of)


def explain(
    seed: int,
    name: str,
    text: str,
    world: World,
    expected: object,
    found: object,
    attempts: Attempts = attempts,
    *,
    shrink: bool,
) -> Disagreement:
    """The disagreement, made as small as it gets."""
    dataset = world.dataset
    if shrink:
        text, dataset = Shrinker(
            needed(text, name), dataset, _still(name, world, found, attempts)
        ).run()
        question = ask(text, world, dataset)
        expected = by_reference(question, [name])[name]
        found = attempts(question, [name])[name]
    return Disagreement(seed, name, expected, found, text, dataset, world)


def _still(
    name: str, world: World, first: object, attempts: Attempts
) -> Callable[[str, Dataset], bool]:
    """Whether a simpler text and data show the same kind of problem."""
    failed = isinstance(first, Exception)

    def fails(text: str, dataset: Dataset) -> bool:
        try:
            question = ask(text, world, dataset)
        except (RefusedError, SegqlError):
            return False
        if name not in question.program.definitions:
            return False
        try:
            expected = by_reference(question, [name])
        except PatternError:
            return False
        problem = different(expected, attempts(question, [name])).get(name)
        return problem is not None and isinstance(problem, Exception) == failed

    return fails
