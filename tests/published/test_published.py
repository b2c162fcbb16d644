"""Published figures about real customers, reproduced exactly.

The figures are those that others have printed: the rfm package's documentation and tests (R), the
description of the CDNOW data and the calibration table of its best-known study (Fader, Hardie and
Lee 2005), and the RFM table that courses print for Online Retail II, 2009-2010.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

import segql
from tests.published.prepare import HERE, prepare


def project(name: str, data: Path | None, folder: Path) -> segql.Project:
    return segql.Project.load(prepare(name, data, folder))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("published")


# ------------------------------------------------------------------------ R's package rfm

RFM_SUMMARY = {  # segment: customers, orders, revenue, as `rfm_segment_summary` prints them
    "about_to_sleep": (102, 283, 23449),
    "at_risk": (28, 216, 22227),
    "cant_lose_them": (47, 274, 32446),
    "champions": (35, 316, 31646),
    "lost": (148, 393, 35324),
    "loyal_customers": (170, 799, 76562),
    "need_attention": (10, 57, 4562),
    "new_customers": (104, 329, 28837),
    "potential_loyalist": (342, 2211, 204856),
    "promising": (9, 28, 4249),
}


@pytest.fixture(scope="module")
def rfm(folder: Path) -> segql.Project:
    return project("rfm_orders", None, folder)


@pytest.fixture(scope="module")
def orders() -> dict[str, list[int]]:
    """Revenue of each order by customer, read without SegQL."""
    found: dict[str, list[int]] = defaultdict(list)
    with duckdb.connect() as connection:
        query = f"SELECT customer_id, revenue FROM '{HERE / 'rfm_orders/source/orders.parquet'}'"
        for key, revenue in connection.execute(query).fetchall():
            found[key].append(revenue)
    return found


def totals(keys: list[str], orders: dict[str, list[int]]) -> tuple[int, int, int]:
    return (
        len(keys),
        sum(len(orders[key]) for key in keys),
        sum(sum(orders[key]) for key in keys),
    )


def test_rfm_segment_summary(rfm: segql.Project, orders: dict[str, list[int]]) -> None:
    groups: dict[str, list[str]] = defaultdict(list)
    members = rfm.members("rfm", as_of="2006-12-31")
    assert members.parts is not None
    for key, case in zip(members.keys, members.parts, strict=True):
        groups[case].append(key)
    assert {name: totals(keys, orders) for name, keys in groups.items()} == RFM_SUMMARY


def test_champions_of_the_package_s_own_test(
    rfm: segql.Project, orders: dict[str, list[int]]
) -> None:
    keys = rfm.members("champions_of_0_2", as_of="2006-12-31").keys
    assert totals(keys, orders) == (158, 1234, 120178)


@pytest.mark.parametrize(
    ("name", "recency", "frequency", "monetary", "score"),
    [
        ("Abbey O'Reilly", 205, 6, 472, 343),
        ("Add Senger", 140, 3, 340, 412),
        ("Aden Lesch", 194, 4, 405, 323),
        ("Aden Murphy", 98, 7, 596, 544),
        ("Admiral Senger", 132, 5, 448, 433),
        ("Agness O'Keefe", 90, 9, 843, 555),
    ],
)
def test_rfm_table(
    rfm: segql.Project, name: str, recency: int, frequency: int, monetary: int, score: int
) -> None:
    traits = {
        "recency": recency,
        "frequency": frequency,
        "monetary": monetary,
        "recency_score": score // 100,
        "frequency_score": score // 10 % 10,
        "monetary_score": score % 10,
    }
    table = rfm.members("all_customers", as_of="2006-12-31", columns=list(traits))
    place = table.keys.index(name)
    assert {trait: table.columns[trait][place] for trait in traits} == traits


def test_champions_by_quintile_follow_the_interpolated_cut_points(rfm: segql.Project) -> None:
    """Computed apart with numpy.quantile: one customer more than by the package's rule."""
    assert len(rfm.members("champions_by_quintile", as_of="2006-12-31").keys) == 159


# ---------------------------------------------------------------------------------- CDNOW


@pytest.fixture(scope="module")
def cdnow(shared_data: Path, folder: Path) -> segql.Project:
    return project("cdnow", shared_data, folder)


def cases(project: segql.Project, name: str, as_of: str) -> dict[str, int]:
    result = project.run([name], as_of=as_of).to_dict()
    return {case["name"]: case["size"] for case in result["segmentations"][0]["cases"]}


def test_cdnow_cohort(cdnow: segql.Project) -> None:
    assert cdnow.run(["first_quarter"], as_of="1998-06-30").size("first_quarter") == 23_570
    assert cases(cdnow, "cohort", "1998-06-30") == {
        "january": 7846,
        "february": 8476,
        "march": 7248,
    }


def test_cdnow_repeat_buyers_by_distinct_days(cdnow: segql.Project) -> None:
    assert cases(cdnow, "repeats", "1998-06-30") == {
        "none": 1411,
        "one": 439,
        "two": 214,
        "three": 100,
        "four": 62,
        "five": 38,
        "six": 29,
        "seven_up": 64,
    }


def test_cdnow_repeat_buyers_are_the_same_as_of_the_last_day_of_the_window(
    cdnow: segql.Project,
) -> None:
    assert cases(cdnow, "repeats", "1997-09-30") == cases(cdnow, "repeats", "1998-06-30")


def test_cdnow_totals(cdnow: segql.Project) -> None:
    table = cdnow.members("all_customers", "1998-06-30", columns=["all_discs", "all_dollars"])
    assert set(table.columns["all_discs"]) == {167_881}
    assert set(table.columns["all_dollars"]) == {Decimal("2500315.63")}


# -------------------------------------------------------------------------- Online Retail


def test_online_retail_rfm(shared_data: Path, folder: Path) -> None:
    retail = project("online_retail", shared_data, folder)
    assert cases(retail, "rfm", "2010-12-10") == {
        "hibernating": 1015,
        "at_risk": 611,
        "cant_loose": 77,
        "about_to_sleep": 343,
        "need_attention": 207,
        "loyal_customers": 742,
        "promising": 87,
        "new_customers": 50,
        "potential_loyalists": 517,
        "champions": 663,
    }
    assert retail.run(["buyers"], as_of="2010-12-10").size("buyers") == 4_312
    assert retail.run(["not_cancelled"], as_of="2010-12-10").size("not_cancelled") == 4_314
