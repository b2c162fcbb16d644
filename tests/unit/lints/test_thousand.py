"""A thousand segments are compared with each other without comparing each with each."""

from __future__ import annotations

from time import process_time

from tests.unit.semantics.shop import problems

MOST_SECONDS = 6.0
"""Of one processor, for typing and linting; the bar of the whole command is in benchmarks/."""


def test_a_thousand_segments() -> None:
    text = "\n".join(
        f"segment s{n} where age {15 + n % 40}..{60 + n % 20} and count(orders in last "
        f'{30 + n % 300} days) > {n % 7} and interest = "outdoor"'
        for n in range(1000)
    )
    text += (
        '\nsegment last where interest = "outdoor" and any(orders in last 30 days) and age 15..60'
    )
    start = process_time()
    found = problems(text)
    assert process_time() - start < MOST_SECONDS
    [same] = [item for item in found if item.code.name == "same-segment"]
    assert same.message == "`last` always has the same members as `s0`."
