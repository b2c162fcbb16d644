"""Hundreds of definitions in one go: the same members on every engine, and few scans."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from segql.engines import Engine, connect, scratch
from segql.optimize import optimize
from segql.plan import Clock, Plan, build_plan
from segql.plan.nodes import EventSet, Exists, Measure
from segql.plan.rewrite import descendants
from segql.project import Project
from segql.project.publishing import published
from segql.publish import labels_of, sizes_by_label
from segql.sql import compile_long, compile_sizes, compile_sql, compile_together
from tests.engines.databases import filled, target_in
from tests.engines.many import CATALOG, data, definitions

MANY = 200
DATA = data()


@cache
def project_of(folder: Path, count: int) -> Project:
    (folder / "segments").mkdir()
    settings = {"name": "many", "timezone": "Europe/Stockholm"}
    (folder / "segql.yml").write_text(json.dumps(settings), encoding="utf-8")
    (folder / "catalog.yml").write_text(CATALOG, encoding="utf-8")
    (folder / "segments" / "many.seg").write_text(definitions(count), encoding="utf-8")
    return Project.load(folder)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return project_of(tmp_path_factory.mktemp("many"), MANY)


def clock_of(project: Project) -> Clock:
    return Clock(project.instant("2024-06-30"), project.zone, project.settings.week_start)


def plan_for(project: Project, engine: Engine) -> Plan:
    physical = engine.physical(DATA.tables)
    names = project.counted(None)
    return optimize(
        build_plan(project.analysis.program, project.catalog, project.settings, names, physical)
    )


@pytest.fixture(scope="module")
def singly(project: Project) -> dict[str, set[tuple[Any, ...]]]:
    """The members of each definition by a statement of its own, on DuckDB."""
    with scratch() as engine:
        engine.load(DATA)
        plan = plan_for(project, engine)
        return {
            key.name: {
                tuple(row)
                for row in engine.rows(compile_sql(plan, key, clock=clock_of(project)))
                if row[-1] is not None
            }
            for key in plan.roots
        }


@pytest.fixture(scope="module", params=["duckdb", "sqlite", "postgres", "mariadb"])
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    from segql.catalog.models import Target

    folder = tmp_path_factory.mktemp(request.param)
    with (
        target_in(request.param) as server,
        filled(server, DATA, folder) as described,
        connect(Target.model_validate(described), folder) as opened,
    ):
        yield opened


def test_together_gives_the_members_of_single_statements(
    project: Project, engine: Engine, singly: dict[str, set[tuple[Any, ...]]]
) -> None:
    plan = plan_for(project, engine)
    statement = compile_together(plan, plan.roots, dialect=engine.dialect, clock=clock_of(project))
    rows = list(engine.rows(statement))
    assert len(rows) == 60
    for place, key in enumerate(plan.roots, 1):
        is_segment = plan.definitions[key].kind == "segment"
        found = (
            {(row[0],) for row in rows if row[place]}
            if is_segment
            else {(row[0], row[place]) for row in rows if row[place] is not None}
        )
        assert found == singly[key.name], key.name


def test_long_gives_the_members_of_single_statements(
    project: Project, engine: Engine, singly: dict[str, set[tuple[Any, ...]]]
) -> None:
    plan = plan_for(project, engine)
    labels = labels_of(published(project, project.counted(None)))
    keyed = {key: labels[key.name] for key in plan.roots if key.name in labels}
    statement = compile_long(
        plan, plan.roots, keyed, dialect=engine.dialect, clock=clock_of(project)
    )
    expected = {
        (labels[name][row[1]] if name in labels else name, row[0])
        for name, members in singly.items()
        for row in members
    }
    assert set(engine.rows(statement)) == expected


@pytest.mark.parametrize("count", [MANY, pytest.param(1000, marks=pytest.mark.slow)])
def test_sizes_of_very_many(engine: Engine, tmp_path: Path, count: int) -> None:
    project = project_of(tmp_path, count)
    plan = plan_for(project, engine)
    items = published(project, project.counted(None))
    found = {}
    for statement in compile_sizes(
        plan, plan.roots, dialect=engine.dialect, clock=clock_of(project)
    ):
        found.update({(name, part): size for name, part, size in engine.rows(statement)})
    assert found.pop((None, None)) == 60
    assert sizes_by_label(found, items) == sizes_on_duckdb(count, tmp_path)


@cache
def _known(count: int) -> dict[str, int]:
    return {}


def sizes_on_duckdb(count: int, folder: Path) -> dict[str, int]:
    """The sizes as DuckDB counts them, in one statement; kept for the engines that follow."""
    known = _known(count)
    if not known:
        project = project_of(folder, count)
        with scratch() as engine:
            engine.load(DATA)
            plan = plan_for(project, engine)
            [statement] = compile_sizes(plan, plan.roots, clock=clock_of(project))
            rows = {(name, part): size for name, part, size in engine.rows(statement)}
        rows.pop((None, None))
        known.update(sizes_by_label(rows, published(project, project.counted(None))))
    return known


# ------------------------------------------------------------------------------------- scans


def filters(plan: Plan) -> set[EventSet]:
    """The distinct event filters that all definitions ask for."""
    return {
        node.events
        for definition in plan.definitions.values()
        for node in descendants(definition.value)
        if isinstance(node, Measure | Exists)
    }


def scans_in(engine: Engine, statement: str) -> int:
    """How often an engine's own plan reads the tables of events."""
    match engine.name:
        case "duckdb":
            [(_, plan)] = list(engine.rows(f"EXPLAIN (FORMAT json) {statement}"))
            return _count(json.loads(str(plan)), "orders") + _count(json.loads(str(plan)), "views")
        case "postgres":
            plan = engine.connection.execute(f"EXPLAIN {statement}").fetchall()  # type: ignore[attr-defined]
            text = "\n".join(line for (line,) in plan)
            return text.count("Scan on orders ") + text.count("Scan on views ")
        case _:
            lines = [str(row[3]) for row in engine.rows(f"EXPLAIN QUERY PLAN {statement}")]
            aliases = ("o", "v", "orders", "views")
            return sum(
                line.startswith("SCAN ")
                and line.split()[1].split("_")[0] in aliases
                and not line.endswith("FROM CTE")
                for line in lines
            )


