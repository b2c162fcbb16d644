"""The SQL that is looked at: golden cases, generated definitions, and the outdoor shop."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import segql
from segql.diagnostics import SegqlError
from segql.diagnostics.codes.compile import UNSUPPORTED
from segql.optimize import optimize
from segql.plan import Clock, Plan, build_plan
from segql.sql import compile_sql
from tests.differential.comparing import ask
from tests.differential.running import Question
from tests.engines.golden import CASES, asked_of
from tests.generate.data import draw_world
from tests.generate.program import write_program
from tests.generate.tour import tour

DIALECTS = ("snowflake", "redshift", "trino", "athena", "tsql")
SHOP = Path(__file__).parent.parent.parent / "examples" / "outdoor_shop"
FIRST_SEED = 31_000_000

Statement = tuple[str, str]
"""Where a statement comes from, and its text."""


@lru_cache(maxsize=1)
def golden() -> tuple[tuple[str, Plan, Clock], ...]:
    """The plans of all golden cases."""
    with TemporaryDirectory() as folder:
        return tuple(
            made
            for path in CASES
            for case, question, names in [asked_of(path, Path(folder))]
            for made in plans_of(question, names, path.stem)
        )


@lru_cache(maxsize=1)
def generated(worlds: int = 3, number: int = 10) -> tuple[tuple[str, Plan, Clock], ...]:
    """The plans of generated definitions, and of a tour of the whole language."""
    made = []
    for seed in range(FIRST_SEED, FIRST_SEED + worlds):
        rng = Random(seed)
        world = draw_world(rng, 2)
        written = write_program(rng, world, number, 3)
        made.extend(plans_of(ask(written.text, world, world.dataset), written.names, str(seed)))
    world = draw_world(Random(FIRST_SEED), 2)
    written = tour()
    made.extend(plans_of(ask(written.text, world, world.dataset), written.names, "tour"))
    return tuple(made)


def plans_of(
    question: Question, names: list[str] | tuple[str, ...], where: str
) -> Iterator[tuple[str, Plan, Clock]]:
    settings = question.settings
    clock = Clock(question.as_of, ZoneInfo(settings.timezone), settings.week_start)
    physical = question.dataset.physical
    catalog = question.loaded.catalog
    for name in names:
        plan = optimize(build_plan(question.program, catalog, settings, [name], physical))
        yield f"{where}: {name}", plan, clock


def statements(
    plans: tuple[tuple[str, Plan, Clock], ...], dialect: str, *, live: bool = False
) -> Iterator[Statement]:
    """What a dialect writes for plans; what it refuses is left out."""
    for where, plan, clock in plans:
        try:
            text = compile_sql(plan, plan.roots[0], dialect=dialect, clock=None if live else clock)
        except SegqlError as error:
            _refusal(error)
            continue
        yield where, text


@lru_cache(maxsize=1)
def shop() -> segql.Project:
    return segql.Project.load(SHOP)


def of_shop(dialect: str) -> Iterator[Statement]:
    """Every definition of the outdoor shop; what is refused as a comment that says why."""
    for name in sorted(shop().analysis.program.definitions):
        try:
            yield name, shop().compile(name, dialect=dialect, as_of="2024-06-30")
        except SegqlError as error:
            yield name, f"-- {_refusal(error)}\n"


def _refusal(error: SegqlError) -> str:
    """What is said of something that a dialect cannot express; every other error goes on."""
    [problem] = error.diagnostics
    if problem.code is not UNSUPPORTED:
        raise error
    return problem.message
