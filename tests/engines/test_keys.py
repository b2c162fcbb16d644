"""Keys of every sort are the same customer in tables, events, lists and results, on each engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from segql.catalog import Catalog, LoadedCatalog, Settings
from segql.catalog.physical import Column, ColumnKind, Dataset, Table
from segql.engines import Engine
from tests.differential.running import Question, by_reference, understand
from tests.engines.asking import Asked

UUIDS = (
    "00000000-0000-0000-0000-000000000000",
    "8a7f5b7e-0c1b-4a57-9a44-111111111111",
    "8a7f5b7e-0c1b-4a57-9a44-111111111112",
    "ffffffff-ffff-4fff-bfff-ffffffffffff",
)
TEXTS = (
    "a", "A", "a ", " a", "ä", "a\u0308", "", "it's", 'say "so"', "b\\", "1", "01", "1e3",
    "9007199254740993", "%", "_", "--", "😀", "null", "a\nb", "\u00a0",
)  # fmt: skip
SORTS: dict[str, tuple[ColumnKind, Sequence[Any]]] = {
    "UUID": (ColumnKind.UUID, UUIDS),
    "text": (ColumnKind.TEXT, TEXTS),
    "beyond 2^53": (ColumnKind.INTEGER, (*range(2**53 - 2, 2**53 + 4), 2**63 - 1, -(2**63))),
}
CATALOG = {
    "customer": {
        "table": "customers",
        "key": "id",
        "attributes": {"number": {"type": "integer"}, "tags": {"type": "list of text"}},
    },
    "events": {"visits": {"table": "visits", "customer": "id", "key": "visit"}},
    "lists": {"blocked": {"table": "blocked", "key": "id"}},
}
TEXT = """
segment everyone where everybody
segment visited where any(visits)
segment twice where count(visits) = 2
segment free where not in list blocked
segment first where top 1 by number
segment tagged where tags = "x"
segment both where visited and free
trait visit_count = count(visits)
experiment half
  on segment everyone
  start 2024-01-01
  variant a 50%
  variant b 50%
"""
NAMES = (
    "everyone", "visited", "twice", "free", "first", "tagged", "both", "visit_count", "half",
)  # fmt: skip


def shop(kind: ColumnKind, keys: Sequence[Any]) -> Dataset:
    """Customers by those keys; every second has visits, every third is blocked."""
    key, number = Column(kind), Column(ColumnKind.INTEGER)
    customers = [
        {"id": name, "number": place, "tags": ["x"] if place % 2 else []}
        for place, name in enumerate(keys)
    ]
    visitors = [name for place, name in enumerate(keys) for _ in range(place % 2 + place % 4 // 3)]
    visits = [{"id": name, "visit": place} for place, name in enumerate(visitors)]
    return Dataset(
        {
            "customers": Table(
                {"id": key, "number": number, "tags": Column(ColumnKind.TEXT, many=True)}, customers
            ),
            "visits": Table({"id": key, "visit": number}, visits),
            "blocked": Table({"id": key}, [{"id": name} for name in keys[::3]]),
        }
    )


@pytest.mark.parametrize("sort", SORTS)
def test_a_key_is_one_customer_everywhere(engine: Engine, sort: str) -> None:
    kind, keys = SORTS[sort]
    loaded = LoadedCatalog.from_catalog(Catalog.model_validate(CATALOG))
    settings = Settings(name="keys", timezone="UTC")
    program = understand(TEXT, loaded, settings)
    as_of = datetime(2024, 7, 1, tzinfo=UTC)
    question = Question(program, loaded, settings, shop(kind, keys), as_of)
    expected, found = by_reference(question, NAMES), Asked(engine)(question, NAMES)
    assert set(expected["everyone"]) == set(keys)
    assert set(expected["free"]) == set(keys) - set(keys[::3])
    assert found == expected
