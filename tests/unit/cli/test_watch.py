"""`check --watch` checks again when a file changes, and ends at Ctrl-C."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import Result

PATIENCE = 30


class Watching:
    """`segql check --watch` in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "segql", "check", "--watch"],
            cwd=folder,
            env={**os.environ, "PYTHONUTF8": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            # a shell that starts tests in the background lets them ignore Ctrl-C
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)

    def round(self) -> str:
        """What one check says, up to the line that tells that it waits."""
        said = ""
        while "watching for changes" not in said:
            said += self._lines.get(timeout=PATIENCE)
        return said

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


@pytest.fixture
def watching(shop: Path) -> Iterator[Watching]:
    running = Watching(shop)
    yield running
    if running.process.poll() is None:
        running.process.kill()
        running.process.wait()


def test_each_change_is_checked_and_the_last_state_is_the_exit_code(
    shop: Path, watching: Watching
) -> None:
    assert "no problems" in watching.round()
    file = shop / "segments" / "new.seg"
    file.write_text("segment new where cuntry = 'DK'\n", encoding="utf-8")
    said = watching.round()
    assert "cuntry" in said
    assert "1 error" in said
    file.write_text("segment new where country = 'DK'\n", encoding="utf-8")
    assert "no problems" in watching.round()
    (shop / "catalog.yml").write_text("customer: {}\n", encoding="utf-8")
    assert "catalog.yml" in watching.round()
    assert watching.stop() == 2


def test_what_a_target_has_otherwise_is_watched_too(shop: Path, watching: Watching) -> None:
    settings, own = shop / "segql.yml", shop / "catalog.other.yml"
    own.write_text("customer: {}\n", encoding="utf-8")
    assert "no problems" in watching.round()
    text = settings.read_text("utf-8")
    other = "targets:\n  other: {engine: duckdb, files: x, catalog: catalog.other.yml}\n"
    settings.write_text(text.replace("targets:\n", other, 1), encoding="utf-8")
    assert "no problems" in watching.round()
    own.write_text("customer: {tabel: x}\n", encoding="utf-8")
    assert "catalog.other.yml" in watching.round()


def test_ctrl_c_ends_it_with_the_state_of_the_last_check(watching: Watching) -> None:
    watching.round()
    assert watching.stop() == 0


def test_formats_for_programs_are_refused(segql: Callable[..., Result], shop: Path) -> None:
    result = segql("check", "--watch", "--format", "json")
    assert result.exit_code == 2
    assert "--watch writes for people" in result.stderr
