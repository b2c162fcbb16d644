"""The dbt export in a real dbt project: it builds, its tests pass, and its members are the same.

dbt lives in an environment of its own, since it wants other packages than SegQL.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from segql.engines.duckdb.load import load_dataset
from segql.project import Project
from tests.engines.many import CATALOG, data
from tests.security.payloads import PAYLOADS, written

pytestmark = pytest.mark.dbt
AS_OF = "2024-06-30"
SEGMENTS = """
segment buyers "Buyers"
  goal "sell more"
  owner "crm team"
  tags "email", "weekly"
where count(orders in last 90 days) >= 2
segment nordic where country in ("SE", "NO") and subscribed
segmentation lifecycle "Lifecycle"
  case active where any(orders in last 90 days)
  case `{{7*7}} {% raw %}` where any(views in last 90 days)
  otherwise `it's`
experiment trial
  start 2024-06-01
  variant a 50%
  variant b 50%
"""
PROFILE = """
{name}:
  target: dev
  outputs:
    dev: {{type: duckdb, path: shop.duckdb, threads: 2}}
"""


WANTED = ["dbt-core>=1.10.6,<1.12", "dbt-duckdb>=1.9,<1.11"]
"""The releases that the export is known to work with."""


@pytest.fixture(scope="session")
def dbt(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The program dbt; $SEGQL_DBT names one that is installed already."""
    given = os.environ.get("SEGQL_DBT")
    if given:
        return Path(given)
    base = tmp_path_factory.getbasetemp()
    # processes that test side by side share one environment
    place = (base if worker_id == "master" else base.parent) / "dbt"
    place.mkdir(exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        why = place / "why"
        if not why.exists():
            why.write_text(installed(place / "env"), encoding="utf-8")
        if said := why.read_text(encoding="utf-8"):
            pytest.skip(f"dbt-duckdb cannot be installed: {said}")
    return place / "env" / "bin" / "dbt"


def installed(place: Path) -> str:
    """Make an environment with dbt; what went wrong, else nothing."""
    uv = shutil.which("uv")
    if uv is not None:
        python = str(place / "bin" / "python")
        commands = [
            [uv, "venv", "-q", "-p", sys.executable, str(place)],
            [uv, "pip", "install", "-q", "--python", python, *WANTED],
        ]
    else:
        commands = [
            [sys.executable, "-m", "venv", str(place)],
            [str(place / "bin" / "pip"), "install", "-q", *WANTED],
        ]
    for command in commands:
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
        except subprocess.TimeoutExpired:
            return "it took more than five minutes"
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines()
            return said[-1] if said else f"`{command[0]}` failed"
    return ""


def project_in(folder: Path, segments: str, name: str = "shop") -> Project:
    """A project on a DuckDB database, and its export beside."""
    with duckdb.connect(str(folder / "shop.duckdb")) as connection:
        load_dataset(connection, data())
    settings = {
        "name": name,
        "timezone": "Europe/Stockholm",
        "targets": {"it": {"engine": "duckdb", "database": "shop.duckdb"}},
    }
    (folder / "segql.yml").write_text(json.dumps(settings), encoding="utf-8")
    (folder / "catalog.yml").write_text(CATALOG, encoding="utf-8")
    (folder / "segments").mkdir()
    (folder / "segments" / "shop.seg").write_text(segments, encoding="utf-8")
    return Project.load(folder)


def build(dbt: Path, project: Project) -> dict[str, Any]:
    """Export, `dbt build`, and the manifest that dbt made of it."""
    base = project.base
    place = base / "warehouse"
    done = subprocess.run(
        [sys.executable, "-m", "segql", "compile", "--project", str(base), "--as", "dbt",
         "-o", str(place), "--as-of", AS_OF, "--quiet"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (base / "profiles.yml").write_text(PROFILE.format(name=project.settings.name))
    shutil.copy(base / "shop.duckdb", place / "shop.duckdb")
    done = subprocess.run(
        [str(dbt), "build", "--profiles-dir", str(base), "--project-dir", str(place)],
        cwd=place,
        env={**os.environ, "DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "NO_COLOR": "1"},
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:]
    assert "WARN=0 ERROR=0 SKIP=0" in done.stdout, done.stdout[-4000:]
    assert "Deprecat" not in done.stdout, done.stdout
    found: dict[str, Any] = json.loads((place / "target" / "manifest.json").read_text("utf-8"))
    return found


def test_dbt_builds_it_with_the_same_members(dbt: Path, tmp_path: Path) -> None:
    project = project_in(tmp_path, SEGMENTS)
    manifest = build(dbt, project)
    model = manifest["nodes"]["model.shop.buyers"]
    assert model["description"] == "Buyers. Goal: sell more"
    assert model["config"]["meta"] == {
        "segql": "buyers", "title": "Buyers", "goal": "sell more", "owner": "crm team",
    }  # fmt: skip
    assert model["config"]["tags"] == ["email", "weekly"]
    with duckdb.connect(str(tmp_path / "warehouse" / "shop.duckdb"), read_only=True) as built:
        long = set(built.execute("SELECT segment, customer_id FROM memberships_long").fetchall())
        expected = set()
        for name in project.definitions:
            members = project.members(name, as_of=AS_OF)
            own = built.execute(f"SELECT * FROM {name} WHERE COLUMNS(*) IS NOT NULL").fetchall()
            if members.parts is None:
                assert sorted(key for (key,) in own) == members.keys
                expected |= {(name, key) for key in members.keys}
            else:
                pairs = list(zip(members.keys, members.parts, strict=True))
                assert sorted(own) == pairs
                expected |= {(f"{name}:{part}", key) for key, part in pairs}
        assert long == expected
        wide = built.execute("SELECT customer_id FROM memberships_wide WHERE nordic").fetchall()
        assert sorted(key for (key,) in wide) == project.members("nordic", as_of=AS_OF).keys


def test_payloads_come_through_as_they_are(dbt: Path, tmp_path: Path) -> None:
    definitions = []
    for number, text in enumerate(PAYLOADS.values()):
        told = written(text)
        definitions.append(
            f"segment p{number} {told}\n  goal {told}\n  owner {told}\n  tags {told}\n"
            f"where country = {told} or age > {20 + number}\n"
        )
        if "`" not in text and text == text.strip() and text.isprintable():
            definitions.append(f"segment `n{number} {text}` where age > 90\n")
    project = project_in(tmp_path, "".join(definitions))
    manifest = build(dbt, project)
    models = {
        item["config"]["meta"]["segql"]: item
        for item in manifest["nodes"].values()
        if "segql" in item.get("config", {}).get("meta", {})
    }
    for number, text in enumerate(PAYLOADS.values()):
        meta = models[f"p{number}"]["config"]["meta"]
        assert (meta["title"], meta["goal"], meta["owner"]) == (text, text, text)
        assert models[f"p{number}"]["config"]["tags"] == [text]
        assert text.rstrip(".") in models[f"p{number}"]["description"]
    with duckdb.connect(str(tmp_path / "warehouse" / "shop.duckdb"), read_only=True) as built:
        sizes = dict(
            built.execute("SELECT segment, count(*) FROM memberships_long GROUP BY 1").fetchall()
        )
    result = project.run(as_of=AS_OF)
    assert sizes == {name: size for name in project.definitions if (size := result.size(name))}
