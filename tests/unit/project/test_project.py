"""The Python API: what it gives, and what it refuses."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import segql
from segql.project.instants import instant_of

SHOP = Path(__file__).parent.parent.parent.parent / "examples" / "outdoor_shop"
STOCKHOLM = ZoneInfo("Europe/Stockholm")
CONDITION = 'age 18..25 and purchases_90d > 3 and interest = "outdoor"'


@pytest.fixture(scope="module")
def project() -> segql.Project:
    return segql.Project.load(SHOP)


def test_the_designs_own_lines(project: segql.Project) -> None:
    sql = segql.compile(CONDITION, catalog=project.catalog, dialect="duckdb", as_of="2024-06-30")
    assert isinstance(sql, str)
    assert "2024-07-01" in sql
    assert [item for item in project.check() if item.is_error] == []
    size = project.run(["young_outdoor"], as_of="2024-06-30").size("young_outdoor")
    assert size == len(project.members("young_outdoor").keys) > 0


def test_a_catalog_alone() -> None:
    catalog = segql.Catalog.load(SHOP)
    assert catalog == segql.Catalog.load(SHOP / "catalog.yml")
    assert catalog.customer.key == "customer_id"
    assert segql.compile("age > 3", catalog=SHOP) == segql.compile("age > 3", catalog=catalog)


def test_text_without_a_day_follows_the_engines_clock(project: segql.Project) -> None:
    sql = segql.compile("any(orders in last 90 days)", catalog=project.catalog)
    assert "20" not in sql.replace("90", "")


def test_text_may_define_what_it_needs(project: segql.Project) -> None:
    text = "param least = 3\ntrait spend = sum(orders.amount)\nsegment a where spend > $least"
    assert "3" in segql.compile(text, catalog=project.catalog)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("agee > 3", "SEG203"),
        ("segment a where age > 3\nsegment b where age > 4", "SEG808"),
        ("param a = 3", "SEG808"),
    ],
)
def test_text_that_cannot_be_compiled(project: segql.Project, text: str, code: str) -> None:
    with pytest.raises(segql.SegqlError) as caught:
        segql.compile(text, catalog=project.catalog)
    assert caught.value.exit_code == 1
    assert [item.code.id for item in caught.value.diagnostics] == [code]


def test_unknown_names(project: segql.Project) -> None:
    with pytest.raises(segql.SegqlError, match="young_outdor") as caught:
        project.run(["young_outdor"])
    assert caught.value.diagnostics[0].help == "Did you mean `young_outdoor`?"
    with pytest.raises(KeyError):
        project.run(["young_outdoor"]).size("vip")


def test_a_file_belongs_to_the_project_around_it() -> None:
    loaded = segql.Project.load(SHOP / "segments" / "young_outdoor.seg")
    assert loaded.root == SHOP
    assert "vip" in loaded.definitions


@pytest.mark.parametrize(
    ("as_of", "instant"),
    [
        ("2024-06-30", "2024-07-01T00:00:00+02:00"),
        (date(2024, 6, 30), "2024-07-01T00:00:00+02:00"),
        (datetime(2024, 6, 30), "2024-06-30T00:00:00+02:00"),
        ("2024-06-30T12:00", "2024-06-30T12:00:00+02:00"),
        ("2024-06-30T12:00Z", "2024-06-30T14:00:00+02:00"),
        ("2024-02-29", "2024-03-01T00:00:00+01:00"),
    ],
)
def test_instants(as_of: str | date, instant: str) -> None:
    assert instant_of(as_of, STOCKHOLM).isoformat() == instant


@pytest.mark.parametrize(
    "as_of",
    ["30/06/2024", "2024-13-01", "yesterday", "", "2023-02-29", "9999-12-31", "0001-01-01"],
)
def test_what_is_no_instant(as_of: str) -> None:
    with pytest.raises(segql.SegqlError) as caught:
        instant_of(as_of, STOCKHOLM)
    assert caught.value.exit_code == 2


def test_everything_public_can_be_imported() -> None:
    for name in segql.__all__:
        assert getattr(segql, name) is not None
    assert set(segql.__all__) <= set(dir(segql))
    with pytest.raises(AttributeError, match="nothing_of_that_name"):
        segql.nothing_of_that_name  # noqa: B018
