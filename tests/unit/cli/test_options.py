"""Where values come from: the flag, else the variable, else `defaults:` in segql.yml."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from segql.cli import COMMANDS
from segql.cli.command import build
from segql.cli.defaults import NAMES
from segql.cli.session import parameters_of
from segql.diagnostics import SegqlError

Segql = Callable[..., Result]


def with_defaults(shop: Path, text: str) -> None:
    file = shop / "segql.yml"
    old = "defaults: {as_of: 2024-06-30}"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, f"defaults: {{{text}}}"))


def kind(result: Result) -> str:
    """Which format `ls` was written in."""
    assert result.exit_code == 0, result.output
    if result.stdout.startswith("["):
        return "json"
    return "names" if result.stdout.startswith("buyers\n") else "text"


def test_flag_then_variable_then_file(
    shop: Path, segql: Segql, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kind(segql("ls")) == "text"
    with_defaults(shop, "format: names")
    assert kind(segql("ls")) == "names"
    monkeypatch.setenv("SEGQL_FORMAT", "json")
    assert kind(segql("ls")) == "json"
    assert kind(segql("ls", "--format", "text")) == "text"


def test_an_unknown_default_gets_a_mend_at_its_place(shop: Path, segql: Segql) -> None:
    with_defaults(shop, "fromat: json")
    result = segql("ls")
    assert result.exit_code == 2
    assert "Did you mean `format`?" in result.stderr
    assert "segql.yml:7:" in result.stderr


def test_a_default_that_the_option_cannot_take(shop: Path, segql: Segql) -> None:
    with_defaults(shop, "format: xml")
    result = segql("ls")
    assert result.exit_code == 2
    assert "segql.yml:7:" in result.stderr
    assert "xml" in result.stderr


def test_every_name_of_a_default_is_an_option() -> None:
    options: set[str] = set()
    for section in COMMANDS.values():
        for name in section:
            command = build(importlib.import_module(f"segql.cli.{name}").command, name)
            options |= {str(item.name).rstrip("_") for item in command.params}
    assert options >= NAMES


def test_options_may_stand_before_the_command(
    shop: Path, segql: Segql, tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert segql("ls").exit_code == 2
    before = segql("--project", str(shop), "ls", "--format", "names")
    after = segql("ls", "--format", "names", "--project", str(shop))
    assert before.stdout == after.stdout != ""
    nearer = segql("--project", "/nowhere", "ls", "--format", "names", "--project", str(shop))
    assert nearer.stdout == after.stdout


def test_the_project_by_variable(
    shop: Path, segql: Segql, tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    monkeypatch.setenv("SEGQL_PROJECT", str(shop))
    assert segql("ls").exit_code == 0


def test_parameters() -> None:
    assert parameters_of(["a=1", "$b = x=y "]) == {"a": "1", "b": "x=y"}
    for wrong in ("a", "=1", ""):
        with pytest.raises(SegqlError) as caught:
            parameters_of([wrong])
        assert caught.value.exit_code == 2


def test_set_changes_a_param(shop: Path, segql: Segql) -> None:
    def size(*more: str) -> int:
        found = json.loads(segql("run", "buyers", "--format", "json", *more).stdout)
        return int(found["segments"][0]["size"])

    assert size() == 2
    assert size("--set", "least=2") == 1
