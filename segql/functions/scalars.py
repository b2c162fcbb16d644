"""Functions of values: `round(x, 2)`, `size(interest)`, `bucket("spring")`."""

from __future__ import annotations

from segql.functions.model import Accepts, Nulls, ScalarFunction, fixed, like_first, promoted
from segql.types import DECIMAL, INTEGER, TEXT

_STRICT = "Unknown where an argument is unknown."

SCALAR_FUNCTIONS: tuple[ScalarFunction, ...] = (
    ScalarFunction(
        name="lower",
        signature="lower(text)",
        documentation="The text in lower case.",
        example='lower(first_name) = "anna"',
        nulls=Nulls.STRICT,
        null_words=_STRICT,
        arguments=(Accepts.TEXT,),
        result=fixed(TEXT),
    ),
    ScalarFunction(
        name="length",
        signature="length(text)",
        documentation="How many characters the text has.",
        example="length(postal_code) = 5",
        nulls=Nulls.STRICT,
        null_words=_STRICT,
        arguments=(Accepts.TEXT,),
        result=fixed(INTEGER),
    ),
    ScalarFunction(
        name="round",
        signature="round(number [, digits])",
        documentation="The number rounded to so many digits after the point, 0 where none are "
        "given; negative digits round to tens, hundreds and so on. Halves go away from zero.",
        example="round(spend_365d, -2) >= 500",
        nulls=Nulls.STRICT,
        null_words=_STRICT,
        arguments=(Accepts.NUMBER, Accepts.INTEGER),
        optional=1,
        constant=frozenset({1}),
        result=like_first,
    ),
    ScalarFunction(
        name="abs",
        signature="abs(number)",
        documentation="The number without its sign.",
        example="abs(income - 40_000) < 5_000",
        nulls=Nulls.STRICT,
        null_words=_STRICT,
        arguments=(Accepts.NUMBER,),
        result=like_first,
    ),
    ScalarFunction(
        name="floor",
        signature="floor(number)",
        documentation="The largest whole number that is not above it.",
        example="floor(income / 10_000) = 4",
        nulls=Nulls.STRICT,
        null_words=_STRICT,
        arguments=(Accepts.NUMBER,),
        result=like_first,
    ),
    ScalarFunction(
        name="ceil",
        signature="ceil(number)",
        documentation="The smallest whole number that is not below it.",
        example="ceil(income / 10_000) = 5",
        nulls=Nulls.STRICT,
        null_words=_STRICT,
        arguments=(Accepts.NUMBER,),
        result=like_first,
    ),
    ScalarFunction(
        name="least",
        signature="least(value, value, ...)",
        documentation="The smallest of its arguments: numbers, dates, timestamps or text.",
        example="least(age, household_size) <= 2",
        nulls=Nulls.STRICT,
        null_words=_STRICT,
        arguments=(Accepts.ORDERED, Accepts.ORDERED),
        repeats=True,
        result=promoted,
    ),
    ScalarFunction(
        name="greatest",
        signature="greatest(value, value, ...)",
        documentation="The largest of its arguments: numbers, dates, timestamps or text.",
        example="greatest(count(opens in last 90 days), count(clicks in last 90 days)) >= 3",
        nulls=Nulls.STRICT,
        null_words=_STRICT,
        arguments=(Accepts.ORDERED, Accepts.ORDERED),
        repeats=True,
        result=promoted,
    ),
    ScalarFunction(
        name="size",
        signature="size(list)",
        documentation="How many known elements a list has; repeated ones count each time.",
        example="size(interest) >= 2",
        nulls=Nulls.STRICT,
        null_words="Unknown where the list is unknown; unknown elements do not count.",
        arguments=(Accepts.LIST,),
        result=fixed(INTEGER),
    ),
    ScalarFunction(
        name="bucket",
        signature='bucket("salt")',
        documentation="A number from 0 up to 1 with four digits, made of the salt and the "
        "customer's key: the same customer gets the same bucket in every engine. Use it to split "
        'customers at random: `bucket("spring") < 10%`.',
        example='bucket("spring") < 10%',
        nulls=Nulls.NEVER,
        null_words="Never unknown.",
        arguments=(Accepts.TEXT,),
        constant=frozenset({0}),
        result=fixed(DECIMAL),
    ),
)
