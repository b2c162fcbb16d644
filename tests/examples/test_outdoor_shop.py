"""The outdoor shop: every definition has the members that hand-written SQL gives."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

import segql
from tests.examples.by_hand import ByHand

ROOT = Path(__file__).parent.parent.parent
SHOP = ROOT / "examples" / "outdoor_shop"
SQL = ByHand(Path(__file__).with_suffix("").with_name("outdoor_shop.sql"), SHOP / "data")
EXPECTED = json.loads((SHOP / "expected.json").read_text(encoding="utf-8"))
SEGMENTS = EXPECTED["segments"]
GROUPS = EXPECTED["segmentations"] | EXPECTED["experiments"]


@pytest.fixture(scope="module")
def shop() -> segql.Project:
    return segql.Project.load(SHOP)


def test_expected_sizes_are_those_of_hand_written_sql() -> None:
    assert SQL.sizes() == SEGMENTS | GROUPS


def test_the_design_sentence_is_a_segment_of_its_own() -> None:
    text = (SHOP / "segments" / "young_outdoor.seg").read_text(encoding="utf-8")
    assert text.strip() == 'age 18..25 and purchases_90d > 3 and interest = "outdoor"'
    assert 20 <= SEGMENTS["young_outdoor"] <= 200


def test_a_run_gives_the_expected_sizes_of_all_definitions(shop: segql.Project) -> None:
    result = shop.run().to_dict()
    assert result["customers"] == EXPECTED["customers"]
    assert {s["name"]: s["size"] for s in result["segments"]} == SEGMENTS
    assert {
        s["name"]: {c["name"]: c["size"] for c in s["cases"]} for s in result["segmentations"]
    } == EXPECTED["segmentations"]
    assert {
        e["name"]: {v["name"]: v["size"] for v in e["variants"]} for e in result["experiments"]
    } == EXPECTED["experiments"]


@pytest.mark.parametrize("name", SEGMENTS)
def test_members_are_those_of_hand_written_sql(shop: segql.Project, name: str) -> None:
    assert shop.members(name).keys == sorted(SQL.members(name))


@pytest.mark.parametrize("name", GROUPS)
def test_groups_are_those_of_hand_written_sql(shop: segql.Project, name: str) -> None:
    known = {key: value for key, value in SQL.values(name).items() if value is not None}
    found = shop.members(name)
    assert found.parts is not None
    assert dict(zip(found.keys, found.parts, strict=True)) == known


def test_the_data_is_made_again_row_by_row(tmp_path: Path) -> None:
    subprocess.run([sys.executable, SHOP / "make_data.py", tmp_path], check=True)
    shipped = sorted(path.name for path in (SHOP / "data").glob("*.parquet"))
    assert sorted(path.name for path in tmp_path.glob("*.parquet")) == shipped
    with duckdb.connect() as connection:
        for name in shipped:
            new, old = tmp_path / name, SHOP / "data" / name
            differing = connection.execute(
                f"(FROM '{new}' EXCEPT ALL FROM '{old}') UNION ALL "
                f"(FROM '{old}' EXCEPT ALL FROM '{new}') LIMIT 1"
            ).fetchall()
            assert not differing, name
