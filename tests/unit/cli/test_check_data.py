"""`segql check --data`: what the rows of a target hold, and each way in which they are unsound."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Segql = Callable[..., Result]

FILES = {
    "segql.yml": """\
name: untidy
timezone: Europe/Stockholm
targets: {local: {engine: duckdb, files: data/*.csv}}
defaults: {as_of: 2024-06-30}
""",
    "catalog.yml": """\
customer:
  table: customers
  key: id
  freshness: {column: changed, warn_after: 2 days}
  attributes:
    country: {type: text, values: [SE, NO]}
    nickname: {type: text, values: [anna], case: insensitive}
    age: {type: integer, minimum: 0, maximum: 120}
    born: {type: date, sensitivity: personal}
    language: {type: text, required: true}
    code: {type: text, values: [a], sensitivity: personal}
    interests: {type: list of text, values: [sea, sky]}
    nothing: {type: text}
    account: {to: accounts, by: account_id}
events:
  orders:
    table: orders
    key: order_id
    customer: customer_id
    time: at
    fields: {amount: {type: decimal}}
  returns: {table: orders, where: amount < 0, customer: customer_id, time: at}
objects:
  accounts: {table: accounts, key: account_id, fields: {kind: {type: text}}}
lists:
  blocked: {table: blocked, key: id}
""",
    "data/customers.csv": """\
id,country,nickname,age,born,language,code,interests,nothing,account_id,changed
1,SE,Anna,20,1990-01-01,sv,a,"[""sea""]",,1,2024-06-20 10:00
2,Sverige,ANNA,-1,1899-12-31,,b,"[""sea"",""moon""]",,9,2024-06-21 10:00
3,,bob,130,,sv,,[],,,
4,Sverige,,30,2200-01-01,sv,,,,2,
""",
    "data/orders.csv": """\
order_id,customer_id,at,amount
1,1,2024-06-01 10:00,10.50
1,1,2024-06-02 10:00,20
2,7,2024-06-03 10:00,30
3,7,2024-07-01 00:00,40
,2,,50
""",
    "data/accounts.csv": "account_id,kind\n1,a\n2,b\n2,c\n",
    "data/blocked.csv": "id\n1\n77\n",
    "segments/all.seg": "everybody\n",
}


@pytest.fixture
def untidy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_defect_is_told_with_its_rows(untidy: Path, segql: Segql) -> None:
    result = segql("check", "--data", "--format", "json")
    found = [(item["code"], item["message"]) for item in json.loads(result.stdout)]
    assert result.exit_code == 1
    assert sorted(found) == sorted([
        ("SEG560", "`language` is required, but unknown in 1 row of 4 (25%)."),
        ("SEG561", "`country` is none of the listed values in 2 rows of 4 (50%): "
                   '"Sverige" (2).'),
        ("SEG561", '`nickname` is none of the listed values in 1 row of 4 (25%): "bob" (1).'),
        ("SEG561", "`code` is none of the listed values in 1 row of 4 (25%)."),
        ("SEG561", "`interests` is none of the listed values in 1 row of 4 (25%)."),
        ("SEG562", "`age` is beyond its bounds in 2 rows of 4 (50%): -1 (1), 130 (1)."),
        ("SEG563", "The customer of 2 rows of 5 (40%) of `orders` is not in the table of "
                   "customers."),
        ("SEG563", "The key of 1 row of 2 (50%) of `blocked` is not in the table of customers."),
        ("SEG564", "`account` leads nowhere in 1 row of 4 (25%)."),
        ("SEG565", "Of `orders`, 1 key stands in several rows of `orders`."),
        ("SEG565", "Of `accounts`, 1 key stands in several rows of `accounts`."),
        ("SEG566", "Of `orders`, 1 row of 5 (20%) has no key."),
        ("SEG567", "`born` is before 1900 or more than 100 years ahead in 2 rows of 4 (50%)."),
        ("SEG568", "1 row of 5 (20%) of `orders` lies after 2024-07-01 00:00+02:00, and is not "
                   "seen."),
        ("SEG569", "The table `customers` last changed on 2024-06-21, more than 2 days before the "
                   "check's day."),
        ("SEG570", "`nothing` is unknown in every row."),
        ("SEG571", "`returns` has no rows."),
    ])  # fmt: skip


def test_places_are_the_catalogs(untidy: Path, segql: Segql) -> None:
    [problem] = [
        item
        for item in json.loads(segql("check", "--data", "--format", "json").stdout)
        if item["code"] == "SEG562"
    ]
    assert (problem["file"], problem["text"]) == ("catalog.yml", "minimum")
    assert problem["start"] == {"line": 8, "column": 26}


def test_the_report_is_written_and_tells_nothing_personal(untidy: Path, segql: Segql) -> None:
    segql("check", "--data")
    text = (untidy / "target" / "data_report.json").read_text()
    report = json.loads(text)
    assert report["as_of"] == "2024-07-01T00:00:00+02:00"
    tables = {table["name"]: table for table in report["tables"]}
    columns = {column["name"]: column for column in tables["customer"]["columns"]}
    assert columns["age"] == {
        "name": "age", "type": "integer", "known": 4, "share_known": 1.0, "smallest": -1,
        "largest": 130, "outside": 2,
        "examples": [{"value": -1, "rows": 1}, {"value": 130, "rows": 1}],
    }  # fmt: skip
    assert columns["born"]["smallest"] is None
    assert '"b"' not in text
    assert tables["orders"]["first"] == "2024-06-01T08:00:00+00:00"
    assert tables["orders"]["rows_without_time"] == 1
    assert tables["blocked"]["rows"] == 2


def test_the_table_is_for_people(untidy: Path, segql: Segql) -> None:
    text = segql("check", "--data").stdout
    assert "orders: 5 rows, 2024-06-01 to 2024-07-01\n  amount  decimal  100%" in text
    [country] = [line for line in text.splitlines() if line.startswith("  country ")]
    assert country.split() == ["country", "text", "75%", "█" * 15]
