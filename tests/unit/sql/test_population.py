"""Ranks, quantile groups and totals over all customers; periods."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest

from segql.plan.nodes import (
    Definition,
    DefinitionKey,
    EventSet,
    Exists,
    Measure,
    Op,
    Periods,
    Population,
    Reference,
    Top,
)
from tests.unit.sql.plans import (
    BOOLEAN,
    DECIMAL,
    DOUBLE,
    INTEGER,
    NOW,
    TEXT,
    ago,
    const,
    count,
    customer,
    database,
    event,
    members_of,
    op,
    plan_of,
    sql_of,
    values_of,
)

SPEND = customer("spend", DOUBLE)
COUNTRY = customer("country", TEXT)


def quantile(values: list[float], fraction: Fraction) -> float:
    """As numpy's default."""
    position = (len(values) - 1) * fraction
    low = math.floor(position)
    rest = float(position - low)
    return values[low] if rest == 0 else values[low] + (values[low + 1] - values[low]) * rest


def figure(function: str, **more: object) -> Population:
    asked: dict[str, object] = {"per": (), "within": None, "fraction": None, "argument": SPEND}
    asked.update(more)
    return Population(function, type=DOUBLE, nullable=True, **asked)  # type: ignore[arg-type]


def people(seed: int, number: int) -> list[dict[str, object]]:
    rng = Random(seed)
    return [
        {
            "customer_id": key,
            "spend": rng.choice((None, *(round(rng.uniform(0, 9), 1) for _ in range(4)))),
            "country": rng.choice(("SE", "NO", None)),
            "age": rng.randint(15, 80),
        }
        for key in rng.sample(range(1000), number)
    ]


def grouped(rows: list[dict[str, object]], by: str | None) -> dict[object, list[dict[str, object]]]:
    groups: dict[object, list[dict[str, object]]] = {}
    for row in rows:
        groups.setdefault(row[by] if by else None, []).append(row)
    return groups


@pytest.mark.parametrize("by", [None, "country"])
@pytest.mark.parametrize("number", [0, 1, 2, 5, 41])
@pytest.mark.parametrize(("function", "parts"), [("quintile", 5), ("percentile", 100)])
def test_groups_by_cut_points(function: str, parts: int, number: int, by: str | None) -> None:
    rows = people(number, number)
    connection = database(customers=rows)
    expected: dict[object, int | None] = {}
    for members in grouped(rows, by).values():
        known = sorted(float(row["spend"]) for row in members if row["spend"] is not None)  # type: ignore[arg-type]
        cuts = [quantile(known, Fraction(k, parts)) for k in range(1, parts)] if known else []
        for row in members:
            own = row["spend"]
            place = None if own is None else 1 + sum(cut < own for cut in cuts)  # type: ignore[operator]
            expected[row["customer_id"]] = place
    per = (COUNTRY,) if by else ()
    assert values_of(plan_of(figure(function, per=per), kind="trait"), connection) == expected


@pytest.mark.parametrize("by", [None, "country"])
def test_ranks_fall_to_the_smaller_key(by: str | None) -> None:
    rows = people(3, 40)
    expected: dict[object, int | None] = {row["customer_id"]: None for row in rows}
    for members in grouped(rows, by).values():
        known = [row for row in members if row["spend"] is not None]
        known.sort(key=lambda row: (-row["spend"], row["customer_id"]))  # type: ignore[operator]
        expected.update({row["customer_id"]: place for place, row in enumerate(known, 1)})
    per = (COUNTRY,) if by else ()
    made = plan_of(figure("rank", per=per), kind="trait")
    assert values_of(made, database(customers=rows)) == expected


