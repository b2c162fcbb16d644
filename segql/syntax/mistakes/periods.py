"""Months, quarters, days and other periods in other words, and counted periods."""

from __future__ import annotations

from segql.diagnostics.codes import syntax as codes
from segql.diagnostics.model import Diagnostic
from segql.syntax.trouble import Trouble
from segql.syntax.words import MONTH_NAMES, UNIT_WORDS

_CURRENT = ("current", "same")


def month_alone(t: Trouble) -> Diagnostic | None:
    """`d in January`, `d in Jan 2024`, `d in 2024 January`, `d in 2024-1`"""
    if t.word(-1) in MONTH_NAMES and t.expected == {"NUMBER"}:
        number = MONTH_NAMES.index(t.word(-1)) + 1
        return t.say(
            codes.MISSING_WORD,
            f"The year is missing behind `{t.lexeme(-1).text}`.",
            t.span(-1),
            help=f"Write `{t.lexeme(-1).text} 2024`; in any year is `month of d = {number}`.",
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


def other_day(t: Trouble) -> Diagnostic | None:
    """`d in yesterday`, `d in today`, `d in Q1 2024`"""
    days = {"today": "on today", "yesterday": "on today - 1 day", "tomorrow": "on today + 1 day"}
    if t.word(-2) == "in" and t.word(-1) in days and "RANGE" in t.expected:
        mend = days[t.word(-1)]
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


MISTAKES = (how_many_periods, month_alone, other_day, current_period)
