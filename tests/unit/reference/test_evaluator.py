"""What the evaluator promises apart from the language: soundness of keys, and its own answers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from segql.catalog import Catalog
from segql.catalog.physical import Column, ColumnKind, Dataset, Table
from segql.reference import CellError, Evaluator, UnsoundDataError
from segql.reference.calendar import add_months, elapsed
from segql.reference.reading import Zones, read_value
from segql.reference.values import fold_text, quantile, round_half_away
from segql.semantics import tree
from segql.types import DATE, INTEGER, TEXT, TIMESTAMP, Type
from tests.differential.running import understand
from tests.unit.reference import shop

STOCKHOLM = ZoneInfo("Europe/Stockholm")
ZONES = Zones(ZoneInfo("UTC"), STOCKHOLM)


def evaluator(text: str, customers: list[dict[str, object]]) -> Evaluator:
    settings = shop.settings()
    return Evaluator(
        understand(text, shop.LOADED, settings),
        shop.CATALOG,
        settings,
        shop.dataset({"customers": customers}),
        datetime(2024, 6, 30, 22, tzinfo=UTC),
    )


def test_answers() -> None:
    asked = evaluator("segment few where n < 2\ntrait twice = 2 * n", [{"n": 1}, {"n": 2}, {}])
    assert asked.customers == [1, 2, 3]
    assert asked.members("few") == {1}
    assert asked.values("twice") == {1: 2, 2: 4, 3: None}
    n = tree.Field(tree.CUSTOMER, (), "n", INTEGER)
    assert asked.condition(tree.Compare("=", n, tree.Literal(2, INTEGER))) == {2}


@pytest.mark.parametrize("keys", [(1, None), (1, 1)])
def test_unsound_keys_are_refused(keys: tuple[int | None, ...]) -> None:
    with pytest.raises(UnsoundDataError):
        evaluator("segment all_of_them where everybody", [{"id": key} for key in keys])


def test_of_duplicates_the_latest_counts() -> None:
    catalog = Catalog.model_validate(
        {
            "customer": {
                "table": "c",
                "key": "id",
                "duplicates": "latest by seen",
                "attributes": {"n": {"type": "integer"}},
            }
        }
    )
    integer = Column(ColumnKind.INTEGER)
    rows = [
        {"id": 1, "n": 1, "seen": None},
        {"id": 1, "n": 3, "seen": 9},
        {"id": 1, "n": 2, "seen": 8},
        {"id": None, "n": 4, "seen": 9},
    ]
    data = Dataset({"c": Table({"id": integer, "n": integer, "seen": integer}, rows)})
    body = tree.Field(tree.CUSTOMER, (), "n", INTEGER)
    program = tree.Program({"v": tree.Trait("v", None, body, INTEGER)}, {}, {}, {})
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    assert Evaluator(program, catalog, shop.settings(), data, moment).values("v") == {1: 3}


@pytest.mark.parametrize(
    ("cell", "type_", "value"),
    [
        (datetime(2024, 6, 30, 23), DATE, date(2024, 7, 1)),
        (date(2024, 6, 30), TIMESTAMP, datetime(2024, 6, 29, 22, tzinfo=UTC)),
        (datetime(2024, 6, 30, 12), TIMESTAMP, datetime(2024, 6, 30, 12, tzinfo=UTC)),
        ('["a", null, "b"]', Type(TEXT.kind, many=True), ("a", "b")),
        ([1, None, 1], Type(INTEGER.kind, many=True), (1, 1)),
        (Decimal("3.00"), INTEGER, 3),
    ],
)
def test_cells(cell: object, type_: Type, value: object) -> None:
    assert read_value(cell, type_, ZONES) == value


@pytest.mark.parametrize("cell", ["x", 1.5, True])
def test_a_cell_of_another_type_is_refused(cell: object) -> None:
    with pytest.raises(CellError):
        read_value(cell, INTEGER, ZONES)


def test_quantiles_fall_on_values_exactly() -> None:
    values = list(range(1, 102))
    assert quantile(values, Fraction(29, 100)) == 30.0
    assert quantile([1, 2, 3, 4], Fraction(9, 10)) == pytest.approx(3.7)
    assert quantile([], Fraction(1, 2)) is None


def test_small_laws_of_values() -> None:
    assert fold_text("ẞßİΣς") == "ßßİσσ"
    assert round_half_away(Decimal("-2.5"), 0) == Decimal(-3)
    assert round_half_away(25, -1) == 30
    assert add_months(date(2024, 3, 31), -1) == date(2024, 2, 29)
    assert elapsed("month", date(2024, 3, 31), date(2024, 2, 29), STOCKHOLM) == -1