@pytest.mark.parametrize("number", [0, 1, 2, 7, 40])
@pytest.mark.parametrize(
    ("function", "fraction"),
    [("median", None), ("quantile", Decimal("0.9")), ("quantile", Decimal("0.25")),
     ("quantile", Decimal(0)), ("quantile", Decimal(1)), ("quantile", Decimal("0.123"))],
)  # fmt: skip
def test_quantiles_lie_between_neighbours(
    function: str, fraction: Decimal | None, number: int
) -> None:
    rows = people(number + 50, number)
    known = sorted(float(row["spend"]) for row in rows if row["spend"] is not None)  # type: ignore[arg-type]
    asked = Fraction(1, 2) if fraction is None else Fraction(fraction)
    value = quantile(known, asked) if known else None
    made = plan_of(figure(function, fraction=fraction), kind="trait")
    found = values_of(made, database(customers=rows))
    assert found == {row["customer_id"]: value for row in rows}


@pytest.mark.parametrize(
    ("function", "expected"),
    [("count", {1: 2, 2: 2, 3: 0, 4: 0}), ("sum", {1: 30, 2: 30, 3: 0, 4: 0}),
     ("average", {1: 15, 2: 15, 3: None, 4: None}), ("min", {1: 10, 2: 10, 3: None, 4: None}),
     ("max", {1: 20, 2: 20, 3: None, 4: None})],
)  # fmt: skip
def test_totals_of_a_group_are_for_everybody_in_it(
    function: str, expected: Mapping[int, float | None]
) -> None:
    connection = database(
        customers=[
            {"customer_id": 1, "spend": 10, "country": "SE"},
            {"customer_id": 2, "spend": 20, "country": "SE"},
            {"customer_id": 3, "spend": None, "country": None},
            {"customer_id": 4, "spend": None, "country": "NO"},
        ]
    )
    made = plan_of(figure(function, per=(COUNTRY,)), kind="trait")
    assert values_of(made, connection) == expected


def _adults() -> Definition:
    body = op(Op.GE, customer("age"), const(18))
    return Definition(DefinitionKey("adults", NOW), "segment", body, BOOLEAN, nullable=True)


def test_figures_within_a_segment() -> None:
    adults = _adults()
    within = Reference(adults.key, BOOLEAN, nullable=False)
    connection = database(
        customers=[
            {"customer_id": n, "age": age, "spend": spend}
            for n, age, spend in ((1, 15, 99), (2, 20, 10), (3, 30, 30), (4, None, 50))
        ]
    )
    ranked = plan_of(figure("rank", within=within), adults, kind="trait")
    assert values_of(ranked, connection) == {1: None, 2: 2, 3: 1, 4: None}
    total = plan_of(figure("sum", within=within), adults, kind="trait")
    assert values_of(total, connection) == {1: 40, 2: 40, 3: 40, 4: 40}
    best = Top("top", 1, False, SPEND, (), within)
    assert members_of(plan_of(best, adults), connection) == {3}


@pytest.mark.parametrize(
    ("kind", "amount", "percent", "expected"),
    [
        ("top", 2, False, {4, 2}), ("bottom", 2, False, {1, 2}), ("top", 0, False, set()),
        ("top", 99, False, {1, 2, 3, 4}), ("top", Decimal("0.10"), True, {4}),
        ("top", Decimal("0.5"), True, {4, 2}), ("bottom", Decimal("0.51"), True, {1, 2, 3}),
        ("top", Decimal(1), True, {1, 2, 3, 4}),
    ],
)  # fmt: skip
def test_the_best_and_the_worst(
    kind: str, amount: int | Decimal, percent: bool, expected: set[int]
) -> None:
    connection = database(
        customers=[
            {"customer_id": n, "spend": spend}
            for n, spend in ((1, 10), (2, 20), (3, 20), (4, 30), (5, None))
        ]
    )
    top = Top(kind, amount, percent, SPEND, (), None)  # type: ignore[arg-type]
    assert members_of(plan_of(top), connection) == expected
    rest = {1, 2, 3, 4, 5} - expected
    assert members_of(plan_of(op(Op.NOT, top)), connection) == rest


