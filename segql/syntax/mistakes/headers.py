"""Header lines that are not as they should be."""

from __future__ import annotations

from segql.diagnostics.codes import syntax as codes
from segql.diagnostics.model import Diagnostic
from segql.diagnostics.suggest import nearest
from segql.syntax.trouble import Trouble
from segql.syntax.words import DEFINITION_WORDS, EXPERIMENT_WORDS, HEADER_WORDS, written

_TEXT_HEADERS = ("goal", "owner", "note", "tags")


def header_value(t: Trouble) -> Diagnostic | None:
    """`goal lift sales`, `channel "email"`, `tags outdoor`"""
    word = t.word(-1)
    if word in _TEXT_HEADERS and t.expected == {"STRING"}:
        if t.at_end:
            mend, place = None, t.span(-1)
        else:
            last = 0
            while t.kind(last + 1) == "word" and not begins_line(t, last + 1):
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


def begins_line(t: Trouble, offset: int) -> bool:
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
    if t.lexemes[0].lower not in DEFINITION_WORDS or t.kind(1) not in (
        "text",
        "word",
        "name",
        "date",
    ):
        return None
    opening = {"segmentation": "the first `case`", "trait": "`=`"}.get(
        t.lexemes[0].lower, "`where`"
    )
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
    name_of_words = t.word(-2) in DEFINITION_WORDS and t.lexeme().text[0].isupper()
    if t.kind(1) != "text" or name_of_words:
        return None
    return t.say(
        codes.HEADER,
        f"There is no header line `{t.lexeme().text}`.",
        t.span(),
        help="Header lines are `goal`, `owner`, `note`, `tags`, `channel` and `expect`.",
    )


def experiment_line(t: Trouble) -> Diagnostic | None:
    """`for vip`, `from segment vip`, and `start 2024-03-01` behind the variants"""
    if t.lower(-t.index) != "experiment" or "VARIANT" not in t.expected:
        return None
    if t.word() in _SPLIT_FROM and t.kind(1) in ("word", "name") and begins_line(t, 0):
        named = 2 if t.word(1) == "segment" and t.kind(2) in ("word", "name") else 1
        mend = f"on segment {t.lexeme(named).text}"
        return t.say(
            codes.HEADER,
            "The segment that is split stands behind `on`.",
            t.span(0, named),
            help=f"Write `{mend}`.",
            replacement=mend,
            expected="`on`",
            found=f"`{t.lexeme().text}`",
        )
    if t.word() in EXPERIMENT_WORDS and t.word() not in ("variant", "measure"):
        return t.say(
            codes.HEADER,
            f"`{t.word()}` stands before the variants.",
            t.span(),
            help="Move this line above the first `variant`.",
        )
    return None


_SPLIT_FROM = ("for", "of", "from", "in", "among", "with", "to", "within")

MISTAKES = (experiment_line, header_value, expectation, header_after_condition, misspelt_header)
