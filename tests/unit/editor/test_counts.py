"""When the target is asked, and what is kept of its answers."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from segql.catalog.models import Settings, Target
from segql.editor.counting import count
from segql.editor.counts import Counts, is_wanted
from segql.editor.folder import Folder
from segql.project import Project

SHOP = Path(__file__).parents[3] / "examples" / "outdoor_shop"


@pytest.mark.parametrize(
    ("wish", "engine", "wanted"),
    [
        ("auto", "duckdb", True),
        ("auto", "snowflake", False),
        ("always", "snowflake", True),
        ("never", "duckdb", False),
    ],
)
def test_what_may_cost_is_asked_only_on_demand(wish: str, engine: str, wanted: bool) -> None:
    settings = Settings(name="x", targets={"main": Target(engine=engine)})
    assert is_wanted(wish, settings, "main") is wanted  # type: ignore[arg-type]
    assert not is_wanted(wish, settings, None)  # type: ignore[arg-type]


def test_sizes_and_shares_are_those_of_a_run() -> None:
    project = Project.load(SHOP)
    names = ["young_outdoor", "lifecycle", "buyers"]
    answer = count(str(SHOP), [*names, "no_such_name"], ["country", "age", "account", "home"])
    result = project.run(names)
    assert answer["customers"] == result.customers
    sizes = {(name, part): size for name, part, size in answer["sizes"]}
    assert sizes["young_outdoor", None] == result.size("young_outdoor")
    [split] = result.segmentations
    for case in split.parts:
        assert sizes.get(("lifecycle", case.name), 0) == case.size
    assert set(answer["known"]) == {"country", "age", "home"}
    assert 0 < answer["known"]["country"] < result.customers


def test_what_goes_wrong_is_told_in_words(tmp_path: Path) -> None:
    assert "no project" not in count(str(tmp_path), [], [])
    assert "failure" in count(str(tmp_path), [], [])


def test_a_changed_meaning_is_counted_anew(tmp_path: Path) -> None:
    root = Path(shutil.copytree(SHOP, tmp_path / "shop"))
    folder = Folder(root)
    counts = Counts()
    analysis = folder.snapshot().analysis
    assert analysis is not None
    names = ["young_outdoor", "came_back"]
    assert counts.missing(analysis, names) == names
    answer = {"customers": 10, "sizes": [[name, None, 3] for name in names], "known": {"age": 9}}
    counts.take(analysis, names, answer)
    assert counts.missing(analysis, names) == []
    assert counts.size_words("came_back") == "3 customers, 30.0% of all"
    assert counts.known_share("age") == 0.9
    folder.put(root / "segments" / "young_outdoor.seg", "age 18..99")
    after = folder.snapshot().analysis
    assert after is not None
    assert counts.missing(after, names) == ["young_outdoor"]
    assert counts.size("young_outdoor") is None
    assert counts.size("came_back") == 3
