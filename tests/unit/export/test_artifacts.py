"""The records of a run: the same bytes for the same input, whole under concurrent runs."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from segql.diagnostics import SegqlError
from segql.export import DefinitionRecord, Manifest, hash_of, read_manifest, write_artifacts

AS_OF = datetime(2024, 7, 1, tzinfo=UTC)


def manifest(*names: str) -> Manifest:
    records = (DefinitionRecord(name, "segment", "a.seg", hash_of(name)) for name in names)
    return Manifest("shop", "0.1.0", hash_of("catalog"), tuple(records), {"n": "3"})


def write(folder: Path, given: Manifest, size: int = 1) -> None:
    results = [{"name": "vip", "size": size}]
    write_artifacts(folder, given, command="run", as_of=AS_OF, target="local", results=results)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    given = manifest("vip", "young")
    write(tmp_path, given)
    assert read_manifest(tmp_path) == given
    results = json.loads((tmp_path / "run_results.json").read_text())
    assert results["as_of"] == "2024-07-01T00:00:00+00:00"
    assert results["definitions_hash"] == given.definitions_hash
    assert results["schema_version"] == 1


def test_the_order_of_definitions_changes_no_byte(tmp_path: Path) -> None:
    write(tmp_path / "a", manifest("vip", "young"))
    write(tmp_path / "b", manifest("young", "vip"))
    for name in ("manifest.json", "run_results.json"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_where_texts_are_divided_counts() -> None:
    assert hash_of("ab", "c") != hash_of("a", "bc")


def test_eight_runs_at_once_leave_whole_records(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        jobs = [
            pool.submit(write, tmp_path, manifest(*[f"s{n}" for n in range(run * 50)]), run)
            for run in range(1, 9)
            for _ in range(5)
        ]
        for job in jobs:
            job.result()
    assert len(read_manifest(tmp_path).definitions) in {run * 50 for run in range(1, 9)}
    assert json.loads((tmp_path / "run_results.json").read_text())["results"][0]["size"] in range(
        1, 9
    )
    assert sorted(item.name for item in tmp_path.iterdir()) == ["manifest.json", "run_results.json"]


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"schema_version": 99}', "\ufeff"])
def test_a_manifest_of_something_else_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(SegqlError) as failure:
        read_manifest(tmp_path)
    assert failure.value.exit_code == 2


def test_a_missing_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SegqlError) as failure:
        read_manifest(tmp_path)
    assert failure.value.exit_code == 2
