"""Curly quotes, quotes that never close, quotes that are missing."""

from __future__ import annotations

from segql.diagnostics.codes import syntax as codes
from segql.diagnostics.model import Diagnostic
from segql.source import Span
from segql.syntax.trouble import Trouble

_CURLY = "“”„‟‘’‚‛«»‹›＂＇´"


def curly(t: Trouble) -> Diagnostic | None:
    """`“outdoor”`"""
    here = t.lexeme()
    if not here.text or here.text not in _CURLY:
        return None
    text = t.source.text
    line_end = text.find("\n", here.end)
    line = text[here.end : line_end if line_end >= 0 else len(text)]
    closing = next((i for i, sign in enumerate(line) if sign in _CURLY + "\"'"), None)
    if closing is None:
        return t.say(
            codes.QUOTES,
            f"The curly quote `{here.text}` does not open a text here, and no other closes it.",
            t.span(),
            help='Text stands in straight quotes: `"outdoor"`.',
        )
    place = Span(t.source, here.start, here.end + closing + 1)
    content = line[:closing].replace("\\", "\\\\")
    return t.say(
        codes.QUOTES,
        f"These quotes are curly: `{place.text}`.",
        place,
        help=f'Write straight ones: `"{content}"`.',
        replacement=f'"{content}"',
    )


def never_closed(t: Trouble) -> Diagnostic | None:
    """`country = "SE`"""
    here = t.lexeme()
    if here.kind != "unclosed":
        return None
    sign = here.text[0]
    if t.kind(-1) == "word" and t.touching(-1) and t.kind(-2) == "text":
        return None
    inner = here.text[1:].rstrip()
    word = inner.split()[0] if inner.split() else ""
    what = "name in backticks" if sign == "`" else "text"
    place = Span(t.source, here.start, here.start + 1 + len(inner))
    only = inner == word and word.isidentifier()
    return t.say(
        codes.QUOTES,
        f"This {what} is never closed: the second `{sign}` is missing."
        if sign != "`"
        else f"This {what} is never closed.",
        place,
        help=f"Write the closing quote too: {_quoted(sign, word or '...')}. Text ends on the line "
        "on which it begins.",
        replacement=f"{sign}{inner}{sign}" if only else None,
    )


def closed_too_late(t: Trouble) -> Diagnostic | None:
    """`country = "SE and city = "Oslo"`: the quote that was meant to open closed the first."""
    here, before = t.lexeme(), t.lexeme(-1)
    if before.kind != "text" or not t.touching(-1) or here.kind not in ("word", "unclosed"):
        return None
    sign = before.text[0]
    rest = t.source.text[before.end :].split("\n", 1)[0]
    if rest.count(sign) % 2 == 0:
        return None
    return t.say(
        codes.QUOTES,
        f"A quote is missing: the text that begins here ends only at the next `{sign}`.",
        t.span(-1),
        help=f"Close the text where it ends, as in {_quoted(sign, _first_word(before.text))}."
        + (" Text that holds an apostrophe stands in double quotes." if sign == "'" else ""),
    )


def missing_opening(t: Trouble) -> Diagnostic | None:
    """`country = SE"`: reading stops at a quote that closes what no quote opened."""
    here, before = t.lexeme(), t.lexeme(-1)
    if here.kind != "unclosed" or before.kind != "word" or not t.touching(-1):
        return None
    if here.text.rstrip() not in ('"', "'"):
        return None
    sign = here.text[0]
    place = Span(t.source, before.start, here.start + 1)
    mend = f"{sign}{before.text}{sign}"
    return t.say(
        codes.QUOTES,
        "A quote closes here that was never opened.",
        place,
        help=f"Write {_quoted(sign, before.text)}.",
        replacement=mend,
    )


def _first_word(text: str) -> str:
    return text[1:-1].split(" ")[0]


def _quoted(sign: str, word: str) -> str:
    return f"`{sign}{word}{sign}`" if sign != "`" else f"`` `{word}` ``"


def not_quoted(t: Trouble) -> Diagnostic | None:
    """`email = anna@example.com`, `url = https://example.com`, `city = New York`"""
    if t.lower(-2) not in ("=", "!=") or t.kind(-1) != "word":
        return None
    text = t.source.text
    if t.lexeme().text in ("@", ":") and t.touching(-1):
        end = next((i for i in range(t.lexeme().end, len(text)) if text[i].isspace()), len(text))
        place = Span(t.source, t.lexeme(-1).start, end)
    elif t.kind() == "word" and t.lexeme().text[0].isupper() and t.lexeme(-1).text[0].isupper():
        place = t.span(-1, 0)
    else:
        return None
    return t.say(
        codes.QUOTES,
        "Text stands in quotes.",
        place,
        help=f'Write `"{place.text}"`.',
        replacement=f'"{place.text}"' if '"' not in place.text else None,
    )


MISTAKES = (not_quoted, curly, missing_opening, never_closed, closed_too_late)
