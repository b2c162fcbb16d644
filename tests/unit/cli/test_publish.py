"""`segql publish`: what it prints, and where it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from typer.testing import Result

Segql = Callable[..., Result]


@pytest.fixture
def database(shop: Path) -> Path:
    """The shop's tables in a database, a target called `warehouse`."""
    place = shop / "shop.duckdb"
    with duckdb.connect(str(place)) as connection:
        for file in (shop / "data").glob("*.csv"):
            connection.execute(f"CREATE TABLE {file.stem} AS FROM '{file}'")
    settings = (shop / "segql.yml").read_text()
    (shop / "segql.yml").write_text(
        settings.replace(
            "targets:", "targets:\n  warehouse: {engine: duckdb, database: shop.duckdb}"
        )
    )
    return place


def test_it_says_what_it_did(database: Path, segql: Segql) -> None:
    result = segql("publish", "--target", "warehouse")
    assert result.exit_code == 0, result.output
    assert result.stdout == "Published 7 views into warehouse, as of 2024-07-01 00:00:00+02:00\n"
    with duckdb.connect(str(database), read_only=True) as connection:
        assert connection.execute("SELECT * FROM swedes ORDER BY 1").fetchall() == [(1,), (3,)]
        [(told,)] = connection.execute(
            "SELECT comment FROM duckdb_views() WHERE view_name = 'swedes'"
        ).fetchall()
        assert told == "Swedes"
    result = segql("publish", "swedes", "--target", "warehouse", "--as", "table")
    assert "Published 3 tables" in result.stdout
    assert "no longer published: " in result.stdout
    assert segql("publish", "--target", "warehouse", "--quiet").stdout == ""


def test_json(database: Path, segql: Segql) -> None:
    found = json.loads(
        segql("publish", "--target", "warehouse", "--as-of", "live", "--format", "json").stdout
    )
    assert list(found) == [
        "target", "as_of", "as", "dry_run", "published", "dropped", "sizes", "jumps",
    ]  # fmt: skip
    assert (found["as_of"], found["as"], found["sizes"]["swedes"]) == ("live", "view", 2)


def test_a_dry_run_prints_statements(database: Path, segql: Segql) -> None:
    result = segql("publish", "--target", "warehouse", "--dry-run")
    assert result.exit_code == 0, result.output
    assert "CREATE VIEW memberships_wide AS" in result.stdout
    with duckdb.connect(str(database), read_only=True) as connection:
        assert connection.execute(
            "SELECT count(*) FROM duckdb_views() WHERE NOT internal"
        ).fetchone() == (0,)
        for statement in result.stdout.split(";\n"):
            assert "INSERT" not in statement or "segql_published" in statement


def test_files_keep_no_views(shop: Path, segql: Segql) -> None:
    result = segql("publish")
    assert result.exit_code == 2
    assert "error[SEG743]" in result.stderr
    assert "it is made of files" in result.stderr


def test_datafusion_keeps_nothing(shop: Path, segql: Segql) -> None:
    settings = (shop / "segql.yml").read_text()
    (shop / "segql.yml").write_text(
        settings.replace(
            "targets:", "targets:\n  fusion: {engine: datafusion, files: data/*.parquet}"
        )
    )
    result = segql("publish", "--target", "fusion")
    assert result.exit_code == 2
    assert "DataFusion reads files and keeps nothing" in result.stderr
