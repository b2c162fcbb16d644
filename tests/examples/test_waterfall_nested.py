"""Every figure of nested waterfalls of the outdoor shop is what independent SQL counts."""

from __future__ import annotations

from pathlib import Path

import pytest

import segql
from tests.examples.by_hand import ByHand
from tests.examples.by_steps import FIGURES, Joined, Node, draw, figures, leaf, opposite, some_of

HERE = Path(__file__).parent
SHOP = HERE.parent.parent / "examples" / "outdoor_shop"
SQL = ByHand(HERE / "outdoor_shop.sql", SHOP / "data")

TABLE = """
SELECT c.*, email_opt_in IS TRUE AS mailed, sms_opt_in IS TRUE AND phone IS NOT NULL AS texted,
  coalesce(n, 0) AS n, coalesce(n_90, 0) AS n_90, coalesce(s, 0) AS s, coalesce(dear, 0) AS dear,
  first_on, last_on, coalesce(mails, 0) AS mails, a.kind AS account_kind
FROM c LEFT JOIN (
  SELECT customer_id, count(*) AS n, sum(amount) AS s, min(ordered_at) AS first_on,
    max(ordered_at) AS last_on, count(*) FILTER (ordered_at >= TIMESTAMP '2024-04-02') AS n_90,
    count(*) FILTER (amount > 200 AND channel = 'web') AS dear
  FROM o GROUP BY customer_id) USING (customer_id)
LEFT JOIN (SELECT customer_id, count(*) AS mails FROM mail WHERE kind = 'open' GROUP BY ALL)
  USING (customer_id)
LEFT JOIN accounts a USING (account_id)
"""
AGE = leaf("age 25..45", "age BETWEEN 25 AND 45")
SWEDEN = leaf('country = "SE"', "country = 'SE'")
OUTDOOR = leaf('interest = "outdoor"', "list_contains(interests, 'outdoor')")
RICH = leaf("income > 40_000", "income > 40000")
RECENT = leaf("any(orders in last 90 days)", "n_90 > 0")
MANY = leaf("count(orders) >= 4", "n >= 4")
POOL = [
    AGE, SWEDEN, OUTDOOR, RICH, RECENT, MANY,
    leaf("household_size >= 3", "household_size >= 3"),
    leaf("sum(orders.amount) > 800", "s > 800"),
    leaf('any(orders where amount > 200 and channel = "web")', "dear > 0"),
    leaf("first(orders.time) before 2023-07-01", "first_on < TIMESTAMP '2023-07-01'"),
    leaf("days since last(orders.time) < 100",
         "date_diff('day', last_on::DATE, DATE '2024-06-30') < 100"),
    leaf("gender is known", "gender IS NOT NULL"),
    leaf('language in ("sv", "no")', "language IN ('sv', 'no')"),
    leaf("subset_of_readers", "mails >= 3"),
    leaf('account.kind = "family"', "account_kind = 'family'"),
]  # fmt: skip
BY_HAND: list[Node] = [
    AGE,
    opposite(SWEDEN),
    Joined("AND", (AGE, Joined("OR", (SWEDEN, OUTDOOR)), RECENT)),
    Joined("OR", (Joined("AND", (AGE, SWEDEN)), Joined("AND", (RICH, MANY)), OUTDOOR)),
    Joined("AND", (Joined("AND", (opposite(SWEDEN), opposite(RICH)), negated=True), RECENT)),
    Joined("OR", (RECENT, Joined("AND", (AGE, Joined("OR", (SWEDEN, opposite(RICH))))))),
    Joined("AND", (some_of("at least", 2, [AGE, SWEDEN, OUTDOOR]), RECENT)),
    Joined("OR", (some_of("exactly", 1, [RICH, SWEDEN, MANY]), opposite(OUTDOOR))),
    Joined("AND", (some_of("at most", 1, [AGE, opposite(SWEDEN), RICH]), OUTDOOR)),
]
BODIES = BY_HAND + [draw(POOL, seed) for seed in range(24)]
CONSENTS = {
    "": "true",
    "channel email": "mailed",
    "channel email\nchannel sms": "(mailed AND texted)",
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> segql.Project:
    file = tmp_path_factory.mktemp("nested") / "nested.seg"
    written = ["segment subset_of_readers where count(opens) >= 3"]
    for number, body in enumerate(BODIES):
        channels = list(CONSENTS)[number % 3]
        written.append(f"segment drawn_{number} {channels} where {body.text}")
    file.write_text("\n\n".join(written), encoding="utf-8")
    return segql.Project.load(SHOP, files=[file])


@pytest.mark.parametrize("number", range(len(BODIES)))
def test_every_figure(shop: segql.Project, number: int) -> None:
    consent = list(CONSENTS.values())[number % 3]
    whole, steps = figures(SQL.connection, TABLE, BODIES[number], consent)
    found = shop.counts(f"drawn_{number}").to_dict()
    assert {name: found[name] for name in whole} == whole
    assert [{name: step[name] for name in FIGURES} for step in found["steps"]] == steps


def test_the_drawn_segments_are_no_empty_play() -> None:
    """There are members, consents that remove, and people on the fence of groups and of parts."""
    seen = [
        figures(SQL.connection, TABLE, body, list(CONSENTS.values())[number % 3])
        for number, body in enumerate(BODIES)
    ]
    for name in ("size", "consent_removed", "on_fence"):
        assert sum(whole[name] > 0 for whole, _ in seen) >= 10, name
    steps = [step for _, steps in seen for step in steps]
    for name in FIGURES:
        assert sum(bool(step[name]) for step in steps) >= 20, name
    assert any((step["gained_without"] or 0) < 0 for step in steps)
