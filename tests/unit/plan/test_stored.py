"""SQL that is written without asking the target: the catalog says what is JSON and what is not."""

from __future__ import annotations

import duckdb
import pytest

import segql
from segql.catalog.models import Catalog

ROWS = """
CREATE TABLE native (id INT, likes TEXT[], at_home STRUCT(city TEXT, rooms INT[]));
INSERT INTO native VALUES (1, ['a', 'b'], {city: 'x', rooms: [3]}), (2, NULL, NULL), (3, [], NULL);
CREATE TABLE json (id INT, likes TEXT, at_home JSON);
INSERT INTO json VALUES (1, '["a", "b"]', '{"city": "x", "rooms": [3]}'), (2, NULL, NULL),
  (3, '[]', NULL);
"""


def catalog_of(stored: str) -> Catalog:
    attributes = {
        "likes": {"type": "list of text"},
        "city": {"type": "text", "path": "at_home.city"},
        "rooms": {"type": "list of integer", "path": "at_home.rooms"},
    }
    fields = {name: {**said, "stored": stored} for name, said in attributes.items()}
    return Catalog.model_validate(
        {"customer": {"table": stored, "key": "id", "attributes": fields}}
    )


@pytest.mark.parametrize("stored", ["native", "json"])
@pytest.mark.parametrize(
    ("condition", "members"),
    [
        ('likes = "a"', [1]),
        ("size(likes) = 0", [3]),
        ("likes is known", [1, 3]),
        ('city = "x"', [1]),
        ("rooms has any (3, 4)", [1]),
    ],
)
def test_both_ways_have_the_same_members(stored: str, condition: str, members: list[int]) -> None:
    sql = segql.compile(condition, catalog_of(stored), as_of="2024-06-30")
    with duckdb.connect() as base:
        base.execute(ROWS)
        assert sorted(key for (key,) in base.execute(sql).fetchall()) == members


def test_a_database_without_arrays_has_json_whatever_is_said() -> None:
    said = [segql.compile('likes = "a"', catalog_of(item), "sqlite") for item in ("native", "json")]
    assert said[0].replace("native", "json") == said[1]
    assert "JSON_EACH" in said[0]


def test_an_array_of_clickhouse_is_said_to_be_one() -> None:
    assert "JSONExtract" not in segql.compile('likes = "a"', catalog_of("native"), "clickhouse")
    assert "JSONExtract" in segql.compile('likes = "a"', catalog_of("json"), "clickhouse")
