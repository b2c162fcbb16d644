"""The laws, on generated definitions and data: by the reference evaluator and by SQL."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segql.catalog.physical import Dataset, Table
from tests.differential.comparing import ask, same_answers
from tests.differential.running import Answers, Question, by_engine, by_reference, understand
from tests.generate import conditions
from tests.generate.data import World, draw_world
from tests.generate.pen import Pen
from tests.generate.program import write_program
from tests.generate.strategies import conditions as drawn_conditions
from tests.generate.strategies import worlds
from tests.property.laws import CHANNELLED, LAWS, Law, pen_of, text_of
from tests.property.renaming import renamed_catalog, renamed_rows

Answering = Callable[[Question, Sequence[str]], Answers]
SIDES = [
    pytest.param((by_reference, 40), id="reference"),
    pytest.param((by_engine, 6), id="duckdb"),
]
ROOT = Path(__file__).parents[2]


def members(
    answer: Answering, text: str, world: World, names: Sequence[str]
) -> dict[str, set[Any]]:
    answers = answer(ask(text, world, world.dataset), names)
    return {name: set(answers[name]) for name in names}


def everybody(world: World) -> set[Any]:
    key = "customer_id"
    return {row[key] for row in world.dataset.tables["customers"].rows}


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_law(law: Law, side: tuple[Answering, int]) -> None:
    answer, worlds = side
    for seed in range(worlds):
        rng = Random(f"{law.name} {seed}")
        world = draw_world(rng)
        segments = dict(law.write(pen_of(rng, world)))
        text = text_of(segments)
        names = list(segments)
        if "body" in segments:
            text += CHANNELLED
            names += ["reached", "through", "others", "free"]
        found = members(answer, text, world, names)
        assert law.check(found, everybody(world)), f"{text}\n{found}\n{world}"


@settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(worlds().flatmap(lambda world: st.tuples(st.just(world), drawn_conditions(world))))
def test_nobody_is_in_neither_or_both(drawn: tuple[World, str]) -> None:
    world, condition = drawn
    text = text_of({"p": condition, "q": f"not {condition}"})
    found = members(by_reference, text, world, ["p", "q"])
    assert found["p"] | found["q"] == everybody(world)
    assert not found["p"] & found["q"]


# ------------------------------------------------------------- data that should not matter

UNMOVED = re.compile(
    r"month|quarter|year|\d{4}-\d|in 20\d\d|rank|ile\(|top|bottom|overall|bucket|day of|20\d\d"
    r"|since|between|today|now|hour|minute|second|key|latest|earliest|first|last\(|frequent"
    r"|list|min|max|least|greatest"
)
"""Calendar units, literal dates, ties by key and figures of the population."""


def _still_condition(pen: Pen) -> str:
    """A condition without any of those."""
    for _ in range(200):
        condition = conditions.condition(pen)
        if not UNMOVED.search(condition):
            return condition
    return "age > 3"


def _each_table(world: World, change: Callable[[str, Table], Table]) -> World:
    tables = {name: change(name, table) for name, table in world.dataset.tables.items()}
    return replace(world, dataset=Dataset(tables))


def _permuted(world: World) -> World:
    return _each_table(world, lambda _, table: Table(table.columns, list(reversed(table.rows))))


def _with_stranger(world: World) -> World:
    key: Any = "zzz" if world.key_kind == "text" else 123_456
    extra = {"customer_id": key, "points": 1, "debt": 1, "active": True}

    def change(name: str, table: Table) -> Table:
        return Table(table.columns, [*table.rows, extra]) if name == "customers" else table

    return _each_table(world, change)


def _weeks_later(world: World) -> World:
    """All times and the run moved by 52 weeks. In UTC, where no clock changes."""
    by = timedelta(weeks=52)

    def moved(value: Any) -> Any:
        if isinstance(value, list):
            return [moved(item) for item in value]
        return value + by if hasattr(value, "year") else value

    def change(_: str, table: Table) -> Table:
        rows = [{name: moved(value) for name, value in row.items()} for row in table.rows]
        return Table(table.columns, rows)

    return replace(_each_table(world, change), as_of=world.as_of + by)


def _recoded(key: Any) -> Any:
    if key is None:
        return None
    return f"x{key}y" if isinstance(key, str) else 7 * (key % 1_000_003) + 5


def _with_other_keys(world: World) -> World:
    names = ("customer_id", "who")

    def change(_: str, table: Table) -> Table:
        rows = [
            {name: _recoded(value) if name in names else value for name, value in row.items()}
            for row in table.rows
        ]
        return Table(table.columns, rows)

    return _each_table(world, change)


CHANGES: Mapping[str, tuple[Callable[[World], World], Callable[[Any], Any]]] = {
    "permuted rows": (_permuted, lambda key: key),
    "an unrelated customer": (_with_stranger, lambda key: key),
    "whole weeks later": (_weeks_later, lambda key: key),
    "keys recoded": (_with_other_keys, _recoded),
}


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("change", CHANGES)
def test_what_does_not_matter(change: str, side: tuple[Answering, int]) -> None:
    answer, worlds = side
    transform, key_of = CHANGES[change]
    for seed in range(worlds):
        rng = Random(f"{change} {seed}")
        world = replace(draw_world(rng), zone_name="UTC", duplicates=False)
        if len(everybody(world)) < len(world.dataset.tables["customers"].rows):
            continue
        text = text_of({"p": _still_condition(pen_of(rng, world))})
        before = members(answer, text, world, ["p"])["p"]
        changed = transform(world)
        after = members(answer, text, changed, ["p"])["p"] & {
            key_of(key) for key in everybody(world)
        }
        assert after == {key_of(key) for key in before}, f"{text}\n{world}"


@pytest.mark.parametrize("side", SIDES)
def test_names_of_columns_do_not_matter(side: tuple[Answering, int]) -> None:
    answer, worlds = side
    loaded = renamed_catalog()
    for seed in range(worlds // 3):
        rng = Random(f"names {seed}")
        world = replace(draw_world(rng), duplicates=False)
        if len(everybody(world)) < len(world.dataset.tables["customers"].rows):
            continue
        written = write_program(rng, world, 6)
        before = answer(ask(written.text, world, world.dataset), written.names)
        program = understand(written.text, loaded, world.settings)
        question = Question(program, loaded, world.settings, renamed_rows(world), world.as_of)
        after = answer(question, written.names)
        assert all(same_answers(before[n], after[n]) for n in written.names), written.text


def test_rows_in_another_order_change_no_answer_at_all() -> None:
    for seed in range(25):
        rng = Random(seed)
        world = draw_world(rng)
        written = write_program(rng, world, 8)
        one = by_reference(ask(written.text, world, world.dataset), written.names)
        turned = _permuted(world)
        two = by_reference(ask(written.text, turned, turned.dataset), written.names)
        assert all(same_answers(one[name], two[name]) for name in written.names), written.text


# ------------------------------------------------------------------------------ the pivot

PIVOTED = ("age", "points", "income", "debt", "score", "country", "city", "nickname", "birth_date",
           "renewal_date", "member_since", "signup_at", "called_at", "subscribed")  # fmt: skip


@pytest.mark.parametrize("side", SIDES)
def test_a_condition_built_to_hold_holds(side: tuple[Answering, int]) -> None:
    answer, worlds = side
    for seed in range(worlds):
        rng = Random(f"pivot {seed}")
        world = draw_world(rng)
        if not everybody(world):
            continue
        pivot = rng.choice(sorted(everybody(world)))
        traits = "\n".join(f"trait t{i} = {name}" for i, name in enumerate(PIVOTED))
        names = [f"t{i}" for i in range(len(PIVOTED))]
        values = by_reference(ask(traits, world, world.dataset), names)
        tests = [_true_of(name, values[f"t{i}"].get(pivot), rng) for i, name in enumerate(PIVOTED)]
        chosen = " and ".join(f"({test})" for test in rng.sample(tests, 5))
        text = f"segment p where {chosen}\nsegment q where not ({chosen})"
        found = members(answer, text, world, ["p", "q"])
        assert pivot in found["p"], text
        assert pivot not in found["q"], text


def _true_of(name: str, value: Any, rng: Random) -> str:
    """A test that the value passes."""
    if value is None or value is False:
        return f"{name} is unknown" if name != "subscribed" else "not subscribed"
    if isinstance(value, bool):
        return name
    if hasattr(value, "hour"):
        shown = value.isoformat()
        return f"{name} since {shown} and {name} on {shown}"
    if hasattr(value, "year"):
        return rng.choice((f"{name} on {value}", f"{name} in {value.year}", f"{name} is known"))
    if isinstance(value, str):
        shown = '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        return rng.choice((f"{name} = {shown}", f"{name} contains {shown}", f"{name} in ({shown})"))
    shown = str(value)
    return rng.choice((f"{name} = {shown}", f"{name} between {shown} and {shown}"))


# ------------------------------------------------------------------- alone, again, elsewhere


def test_as_of_is_a_run_of_that_day() -> None:
    """`s as of T` is what a run as of T answers, references that move on included."""
    for seed in range(40):
        rng = Random(f"as of {seed}")
        world = draw_world(rng)
        pen = pen_of(rng, world)
        then = world.as_of - timedelta(days=40)
        text = text_of(
            {
                "s": f"{conditions.condition(pen)} or in segment r as of 60 days ago",
                "r": conditions.condition(pen),
                "moved": f"in segment s as of {then.isoformat()}",
            }
        )
        question = ask(text, world, world.dataset)
        moved = by_reference(question, ["moved"])["moved"]
        direct = by_reference(replace(question, as_of=then), ["s"])["s"]
        assert set(moved) == set(direct), text


def test_alone_as_among_many() -> None:
    """A definition that stands alone in its file answers as it does among others."""
    for seed in range(3):
        rng = Random(f"alone {seed}")
        world = draw_world(rng)
        pen = pen_of(rng, world)
        segments = {f"s{number}": conditions.condition(pen) for number in range(12)}
        together = by_engine(ask(text_of(segments), world, world.dataset), list(segments))
        for name, body in segments.items():
            alone = by_engine(ask(text_of({name: body}), world, world.dataset), [name])
            assert alone[name] == together[name], body


SCRIPT = """
from random import Random
from segql.optimize import optimize
from segql.plan import Clock, build_plan
from segql.sql import compile_sql
from tests.differential.comparing import ask
from tests.generate.data import draw_world
from tests.generate.program import write_program
from tests.generate.strategies import conditions as drawn_conditions
from tests.generate.strategies import worlds

for seed in range(4):
    rng = Random(seed)
    world = draw_world(rng)
    written = write_program(rng, world, 10)
    question = ask(written.text, world, world.dataset)
    for name in written.names:
        plan = optimize(build_plan(question.program, world.catalog, world.settings, [name]))
        clock = Clock(world.as_of, world.zone, world.week_start)
        print(compile_sql(plan, plan.roots[0], clock=clock))
"""


def test_the_same_input_gives_the_same_bytes() -> None:
    """SQL does not depend on the seed of Python's hashes."""
    made = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4711")
    }
    assert len(made) == 1
    assert b"SELECT" in made.pop()
