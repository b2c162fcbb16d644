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
    assert "Did you mean `swedes`?" in result.stderr
    assert segql("ls", "none.seg").exit_code == 2


def test_what_one_may_write_about(shop: Path, segql: Segql) -> None:
    lines = segql("ls", "--fields").stdout.rstrip().split("\n")
    assert [line.split() for line in lines] == [
        ["name", "what", "it", "is", "about"],
        ["age", "a", "whole", "number"],
        ["country", "text", '"SE",', '"NO",', '"DK"'],
        ["email", "text"],
        ["purchases", "a", "whole", "number", "=", "count(orders", "in", "last", "90", "days)"],
        ["basket", "a", "number", "Basket;", "=", "average(orders.amount)"],
        ["activity", "text", "Activity;", '"often",', '"once",', '"never"'],
        ["offer", "text", '"a",', '"b"'],
        ["orders", "events"],
        ["orders.time", "a", "time", "When", "it", "happened"],
        ["orders.amount", "a", "number"],
    ]
    assert names(segql("ls", "--fields", "orders", "--format", "names")) == [
        "orders", "orders.time", "orders.amount",
    ]  # fmt: skip
    assert names(segql("ls", "--fields", "MOUNT", "--format", "names")) == ["orders.amount"]
    [country] = json.loads(segql("ls", "--fields", "country", "--format", "json").stdout)
    assert country == {
        "written": "country",
        "name": "country",
        "kind": "attribute",
        "owner": None,
        "type": "text",
        "unit": None,
        "label": None,
        "description": None,
        "definition": None,
        "values": ["SE", "NO", "DK"],
        "share_known": None,
    }


def test_how_much_is_known(shop: Path, segql: Segql) -> None:
    words = ["ls", "--fields", "--known", "--format", "json"]
    found = {item["written"]: item["share_known"] for item in json.loads(segql(*words).stdout)}
    assert (found["age"], found["orders.amount"], found["purchases"]) == (0.8, 1.0, None)
    assert "80%" in segql("ls", "--fields", "--known", "age").stdout


@pytest.mark.parametrize(("words", "said"), [
    (["--fields", "contry"], "Did you mean `country`?"),
    (["--known"], "--known goes with --fields."),
])  # fmt: skip
def test_names_that_the_catalog_lacks(
    shop: Path, segql: Segql, words: list[str], said: str
) -> None:
    result = segql("ls", *words)
    assert result.exit_code == 2
    assert said in result.stderr


def test_titles_are_shown_whole(shop: Path, segql: Segql) -> None:
    title = "A title that says at some length who is meant by this segment"
    (shop / "segments" / "long.seg").write_text(f'segment long "{title}" where everybody\n')
    assert title in segql("ls", "long").stdout
