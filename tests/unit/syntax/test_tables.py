"""The shipped parsing tables are those of the grammar beside them."""

from __future__ import annotations

from segql.source import Source
from segql.syntax import parse_file, tables
from segql.syntax.parser import build, builder, grammar_text


def test_the_shipped_tables_are_of_this_grammar() -> None:
    # after a change of the grammar: python -m segql.syntax.tables
    assert tables.load(grammar_text(), transformer=builder()) is not None


def test_tables_of_another_grammar_are_not_used() -> None:
    assert tables.load(grammar_text() + "\n// another", transformer=builder()) is None


def test_the_tables_read_as_the_grammar_does() -> None:
    text = 'segment a where count(orders in last 90 days) > 3 and interest = "outdoor"\n'
    read = parse_file(Source("a.seg", text)).file
    builder().source = Source("a.seg", text)
    assert read is not None
    assert build().parse(text, start="file") == read
