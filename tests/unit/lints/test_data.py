"""Windows beside the data: which begin before the first event, and which do so for a little."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from segql.lints import lint_data
from tests.unit.semantics.shop import analysed, files_of

NOW = datetime(2024, 7, 1, tzinfo=UTC)
FIRST = {"orders": datetime(2022, 7, 1, 9, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("any(orders in last 3 years)", "begins before the first of the `orders`, of 2022-07-01."),
        ("any(orders in last 2 years)", None),
        ("any(orders in last 750 days)", None),
        ("no(orders more than 3 years ago)", "is before all the `orders`"),
        ("no(orders more than 1 year ago)", None),
        ("any(orders from 5 to 4 years ago)", "begins before the first of the `orders`"),
        ("any(views in last 9 years)", None),
        ("any(orders in this year)", None),
    ],
)
def test_window_beyond_the_data(text: str, said: str | None) -> None:
    analysis = analysed(text)
    found = lint_data(analysis, files_of([text]), FIRST, NOW)
    assert len(found) == (said is not None)
    assert all(said in item.message and item.help for item in found if said)


def test_it_is_switched_off_at_its_line() -> None:
    text = "any(orders in last 3 years)  # segql: ignore window-beyond-data"
    assert lint_data(analysed(text), files_of([text]), FIRST, NOW) == []
