"""Where golden cases run: the reference evaluator, and SQL on an engine."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from segql.clock import at_wall_clock
from segql.engines import scratch
from segql.optimize import optimize
from segql.plan import Clock, DefinitionKey, build_plan
from segql.plan.moments import AsOf
from segql.reference import Evaluator
from segql.sql import compile_sql
from tests.golden.evaluate import Case

Answers = dict[str, dict[Any, Any]]
"""By definition: the value of every customer; the truth of a segment or condition."""

BACKENDS = ("reference", "duckdb", "duckdb-optimized")


def names_of(case: Case) -> list[str]:
    return [asked.name for asked in (*case.members, *case.values)]


def answers_of(case: Case, backend: str) -> Answers:
    match backend:
        case "reference":
            return by_reference(case)
        case "duckdb":
            return by_sql(case, optimized=False)
        case _:
            return by_sql(case, optimized=True)


def by_reference(case: Case) -> Answers:
    evaluator = Evaluator(
        case.analysis.program, case.catalog.catalog, case.settings, case.dataset, case.as_of
    )
    return {name: evaluator.values(name) for name in names_of(case)}


def sql_of(case: Case, names: list[str]) -> dict[str, str]:
    """What `segql compile` writes for definitions of the case, pinned to its instant."""
    settings = case.settings
    clock = Clock(case.as_of, ZoneInfo(settings.timezone), settings.week_start)
    plan = optimize(
        build_plan(
            case.analysis.program, case.catalog.catalog, settings, names, case.dataset.physical
        )
    )
    return {
        name: compile_sql(plan, DefinitionKey(name, AsOf()), dialect="duckdb", clock=clock)
        for name in names
    }


def by_sql(case: Case, optimized: bool) -> Answers:
    settings = case.settings
    clock = Clock(case.as_of, ZoneInfo(settings.timezone), settings.week_start)
    asked = names_of(case)
    plan = build_plan(
        case.analysis.program, case.catalog.catalog, settings, asked, case.dataset.physical
    )
    if optimized:
        plan = optimize(plan)
    conditions = {item.name for item in case.members}
    answers: Answers = {}
    with scratch() as engine:
        engine.load(case.dataset)
        for name in asked:
            text = compile_sql(plan, DefinitionKey(name, AsOf()), dialect="duckdb", clock=clock)
            rows = list(engine.rows(text))
            if name in conditions:
                answers[name] = {row[0]: True for row in rows}
            else:
                zone = plan.definitions[DefinitionKey(name, AsOf())].value.zone
                answers[name] = {row[0]: moment(row[1], zone) for row in rows}
    return answers


def moment(value: Any, zone: str | None) -> Any:
    """A wall clock reading as the instant that it is in the zone of its plan."""
    if isinstance(value, datetime) and value.tzinfo is None and zone is not None:
        return at_wall_clock(value, ZoneInfo(zone))
    return value
