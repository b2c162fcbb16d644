"""Numbers, text, dates and times: what the written signs mean, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from segql.diagnostics.codes import source as source_codes
from segql.diagnostics.codes import syntax as codes
from segql.diagnostics.model import Diagnostic, Fix
from segql.source import Span
from segql.syntax import nodes

Report = Callable[[Diagnostic], None]

MOST_DIGITS = 38

_ESCAPE = re.compile(r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|(.))", re.DOTALL)
_PLAIN_ESCAPES = {'"': '"', "'": "'", "\\": "\\", "n": "\n", "t": "\t"}


def number(text: str, span: Span, report: Report) -> nodes.Number:
    """`3`, `1_000`, `2.5`, `10%` as a node; a number that cannot be read counts as 0."""
    percent = text.endswith("%")
    digits = text.rstrip("%").replace("_", "")
    whole = digits.partition(".")[0]
    if len(digits) > MOST_DIGITS + 1:
        report(
            Diagnostic(
                codes.BAD_NUMBER,
                f"This number has more than {MOST_DIGITS} digits.",
                span,
                help="A long code is text, and stands in quotes.",
            )
        )
        return nodes.Number(0, percent, text, span)
    if len(whole) > 1 and whole[0] == "0":
        report(_leading_zero(text, whole, span))
    if percent:
        return nodes.Number(Decimal(f"{digits}E-2"), percent, text, span)
    return nodes.Number(Decimal(digits) if "." in digits else int(digits), percent, text, span)


def _leading_zero(text: str, whole: str, span: Span) -> Diagnostic:
    before = span.source.text[max(0, span.start - 5) : span.start]
    if re.fullmatch(r"[0-9]{4}-", before):
        return Diagnostic(
            codes.BAD_NUMBER,
            f"`{before}{text}` reads as a subtraction.",
            Span(span.source, span.start - 5, span.end),
            help=f"The month is `in {before}{text}`, a day of it `{before}{text}-01`.",
        )
    return Diagnostic(
        codes.BAD_NUMBER,
        f"A number does not begin with 0: `{text}`.",
        span,
        help=f'A code such as a postal code is text: `"{text}"`. '
        f"The number is `{text.lstrip('0') or '0'}`.",
    )


def text(written: str, span: Span, report: Report) -> nodes.Text:
    """The content of a text in quotes, its escapes replaced."""
    inner = written[1:-1]
    if "\\" not in inner:
        return nodes.Text(inner, span)

    def replace(match: re.Match[str]) -> str:
        place = Span(span.source, span.start + 1 + match.start(), span.start + 1 + match.end())
        if match[1] is not None:
            return _character(int(match[1], 16), place, report)
        plain = _PLAIN_ESCAPES.get(match[2])
        if plain is None:
            report(_bad_escape(match[0], place))
            return match[0]
        return plain

    return nodes.Text(_ESCAPE.sub(replace, inner), span)


def _character(code: int, place: Span, report: Report) -> str:
    if code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        report(
            Diagnostic(
                source_codes.FORBIDDEN_CHARACTER,
                f"Text cannot hold the character `{place.text}`.",
                place,
                help="Take it out.",
            )
        )
        return ""
    return chr(code)


def _bad_escape(found: str, place: Span) -> Diagnostic:
    return Diagnostic(
        codes.BAD_ESCAPE,
        f"`{found}` means nothing: a backslash goes with `\"`, `'`, `\\`, `n`, `t` or `u{{...}}`.",
        place,
        help=f"For the backslash itself write `\\{found}`.",
        fix=Fix("\\" + found, place),
    )


def day(text: str, span: Span, report: Report) -> nodes.Date:
    """`2024-06-30`; a day that is not in the calendar counts as the first of January 2000."""
    try:
        return nodes.Date(date.fromisoformat(text), span)
    except ValueError:
        report(_no_such_date(text, span))
        return nodes.Date(date(2000, 1, 1), span)


def instant(text: str, span: Span, report: Report) -> nodes.Timestamp:
    """`2024-06-30T14:05`, with optional seconds and offset; naive where none is written."""
    try:
        return nodes.Timestamp(datetime.fromisoformat(text.upper()), span)
    except ValueError:
        report(_no_such_date(text, span))
        return nodes.Timestamp(datetime(2000, 1, 1), span)


def _no_such_date(text: str, span: Span) -> Diagnostic:
    year, month, dayno = int(text[:4]), int(text[5:7]), int(text[8:10])
    if year == 0:
        why = "there is no year 0"
    elif not 1 <= month <= 12:
        why = f"there is no month {month}"
        if 1 <= dayno <= 12:
            swapped = f"{text[:4]}-{text[8:10]}-{text[5:7]}{text[10:]}"
            return Diagnostic(
                codes.NO_SUCH_DATE,
                f"`{text}` is not in the calendar: {why}.",
                span,
                help=f"Dates are year, month, day. Did you mean `{swapped}`?",
            )
    else:
        last = 31 if month in (1, 3, 5, 7, 8, 10, 12) else 30
        if month == 2:
            last = 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
        if 1 <= dayno <= last:
            return Diagnostic(
                codes.NO_SUCH_DATE,
                f"`{text}` is no time of day.",
                span,
                help="Times go from 00:00 to 23:59: `2024-06-30T14:05`.",
            )
        why = f"that month has {last} days"
    return Diagnostic(
        codes.NO_SUCH_DATE,
        f"`{text}` is not in the calendar: {why}.",
        span,
        help="Dates are year, month, day: `2024-06-30`.",
    )
