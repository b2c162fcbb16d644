"""Definitions that lack a word, or begin with another."""

from __future__ import annotations

from segql.diagnostics.codes import syntax as codes
from segql.diagnostics.model import Diagnostic
from segql.diagnostics.suggest import nearest
from segql.source import Span
from segql.syntax.mistakes.headers import begins_line
from segql.syntax.trouble import Trouble
from segql.syntax.words import DEFINITION_WORDS, HEADER_WORDS, PLAIN_NAME, RESERVED, written


def bare_where(t: Trouble) -> Diagnostic | None:
    """A file that begins with `where`."""
    if t.word() != "where" or t.index != 0:
        return None
    return t.say(
        codes.MISSING_WORD,
        "A file with one bare condition has no `where`.",
        t.span(),
        help="Take `where` out, or begin with `segment NAME`.",
        replacement="",
    )


def misspelt_definition(t: Trouble) -> Diagnostic | None:
    """`segmnt adults where age >= 18`"""
    first = t.lexemes[0] if t.lexemes else t.lexeme()
    if first.kind != "word" or t.index > 3 or first.lower in RESERVED:
        return None
    if len(t.lexemes) < 2 or t.lexemes[1].kind not in ("word", "name"):
        return None
    if first.lower in _OTHER_DEFINITION_WORDS and t.word() == "where":
        meant: str | None = "segment"
    else:
        meant = nearest(first.lower, DEFINITION_WORDS)
    if meant is None:
        return None
    place = Span(t.source, first.start, first.end)
    return t.say(
        codes.MISSPELT,
        f"`{first.text}` is not understood.",
        place,
        help=f"Did you mean `{meant}`?",
        replacement=meant,
        found=f"`{first.text}`",
    )


def missing_name(t: Trouble) -> Diagnostic | None:
    """`segment where age > 3`, `segment "Adults" where ...`"""
    kind = t.word(-1)
    if kind not in (*DEFINITION_WORDS, "case", "otherwise", "variant", "measure"):
        return None
    if "NAME" not in t.expected or "NUMBER" in t.expected:
        return None
    if t.kind() == "text" and t.word(-2) in ("in", "within", "on"):
        plain = t.lexeme().text[1:-1]
        return t.say(
            codes.QUOTES,
            "Segments are named without quotes.",
            t.span(),
            help=f"Write `segment {written(plain)}`.",
            replacement=written(plain) if PLAIN_NAME.fullmatch(plain) else None,
        )
    if t.kind() == "text":
        name = "_".join("".join(c if c.isalnum() else " " for c in t.lexeme().text.lower()).split())
        name = name if name.isascii() and name[:1].isalpha() else "my_name"
        return t.say(
            codes.MISSING_WORD,
            f"`{kind}` needs a name before its title.",
            t.span(),
            help=f"Write `{kind} {written(name)} {t.lexeme().text}`.",
            replacement=f"{written(name)} {t.lexeme().text}",
        )
    if t.word() in RESERVED and t.word(1) in ("where", "") and t.word() != "where":
        return None
    return t.say(
        codes.MISSING_WORD,
        f"`{kind}` needs a name.",
        t.span(-1),
        help=f"Write `{kind} some_name`.",
        expected="a name",
        found="the end of the text" if t.at_end else f"`{t.lexeme().text}`",
    )


def name_of_words(t: Trouble) -> Diagnostic | None:
    """`segment summer campers where ...`: a name is one word, and a title stands in quotes."""
    if t.word(-2) not in DEFINITION_WORDS or t.kind(-1) != "word":
        return None
    if not {"WHERE", "EQUAL"} & t.expected or "AND" in t.expected:
        return None
    last = -1
    while t.kind(last + 1) == "word" and t.word(last + 1) not in (*RESERVED, *HEADER_WORDS):
        last += 1
    follows = t.word(last + 1) in ("where", *HEADER_WORDS) or t.lower(last + 1) == "="
    if last < 0 or not (follows or t.kind(last + 1) == "text"):
        return None
    words = [t.lexeme(i).text for i in range(-1, last + 1)]
    mend = "_".join(words).lower()
    title = "" if t.kind(last + 1) == "text" else f' "{" ".join(words)}"'
    return t.say(
        codes.MISSING_WORD,
        f"A name is one word, not {len(words)}.",
        t.span(-1, last),
        help=f"Write `{t.word(-2)} {mend}`"
        + (f"; a title in quotes may follow, `{title.strip()}`." if title else "."),
        replacement=mend,
        expected="one word",
        found=f"`{t.words(-1, last)}`",
    )


