"""SEG4xx: what is allowed, but probably not meant."""

from __future__ import annotations

from segql.diagnostics.model import Code, Severity


def _warning(id: str, name: str, summary: str, explanation: str) -> Code:
    return Code(id, name, Severity.WARNING, summary, explanation)


VALUE_NOT_LISTED = _warning(
    "SEG401",
    "value-not-listed",
    "A value that the catalog does not list",
    "The catalog says which values the field takes, and this is none of them, so the condition "
    "finds nobody. Text compares exactly, case and all.",
)
BOUND_OUTSIDE = _warning(
    "SEG402",
    "bound-outside",
    "A bound beyond the catalog's minimum or maximum",
    "The catalog says how small and how large the value can be; a bound beyond that is probably a "
    "slip of the pen.",
)
TAKES_IN_UNKNOWN = Code(
    "SEG403",
    "takes-in-unknown",
    Severity.INFO,
    "A negation takes in customers whose value is unknown",
    'A customer whose country is unknown is in `country != "SE"`. Where that is not meant, add '
    "`and country is known`.",
)
FIRST_INCLUDED = _warning(
    "SEG404",
    "first-included",
    "A window after the first event includes that event",
    "`any(orders within 60 days after first(orders.time))` is true for everybody who ever "
    "ordered: the window begins with the first order itself. Ask for a second one: "
    "`count(orders within 60 days after first(orders.time)) >= 2`.",
)
THIS_AGAINST_PREVIOUS = _warning(
    "SEG405",
    "this-against-previous",
    "A period that has just begun is compared with a whole one",
    "`this year` holds the days so far, `previous year` all of them, so that early in the year "
    "nearly everybody seems to have stopped. Compare windows of equal length: `in last 365 days` "
    "with `from 730 to 365 days ago`.",
)
TOP_RANKS_EVERYBODY = _warning(
    "SEG406",
    "top-ranks-everybody",
    "`top` beside other conditions still ranks everybody",
    '`country = "SE" and top 10% by spend` are the Swedes among the top 10% of all customers. '
    "For the top 10% of the Swedes write `top 10% by spend within segment swedes`, or `per "
    "country`.",
)
BIRTHDAY = _warning(
    "SEG407",
    "birthday-without-anniversary",
    "A date of birth against a window of days to come",
    "`birth_date in next 7 days` asks who is born next week. Their birthday is `anniversary of "
    "birth_date in next 7 days`.",
)
CASE_NEVER_MATCHES = _warning(
    "SEG408",
    "case-never-matches",
    "A case that an earlier one hides",
    "The first case that matches wins, and an earlier case has the same condition, or matches "
    "everybody.",
)
NO_HISTORY = _warning(
    "SEG409",
    "no-history",
    "`as of` on an attribute",
    "Attributes have no history: only their present value is known, so that `as of` changes "
    "nothing here.",
)
UNKNOWN_LINT = _warning(
    "SEG410",
    "unknown-ignored-lint",
    "A lint that does not exist",
    "`# segql: ignore NAME` at the end of a line, or on the line before it, switches a warning "
    "off for that line; several names are separated by commas. The names stand beside the codes "
    "in the reference.",
)
EMPTY_WINDOW = _warning(
    "SEG411",
    "empty-window",
    "A window of no length",
    "`in last 0 days` holds nothing.",
)
NEVER_HOLDS = _warning(
    "SEG412",
    "never-holds",
    "A condition that holds for nobody",
    "Its parts contradict each other, as `age > 60 and age < 18` do, so that nobody can satisfy "
    "it, whatever the data. `and` asks for both; for either of them write `or`.",
)
ALWAYS_HOLDS = _warning(
    "SEG413",
    "always-holds",
    "A condition that holds for everybody",
    "It leaves nobody out, whatever the data: `count(orders) >= 0`, or `age > 30 or not age > 30`.",
)
OR_OF_NEGATIONS = _warning(
    "SEG414",
    "or-of-negations",
    "An `or` of values that are not meant",
    '`country != "SE" or country != "NO"` holds for everybody: whoever is not from one is not '
    'from the other. For neither of them write `country not in ("SE", "NO")`.',
)
IMPLIED_CONDITION = Code(
    "SEG415",
    "implied-condition",
    Severity.INFO,
    "A condition that another one already asks for",
    "In `count(orders) > 3 and any(orders)` the second says nothing new: whoever has more than "
    "three orders has one. It can go.",
)
ABSORBED_CONDITION = Code(
    "SEG416",
    "absorbed-condition",
    Severity.INFO,
    "A condition of an `or` that adds nobody",
    "In `count(orders) > 3 or any(orders)` the first adds nobody: the second takes them all in.",
)
SAME_SEGMENT = _warning(
    "SEG417",
    "same-segment",
    "Two segments with the same customers",
    "Their conditions are written differently, perhaps, but always hold for the same customers. "
    "Keep one of them, and use it by its name.",
)
NEARLY_SAME_SEGMENT = Code(
    "SEG418",
    "nearly-same-segment",
    Severity.INFO,
    "Two segments that differ by a hair",
    "All conditions of two segments are the same but for one number that is nearly the same. "
    "Often one of them was copied and forgotten.",
)
EXPECTATION_NEVER_MET = _warning(
    "SEG419",
    "expectation-never-met",
    "An `expect` that the definitions contradict",
    "Whatever the data, the two segments lie otherwise than expected, unless they are empty.",
)
DEMOGRAPHICS_ONLY = _warning(
    "SEG420",
    "demographics-only",
    "A segment that rests on demographics alone",
    "The catalog's `category` says what an attribute tells of a customer. Who people are says "
    "little about what they do: age and gender alone make broad segments that respond weakly.",
)
UNUSED_PARAMETER = _warning(
    "SEG421",
    "unused-parameter",
    "A parameter that nothing uses",
    "Whoever sets it expects something to change, and nothing does.",
)
UNUSED_TRAIT = Code(
    "SEG422",
    "unused-trait",
    Severity.INFO,
    "A trait that no definition uses",
    "Perhaps a definition that used it is gone. A trait with a title is there to be shown and "
    "exported, and is left alone.",
)
WINDOW_BEYOND_DATA = _warning(
    "SEG423",
    "window-beyond-data",
    "A window that begins before the data",
    "`in last 3 years` over events of one year finds what `in last 1 year` would find. "
    "`segql check --data` looks at the first event of each kind.",
)
GROUP_OF_UNKNOWN = Code(
    "SEG424",
    "group-of-unknown",
    Severity.INFO,
    "A ranking in groups, of which one is that of the unknown",
    "`top 5 by x per country` takes five of each country, and five of those without a country: "
    "they are a group as well.",
)
AND_BEFORE_OR = Code(
    "SEG425",
    "and-before-or",
    Severity.INFO,
    "`and` and `or` side by side without parentheses",
    "`a or b and c` means `a or (b and c)`. It is often read the other way; parentheses leave no "
    "doubt.",
)
DOT_FOR_THOUSANDS = _warning(
    "SEG426",
    "dot-for-thousands",
    "A decimal number that looks like thousands",
    "`1.000` is one, and `12.500` twelve and a half. A thousand is `1_000` or `1000`.",
)
