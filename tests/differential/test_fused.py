"""One pass over compact copies and the reference evaluator agree on generated worlds."""

from __future__ import annotations

from random import Random

import pytest

from tests.differential.comparing import ask, different, examine, explain
from tests.differential.fusing import fused
from tests.differential.running import by_reference
from tests.generate.data import draw_world
from tests.generate.tour import tour

WORLDS = 48


@pytest.mark.parametrize("chunk", range(4))
def test_by_chance(chunk: int) -> None:
    compared = 0
    for seed in range(20_000 + chunk, 20_000 + WORLDS, 4):
        outcome = examine(seed, number=16, size=8, depth=3, attempts=fused)
        assert not outcome.disagreements, "\n".join(map(str, outcome.disagreements))
        compared += outcome.pairs
    assert compared > 60


def test_the_tour() -> None:
    """Every production on every type it takes, on one world."""
    world, written = draw_world(Random(5)), tour()
    question = ask(written.text, world, world.dataset)
    expected = by_reference(question, written.names)
    found = fused(question, written.names)
    problems = different(expected, found)
    shown = [
        str(explain(5, name, written.text, world, expected[name], answer, fused, shrink=True))
        for name, answer in list(problems.items())[:3]
    ]
    assert not problems, f"{sorted(problems)}\n" + "\n".join(shown)
    assert len(found) > 200
