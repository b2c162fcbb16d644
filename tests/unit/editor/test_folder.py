"""A project that is edited stands on its default target."""

from __future__ import annotations

from pathlib import Path

import pytest

from segql.editor.folder import Folder

FILES = {
    "segql.yml": "name: shop\ntargets:\n"
    "  local: {engine: duckdb, files: data, catalog: catalog.local.yml}\n"
    "  other: {engine: duckdb, files: more, catalog: catalog.other.yml}\n"
    "default_target: local\n",
    "catalog.yml": "customer: {table: a, key: id, attributes: {age: {type: integer}}}\n",
    "catalog.local.yml": "customer: {table: b}\n",
    "catalog.other.yml": "customer: {table: c}\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_catalog_is_that_of_the_default_target(root: Path) -> None:
    folder = Folder(root)
    analysis = folder.snapshot().analysis
    assert analysis is not None
    assert analysis.project.catalog.customer.table == "b"
    (root / "catalog.local.yml").write_text("customer: {table: bcd}\n", encoding="utf-8")
    folder.touch()
    analysis = folder.snapshot().analysis
    assert analysis is not None
    assert analysis.project.catalog.customer.table == "bcd"


def test_what_is_wrong_on_any_target_is_told_in_its_file(root: Path) -> None:
    (root / "catalog.other.yml").write_text("customer: {tabel: c}\n", encoding="utf-8")
    folder = Folder(root)
    [problem] = folder.problems()[root / "catalog.other.yml"]
    assert problem.code.id == "SEG505"
    (root / "catalog.other.yml").unlink()
    folder.touch()
    [problem] = folder.problems()[root / "segql.yml"]
    assert problem.code.id == "SEG580"
    assert folder.snapshot().analysis is not None