def _count(node: Any, table: str) -> int:
    if isinstance(node, list):
        return sum(_count(item, table) for item in node)
    text = json.dumps(node.get("extra_info", {}))
    own = "SCAN" in str(node.get("name", "")) and f"{table}" in text
    return own + sum(_count(child, table) for child in node.get("children", []))


def test_scans_grow_with_filters_and_not_with_segments(tmp_path: Path, engine: Engine) -> None:
    if engine.name == "mariadb":
        pytest.skip("MariaDB computes a common table expression anew wherever it is named")
    counted = {}
    for count in (100, 400):
        folder = tmp_path / str(count)
        folder.mkdir()
        project = project_of(folder, count)
        plan = plan_for(project, engine)
        plain = [key for key in plan.roots if is_plain(plan, key)]
        statement = compile_together(plan, plain, dialect=engine.dialect, clock=clock_of(project))
        reached = filters(only(plan, plain))
        counted[count] = len(plain), len(reached), scans_in(engine, statement)
        assert 0 < counted[count][2] <= len(reached), counted
    segments, _, scans = zip(*counted.values(), strict=True)
    assert segments[1] > 3 * segments[0]
    assert scans[1] < 2.5 * scans[0], counted


def is_plain(plan: Plan, key: Any) -> bool:
    """Whether a definition asks for figures of events and nothing of other definitions."""
    kinds = {type(node).__name__ for node in descendants(plan.definitions[key].value)}
    return not kinds & {"Reference", "Sequence", "Top", "Population", "Periods", "InList"}


def only(plan: Plan, keys: list[Any]) -> Plan:
    from dataclasses import replace

    return replace(plan, definitions={key: plan.definitions[key] for key in keys})


def test_a_thousand_definitions_compile_in_seconds(tmp_path: Path) -> None:
    project = project_of(tmp_path, 1000)
    started = time.process_time()
    made = project.compile_together(dialect="postgres", as_of="2024-06-30")
    assert len(made) == 1
    assert time.process_time() - started < 20
