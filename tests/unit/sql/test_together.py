"""Definitions that need a larger statement than a database takes, and what is said of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from segql.diagnostics import SegqlError
from segql.project import Project
from tests.engines.many import CATALOG


def project(folder: Path, segments: str) -> Project:
    (folder / "segql.yml").write_text(json.dumps({"name": "shop"}), encoding="utf-8")
    (folder / "catalog.yml").write_text(CATALOG, encoding="utf-8")
    (folder / "segments").mkdir()
    (folder / "segments" / "shop.seg").write_text(segments, encoding="utf-8")
    return Project.load(folder)


def medians(first: int, last: int) -> str:
    """Figures that no pass over the orders gives together."""
    return "\n and ".join(
        f"median(orders.amount in last {days} days) > {days}" for days in range(first, last + 1)
    )


@pytest.mark.parametrize(
    ("dialect", "help"),
    [
        ("sqlite", "Give parts of it names of their own, as segments, and join those."),
        ("mysql", "Give parts of it names of their own, as segments, and join those."),
        ("mariadb", "Publish parts of it as tables, and name those in the catalog as lists."),
    ],
)
def test_a_definition_that_is_too_large_alone_is_told(
    tmp_path: Path, dialect: str, help: str
) -> None:
    made = project(tmp_path, f"segment large where {medians(1, 70)}\nsegment b where age > 3\n")
    with pytest.raises(SegqlError) as caught:
        made.compile_together(["large", "b"], dialect, "2024-06-30")
    [problem] = caught.value.diagnostics
    assert (problem.code.id, problem.help) == ("SEG744", help)
    assert problem.message == (
        f"`large` alone needs more tables in one statement than {dialect} takes."
    )
    # other databases know no such limit
    [statement] = made.compile_together(["large", "b"], "duckdb", "2024-06-30")
    assert "AS large" in statement


@pytest.mark.parametrize("dialect", ["sqlite", "mysql"])
def test_its_parts_as_segments_are_not(tmp_path: Path, dialect: str) -> None:
    segments = (
        f"segment first where {medians(1, 35)}\nsegment second where {medians(36, 70)}\n"
        "segment large where in segment first and in segment second\n"
    )
    [statement] = project(tmp_path, segments).compile_together(["large"], dialect, "2024-06-30")
    assert "AS large" in statement
