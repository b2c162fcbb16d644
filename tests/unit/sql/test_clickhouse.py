"""ClickHouse's SQL: what a statement carries, names and keeps; types of values and of choices."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from segql.catalog import Catalog, LoadedCatalog, Settings
from segql.diagnostics import SegqlError
from segql.optimize import optimize
from segql.plan import Clock, build_plan
from segql.sql import compile_sql
from tests.differential.running import understand

CATALOG = {
    "customer": {
        "table": "customers",
        "key": "customer_id",
        "attributes": {
            "age": {"type": "integer"},
            "score": {"type": "double"},
            "credit": {"type": "decimal"},
            "joined": {"type": "timestamp"},
            "interest": {"type": "list of text"},
        },
    },
    "events": {
        "orders": {
            "table": "orders", "customer": "customer_id", "time": "at",
            "fields": {"amount": {"type": "decimal"}},
        }
    },
}  # fmt: skip
CLOCK = Clock(datetime(2024, 7, 1, tzinfo=UTC), ZoneInfo("Europe/Stockholm"), "monday")


def sql(text: str, name: str, shape: str = "select") -> str:
    catalog = LoadedCatalog.from_catalog(Catalog.model_validate(CATALOG))
    settings = Settings(name="shop", timezone="Europe/Stockholm")
    program = understand(text, catalog, settings)
    plan = optimize(build_plan(program, catalog.catalog, settings, [name], {}))
    assert shape in ("select", "view", "table")
    return compile_sql(plan, plan.roots[0], dialect="clickhouse", clock=CLOCK, shape=shape)


def test_a_statement_carries_what_its_meaning_depends_on() -> None:
    assert sql("segment s where age > 3", "s") == (
        "SELECT\n  c.customer_id AS customer_id\nFROM customers AS c\nWHERE\n  c.age > 3\n"
        "SETTINGS join_use_nulls = 1, final = 1\n"
    )


def test_a_query_that_is_read_twice_is_kept() -> None:
    text = (
        "segment s where any(orders in last 90 days) and age > 3\n"
        "segment t where in segment s and top 3 by age within segment s\n"
    )
    assert "MATERIALIZED" not in sql(text, "s")
    again = sql(text, "t")
    assert "s AS MATERIALIZED (" in again
    assert again.endswith(", enable_materialized_cte = 1\n")


def test_definitions_that_build_on_each_other_too_deeply_are_refused() -> None:
    lines = ["segment s0 where any(orders)"]
    for number in range(1, 20):
        inner = f"segment s{number - 1}"
        lines.append(f"segment s{number} where in {inner} and top 9 by age within {inner}")
    with pytest.raises(SegqlError) as refused:
        sql("\n".join(lines), "s19")
    [problem] = refused.value.diagnostics
    assert problem.code.id == "SEG601"
    assert "definitions that build on each other" in problem.message
    assert problem.help is not None
    assert "as tables" in problem.help


def test_a_table_says_how_it_is_stored_and_a_view_does_not() -> None:
    table = sql("segment s where age > 3", "s", "table")
    assert table.startswith(
        "CREATE OR REPLACE TABLE s ENGINE = MergeTree ORDER BY tuple() AS\nSELECT"
    )
    assert sql("segment s where age > 3", "s", "view").startswith("CREATE OR REPLACE VIEW s AS\n")


@pytest.mark.parametrize(
    ("condition", "written"),
    [
        ("age + 1 > 3", "toInt128(c.age) + 1 > 3"),
        ("age in (1, 2)", "c.age IN (1, 2)"),
        ("credit in (1, 0.5)", "c.credit IN (1) OR c.credit = toDecimal128('0.5', 1)"),
        ("least(score, credit) > 1", "toFloat64(c.credit)"),
        ("hour of joined = 3", "toHour(toDateTime64(c.joined, 6, 'UTC'))"),
        ('interest has any ("a")', "hasAny("),
    ],
)
def test_values_are_of_types_that_work_together(condition: str, written: str) -> None:
    assert written in sql(f"segment s where {condition}", "s")
