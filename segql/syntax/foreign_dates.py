"""Days in another notation: `03/15/2024`, `31-12-2023`, `5 March 2024`, `since January 2024`.

Most of them read as something else, a division or a subtraction. So they are looked for before
anything is read, and reading goes on as if their mends stood there.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from segql.diagnostics.codes import syntax as codes
from segql.diagnostics.model import Diagnostic, Fix
from segql.source import Source, Span
from segql.syntax.scan import Lexeme, scan

_SLASHED = re.compile(r"([0-9]{1,4})([/.-])([0-9]{1,2})\2([0-9]{1,4})")
_RIGHT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_DAY = re.compile(r"0?[1-9]|[12][0-9]|3[01]")
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "maj": 5, "mai": 5, "jun": 6, "jul": 7,
    "aug": 8, "sep": 9, "oct": 10, "okt": 10, "nov": 11, "dec": 12, "dez": 12,
}  # fmt: skip
_MONTH = re.compile(
    "(?:jan|feb|apr|aug|sep|okt|oct|nov|dec|dez)[a-z]*|mar|mars|march|mart|märz|may|maj|mai|"
    "june?|juni|july?|juli"
)
_PERHAPS = re.compile(
    r"[0-9][/.][0-9]{1,2}[/.][0-9]"
    r"|(?<![0-9])[0-9]{1,2}-[0-9]{1,2}-[0-9]"
    r"|[0-9]{4}-(?:[0-9]-|[0-9]{2}-[0-9](?![0-9]))"
    r"|(?:since|before|after|until)\s+[0-9]{4}-(?![0-9]{2}-[0-9])"
    r"|(?:jan|feb|mar|mär|apr|ma[yij]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-z]*[\s.,]+[0-9]",
    re.IGNORECASE,
)
"""What every such day has; most texts have none of it."""

_ORDINALS = ("st", "nd", "rd", "th")
_FIRST_DAY = ("since", "before")
_LAST_DAY = ("after", "until")


@dataclass(frozen=True, slots=True)
class ForeignDate:
    """What is wrong, and the text that reading goes on with."""

    problem: Diagnostic
    stand_in: str


def foreign_dates(source: Source) -> tuple[ForeignDate, ...]:
    """The days of a text that are not written year-month-day."""
    if not _PERHAPS.search(source.text):
        return ()
    lexemes = scan(source.text, 0, len(source.text))
    found: list[ForeignDate] = []
    index = 0
    while index < len(lexemes):
        here = _Place(source, lexemes, index)
        date, length = next((item for item in _readings(here) if item[0]), (None, 1))
        if date is not None:
            found.append(date)
        index += length
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Place:
    """A lexeme of a text, and those behind it."""

    source: Source
    lexemes: list[Lexeme]
    index: int

    def text(self, offset: int) -> str:
        index = self.index + offset
        return self.lexemes[index].text if 0 <= index < len(self.lexemes) else ""

    def word(self, offset: int) -> str:
        return self.text(offset).lower()

    def span(self, first: int, last: int) -> Span:
        low, high = self.lexemes[self.index + first], self.lexemes[self.index + last]
        return Span(self.source, low.start, high.end)

    def together(self, first: int, last: int) -> bool:
        """Whether there are so many lexemes, with no blank between them."""
        if self.index + first < 0 or self.index + last >= len(self.lexemes):
            return False
        some = self.lexemes[self.index + first : self.index + last + 1]
        return all(one.end == two.start for one, two in pairwise(some))

    def month(self, offset: int) -> int | None:
        word = self.word(offset)
        return _MONTHS.get(word[:3].replace("ä", "a")) if _MONTH.fullmatch(word) else None

    def year(self, offset: int) -> int | None:
        return int(self.text(offset)) if _YEAR.fullmatch(self.text(offset)) else None

    def day(self, offset: int) -> int | None:
        return int(self.text(offset)) if _DAY.fullmatch(self.text(offset)) else None


_Reading = tuple[ForeignDate | None, int]


def _readings(here: _Place) -> Iterator[_Reading]:
    yield _in_figures(here)
    yield _day_first(here)
    yield _month_first(here)
    yield _between_months(here)
    yield _period_for_day(here)


def _in_figures(here: _Place) -> _Reading:
    """`03/15/2024`, `15.03.2024`, `2024/03/15`, `31-12-2023`, `2024-3-5`"""
    length = 1
    if here.lexemes[here.index].kind == "number" and here.text(1) == "-" == here.text(3):
        if not here.together(0, 4) or (here.together(-1, 0) and here.index):
            return None, 1
        if here.text(5) in ("-", "/", ".") and here.together(4, 5):
            return None, 1
        length = 5
    elif here.lexemes[here.index].kind != "date":
        return None, 1
    place = here.span(0, length - 1)
    match = _SLASHED.fullmatch(place.text)
    if match is None or _RIGHT.fullmatch(place.text):
        return None, 1
    first, sign, second, third = match[1], match[2], match[3], match[4]
    if _YEAR.fullmatch(first) and len(third) <= 2:
        year, pairs = first, {(int(second), int(third))}
    elif _YEAR.fullmatch(third) and len(first) <= 2:
        year, pairs = third, {(int(second), int(first))}
        if sign != ".":
            pairs.add((int(first), int(second)))
    else:
        return None, 1
    days = sorted(
        f"{year}-{month:02}-{day:02}" for month, day in pairs if 1 <= month <= 12 and 1 <= day <= 31
    )
    return _year_first(place, days), length


def _day_first(here: _Place) -> _Reading:
    """`5 March 2024`, `5th of March, 2024`, `5. Mai 2024`"""
    day, at = here.day(0), 1
    if day is None:
        return None, 1
    if (here.word(1) in _ORDINALS or here.text(1) == ".") and here.together(0, 1):
        at = 2
    if here.word(at) == "of":
        at += 1
    month = here.month(at)
    at += 1 if here.text(at + 1) not in (",", ".") else 2
    year = here.year(at)
    if month is None or year is None:
        return None, 1
    return _year_first(here.span(0, at), [f"{year}-{month:02}-{day:02}"]), at + 1


def _month_first(here: _Place) -> _Reading:
    """`March 5, 2024`, `March 5th 2024`"""
    month, day, at = here.month(0), here.day(1), 2
    if here.word(at) in _ORDINALS and here.together(1, 2):
        at += 1
    if here.text(at) == ",":
        at += 1
    year = here.year(at)
    if month is None or day is None or year is None:
        return None, 1
    return _year_first(here.span(0, at), [f"{year}-{month:02}-{day:02}"]), at + 1


def _year_first(place: Span, days: list[str]) -> ForeignDate:
    if not days:
        problem = Diagnostic(
            codes.NUMBER_NOTATION,
            f"`{_flat(place)}` is no date.",
            place,
            help="Dates are year, month, day: `2024-03-15`.",
        )
        return ForeignDate(problem, "2024-03-15")
    problem = Diagnostic(
        codes.NUMBER_NOTATION,
        f"Dates are written {_missed(place)}, not as `{_flat(place)}`.",
        place,
        help="Write " + " or ".join(f"`{day}`" for day in days) + ".",
        fix=Fix(days[0], place) if len(days) == 1 else None,
    )
    return ForeignDate(problem, days[0])


def _missed(place: Span) -> str:
    if _YEAR.match(place.text):
        return "with two figures for month and day, and `-` between"
    return "year first"


def _between_months(here: _Place) -> _Reading:
    """`between January and March 2024`"""
    if here.word(0) != "between" or here.month(1) is None:
        return None, 1
    low_year, at = (here.year(2), 3) if here.year(2) else (None, 2)
    if here.word(at) != "and" or here.month(at + 1) is None or here.year(at + 2) is None:
        return None, 1
    low, high = here.month(1) or 0, here.month(at + 1) or 0
    high_year = here.year(at + 2) or 0
    mend = f"{_first(low_year or high_year, low)} and {_last(high_year, high)}"
    place = here.span(1, at + 2)
    return _in_days("between", place, mend, "are months"), at + 3


def _period_for_day(here: _Place) -> _Reading:
    """`since January 2024`, `until 2024-03`"""
    word = here.word(0)
    if word not in (*_FIRST_DAY, *_LAST_DAY):
        return None, 1
    if (month := here.month(1)) is not None and (year := here.year(2)) is not None:
        last = 2
    elif (year := here.year(1)) is not None and here.text(2) == "-" and here.together(1, 3):
        month = int(here.text(3)) if re.fullmatch("0?[1-9]|1[0-2]", here.text(3)) else None
        last = 3
    else:
        return None, 1
    if month is None:
        return None, 1
    day = _first(year, month) if word in _FIRST_DAY else _last(year, month)
    return _in_days(word, here.span(1, last), day, "is a month"), last + 1


def _in_days(word: str, place: Span, mend: str, what: str) -> ForeignDate:
    problem = Diagnostic(
        codes.NUMBER_NOTATION,
        f"Behind `{word}` stands a day, and `{_flat(place)}` {what}.",
        place,
        help=f"Write `{word} {mend}`.",
        fix=Fix(mend, place),
    )
    return ForeignDate(problem, mend)


def _first(year: int, month: int) -> str:
    return f"{year}-{month:02}-01"


def _last(year: int, month: int) -> str:
    return f"{year}-{month:02}-{monthrange(year, month)[1]:02}"


def _flat(place: Span) -> str:
    return " ".join(place.text.split())
