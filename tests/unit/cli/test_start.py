"""The program starts at once, and says how it is used."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from segql.cli import COMMANDS

ROOT = Path(__file__).parent.parent.parent.parent
NAMES = [name for section in COMMANDS.values() for name in section]

Segql = Callable[..., Result]


def modules_after(*words: str, folder: Path) -> set[str]:
    """The modules that are loaded when a command has run in a process of its own."""
    code = (
        "import sys\n"
        "from segql.cli import main\n"
        f"sys.argv = ['segql', *{words!r}]\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split("\n")[-2].split())


def test_help_loads_only_what_help_needs() -> None:
    loaded = modules_after("--help", folder=ROOT)
    assert "typer" in loaded
    heavy = {"duckdb", "sqlglot", "pydantic", "lark", "ruamel.yaml", "rich", "numpy"}
    assert not heavy & loaded
    assert not {f"segql.cli.{name}" for name in NAMES} & loaded


def test_importing_the_package_loads_nothing_else() -> None:
    code = "import segql, sys; print(*[name for name in sys.modules if name.startswith('segql')])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["segql"]


def test_check_loads_neither_engine_nor_sql(shop: Path) -> None:
    loaded = modules_after("check", "segments/swedes.seg", folder=shop)
    assert "lark" in loaded
    assert not {"duckdb", "sqlglot", "numpy", "pyarrow", "rich"} & loaded


def test_every_command_has_help_of_its_own(segql: Segql) -> None:
    for name in NAMES:
        result = segql(name, "--help")
        assert result.exit_code == 0
        assert result.stdout.startswith(f"Usage: segql {name} ")
        assert "Common options:" in result.stdout
        assert "<list" not in result.stdout


def test_the_summary_of_a_command_is_the_first_line_of_its_help(segql: Segql) -> None:
    for section in COMMANDS.values():
        for name, summary in section.items():
            assert summary in segql(name, "--help").stdout


def test_alone_it_shows_its_help(segql: Segql) -> None:
    result = segql()
    assert result.exit_code == 2
    assert "members" in result.output


def test_a_misspelt_command_gets_the_right_one(segql: Segql) -> None:
    result = segql("complie")
    assert result.exit_code == 2
    assert "'compile'" in result.stderr


def test_the_version(segql: Segql) -> None:
    from segql import __version__

    assert segql("--version").stdout == f"segql {__version__}\n"


@pytest.mark.parametrize("which", ["catalog", "settings", "tests"])
def test_schema_is_json(segql: Segql, which: str, tmp_path: Path) -> None:
    import json

    shown = json.loads(segql("schema", which).stdout)
    assert shown["type"] == "object" or "$ref" in shown
    file = tmp_path / "schema.json"
    assert segql("schema", which, "-o", str(file)).exit_code == 0
    assert json.loads(file.read_text()) == shown
