"""Windows of time: two meanings, other words for them, and units."""

from __future__ import annotations

from segql.diagnostics.codes import syntax as codes
from segql.diagnostics.model import Diagnostic
from segql.diagnostics.suggest import nearest
from segql.syntax import nodes
from segql.syntax.trouble import Trouble
from segql.syntax.words import DEFINITION_WORDS, UNIT_WORDS

_LENGTHS = {
    "second": "1 second", "minute": "1 minute", "hour": "24 hours", "day": "1 day",
    "week": "7 days", "month": "30 days", "quarter": "90 days", "year": "365 days",
}  # fmt: skip
_PAST = ("past", "previous", "recent", "preceding", "prior", "final")
_FUTURE = ("coming", "following", "upcoming")
_INTRODUCTIONS = ("in", "within", "during", "over", "for", "since")
_OTHER_UNITS = {
    "s": "seconds", "sec": "seconds", "secs": "seconds", "min": "minutes", "mins": "minutes",
    "h": "hours", "hr": "hours", "hrs": "hours", "d": "days", "w": "weeks", "wk": "weeks",
    "wks": "weeks", "m": "months", "mth": "months", "mths": "months", "qtr": "quarters",
    "y": "years", "yr": "years", "yrs": "years",
}  # fmt: skip


def two_meanings(t: Trouble) -> Diagnostic | None:
    """`in last week`"""
    if t.word() not in UNIT_WORDS or t.word(-1) != "last":
        return None
    first = -3 if t.word(-2) == "the" else -2
    if t.word(first) != "in":
        first += 1
    unit = t.word().rstrip("s")
    if unit not in ("week", "month", "quarter", "year"):
        meant = "today - 1 day" if unit == "day" else None
        return t.say(
            codes.TWO_MEANINGS,
            f"`{t.words(first, 0)}` could mean two things.",
            t.span(first, 0),
            help=f"Write `in last {_LENGTHS[unit]}` for a length of time that ends now"
            + (f", or `on {meant}` for yesterday." if meant else "."),
        )
    return t.say(
        codes.TWO_MEANINGS,
        f"`{t.words(first, 0)}` could mean two things.",
        t.span(first, 0),
        help=f"Write `in last {_LENGTHS[unit]}` for the {_LENGTHS[unit]} that end now, or "
        f"`in previous {unit}` for the calendar {unit} before this one.",
    )


def other_introduction(t: Trouble) -> Diagnostic | None:
    """`in the past 30 days`, `within the last 30 days`, `last 30 days`, `in previous 30 days`"""
    for first in (-3, -2, -1, 0):
        offset = first
        if t.word(offset) in _INTRODUCTIONS:
            offset += 1
        if t.word(offset) == "the":
            offset += 1
        word = t.word(offset)
        if word in ("last", *_PAST):
            meant = "last"
        elif word in ("next", *_FUTURE):
            meant = "next"
        else:
            continue
        if t.kind(offset + 1) not in ("number", "parameter") or not -1 <= offset <= 1:
            continue
        written = t.words(first, offset)
        if written.lower() in (f"in {meant}", f"in the {meant}"):
            continue
        if written.lower() == meant and "IN" not in t.expected:
            continue
        return t.say(
            codes.FOREIGN_WORD,
            f"A window of time does not begin with `{written}`.",
            t.span(first, offset),
            help=f"Write `in {meant} {t.words(offset + 1, offset + 2)}`.",
            replacement=f"in {meant}",
        )
    return None


def older_than(t: Trouble) -> Diagnostic | None:
    """`signup_date older than 30 days`, `last_login newer than 2 weeks`"""
    if t.word(1) != "than" or t.kind(2) not in ("number", "parameter"):
        return None
    if t.word(3) not in UNIT_WORDS:
        return None
    if t.word() in ("older", "earlier", "longer"):
        meant = "more than"
    elif t.word() in ("newer", "younger", "later"):
        meant = "less than"
    else:
        return None
    last = 4 if t.word(4) == "ago" else 3
    mend = f"{meant} {t.words(2, 3)} ago"
    return t.say(
        codes.FOREIGN_WORD,
        f"A date is not compared by `{t.words(0, 1)}`.",
        t.span(0, last),
        help=f"Write `{mend}`.",
        replacement=mend,
    )


