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
    "In text, a backslash stands before a special sign: `\\\"`, `\\'`, `\\\\`, `\\n` (line "
    "break), `\\t` (tab), `\\u{1F600}` (any character by its code). A backslash itself is `\\\\`.",
)
BAD_DURATION = _error(
    "SEG113",
    "bad-duration",
    "A length of time that is no whole number of units",
    "Durations are whole numbers of a unit: `90 days`, `6 months`. For half a day write "
    "`12 hours`.",
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
    "`as of` asks for a segment, or the case of a segmentation, at another time: `in segment "
    'active as of 90 days ago`, `lifecycle = "active" as of 2024-01-31`.',
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
MISSPELT = _error(
    "SEG103",
    "misspelt-word",
    "A word that is nearly one of the language's",
    "Keywords may be written in upper or lower case, but not misspelt: `and`, `or`, `where`, "
    "`segment`, `in last 30 days`.",
)
FOREIGN_SIGN = _error(
    "SEG104",
    "foreign-sign",
    "A sign of another language",
    "Equality is `=`, its opposite `!=`; conditions are joined by `and`, `or`, `not`; comments "
    "begin with `#`.",
)
FOREIGN_WORD = _error(
    "SEG105",
    "foreign-word",
    "Words that another language or a person would use, said differently here",
    "Missing values are `is unknown`; text is searched with `contains`, `starts with`, `ends with` "
    "or `matches`; numbers compare with `>`, `>=`, `<`, `<=`, `=`, `!=`.",
)
QUOTES = _error(
    "SEG106",
    "quotes",
    "Quotes that are missing, curly or not closed",
    "Text stands in straight quotes, double or single, that open and close on the same line: "
    '`"outdoor"`. Word processors make them curly; retype them.',
)
PARENTHESES = _error(
    "SEG107",
    "parentheses",
    "A parenthesis too few or too many",
    "Every `(` needs its `)`, and the other way round. Lists of values stand in round ones: "
    '`country in ("SE", "NO")`.',
)
COMMAS = _error(
    "SEG108",
    "commas",
    "A comma too few or too many",
    "Commas stand between the items of a list and nowhere else. Conditions are joined by `and` or "
    "`or`; decimals have a dot, `2.5`; thousands an underscore, `1_000`.",
)
RESERVED_WORD = _error(
    "SEG109",
    "reserved-word",
    "A word of the language where a name should stand",
    "Words such as `month`, `top` or `from` have a meaning of their own. A column or definition "
    "that is called so is written in backticks: `` `month` ``.",
)
WINDOW_PLACE = _error(
    "SEG121",
    "window-place",
    "A window or filter at the wrong place of a function",
    "The window stands inside the parentheses, before `where`: `sum(orders.amount in last 90 days "
    'where channel = "web") > 5`.',
)
TWO_MEANINGS = _error(
    "SEG122",
    "two-meanings",
    "A period that could mean two things",
    "`in last week` may mean the seven days that end now, `in last 7 days`, or the calendar week "
    "before this one, `in previous week`. Write the one that you mean.",
)
MISSING_WORD = _error(
    "SEG123",
    "missing-word",
    "A word that has to stand here is missing",
    "Segments and cases have `where` before their condition, traits and parameters `=` before "
    "their value, `if` its `then` and `else`, `top 10%` its `by`.",
)
HEADER = _error(
    "SEG124",
    "header",
    "A header line that is not as it should be",
    '`goal "..."`, `owner "..."`, `note "..."`, `tags "a", "b"`, `channel email`, `expect size '
    "1%..20%`, `expect disjoint from other` stand between the name of a definition and its "
    "`where`, `=` or first `case`.",
)
RANGE_SIGN = _error(
    "SEG125",
    "range-sign",
    "A range written with another sign than two dots",
    "A range is written with two dots: `age 30..45`; both ends belong to it. `30..` and `..45` are "
    "open.",
)
FUNCTION_SHAPE = _error(
    "SEG126",
    "function-shape",
    "A function without its parentheses, or with something else in them",
    "Functions have parentheses: `no(orders)`, `count(orders in last 90 days)`, `sum(orders.amount "
    'where channel = "web")`.',
)
UNIT = _error(
    "SEG127",
    "unit",
    "A length of time without a unit, or with one that does not exist",
    "Units are second, minute, hour, day, week, month, quarter and year, with or without an `s`: "
    "`90 days`.",
)
MIXED_FILE = _error(
    "SEG128",
    "mixed-file",
    "A condition without a name beside definitions",
    "A file is either one condition, whose segment is called as the file, or a list of "
    "definitions, each with a name: `segment adults where age >= 18`.",
)
CHAINED = _error(
    "SEG130",
    "chained-comparison",
    "Several comparisons in a row",
    "A comparison has two sides. Between two bounds is a range, `age 18..25`; several comparisons "
    "are joined by `and`.",
)
NUMBER_NOTATION = _error(
    "SEG131",
    "number-notation",
    "A number or date in the notation of another country",
    "Decimals have a dot, `2.5`; thousands an underscore, `1_000`; dates are year, month, day, "
    "`2024-03-15`.",
)
VALUES_AFTER_OR = _error(
    "SEG132",
    "values-after-or",
    "A value after `or` or `and` where a condition should stand",
    '`country = "SE" or "NO"` compares only the first. Write `country in ("SE", "NO")`. Of a list '
    'that holds both, write `interest = "outdoor" and interest = "skiing"`.',
)
