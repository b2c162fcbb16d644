"""A shop of six customers, small enough to count every figure by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

import segql

FILES = {
    "segql.yml": """\
name: corner_shop
timezone: Europe/Stockholm
targets:
  local: {engine: duckdb, files: data/*.csv}
default_target: local
defaults: {as_of: 2024-06-30}
""",
    "catalog.yml": """\
customer:
  table: customers
  key: customer_id
  attributes:
    age: {type: integer}
    country: {type: text}
    email_opt_in: {type: boolean}
events:
  orders:
    table: orders
    key: order_id
    customer: customer_id
    time: ordered_at
    fields:
      amount: {type: decimal}
consent:
  email: {attribute: email_opt_in}
""",
    "data/customers.csv": """\
customer_id,age,country,email_opt_in
1,20,SE,true
2,30,NO,true
3,22,SE,false
4,,DK,true
5,24,,true
6,,SE,true
""",
    "data/orders.csv": """\
order_id,customer_id,ordered_at,amount
1,1,2024-06-01,10
2,1,2024-05-01,20
3,2,2024-06-15,30
4,3,2024-06-16,40
5,6,2024-06-17,50
6,6,2023-01-01,60
""",
    "segments/all.seg": """\
segment young_buyers "Young buyers"
  channel email
where
  age 18..25 and any(orders in last 90 days) and country = "SE"

segment either where
  count(orders in last 90 days) >= 2 or country = "SE" or age > 25

segment nested where
  not (country = "SE" or age < 25) and any(orders)

segment one where country != "SE"

segment best where top 2 by sum(orders.amount) and country is known

segment condition where everybody
segment `condition 1` where nobody
segment of_others where condition and `condition 1`

trait spend = sum(orders.amount)
""",
}


@pytest.fixture(scope="package")
def shop(tmp_path_factory: pytest.TempPathFactory) -> segql.Project:
    folder: Path = tmp_path_factory.mktemp("shop")
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return segql.Project.load(folder)
