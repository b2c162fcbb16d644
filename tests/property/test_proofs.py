"""What is proved without data holds in generated data: never, always, implied, disjoint, equal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from random import Random
from typing import Any

import pytest

from segql.proofs import Prover
from segql.reference import Evaluator
from segql.semantics import tree
from tests.differential.running import understand
from tests.generate.conditions import condition
from tests.generate.data import World, draw_world
from tests.generate.pen import Defined, Pen
from tests.generate.program import SHARED as WORDS
from tests.property.related import SHARED, related

PROGRAMS = 40
SEGMENTS = 12
WORLDS = 5


@cache
def program(seed: int) -> tuple[World, str, tree.Program]:
    """Segments of related conditions, and some of the whole language beside them."""
    rng = Random(f"proofs {seed}")
    world = draw_world(rng)
    pen = Pen(rng, world.as_of, world.zone, Defined(margin=True), 1, plain=True)
    bodies = [related(pen) for _ in range(SEGMENTS - 2)]
    bodies += [condition(pen), f"{condition(pen)} and {bodies[0]}"]
    text = WORDS + SHARED
    text += "".join(f"segment s{n} where {body}\n" for n, body in enumerate(bodies))
    return world, text, understand(text, world.loaded, world.settings)


def claims(seed: int) -> Iterator[tuple[str, str, str]]:
    """What is proved of the segments of a program."""
    world, _, found = program(seed)
    prover = Prover(found, world.catalog)
    names = [f"s{number}" for number in range(SEGMENTS)]
    formulas = {name: prover.segment(name) for name in names}
    for name in names:
        if prover.never(formulas[name]):
            yield "never", name, name
        if prover.always(formulas[name]):
            yield "always", name, name
    for one, other in combinations(names, 2):
        if prover.never(formulas[one], formulas[other]):
            yield "disjoint", one, other
        forth = prover.implies(formulas[one], formulas[other])
        back = prover.implies(formulas[other], formulas[one])
        if forth:
            yield "within", one, other
        if back:
            yield "within", other, one
        if forth and back:
            yield "equal", one, other


def holds(claim: str, one: set[Any], other: set[Any], everybody: set[Any]) -> bool:
    match claim:
        case "never":
            return not one
        case "always":
            return one == everybody
        case "disjoint":
            return not one & other
        case "within":
            return one <= other
        case _:
            return one == other


@pytest.mark.parametrize("seed", range(PROGRAMS))
def test_what_is_proved_holds(seed: int) -> None:
    home, text, found = program(seed)
    proved = list(claims(seed))
    for number in range(WORLDS):
        world = home if not number else draw_world(Random(f"data {seed} {number}"))
        if world.duplicates is not home.duplicates:
            continue
        evaluator = Evaluator(found, world.catalog, home.settings, world.dataset, world.as_of)
        members = {f"s{n}": evaluator.members(f"s{n}") for n in range(SEGMENTS)}
        everybody = set(evaluator.customers)
        for claim, one, other in proved:
            assert holds(claim, members[one], members[other], everybody), (
                f"{one} {claim} {other}\n{text}\n{members}\n{world}"
            )


def test_much_is_proved() -> None:
    """The test above says nothing where nothing is claimed."""
    counted = Counter(claim for seed in range(PROGRAMS) for claim, _, _ in claims(seed))
    assert counted["never"] >= 3
    assert counted["always"] >= 3
    assert counted["disjoint"] >= 30
    assert counted["within"] >= 60
    assert counted["equal"] >= 3
