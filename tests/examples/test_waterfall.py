"""The waterfall of the outdoor shop has the figures that hand-written SQL counts."""

from __future__ import annotations

from pathlib import Path

import pytest

import segql
from tests.examples.by_hand import ByHand

SHOP = Path(__file__).parent.parent.parent / "examples" / "outdoor_shop"
SQL = ByHand(Path(__file__).with_name("outdoor_shop.sql"), SHOP / "data")

YOUNG = """
SELECT age BETWEEN 18 AND 25 AS a, list_contains(interests, 'outdoor') AS i,
  (SELECT count(*) FROM o WHERE o.customer_id = c.customer_id
   AND ordered_at >= TIMESTAMP '2024-04-02') > 3 AS p FROM c
"""
AUDIENCE = """
SELECT email_opt_in IS TRUE AS consent,
  list_has_any(interests, ['outdoor', 'family camping', 'travel']) AS i,
  customer_id NOT IN (SELECT customer_id FROM blocked) AS s,
  customer_id IN (SELECT customer_id FROM o WHERE ordered_at >= TIMESTAMP '2023-07-02'
    AND ordered_at < TIMESTAMP '2024-05-02' AND customer_id IS NOT NULL) AS b FROM c
"""
AWAY = """
SELECT country, language, country IS NOT NULL AS k,
  country IS DISTINCT FROM 'SE' AS no_se, language IS DISTINCT FROM 'sv' AS no_sv,
  country IS DISTINCT FROM 'NO' AS no_no, language IS DISTINCT FROM 'no' AS no_no_l,
  (country, language) NOT IN (('DK', 'da'), ('FI', 'fi'))
    OR (country IS DISTINCT FROM 'DK' OR language IS DISTINCT FROM 'da')
    AND (country IS DISTINCT FROM 'FI' OR language IS DISTINCT FROM 'fi') AS others FROM c
"""


def count(table: str, condition: str) -> int:
    [(found,)] = SQL.connection.execute(
        f"SELECT count(*) FROM ({table}) WHERE {condition}"
    ).fetchall()
    assert isinstance(found, int)
    return found


@pytest.fixture(scope="module")
def shop() -> segql.Project:
    return segql.Project.load(SHOP)


def test_a_chain_of_and(shop: segql.Project) -> None:
    found = shop.counts("young_outdoor")
    age, bought, interest = found.steps
    assert [step.alone for step in found.steps] == [count(YOUNG, part) for part in "api"]
    assert age.kept == count(YOUNG, "a")
    assert bought.kept == count(YOUNG, "a AND p")
    assert interest.kept == found.size == count(YOUNG, "a AND p AND i") > 0
    members = found.size
    assert age.gained_without == count(YOUNG, "p AND i") - members
    assert bought.gained_without == count(YOUNG, "a AND i") - members
    assert interest.gained_without == count(YOUNG, "a AND p") - members
    assert age.unknown == count(YOUNG, "a IS NULL") > 0
    assert age.on_fence == count(YOUNG, "a IS NULL AND p AND i")
    assert interest.unknown == count(YOUNG, "i IS NULL") > 0
    assert found.on_fence == count(YOUNG, "(a AND p AND i) IS NULL") > 0


def test_consent_comes_last(shop: segql.Project) -> None:
    found = shop.counts("spring_audience")
    bought, interest, staff = found.steps
    assert [bought.kept, interest.kept, staff.kept] == [
        count(AUDIENCE, "b"),
        count(AUDIENCE, "b AND i"),
        count(AUDIENCE, "b AND i AND s"),
    ]
    assert found.consent_removed == count(AUDIENCE, "b AND i AND s AND NOT consent") > 0
    assert found.size == count(AUDIENCE, "b AND i AND s AND consent")
    assert bought.gained_without == count(AUDIENCE, "NOT b AND i AND s AND consent")
    assert interest.on_fence == count(AUDIENCE, "b AND i IS NULL AND s AND consent") > 0


def test_groups_of_or_inside_and(shop: segql.Project) -> None:
    found = shop.counts("not_at_home")
    known, _, sweden, not_se, not_sv, norway, not_no, no_norwegian = found.steps[:8]
    assert known.kept == count(AWAY, "k")
    assert not_se.added == not_se.kept == count(AWAY, "k AND no_se")
    assert not_sv.added == count(AWAY, "k AND NOT no_se AND no_sv")
    assert sweden.kept == not_sv.kept == count(AWAY, "k AND (no_se OR no_sv)")
    assert not_no.kept == count(AWAY, "k AND (no_se OR no_sv) AND no_no")
    assert norway.kept == no_norwegian.kept
    assert found.size == len(SQL.members("not_at_home"))
    # without one of two alternatives those go who come in by it alone
    lost = "k AND NOT no_se AND no_sv AND (no_no OR no_no_l) AND others"
    assert not_sv.gained_without == -count(AWAY, lost) < 0
