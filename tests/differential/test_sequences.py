"""Sequences that begin or end with what did not happen: all evaluators agree, members there are."""

from __future__ import annotations

from random import Random

import pytest

from tests.differential.comparing import ask
from tests.differential.profiles import by_matcher
from tests.differential.running import by_engine, by_reference
from tests.generate.data import draw_world

TEXT = """
segment a where sequence(no visits then orders)
segment b where sequence(no visits in last 300 days then no returns then orders in last 2 years
  then no visits within 30 days)
segment c where sequence(no orders where amount > 20 then visits then no orders)
"""
NAMES = ["a", "b", "c"]


@pytest.mark.parametrize("seeds", [range(10), range(10, 20)])
def test_negated_steps_at_any_place(seeds: range) -> None:
    found = dict.fromkeys(NAMES, 0)
    for seed in seeds:
        world = draw_world(Random(seed), 8)
        question = ask(TEXT, world, world.dataset)
        expected = by_reference(question, NAMES)
        assert by_engine(question, NAMES) == expected
        assert by_matcher(question, NAMES) == expected
        for name in NAMES:
            found[name] += len(expected[name])
    assert all(found.values())
