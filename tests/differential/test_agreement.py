"""Generated definitions and data: the reference evaluator and SQL on DuckDB must agree.

In all well over 2,000 pairs of a definition and data. `python -m tests.differential` runs as many
as asked, `python -m tests.differential.coverage` prints what they reach.
"""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings

from tests.differential.comparing import ask, different, examine, explain
from tests.differential.coverage import coverage
from tests.differential.running import attempts, by_reference
from tests.differential.universe import universe
from tests.generate.data import draw_world
from tests.generate.strategies import Generated, generated
from tests.generate.tour import tour

WORLDS = 56
"""Worlds of sixteen definitions each, beside the tour and what hypothesis draws."""


@pytest.mark.parametrize("chunk", range(4))
def test_by_chance(chunk: int) -> None:
    for seed in range(chunk, WORLDS, 4):
        outcome = examine(seed, number=16, size=8, depth=3)
        assert not outcome.disagreements, "\n".join(map(str, outcome.disagreements))


def test_the_tour() -> None:
    """Every production on every type it takes, on one world."""
    world, written = draw_world(Random(5)), tour()
    question = ask(written.text, world, world.dataset)
    expected = by_reference(question, written.names)
    problems = different(expected, attempts(question, written.names))
    shown = [
        str(explain(5, name, written.text, world, expected[name], found, shrink=True))
        for name, found in list(problems.items())[:3]
    ]
    assert not problems, f"{sorted(problems)}\n" + "\n".join(shown)


@settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(generated())
def test_as_hypothesis_draws(drawn: Generated) -> None:
    question = ask(drawn.written.text, drawn.world, drawn.world.dataset)
    expected = by_reference(question, drawn.written.names)
    assert not different(expected, attempts(question, drawn.written.names))


def test_they_reach_all_of_the_language() -> None:
    """Productions by value types by unknown, at 100 %."""
    missing = universe() - coverage(range(20), tours=4).keys()
    assert not missing, sorted(missing)
