"""What the shell offers at TAB, asked as shells ask it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from segql.catalog import load_catalog
from segql.cli.completing import keys_below
from segql.project import Project
from segql.sql.dialects import MODULES

SHOP = Path(__file__).parents[3] / "examples" / "outdoor_shop"
SEGQL = str(Path(sys.executable).parent / "segql")


def asked(line: str, folder: Path, shell: str = "bash") -> list[str]:
    """The words offered behind a line; nothing may be written to stderr."""
    words = line.split(" ")
    own = {"_SEGQL_COMPLETE": f"complete_{shell}"}
    if shell == "bash":
        own |= {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    else:
        own |= {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SEGQL_")}
    done = subprocess.run(
        [SEGQL],
        cwd=folder,
        env={**kept, **own},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    return [word for word in done.stdout.split("\n") if word]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("segql run young", ["young_outdoor"]),
        ("segql run +young", ["+young_outdoor"]),
        ("segql explain life", ["lifecycle"]),
        ("segql run --exclude young", ["young_outdoor"]),
        ("segql run --target ", ["local"]),
        ("segql run ta", ["tag:"]),
        ("segql run tag : cam", ["campaign"]),
        ("segql run owner : cr", ["crm"]),
        (
            "segql run path : segments/life",
            ["segments/lifecycle/", "segments/lifecycle/lifecycle.seg"],
        ),
        ("segql members x --columns coun", ["country"]),
        ("segql members x --columns age,coun", ["age,country"]),
        ("segql members x --columns average_b", ["average_basket"]),
        ("segql members x --hash em", ["email"]),
        ("segql compile x --dialect duck", ["duckdb"]),
        ("segql run nothing_begins_like_this", []),
    ],
)
def test_names_are_offered_where_they_can_stand(line: str, offered: list[str]) -> None:
    assert [word for word in asked(line, SHOP) if word in offered or not offered] == offered


def test_bash_takes_a_word_apart_at_its_colon() -> None:
    found = asked("segql run tag :", SHOP)
    assert "campaign" in found
    assert not [word for word in found if ":" in word]


def test_other_shells_give_the_word_whole_and_show_what_it_is() -> None:
    assert "tag:campaign\ttag" in asked("segql run tag:cam", SHOP, "fish")
    [told] = asked("segql run young", SHOP, "fish")
    assert told.startswith("young_outdoor\tsegment")
    assert '"young_outdoor":"segment' in "\n".join(asked("segql run young", SHOP, "zsh"))


def test_every_definition_target_attribute_and_dialect_is_offered() -> None:
    project = Project.load(SHOP)
    found = set(asked("segql run ", SHOP))
    assert set(project.definitions) <= found
    columns = set(asked("segql members x --columns ", SHOP))
    assert set(load_catalog(SHOP).catalog.customer.attributes) <= columns
    assert set(asked("segql compile x --dialect ", SHOP)) == set(MODULES)


def test_the_project_may_be_named(tmp_path: Path) -> None:
    assert asked(f"segql --project {SHOP} run young", tmp_path) == ["young_outdoor"]
    assert asked(f"segql run --project {SHOP} young", tmp_path) == ["young_outdoor"]


@pytest.mark.parametrize(
    "line", ["segql run ", "segql run --target ", "segql members x --columns "]
)
def test_nothing_is_said_where_there_is_nothing(tmp_path: Path, line: str) -> None:
    assert asked(line, tmp_path) == []
    (tmp_path / "segql.yml").write_bytes(b"\xff\xfe: [")
    (tmp_path / "segments").mkdir()
    (tmp_path / "segments" / "a.seg").write_bytes(b"segment \xff where")
    (tmp_path / "catalog.yml").write_text("customer: {attributes: [", encoding="utf-8")
    assert "attribute" not in asked(line, tmp_path)


def test_neither_parser_nor_catalog_nor_engine_is_loaded() -> None:
    code = (
        "import sys, segql.cli\n"
        "try: segql.cli.main()\n"
        "except SystemExit: pass\n"
        "heavy = {'duckdb', 'sqlglot', 'lark', 'pydantic', 'ruamel', 'rich'} & set(sys.modules)\n"
        "sys.exit(f'loaded: {sorted(heavy)}' if heavy else 0)"
    )
    for line in ("segql run you", "segql run --target ", "segql members x --columns "):
        own = {"COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=SHOP,
            env={**os.environ, **own, "_SEGQL_COMPLETE": "complete_bash"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("name: x\ntargets:\n  a: {engine: duckdb}\n  b:\n    engine: y\nlint: {}\n", ["a", "b"]),
        ("targets: {a: {engine: duckdb, files: [x, y]}, 'b': {}}\n", ["a", "b"]),
        ("targets: {\n  a: {engine: duckdb},\n  b: {}}\nname: x\n", ["a", "b"]),
        ("targets:\n# a comment\n\n    a: {}\n", ["a"]),
        ("other:\n  targets:\n    a: {}\n", []),
        ("targets:\n", []),
        ("", []),
    ],
)
def test_keys_of_yaml_by_indentation_and_braces(text: str, keys: list[str]) -> None:
    assert keys_below(text, ("targets",)) == keys
