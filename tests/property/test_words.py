"""What is said of definitions is true of generated data, and enough to tell them apart."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from random import Random
from typing import Any

import pytest

from segql.analysis.words import Speaker, explain
from segql.analysis.words.unknowns import asked_strictly, may_be_unknown, or_unknown
from segql.plan import Clock
from segql.reference import Evaluator
from segql.semantics import tree
from tests.differential.running import understand
from tests.generate.conditions import condition
from tests.generate.data import World, draw_world
from tests.generate.pen import Defined, Pen
from tests.generate.program import SHARED, Written
from tests.generate.tour import tour
from tests.property.related import SHARED as RELATED
from tests.property.related import related

PROGRAMS = 30
WORLDS = 4


@cache
def program(seed: int) -> tuple[World, str, tree.Program]:
    """Segments of single conditions, and of whole bodies."""
    rng = Random(f"said {seed}")
    world = draw_world(rng)
    pen = Pen(rng, world.as_of, world.zone, Defined(margin=True), 2)
    text = SHARED + "".join(f"segment s{n} where {condition(pen)}\n" for n in range(12))
    return world, text, understand(text, world.loaded, world.settings)


def beside(found: tree.Program, conditions: Mapping[str, tree.Expr]) -> tree.Program:
    """A program with more segments."""
    more = {name: tree.Segment(name, None, body) for name, body in conditions.items()}
    return tree.Program({**found.definitions, **more}, found.computed, found.paths,
                        found.parameters, found.streams)  # fmt: skip


def worlds(seed: int, home: World) -> Iterator[World]:
    yield home
    for number in range(1, WORLDS):
        world = draw_world(Random(f"data {seed} {number}"))
        if world.duplicates is home.duplicates:
            yield world


def members(found: tree.Program, home: World, world: World) -> Any:
    evaluator = Evaluator(found, world.catalog, home.settings, world.dataset, world.as_of)
    return evaluator.members


def known_claims(found: tree.Program) -> dict[tuple[str, int], tree.Expr]:
    """By the segment: what is said to be known of all its members."""
    return {
        (name, number): tree.Known(value)
        for name, segment in found.definitions.items()
        if isinstance(segment, tree.Segment)
        for number, value in enumerate(dict.fromkeys(asked_strictly(segment.body)))
        if may_be_unknown(value)
    }


@pytest.mark.parametrize("seed", range(PROGRAMS))
def test_whoever_is_left_out_is_out(seed: int) -> None:
    home, text, found = program(seed)
    claims = known_claims(found)
    asked = beside(found, {f"{name} known {n}": value for (name, n), value in claims.items()})
    for world in worlds(seed, home):
        of = members(asked, home, world)
        for name, number in claims:
            assert of(name) <= of(f"{name} known {number}"), f"{name} {number}\n{text}\n{world}"


def test_much_is_said_to_be_known() -> None:
    assert sum(len(known_claims(program(seed)[2])) for seed in range(PROGRAMS)) > 100


def of_customers(node: tree.Expr) -> Iterator[tree.Expr]:
    """The conditions on the customer that a body is made of."""
    yield node
    match node:
        case tree.And(items) | tree.Or(items) | tree.Quantified(items=items):
            for item in items:
                yield from of_customers(item)
        case tree.Not(operand):
            yield from of_customers(operand)


def negations(found: tree.Program) -> Iterator[tuple[tree.Not, str]]:
    for definition in found.definitions.values():
        if isinstance(definition, tree.Segment):
            for node in of_customers(definition.body):
                if isinstance(node, tree.Not) and not isinstance(node.operand, tree.Known):
                    yield node, or_unknown(node.operand, ())


@pytest.mark.parametrize("seed", range(PROGRAMS))
def test_a_negation_takes_in_the_unknown_where_it_says_so(seed: int) -> None:
    home, text, found = program(seed)
    cases: dict[str, tree.Expr] = {}
    for number, (node, said) in enumerate(negations(found)):
        if said:
            open_ = [v for v in dict.fromkeys(asked_strictly(node.operand)) if may_be_unknown(v)]
            for place, value in enumerate(open_):
                cases[f"{number} {place}"] = tree.And((tree.Not(tree.Known(value)), tree.Not(node)))
    asked = beside(found, cases)
    for world in worlds(seed, home):
        of = members(asked, home, world)
        for name in cases:
            assert not of(name), f"{name}\n{text}\n{world}"


def told(world: World, found: tree.Program, name: str) -> str:
    """What is said of a definition, but for its own name."""
    clock = Clock(world.as_of, world.zone, world.settings.week_start)
    said = explain(Speaker(world.catalog, found, clock), name)
    return re.sub(rf"\b{name}\b", "it", said)


def alike(written: Written, world: World) -> Iterator[tuple[str, list[str], dict[str, Any]]]:
    """Definitions of which the same is said, and their answers."""
    found = understand(written.text, world.loaded, world.settings)
    by_words: dict[str, list[str]] = defaultdict(list)
    for name in written.names:
        by_words[told(world, found, name)].append(name)
    evaluator = Evaluator(found, world.catalog, world.settings, world.dataset, world.as_of)
    for said, names in by_words.items():
        if len(names) > 1:
            yield said, names, {name: dict(evaluator.values(name)) for name in names}


@pytest.mark.parametrize("seed", range(4))
def test_what_is_told_alike_is_alike(seed: int) -> None:
    """No word is lost that would tell two definitions of the tour apart."""
    world = draw_world(Random(f"alike {seed}"))
    found = list(alike(tour(), world))
    assert found
    for said, names, answers in found:
        first, *others = names
        assert all(answers[first] == answers[name] for name in others), f"{names}\n{said}"


def relatives(seed: int) -> tuple[Written, World]:
    """Many segments that differ little."""
    rng = Random(f"relatives {seed}")
    world = draw_world(rng)
    pen = Pen(rng, world.as_of, world.zone, Defined(margin=True), 1, plain=True)
    names = tuple(f"s{number}" for number in range(80))
    text = SHARED + RELATED + "".join(f"segment {name} where {related(pen, 0)}\n" for name in names)
    return Written(text, names), world


@pytest.mark.parametrize("seed", range(8))
def test_segments_that_differ_little_are_told_apart(seed: int) -> None:
    found = list(alike(*relatives(seed)))
    assert found
    for said, names, answers in found:
        first, *others = names
        assert all(answers[first] == answers[name] for name in others), f"{names}\n{said}"