def missing_where(t: Trouble) -> Diagnostic | None:
    """`segment adults age >= 18`, `segment adults: age >= 18`, `case new "New" age >= 18`"""
    if "WHERE" not in t.expected or "AND" in t.expected or "RPAR" in t.expected:
        return None
    if t.at_end:
        return t.say(
            codes.UNFINISHED,
            "The definition has no condition.",
            t.span(-1),
            help="Write `where` and a condition: `where age >= 18`.",
            expected="`where`",
        )
    if t.word() and t.word() not in ("if", "when") and nearest(t.word(), ("where",)):
        return None
    if t.word() in HEADER_WORDS or (nearest(t.word(), HEADER_WORDS) and t.kind(1) == "text"):
        return None
    if t.lower() in (":", "=", "{", "->", "as", "is", "if", "when", "with", "=>"):
        return t.say(
            codes.MISSING_WORD,
            f"The condition begins with `where`, not `{t.lexeme().text}`.",
            t.span(),
            help="Write `where`.",
            replacement=" where" if t.touching(-1) else "where",
            expected="`where`",
            found=f"`{t.lexeme().text}`",
        )
    begins = t.word() not in RESERVED or t.word() in (
        "not",
        "top",
        "bottom",
        "at",
        "in",
        "everybody",
    )
    if (t.kind() not in ("word", "name") and t.lower() != "(") or not begins:
        return None
    return t.say(
        codes.MISSING_WORD,
        "`where` is missing before the condition.",
        t.span(),
        help=f"Write `where {t.words(0, t.end_of_condition(0))}`.",
        replacement=f"where {t.lexeme().text}",
        expected="`where`",
        found=f"`{t.lexeme().text}`",
    )


def missing_equal(t: Trouble) -> Diagnostic | None:
    """`trait spend sum(orders.amount)`, `param n: 3`, `measure revenue sum(...)`"""
    if "EQUAL" not in t.expected or "COMPARISON" in t.expected or "AND" in t.expected:
        return None
    if t.word() in HEADER_WORDS or t.at_end:
        return None
    if t.lower() in (":", "where", "as", "is", ":=", "->", "=>"):
        return t.say(
            codes.MISSING_WORD,
            f"The value begins with `=`, not `{t.lexeme().text}`.",
            t.span(),
            help="Write `=`.",
            replacement="=",
            expected="`=`",
            found=f"`{t.lexeme().text}`",
        )
    if t.kind() == "sign" and t.lower() != "(":
        return None
    if nearest(t.word(), HEADER_WORDS) and t.kind(1) == "text":
        return None
    return t.say(
        codes.MISSING_WORD,
        "`=` is missing before the value.",
        t.span(),
        help=f"Write `= {t.words(0, t.end_of_condition(0))}`.",
        replacement=f"= {t.lexeme().text}",
        expected="`=`",
        found=f"`{t.lexeme().text}`",
    )


def param_value(t: Trouble) -> Diagnostic | None:
    """`param since = today - 30 days`: a parameter is a value, not an expression."""
    if t.word(-2) == "param" and t.kind(-1) == "word":
        return None
    starts = [i for i in range(t.index) if t.lexemes[i].lower == "param"]
    if not starts or starts[-1] != 0 or "AND" in t.expected:
        return None
    if len(t.lexemes) < 3 or t.index < 3 or t.lexemes[2].text != "=":
        return None
    if t.lower() in (",", ")") or t.enclosing_open() is not None or t.word() in DEFINITION_WORDS:
        return None
    return t.say(
        codes.UNEXPECTED,
        "A parameter is a plain value, or a list of values.",
        t.span(),
        help='Write `param n = 3` or `param nordic = ("SE", "NO")`; what is computed is a `trait`.',
    )


def other_definition_word(t: Trouble) -> Diagnostic | None:
    """`audience adults where age >= 18`, `define segment adults where age >= 18`"""
    if t.word() not in _OTHER_DEFINITION_WORDS or "SEGMENT" not in t.expected:
        return None
    before_definition = t.kind(1) == "" or t.word(1) in DEFINITION_WORDS
    if not before_definition and t.kind(1) not in ("word", "name"):
        return None
    if t.index and not begins_line(t, 0):
        return None
    mend = "" if before_definition else "segment"
    return t.say(
        codes.FOREIGN_WORD,
        f"A definition does not begin with `{t.lexeme().text}`.",
        t.span(),
        help="Definitions begin with `segment`, `segmentation`, `trait`, `param` or `experiment`.",
        replacement=mend,
    )


def otherwise(t: Trouble) -> Diagnostic | None:
    """`else rest`, `case else rest`, `default rest` in a segmentation"""
    if not t.lexemes or t.lexemes[0].lower != "segmentation":
        return None
    first = -1 if t.word(-1) == "case" else 0
    if t.word() not in ("else", "default", "rest", "others", "otherwise"):
        return None
    if first == 0 and (t.word() == "otherwise" or not {"CASE", "AND"} & t.expected):
        return None
    name = t.lexeme(1)
    named = name.kind in ("word", "name") and name.lower not in (*RESERVED, "where")
    mend = "otherwise" if named else "otherwise rest"
    return t.say(
        codes.FOREIGN_WORD,
        f"Those who are in no case are not called `{t.words(first, 0)}`.",
        t.span(first, 0),
        help=f"Write `otherwise {name.text if named else 'rest'}`.",
        replacement=mend,
        found=f"`{t.words(first, 0)}`",
    )


_OTHER_DEFINITION_WORDS = ("audience", "cohort", "group", "define", "def", "create", "let", "set",
                           "new", "rule")  # fmt: skip

MISTAKES = (
    otherwise,
    other_definition_word,
    bare_where,
    misspelt_definition,
    missing_name,
    name_of_words,
    missing_where,
    missing_equal,
    param_value,
)
