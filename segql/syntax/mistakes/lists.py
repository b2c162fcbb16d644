"""Lists of values, and what is asked of them."""

from __future__ import annotations

from segql.diagnostics.codes import syntax as codes
from segql.diagnostics.model import Diagnostic
from segql.syntax.trouble import Trouble
from segql.syntax.words import RESERVED, UNIT_WORDS


def in_one_value(t: Trouble) -> Diagnostic | None:
    """`country in "SE"`, `country in SE, NO`"""
    if "RANGE" not in t.expected or t.word(-2) != "in":
        return None
    if t.kind(-1) not in ("text", "word", "number") or t.word() in UNIT_WORDS:
        return None
    end = -1
    while t.lower(end + 1) == "," and t.kind(end + 2) == t.kind(-1):
        end += 2
    values = t.words(-1, end)
    if t.kind(-1) == "word" and end == -1:
        name = t.lexeme(-1).text
        return t.say(
            codes.FOREIGN_WORD,
            f"After `in`, `{name}` is taken for the beginning of a range.",
            t.span(-2, -1),
            help=f"Another segment is `in segment {name}`, a list of the catalog `in list {name}`; "
            f'of values, `in ("{name}")`; of a range, `in {name}..`.',
        )
    one = f" For one value, `= {values}` does too." if end == -1 else ""
    return t.say(
        codes.PARENTHESES,
        "After `in`, values stand in parentheses.",
        t.span(-1, end),
        help=f"Write `in ({values})`.{one}",
        replacement=f"({values})" if t.kind(-1) != "word" else None,
    )


def has_value(t: Trouble) -> Diagnostic | None:
    """`interest has outdoor`, `interest has "outdoor"`"""
    if t.word(-1) != "has" or t.kind() not in ("word", "text") or t.word() in RESERVED:
        return None
    text = t.lexeme().text
    mend = f"= {text}" if t.kind() == "text" else f'= "{text}"'
    return t.say(
        codes.FOREIGN_WORD,
        "That a list holds a value is asked with `=`.",
        t.span(-1, 0),
        help=f'Write `{mend}`; of several, `has any ("a", "b")` or `has all ("a", "b")`.',
        replacement=mend,
    )


def in_what(t: Trouble) -> Diagnostic | None:
    """`in vip`"""
    if t.word(-1) != "in" or "SEGMENT" not in t.expected or "RANGE" in t.expected:
        return None
    if t.kind() not in ("word", "name") or t.word() in ("segment", "list"):
        return None
    name = t.lexeme().text
    return t.say(
        codes.MISSING_WORD,
        f"`in {name}` does not say in what.",
        t.span(-1, 0),
        help=f"Write `in segment {name}`, or, of a list of the catalog, `in list {name}`.",
        expected="`segment` or `list`",
        found=f"`{name}`",
    )


def does_not_have(t: Trouble) -> Diagnostic | None:
    """`interest does not have any (...)`"""
    if t.word() not in ("have", "has", "include") or t.word(-1) != "not":
        return None
    first = -2 if t.word(-2) == "does" else -1
    if t.word(1) not in ("any", "all"):
        return None
    if t.word(1) == "any":
        mend = "has none"
        return t.say(
            codes.FOREIGN_WORD,
            f"`{t.words(first, 1)}` is said otherwise here.",
            t.span(first, 1),
            help=f"Write `{mend} (...)`.",
            replacement=mend,
        )
    return t.say(
        codes.FOREIGN_WORD,
        f"`{t.words(first, 1)}` is said otherwise here.",
        t.span(first, 1),
        help="Write `not` before the whole: `not interest has all (...)`.",
    )


def equals_list(t: Trouble) -> Diagnostic | None:
    """`country = ("SE", "NO")`"""
    opening = t.enclosing_open()
    if t.lower() != "," or opening is None:
        return None
    if t.word(opening - 1) == "between":
        return t.say(
            codes.PARENTHESES,
            "The two bounds of `between` have `and` between them, and no parentheses.",
            t.span(opening, 1),
            help=f"Write `between {t.lexeme(-1).text} and {t.lexeme(1).text}`.",
        )
    if t.lower(opening - 1) not in ("=", "!="):
        return None
    mend = "in" if t.lower(opening - 1) == "=" else "not in"
    return t.say(
        codes.FOREIGN_SIGN,
        f"Several values are not compared with `{t.lower(opening - 1)}`.",
        t.span(opening - 1),
        help=f"Write `{mend} {t.words(opening, -1)}, ...)`.",
        replacement=mend,
    )


