"""A shop of five customers, small enough to count by hand, and the program `segql`."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from segql.cli import app

FILES = {
    "segql.yml": """\
name: corner_shop
timezone: Europe/Stockholm
targets:
  local: {engine: duckdb, files: data/*.csv}
  nowhere: {engine: duckdb, database: missing.duckdb}
default_target: local
defaults: {as_of: 2024-06-30}
""",
    "catalog.yml": """\
customer:
  table: customers
  key: customer_id
  attributes:
    age: {type: integer}
    country: {type: text, values: [SE, NO, DK]}
    email: {type: text, sensitivity: personal, role: email}
    purchases: {expression: count(orders in last 90 days)}
events:
  orders:
    table: orders
    key: order_id
    customer: customer_id
    time: ordered_at
    fields:
      amount: {type: decimal}
""",
    "data/customers.csv": """\
customer_id,age,country,email
1,20,SE,Ann@Example.org
2,30,NO,=cmd@example.org
3,40,SE,
4,,DK,dan@example.org
5,50,,eva@example.org
""",
    "data/orders.csv": """\
order_id,customer_id,ordered_at,amount
1,1,2024-06-01,10
2,1,2024-05-01,20
3,2,2024-06-15,30
4,3,2023-01-01,40
""",
    "segments/swedes.seg": """\
segment swedes "Swedes"
  owner "crm team"
  tags "nordic"
where country = "SE"
""",
    "segments/buyers.seg": """\
param least = 1

# who buys
segment buyers "Buyers" where purchases >= $least

segment swedish_buyers where swedes and buyers

trait basket "Basket" = average(orders.amount)

segmentation activity "Activity"
  case often "Often" where purchases >= 2
  case once where purchases = 1
  otherwise never

experiment offer
  start 2024-06-01
  variant a 50%
  variant b 50%
""",
}


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The shop's folder, which is the working folder; nothing of the environment interferes."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.chdir(tmp_path)
    for variable in os.environ:
        if variable.startswith("SEGQL_") or variable in ("NO_COLOR", "FORCE_COLOR"):
            monkeypatch.delenv(variable)
    return tmp_path


@pytest.fixture
def segql() -> Callable[..., Result]:
    """Runs the program in this process: `segql("run", "--format", "json")`."""

    def run(*words: str, input: str | None = None) -> Result:
        result = CliRunner().invoke(app, list(words), input=input, prog_name="segql")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run
