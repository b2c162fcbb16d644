"""The grammar itself: LALR(1) without conflicts, a node for every rule, words as the language says."""

from __future__ import annotations

import re
from typing import get_args

import lark
import pytest

from segql.syntax.build import FileBuilder
from segql.syntax.parser import Start, build, grammar_text
from segql.syntax.words import RESERVED
from tests.unit.syntax.reading import expression, name, problems


def test_strict_mode_finds_no_conflict() -> None:
    lark.Lark(
        grammar_text(),
        parser="lalr",
        lexer="contextual",
        start=list(get_args(Start)),
        maybe_placeholders=True,
        strict=True,
    )


def test_strict_mode_would_find_one() -> None:
    with pytest.raises(lark.exceptions.GrammarError, match="conflict"):
        lark.Lark(
            grammar_text().replace("?unary: operand", "?unary: operand | unary PLUS unary"),
            parser="lalr",
            start="expression",
            maybe_placeholders=True,
            strict=True,
        )


def test_every_rule_becomes_a_node() -> None:
    inlined_lists = "__"
    missing = set()
    for rule in build().rules:
        passed_on = rule.options.expand1 and not rule.alias and len(rule.expansion) == 1
        callback = str(rule.alias or rule.origin.name)
        if not passed_on and not callback.startswith(inlined_lists):
            missing.add(callback) if not hasattr(FileBuilder, callback) else None
    assert missing == set()


def test_no_keyword_is_an_anonymous_string() -> None:
    """Anonymous strings have no word boundary: `andb` would read as `and b`."""
    rules = re.sub(r"//[^\n]*", "", grammar_text().split("// The words and signs of SegQL")[0])
    assert '"' not in rules


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_reserved_words_are_names_in_backticks_only(word: str) -> None:
    assert problems(f"segment {word} where age > 3")
    assert problems(f"segment `{word}` where `{word}` > 3") == ()


@pytest.mark.parametrize(
    "word",
    ["channel", "size", "count", "last", "today", "any", "no", "goal", "owner", "start", "note",
     "latest", "next", "this", "list", "sequence", "date", "weekday", "least", "most", "all", "none",
     "to", "the", "than", "km", "m", "january", "calendar", "periods", "anniversary", "variant",
     "measure", "expect", "covers", "android", "andb", "notable", "inside", "orders", "isx"],
)  # fmt: skip
def test_other_words_are_ordinary_names(word: str) -> None:
    assert expression(f"{word} > 3").left == name(word)  # type: ignore[union-attr]
    assert expression(f"not {word}").operand == name(word)  # type: ignore[union-attr]
    assert expression(f"{word} and x").items[0] == name(word)  # type: ignore[union-attr]
    assert problems(f"segment {word} where max({word}) > 3 and {word} is known") == ()
