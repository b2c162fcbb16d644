"""Writing files in one step: what a kill, a full disk and links may do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from segql.diagnostics import SegqlError
from segql.export import atomic_write, replacing, safe_path, write_all

_WRITER = """
import sys
from pathlib import Path
from segql.export import replacing
with replacing(Path(sys.argv[1])) as beside:
    with beside.open("w") as stream:
        stream.write("half")
        stream.flush()
        print("ready", flush=True)
        sys.stdin.read()
"""


def test_a_kill_while_writing_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "members.csv"
    file.write_text("old")
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(file)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert writer.stdout is not None
    assert writer.stdout.readline() == b"ready\n"
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    assert file.read_text() == "old"


def test_a_kill_at_any_moment_leaves_one_whole_file(tmp_path: Path) -> None:
    file = tmp_path / "members.csv"
    whole = {letter * 200_000 for letter in "ab"}
    loop = (
        "import sys; from pathlib import Path; from segql.export import atomic_write\n"
        "print('ready', flush=True)\n"
        "while True:\n"
        "    for letter in 'ab': atomic_write(Path(sys.argv[1]), letter * 200_000)\n"
    )
    for pause in (0.0, 0.003, 0.011):
        writer = subprocess.Popen([sys.executable, "-c", loop, str(file)], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        writer.stdout.readline()
        while not file.exists():
            time.sleep(0.001)
        time.sleep(pause)
        writer.kill()
        writer.wait()
        assert file.read_text() in whole


def test_a_failure_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "members.csv"
    file.write_text("old")

    def fill_the_disk() -> None:
        with replacing(file) as beside:
            beside.write_text("half")
            raise OSError(28, "No space left on device")

    with pytest.raises(SegqlError) as failure:
        fill_the_disk()
    assert failure.value.exit_code == 3
    assert "No space left" in str(failure.value)
    assert file.read_text() == "old"
    assert [item.name for item in tmp_path.iterdir()] == ["members.csv"]


def test_a_full_disk_is_a_clear_error(tmp_path: Path) -> None:
    link = tmp_path / "members.csv"
    link.symlink_to("/dev/full")
    with pytest.raises(SegqlError) as failure:
        atomic_write(link, "1\n")
    assert failure.value.exit_code == 3


def test_many_files_flush_their_folder_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[str] = []
    fsync = os.fsync

    def counted(handle: int) -> None:
        flushed.append(str(Path(f"/dev/fd/{handle}").resolve().name))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", counted)
    write_all({tmp_path / "sql" / f"{name}.sql": name for name in "abc"})
    assert [path.read_text() for path in sorted((tmp_path / "sql").iterdir())] == ["a", "b", "c"]
    assert len(flushed) == 4
    assert flushed[-1] == "sql"


def test_of_many_files_those_before_a_failure_stay(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    with pytest.raises(SegqlError) as failure:
        write_all({tmp_path / name: name for name in "abc"})
    assert failure.value.exit_code == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_permissions_stay_and_links_are_followed(tmp_path: Path) -> None:
    real = tmp_path / "real.csv"
    real.write_text("old")
    real.chmod(0o640)
    link = tmp_path / "link.csv"
    link.symlink_to(real)
    atomic_write(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert real.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    "name", ["../up", "/etc/passwd", "a/b", "..", ".", "a\\b", "con", "x\0y", "a\nb", "\ud800", ""]
)
def test_names_stay_in_their_folder(tmp_path: Path, name: str) -> None:
    path = safe_path(tmp_path, name, ".csv")
    atomic_write(path, "x")
    assert [item.parent for item in tmp_path.rglob("*")] == [tmp_path]
    assert path.parent == tmp_path


def test_different_names_are_different_files(tmp_path: Path) -> None:
    names = ["a/b", "a%2Fb", "a\\b", "ab", ".", "..", "", "%", "con", "%63on"]
    assert len({safe_path(tmp_path, name, ".csv") for name in names}) == len(names)


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "vip.csv").symlink_to(tmp_path / "elsewhere.csv")
    with pytest.raises(SegqlError) as failure:
        safe_path(folder, "vip", ".csv")
    assert failure.value.exit_code == 2