def or_in_list(t: Trouble) -> Diagnostic | None:
    """`country in ("SE" or "NO")`"""
    if t.word() not in ("or", "and") or not {"COMMA", "RPAR"} <= t.expected or "AND" in t.expected:
        return None
    opening = t.enclosing_open()
    if opening is None or t.word(opening - 1) not in ("in", "any", "all", "none", "only"):
        return None
    return t.say(
        codes.COMMAS,
        "The values of a list have commas between them.",
        t.span(),
        help=f"Write `{t.lexeme(-1).text}, {t.lexeme(1).text}`.",
        replacement=",",
    )


def one_of(t: Trouble) -> Diagnostic | None:
    """`country is one of ("SE", "NO")`, `country any of (...)`"""
    if t.word() not in ("one", "any", "among") or (t.word() != "among" and t.word(1) != "of"):
        return None
    if t.word(-1) == "has":
        return None
    negated = t.word(-1) == "not" and t.word(-2) == "is"
    first = -2 if negated else -1 if t.word(-1) in ("is", "not") else 0
    last = 0 if t.word() == "among" else 1
    mend = "not in" if negated or t.word(-1) == "not" else "in"
    return t.say(
        codes.FOREIGN_WORD,
        f"`{t.words(first, last)}` is said otherwise here.",
        t.span(first, last),
        help=f"Write `{mend} (...)`.",
        replacement=mend,
    )


def has_what(t: Trouble) -> Diagnostic | None:
    """`interest has any of ("a", "b")`, `interest has any "a"`, `interest has "a"`"""
    if t.word() == "of" and t.word(-2) == "has":
        return t.say(
            codes.FOREIGN_WORD,
            f"No `of` stands behind `has {t.word(-1)}`.",
            t.span(),
            help=f"Write `has {t.word(-1)} (...)`.",
            replacement="",
        )
    value = t.lexeme().text
    if t.kind() not in ("text", "number", "date"):
        return None
    if t.word(-2) == "has" and "LPAR" in t.expected:
        return t.say(
            codes.PARENTHESES,
            f"Behind `has {t.word(-1)}`, values stand in parentheses.",
            t.span(),
            help=f"Write `has {t.word(-1)} ({value})`.",
            replacement=f"({value})",
        )
    if t.word(-1) == "has":
        return t.say(
            codes.FOREIGN_WORD,
            "`has` needs to be told whether any, all, none or only.",
            t.span(-1, 0),
            help=f"That a list holds one value is `= {value}`.",
            replacement=f"= {value}",
        )
    return None


def of_conditions(t: Trouble) -> Diagnostic | None:
    """`2 of (a, b, c)`, `at least 2 of a, b, c`"""
    opening = t.enclosing_open()
    if t.lower() == "," and opening is not None and t.word(opening - 1) == "of":
        number = t.lexeme(opening - 2)
        if number.kind == "number" and t.word(opening - 3) not in ("least", "most", "exactly"):
            return t.say(
                codes.MISSING_WORD,
                f"`{number.text} of` needs to be told whether at least, at most or exactly.",
                t.span(opening - 2, opening - 1),
                help=f"Write `at least {number.text} of (...)`.",
                replacement=f"at least {number.text} of",
            )
    if t.expected == {"LPAR"} and t.word(-1) == "of" and t.kind(-2) == "number":
        return t.say(
            codes.PARENTHESES,
            f"Behind `{t.words(-2, -1)}`, the conditions stand in parentheses.",
            t.span(),
            help=f"Write `{t.words(-2, -1)} ({t.lexeme().text}, ...)`.",
            expected="`(`",
        )
    return None


def operand_of_segment(t: Trouble) -> Diagnostic | None:
    """`customer in segment vip`, `is in segment vip`, `segment vip`"""
    if t.word() in ("segment", "list") and t.word(-1) == "in" and "RANGE" in t.expected:
        first = -3 if t.word(-2) == "is" else -2
        return t.say(
            codes.FOREIGN_WORD,
            f"Nothing stands before `in {t.word()}`: it is the customer that is asked about.",
            t.span(first, -2),
            help=f"Write `in {t.words(0, 1)}`.",
            replacement="",
        )
    if t.word() == "is" and t.word(1) == "in" and "NOT" in t.expected:
        return t.say(
            codes.FOREIGN_WORD,
            "No `is` stands before `in`.",
            t.span(),
            help=f"Write `{t.words(1, 3)}`.",
            replacement="",
        )
    if t.word() == "segment" and "IN" in t.expected and "NOT" in t.expected:
        return t.say(
            codes.MISSING_WORD,
            "`in` is missing before `segment`.",
            t.span(),
            help=f"Write `in {t.words(0, 1)}`.",
            replacement=f"in {t.lexeme().text}",
        )
    return None


MISTAKES = (
    has_value,
    one_of,
    or_in_list,
    has_what,
    of_conditions,
    operand_of_segment,
    equals_list,
    does_not_have,
    in_one_value,
    in_what,
)
