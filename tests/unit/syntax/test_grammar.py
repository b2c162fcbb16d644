"""The grammar itself: LALR(1) without conflicts, a node for every rule, the words reserved."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import lark
import pytest

from segql.syntax.build import FileBuilder
from segql.syntax.parser import Start, build, grammar_text
from segql.syntax.words import RESERVED
from tests.unit.syntax.reading import expression, name, problems

GRAMMAR_README = Path(__file__).parents[3] / "grammar" / "README.md"


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


def methods_of_rules() -> set[str]:
    """The names by which lark calls the builder: all but lists and rules that pass one child on."""
    return {
        str(rule.alias or rule.origin.name)
        for rule in build().rules
        if not rule.origin.name.startswith("__")
        and not (rule.options.expand1 and not rule.alias and len(rule.expansion) == 1)
    }


def test_every_rule_becomes_a_node() -> None:
    assert {name for name in methods_of_rules() if not hasattr(FileBuilder, name)} == set()


def test_the_readme_lists_rules_that_exist() -> None:
    rows = re.findall(
        r"^\| ((?:`\w+`(?:, )?)+) \|", GRAMMAR_README.read_text("utf-8"), re.MULTILINE
    )
    listed = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert listed - methods_of_rules() == set()
    assert len(listed) > 70


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
    ["channel", "size", "count", "last", "today", "any", "no", "goal", "owner", "start",
     "note", "latest", "next", "this", "list", "sequence", "date", "weekday", "least", "most",
     "all", "none", "to", "the", "than", "km", "m", "january", "calendar", "periods",
     "anniversary", "variant", "measure", "expect", "covers", "android", "andb", "notable",
     "inside", "orders", "isx"],
)  # fmt: skip
def test_other_words_are_ordinary_names(word: str) -> None:
    assert expression(f"{word} > 3").left == name(word)  # type: ignore[union-attr]
    assert expression(f"not {word}").operand == name(word)  # type: ignore[union-attr]
    assert expression(f"{word} and x").items[0] == name(word)  # type: ignore[union-attr]
    assert problems(f"segment {word} where max({word}) > 3 and {word} is known") == ()
