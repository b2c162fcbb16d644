"""`segql test` runs unit tests on given rows and expectations on the data."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

Segql = Callable[..., Result]

ROWS = """\
as_of: 2024-06-30
customers:
  - {customer_id: 1, age: 20, country: SE}
  - {customer_id: 2, age: 30, country: NO}
events:
  orders:
    - {order_id: 1, customer_id: 2, ordered_at: 2024-06-01, amount: 10}
"""


def unit_test(shop: Path, text: str, name: str = "shop") -> None:
    (shop / "tests").mkdir(exist_ok=True)
    (shop / "tests" / f"{name}.yml").write_text(ROWS + text)


def found(segql: Segql, *words: str) -> tuple[int, dict[str, Any]]:
    result = segql("test", "--format", "json", *words)
    return result.exit_code, json.loads(result.stdout)


def test_all_pass(shop: Path, segql: Segql) -> None:
    unit_test(
        shop,
        "expect:\n  swedes: [1]\n  not swedes: [2]\n  purchases >= 1: [2]\n  nobody: []\n"
        "  activity: {once: [2], never: [1]}\n"
        'refuse:\n  agee > 3: SEG203\n  country > 3: "text"\n',
    )
    code, result = found(segql, "--unit")
    assert (code, result["passed"], result["failed"]) == (0, 8, 0)
    assert list(result) == ["passed", "failed", "tests"]
    assert result["tests"][0] == {
        "name": "shop",
        "definition": "swedes",
        "status": "passed",
        "certain": False,
        "missing": [],
        "unexpected": [],
        "message": None,
    }
    assert result["tests"][4]["definition"] == 'activity = "once"'
    text = segql("test", "--unit")
    assert (text.exit_code, text.stdout) == (0, "8 passed, none failed\n")


def test_values_that_do_not_fit_spoil_one_condition_only(shop: Path, segql: Segql) -> None:
    unit_test(shop, "expect:\n  age * 9_000_000_000_000_000_000 > 1: [1, 2]\n  swedes: [1]\n")
    code, result = found(segql, "--unit")
    assert code == 1
    assert [test["status"] for test in result["tests"]] == ["error", "passed"]


def test_who_is_missing_and_who_is_too_many(shop: Path, segql: Segql) -> None:
    unit_test(shop, "expect:\n  swedes: [2]\n  buyers: [2]\n")
    code, result = found(segql, "--unit")
    assert (code, result["passed"], result["failed"]) == (1, 1, 1)
    failed = result["tests"][0]
    assert failed["status"] == "failed"
    assert (failed["missing"], failed["unexpected"]) == ([2], [1])
    text = segql("test", "--unit")
    assert text.exit_code == 1
    assert text.stdout == (
        "failed: swedes\n"
        "  in tests/shop.yml, shop\n"
        "  not in it, but expected: 2; in it, but not expected: 1\n"
        "\n"
        "1 passed, 1 failed\n"
    )


def test_a_condition_that_cannot_be_asked(shop: Path, segql: Segql) -> None:
    unit_test(shop, "expect:\n  sweedes: [1]\n  swedes: [1]\n  activty: {once: [2]}\n")
    code, result = found(segql, "--unit")
    assert (code, result["passed"], result["failed"]) == (1, 1, 2)
    assert [item["status"] for item in result["tests"]] == ["error", "passed", "error"]
    assert "sweedes" in result["tests"][0]["message"]
    assert "tests/shop.yml:9:3" in segql("test", "--unit").stdout


def test_what_should_be_refused_and_is_not(shop: Path, segql: Segql) -> None:
    unit_test(shop, "refuse:\n  age > 3: SEG203\n  agee > 3: SEG301\n")
    code, result = found(segql, "--unit")
    assert (code, result["failed"]) == (1, 2)
    assert "was taken" in result["tests"][0]["message"]
    assert "but not for `SEG301`" in result["tests"][1]["message"]


def test_a_wrong_test_file(shop: Path, segql: Segql) -> None:
    unit_test(shop, "expct:\n  swedes: [1]\n")
    result = segql("test", "--unit")
    assert result.exit_code == 2
    assert "tests/shop.yml:8:1" in result.stderr
    _, as_json = found(segql, "--unit")
    assert as_json["failed"] >= 1
    assert as_json["tests"][0]["status"] == "error"


def test_select_keeps_what_is_about_the_chosen(shop: Path, segql: Segql) -> None:
    unit_test(shop, "expect:\n  swedes: [1]\n  age > 25 and swedes: []\n  buyers: [2]\n")
    unit_test(shop, "expect:\n  buyers: [2]\n", name="more")
    _, result = found(segql, "swedes", "--unit")
    assert [item["definition"] for item in result["tests"]] == ["swedes", "age > 25 and swedes"]
    _, result = found(segql, "tests/more.yml")
    assert [item["name"] for item in result["tests"]] == ["more"]


@pytest.mark.parametrize(
    ("line", "status", "message"),
    [
        ("expect size 40%..", "passed", ""),
        ("expect size 1..3", "passed", ""),
        ("expect size 3..", "failed", "2 customers are in it, 40.0% of all: fewer than expected."),
        ("expect size ..10%", "failed", "more than expected"),
        ("expect subset of adults", "passed", ""),
        ("expect disjoint from adults", "failed", "2 customers are in both."),
        ("expect covers adults", "failed", "2 customers are in adults, but not in nordics."),
        ("expect covers nobody_at_all", "passed", ""),
        ("expect disjoint from nobody_at_all", "passed", ""),
    ],
)
def test_expectations(shop: Path, segql: Segql, line: str, status: str, message: str) -> None:
    (shop / "segments" / "more.seg").write_text(
        f'segment nordics {line} where country = "SE"\n'
        "segment adults where age >= 18\n"
        "segment nobody_at_all where nobody\n"
    )
    code, result = found(segql)
    assert code == (0 if status == "passed" else 1)
    [verdict] = result["tests"]
    assert verdict["definition"] == "nordics"
    assert verdict["status"] == status
    assert message in (verdict["message"] or "")


def test_expectations_name_who_breaks_them(shop: Path, segql: Segql) -> None:
    (shop / "segments" / "more.seg").write_text(
        "segment a expect disjoint from swedes expect covers swedes where age > 30\n"
    )
    code, result = found(segql, "--expect")
    assert code == 1
    disjoint, covers = result["tests"]
    assert (disjoint["missing"], disjoint["unexpected"]) == ([], [3])
    assert (covers["missing"], covers["unexpected"]) == ([1], [])


def test_one_customer_is_told_as_one(shop: Path, segql: Segql) -> None:
    (shop / "segments" / "more.seg").write_text(
        "segment oldest expect size 3.. where top 1 by age\n"
    )
    [result] = found(segql, "--expect")[1]["tests"]
    assert result["message"].startswith("1 customer is in it")


def test_both_kinds_unless_one_is_named(shop: Path, segql: Segql) -> None:
    (shop / "segments" / "more.seg").write_text("segment a expect size 1..5 where age > 30\n")
    unit_test(shop, "expect:\n  swedes: [1]\n")
    assert found(segql)[1]["passed"] == 2
    assert found(segql, "--unit")[1]["passed"] == 1
    assert found(segql, "--expect")[1]["passed"] == 1
    assert found(segql, "--unit", "--expect")[1]["passed"] == 2


def test_unit_tests_need_no_target(shop: Path, segql: Segql) -> None:
    (shop / "segql.yml").write_text("name: corner_shop\n")
    (shop / "segments" / "more.seg").write_text("segment a expect size 1..5 where age > 30\n")
    unit_test(shop, "expect:\n  swedes: [1]\n")
    assert found(segql) == (0, found(segql, "--unit")[1])


def test_no_tests(shop: Path, segql: Segql) -> None:
    result = segql("test")
    assert result.exit_code == 0
    assert "no tests" in result.stderr


def test_mistakes_elsewhere_are_mentioned(shop: Path, segql: Segql) -> None:
    (shop / "segments" / "bad.seg").write_text("segment bad where agee > 3\n")
    unit_test(shop, "expect:\n  swedes: [1]\n")
    result = segql("test", "--unit")
    assert result.exit_code == 0
    assert "have 1 error" in result.stderr


LITE = "targets:\n  lite: {engine: sqlite}\n"


def test_tables_of_schemas_share_the_scratch_place(shop: Path, segql: Segql) -> None:
    catalog = shop / "catalog.yml"
    text = catalog.read_text().replace("table: orders", "table: sales.orders")
    # a name that the table of the schema would have taken
    text += "  returns: {table: sales_orders, customer: customer_id}\n"
    catalog.write_text(text.replace("table: customers", "table: crm.customers"))
    settings = shop / "segql.yml"
    settings.write_text(settings.read_text().replace("targets:\n", LITE))
    unit_test(
        shop,
        "  returns: [{customer_id: 1}, {customer_id: 1}]\n"
        "expect:\n  buyers: [2]\n  count(returns) = 2: [1]\n"
        "  activity: {once: [2], never: [1]}\n",
    )
    for target in ("lite", "local"):
        result = segql("test", "--unit", "--target", target)
        assert (result.exit_code, result.stdout) == (0, "4 passed, none failed\n")


def test_rows_that_an_engine_cannot_hold_spoil_one_test_only(shop: Path, segql: Segql) -> None:
    settings = shop / "segql.yml"
    settings.write_text(settings.read_text().replace("targets:\n", LITE))
    unit_test(
        shop,
        "tests:\n"
        "  - {name: plain, expect: {buyers: [2]}}\n"
        "  - name: wide\n"
        "    events: {orders: [{order_id: 2, customer_id: 1, amount: 12345678901234567.89}]}\n"
        "    expect: {buyers: [2]}\n"
        "  - {name: plain again, expect: {sum(orders.amount) = 10: [2]}}\n",
    )
    code, result = found(segql, "--unit", "--target", "lite")
    assert code == 1
    assert [test["status"] for test in result["tests"]] == ["passed", "error", "passed"]
    assert "SQLite cannot store exactly" in result["tests"][1]["message"]
    assert found(segql, "--unit")[0] == 0


def test_what_passes_whatever_the_data(shop: Path, segql: Segql) -> None:
    (shop / "segments" / "sure.seg").write_text(
        "segment young expect disjoint from old expect subset of adults expect covers minors\n"
        "  where age < 30\n"
        "segment old expect subset of swedes where age > 35 and age < 45\n"
        "segment adults where age < 120\n"
        "segment minors where age < 18\n"
    )
    code, result = found(segql, "young", "old", "--expect")
    assert code == 0
    assert [item["certain"] for item in result["tests"]] == [True, True, True, False]
    text = segql("test", "young", "old", "--expect").stdout
    assert text == "4 passed (3 of them whatever the data), none failed\n"
