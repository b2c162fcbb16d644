"""Reading by the shipped tables is what lark makes of the grammar beside them."""

from __future__ import annotations

import random
import re
from functools import cache
from pathlib import Path

import lark
import pytest
from lark.exceptions import UnexpectedInput, UnexpectedToken

from segql.source import Source
from segql.syntax import nodes
from segql.syntax.build import FileBuilder
from segql.syntax.making import make, parser_of
from segql.syntax.parser import UnexpectedError, parser
from segql.syntax.scan import scan
from segql.syntax.tables import grammar_text, load
from segql.syntax.words import RESERVED
from tests.unit.syntax.reading import file

ROOT = Path(__file__).parents[3]
TEXTS = [path.read_text("utf-8") for path in sorted((ROOT / "examples").rglob("*.seg"))] + [
    match[1]
    for path in sorted((ROOT / "tests" / "cases").rglob("*.md"))
    for match in re.finditer(r"```seg(?:ql)?\n(.*?)```", path.read_text("utf-8"), re.DOTALL)
]
STRANGE = ["", " ", "\n", "# a note\n", "é", "\u017f", "'", "`a b`", "2024-06", "2024-06-30T14:05"]


def test_the_shipped_tables_are_of_this_grammar() -> None:
    # after a change of the grammar: python -m segql.syntax.making
    assert load(grammar_text()) == make(grammar_text())


def test_tables_of_another_grammar_are_not_used() -> None:
    assert load(grammar_text() + "\n// another") is None


@cache
def of_lark() -> tuple[lark.Lark, FileBuilder]:
    """The parser of lark itself, and the builder that it calls."""

    def reserve(token: lark.Token) -> lark.Token:
        if token.lower() in RESERVED:
            token.type = "RESERVED"
        return token

    builder = FileBuilder()
    more = {"transformer": builder, "lexer_callbacks": {"NAME": reserve}}
    return parser_of(grammar_text(), **more), builder


def by_lark(text: str) -> nodes.File | int:
    """What lark reads, or where it stops."""
    made, builder = of_lark()
    builder.source, builder.problems = Source("a.seg", text), []
    try:
        read: nodes.File = made.parse(text, start="file")
    except UnexpectedInput as error:
        if isinstance(error, UnexpectedToken) and error.token.type == "$END":
            return len(text)
        return error.pos_in_stream or 0
    return read


def accepted_by_lark(text: str) -> set[str] | None:
    """What lark would take behind a text; None where it does not read that far."""
    reading = of_lark()[0].parse_interactive(text, start="file")
    try:
        reading.exhaust_lexer()
    except UnexpectedInput:
        return None
    return set(reading.accepts())


def by_tables(text: str) -> nodes.File | int:
    try:
        read: nodes.File = parser().parse(
            FileBuilder(Source("a.seg", text)), text, "file", 0, len(text)
        )
    except UnexpectedError as error:
        return error.offset
    return read


def accepted_by_tables(text: str) -> set[str] | None:
    try:
        return set(parser().expected(text, "file", 0, len(text), len(text)))
    except UnexpectedError:
        return None


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_texts_are_read_as_lark_reads_them(text: str) -> None:
    assert isinstance(by_tables(text), nodes.File)
    assert by_tables(text) == by_lark(text)


@pytest.mark.parametrize("seed", range(20))
def test_texts_with_mistakes_stop_where_lark_stops(seed: int) -> None:
    chance = random.Random(seed)
    words = sorted({lexeme.text for text in TEXTS for lexeme in scan(text, 0, len(text))})
    words += STRANGE + [word.upper() for word in sorted(RESERVED)]
    stopped = 0
    for _ in range(60):
        text = changed(chance, chance.choice(TEXTS), words)
        expected = by_lark(text)
        assert by_tables(text) == expected, text
        if isinstance(expected, int):
            stopped += 1
            before = text[:expected]
            assert accepted_by_tables(before) == accepted_by_lark(before), text
    assert stopped > 10


def changed(chance: random.Random, text: str, words: list[str]) -> str:
    """One definition of a text, or a few, with one to three words left out, added or replaced."""
    lexemes = scan(text, 0, len(text))
    low = chance.randrange(max(1, len(lexemes) - 40))
    pieces = [text[lexeme.start : lexeme.end] for lexeme in lexemes[low : low + 80]]
    if chance.random() < 0.5:
        pieces = [text[lexeme.start : lexeme.end] for lexeme in lexemes[:60]]
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(pieces))
        pieces[at : at + chance.randrange(2)] = [
            chance.choice(words) for _ in range(chance.randrange(2))
        ]
        pieces = pieces or ["age"]
    return "".join(piece + chance.choice((" ", " ", " ", "\n", "")) for piece in pieces)


def test_lists_of_one_kind_stay_apart() -> None:
    read = file("segment a where x > 1\nsegment b where y in (1, 2) and z in (3, 4)\n")
    assert [item.name.name for item in read.definitions] == ["a", "b"]