def test_ranks_of_figures_of_events() -> None:
    connection = database(
        customers=[{"customer_id": n} for n in (1, 2, 3)],
        orders=[
            {"order_id": n, "customer_id": who, "ordered_at": "2024-06-01", "amount": n}
            for n, who in ((1, 1), (2, 2), (3, 2))
        ],
    )
    total = Measure(
        EventSet("orders", NOW, ()), "sum", event("amount", DECIMAL), DECIMAL, nullable=True
    )
    made = plan_of(figure("rank", argument=total), kind="trait")
    assert values_of(made, connection) == {1: 2, 2: 1, 3: None}


# ---------------------------------------------------------------------------------- periods


def _weeks(number: int, where: object) -> Periods:
    bounds = tuple((ago(7 * (n + 1)), ago(7 * n) if n else NOW) for n in range(number))
    return Periods(bounds, where)  # type: ignore[arg-type]


def test_periods_count_where_the_condition_holds() -> None:
    def seen(key: int, *days: str) -> list[dict[str, object]]:
        return [{"customer_id": key, "at": day} for day in days]

    connection = database(
        customers=[{"customer_id": n} for n in (1, 2, 3)],
        visits=[
            *seen(1, "2024-06-30", "2024-06-24 00:00", "2024-06-23 23:59", "2024-06-17"),
            *seen(2, "2024-06-30 23:59:59", "2024-07-01"),
        ],
        orders=[{"order_id": 1, "customer_id": 2, "ordered_at": "2024-06-05"}],
    )
    visits = EventSet("visits", NOW, (), per_period=True)
    bought = EventSet("orders", NOW, (), per_period=True)
    twice = _weeks(4, op(Op.GE, count(visits), const(2)))
    assert values_of(plan_of(twice, kind="trait"), connection) == {1: 2, 2: 0, 3: 0}
    none = _weeks(4, op(Op.NOT, Exists(visits)))
    assert values_of(plan_of(none, kind="trait"), connection) == {1: 2, 2: 3, 3: 4}
    either = _weeks(4, op(Op.OR, Exists(visits), Exists(bought)))
    assert values_of(plan_of(either, kind="trait"), connection) == {1: 2, 2: 2, 3: 0}
    often = plan_of(op(Op.GE, either, const(2)))
    assert members_of(often, connection) == {1, 2}


def test_the_latest_event_of_each_period() -> None:
    connection = database(
        customers=[{"customer_id": 1}],
        visits=[
            {"customer_id": 1, "at": "2024-06-28", "page": "a"},
            {"customer_id": 1, "at": "2024-06-29", "page": "b"},
            {"customer_id": 1, "at": "2024-06-20", "page": "b"},
            {"customer_id": 1, "at": "2024-06-19", "page": "a"},
            {"customer_id": 1, "at": "2024-06-10", "page": "a"},
        ],
    )
    latest = EventSet(
        "visits", NOW, (), "latest", 1, None,
        (op(Op.EQ, event("page", TEXT), const("b")),), per_period=True,
    )  # fmt: skip
    counted = _weeks(4, Exists(latest))
    assert values_of(plan_of(counted, kind="trait"), connection) == {1: 2}


def test_two_kinds_of_periods_keep_apart() -> None:
    visits = EventSet("visits", NOW, (), per_period=True)
    connection = database(
        customers=[{"customer_id": 1}],
        visits=[{"customer_id": 1, "at": "2024-06-20"}, {"customer_id": 1, "at": "2024-06-12"}],
    )
    days = Periods(tuple((ago(n + 1), ago(n) if n else NOW) for n in range(30)), Exists(visits))
    both = op(
        Op.ADD,
        op(Op.MULTIPLY, days, const(10), type=INTEGER),
        _weeks(2, Exists(visits)),
        type=INTEGER,
    )
    assert values_of(plan_of(both, kind="trait"), connection) == {1: 21}
    assert sql_of(plan_of(both, kind="trait")).count("UNION ALL") == 29 + 1
