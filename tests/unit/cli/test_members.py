"""`segql members` gives out keys, and nothing that was not asked for."""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from typer.testing import Result

Segql = Callable[..., Result]


def test_keys_one_a_line(shop: Path, segql: Segql) -> None:
    result = segql("members", "swedes")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "1\n3\n", "")


def test_json(shop: Path, segql: Segql) -> None:
    found = json.loads(segql("members", "swedes", "--format", "json").stdout)
    assert found == {
        "name": "swedes",
        "as_of": "2024-07-01T00:00:00+02:00",
        "key": "customer_id",
        "members": [1, 3],
    }


def test_cases_and_variants_stand_beside_the_key(shop: Path, segql: Segql) -> None:
    cases = json.loads(segql("members", "activity", "--format", "json").stdout)
    assert cases["members"] == [
        {"key": 1, "case": "often"},
        {"key": 2, "case": "once"},
        {"key": 3, "case": "never"},
        {"key": 4, "case": "never"},
        {"key": 5, "case": "never"},
    ]
    variants = json.loads(segql("members", "offer", "--format", "json").stdout)
    assert {row["variant"] for row in variants["members"]} <= {"a", "b"}
    assert segql("members", "activity").stdout.startswith("1\toften\n2\tonce\n")


def test_columns_and_hashes_by_name_only(shop: Path, segql: Segql) -> None:
    result = segql(
        "members", "buyers", "--format", "csv", "--columns", "age, purchases", "--hash", "email"
    )
    assert result.exit_code == 0, result.output
    rows = list(csv.reader(result.stdout.splitlines()))
    hashed = hashlib.sha256(b"ann@example.org").hexdigest()
    assert rows[0] == ["customer_id", "age", "purchases", "email"]
    assert rows[1] == ["1", "20", "2", hashed]
    assert "example.org" not in result.stdout


def test_text_that_a_spreadsheet_would_run_is_made_harmless(shop: Path, segql: Segql) -> None:
    result = segql("members", "buyers", "--format", "csv", "--columns", "email")
    assert "2,'=cmd@example.org" in result.stdout


def test_files_by_their_ending(shop: Path, segql: Segql) -> None:
    for ending in ("csv", "json", "parquet"):
        file = shop / "out" / f"buyers.{ending}"
        result = segql("members", "buyers", "-o", str(file), "--columns", "age")
        assert result.exit_code == 0, result.output
        assert "Wrote 2 members to" in result.stderr
        assert result.stdout == ""
        assert [item.name for item in file.parent.iterdir() if item.suffix == ".part"] == []
    rows = duckdb.sql(f"FROM '{shop}/out/buyers.parquet'").fetchall()
    assert rows == [(1, 20), (2, 30)]


def test_a_folder_takes_one_file_each(shop: Path, segql: Segql) -> None:
    assert segql("members", "buyers", "activity", "-o", "out").exit_code == 0
    assert sorted(item.name for item in (shop / "out").iterdir()) == ["activity.csv", "buyers.csv"]
    assert segql("members", "buyers", "-o", "out", "--format", "json").exit_code == 0
    assert (shop / "out" / "buyers.json").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["buyers", "swedes"], "2 definitions"),
        (["buyers", "swedes", "-o", "all.csv"], "all.csv is one file"),
        (["buyers", "-o", "all.xlsx"], ".csv, .json or .parquet"),
        (["buyers", "--format", "parquet"], "-o FILE.parquet"),
        (["buyers", "--columns", "agee"], "Did you mean `age`?"),
        (["basket"], "is a trait"),
        (["byers"], "Did you mean `buyers`?"),
        (["buyers.seg"], "The definition is called `buyers`: leave out the ending."),
        (["buyers", "--as-of", "31.05.2024"], "Write `2024-05-31`."),
        (["buyers", "--as-of", "2024-02-30"], "that month has 29 days"),
        (["buyers", "--as-of", "yesterday"], "Write a day from 1900 to 2999"),
    ],
)
def test_wrong_use(shop: Path, segql: Segql, words: list[str], told: str) -> None:
    result = segql("members", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr


def test_python_gives_the_same(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import segql

    project = segql.Project.load(shop)
    members = project.members("buyers", columns=["country"])
    assert members.keys == [1, 2]
    assert members.columns == {"country": ["SE", "NO"]}
    assert members.to_arrow().to_pydict() == {"customer_id": [1, 2], "country": ["SE", "NO"]}
    assert project.members("activity").to_dict()["members"][0] == {"key": 1, "case": "often"}
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(segql.SegqlError, match="pandas"):
        members.to_pandas()
