"""How near outsiders of the outdoor shop came, against distances and steps counted here."""

from __future__ import annotations

import re
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

import duckdb
import pytest

import segql

SHOP = Path(__file__).parents[3] / "examples" / "outdoor_shop"
SEGMENTS = """
segment near where home within 25 km of "Stockholm"
segment far where home not within 500 km of "Stockholm"
segment steps where sequence(
  views as v in last 90 days then carts within 2 days where sku = v.sku then orders within 1 day)
segment one where any(views in last 90 days)
segment two where sequence(
  views as v in last 90 days then carts within 2 days where sku = v.sku)
segment chosen where any(latest orders having amount > 10_000)
segment several where any(latest 3 orders having amount > 10_000)
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> segql.Project:
    file = tmp_path_factory.mktemp("near") / "near.seg"
    file.write_text(SEGMENTS, encoding="utf-8")
    return segql.Project.load(SHOP, files=[file])


def homes() -> dict[int, float | None]:
    """By customer the distance from Stockholm in km."""
    rows = duckdb.sql(
        f"SELECT customer_id, lat, lon FROM '{SHOP}/data/customers.parquet' ORDER BY 1 LIMIT 15"
    ).fetchall()
    return {key: None if lat is None else _km(lat, lon) for key, lat, lon in rows}


def _km(lat: float, lon: float) -> float:
    north, east, home_north, home_east = map(radians, (59.3293, 18.0686, lat, lon))
    inside = sin((home_north - north) / 2) ** 2
    inside += cos(north) * cos(home_north) * sin((home_east - east) / 2) ** 2
    return 2 * 6371.0088 * asin(sqrt(inside))


def test_the_distance_is_told_truly(shop: segql.Project) -> None:
    asked = 0
    for key, distance in homes().items():
        for name in ("near", "far"):
            for words in shop.why(name, key).missing:
                asked += 1
                if distance is None:
                    assert words.startswith("home is unknown, needs ")
                    continue
                low, high = bounds(words)
                assert low <= distance <= high, (key, distance, words)
    assert asked > 15


def bounds(words: str) -> tuple[float, float]:
    """The distances between which a home is said to be."""
    said = words.split(" from ")[0].replace(",", "")
    found = [float(item) for item in re.findall(r"[0-9.]+", said)]
    if "between" in said:
        return found[0], found[1]
    return (0.0, found[0]) if "at most" in said else (found[0], float("inf"))


def test_the_steps_that_happened_are_told(shop: segql.Project) -> None:
    """A sequence came as far as its beginnings say."""
    one, two = (set(shop.members(name).keys) for name in ("one", "two"))
    members = set(shop.members("steps").keys)
    met = set()
    for key in range(10001, 10021):
        if key in members:
            continue
        [words] = shop.why("steps", key).missing
        done = "steps (1) to (2) happened" if key in two else "step (1) happened"
        done = done if key in one else "no step happened"
        met.add(done)
        assert words.startswith(f"{done}, needs ("), (key, words)
        assert words.endswith("; (3) then an order within 1 day after (2)") or key in two
    assert len(met) >= 2


def test_the_chosen_event_is_told(shop: segql.Project) -> None:
    amounts = duckdb.sql(
        f"SELECT arg_max(amount, (ordered_at, order_id)) FROM '{SHOP}/data/orders.parquet' "
        "WHERE customer_id = 10002"
    ).fetchall()
    [reason] = shop.why("chosen", 10002).reasons
    assert [(item.words, item.value) for item in reason.figures] == [
        ("the amount of their last order", amounts[0][0])
    ]
    [words] = shop.why("several", 10002).missing
    assert words == (
        "the number of their latest 3 orders, as far as amount is more than 10,000 EUR is 0, needs "
        "at least 1"
    )


FILES = {
    "segql.yml": "name: clubs\ntargets:\n  local: {engine: duckdb, files: data/*.csv}\n",
    "catalog.yml": """\
customer:
  table: people
  key: id
  attributes:
    hobby: {type: list of text, table: hobbies, by: id}
""",
    "data/people.csv": "id,name\n1,Ann\n2,Bo\n",
    "data/hobbies.csv": "id,hobby\n1,chess\n1,rowing\n",
    "segments/all.seg": 'segment skiers where hobby = "skiing"\n',
}


def test_a_list_in_a_table_of_its_own_is_told_by_its_length(tmp_path: Path) -> None:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    clubs = segql.Project.load(tmp_path)
    said = {key: clubs.why("skiers", key).missing for key in (1, 2)}
    assert said == {
        1: ('hobby is a list of 2 values, needs to include "skiing"',),
        2: ('hobby is a list of 0 values, needs to include "skiing"',),
    }
