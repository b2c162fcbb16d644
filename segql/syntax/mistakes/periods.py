"""Months, quarters, days and other periods in other words, and counted periods."""

from __future__ import annotations

from dataclasses import replace

from segql.diagnostics.codes import syntax as codes
from segql.diagnostics.model import Diagnostic
from segql.syntax.trouble import Trouble
from segql.syntax.words import MONTH_NAMES, UNIT_WORDS

_CURRENT = ("current", "same")


def month_alone(t: Trouble) -> Diagnostic | None:
    """`d in January`, `d in Jan 2024`, `d in 2024 January`, `d in 2024-1`"""
    if t.word(-1) in MONTH_NAMES and t.expected == {"NUMBER"}:
        number = MONTH_NAMES.index(t.word(-1)) + 1
        asked = t.lexeme(-3) if t.word(-2) == "in" else t.lexeme(-1)
        named = asked.kind in ("word", "name") and t.lower(-4) != "(" and asked.lower != t.word(-1)
        return t.say(
            codes.MISSING_WORD,
            f"The year is missing behind `{t.lexeme(-1).text}`.",
            t.span(-1),
            help=f"Write `{t.lexeme(-1).text} 2024`; in any year is "
            f"`month of {asked.text if named else 'DATE'} = {number}`.",
            expected="a year",
        )
    for first in (-1, 0):
        month = _month(t.word(first)) or _month(t.word(first + 1))
        year = next((t.lexeme(i).text for i in (first, first + 1) if t.kind(i) == "number"), "")
        if month and len(year) == 4 and t.word(first - 1) == "in":
            return _written_month(t, first, first + 1, f"{month.capitalize()} {year}")
    digits = t.lexeme(1).text
    dashed = t.lower() == "-" and t.word(-2) == "in" and len(t.lexeme(-1).text) == 4
    if dashed and digits.isdigit() and 1 <= int(digits) <= 12:
        return _written_month(t, -1, 1, f"{t.lexeme(-1).text}-{int(digits):02}")
    return None


def _written_month(t: Trouble, first: int, last: int, mend: str) -> Diagnostic:
    return t.say(
        codes.FOREIGN_WORD,
        f"`{t.words(first, last)}` is written otherwise.",
        t.span(first, last),
        help=f"Write `in {mend}`.",
        replacement=mend,
    )


def _month(word: str) -> str | None:
    found = [name for name in MONTH_NAMES if len(word) >= 3 and name.startswith(word)]
    return found[0] if found else None


DAYS = {"today": "today", "yesterday": "today - 1 day", "tomorrow": "today + 1 day"}
_HAPPENED = ("was", "were", "happened", "occurred", "is")


def in_day(t: Trouble) -> Diagnostic | None:
    """`d in 2024-03-05`"""
    if t.word(-2) != "in" or t.kind(-1) != "date" or not {"RANGE", "RANGE_OPEN"} <= t.expected:
        return None
    if "UNIT" in t.expected or t.lower() in (",", "-", "–"):
        return None
    return t.say(
        codes.FOREIGN_WORD,
        f"One day is not asked for with `{t.words(-2, -1)}`.",
        t.span(-2, -1),
        help=f"Write `on {t.lexeme(-1).text}`.",
        replacement=f"on {t.lexeme(-1).text}",
    )


def without_introduction(t: Trouble) -> Diagnostic | None:
    """`d today`, `d was yesterday`, `d this month`, `d on Monday`"""
    first = -1 if t.word(-1) in _HAPPENED else 0
    if first == 0 and t.word() in _HAPPENED[:-1] and "IN" in t.expected:
        if t.word(1) in DAYS:
            first, t = 0, replace(t, index=t.index + 1)
            first = -1
        elif t.word(1) in ("in", "on", "before", "after", "since", "until", "more", "less"):
            return t.say(
                codes.FOREIGN_WORD,
                f"No `{t.lexeme().text}` stands before `{t.lexeme(1).text}`.",
                t.span(),
                help=f"Write `{t.lexeme(1).text} ...`.",
                replacement="",
            )
    if t.word(first - 1) in ("", "in", "on", "and", "or", "not", "where"):
        return None
    if t.word() in DAYS and t.kind(first - 1) in ("word", "name"):
        last, mend = 0, f"on {DAYS[t.word()]}"
    elif t.word() in ("this", "previous") and t.word(1) in UNIT_WORDS:
        last, mend = 1, f"in {t.word()} {t.word(1)}"
    else:
        return None
    if "IN" not in t.expected and first == 0:
        return None
    return t.say(
        codes.FOREIGN_WORD,
        f"`{t.words(first, last)}` is said otherwise here.",
        t.span(first, last),
        help=f"Write `{mend}`.",
        replacement=mend,
    )