def without_last(t: Trouble) -> Diagnostic | None:
    """`count(orders in 30 days)`, `count(orders 30 days)`, `last_login 30 days ago`"""
    if t.word() in UNIT_WORDS and t.kind(-1) == "number":
        number, unit = -1, 0
    elif t.kind() == "number" and t.word(1) in UNIT_WORDS and {"IN", "BETWEEN"} <= t.expected:
        number, unit = 0, 1
    else:
        return None
    length = t.words(number, unit)
    first = number - 1 if t.word(number - 1) == "in" else number
    if first == number and not {"RANGE", "IN"} & t.expected:
        return None
    side = t.word(unit + 1)
    if side == "ago":
        return t.say(
            codes.FOREIGN_WORD,
            "`ago` needs to be told whether more or less.",
            t.span(first, unit + 1),
            help=f"Write `more than {length} ago`, `less than {length} ago`, or for that day alone "
            f"`on today - {length}`.",
        )
    if side in ("after", "before"):
        return t.say(
            codes.MISSING_WORD,
            f"`within` is missing before `{length}`.",
            t.span(first, unit),
            help=f"Write `within {length} {side} ...`.",
            replacement=f"within {length}",
        )
    return t.say(
        codes.MISSING_WORD,
        f"`{t.words(first, unit)}` does not say on which side of now.",
        t.span(first, unit),
        help=f"Write `in last {length}` or `in next {length}`.",
    )


def limit_before_window(t: Trouble) -> Diagnostic | None:
    """`sequence(a then b within 1 day in last 30 days)`: the window comes first."""
    if "THEN" not in t.expected or t.word(-3) != "within" or t.word(-1) not in UNIT_WORDS:
        return None
    if t.word() not in ("in", "between", "since", "until", "on", "from", "more", "less"):
        return None
    end = t.end_of_condition(0)
    mend = f"{t.words(0, end)} {t.words(-3, -1)}"
    return t.say(
        codes.WINDOW_PLACE,
        "In a step, the window comes before `within`.",
        t.span(-3, end),
        help=f"Write `{mend}`.",
        replacement=mend,
    )


def unknown_unit(t: Trouble) -> Diagnostic | None:
    """`90 dayz`, `90d`"""
    if "UNIT" not in t.expected or t.kind(-1) not in ("number", "parameter"):
        return None
    if t.at_end or t.kind() != "word":
        return None
    word = t.word()
    several = t.lexeme(-1).text != "1"
    unit = _OTHER_UNITS.get(word) or nearest(word, UNIT_WORDS[1::2] if several else UNIT_WORDS)
    if unit is None:
        if "DISTANCE" in t.expected or "AND" in t.expected or _is_keyword(word):
            return None
        return t.say(
            codes.UNIT,
            f"`{t.lexeme().text}` is no unit of time.",
            t.span(),
            help=f"Units are {', '.join(nodes.UNITS)}: `{t.lexeme(-1).text} days`.",
            expected="a unit of time, such as `days`",
            found=f"`{t.lexeme().text}`",
        )
    gap = " " if t.touching(-1) else ""
    return t.say(
        codes.UNIT,
        f"`{t.lexeme().text}` is no unit of time.",
        t.span(),
        help=f"Did you mean `{unit}`?",
        replacement=gap + unit,
    )


def missing_unit(t: Trouble) -> Diagnostic | None:
    """`in last 90`, `age more than 30`"""
    if "UNIT" not in t.expected or t.kind(-1) not in ("number", "parameter"):
        return None
    if {"AND", "RANGE", "TO", "RPAR", "COMMA"} & t.expected:
        return None
    amount = t.lexeme(-1).text
    if "DISTANCE" in t.expected and t.word() == "of":
        return t.say(
            codes.UNIT,
            f"A unit of distance is missing after `{amount}`.",
            t.span(-1),
            help=f"Write `{amount} km`, or `mi` or `m`.",
            expected="`km`, `mi` or `m`",
        )
    if t.word(-2) == "than" and t.word(-3) in ("more", "less"):
        sign = ">" if t.word(-3) == "more" else "<"
        return t.say(
            codes.FOREIGN_WORD,
            f"`{t.word(-3)} than` compares dates: `{t.word(-3)} than 30 days ago`.",
            t.span(-3, -1),
            help=f"For numbers write `{sign} {amount}`.",
            replacement=f"{sign} {amount}",
        )
    return t.say(
        codes.UNIT,
        f"A unit of time is missing after `{amount}`.",
        t.span(-1),
        help=f"Write `{amount} days`, or hours, weeks, months, quarters, years.",
        expected="a unit of time, such as `days`",
        found="the end of the text" if t.at_end else f"`{t.lexeme().text}`",
    )


def range_ago(t: Trouble) -> Diagnostic | None:
    """`d between 6 and 12 months ago`, `d 6 to 12 months ago`, `d 12 months ago to 6 months ago`"""
    if t.word() != "ago" or t.kind(-2) != "number":
        return None
    if t.word(-3) in _UP_TO and t.kind(-4) == "number":
        first, one, two, last = -4, t.lexeme(-4), t.lexeme(-2), 0
    elif t.word(1) in _UP_TO and t.kind(2) == "number" and (t.word(3), t.word(4)) == (
        t.word(-1), "ago"
    ):  # fmt: skip
        first, one, two, last = -2, t.lexeme(-2), t.lexeme(2), 4
    else:
        return None
    if t.word(first - 1) in ("between", "from"):
        first -= 1
    far, near = sorted((one.text, two.text), key=lambda text: (len(text), text), reverse=True)
    mend = f"from {far} to {near} {t.lexeme(-1).text} ago"
    return t.say(
        codes.FOREIGN_WORD,
        "How long ago is a range from the longer time to the shorter.",
        t.span(first, last),
        help=f"Write `{mend}`.",
        replacement=mend,
    )


