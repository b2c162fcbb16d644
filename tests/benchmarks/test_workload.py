"""The benchmarks' shop: its definitions and the SQL by hand have the same members."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

import segql
from benchmarks.definitions import AS_OF, Written, definitions
from benchmarks.workload import write_data, write_project

COUNT = 120


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    write_data(folder, customers=300, events=12_000, seed=3, format="duckdb")
    write_project(folder, definitions(COUNT, seed=3), format="duckdb")
    return folder


def by_hand(shop: Path, item: Written) -> dict[object, object]:
    with duckdb.connect(str(shop / "shop.duckdb"), read_only=True) as connection:
        rows = connection.execute(item.sql).fetchall()
    return {row[0]: row[1] if len(row) > 1 else True for row in rows}


def test_the_definitions_mean_the_same_by_hand(shop: Path) -> None:
    project = segql.Project.load(shop)
    sizes = []
    for item in definitions(COUNT, seed=3):
        members = project.members(item.name, as_of=AS_OF)
        found = dict(zip(members.keys, members.parts or [True] * len(members.keys), strict=True))
        assert found == by_hand(shop, item), item.text
        sizes.append(len(found))
    assert sum(size > 0 for size in sizes) > COUNT // 3


def test_the_same_seed_gives_the_same_definitions(tmp_path: Path) -> None:
    assert definitions(50) == definitions(50)
    assert definitions(50) == definitions(80)[:50]
    assert definitions(50) != definitions(50, seed=2)
