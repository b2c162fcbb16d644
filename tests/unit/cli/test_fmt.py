"""`segql fmt` writes canonical text, and nothing where it must not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

Segql = Callable[..., Result]

UGLY = "SEGMENT   a   WHERE age>3 AND   country='SE' # why\n"


def test_it_formats_in_place_and_then_leaves_alone(shop: Path, segql: Segql) -> None:
    file = shop / "segments" / "ugly.seg"
    file.write_text(UGLY)
    first = segql("fmt", str(file))
    assert first.exit_code == 0
    text = file.read_text()
    assert text != UGLY
    assert "# why" in text
    assert "where" in text
    again = segql("fmt", str(file))
    assert file.read_text() == text
    assert again.stderr == "0 files formatted, 1 unchanged\n"


def test_check_and_diff_write_nothing(shop: Path, segql: Segql) -> None:
    file = shop / "segments" / "ugly.seg"
    file.write_text(UGLY)
    check = segql("fmt", "--check", str(file))
    assert (check.exit_code, check.stdout) == (1, "segments/ugly.seg\n")
    diff = segql("fmt", "--diff", str(file))
    assert diff.exit_code == 0
    assert diff.stdout.startswith("--- segments/ugly.seg\n+++ segments/ugly.seg\n@@")
    assert f"-{UGLY}" in diff.stdout
    assert file.read_text() == UGLY


def test_the_whole_project_and_folders(shop: Path, segql: Segql) -> None:
    (shop / "segments" / "deep").mkdir()
    (shop / "segments" / "deep" / "ugly.seg").write_text(UGLY)
    assert "ugly.seg" in segql("fmt", "--check").stdout
    assert "ugly.seg" in segql("fmt", "--check", "segments").stdout
    assert "ugly.seg" not in segql("fmt", "--check", "segments/swedes.seg").stdout


def test_stdin_to_stdout(shop: Path, segql: Segql) -> None:
    result = segql("fmt", "-", input="age>3\n")
    assert (result.exit_code, result.stdout) == (0, "age > 3\n")
    assert segql("fmt", "-", "--check", input="age>3\n").exit_code == 1
    assert segql("fmt", "-", "--check", input="age > 3\n").exit_code == 0


def test_a_file_with_mistakes_stays_as_it_is(shop: Path, segql: Segql) -> None:
    broken = shop / "segments" / "broken.seg"
    broken.write_text("segment a where (age > 3\n")
    ugly = shop / "segments" / "ugly.seg"
    ugly.write_text(UGLY)
    result = segql("fmt")
    assert result.exit_code == 1
    assert broken.read_text() == "segment a where (age > 3\n"
    assert ugly.read_text() != UGLY
    assert "segments/broken.seg:1:" in result.stderr


def test_it_needs_no_project_for_a_file(tmp_path: Path, segql: Segql) -> None:
    file = tmp_path / "one.seg"
    file.write_text("age>3\n")
    assert segql("fmt", str(file)).exit_code == 0
    assert file.read_text() == "age > 3\n"
    assert segql("fmt", str(tmp_path / "none.seg")).exit_code == 2


def test_a_file_that_cannot_be_read_stops_no_other(shop: Path, segql: Segql) -> None:
    (shop / "segments" / "bad.seg").write_bytes(b"age > 3 # caf\xe9\n")
    ugly = shop / "segments" / "ugly.seg"
    ugly.write_text(UGLY)
    result = segql("fmt")
    assert result.exit_code == 1
    assert "UTF-8" in result.stderr
    assert ugly.read_text() != UGLY


def test_columns_count_as_in_an_editor_behind_a_byte_order_mark(shop: Path, segql: Segql) -> None:
    (shop / "segments" / "bom.seg").write_bytes(b"\xef\xbb\xbfagee > 3\n")
    assert "segments/bom.seg:1:1\n" in segql("check", "segments/bom.seg").stdout
