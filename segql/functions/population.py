"""Figures that rest on all customers: ranks, quantile groups, `overall average(x)`."""

from __future__ import annotations

from segql.functions.model import Accepts, Nulls, PopulationFunction, fixed, like_first
from segql.types import DOUBLE, INTEGER

_INSIDE = "[per group, ...] [within segment s]"
_PLACE = "Unknown where the value is unknown, and for customers outside the `within` segment."
_FIGURE = "Unknown where no customer of the group has a known value."
_GROUPS = (
    "1 is the lowest. Cut points are linearly interpolated quantiles over the known values, and "
    "the group is 1 + the number of cut points strictly below the value, so that equal values "
    "share a group. `per` asks within each group of customers, `within segment` among a "
    "segment's members."
)


def _groups(name: str, number: str, example: str) -> PopulationFunction:
    return PopulationFunction(
        name=name,
        signature=f"{name}(x {_INSIDE})",
        documentation=f"In which of {number} equal groups the customer's value falls. {_GROUPS}",
        example=example,
        nulls=Nulls.OWN,
        null_words=_PLACE,
        argument=Accepts.NUMBER,
        result=fixed(INTEGER),
        figure=name,
        overall=False,
    )


POPULATION_FUNCTIONS: tuple[PopulationFunction, ...] = (
    PopulationFunction(
        name="rank",
        signature=f"rank(x {_INSIDE})",
        documentation="The customer's place by a value: 1 is the highest. Ties fall to the "
        "smallest key, so that the rank is the same everywhere.",
        example="rank(spend_365d per country) <= 100",
        nulls=Nulls.OWN,
        null_words=_PLACE,
        argument=Accepts.ORDERED,
        result=fixed(INTEGER),
        figure="rank",
        overall=False,
    ),
    _groups("quartile", "four", "quartile(spend_365d) = 4"),
    _groups("quintile", "five", "quintile(spend_365d per country) = 5"),
    _groups("decile", "ten", "decile(income) >= 9"),
    _groups("percentile", "a hundred", "percentile(spend_365d) > 95"),
)

OVERALL_FUNCTIONS: tuple[PopulationFunction, ...] = (
    PopulationFunction(
        name="average",
        signature=f"overall average(x {_INSIDE})",
        documentation="The mean over all customers whose value is known.",
        example="spend_365d > overall average(spend_365d)",
        nulls=Nulls.OWN,
        null_words=_FIGURE,
        argument=Accepts.NUMBER,
        result=fixed(DOUBLE),
        figure="average",
        overall=True,
    ),
    PopulationFunction(
        name="sum",
        signature=f"overall sum(x {_INSIDE})",
        documentation="The total over all customers whose value is known; 0 where there are none.",
        example="spend_365d > 10% of overall sum(spend_365d per account.kind)",
        nulls=Nulls.NEVER,
        null_words="Never unknown: 0 where no customer of the group has a known value.",
        argument=Accepts.NUMBER,
        result=like_first,
        figure="sum",
        overall=True,
    ),
    PopulationFunction(
        name="count",
        signature=f"overall count(x {_INSIDE})",
        documentation="How many customers have the value known.",
        example="overall count(postal_code per postal_code) >= 10",
        nulls=Nulls.NEVER,
        null_words="Never unknown: 0 where no customer of the group has a known value.",
        argument=Accepts.VALUE,
        result=fixed(INTEGER),
        figure="count",
        overall=True,
    ),
    PopulationFunction(
        name="min",
        signature=f"overall min(x {_INSIDE})",
        documentation="The smallest value of all customers.",
        example="income = overall min(income)",
        nulls=Nulls.OWN,
        null_words=_FIGURE,
        argument=Accepts.ORDERED,
        result=like_first,
        figure="min",
        overall=True,
    ),
    PopulationFunction(
        name="max",
        signature=f"overall max(x {_INSIDE})",
        documentation="The largest value of all customers.",
        example="income >= 50% of overall max(income)",
        nulls=Nulls.OWN,
        null_words=_FIGURE,
        argument=Accepts.ORDERED,
        result=like_first,
        figure="max",
        overall=True,
    ),
    PopulationFunction(
        name="median",
        signature=f"overall median(x {_INSIDE})",
        documentation="The middle value of all customers whose value is known.",
        example="income > overall median(income per country)",
        nulls=Nulls.OWN,
        null_words=_FIGURE,
        argument=Accepts.NUMBER,
        result=fixed(DOUBLE),
        figure="median",
        overall=True,
    ),
    PopulationFunction(
        name="percentile",
        signature=f"overall percentile(x, 90% {_INSIDE})",
        documentation="The linearly interpolated quantile over all customers whose value is known.",
        example="spend_365d >= overall percentile(spend_365d, 90%)",
        nulls=Nulls.OWN,
        null_words=_FIGURE,
        argument=Accepts.NUMBER,
        result=fixed(DOUBLE),
        figure="quantile",
        overall=True,
        fraction=True,
    ),
)
