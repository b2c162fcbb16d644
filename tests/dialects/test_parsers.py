"""sqlfluff's parsers, written from the manuals, read what is written for each dialect."""

from __future__ import annotations

import os
from collections.abc import Iterable

import pytest

from tests.dialects.written import DIALECTS, Statement, golden, of_shop, statements

pytest.importorskip("sqlfluff")
EACH, LONG = 50, 5_000


def _unread(dialect: str, texts: Iterable[Statement]) -> list[str]:
    from sqlfluff.core import FluffConfig, Linter

    linter = Linter(config=FluffConfig(overrides={"dialect": dialect}))
    found = []
    for where, text in texts:
        parsed = linter.parse_string(text)
        if parsed.tree is None or parsed.violations:
            found.append(f"{where}: {[str(item)[:200] for item in parsed.violations][:2]}")
    return found


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_outdoor_shop_is_read(dialect: str) -> None:
    assert not _unread(dialect, of_shop(dialect))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_golden_cases_are_read(dialect: str) -> None:
    """Some of them; all with SEGQL_PARSERS=all, which takes a quarter of an hour."""
    texts = list(statements(golden(), dialect))
    if os.environ.get("SEGQL_PARSERS") != "all":
        texts = [item for item in texts if len(item[1]) < LONG][::EACH]
    assert len(texts) > 5
    assert not _unread(dialect, texts)


def test_a_parser_that_reads_nothing_would_be_seen() -> None:
    assert _unread("tsql", [("wrong", "SELECT FROM WHERE 1 IS AND\n")])
