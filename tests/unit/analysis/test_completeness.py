"""Every construct has words: none of the language's own spelling is left in them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from random import Random
from typing import get_args, get_type_hints
from zoneinfo import ZoneInfo

import pytest

from segql.analysis.words import Speaker, explain
from segql.functions import SCALARS
from segql.plan import Clock
from segql.semantics import tree
from segql.semantics.walk import descendants
from tests.differential.running import understand
from tests.generate.data import draw_world
from tests.generate.program import write_program
from tests.generate.tour import tour

WORLD = draw_world(Random("words"))
CLOCK = Clock(datetime(2024, 7, 1, tzinfo=UTC), ZoneInfo("UTC"))
CODE = re.compile(r"\w\(|[<>=]|\w_\w|\bNone\b|tree\.|\.\.|\bexpr\b|  ")
"""What no sentence has: calls, signs, names with underscores, ranges, two spaces."""

NEVER_BY_ITSELF = {
    # of an event's own `where` in the catalog, which no sentence repeats
    tree.Column,
}


def sentences(text: str, names: list[str]) -> list[tuple[str, str]]:
    """By name what is said of a definition, but for its own name and quoted texts."""
    program = understand(text, WORLD.loaded, WORLD.settings)
    found = []
    for clock in (CLOCK, None):
        speaker = Speaker(WORLD.catalog, program, clock)
        for name in names:
            told = explain(speaker, name).split("\n\nWhere:")[0]
            told = re.sub(r'"[^"]*"', '""', told)
            lines = [line.strip().lstrip("- ") for line in told.split("\n")[1:]]
            found.append((name, "\n".join(lines)))
    return found


def odd(said: str, names: re.Pattern[str]) -> list[str]:
    return CODE.findall(names.sub("it", said))


def pattern_of(names: list[str]) -> re.Pattern[str]:
    """The names of definitions and cases, which stand in sentences as they are written."""
    return re.compile(rf"\b({'|'.join([*names, 'none_yet'])})\b( \([^)]*\))?")


TOUR = tour()


def test_the_tour_of_the_language_is_told_in_words() -> None:
    names = [*TOUR.names]
    known = pattern_of(names)
    wrong = [(name, said) for name, said in sentences(TOUR.text, names) if odd(said, known)]
    assert wrong == []


@pytest.mark.parametrize("seed", range(15))
def test_generated_definitions_are_told_in_words(seed: int) -> None:
    rng = Random(f"words {seed}")
    written = write_program(rng, draw_world(rng), 12)
    names = list(written.names)
    known = pattern_of(names)
    wrong = [(name, said) for name, said in sentences(written.text, names) if odd(said, known)]
    assert wrong == []


def test_the_tour_meets_every_node_and_function() -> None:
    program = understand(TOUR.text, WORLD.loaded, WORLD.settings)
    met = [node for item in program.definitions.values() for node in descendants(item)]
    kinds = {type(node) for node in met}
    assert set(get_args(tree.Expr)) - kinds - NEVER_BY_ITSELF == set()
    assert set(get_args(tree.Window)) - kinds == set()
    for kind in (tree.Aggregate, tree.Population):
        functions = {node.function for node in met if isinstance(node, kind)}
        assert set(get_args(get_type_hints(kind)["function"])) - functions == set()
    scalars = {node.function for node in met if isinstance(node, tree.Scalar)}
    assert set(SCALARS) - scalars - {"bucket"} == set()
