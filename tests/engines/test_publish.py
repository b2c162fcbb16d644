"""`segql publish` on every engine that keeps views and tables, and what readers then find there."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes.engines import DATABASE_BUSY, ENGINE_FAILED
from segql.engines import connect
from segql.engines import stepwise as stepwise_module
from segql.engines.shelves import Shelf, shelf
from segql.engines.stepwise import LOCK
from segql.project import Project
from segql.publish import LONG, REGISTRY, WIDE
from segql.publish.deploying import Deployment
from segql.publish.made import jumped
from tests.engines.conftest import marked
from tests.engines.databases import filled, rows_of, target_in
from tests.engines.many import CATALOG, data

AS_OF = "2024-06-30"
SEGMENTS = """
segment buyers "Buyers" where count(orders in last 90 days) >= 2
segment nordic where country in ("SE", "NO") and subscribed
segment both_of "Both" where in segment buyers and in segment nordic
segmentation lifecycle "Lifecycle"
  case active where any(orders in last 90 days)
  case seen where any(views in last 90 days)
"""
TRIAL = """
experiment trial
  start 2024-06-01
  variant a 50%
  variant b 50%
"""


PLACES = ["duckdb", "sqlite", "postgres", "mariadb", "chdb", "clickhouse", "spark"]


@pytest.fixture(scope="module", params=marked(PLACES))
def server(request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    with target_in(request.param) as described:
        yield described


@pytest.fixture
def project(server: dict[str, Any], tmp_path: Path) -> Iterator[Project]:
    with filled(server, data(), tmp_path) as described:
        # the split needs a function that other programs do not have in SQLite
        more = "" if server["engine"] == "sqlite" else TRIAL
        yield written(tmp_path, described, SEGMENTS + more)


def written(folder: Path, described: dict[str, Any], segments: str = SEGMENTS) -> Project:
    settings = {"name": "shop", "timezone": "Europe/Stockholm", "targets": {"it": described}}
    (folder / "segql.yml").write_text(json.dumps(settings), encoding="utf-8")
    (folder / "catalog.yml").write_text(CATALOG, encoding="utf-8")
    (folder / "segments").mkdir(exist_ok=True)
    (folder / "segments" / "shop.seg").write_text(segments, encoding="utf-8")
    return Project.load(folder)


def rows(project: Project, sql: str) -> list[tuple[Any, ...]]:
    """What a query gives to a program that only knows the database."""
    return rows_of(project.settings.targets["it"], project.base, sql)


def tables(project: Project) -> set[str]:
    _, target = project.target()
    with connect(target, project.base) as engine:
        return set(engine.tables())


def expected(project: Project) -> set[tuple[str, int]]:
    found: set[tuple[str, int]] = set()
    for name in project.definitions:
        members = project.members(name, as_of=AS_OF)
        parts = members.parts or [None] * len(members.keys)
        found |= {
            (f"{name}:{part}" if part else name, key)
            for key, part in zip(members.keys, parts, strict=True)
        }
    return found


@pytest.mark.parametrize("kind", ["view", "table"])
def test_readers_find_the_members(project: Project, kind: Any) -> None:
    truth = expected(project)
    result = project.publish(as_=kind, as_of=AS_OF)
    assert set(rows(project, f"SELECT segment, customer_id FROM {LONG}")) == truth
    assert {("buyers", key) for (key,) in rows(project, "SELECT customer_id FROM buyers")} == {
        item for item in truth if item[0] == "buyers"
    }
    wide = rows(project, f"SELECT customer_id, {', '.join(project.definitions)} FROM {WIDE}")
    assert len(wide) == 60
    found = set()
    for key, *values in wide:
        for name, value in zip(project.definitions, values, strict=True):
            if isinstance(value, str):
                found.add((f"{name}:{value}", key))
            elif value:
                found.add((name, key))
    assert found == truth
    cases = set(
        rows(project, "SELECT customer_id, lifecycle FROM lifecycle WHERE lifecycle = 'active'")
    )
    assert {(f"lifecycle:{case}", key) for key, case in cases} == {
        item for item in truth if item[0] == "lifecycle:active"
    }
    sizes = {label: sum(item[0] == label for item in truth) for label in result.done.sizes}
    assert dict(result.done.sizes) == sizes
    assert {name for name, _ in truth} <= set(sizes)


def test_it_is_idempotent_and_changes_its_kind(project: Project) -> None:
    for kind in ("view", "view", "table", "table", "view"):
        project.publish(as_=kind, as_of=AS_OF)  # type: ignore[arg-type]
        found = rows(project, f"SELECT name, kind FROM {REGISTRY}")
        assert sorted(found) == sorted((name, kind) for name in (*project.definitions, WIDE, LONG))
        assert not [name for name in tables(project) if name.startswith("segql_new")]
        assert not [name for name in tables(project) if name.startswith("segql_old")]


def test_what_is_no_longer_published_is_dropped_and_nothing_else(project: Project) -> None:
    project.publish(as_of=AS_OF)
    before = tables(project)
    result = project.publish(["buyers"], as_of=AS_OF)
    assert set(result.done.dropped) == set(project.definitions) - {"buyers"}
    assert tables(project) == before - set(project.definitions) | {"buyers"}
    assert {"customers", "orders", "views"} <= tables(project)


def test_what_others_made_stays(project: Project) -> None:
    with changing(project) as place:
        place.execute(mine(project))
    with pytest.raises(SegqlError) as caught:
        project.publish(as_of=AS_OF)
    assert caught.value.exit_code == 1
    assert [item.code.id for item in caught.value.diagnostics] == ["SEG740"]
    assert "nordic" not in tables(project)
    assert rows(project, "SELECT * FROM buyers") == []
    # also where it takes the place of something that was published
    with changing(project) as place:
        place.execute("DROP TABLE buyers")
    project.publish(as_of=AS_OF)
    with changing(project) as place:
        place.execute("DROP VIEW buyers")
        place.execute(mine(project))
    with pytest.raises(SegqlError, match="SegQL did not make"):
        project.publish(as_of=AS_OF)
    assert rows(project, "SELECT * FROM buyers") == []


def test_another_project_is_left_alone(project: Project, tmp_path: Path) -> None:
    project.publish(["buyers"], as_of=AS_OF)
    text = (tmp_path / "segql.yml").read_text()
    (tmp_path / "segql.yml").write_text(text.replace('"name": "shop"', '"name": "other"'))
    with pytest.raises(SegqlError, match="the project shop made"):
        Project.load(tmp_path).publish(["nordic"], as_of=AS_OF)
    assert "buyers" in tables(project)
    assert "nordic" not in tables(project)


def test_a_failure_midway_leaves_the_old_state(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.publish(["buyers"], as_of=AS_OF)
    before = tables(project), sorted(rows(project, "SELECT * FROM buyers"))
    count = 0
    run = Deployment._run

    def breaking(self: Deployment, sql: str) -> None:
        nonlocal count
        count += 1
        if count == 8:
            raise KeyboardInterrupt
        run(self, sql)

    monkeypatch.setattr(Deployment, "_run", breaking)
    with pytest.raises(KeyboardInterrupt):
        project.publish(as_=("table"), as_of="2024-01-31")
    monkeypatch.undo()
    found = {name for name in tables(project) if not name.startswith("segql_new")}
    assert (found, sorted(rows(project, "SELECT * FROM buyers"))) == before
    project.publish(as_of=AS_OF)
    assert not [name for name in tables(project) if name.startswith("segql_new")]


@pytest.fixture
def stepwise(tmp_path: Path) -> Iterator[Project]:
    """A project on a database that changes views and tables one by one."""
    with target_in("chdb") as server, filled(server, data(), tmp_path) as described:
        yield written(tmp_path, described)


@pytest.mark.warehouse
@pytest.mark.parametrize(("before", "after"), [("view", "table"), ("table", "view")])
def test_one_by_one_the_next_run_mends_wherever_one_was_killed(
    stepwise: Project, monkeypatch: pytest.MonkeyPatch, before: Any, after: Any
) -> None:
    truth = expected(stepwise)
    run = Deployment._run
    left = 0

    def breaking(self: Deployment, sql: str) -> None:
        nonlocal left
        left -= 1
        if not left:
            raise KeyboardInterrupt
        run(self, sql)

    stepwise.publish(as_=before, as_of=AS_OF)
    total = len(stepwise.publish(["buyers", "nordic"], as_=after, as_of=AS_OF).done.statements)
    assert total > 12
    for step in range(1, total + 1):
        stepwise.publish(as_=before, as_of=AS_OF)
        left = step
        with monkeypatch.context() as patched:
            patched.setattr(Deployment, "_run", breaking)
            with pytest.raises(KeyboardInterrupt):
                stepwise.publish(["buyers", "nordic"], as_=after, as_of=AS_OF)
        stepwise.publish(as_=after, as_of=AS_OF)
        found = rows(stepwise, f"SELECT name, kind FROM {REGISTRY}")
        assert sorted(found) == sorted(
            (name, after) for name in (*stepwise.definitions, WIDE, LONG)
        )
        assert not [name for name in tables(stepwise) if name.startswith("segql_new")]
        assert set(rows(stepwise, f"SELECT segment, customer_id FROM {LONG}")) == truth


@pytest.mark.warehouse
@pytest.mark.parametrize("engine", ["chdb", "clickhouse", "spark"])
def test_a_lock_that_a_killed_run_left_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    with target_in(engine) as server, filled(server, data(), tmp_path) as described:
        project = written(tmp_path, described)
        monkeypatch.setattr(stepwise_module, "WAIT", 0)
        with changing(project), pytest.raises(SegqlError) as caught:
            project.publish(as_of=AS_OF)
        [problem] = caught.value.diagnostics
        assert (caught.value.exit_code, problem.code.id) == (3, "SEG709")
        assert f"publishing into this database: process {os.getpid()} of " in problem.message
        assert "drop the table `segql_publishing` first" in (problem.help or "")
        project.publish(as_of=AS_OF)
        assert LOCK not in tables(project)


@pytest.mark.warehouse
def test_a_lock_that_goes_as_it_is_asked_for_is_taken(
    stepwise: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Making the lock failed, and by then it is there no more: the other one has just ended."""
    refused = stepwise_module._refused
    answers = [SegqlError(Diagnostic(DATABASE_BUSY, "It is there already."))] * 2

    def late(place: Shelf, statement: str) -> SegqlError | None:
        return answers.pop() if answers else refused(place, statement)

    monkeypatch.setattr(stepwise_module, "_refused", late)
    monkeypatch.setattr(stepwise_module, "_PAUSE", 0)
    stepwise.publish(as_of=AS_OF)
    answers = [SegqlError(Diagnostic(ENGINE_FAILED, "Not allowed."))] * 3
    with pytest.raises(SegqlError, match="Not allowed"):
        stepwise.publish(as_of=AS_OF)


