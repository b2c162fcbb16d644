"""The examples stand in canonical form, as `segql fmt` writes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from segql.source import Source
from segql.syntax import format_file, parse_file

ROOT = Path(__file__).parent.parent.parent
FILES = sorted(
    [*(ROOT / "examples").rglob("*.seg"), *(ROOT / "tests" / "published").rglob("*.seg")]
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_example_is_formatted(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    parsed = parse_file(Source(path.name, text))
    assert parsed.file is not None
    assert format_file(parsed.file) == text
