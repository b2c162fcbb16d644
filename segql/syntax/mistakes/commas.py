"""Commas that are missing, trailing, doubled, or meant as something else."""

from __future__ import annotations

from segql.diagnostics.codes import syntax as codes
from segql.diagnostics.model import Diagnostic
from segql.source import Span
from segql.syntax.trouble import Trouble
from segql.syntax.words import RESERVED


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


MISTAKES = (trailing, missing, for_and)