@pytest.mark.warehouse
def test_spark_takes_plain_names_only(tmp_path: Path) -> None:
    with target_in("spark") as server, filled(server, data(), tmp_path) as described:
        odd = written(tmp_path, described, "segment `très-grand` where age > 40\n")
        with pytest.raises(SegqlError, match="names of letters from A to Z") as caught:
            odd.publish(as_of=AS_OF)
        assert caught.value.exit_code == 2
        assert [item.code.id for item in caught.value.diagnostics] == ["SEG743"]
        plain = written(tmp_path, described, "segment Grand where age > 40\n")
        for _ in range(2):
            assert not plain.publish(as_of=AS_OF).done.dropped
        assert rows(plain, f"SELECT name FROM {REGISTRY} WHERE kind = 'view'")[0] == ("Grand",)


def test_two_at_once_do_no_harm(
    project: Project, server: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stepwise_module, "WAIT", 600)  # of four in turn, on a busy machine
    problems: list[BaseException] = []

    def publish(kind: Any) -> None:
        try:
            Project.load(project.root).publish(as_=kind, as_of=AS_OF)
        except SegqlError as error:
            problems.append(error)

    threads = [threading.Thread(target=publish, args=(kind,)) for kind in ("view", "table") * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # the file of DuckDB is one program's, or one connection's, at a time
    assert len(problems) <= (3 if server["engine"] == "duckdb" else 0), problems
    assert set(rows(project, f"SELECT segment, customer_id FROM {LONG}")) == expected(project)
    assert len({kind for (kind,) in rows(project, f"SELECT kind FROM {REGISTRY}")}) == 1


def test_a_dry_run_prints_and_changes_nothing(project: Project) -> None:
    before = tables(project)
    result = project.publish(as_of=AS_OF, dry_run=True)
    assert tables(project) == before
    text = "\n".join(result.done.statements)
    assert "buyers" in text
    assert REGISTRY in text
    assert result.to_dict()["statements"] == result.done.statements
    project.publish(as_of=AS_OF)
    assert "DROP" in "\n".join(
        project.publish(["nordic"], as_of=AS_OF, dry_run=True).done.statements
    )
    assert "buyers" in tables(project)


@pytest.mark.parametrize("kind", ["view", "table"])
def test_a_jump_is_reported_before_it_is_published(
    project: Project, tmp_path: Path, kind: Any
) -> None:
    described = project.settings.targets["it"].model_dump(by_alias=True, exclude_none=True)
    few = 'segment crowd where age = 200 or country = "XX"\n'
    written(tmp_path, described, few).publish(as_=kind, as_of=AS_OF)
    many = written(tmp_path, described, "segment crowd where age >= 0\n")
    with pytest.raises(SegqlError) as caught:
        many.publish(as_=kind, as_of=AS_OF)
    assert [item.code.id for item in caught.value.diagnostics] == ["SEG742"]
    assert rows(project, "SELECT * FROM crowd") == []
    result = many.publish(as_=kind, as_of=AS_OF, force=True)
    assert [(item.name, item.before) for item in result.done.jumps] == [("crowd", 0)]
    assert len(rows(project, "SELECT * FROM crowd")) == result.done.sizes["crowd"] > 10
    assert not many.publish(as_=kind, as_of=AS_OF).done.jumps


def test_what_counts_as_a_jump() -> None:
    assert not jumped(0, 9)
    assert jumped(0, 10)
    assert not jumped(9, 0)
    assert jumped(100, 10)
    assert not jumped(100, 11)


@pytest.mark.engine
def test_what_readers_built_on_is_kept_or_told(tmp_path: Path) -> None:
    with target_in("postgres") as server, filled(server, data(), tmp_path) as described:
        project = written(tmp_path, described)
        project.publish(as_of=AS_OF)
        with changing(project) as place:
            place.execute("CREATE VIEW report AS SELECT count(*) AS n FROM buyers")
        before = tables(project)
        project.publish(as_of=AS_OF)  # a view is replaced in place
        with pytest.raises(SegqlError) as caught:
            project.publish(as_="table", as_of=AS_OF)  # and cannot become a table below another
        assert caught.value.exit_code == 1
        assert [item.code.id for item in caught.value.diagnostics] == ["SEG745"]
        [problem] = caught.value.diagnostics
        assert problem.message == (
            "Something is built on what has to be replaced: view report depends on view buyers."
        )
        assert tables(project) == before
        assert len(rows(project, "SELECT * FROM report")) == 1
        with changing(project) as place:
            place.execute("DROP VIEW report")
        project.publish(as_="table", as_of=AS_OF)


def test_live_views_follow_the_clock(project: Project, server: dict[str, Any]) -> None:
    if server["engine"] == "sqlite":
        with pytest.raises(SegqlError, match="only SegQL brings along") as caught:
            project.publish(["buyers"], live=True)
        assert [item.code.id for item in caught.value.diagnostics] == ["SEG743"]
        assert REGISTRY not in tables(project)
        return
    project.publish(["buyers"], live=True)
    assert rows(project, "SELECT * FROM buyers") == []  # the orders are of 2024
    assert rows(project, f"SELECT DISTINCT as_of FROM {REGISTRY}") == [("live",)]


def mine(project: Project) -> str:
    """A table of somebody else's."""
    _, target = project.target()
    stored = "ENGINE = Memory" if target.engine in ("chdb", "clickhouse") else ""
    return f"CREATE TABLE buyers (mine INT) {stored}"


@contextmanager
def changing(project: Project) -> Iterator[Shelf]:
    """The project's database, to be changed by somebody else."""
    _, target = project.target()
    with connect(target, project.base, writable=True) as engine, shelf(engine) as place:
        yield place
