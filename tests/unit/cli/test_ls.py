"""`segql ls` shows what SELECT chooses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Segql = Callable[..., Result]


def names(result: Result) -> list[str]:
    assert result.exit_code == 0, result.output
    return result.stdout.split()


def test_the_table(shop: Path, segql: Segql) -> None:
    lines = segql("ls").stdout.split("\n")
    assert lines[0].split() == ["name", "kind", "title", "owner", "tags", "file"]
    assert [line.split("  ")[0] for line in lines[1:-1]] == [
        "buyers", "swedish_buyers", "basket", "activity", "offer", "swedes",
    ]  # fmt: skip
    assert lines[-2].split() == [
        "swedes", "segment", "Swedes", "crm", "team", "nordic", "segments/swedes.seg",
    ]  # fmt: skip


def test_json(shop: Path, segql: Segql) -> None:
    found = json.loads(segql("ls", "swed*", "--format", "json").stdout)
    assert [item["name"] for item in found] == ["swedish_buyers", "swedes"]
    assert found[0]["uses"] == ["buyers", "swedes"]
    assert found[1] == {
        "name": "swedes",
        "kind": "segment",
        "title": "Swedes",
        "goal": None,
        "owner": "crm team",
        "tags": ["nordic"],
        "channels": [],
        "file": "segments/swedes.seg",
        "line": 1,
        "uses": [],
    }


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["tag:nordic"], ["swedes"]),
        (["owner:crm"], ["swedes"]),
        (["+swedish_buyers"], ["buyers", "swedish_buyers", "swedes"]),
        (["swedes+"], ["swedish_buyers", "swedes"]),
        (["segments/swedes.seg"], ["swedes"]),
        (["./segments/swedes.seg+"], ["swedish_buyers", "swedes"]),
        (["--exclude", "segments/buyers.seg"], ["swedes"]),
    ],
)
def test_select(shop: Path, segql: Segql, words: list[str], expected: list[str]) -> None:
    assert names(segql("ls", *words, "--format", "names")) == expected


def test_a_file_is_found_from_where_one_stands(
    shop: Path, segql: Segql, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shop / "segments")
    assert names(segql("ls", "swedes.seg", "--format", "names")) == ["swedes"]


def test_an_unknown_name(shop: Path, segql: Segql) -> None:
    result = segql("ls", "sweeds")
    assert result.exit_code == 2
    assert "Did you mean swedes?" in result.stderr
    assert segql("ls", "none.seg").exit_code == 2
