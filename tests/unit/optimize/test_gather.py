"""Very many event sets become one, and mean the same."""

from __future__ import annotations

from random import Random

import pytest

from segql.optimize.gather import MANY, gather_sets
from segql.plan import build_plan
from segql.plan.nodes import Exists, Measure
from segql.plan.rewrite import descendants
from tests.differential.comparing import ask, same_answers
from tests.differential.running import by_engine, by_reference
from tests.generate.data import draw_world


def conditions(number: int) -> str:
    asked = [
        "count(orders in last {n} days) > 1",
        "any(orders in last {n} weeks where amount > {n})",
        'no(orders from {n} to 1 days ago where channel = "web")',
        "sum(orders.amount in last {n} months) > {n}",
        "average(orders.weight in last {n} days) < 20",
        "count(distinct orders.channel in last {n} days) = 1",
        "max(orders.amount in last {n} weeks) >= 10",
    ]
    items = [asked[n % len(asked)].format(n=n + 2) for n in range(number)]
    return f"segment many where at least 3 of ({', '.join(items)})"


@pytest.mark.parametrize("number", [MANY, 40])
def test_many_sets_are_read_as_one(number: int) -> None:
    world = draw_world(Random(1), 4)
    question = ask(conditions(number), world, world.dataset)
    plan = build_plan(question.program, question.loaded.catalog, question.settings, ["many"])
    [definition] = gather_sets(plan).definitions.values()
    sets = {
        node.events for node in descendants(definition.value) if isinstance(node, Measure | Exists)
    }
    assert len(sets) == 1


def test_a_few_sets_stay_apart() -> None:
    world = draw_world(Random(1), 4)
    question = ask(conditions(5), world, world.dataset)
    plan = build_plan(question.program, question.loaded.catalog, question.settings, ["many"])
    assert gather_sets(plan).definitions == plan.definitions


@pytest.mark.parametrize("seed", range(6))
def test_the_members_are_the_same(seed: int) -> None:
    world = draw_world(Random(seed), 8)
    question = ask(conditions(40), world, world.dataset)
    expected, found = by_reference(question, ["many"]), by_engine(question, ["many"])
    assert same_answers(expected["many"], found["many"])
