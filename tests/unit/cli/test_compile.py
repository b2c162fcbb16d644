"""`segql compile` and `segql explain`: SQL and what stands before it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from typer.testing import Result

Segql = Callable[..., Result]


def keys(sql: str, shop: Path) -> list[int]:
    connection = duckdb.connect()
    for file in (shop / "data").glob("*.csv"):
        connection.execute(f"CREATE TABLE {file.stem} AS FROM '{file}'")
    found = connection.execute(sql).fetchall()
    return sorted(row[0] for row in found)


def test_sql_gives_the_members(shop: Path, segql: Segql) -> None:
    result = segql("compile", "buyers")
    assert result.exit_code == 0, result.output
    assert result.stdout.endswith(";\n")
    assert keys(result.stdout, shop) == [1, 2]


def test_it_is_pinned_by_default_to_the_projects_day(shop: Path, segql: Segql) -> None:
    assert "2024-07-01" in segql("compile", "buyers").stdout
    assert "2023-02-01" in segql("compile", "buyers", "--as-of", "2023-01-31").stdout
    live = segql("compile", "buyers", "--as-of", "live")
    assert live.exit_code == 0, live.output
    assert "2024" not in live.stdout
    (shop / "segql.yml").write_text(
        (shop / "segql.yml").read_text().replace("defaults: {as_of: 2024-06-30}", "")
    )
    assert segql("compile", "buyers").stdout == live.stdout


@pytest.mark.parametrize("shape", ["view", "table"])
def test_views_and_tables(shop: Path, segql: Segql, shape: str) -> None:
    result = segql("compile", "swedes", "--as", shape)
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE customers AS FROM '{shop}/data/customers.csv'")
    connection.execute(result.stdout)
    assert connection.execute("FROM swedes ORDER BY 1").fetchall() == [(1,), (3,)]


def test_several_statements_and_files(shop: Path, segql: Segql) -> None:
    both = segql("compile", "swedes", "buyers").stdout
    assert both.count(";\n") == 2
    result = segql("compile", "-o", "sql")
    assert result.exit_code == 0, result.output
    assert "Wrote 7 files into sql" in result.stderr
    assert sorted(item.name for item in (shop / "sql").iterdir()) == [
        "activity.sql", "buyers.sql", "memberships_long.sql", "memberships_wide.sql", "offer.sql",
        "swedes.sql", "swedish_buyers.sql",
    ]  # fmt: skip
    assert (shop / "sql" / "swedes.sql").read_text() == segql("compile", "swedes").stdout


def test_a_name_never_leads_out_of_the_folder(shop: Path, segql: Segql) -> None:
    (shop / "segments" / "odd.seg").write_text("segment `../../odd` where age > 3\n")
    result = segql("compile", "*odd", "-o", "sql")
    assert result.exit_code == 0, result.output
    [file] = (shop / "sql").iterdir()
    assert file.name.endswith("odd.sql")


def test_json(shop: Path, segql: Segql) -> None:
    [found] = json.loads(segql("compile", "swedes", "--format", "json").stdout)
    assert list(found) == ["name", "dialect", "sql"]
    assert (found["name"], found["dialect"]) == ("swedes", "duckdb")
    assert keys(found["sql"], shop) == [1, 3]


def test_traits_by_name(shop: Path, segql: Segql) -> None:
    assert segql("compile", "basket").exit_code == 0
    assert "basket" not in segql("compile").stdout


def test_an_unknown_dialect(shop: Path, segql: Segql) -> None:
    result = segql("compile", "swedes", "--dialect", "duckdbb")
    assert result.exit_code in (1, 2)
    assert "duckdb" in result.stderr


@pytest.mark.parametrize(
    ("stage", "told"),
    [
        ("tree", "Compare operator='>=' left=purchases"),
        ("types", "Reference name='purchases' required=true : integer"),
        ("plan", "EventSet event='orders'"),
        ("sql", "FROM customers"),
    ],
)
def test_every_stage_can_be_seen(shop: Path, segql: Segql, stage: str, told: str) -> None:
    result = segql("explain", "buyers", "--stage", stage)
    assert result.exit_code == 0, result.output
    assert told in result.stdout


def opened(shop: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for file in (shop / "data").glob("*.csv"):
        connection.execute(f"CREATE TABLE {file.stem} AS FROM '{file}'")
    return connection


def test_together_is_one_statement_with_a_column_each(shop: Path, segql: Segql) -> None:
    text = segql("compile", "--together").stdout
    assert text.count(";\n") == 1
    result = opened(shop).execute(text)
    assert [column[0] for column in result.description] == [
        "customer_id", "buyers", "swedish_buyers", "activity", "offer", "swedes",
    ]  # fmt: skip
    assert {row[0]: row[1:4] for row in result.fetchall()} == {
        1: (True, True, "often"),
        2: (True, False, "once"),
        3: (False, False, "never"),
        4: (False, False, "never"),
        5: (False, False, "never"),
    }
    [found] = json.loads(segql("compile", "--together", "--format", "json").stdout)
    assert found["name"] == "memberships_wide"
    assert f"{found['sql']};\n" == text


@pytest.mark.parametrize("shape", ["select", "view", "table"])
def test_a_folder_holds_the_tables_of_memberships(shop: Path, segql: Segql, shape: str) -> None:
    assert segql("compile", "-o", "sql", "--as", shape).exit_code == 0
    connection = opened(shop)
    for name in ("memberships_wide", "memberships_long"):
        text = (shop / "sql" / f"{name}.sql").read_text()
        if shape == "select":
            text = f"CREATE VIEW {name} AS {text}"
        for _ in range(2 if shape != "select" else 1):
            connection.execute(text)
    long = set(connection.execute("SELECT segment, customer_id FROM memberships_long").fetchall())
    assert {("swedes", 1), ("swedes", 3), ("buyers", 2), ("activity:never", 5)} <= long
    wide = connection.execute("SELECT customer_id FROM memberships_wide WHERE swedes").fetchall()
    assert sorted(wide) == [(key,) for name, key in sorted(long) if name == "swedes"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("segment Swedes where age > 3", "`swedes` would have the same name as `Swedes`"),
        ("segment customers where age > 3", "the table `customers`"),
        ("segment memberships_long where age > 3", "what SegQL makes as `memberships_long`"),
        ("segment memberships_wide_2 where age > 3", "what SegQL makes as `memberships_wide`"),
        ("segment Customer_ID where age > 3", "the customer's key"),
        ("segment `activity:often` where age > 3", "as is `activity:often`"),
    ],
)
def test_no_two_things_have_one_name(shop: Path, segql: Segql, text: str, said: str) -> None:
    (shop / "segments" / "another.seg").write_text(text + "\n")
    result = segql("compile", "-o", "sql")
    assert result.exit_code == 1
    assert "error[SEG741]" in result.stderr
    assert said in result.stderr
    assert not (shop / "sql").exists()


def test_options_that_do_not_go_together(shop: Path, segql: Segql) -> None:
    for words in (["--as", "dbt"], ["--together", "--as", "view"]):
        result = segql("compile", *words)
        assert result.exit_code == 2
        assert "error[SEG803]" in result.stderr


def test_dbt_files(shop: Path, segql: Segql) -> None:
    result = segql("compile", "--as", "dbt", "-o", "warehouse")
    assert result.exit_code == 0, result.output
    found = {
        file.relative_to(shop / "warehouse").as_posix()
        for file in (shop / "warehouse").rglob("*.*")
    }
    names = ("activity", "buyers", "offer", "swedes", "swedish_buyers")
    models = {f"models/{name}.sql" for name in (*names, "memberships_wide", "memberships_long")}
    assert found == models | {
        "dbt_project.yml", "models/schema.yml", "models/sources.yml",
        "tests/memberships_long_is_unique.sql",
    }  # fmt: skip
    (shop / "warehouse" / "dbt_project.yml").write_text("mine")
    segql("compile", "--as", "dbt", "-o", "warehouse")
    assert (shop / "warehouse" / "dbt_project.yml").read_text() == "mine"


def test_dbt_models_that_are_gone_are_removed_and_nothing_else(shop: Path, segql: Segql) -> None:
    segql("compile", "--as", "dbt", "-o", "warehouse")
    models = shop / "warehouse" / "models"
    mine = models / "mine.sql"
    mine.write_text("select 1\n")
    of_another = models / "of_another.sql"
    of_another.write_text("{# written by segql for another_project #}\nselect 1\n")
    (models / "linked.sql").symlink_to(models / "swedes.sql")
    before = {path.name for path in models.iterdir()}
    result = segql("compile", "buyers", "--as", "dbt", "-o", "warehouse")
    removed = before - {path.name for path in models.iterdir()}
    assert "swedes.sql" in removed
    assert removed.isdisjoint({
        "mine.sql", "of_another.sql", "linked.sql", "buyers.sql", "schema.yml", "sources.yml",
        "memberships_wide.sql", "memberships_long.sql",
    })  # fmt: skip
    for name in removed:
        assert name in result.stderr
    assert "Removed what is no longer exported: " in result.stderr
    again = segql("compile", "buyers", "--as", "dbt", "-o", "warehouse")
    assert "Removed" not in again.stderr
