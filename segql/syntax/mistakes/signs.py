"""Signs of other languages, and signs that a word processor has made of plain ones."""

from __future__ import annotations

import re

from segql.diagnostics.codes import syntax as codes
from segql.diagnostics.model import Diagnostic
from segql.source import Span
from segql.syntax.trouble import Trouble

_MEANT = {
    "==": "=", "===": "=", ":=": "=", "＝": "=",
    "<>": "!=", "!==": "!=", "≠": "!=",
    "=<": "<=", "≤": "<=", "=>": ">=", "≥": ">=",
    "&&": "and", "&": "and", "∧": "and", "||": "or", "|": "or", "∨": "or",
    "×": "*", "÷": "/", "−": "-", "…": "..", "（": "(", "）": ")", "，": ",",
}  # fmt: skip

_PLACEHOLDER = re.compile(
    r"\{\{\s*([A-Za-z_]\w*)\s*\}\}|\$?\{\s*([A-Za-z_]\w*)\s*\}|[:@%?]([A-Za-z_]\w*)", re.ASCII
)
"""`{{ n }}`, `{n}`, `${n}`, and `:n` and the like: the name directly behind its sign."""

_COMMENTS = ("//", "--", "/*", "*/")


def other_sign(t: Trouble) -> Diagnostic | None:
    """`==`, `<>`, `&&`, `||`, `≥`"""
    sign = t.lexeme().text
    meant = _MEANT.get(sign)
    if meant is None or t.lexeme().kind != "sign":
        return None
    gap = t.source.text[t.lexeme().end : t.lexeme().end + 1]
    before = t.source.text[t.lexeme().start - 1 : t.lexeme().start]
    mend = meant
    if meant.isalpha():
        mend = (" " if before and not before.isspace() else "") + meant
        mend += " " if gap and not gap.isspace() else ""
    return t.say(
        codes.FOREIGN_SIGN,
        f"`{sign}` is no sign of this language.",
        t.span(),
        help=f"Write `{meant}`.",
        replacement=mend,
        expected=f"`{meant}`",
        found=f"`{sign}`",
    )


def exclamation(t: Trouble) -> Diagnostic | None:
    """`!subscribed`"""
    if t.lexeme().text not in ("!", "~", "¬") or (t.kind(1) == "sign" and t.lower(1) != "("):
        return None
    if "NOT" not in t.expected:
        return None
    return t.say(
        codes.FOREIGN_SIGN,
        f"`{t.lexeme().text}` does not negate here.",
        t.span(),
        help=f"Write `not {t.lexeme(1).text}`.",
        replacement="not ",
    )


def comment(t: Trouble) -> Diagnostic | None:
    """`// comment`, `-- comment`, `/* comment */`"""
    sign = next((sign for sign in _COMMENTS if t.lexeme().text == sign), None)
    if sign is None and t.lexeme(-1).text in _COMMENTS and t.touching(-1):
        return None
    if sign is None:
        return None
    line_start = t.source.text.rfind("\n", 0, t.lexeme().start) + 1
    first = not t.source.text[line_start : t.lexeme().start].strip()
    certain = sign in ("//", "--") and (first or "NAME" not in t.expected)
    return t.say(
        codes.FOREIGN_SIGN,
        f"`{sign}` does not begin a comment.",
        t.span(),
        help="Comments begin with `#` and run to the end of the line.",
        replacement="#" if certain else None,
    )


def semicolon(t: Trouble) -> Diagnostic | None:
    """`age >= 18;`"""
    if t.lexeme().text != ";":
        return None
    return t.say(
        codes.FOREIGN_SIGN,
        "Nothing ends with `;` here.",
        t.span(),
        help="Take the `;` out.",
        replacement="",
    )


def placeholder(t: Trouble) -> Diagnostic | None:
    """`:min_age`, `{{ min_age }}`, `@min_age`, `${min_age}`"""
    if "PARAMETER" not in t.expected:
        return None
    line_end = t.source.text.find("\n", t.lexeme().start)
    line = t.source.text[t.lexeme().start : line_end if line_end >= 0 else None]
    written = _PLACEHOLDER.match(line)
    if written is None:
        return None
    name = written[written.lastindex or 0]
    return t.say(
        codes.FOREIGN_SIGN,
        f"`{written[0]}` is no way to write a parameter.",
        Span(t.source, t.lexeme().start, t.lexeme().start + written.end()),
        help=f"Write `${name}`, and define it: `param {name} = 3`.",
        replacement=f"${name}",
    )


def percent_word(t: Trouble) -> Diagnostic | None:
    """`top 10 percent by spend`, `top 10 % by spend`"""
    if t.kind(-1) != "number" or t.lexeme(-1).text.endswith("%"):
        return None
    if t.lexeme().text != "%" and t.word() not in ("percent", "pct", "per"):
        return None
    if t.word() == "per" and t.word(1) != "cent":
        return None
    mend = f"{t.lexeme(-1).text}%"
    return t.say(
        codes.FOREIGN_SIGN,
        "A percentage is a number with its sign.",
        t.span(-1, 1 if t.word() == "per" else 0),
        help=f"Write `{mend}`.",
        replacement=mend,
    )


def invisible(t: Trouble) -> Diagnostic | None:
    """Characters that take no room, or control something."""
    sign = t.lexeme().text
    if len(sign) != 1 or sign.isprintable():
        return None
    return t.say(
        codes.UNEXPECTED,
        f"An invisible character stands here (U+{ord(sign):04X}).",
        t.span(),
        help="Delete it: select the place between its neighbours and type a blank.",
        replacement=" ",
    )


MISTAKES = (other_sign, exclamation, comment, semicolon, percent_word, placeholder, invisible)
