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
    assert "Wrote 5 files into sql" in result.stderr
    assert sorted(item.name for item in (shop / "sql").iterdir()) == [
        "activity.sql", "buyers.sql", "offer.sql", "swedes.sql", "swedish_buyers.sql",
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
