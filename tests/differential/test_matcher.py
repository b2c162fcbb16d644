"""The matcher against the reference evaluator, on generated definitions and data."""

from __future__ import annotations

from random import Random

import pytest

from segql.diagnostics import SegqlError
from segql.diagnostics.codes.matcher import NEEDS_POPULATION
from segql.semantics import tree
from tests.differential.comparing import ask, same_answers
from tests.differential.profiles import by_matcher
from tests.differential.running import by_reference
from tests.generate.data import draw_world
from tests.generate.program import write_program

WORLDS = 40
DEFINITIONS = 12


@pytest.mark.parametrize("seed", range(WORLDS))
def test_the_matcher_agrees_with_the_reference_evaluator(seed: int) -> None:
    rng = Random(seed)
    world = draw_world(rng, 6)
    written = write_program(rng, world, DEFINITIONS, 3)
    question = ask(written.text, world, world.dataset)
    asked = compared = 0
    for name in written.names:
        definition = question.program.definitions[name]
        if isinstance(definition, tree.Trait):
            continue  # a matcher gives no values of traits
        asked += 1
        try:
            found = by_matcher(question, [name])
        except SegqlError as error:
            if any(item.code != NEEDS_POPULATION for item in error.diagnostics):
                raise
            continue
        compared += 1
        expected = by_reference(question, [name])
        assert same_answers(expected[name], found[name]), definition.span.text
    assert compared or not asked
