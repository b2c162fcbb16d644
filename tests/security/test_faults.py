"""Kills, full disks and runs that cross each other: a result is whole, or the one before it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

_MAIN = "from segql.__main__ import main; main()"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A project of 200,000 customers, half of them members of `even`."""
    (tmp_path / "segql.yml").write_text(
        "name: shop\n"
        "targets: {local: {engine: duckdb, files: 'data/*.parquet'}}\n"
        "default_target: local\n"
    )
    (tmp_path / "catalog.yml").write_text(
        "customer:\n  table: customers\n  key: id\n"
        "  attributes: {half: {type: integer}, name: {type: text}}\n"
    )
    (tmp_path / "segments").mkdir()
    (tmp_path / "segments" / "even.seg").write_text("half = 0")
    (tmp_path / "segments" / "odd.seg").write_text("half = 1")
    (tmp_path / "data").mkdir()
    duckdb.execute(
        "COPY (SELECT i AS id, i % 2 AS half, 'customer ' || i AS name FROM range(200000) t(i)) "
        f"TO '{tmp_path}/data/customers.parquet'"
    )
    return tmp_path


def start(shop: Path, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", _MAIN, *arguments],
        cwd=shop,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent.parent)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # a shell that starts tests in the background lets them ignore Ctrl-C
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_killed_export_leaves_the_file_before_it(shop: Path, ending: str) -> None:
    out = shop / "out"
    out.mkdir()
    file = out / f"even.{ending}"
    file.write_bytes(b"the file before")
    started = time.monotonic()
    whole = start(shop, "members", "odd", "--columns", "name", "-o", f"out/odd.{ending}")
    assert whole.wait() == 0
    lasts = time.monotonic() - started
    for share in (0.6, 0.9):
        export = start(shop, "members", "even", "--columns", "name", "-o", str(file))
        time.sleep(lasts * share)
        export.kill()
        export.wait()
        assert file.read_bytes() == b"the file before" or _rows(file) == 100_000
    last = start(shop, "members", "even", "--columns", "name", "-o", str(file))
    assert last.wait() == 0
    assert _rows(file) == 100_000


def _rows(file: Path) -> int:
    [[count]] = duckdb.execute(f"SELECT count(*) FROM '{file}'").fetchall()
    return int(count)


def test_a_full_disk_ends_with_a_clear_error(shop: Path) -> None:
    (shop / "full.csv").symlink_to("/dev/full")
    export = start(shop, "members", "even", "-o", "full.csv")
    _, errors = export.communicate()
    assert export.returncode == 3
    assert b"SEG732" in errors
    assert b"Traceback" not in errors


@pytest.mark.parametrize("after", [0.3, 0.7, 1.1])
def test_an_interrupt_leaves_nothing_behind(shop: Path, after: float) -> None:
    export = start(shop, "members", "even", "--columns", "name", "-o", "even.csv")
    time.sleep(after)
    export.send_signal(signal.SIGINT)
    _, errors = export.communicate()
    if export.returncode == -signal.SIGINT:  # Python itself had not begun with the program yet
        assert b"segql" not in errors
    else:
        assert export.returncode in (0, 130)
        assert b"Traceback" not in errors
    assert not list(shop.glob(".even.csv*"))


def test_eight_runs_at_once_are_each_whole(shop: Path) -> None:
    runs = [
        start(shop, "run", "even" if number % 2 else "odd", "--format", "json")
        for number in range(8)
    ]
    for run in runs:
        answer, errors = run.communicate()
        assert run.returncode == 0, errors
        assert [item["size"] for item in json.loads(answer)["segments"]] == [100_000]
    for name in ("manifest.json", "run_results.json"):
        assert json.loads((shop / "target" / name).read_text())["schema_version"] == 1
    assert not [item for item in (shop / "target").iterdir() if item.name.endswith(".part")]


def test_secrets_of_a_target_show_nowhere(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_DATABASE", "hunter2.duckdb")
    (shop / "segql.yml").write_text(
        "name: shop\n"
        'targets: {local: {engine: duckdb, database: "${SHOP_DATABASE}"}}\n'
        "default_target: local\n"
    )
    runs = [start(shop, *command) for command in (["run"], ["members", "even"], ["debug"])]
    for run in runs:
        assert b"hunter2" not in b"".join(run.communicate())
        assert run.returncode in (2, 3)
    for path in shop.rglob("*"):
        assert not path.is_file() or b"hunter2" not in path.read_bytes(), path
