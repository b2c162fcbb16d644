"""Comparisons in other words, with other signs, or without what is compared."""

from __future__ import annotations

from segql.diagnostics.codes import syntax as codes
from segql.diagnostics.model import Diagnostic
from segql.syntax.mistakes.periods import DAYS
from segql.syntax.mistakes.wording import MISSING
from segql.syntax.trouble import Trouble
from segql.syntax.words import RESERVED, UNIT_WORDS

_COMPARING = {
    "equals": "=", "equal": "=", "equalling": "=",
    "over": ">", "above": ">", "exceeds": ">", "greater": ">", "bigger": ">", "older": ">",
    "higher": ">", "larger": ">",
    "under": "<", "below": "<", "smaller": "<", "younger": "<", "lower": "<", "fewer": "<",
}  # fmt: skip
_SIGNS = ("=", "!=", "<", "<=", ">", ">=")
_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_RELATIONS = (*_SIGNS, "in", "is", "before", "after", "since", "until", "on", "between", "contains",
              "starts", "ends", "matches", "has", "more", "less", "within", "from")  # fmt: skip
_BEGINNINGS = ("and", "or", "not", "where", "(", ",", "then", "else", "if")


def is_value(t: Trouble) -> Diagnostic | None:
    """`country is "SE"`, `country is not "SE"`, `age is 18`, `age is greater than 18`"""
    negated = t.word(-1) == "not" and t.word(-2) == "is"
    if not negated and t.word(-1) != "is":
        return None
    first = -2 if negated else -1
    if t.word() in ("in", "between", "before", "after", "on", "within", "more", "less", "since"):
        mend = "not" if negated else ""
        return t.say(
            codes.FOREIGN_WORD,
            f"No `is` stands before `{t.word()}`.",
            t.span(first, -1),
            help=f"Write `{(mend + ' ' + t.word()).strip()} ...`.",
            replacement=mend,
        )
    if t.word() in _COMPARING:
        return None
    if t.word() in DAYS:
        mend = f"!= {DAYS[t.word()]}" if negated else f"= {DAYS[t.word()]}"
        return t.say(
            codes.FOREIGN_WORD,
            f"Days are compared with a sign, not with `{t.words(first, 0)}`.",
            t.span(first, 0),
            help=f"Write `{mend}`, or with the hour `on {DAYS[t.word()]}`.",
            replacement=mend,
        )
    if t.word() and t.word() not in (*RESERVED, *MISSING) and t.lower(1) not in (".", "("):
        last = 0
        while t.kind(last + 1) == "word" and t.lexeme(last + 1).text[0].isupper():
            last += 1
        sign = "!=" if negated else "="
        mend = f'{sign} "{t.words(0, last)}"'
        if t.kind(last + 1) == "word" and t.word(last + 1) not in RESERVED:
            return None
        return t.say(
            codes.FOREIGN_WORD,
            f"Values are compared with `{sign}`, and text stands in quotes.",
            t.span(first, last),
            help=f"Write `{mend}`.",
            replacement=mend,
        )
    if t.kind() in ("text", "number", "date", "parameter") or t.word() in ("true", "false"):
        sign = "!=" if negated else "="
        return t.say(
            codes.FOREIGN_WORD,
            f"Values are compared with `{sign}`, not `{t.words(first, -1)}`.",
            t.span(first, -1),
            help=f"Write `{sign} {t.lexeme().text}`.",
            replacement=sign,
        )
    return None


def comparing_words(t: Trouble) -> Diagnostic | None:
    """`age greater than 18`, `age is over 18`, `age equals 18`, `age at least 18`"""
    if "EQUAL" not in t.expected and t.word(-1) not in ("is", "not"):
        return None
    first = -1 if t.word(-1) == "is" else 0
    last = 0
    if t.word() in _COMPARING:
        sign = _COMPARING[t.word()]
        if t.word(1) in ("than", "to"):
            last = 1
            if t.word(2) == "or" and t.word(3) == "equal":
                last, sign = (4 if t.word(4) == "to" else 3), sign + "="
    elif t.word() == "at" and t.word(1) in ("least", "most"):
        sign, last = (">=" if t.word(1) == "least" else "<="), 1
    else:
        return None
    if t.kind(last + 1) == "number" and t.word(last + 2) in UNIT_WORDS:
        mend = f"{'more' if sign[0] == '>' else 'less'} than {t.words(last + 1, last + 2)} ago"
        end = last + 3 if t.word(last + 3) == "ago" else last + 2
        return t.say(
            codes.FOREIGN_WORD,
            f"`{t.words(first, end)}` is said otherwise here.",
            t.span(first, end),
            help=f"Write `{mend}`.",
            replacement=mend,
        )
    return t.say(
        codes.FOREIGN_WORD,
        f"`{t.words(first, last)}` is written as a sign.",
        t.span(first, last),
        help=f"Write `{sign} {t.lexeme(last + 1).text or '18'}`.",
        replacement=sign,
    )