def parts_of_units(t: Trouble) -> Diagnostic | None:
    """`in last half year`, `in last few days`, `in last couple of weeks`, `in last weekend`"""
    if t.word(-1) not in ("last", "next", "past", "previous") and t.word(-2) not in (
        "last",
        "next",
    ):
        return None
    first = 1 if t.word() in ("a", "the") else 0
    if t.word(first) == "half":
        unit = next((t.word(i) for i in (first + 1, first + 2) if t.word(i) in UNIT_WORDS), "")
        last = first + (1 if t.word(first + 1) == unit else 2)
        mend = {"year": "6 months", "month": "15 days", "day": "12 hours", "hour": "30 minutes"}
        if unit not in mend:
            return None
        return t.say(
            codes.UNIT,
            f"Halves are written in the next smaller unit: `{t.words(0, last)}`.",
            t.span(0, last),
            help=f"Write `{t.lexeme(-1).text} {mend[unit]}`.",
            replacement=mend[unit],
        )
    if t.word(first) in ("few", "couple", "several", "some", "many"):
        unit = next((t.word(i) for i in (first + 1, first + 2) if t.word(i) in UNIT_WORDS), "days")
        return t.say(
            codes.UNIT,
            f"`{t.lexeme(first).text}` is no number.",
            t.span(0, first),
            help=f"Write how many: `{t.lexeme(-1).text} 3 {unit}`.",
        )
    return None


def year_missing(t: Trouble) -> Diagnostic | None:
    """`since 1 January`, `before March 5`"""
    for offset in (-1, 0):
        month = _month(t.word(offset))
        day = next(
            (t.lexeme(i).text for i in (offset - 1, offset + 1) if t.kind(i) == "number"), ""
        )
        if month and day.isdigit() and 1 <= int(day) <= 31 and len(t.word(offset)) >= 3:
            first = offset - (t.kind(offset - 1) == "number")
            number = MONTH_NAMES.index(month) + 1
            return t.say(
                codes.MISSING_WORD,
                f"The year is missing: `{t.words(first, first + 1)}`.",
                t.span(first, first + 1),
                help=f"Write the whole date, such as `2024-{number:02}-{int(day):02}`.",
                expected="a year",
            )
    return None


def other_day(t: Trouble) -> Diagnostic | None:
    """`d in yesterday`, `d in today`, `d in Q1 2024`"""
    if t.word(-2) == "in" and t.word(-1) in DAYS and "RANGE" in t.expected:
        mend = f"on {DAYS[t.word(-1)]}"
        return t.say(
            codes.FOREIGN_WORD,
            f"A day is not asked for with `{t.words(-2, -1)}`.",
            t.span(-2, -1),
            help=f"Write `{mend}`.",
            replacement=mend,
        )
    quarter, year = t.word(-1), t.lexeme().text
    if quarter in ("q1", "q2", "q3", "q4") and len(year) == 4 and year.isdigit():
        last = 3 * int(quarter[1])
        mend = f"{year}-{last - 2:02}-01..{year}-{last:02}-{31 if last in (3, 12) else 30}"
        return t.say(
            codes.FOREIGN_WORD,
            f"A quarter is not asked for with `{t.words(-1, 0)}`.",
            t.span(-1, 0),
            help=f"Write its days, `in {mend}`, or `in this quarter`, `in previous quarter`.",
            replacement=mend,
        )
    return None


def current_period(t: Trouble) -> Diagnostic | None:
    """`in current month`"""
    for offset in (0, -1):
        unit = t.word(offset + 1)
        if t.word(offset) in _CURRENT and unit in UNIT_WORDS:
            return t.say(
                codes.FOREIGN_WORD,
                f"The period that now lies in is not called `{t.lexeme(offset).text}`.",
                t.span(offset),
                help=f"Write `in this {unit}`.",
                replacement="this",
            )
    return None


def how_many_periods(t: Trouble) -> Diagnostic | None:
    """`count(weeks where count(visits) > 3)`, `count(weeks in last 6 weeks)`"""
    if t.word(-1) in UNIT_WORDS and t.lower(-2) == "(" and t.word() in ("where", "with", "when"):
        unit = t.lexeme(-1).text
        return t.say(
            codes.MISSING_WORD,
            f"Of how many {unit}?",
            t.span(-1),
            help=f"Write `{unit} in last 6 {unit} where ...`.",
        )
    if t.expected == {"WHERE"} and t.lower() == ")" and t.word(-1) in UNIT_WORDS:
        return t.say(
            codes.MISSING_WORD,
            "What is asked of each period is missing.",
            t.span(-1, 0),
            help=f"Write `{t.words(-1, -1)} where count(visits) >= 3)`.",
            expected="`where`",
            found="`)`",
        )
    return None


MISTAKES = (
    how_many_periods,
    month_alone,
    in_day,
    other_day,
    without_introduction,
    parts_of_units,
    year_missing,
    current_period,
)