_UP_TO = ("and", "to")


def ago_alone(t: Trouble) -> Diagnostic | None:
    """`last_login > 30 days ago`, `last_login 30 days ago`"""
    if t.word() != "ago":
        return None
    length = t.words(-2, -1)
    before = t.lower(-3)
    if before in (">", ">=", "<", "<="):
        return t.say(
            codes.FOREIGN_WORD,
            f"`{t.words(-3, 0)}` could mean two things.",
            t.span(-3, 0),
            help=f"Write `more than {length} ago` for longer ago, or `less than {length} ago` for "
            "since then.",
        )
    if before in ("after", "since"):
        mend = f"less than {length} ago"
    elif before == "before":
        mend = f"more than {length} ago"
    else:
        return t.say(
            codes.FOREIGN_WORD,
            "`ago` needs to be told whether more or less.",
            t.span(-2, 0),
            help=f"Write `more than {length} ago`, `less than {length} ago`, or for that day alone "
            f"`on today - {length}`.",
        )
    return t.say(
        codes.FOREIGN_WORD,
        f"`{t.words(-3, 0)}` is not how dates are compared with now.",
        t.span(-3, 0),
        help=f"Write `{mend}`.",
        replacement=mend,
    )


def missing_ago(t: Trouble) -> Diagnostic | None:
    """`last_login more than 30 days`"""
    if t.expected != {"AGO"}:
        return None
    return t.say(
        codes.MISSING_WORD,
        "`ago` is missing at the end of the window.",
        t.span(-1),
        help=f"Write `{t.words(-2, -1)} ago`.",
        replacement=f"{t.lexeme(-1).text} ago",
        expected="`ago`",
    )


def distance_unit(t: Trouble) -> Diagnostic | None:
    """`home within 10 kilometers of ...`"""
    if "DISTANCE" not in t.expected or t.kind() != "word":
        return None
    word = t.word()
    meant = None
    if word.startswith(("kilom", "kms")):
        meant = "km"
    elif word.startswith("mile"):
        meant = "mi"
    elif word.startswith(("meter", "metre")):
        meant = "m"
    if meant is None:
        return None
    return t.say(
        codes.UNIT,
        f"Distances are in `km`, `mi` or `m`, not `{t.lexeme().text}`.",
        t.span(),
        help=f"Write `{t.lexeme(-1).text} {meant}`.",
        replacement=meant,
    )


def missing_day(t: Trouble) -> Diagnostic | None:
    """`signup_date since`, `any(orders before)`"""
    word = t.word(-1)
    ends = t.at_end or t.lower() in (")", "and", "or", "where") or t.word() in DEFINITION_WORDS
    if word not in ("since", "before", "after", "until", "on") or not ends:
        return None
    if "DATE" not in t.expected or t.kind(-2) not in ("word", "name"):
        return None
    return t.say(
        codes.MISSING_WORD,
        f"A day is missing behind `{word}`.",
        t.span(-1),
        help=f"Write `{word} 2024-01-31`, or `{word} today - 30 days`.",
        expected="a date, such as `2024-06-30`",
        found="the end of the text" if t.at_end else f"`{t.lexeme().text}`",
    )


def window_of_nothing(t: Trouble) -> Diagnostic | None:
    """`in last 30 days`, `count(in last 30 days)`"""
    for offset in (0, -1):
        if t.word(offset) != "in" or t.word(offset + 1) not in _PERIODS:
            continue
        window = t.words(offset, t.end_of_condition(offset))
        if t.lower(offset - 1) == "(" and t.kind(offset - 2) == "word":
            function = t.lexeme(offset - 2).text
            return t.say(
                codes.MISSING_WORD,
                "The events are missing before the window.",
                t.span(offset, offset + 1),
                help=f"Name them: `{function}(orders {window})`.",
            )
        if t.lower(offset - 1) in ("", "and", "or", "not", "where", "(") and not (
            t.kind(offset - 1) and not t.lower(offset - 1)
        ):
            return t.say(
                codes.MISSING_WORD,
                f"`{window}` does not say what happened then.",
                t.span(offset, t.end_of_condition(offset)),
                help=f"Ask it of a date, `signup_date {window}`, or of events, "
                f"`any(orders {window})`.",
            )
    return None


_PERIODS = ("last", "this", "previous", "next")


def _is_keyword(word: str) -> bool:
    return word in ("and", "or", "where", "then", "having", "per", "of", "by", "is", "in")


MISTAKES = (
    missing_day,
    window_of_nothing,
    two_meanings,
    limit_before_window,
    other_introduction,
    without_last,
    older_than,
    distance_unit,
    unknown_unit,
    missing_unit,
    range_ago,
    ago_alone,
    missing_ago,
)
