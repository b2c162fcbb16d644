"""The parser that lark makes of the grammar: built at first use, once a process."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from threading import RLock
from typing import Any, Literal, get_args

import lark
from lark.lexer import ContextualLexer, Token

from segql.syntax import tables
from segql.syntax.build import FileBuilder
from segql.syntax.words import RESERVED

Start = Literal["file", "expression"]

LOCK = RLock()
"""One reading at a time: the builder holds the text that is being read."""


class _Lexer(ContextualLexer):
    """Lark's contextual lexer; that its terminals are sound is the business of a test."""

    def __init__(self, conf, states, always_accept=()):  # type: ignore[no-untyped-def]
        conf.skip_validation = True
        super().__init__(conf, states, always_accept)


def _reserve(token: Token) -> Token:
    """A reserved word is never a name, also where the language has no place for the word."""
    if token.lower() in RESERVED:
        token.type = "RESERVED"
    return token


def grammar_text() -> str:
    """The grammar as it stands in the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    folder = package / "_grammar"
    if not folder.is_dir():
        folder = package.parent / "grammar"
    return "".join(
        (folder / name).read_text(encoding="utf-8") for name in ("segql.lark", "tokens.lark")
    )


@cache
def builder() -> FileBuilder:
    return FileBuilder()


def _live() -> dict[str, Any]:
    return {
        "transformer": builder(),
        "lexer_callbacks": {"NAME": _reserve},
        "_plugins": {"ContextualLexer": _Lexer},
    }


def build() -> lark.Lark:
    """The parser made from the grammar's text."""
    return lark.Lark(
        grammar_text(),
        parser="lalr",
        lexer="contextual",
        start=list(get_args(Start)),
        maybe_placeholders=True,
        **_live(),
    )


@cache
def parser() -> lark.Lark:
    """The parser from its shipped tables, or built where they are of another grammar."""
    return tables.load(grammar_text(), **_live()) or build()
