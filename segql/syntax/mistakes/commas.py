"""Commas that are missing, trailing, doubled, or meant as something else."""

from __future__ import annotations

from segql.diagnostics.codes import syntax as codes
from segql.diagnostics.model import Diagnostic
from segql.source import Span
from segql.syntax.trouble import Trouble
from segql.syntax.words import RESERVED


def decimal_comma(t: Trouble) -> Diagnostic | None:
    """`price > 2,5`, `spend > 1,000`"""
    if t.lower() != "," or t.kind(-1) != "number" or t.kind(1) != "number":
        return None
    if not (t.touching(-1) and t.touching(0)) or "COMMA" in t.expected:
        return None
    whole, decimals = t.lexeme(-1).text, t.lexeme(1).text
    dotted, thousands = f"{whole}.{decimals}", f"{whole}_{decimals}"
    grouped = len(decimals.rstrip("%")) == 3
    return t.say(
        codes.NUMBER_NOTATION,
        f"`{whole},{decimals}` is no number here.",
        t.span(-1, 1),
        help=f"Write `{thousands}` for thousands, or `{dotted}` for decimals."
        if grouped
        else f"Decimals have a dot: write `{dotted}`.",
        replacement=None if grouped else dotted,
    )


def leading_dot(t: Trouble) -> Diagnostic | None:
    """`rate > .5`"""
    if t.lower() != "." or t.kind(1) != "number" or not t.touching(0):
        return None
    if "DOT" in t.expected and t.touching(-1):
        return None
    mend = f"0.{t.lexeme(1).text}"
    return t.say(
        codes.NUMBER_NOTATION,
        f"A number does not begin with its dot: `.{t.lexeme(1).text}`.",
        t.span(0, 1),
        help=f"Write `{mend}`.",
        replacement=mend,
    )


def exponent(t: Trouble) -> Diagnostic | None:
    """`1e6`"""
    word = t.word()
    if t.kind(-1) != "number" or not t.touching(-1) or not word.startswith("e"):
        return None
    if not word[1:].isdigit() or int(word[1:3]) > 18 or len(word) > 3:
        return None
    mend = f"{int(float(t.lexeme(-1).text.replace('_', '')) * 10 ** int(word[1:])):_}"
    return t.say(
        codes.NUMBER_NOTATION,
        f"Numbers have no exponent: `{t.words(-1, 0)}`.",
        t.span(-1, 0),
        help=f"Write `{mend}`.",
        replacement=mend,
    )


def trailing(t: Trouble) -> Diagnostic | None:
    """`round(x, )`, `tags "a",`"""
    if t.lower(-1) != "," or t.index < 2:
        return None
    if t.lower() == ",":
        message, place = "Two commas stand in a row.", t.span()
    elif t.lower() == ")" or t.at_end or t.word() in RESERVED:
        message, place = "Nothing follows this comma.", t.span(-1)
    elif t.expected <= {"STRING"} or t.expected <= {"NAME", "QUOTED_NAME"}:
        message, place = "Nothing that belongs here follows this comma.", t.span(-1)
    else:
        return None
    return t.say(codes.COMMAS, message, place, help="Take the comma out.", replacement="")


def missing(t: Trouble) -> Diagnostic | None:
    """`country in ("SE" "NO")`, `tags "a" "b"`"""
    if "COMMA" not in t.expected or t.kind() not in ("text", "number", "date", "word"):
        return None
    if (
        t.kind() != t.kind(-1)
        or t.word() in RESERVED
        or (t.kind() == "word" and "AND" in t.expected)
    ):
        return None
    if t.kind() == "word" and "RPAR" not in t.expected:
        return None
    place = Span(t.source, t.lexeme(-1).end, t.lexeme().start)
    return (
        t.say(
            codes.COMMAS,
            "A comma is missing between these two.",
            t.span(-1, 0),
            help=f"Write `{t.lexeme(-1).text}, {t.lexeme().text}`.",
            replacement=f"{t.lexeme(-1).text}, {t.lexeme().text}",
        )
        if place.end >= place.start
        else None
    )


def for_and(t: Trouble) -> Diagnostic | None:
    """`age >= 18, country = "SE"`"""
    if t.lower() not in (",", ".") or "AND" not in t.expected or "COMMA" in t.expected:
        return None
    if t.kind(1) == "":
        return t.say(
            codes.COMMAS,
            f"Nothing ends with `{t.lower()}` here.",
            t.span(),
            help="Take it out.",
            replacement="",
        )
    if t.lower() == ".":
        return None
    return t.say(
        codes.COMMAS,
        "Conditions are not joined by a comma.",
        t.span(),
        help="Write `and` where both must hold, `or` where one is enough.",
        expected="`and` or `or`",
        found="`,`",
    )


MISTAKES = (decimal_comma, leading_dot, exponent, trailing, missing, for_and)
