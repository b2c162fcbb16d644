"""Definitions that lack a word, and header lines that are not as they should be."""

from __future__ import annotations

from segql.diagnostics.codes import syntax as codes
from segql.diagnostics.model import Diagnostic
from segql.diagnostics.suggest import nearest
from segql.source import Span
from segql.syntax.trouble import Trouble
from segql.syntax.words import DEFINITION_WORDS, RESERVED, written

HEADER_WORDS = ("goal", "owner", "note", "tags", "channel", "expect")
EXPERIMENT_WORDS = ("on", "start", "variant", "measure")
_TEXT_HEADERS = ("goal", "owner", "note", "tags")


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
    if t.word() in HEADER_WORDS or nearest(t.word(), HEADER_WORDS) and t.kind(1) == "text":
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
    begins = t.word() not in RESERVED or t.word() in ("not", "top", "bottom", "at", "in", "everybody")
    if t.kind() not in ("word", "name") and t.lower() != "(" or not begins:
        return None
    return t.say(
        codes.MISSING_WORD,
        "`where` is missing before the condition.",
        t.span(),
        help=f"Write `where {t.lexeme().text} ...`.",
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
        help=f"Write `= {t.lexeme().text} ...`.",
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
        help="Write `param n = 3` or `param nordic = (\"SE\", \"NO\")`; what is computed is a "
        "`trait`.",
    )


def header_value(t: Trouble) -> Diagnostic | None:
    """`goal lift sales`, `channel "email"`, `tags outdoor`"""
    word = t.word(-1)
    if word in _TEXT_HEADERS and t.expected == {"STRING"}:
        if t.at_end:
            mend, place = None, t.span(-1)
        else:
            last = 0
            while t.kind(last + 1) == "word" and not _begins_line(t, last + 1):
                last += 1
            place = t.span(0, last)
            content = place.text
            simple = '"' not in content and "\\" not in content and t.kind() == "word"
            mend = f'"{content}"' if simple else None
        return t.say(
            codes.HEADER,
            f"`{word}` takes text in quotes.",
            place,
            help=f"Write `{word} {mend or chr(34) + '...' + chr(34)}`.",
            replacement=mend,
            expected="text in quotes",
        )
    if word == "channel" and t.kind() == "text":
        name = t.lexeme().text[1:-1]
        return t.say(
            codes.HEADER,
            "A channel is a name of the catalog, without quotes.",
            t.span(),
            help=f"Write `channel {written(name)}`.",
            replacement=written(name) if name and "`" not in name else None,
        )
    if word == "start" and t.kind() == "text":
        return t.say(
            codes.HEADER,
            "`start` takes a date, without quotes.",
            t.span(),
            help="Write `start 2024-03-01`.",
            replacement=t.lexeme().text[1:-1] if t.lexeme().text[1:5].isdigit() else None,
        )
    return None


def _begins_line(t: Trouble, offset: int) -> bool:
    """Whether a header line, a condition or a new line of text begins with that lexeme."""
    between = t.source.text[t.lexeme(offset - 1).end : t.lexeme(offset).start]
    return "\n" in between or t.word(offset) in (*HEADER_WORDS, *EXPERIMENT_WORDS, "where", "case")


def expectation(t: Trouble) -> Diagnostic | None:
    """`expect size > 100`, `expect 100..200`"""
    if t.word(-1) == "size" and t.word(-2) == "expect" and t.lower() in (">", ">=", "<", "<=", "="):
        amount = t.lexeme(1).text
        if t.kind(1) != "number":
            return None
        mend = {">": f"{amount}..", ">=": f"{amount}..", "<": f"..{amount}", "<=": f"..{amount}",
                "=": f"{amount}..{amount}"}[t.lower()]  # fmt: skip
        return t.say(
            codes.HEADER,
            "The expected size is a range.",
            t.span(0, 1),
            help=f"Write `expect size {mend}`; both ends belong to it.",
            replacement=mend,
        )
    if t.word(-1) == "expect" and t.kind() == "number":
        return t.say(
            codes.HEADER,
            "`expect` needs to be told what.",
            t.span(-1, 0),
            help=f"Write `expect size {t.lexeme().text} ...`.",
            replacement=f"{t.lexeme(-1).text} size {t.lexeme().text}",
        )
    return None


def header_after_condition(t: Trouble) -> Diagnostic | None:
    """`channel email` after `where`"""
    word = t.word()
    if "AND" not in t.expected or word not in (*HEADER_WORDS, "start", "on"):
        return None
    if not any(lexeme.lower in ("where", "case", "=") for lexeme in t.lexemes[: t.index]):
        return None
    if t.lexemes[0].lower not in DEFINITION_WORDS or t.kind(1) not in ("text", "word", "name", "date"):
        return None
    opening = {"segmentation": "the first `case`", "trait": "`=`"}.get(t.lexemes[0].lower, "`where`")
    return t.say(
        codes.HEADER,
        f"The header line `{word}` stands before {opening}, not after it.",
        t.span(0, 1),
        help=f"Move `{t.words(0, 1)}` up, to before {opening}.",
    )


def misspelt_header(t: Trouble) -> Diagnostic | None:
    """`gaol "lift sales"`"""
    if "TEXT_HEADER" not in t.expected or t.kind() != "word":
        return None
    known = [*HEADER_WORDS, "where"]
    if "CASE" in t.expected:
        known += ["case", "otherwise"]
    if "VARIANT" in t.expected:
        known += EXPERIMENT_WORDS
    if "WHERE" not in t.expected:
        known.remove("where")
    meant = nearest(t.word(), known)
    if t.word() in known:
        return None
    if meant is not None:
        return t.say(
            codes.MISSPELT,
            f"`{t.lexeme().text}` is not understood.",
            t.span(),
            help=f"Did you mean `{meant}`?",
            replacement=meant,
            found=f"`{t.lexeme().text}`",
        )
    if t.kind(1) != "text":
        return None
    return t.say(
        codes.HEADER,
        f"There is no header line `{t.lexeme().text}`.",
        t.span(),
        help="Header lines are `goal`, `owner`, `note`, `tags`, `channel` and `expect`.",
    )


def other_definition_word(t: Trouble) -> Diagnostic | None:
    """`audience adults where age >= 18`, `define segment adults where age >= 18`"""
    if t.word() not in _OTHER_DEFINITION_WORDS or "SEGMENT" not in t.expected:
        return None
    before_definition = t.kind(1) == "" or t.word(1) in DEFINITION_WORDS
    if not before_definition and t.kind(1) not in ("word", "name"):
        return None
    if t.index and not _begins_line(t, 0):
        return None
    mend = "" if before_definition else "segment"
    return t.say(
        codes.FOREIGN_WORD,
        f"A definition does not begin with `{t.lexeme().text}`.",
        t.span(),
        help="Definitions begin with `segment`, `segmentation`, `trait`, `param` or `experiment`.",
        replacement=mend,
    )


_OTHER_DEFINITION_WORDS = ("audience", "cohort", "group", "define", "def", "create", "let", "set",
                           "new", "rule")  # fmt: skip

MISTAKES = (
    other_definition_word,
    bare_where,
    misspelt_definition,
    missing_name,
    header_value,
    expectation,
    header_after_condition,
    misspelt_header,
    missing_where,
    missing_equal,
    param_value,
)
