"""Whatever goes wrong is a message and an exit code, never a traceback unless it is asked for."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Segql = Callable[..., Result]

ROOT = Path(__file__).parent.parent.parent.parent


def test_a_mistake_shows_a_traceback_only_when_asked(shop: Path, segql: Segql) -> None:
    plain = segql("run", "byers")
    assert plain.exit_code == 2
    assert "Traceback" not in plain.output
    asked = segql("run", "byers", "--debug")
    assert asked.exit_code == 2
    assert "Traceback" in asked.stderr
    assert "Did you mean `buyers`?" in asked.stderr


def test_a_defect_is_told_as_one(shop: Path, segql: Segql, monkeypatch: pytest.MonkeyPatch) -> None:
    from segql.project import Project

    def fail(*_: object) -> None:
        raise ZeroDivisionError("oh\nno")

    monkeypatch.setattr(Project, "check", fail)
    result = segql("check")
    assert result.exit_code == 3
    assert "SEG899" in result.stderr
    assert "ZeroDivisionError: oh" in result.stderr
    assert "--debug" in result.stderr
    assert "Traceback" not in result.output
    assert "Traceback" in segql("check", "--debug").stderr


def run_in_shell(command: str, shop: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        "PYTHONPATH": str(ROOT),
        "PATH": os.environ["PATH"],
        "SEGQL": f"{sys.executable} -m segql",
    }
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=shop,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_a_reader_that_leaves_early_is_no_failure(shop: Path) -> None:
    rows = "".join(f"{number},20,SE,\n" for number in range(10, 60_000))
    with (shop / "data" / "customers.csv").open("a") as stream:
        stream.write(rows)
    done = run_in_shell("$SEGQL members swedes | head -1", shop)
    assert (done.returncode, done.stdout, done.stderr) == (0, "1\n", "")


def test_a_terminal_without_unicode_gets_plain_signs(shop: Path) -> None:
    (shop / "segments" / "bad.seg").write_text('segment bad where agee > 3 and email = "åäö"\n')
    done = run_in_shell("PYTHONUTF8=0 PYTHONIOENCODING=ascii $SEGQL check", shop)
    assert done.returncode == 1
    assert "--> segments/bad.seg:1:" in done.stdout
    assert done.stdout.isascii()
    assert done.stderr == ""


def test_colours_follow_the_variables(shop: Path) -> None:
    (shop / "segments" / "bad.seg").write_text("segment bad where agee > 3\n")
    assert "\x1b[" not in run_in_shell("$SEGQL check", shop).stdout
    assert "\x1b[" in run_in_shell("FORCE_COLOR=1 $SEGQL check", shop).stdout
    assert "\x1b[" not in run_in_shell("FORCE_COLOR=1 NO_COLOR=1 $SEGQL check", shop).stdout
