"""Words that SQL, a spreadsheet or plain English would use."""

from __future__ import annotations

from segql.diagnostics.codes import syntax as codes
from segql.diagnostics.model import Diagnostic
from segql.syntax.trouble import Trouble

_MISSING = ("null", "empty", "missing", "blank", "none", "nil", "na", "undefined", "set", "filled",
            "present", "given")  # fmt: skip
_PRESENT = ("set", "filled", "present", "given")
_COMPARING = {
    "equals": "=", "equal": "=", "equalling": "=",
    "over": ">", "above": ">", "exceeds": ">", "greater": ">", "bigger": ">", "older": ">",
    "higher": ">", "larger": ">",
    "under": "<", "below": "<", "smaller": "<", "younger": "<", "lower": "<", "fewer": "<",
}  # fmt: skip


def is_null(t: Trouble) -> Diagnostic | None:
    """`is null`, `is empty`, `is not null`, `is missing`"""
    if t.word() not in _MISSING:
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
    return t.say(
        codes.FOREIGN_WORD,
        f"`{t.words(first, last)}` is written as a sign.",
        t.span(first, last),
        help=f"Write `{sign} {t.lexeme(last + 1).text or '18'}`.",
        replacement=sign,
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


def in_one_value(t: Trouble) -> Diagnostic | None:
    """`country in "SE"`, `country in SE, NO`"""
    if "RANGE" not in t.expected or t.word(-2) != "in":
        return None
    if t.kind(-1) not in ("text", "word", "number"):
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
    return t.say(
        codes.MISSING_WORD,
        f"Between `{t.lexeme(-2).text}` and `{value.text}` a sign is missing.",
        t.span(-2, -1),
        help=f"Write `= {value.text}`, or another comparison"
        + (f"; a range is `{value.text}..`." if value.kind != "text" else "."),
        expected="a comparison, such as `= 3`, `> 3`",
        found=f"`{value.text}`",
    )


def number_word(t: Trouble) -> Diagnostic | None:
    """`at least two of (...)`"""
    if t.word() not in _NUMBERS or "NUMBER" not in t.expected or "NAME" in t.expected:
        return None
    digit = str(_NUMBERS.index(t.word()) + 1)
    return t.say(
        codes.FOREIGN_WORD,
        "Numbers are written in digits.",
        t.span(),
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


_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

MISTAKES = (
    sql,
    missing_comparison,
    number_word,
    is_null,
    is_value,
    comparing_words,
    like,
    does_not_have,
    other_contains,
    in_one_value,
    in_what,
)
