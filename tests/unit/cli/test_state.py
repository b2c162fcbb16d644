"""Runs leave records, and `state:modified` chooses what says something else than then."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Segql = Callable[..., Result]


def modified(segql: Segql, *words: str) -> list[str]:
    result = segql("ls", *(words or ("state:modified",)), "--state", "before", "--format", "names")
    assert result.exit_code == 0, result.output
    return result.stdout.split()


@pytest.fixture
def before(shop: Path, segql: Segql) -> Path:
    assert segql("run", "swedes").exit_code == 0
    (shop / "target").rename(shop / "before")
    return shop


def test_records_of_a_run(shop: Path, segql: Segql) -> None:
    assert segql("run", "swedes", "activity").exit_code == 0
    manifest = json.loads((shop / "target" / "manifest.json").read_text())
    results = json.loads((shop / "target" / "run_results.json").read_text())
    assert manifest["schema_version"] == 1
    assert set(manifest["definitions"]) == {
        "activity", "basket", "buyers", "offer", "swedes", "swedish_buyers",
    }  # fmt: skip
    assert manifest["as_of"] == results["as_of"] == "2024-07-01T00:00:00+02:00"
    assert (results["command"], results["target"]) == ("run", "local")
    assert results["results"][0] == {
        "kind": "segment", "name": "swedes", "title": "Swedes", "size": 2, "share": 0.4,
    }  # fmt: skip
    first = (shop / "target" / "manifest.json").read_bytes()
    segql("run", "swedes", "activity")
    assert (shop / "target" / "manifest.json").read_bytes() == first


def test_nothing_changed(before: Path, segql: Segql) -> None:
    assert modified(segql) == []
    result = segql("run", "state:modified", "--state", "before")
    assert result.exit_code == 0
    assert "Nothing to count" in result.stderr


def test_layout_and_comments_do_not_count(before: Path, segql: Segql) -> None:
    file = before / "segments" / "buyers.seg"
    file.write_text("# new\n" + file.read_text().replace(" where ", "\nWHERE\n"))
    assert modified(segql) == []


def test_a_new_and_a_changed_definition(before: Path, segql: Segql) -> None:
    (before / "segments" / "new.seg").write_text("age > 90\n")
    file = before / "segments" / "swedes.seg"
    file.write_text(file.read_text().replace('"SE"', '"NO"'))
    assert modified(segql) == ["new", "swedes"]
    assert modified(segql, "state:modified+") == ["swedish_buyers", "new", "swedes"]


def test_a_param_counts_where_it_is_used(before: Path, segql: Segql) -> None:
    file = before / "segments" / "buyers.seg"
    file.write_text(file.read_text().replace("param least = 1", "param least = 2"))
    assert modified(segql) == ["buyers"]


def test_a_computed_attribute_counts_where_it_is_used(before: Path, segql: Segql) -> None:
    file = before / "catalog.yml"
    file.write_text(file.read_text().replace("last 90 days", "last 60 days"))
    assert modified(segql) == ["buyers", "activity"]


def test_without_an_earlier_state(shop: Path, segql: Segql) -> None:
    none = segql("ls", "state:modified")
    assert none.exit_code == 2
    assert "--state DIR" in none.stderr
    assert segql("ls", "state:modified", "--state", "nowhere").exit_code == 2


def test_a_folder_that_cannot_be_written_is_a_warning(shop: Path, segql: Segql) -> None:
    (shop / "target").write_text("in the way")
    result = segql("run", "swedes", "--format", "json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["segments"][0]["size"] == 2
    assert "warning" in result.stderr
