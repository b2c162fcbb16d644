"""Parentheses too few or too many, and the words that other forms have to have."""

from __future__ import annotations

from segql.diagnostics.codes import syntax as codes
from segql.diagnostics.model import Diagnostic
from segql.diagnostics.suggest import nearest
from segql.syntax.trouble import Trouble
from segql.syntax.words import DEFINITION_WORDS, RESERVED

_STOPS = (*DEFINITION_WORDS, "case", "otherwise", "variant", "measure", "where")


def superfluous(t: Trouble) -> Diagnostic | None:
    """`age >= 18)`"""
    if t.lower() not in (")", "]", "}"):
        return None
    if (opening := t.enclosing_open()) is not None:
        if t.lower() == ")" or t.lexeme(opening).text != "(" or "RPAR" not in t.expected:
            return None
        return t.say(
            codes.PARENTHESES,
            f"`(` is not closed by `{t.lexeme().text}`.",
            t.span(),
            help="Write `)`.",
            replacement=")",
        )
    return t.say(
        codes.PARENTHESES,
        f"This `{t.lexeme().text}` closes nothing.",
        t.span(),
        help="Take it out, or write the `(` that it belongs to.",
    )


def never_closed(t: Trouble) -> Diagnostic | None:
    """`(age >= 18 and country = "SE"`"""
    if "RPAR" not in t.expected or not (t.at_end or t.word() in _STOPS):
        return None
    opening = t.enclosing_open()
    if opening is None:
        return None
    return t.say(
        codes.PARENTHESES,
        "This parenthesis is never closed.",
        t.span(opening),
        help="Write the `)` where the group or function ends.",
        expected="`)`",
        found="the end of the text" if t.at_end else f"`{t.lexeme().text}`",
    )


def missing_else(t: Trouble) -> Diagnostic | None:
    """`if c then a`, `if c, a`"""
    if not t.at_end and t.word() not in _STOPS and t.lower() not in (")", ","):
        return None
    if "THEN" in t.expected and any(lexeme.lower == "if" for lexeme in t.lexemes):
        missing = "then"
    elif "ELSE" in t.expected:
        missing = "else"
    else:
        return None
    return t.say(
        codes.MISSING_WORD,
        f"This `if` has no `{missing}`.",
        t.span(-1),
        help="Write `if CONDITION then VALUE else VALUE`; `else unknown` where there is none.",
        expected=f"`{missing}`",
        found="the end of the text" if t.at_end else f"`{t.lexeme().text}`",
    )


def top_by_what(t: Trouble) -> Diagnostic | None:
    """`top 10%`"""
    if t.expected != {"BY"}:
        return None
    if t.word() == "of" or t.word(1) == "by":
        mend = "by" if t.word() == "of" else ""
        return t.say(
            codes.FOREIGN_WORD,
            f"`{t.lexeme().text}` does not belong here.",
            t.span(),
            help=f"Write `{t.words(-2, -1)} by {t.lexeme(1 if mend else 2).text}`.",
            replacement=mend,
        )
    return t.say(
        codes.MISSING_WORD,
        f"`{t.words(-2, -1)}` does not say by what.",
        t.span(-2, -1),
        help=f"Write `{t.words(-2, -1)} by spend_365d`.",
        expected="`by`",
        found="the end of the text" if t.at_end else f"`{t.lexeme().text}`",
    )


def nothing_to_join(t: Trouble) -> Diagnostic | None:
    """`and age > 3`, `age > 3 and`, `age > 3 and or country = "SE"`"""
    joins = ("and", "or", "not")
    if t.word(-1) in joins and (t.at_end or t.word() in ("and", "or", *_STOPS) or t.lower() == ")"):
        return t.say(
            codes.UNFINISHED,
            f"A condition is missing after `{t.word(-1)}`.",
            t.span(-1),
            help=f"Write a condition after it, such as `age >= 18`, or take `{t.word(-1)}` out.",
            expected="a condition, such as `age >= 18`",
            found="the end of the text" if t.at_end else f"`{t.lexeme().text}`",
        )
    if t.word() in ("and", "or") and "NOT" in t.expected:
        return t.say(
            codes.UNEXPECTED,
            f"A condition is missing before `{t.word()}`.",
            t.span(),
            help=f"Write a condition before it, such as `age >= 18`, or take `{t.word()}` out.",
            expected="a condition, such as `age >= 18`",
            found=f"`{t.lexeme().text}`",
        )
    return None


def missing_keyword(t: Trouble) -> Diagnostic | None:
    """`at least 2 (a, b)`, `expect disjoint staff`, `top 10% spend`"""
    keyword = next(iter(t.expected), "").lower()
    if len(t.expected) != 1 or keyword not in _JOINING or t.at_end:
        return None
    if t.word(1) == keyword or t.kind() not in ("word", "name", "number", "date", "text", "sign"):
        return None
    if t.kind() == "sign" and t.lower() != "(":
        return None
    if t.word() in RESERVED or nearest(t.word(), (keyword,)):
        return None
    return t.say(
        codes.MISSING_WORD,
        f"`{keyword}` is missing before `{t.lexeme().text}`.",
        t.span(),
        help=f"Write `{t.words(-2, -1)} {keyword} {t.lexeme().text}`.",
        replacement=f"{keyword} {t.lexeme().text}",
        expected=f"`{keyword}`",
        found=f"`{t.lexeme().text}`",
    )


_JOINING = ("of", "from", "by", "than", "with", "to", "then", "else", "and")

MISTAKES = (missing_keyword, superfluous, never_closed, missing_else, top_by_what, nothing_to_join)
