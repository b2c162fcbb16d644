"""`segql check` finds every mistake, and its exit code says how bad they are."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Segql = Callable[..., Result]


def break_two(shop: Path) -> None:
    (shop / "segments" / "bad.seg").write_text(
        "segment one where agee > 3\nsegment two where country = 3\nsegment fine where age > 3\n"
    )


def test_all_is_well(shop: Path, segql: Segql) -> None:
    result = segql("check")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "6 definitions, no problems\n"
    assert segql("check", "--quiet").stdout == ""
    assert segql("check", "--format", "json").stdout == "[]\n"


def test_all_mistakes_in_one_run(shop: Path, segql: Segql) -> None:
    break_two(shop)
    result = segql("check")
    assert result.exit_code == 1
    assert "segments/bad.seg:1:19" in result.stdout
    assert "segments/bad.seg:2:" in result.stdout
    assert result.stdout.endswith("9 definitions, 2 errors\n")


def test_what_is_chosen_is_counted(shop: Path, segql: Segql) -> None:
    break_two(shop)
    bad = str(shop / "segments" / "bad.seg")
    assert segql("check", bad).stdout.endswith("3 definitions, 2 errors\n")
    assert segql("check", bad, "--exclude", "one").stdout.endswith("2 definitions, 1 error\n")
    assert segql("check", "fine").stdout == "1 definition, no problems\n"
    (shop / "segments" / "bad.seg").write_text("segment one where customers buy\n")
    assert segql("check", bad).stdout.endswith("\n1 error\n")


def test_json_for_programs(shop: Path, segql: Segql) -> None:
    break_two(shop)
    result = segql("check", "--format", "json")
    assert result.exit_code == 1
    first, second = json.loads(result.stdout)
    assert first["code"] == "SEG203"
    assert first["file"] == "segments/bad.seg"
    assert first["text"] == "agee"
    assert first["start"] == {"line": 1, "column": 19}
    assert first["fix"] == {"replacement": "age"}
    assert second["start"]["line"] == 2


def test_code_hosts_get_paths_from_the_working_folder(
    shop: Path, segql: Segql, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_two(shop)
    monkeypatch.chdir(shop.parent)
    result = segql("check", "--project", str(shop), "--format", "github")
    assert result.exit_code == 1
    assert result.stdout.startswith(f"::error file={shop.name}/segments/bad.seg,line=1,")
    sarif = json.loads(segql("check", "--project", str(shop), "--format", "sarif").stdout)
    [place] = sarif["runs"][0]["results"][0]["locations"]
    uri = place["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == f"{shop.name}/segments/bad.seg"


def test_select_narrows_what_is_told(shop: Path, segql: Segql) -> None:
    break_two(shop)
    assert segql("check", "swedes").exit_code == 0
    assert segql("check", "fine").exit_code == 0
    assert "country" in segql("check", "two").stdout
    assert "agee" not in segql("check", "two").stdout
    assert segql("check", "segments/swedes.seg").exit_code == 0
    assert segql("check", "segments/bad.seg").exit_code == 1
    assert segql("check", "--exclude", "one", "--exclude", "two").exit_code == 0


def test_a_file_that_cannot_be_parsed(shop: Path, segql: Segql) -> None:
    (shop / "segments" / "bad.seg").write_text("segment one where (age > 3\n")
    assert segql("check").exit_code == 1
    assert segql("check", "segments/bad.seg").exit_code == 1
    assert segql("check", "swedes").exit_code == 0
    unknown = segql("check", "one")
    assert unknown.exit_code in (1, 2)
    assert "segments/bad.seg:1:" in unknown.output


def test_warnings_fail_only_when_asked(shop: Path, segql: Segql) -> None:
    (shop / "segments" / "warn.seg").write_text('segment danes where country = "DE"\n')
    relaxed = segql("check")
    assert relaxed.exit_code == 0
    assert relaxed.stdout.endswith("7 definitions, 1 warning\n")
    assert segql("check", "--strict").exit_code == 1


def test_a_wrong_catalog_is_configuration(shop: Path, segql: Segql) -> None:
    catalog = shop / "catalog.yml"
    catalog.write_text(
        catalog.read_text().replace("  key: customer_id\n", "  kee: customer_id\n", 1)
    )
    result = segql("check")
    assert result.exit_code == 2
    assert "catalog.yml:3:" in result.stderr
    as_json = segql("check", "--format", "json")
    assert as_json.exit_code == 2
    assert json.loads(as_json.stdout)[0]["file"] == "catalog.yml"


def test_a_file_that_is_not_text(shop: Path, segql: Segql) -> None:
    (shop / "segments" / "bad.seg").write_bytes(b"age > 3 # caf\xe9\n")
    result = segql("check")
    assert result.exit_code == 1
    assert "segments/bad.seg:1:14" in result.stdout
    assert "UTF-8" in result.stdout


def test_no_project(tmp_path: Path, segql: Segql, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SEGQL_PROJECT", raising=False)
    result = segql("check")
    assert result.exit_code == 2
    assert "--project" in result.stderr
    assert segql("check", "--project", "none").exit_code == 2


def test_one_file_and_one_catalog_are_enough(
    shop: Path, segql: Segql, tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "mine.seg").write_text("age > 30 and purchases >= 1\n")
    monkeypatch.chdir(folder)
    result = segql("check", "mine.seg", "--catalog", str(shop / "catalog.yml"))
    assert (result.exit_code, result.stdout) == (0, "1 definition, no problems\n")


def test_data_holds_the_catalog_against_the_target(shop: Path, segql: Segql) -> None:
    assert segql("check", "--data").exit_code == 0
    customers = shop / "data" / "customers.csv"
    good = customers.read_text()
    customers.write_text(good.replace("country", "land"))
    result = segql("check", "--data")
    assert result.exit_code == 1
    assert "has no column `country`" in result.stdout
    assert segql("check").exit_code == 0
    customers.write_text(good.replace("\n2,", "\n1,"))
    assert "`customer_id` stands in several rows" in segql("check", "--data").stdout


def test_data_files_may_stand_among_the_words(
    shop: Path, segql: Segql, tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "mine.seg").write_text('country = "SE"\n')
    monkeypatch.chdir(folder)
    data = str(shop / "data" / "customers.csv")
    result = segql("check", "mine.seg", "--data", data)
    assert result.exit_code == 0
    assert "customers: 5 rows\n" in result.stdout
    assert result.stdout.endswith("\n\n1 definition, no problems\n")
    assert "inferred from the data" in result.stderr
