"""Ranges with another sign than two dots, comparisons in a row."""

from __future__ import annotations

from segql.diagnostics.codes import syntax as codes
from segql.diagnostics.model import Diagnostic
from segql.syntax.trouble import Trouble

_DASHES = ("-", "–", "—", "−", "...", "…", ":", "~", "to", "until", "till", "and")
_BOUNDS = ("number", "date")
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")


def dash(t: Trouble) -> Diagnostic | None:
    """`age 30-45`, `age 30 to 45`, `age 30...45`"""
    dots = t.lexeme().text.startswith(("...", "…"))
    if t.lower() not in _DASHES or not ("RANGE" in t.expected or dots):
        return None
    if t.kind(-1) not in _BOUNDS or t.kind(1) not in _BOUNDS:
        return None
    if t.word(-2) == "in" and len(t.lexeme(-1).text) == 4 and len(t.lexeme(1).text) < 3:
        return None
    low, high = t.lexeme(-1).text, t.lexeme(1).text
    return t.say(
        codes.RANGE_SIGN,
        f"A range is not written with `{t.lexeme().text}`.",
        t.span(-1, 1),
        help=f"Write `{low}..{high}`; both ends belong to it.",
        replacement=f"{low}..{high}",
        expected="`..`",
        found=f"`{t.lexeme().text}`",
    )


def from_to(t: Trouble) -> Diagnostic | None:
    """`age from 18 to 25`, `age between 18-25`, `age between 18..25`"""
    if (t.word(-4) == "from" and t.word(-2) == "to" and "UNIT" in t.expected) or (
        t.word(-4) == "between" and t.lexeme(-2).text in ("-", "–") and "AND" in t.expected
    ):
        first, low, high = -4, t.lexeme(-3), t.lexeme(-1)
    elif t.word(-2) == "between" and t.lower() in ("..", "to", "–") and "AND" in t.expected:
        first, low, high = -2, t.lexeme(-1), t.lexeme(1)
    else:
        return None
    if low.kind not in _BOUNDS or high.kind not in _BOUNDS:
        return None
    last = t.lexemes.index(high) - t.index
    mend = f"{low.text}..{high.text}"
    return t.say(
        codes.RANGE_SIGN,
        "This range is not written so.",
        t.span(first, last),
        help=f"Write `{mend}`, or `between {low.text} and {high.text}`.",
        replacement=mend,
    )


def in_parentheses(t: Trouble) -> Diagnostic | None:
    """`age in (18..25)`"""
    if t.lower() not in ("..", "..<") or t.lower(-2) != "(" or t.word(-3) != "in":
        return None
    last = 2 if t.lower(2) == ")" else 1 if t.lower(1) == ")" else None
    if last is None:
        return None
    mend = t.words(-1, last - 1)
    return t.say(
        codes.RANGE_SIGN,
        "A range stands without parentheses.",
        t.span(-2, last),
        help=f"Write `in {mend}`.",
        replacement=mend,
    )


def chained(t: Trouble) -> Diagnostic | None:
    """`18 <= age <= 25`, `age >= 18 <= 25`"""
    if t.lower() not in _COMPARISONS or "AND" not in t.expected or "EQUAL" in t.expected:
        return None
    if t.lower(-2) not in _COMPARISONS or t.kind(-1) not in ("word", "name", "number"):
        return None
    low, sign, operand, high = t.lexeme(-3), t.lower(-2), t.lexeme(-1), t.lexeme(1)
    simple = low.kind in _BOUNDS and high.kind in _BOUNDS and operand.kind in ("word", "name")
    if simple and sign == "<=" and t.lower() in ("<", "<=") and t.lower(-4) not in ("-", "+"):
        dots = "..<" if t.lower() == "<" else ".."
        mend = f"{operand.text} {low.text}{dots}{high.text}"
        return t.say(
            codes.CHAINED,
            "A comparison has two sides, and here are three.",
            t.span(-3, 1),
            help=f"Write `{mend}`.",
            replacement=mend,
        )
    named = low.kind in ("word", "name") and t.lower(-4) not in (".", "+", "-", "*", "/")
    if named and operand.kind == "number" and high.kind in _BOUNDS:
        mend = f"and {low.text} {t.lower()}"
        return t.say(
            codes.CHAINED,
            "A comparison has two sides, and here are three.",
            t.span(-3, 1),
            help=f"Write `{low.text} {sign} {operand.text} {mend} {high.text}`.",
            replacement=f"{t.words(-3, -1)} {mend} {high.text}",
        )
    return t.say(
        codes.CHAINED,
        "A comparison has two sides, and here are three.",
        t.span(-2, 0),
        help=f"Join two comparisons by `and`: `... {sign} {operand.text} and {operand.text} "
        f"{t.lower()} ...`; between two bounds is a range, `age 18..25`.",
    )


MISTAKES = (dash, from_to, in_parentheses, chained)
