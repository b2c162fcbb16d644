"""Words that SQL, a spreadsheet or plain English would use."""

from __future__ import annotations

from segql.diagnostics.codes import syntax as codes
from segql.diagnostics.model import Diagnostic
from segql.syntax.trouble import Trouble
from segql.syntax.words import NUMBER_WORDS

MISSING = ("null", "empty", "missing", "blank", "none", "nil", "na", "undefined", "set", "filled",
            "present", "given")  # fmt: skip
_PRESENT = ("set", "filled", "present", "given")


def is_null(t: Trouble) -> Diagnostic | None:
    """`is null`, `is empty`, `is not null`, `is missing`"""
    if t.word() not in MISSING:
        return None
    negated = t.word(-1) == "not" and t.word(-2) == "is"
    if not negated and t.word(-1) != "is":
        return None
    known = negated != (t.word() in _PRESENT)
    first = -2 if negated else -1
    mend = "is known" if known else "is unknown"
    written = t.words(first, 0)
    return t.say(
        codes.FOREIGN_WORD,
        f"`{written}` is said otherwise here.",
        t.span(first, 0),
        help=f"Write `{mend}`."
        + (' Empty text is a value: `= ""`.' if t.word() in ("empty", "blank") else ""),
        replacement=mend,
        expected="`is known` or `is unknown`",
        found=f"`{written}`",
    )


def like(t: Trouble) -> Diagnostic | None:
    """`name like "A%"`"""
    if t.word() not in ("like", "ilike", "rlike", "regexp", "regex"):
        return None
    if t.kind(1) != "text":
        return t.say(
            codes.FOREIGN_WORD,
            f"Text is not searched with `{t.lexeme().text}`.",
            t.span(),
            help="Write `contains`, `starts with`, `ends with` or `matches`.",
        )
    quote, pattern = t.lexeme(1).text[0], t.lexeme(1).text[1:-1]
    inner = pattern.strip("%")
    if t.word() in ("rlike", "regexp", "regex"):
        test, inner = "matches", pattern
    elif "%" in inner or "_" in inner or not inner:
        return t.say(
            codes.FOREIGN_WORD,
            f"Text is not searched with `{t.lexeme().text}`.",
            t.span(0, 1),
            help="Write `matches` with a regular expression, in which `.*` stands for anything: "
            f"`matches {quote}^{pattern.replace('%', '.*').replace('_', '.')}${quote}`.",
        )
    elif pattern.startswith("%") and pattern.endswith("%"):
        test = "contains"
    elif pattern.endswith("%"):
        test = "starts with"
    elif pattern.startswith("%"):
        test = "ends with"
    else:
        test = "="
    mend = f"{test} {quote}{inner}{quote}"
    first = 0
    if t.word(-1) == "not" and test == "=":
        first, mend = -1, "!" + mend
    return t.say(
        codes.FOREIGN_WORD,
        f"Text is not searched with `{t.lexeme().text}`.",
        t.span(first, 1),
        help=f"Write `{mend}`.",
        replacement=mend,
    )


def other_contains(t: Trouble) -> Diagnostic | None:
    """`name includes "x"`, `name begins with "x"`"""
    if "CONTAINS" not in t.expected:
        return None
    if t.word() in ("includes", "include", "containing", "has"):
        mend, last = "contains", 0
    elif t.word() in ("begins", "starting", "beginning", "startswith", "beginswith"):
        mend, last = "starts with", 1 if t.word(1) == "with" else 0
    elif t.word() in ("ending", "endswith"):
        mend, last = "ends with", 1 if t.word(1) == "with" else 0
    else:
        return None
    return t.say(
        codes.FOREIGN_WORD,
        f"`{t.words(0, last)}` is said otherwise here.",
        t.span(0, last),
        help=f'Text is searched with `{mend}`; a list that holds a value is `interest = "..."`.',
        replacement=mend,
    )


def number_word(t: Trouble) -> Diagnostic | None:
    """`at least two of (...)`, `in last thirty days`"""
    if t.word() not in NUMBER_WORDS or "NUMBER" not in t.expected or "NAME" in t.expected:
        return None
    digit = str(NUMBER_WORDS[t.word()])
    last = 0
    if t.word(1) in ("percent", "pct"):
        last, digit = 1, digit + "%"
    return t.say(
        codes.FOREIGN_WORD,
        "Numbers are written in digits.",
        t.span(0, last),
        help=f"Write `{digit}`.",
        replacement=digit,
    )


def sql(t: Trouble) -> Diagnostic | None:
    """`select * from customers where age > 3`"""
    if not t.lexemes or t.lexemes[0].lower not in ("select", "with", "update", "delete"):
        return None
    if not any(lexeme.lower == "from" for lexeme in t.lexemes):
        return None
    return t.say(
        codes.FOREIGN_WORD,
        "This is SQL.",
        t.span(-t.index),
        help="Write the condition alone, what would stand after WHERE: `age >= 18 and country = "
        '"SE"`.',
    )


def number_of(t: Trouble) -> Diagnostic | None:
    """`number of orders > 3`"""
    if t.word() != "of" or t.word(-1) not in ("number", "amount", "total"):
        return None
    function = "count" if t.word(-1) == "number" else "sum"
    return t.say(
        codes.FOREIGN_WORD,
        f"`{t.words(-1, 0)}` is a function here.",
        t.span(-1, 0),
        help=f"Write `{function}({t.lexeme(1).text or 'orders'})`.",
    )


MISTAKES = (sql, number_word, number_of, is_null, like, other_contains)
