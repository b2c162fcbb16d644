"""Parts of dates and timestamps: `month of d`, `hour of t`."""

from __future__ import annotations

from segql.functions.model import Accepts, Nulls, Part
from segql.types import DATE, INTEGER, Type

_STRICT = "Unknown where the date or timestamp is unknown."


def _part(
    name: str, words: str, example: str, operand: Accepts = Accepts.TIME, result: Type = INTEGER
) -> Part:
    return Part(
        name=name,
        signature=f"{name} of {'t' if operand is Accepts.CLOCK else 'd'}",
        documentation=f"{words}, in the project's time zone.",
        example=example,
        nulls=Nulls.STRICT,
        null_words=_STRICT,
        operand=operand,
        result=result,
    )


PARTS: tuple[Part, ...] = (
    _part("year", "The year", "year of birth_date = 1990"),
    _part("quarter", "The quarter, 1 to 4", "quarter of signup_date = 1"),
    _part("month", "The month, 1 to 12", "month of birth_date = month of today"),
    _part("day", "The day of the month, 1 to 31", "day of signup_date = 1"),
    _part("weekday", "The day of the week; 1 is Monday", "weekday of signup_date in (6, 7)"),
    _part("hour", "The hour, 0 to 23", "hour of last(orders.time) >= 18", Accepts.CLOCK),
    _part("minute", "The minute, 0 to 59", "minute of last(orders.time) < 30", Accepts.CLOCK),
    _part("second", "The second, 0 to 59", "second of last(orders.time) = 0", Accepts.CLOCK),
    _part(
        "date",
        "The calendar day",
        "count(distinct date of orders.time) >= 2",
        Accepts.TIME,
        DATE,
    ),
)
