"""Expressions with a spelling of their own: arithmetic, choice, elapsed time, periods."""

from __future__ import annotations

from segql.functions.model import Construct, Nulls

CONSTRUCTS: tuple[Construct, ...] = (
    Construct(
        name="arithmetic",
        signature="a + b, a - b, a * b, a / b, -a",
        documentation="Numbers. `+ - *` are exact for whole numbers and decimals; `/` is true "
        "division. A duration may be added to a date or timestamp.",
        example="spend_365d / 12 > 50",
        nulls=Nulls.OWN,
        null_words="Unknown where a side is unknown, and where the divisor is 0.",
    ),
    Construct(
        name="if",
        signature="if c then a else b",
        documentation="`a` where the condition holds, else `b`.",
        example='(if country = "SE" then 500 else 300) < spend_365d',
        nulls=Nulls.OWN,
        null_words="Unknown where the chosen value is.",
    ),
    Construct(
        name="or else",
        signature="x or else y",
        documentation="`y` where `x` is unknown. It binds looser than arithmetic and tighter than "
        "comparison.",
        example="income / household_size or else 0 > 15_000",
        nulls=Nulls.OWN,
        null_words="Unknown where both are.",
    ),
    Construct(
        name="percent of",
        signature="50% of x",
        documentation="That share of a number.",
        example="spend_365d > 150% of overall average(spend_365d)",
        nulls=Nulls.STRICT,
        null_words="Unknown where the number is.",
    ),
    Construct(
        name="since",
        signature="days/weeks/months/quarters/years/hours/minutes/seconds since d",
        documentation="Completed units from then until today, as people count age; hours and "
        "shorter count from the instant until now. Negative for a future date.",
        example="days since last(orders.time) > 90",
        nulls=Nulls.STRICT,
        null_words="Unknown where the date is.",
    ),
    Construct(
        name="units between",
        signature="days between d1 and d2",
        documentation="Completed units from the first date to the second; negative where the "
        "second lies before the first.",
        example="days between signup_date and first(orders.time) <= 30",
        nulls=Nulls.STRICT,
        null_words="Unknown where a date is.",
    ),
    Construct(
        name="today",
        signature="today, now",
        documentation="The date and the instant that the run is made for.",
        example="signup_date < today - 1 year",
        nulls=Nulls.NEVER,
        null_words="Never unknown.",
    ),
    Construct(
        name="periods",
        signature="count(weeks in last 6 weeks where c), count(periods of 3 days in last 9 days "
        "where c), count(calendar months in last 4 months where c)",
        documentation="In how many consecutive periods a condition holds. The periods end at the "
        "instant of the run; calendar ones are the whole units before the current one. The "
        "condition's event functions see one period at a time.",
        example="count(weeks in last 6 weeks where any(opens)) >= 4",
        nulls=Nulls.NEVER,
        null_words="Never unknown.",
    ),
    Construct(
        name="as of",
        signature='s as of 90 days ago, lifecycle = "active" as of 2024-01-31',
        documentation="Another definition as it would have been then. Events and dates go back in "
        "time; attributes have no history and are as they stand.",
        example="buyers as of 90 days ago",
        nulls=Nulls.OWN,
        null_words="As the definition itself.",
    ),
)
