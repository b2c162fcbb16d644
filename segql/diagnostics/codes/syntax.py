"""SEG1xx: text that is not written as the language is."""

from __future__ import annotations

from segql.diagnostics.model import Code, Severity


def _error(id: str, name: str, summary: str, explanation: str) -> Code:
    return Code(id, name, Severity.ERROR, summary, explanation)


UNEXPECTED = _error(
    "SEG101",
    "unexpected-text",
    "Something stands where the language has no place for it",
    "The message says what was expected there. Conditions look like `age >= 18`, `country = "
    '"SE"`, `last_login in last 30 days`; they are joined by `and` and `or`.',
)
UNFINISHED = _error(
    "SEG102",
    "unfinished",
    "The text ends too early",
    "A condition or a definition stops in the middle. The message says what is missing.",
)
NO_SUCH_DATE = _error(
    "SEG110",
    "no-such-date",
    "A date or time that does not exist",
    "Dates are written year first, `2024-06-30`, times behind a `T`, `2024-06-30T14:05`, and they "
    "must be in the calendar.",
)
BAD_NUMBER = _error(
    "SEG111",
    "bad-number",
    "A number that cannot be read",
    "Numbers look like `3`, `1_000`, `2.5`, `10%`. They do not begin with 0 (`01234` is text: "
    '`"01234"`), have at most 38 digits, and a dot before their decimals.',
)
BAD_ESCAPE = _error(
    "SEG112",
    "bad-escape",
    "A backslash with something that it does not go with",
    'In text, a backslash stands before a special sign: `\\"`, `\\\'`, `\\\\`, `\\n` (line '
    "break), `\\t` (tab), `\\u{1F600}` (any character by its code). A backslash itself is `\\\\`.",
)
BAD_DURATION = _error(
    "SEG113",
    "bad-duration",
    "A length of time that is no whole number of units",
    "Durations are whole numbers of a unit: `90 days`, `6 months`. For half a day write `12 hours`.",
)
BAD_YEAR = _error(
    "SEG114",
    "bad-year",
    "A number after `in` that is no year",
    "`d in 2024` asks for the year, so the number must have four digits. One of several values is "
    "`age in (18, 19)`, a range `age in 18..25`, one value `age = 18`.",
)
COMPARED_WITH_UNKNOWN = _error(
    "SEG115",
    "compared-with-unknown",
    "A comparison with unknown, or null",
    "A comparison with an unknown value is never true. Ask whether there is a value: `country is "
    "unknown`, `country is known`.",
)
NEGATIVE_BOUND = _error(
    "SEG116",
    "negative-bound",
    "A range below zero without `in`",
    "`balance -5..5` would subtract 5 from the balance. Write `balance in -5..5`.",
)
AS_OF_WHAT = _error(
    "SEG117",
    "as-of-what",
    "`as of` behind something that is no segment",
    "`as of` asks for a segment, or the case of a segmentation, at another time: `in segment active "
    'as of 90 days ago`, `active as of 2024-01-31`, `lifecycle = "active" as of 90 days ago`.',
)
NO_SUCH_PERIOD = _error(
    "SEG118",
    "no-such-period",
    "A calendar period of a unit that has none",
    "Calendar periods are `this`, `previous` and `next` `week`, `month`, `quarter` and `year`. "
    "A length of time back from now is `in last 3 days`.",
)
OPEN_EVENT_WINDOW = _error(
    "SEG119",
    "open-event-window",
    "An event function whose window leaves its last day out",
    "The window of an event function is a date window, whose days count whole: "
    "`count(orders in 2024-01-01..2024-03-31)`. For other bounds ask `where time < ...`.",
)
PERIOD_FUNCTION = _error(
    "SEG120",
    "period-function",
    "A function that does not go over periods",
    "Periods are counted, `count(weeks in last 6 weeks where ...)`, or all asked, "
    "`every(calendar months in last 4 months where ...)`.",
)
