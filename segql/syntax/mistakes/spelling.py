"""Misspelt keywords, and reserved words that are meant as names."""

from __future__ import annotations

from segql.diagnostics.codes import syntax as codes
from segql.diagnostics.model import Diagnostic
from segql.diagnostics.suggest import nearest
from segql.syntax.trouble import Trouble
from segql.syntax.words import MONTH_NAMES, RESERVED, UNIT_WORDS

_WORDS_OF = {
    "UNIT": UNIT_WORDS,
    "MONTH_NAME": MONTH_NAMES,
    "TEXT_HEADER": ("goal", "owner", "note"),
    "DISTANCE": (),
    "OR_ELSE": (),
    "AS_OF": (),
    "WITHIN_SEGMENT": (),
    "ENDS_PLAIN": ("end",),
    "PICK": (),
    "PART": (),
}
_NO_WORDS = frozenset(
    ("NAME", "QUOTED_NAME", "STRING", "NUMBER", "DATE", "TIMESTAMP", "MONTH", "PARAMETER", "LPAR",
     "RPAR", "COMMA", "DOT", "RANGE", "RANGE_OPEN", "EQUAL", "COMPARISON", "PLUS", "MINUS", "STAR",
     "SLASH", "LITERALS", "RESERVED", "$END")
)  # fmt: skip
_STRUCTURE = frozenset(
    ("and", "or", "not", "in", "is", "where", "within", "then", "else", "if", "having", "before",
     "after", "between", "contains", "has")
)  # fmt: skip
_LIKELY_COLUMNS = frozenset(
    ("top", "bottom", "from", "of", "by", "on", "at", "case", "segment", "per", *UNIT_WORDS)
)
_BEGINNINGS = frozenset(("", "and", "or", "not", "where", "(", "if", "then", "else"))
_TWO_WORDS = {"anniversary": "anniversary of", "weekday": "weekday of", "date": "date of"}


def name_in_backticks(t: Trouble) -> Diagnostic | None:
    """`orders.month`, `month > 3`, `segment top where ...`"""
    if t.kind() == "word" and t.word() in RESERVED and "QUOTED_NAME" in t.expected:
        alone = "NUMBER" not in t.expected and t.word() not in _STRUCTURE
        if alone or t.lower(1) in ("=", "!=", "<", "<=", ">", ">="):
            return _in_backticks(t, 0)
    compared = t.lower() in ("=", "!=", "<", "<=", ">", ">=")
    begins = t.lower(-2) in _BEGINNINGS and t.kind(-2) in ("", "word", "sign")
    if compared and t.word(-1) in _LIKELY_COLUMNS and begins:
        return _in_backticks(t, -1)
    return None


def _in_backticks(t: Trouble, offset: int) -> Diagnostic:
    word = t.lexeme(offset).text
    return t.say(
        codes.RESERVED_WORD,
        f"`{word}` is a word of the language.",
        t.span(offset),
        help=f"Where it is meant as a name, write it in backticks: `` `{word}` ``.",
        replacement=f"`{word}`",
    )


def misspelt(t: Trouble) -> Diagnostic | None:
    """`age > 3 adn country = "SE"`"""
    if t.kind() != "word":
        return None
    known: set[str] = set()
    for name in t.expected - _NO_WORDS:
        known.update(_WORDS_OF.get(name, (name.lower(),)))
    if t.word() in RESERVED:
        return None
    meant = nearest(t.word(), known - {t.word()})
    if meant is None:
        return None
    return t.say(
        codes.MISSPELT,
        f"`{t.lexeme().text}` is not understood.",
        t.span(),
        help=f"Did you mean `{meant}`?",
        replacement=meant,
        expected=f"`{meant}`",
        found=f"`{t.lexeme().text}`",
    )


def misspelt_before(t: Trouble) -> Diagnostic | None:
    """`anniversry of birth_date`, `no2t x`: a name that the next word shows to be a keyword."""
    before = t.lexeme(-1)
    if t.word() == "of" and before.kind == "word":
        meant = nearest(before.lower, _TWO_WORDS)
        if meant is not None:
            return t.say(
                codes.MISSPELT,
                f"`{before.text} of` is not understood.",
                t.span(-1),
                help=f"Did you mean `{meant} of`?",
                replacement=meant,
            )
    return None


def foreign_letters(t: Trouble) -> Diagnostic | None:
    """`ålder > 18`"""
    word = t.lexeme()
    if word.kind != "word" or word.text.isascii():
        return None
    return t.say(
        codes.RESERVED_WORD,
        f"`{word.text}` has letters that plain names do not have.",
        t.span(),
        help=f"Write the name in backticks: `` `{word.text}` ``.",
        replacement=f"`{word.text}`",
    )


MISTAKES = (foreign_letters, name_in_backticks, misspelt_before, misspelt)
