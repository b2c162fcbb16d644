"""Why one of six customers is in a segment, or out of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import segql
from segql.cli import app

RECENT = "the number of their orders in the 90 days from 2 April through 30 June 2024"
SEGMENTS = ["young_buyers", "either", "nested", "one", "best", "condition", "of_others"]


@pytest.mark.parametrize("name", SEGMENTS)
def test_whoever_is_a_member_lacks_nothing(shop: segql.Project, name: str) -> None:
    members = set(shop.members(name).keys)
    for key in range(1, 7):
        found = shop.why(name, key)
        assert found.is_member == (key in members) == (not found.missing), key
        assert found.key == key


def test_each_condition_has_its_value_and_verdict(shop: segql.Project) -> None:
    found = shop.why("young_buyers", "6")
    assert [(item.text, item.verdict) for item in found.reasons] == [
        ("age 18..25", "unknown, so it does not hold"),
        ("any(orders in last 90 days)", "holds"),
        ('country = "SE"', "holds"),
        ("consent to email", "holds"),
    ]
    age, orders, country, _ = found.reasons
    assert [(item.words, item.value) for item in age.figures] == [("age", None)]
    assert [item.value for item in orders.figures] == [1]
    assert [item.value for item in country.figures] == ["SE"]


@pytest.mark.parametrize(("name", "key", "missing"), [
    ("young_buyers", 6, ["age is unknown, needs from 18 to 25"]),
    ("young_buyers", 3, ["consent to email is not given"]),
    ("young_buyers", 2, ["age is 30, needs from 18 to 25", 'country is "NO", needs "SE"']),
    ("young_buyers", 5, [
        f"{RECENT} is 0, needs at least 1",
        'country is unknown, needs "SE"',
    ]),
    ("one", 1, ['country is "SE", needs anything but "SE"']),
    # of three ways in the first that lacks least
    ("either", 4, [
        f"{RECENT} is 0, needs at least 2"
    ]),
    ("nested", 6, ['country is "SE", needs anything but "SE"']),
    ("nested", 5, [
        "age is 24, needs at least 25", "the number of their orders is 0, needs at least 1",
    ]),
])  # fmt: skip
def test_the_nearest_miss(shop: segql.Project, name: str, key: int, missing: list[str]) -> None:
    assert list(shop.why(name, key).missing) == missing


def test_an_unknown_value_may_let_in(shop: segql.Project) -> None:
    [reason] = shop.why("one", 5).reasons
    assert (reason.verdict, reason.holds) == ("unknown, so it holds", True)


def test_the_table_and_the_json(shop: segql.Project) -> None:
    words = ["why", "nested", "--customer", "5", "--project", str(shop.root)]
    table = CliRunner().invoke(app, words)
    assert table.exit_code == 0, table.output
    assert table.stdout == (
        "Customer 5 is not in nested on local, through 2024-06-30.\n"
        "\n"
        "  all of these hold:    does not hold\n"
        '    not country = "SE"  unknown, so it holds  country is unknown\n'
        "    and not age < 25    does not hold         age is 24\n"
        "  and any(orders)       does not hold         the number of their orders is 0\n"
        "\n"
        "What is missing:\n"
        "  age is 24, needs at least 25\n"
        "  the number of their orders is 0, needs at least 1\n"
    )
    [found] = json.loads(CliRunner().invoke(app, [*words, "--format", "json"]).stdout)
    assert list(found) == [
        "name", "title", "customer", "as_of", "member", "joint", "conditions", "missing",
    ]  # fmt: skip
    assert (found["customer"], found["member"]) == (5, False)
    assert found["conditions"][2]["values"] == [{"words": "age", "value": 24}]


@pytest.mark.parametrize("key", ["7", "", "1 or true", "x' OR '1'='1", "01"])
def test_a_key_that_nobody_has(shop: segql.Project, key: str) -> None:
    result = CliRunner().invoke(app, ["why", "one", "--customer", key, "--project", str(shop.root)])
    assert result.exit_code == 2
    assert "SEG809" in result.stderr


def test_only_segments_have_reasons(shop: segql.Project) -> None:
    with pytest.raises(segql.SegqlError) as caught:
        shop.why("spend", 1)
    assert caught.value.exit_code == 2


RANKED = """
segment highest where top 2 by sum(orders.amount)
segment not_highest where not top 2 by sum(orders.amount)
segment oldest where top 50% by age
segment youngest where bottom 1 by age
segment youngest_here where bottom 1 by age per country
"""


@pytest.mark.parametrize(("name", "key", "rank"), [
    # 6 has 110, 3 has 40, then 1 and 2 with 30 by key, then 4 and 5 with nothing
    ("highest", 2, "4, needs 2 or better"),
    ("not_highest", 3, "2, needs 3 or worse"),
    # ages 30, 24, 22 and 20; of two nobody knows them
    ("oldest", 3, "3, needs 2 or better (50% of 4)"),
    ("oldest", 4, "unknown, needs 2 or better (50% of 4)"),
    ("youngest", 5, "3, needs 1 or better"),
    ("youngest_here", 3, "2, needs 1 or better"),
])  # fmt: skip
def test_a_rank_that_misses(
    shop: segql.Project, tmp_path: Path, name: str, key: int, rank: str
) -> None:
    file = tmp_path / "ranked.seg"
    file.write_text(RANKED, encoding="utf-8")
    assert shop.root is not None
    ranked = segql.Project.load(shop.root, files=[file])
    found = ranked.why(name, key)
    assert found.is_member == (key in ranked.members(name).keys)
    [missing] = found.missing
    end = "lowest" if name.startswith("young") else "highest"
    assert missing.endswith(f"(1 is the {end}) is {rank}")
    value = found.to_dict()["conditions"][0]["values"][1]["value"]
    assert value == (None if rank.startswith("unknown") else int(rank.split(",")[0]))
