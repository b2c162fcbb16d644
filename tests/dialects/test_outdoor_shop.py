"""The outdoor shop in every dialect that is only written: one file each, to be read in reviews."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dialects.written import DIALECTS, of_shop

FOLDER = Path(__file__).parent / "outdoor_shop"


def _ended(sql: str) -> str:
    """A statement with its semicolon; a refusal is a comment."""
    return sql.rstrip() if sql.startswith("--") else sql.rstrip() + ";"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_sql_is_as_it_was_read(dialect: str, update_golden: bool) -> None:
    path = FOLDER / f"{dialect}.sql"
    text = "\n".join(f"-- {name}\n{_ended(sql)}\n" for name, sql in of_shop(dialect))
    if update_golden:
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text
