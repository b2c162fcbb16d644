"""`segql.yml`: variables only when a target is used, secrets never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from segql.catalog import LoadedSettings, Settings, find_project, load_settings, masked
from segql.diagnostics.model import SegqlError
from tests.unit.catalog.shop import told, write

TEXT = """\
name: outdoor_shop
timezone: Europe/Stockholm
targets:
  local: {engine: duckdb, database: shop.duckdb, threads: "${THREADS:-2}"}
  warehouse: {engine: snowflake, url: "snow://me:${PASSWORD}@host/db", schema: marketing}
default_target: local
policy: {minimum_size: 25, special_categories: deny}
"""


def load(folder: Path, text: str = TEXT, **environment: str) -> LoadedSettings:
    return load_settings(write(folder, text, "segql.yml"), environment)


def test_variables_are_resolved_when_their_target_is_used(tmp_path: Path) -> None:
    loaded = load(tmp_path)
    assert loaded.target().threads == 2
    assert loaded.settings.targets["warehouse"].url == "snow://me:${PASSWORD}@host/db"
    with pytest.raises(SegqlError) as caught:
        loaded.target("warehouse")
    [line] = told(caught.value.diagnostics)
    assert "5:39 SEG521" in line
    assert "The variable PASSWORD of the environment is not set." in line
    assert load(tmp_path, THREADS="8").target("local").threads == 8


def test_secrets_are_never_shown(tmp_path: Path) -> None:
    loaded = load(tmp_path, PASSWORD="p@ss/word")
    target, secrets = loaded.target("warehouse"), loaded.secrets("warehouse")
    assert target.url == "snow://me:p@ss/word@host/db"
    shown = masked(target, secrets)
    assert "p@ss" not in str(shown)
    assert shown["schema"] == "marketing"
    for leaked in ("login p@ss/word failed", "p%40ss%2Fword", "postgres://u:other@h/d", "pwd=hm;"):
        masked_text = secrets.mask(leaked)
        assert "***" in masked_text
        assert not any(word in masked_text for word in ("p@ss", "p%40", "other", "hm"))
    assert "p@ss" not in repr(loaded)
    assert "p@ss" not in repr(secrets)


def test_a_secret_of_the_wrong_kind_is_not_told(tmp_path: Path) -> None:
    with pytest.raises(SegqlError) as caught:
        load(tmp_path, THREADS="geheim").target("local")
    assert "geheim" not in str(caught.value)
    assert "geheim" not in "".join(told(caught.value.diagnostics))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Europe/Stockholm", "Stockholm", "2:11 SEG515 [Stockholm] There is no time zone"),
        ("default_target: local", "default_target: locl", "SEG520 [locl] There is no target"),
        ("timezone:", "time_zone:", "2:1 SEG505 [time_zone]"),
        ("special_categories: deny", "special_categories: no", "SEG506 [no]"),
        ("minimum_size: 25", "minimum_size: -1", "SEG506 [-1] `policy.minimum_size` cannot be -1"),
        (
            "name: outdoor_shop\n",
            "",
            "1:1 SEG507 [timezone: Europe/Stockholm] The file needs `name`.",
        ),
        ("policy:", "lint: {no-histori: off}\npolicy:", "SEG522 [no-histori] There is no lint"),
        ("${PASSWORD}", "${PASS WORD}", "SEG521"),
        ("engine: duckdb, ", "", "SEG507 [local] `targets.local` needs `engine`."),
    ],
)
def test_problems_have_places(tmp_path: Path, old: str, new: str, expected: str) -> None:
    with pytest.raises(SegqlError) as caught:
        load(tmp_path, TEXT.replace(old, new))
    assert caught.value.exit_code == 2
    found = told(caught.value.diagnostics)
    assert any(expected in line for line in found), found


def test_lints_of_other_versions_are_passed_over(tmp_path: Path) -> None:
    text = TEXT + "lint: {demographics-only: off, no-history: error}\n"
    assert load(tmp_path, text).settings.lint["demographics-only"] == "off"


def test_projects_are_found_from_below(tmp_path: Path) -> None:
    below = tmp_path / "segments" / "crm"
    below.mkdir(parents=True)
    assert find_project(below) is None
    write(tmp_path, TEXT, "segql.yml")
    assert find_project(below) == tmp_path.resolve()


def test_the_only_target_is_the_default(tmp_path: Path) -> None:
    loaded = load(tmp_path, "name: x\ntargets: {one: {engine: duckdb}}\n")
    assert loaded.target().engine == "duckdb"
    with pytest.raises(SegqlError, match="no target"):
        LoadedSettings.from_settings(Settings(name="x")).target()