def missing_comparison(t: Trouble) -> Diagnostic | None:
    """`age 18`, `age not 3`: a value directly behind another."""
    if not {"RANGE", "RANGE_OPEN"} <= t.expected or len(t.expected - {"UNIT"}) > 2:
        return None
    value = t.lexeme(-1)
    if value.kind not in ("number", "text", "date", "parameter"):
        return None
    if t.word(-2) == "not":
        return t.say(
            codes.MISSING_WORD,
            f"`not {value.text}` compares with nothing.",
            t.span(-2, -1),
            help=f"Write `!= {value.text}`.",
            replacement=f"!= {value.text}",
        )
    if t.kind(-2) not in ("word", "name") and t.lower(-2) != ")":
        return None
    if t.word(-2) in RESERVED:
        return None
    return t.say(
        codes.MISSING_WORD,
        f"Between `{t.lexeme(-2).text}` and `{value.text}` a sign is missing.",
        t.span(-2, -1),
        help=f"Write `= {value.text}`, or another comparison"
        + (f"; a range is `{value.text}..`." if value.kind != "text" else "."),
        expected="a comparison, such as `= 3`, `> 3`",
        found=f"`{value.text}`",
    )


def sign_in_two(t: Trouble) -> Diagnostic | None:
    """`age > = 18`, `age ! = 18`, `age = > 18`"""
    for first in (-1, 0):
        pair = t.lexeme(first).text + t.lexeme(first + 1).text
        meant = {"=>": ">=", "=<": "<="}.get(pair, pair)
        single = len(t.lexeme(first).text) == 1 == len(t.lexeme(first + 1).text)
        if single and meant in ("!=", "<=", ">="):
            return t.say(
                codes.FOREIGN_SIGN,
                f"`{t.words(first, first + 1)}` is one sign, written together.",
                t.span(first, first + 1),
                help=f"Write `{meant}`.",
                replacement=meant,
            )
    return None


def not_sign(t: Trouble) -> Diagnostic | None:
    """`age not > 18`, `age !> 18`"""
    if t.lower() in _SIGNS and t.word(-1) == "not" and "RANGE" in t.expected:
        first, last, sign = -1, 0, t.lower()
    elif t.lexeme().text == "!" and t.lower(1) in _SIGNS and t.lower(1) != "=":
        first, last, sign = 0, 1, t.lower(1)
    else:
        return None
    return t.say(
        codes.FOREIGN_SIGN,
        f"`{t.words(first, last)}` has a sign of its own.",
        t.span(first, last),
        help=f"Write `{_OPPOSITE[sign]}`, or `not` before the whole condition, which takes in "
        "unknown values too.",
        replacement=_OPPOSITE[sign],
    )


def nothing_compared(t: Trouble) -> Diagnostic | None:
    """`age > 18 and < 25`: what is compared has to be said again."""
    if t.lower() not in _RELATIONS or t.word(-1) not in ("and", "or") or "NOT" not in t.expected:
        return None
    if t.word() == "in" and t.word(1) in ("segment", "list"):
        return None
    operand = _compared_before(t)
    shown = operand or "age"
    return t.say(
        codes.MISSING_WORD,
        f"Behind `{t.word(-1)}` nothing stands that could be compared.",
        t.span(-1, 0),
        help=f"Say it again: `{t.word(-1)} {shown} {t.words(0, 1)}`.",
        replacement=None if operand is None else f"{t.lexeme(-1).text} {operand} {t.lexeme().text}",
    )


def _compared_before(t: Trouble) -> str | None:
    """The one name that the condition before compares, where it begins with a plain name."""
    start = -2
    while t.kind(start) and t.lower(start) not in (*_BEGINNINGS, *_RELATIONS):
        start -= 1
    name, before = t.lexeme(start - 1), t.lexeme(start - 2)
    alone = before.text == "" or before.lower in _BEGINNINGS
    plain = t.lower(start) in _RELATIONS and name.kind in ("word", "name")
    return name.text if alone and plain else None


def between_without_and(t: Trouble) -> Diagnostic | None:
    """`age between 18 25`"""
    if t.word(-2) != "between" or t.kind() != t.kind(-1) or "AND" not in t.expected:
        return None
    return t.say(
        codes.MISSING_WORD,
        "`and` is missing between the two bounds.",
        t.span(-1, 0),
        help=f"Write `between {t.lexeme(-1).text} and {t.lexeme().text}`.",
        replacement=f"{t.lexeme(-1).text} and {t.lexeme().text}",
    )


def choice_in_the_middle(t: Trouble) -> Diagnostic | None:
    """`x > if c then a else b`"""
    if t.word() != "if" or "NAME" not in t.expected:
        return None
    return t.say(
        codes.PARENTHESES,
        "A choice inside something else stands in parentheses.",
        t.span(),
        help="Write `(if CONDITION then VALUE else VALUE)`.",
    )


EARLY = (sign_in_two, not_sign)
MISTAKES = (
    nothing_compared,
    between_without_and,
    choice_in_the_middle,
    is_value,
    missing_comparison,
    comparing_words,
)
