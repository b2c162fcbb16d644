"""SEG3xx: types and values."""

from __future__ import annotations

from segql.diagnostics.model import Code, Severity


def _error(id: str, name: str, summary: str, explanation: str) -> Code:
    return Code(id, name, Severity.ERROR, summary, explanation)


UNLIKE_TYPES = _error(
    "SEG301",
    "unlike-types",
    "Two values that cannot be compared",
    "Numbers compare with numbers, text with text, dates and timestamps with each other. "
    '`age > "18"` compares a number with text: leave the quotes away. A date has no quotes: '
    "`birth_date > 2000-01-01`.",
)
WRONG_TYPE = _error(
    "SEG302",
    "wrong-type",
    "A value of the wrong type",
    "Functions, arithmetic and tests each take certain types: `sum` a number, `contains` text, "
    "`month of` a date.",
)
REVERSED_RANGE = _error(
    "SEG303",
    "reversed-range",
    "A range from high to low",
    "`25..18` holds nothing: write the smaller value first, `18..25`.",
)
COMPARED_WITH_UNKNOWN = _error(
    "SEG304",
    "unknown-in-comparison",
    "A comparison with `unknown`",
    "A comparison with an unknown value is never true, so `country = unknown` would find nobody. "
    "Ask `country is unknown` or `country is known`.",
)
LIST_TEST = _error(
    "SEG306",
    "list-test",
    "A test that a list does not take",
    'A list is asked which values it holds: `interest = "outdoor"`, `interest in ("a", "b")`, '
    '`interest has all ("a", "b")`, `size(interest) >= 2`.',
)
NOT_A_CONDITION = _error(
    "SEG307",
    "not-a-condition",
    "A value where a condition was expected",
    "A condition is true or false for each customer. A number, text or date has to be compared: "
    "`count(orders) > 0`, `country is known`.",
)
WINDOW_AFTER_WHERE = _error(
    "SEG309",
    "window-after-where",
    "The window of an event function stands behind `where`",
    'The window comes first: `any(orders in last 14 days where channel = "web")`.',
)
NO_TIME = _error(
    "SEG310",
    "no-time",
    "Events without a time",
    "The catalog gives these events no `time:`, so they have no first, last or latest, no window "
    "and no place in a sequence or period. `count(...)`, `any(... where ...)` and the like work.",
)
NOT_A_DATE = _error(
    "SEG311",
    "not-a-date",
    "A window of time around something that is not a date",
    "`in last 30 days`, `before`, `this month` and the other windows are asked of dates and "
    "timestamps.",
)
DURATION = _error(
    "SEG312",
    "duration",
    "A duration that does not fit",
    "Durations are whole numbers of a unit, up to 1,000 years. Hours, minutes and seconds are "
    "added to timestamps, not to dates.",
)
ARGUMENTS = _error(
    "SEG313",
    "arguments",
    "Too many or too few arguments",
    "The reference shows what each function takes.",
)
OPTION = _error(
    "SEG314",
    "option",
    "Something inside the parentheses that this function does not take",
    "Windows, `where`, `having` and `latest` belong to functions of events, `distinct` to "
    "`count`, `per` and `within segment` to ranks, quantile groups and `overall` figures.",
)
AMOUNT = _error(
    "SEG315",
    "amount",
    "An amount that makes no sense here",
    "`top 100 by x` takes a whole number from 1, `top 10% by x` a percentage from 0 to 100%, `at "
    "least 2 of (...)` no more than there are conditions.",
)
PATTERN = _error(
    "SEG316",
    "pattern",
    "A pattern that RE2 does not accept",
    "`matches` takes a regular expression in RE2 syntax, written as text. Lookaround `(?=`, `(?!`, "
    "backreferences `\\1`, atomic groups and possessive repeats are not part of it, since they "
    "cannot be answered in linear time.",
)
UNKNOWN_CASE = _error(
    "SEG317",
    "unknown-case",
    "A case or variant that does not exist",
    "A segmentation is compared with the names of its cases, an experiment with those of its "
    "variants, not with their titles.",
)
SHARES = _error(
    "SEG318",
    "shares",
    "Shares of variants that do not add up",
    "The shares of an experiment are percentages above 0 that sum to at most 100%; the rest of "
    "the members is left out.",
)
PERIODS = _error(
    "SEG319",
    "periods",
    "Periods that do not fit",
    "Periods are days, weeks, months, quarters or years; `in last` counts in the same unit: "
    "`weeks in last 6 weeks`, `periods of 3 days in last 9 days`.",
)
EXPECTATION = _error(
    "SEG320",
    "expectation",
    "An expectation that nothing can meet",
    "`expect size 1%..20%` takes percentages from 0 to 100% or whole numbers of customers, the "
    "smaller first.",
)
PARAMETER_VALUE = _error(
    "SEG321",
    "parameter-value",
    "A parameter with a value that does not fit",
    "A parameter is one literal or a list of literals of one type. `--set` gives it another value "
    "of the same type.",
)
DATE_ARITHMETIC = _error(
    "SEG322",
    "date-arithmetic",
    "Arithmetic that dates do not take",
    "A duration is added to or taken from a date: `today - 30 days`. The time between two dates "
    "is `days between d1 and d2`, until today `days since d`.",
)
DECLARED_TYPE = _error(
    "SEG323",
    "declared-type",
    "An expression of the catalog that gives another type than declared",
    "Leave `type:` away, so that it follows from the expression, or change one of the two.",
)
FIELD_WITHOUT_VALUE = _error(
    "SEG326",
    "field-without-value",
    "A field of events made of events without an expression",
    "Events made of events have no table of their own. Their fields are figures over the events "
    "that they are made of: `total: {expression: sum(lines.amount)}`.",
)
LITERAL_NEEDED = _error(
    "SEG324",
    "literal-needed",
    "A plain value is needed here",
    "Patterns, salts, digits, values of lists and bounds of places are written out or given by a "
    "parameter.",
)
AS_OF = _error(
    "SEG325",
    "as-of",
    "`as of` on something that has no other time",
    "`as of` asks another definition as it would have been then: `in segment active as of 90 days "
    'ago`, `lifecycle = "active" as of 2024-01-31`.',
)
ARGUMENT_KIND = _error(
    "SEG328",
    "argument-kind",
    "Events where a value of them is needed, or the other way round",
    "`sum`, `average`, `first` and the like take a value: `sum(orders.amount)`. `any`, `no` and "
    "`share` take the events: `any(orders where amount > 5)`.",
)
SEQUENCE = _error(
    "SEG329",
    "sequence",
    "A sequence that cannot be followed",
    "Some step happens (not every one is a `no` step), the first has no `within`, and names of "
    "steps are used after them.",
)
