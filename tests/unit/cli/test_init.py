"""`segql init` from the command line: what it writes, and what it says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Segql = Callable[..., Result]


@pytest.fixture
def tables(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the shop's files and nothing else."""
    folder = tmp_path_factory.mktemp("tables")
    for name in ("customers", "orders"):
        (folder / f"{name}.csv").write_text((shop / "data" / f"{name}.csv").read_text())
    return folder


def test_begin_and_run(tables: Path, segql: Segql, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tables)
    result = segql("init")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "`customers` has one row for each customer, told apart by `customer_id`." in (
        result.stderr
    )
    assert result.stderr.endswith("Then: segql run, and segql check --data\n")
    assert "recent_orders" in segql("run").stdout
    again = segql("init")
    assert (again.exit_code, again.stderr) == (0, "Nothing is new.\n")


def test_dry_run_writes_nothing(tables: Path, segql: Segql) -> None:
    result = segql("init", str(tables), "--dry-run")
    assert "customer:\n  table: customers\n" in result.stdout
    assert sorted(item.name for item in tables.iterdir()) == ["customers.csv", "orders.csv"]


def test_nothing_to_begin_with(tmp_path: Path, segql: Segql) -> None:
    result = segql("init", str(tmp_path / "empty"))
    assert result.exit_code == 2
    assert "There are no tables to begin with" in result.stderr


def test_what_is_new_is_named(shop: Path, segql: Segql) -> None:
    customers = shop / "data" / "customers.csv"
    lines = customers.read_text().splitlines()
    customers.write_text("\n".join([f"{lines[0]},city", *(f"{line},Lund" for line in lines[1:])]))
    result = segql("init")
    assert "New in customer.attributes: `city`\n" in result.stderr
    assert "    city: {type: text" in (shop / "catalog.yml").read_text()
