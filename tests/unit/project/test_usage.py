"""Which tables definitions read, told before there is a plan, against what their plans read."""

from __future__ import annotations

from pathlib import Path

import pytest

from segql import Project
from segql.project.usage import used_columns, used_tables
from segql.semantics import tree
from segql.types import BOOLEAN

ROOT = Path(__file__).parents[3]
CATALOG = """\
customer:
  table: customers
  key: id
  attributes:
    age: {type: integer}
    account: {to: accounts, by: account_id}
    interest: {type: list of text, table: interests, by: customer_id}
    likes_tents: {type: boolean, expression: interest has any ("tent")}
objects:
  accounts:
    table: accounts
    key: id
    fields: {tier: {type: text}, group: {to: groups, by: group_id}}
  groups: {table: groups, key: id, fields: {name: {type: text}}}
  sessions: {table: sessions, key: id, fields: {started: {type: timestamp}}}
  products:
    table: products
    key: sku
    fields: {label: {type: text}, plain: {type: text, expression: lower(label)}}
events:
  orders:
    table: orders
    customer: customer_id
    time: ordered_at
    key: order_id
    fields:
      basket: {type: text, required: true}
      amount: {type: decimal}
      product: {to: products, by: sku}
  refunds: {table: orders_all, customer: customer_id, time: at, where: 'kind = "refund"'}
  baskets:
    of: orders
    by: basket
    fields: {total: {type: decimal, expression: sum(orders.amount)}}
  visits: {table: visits, customer: customer_id, time: session.started, fields:
    {session: {to: sessions, by: session_id}}}
lists:
  blocked: {table: blocked, key: customer_id}
"""
READ = {
    "age > 3": "customers",
    'account.tier = "gold"': "customers accounts",
    'account.group.name = "x"': "customers accounts groups",
    'interest has any ("tent")': "customers interests",
    "likes_tents": "customers interests",
    "any(orders in last 3 days)": "customers orders",
    'any(orders where product.plain = "x")': "customers orders products",
    "any(refunds)": "customers orders_all",
    "any(visits in last 3 days)": "customers visits sessions",
    "not in list blocked": "customers blocked",
    "in segment rich": "customers orders",
    "sequence(orders then visits within 3 days)": "customers orders visits sessions",
}


@pytest.fixture
def shop(tmp_path: Path) -> Project:
    (tmp_path / "segql.yml").write_text("name: shop\n")
    (tmp_path / "catalog.yml").write_text(CATALOG)
    (tmp_path / "segments").mkdir()
    texts = [f"segment s{number} where {text}" for number, text in enumerate(READ)]
    texts.append("segment rich where sum(orders.amount) > 100")
    texts.append(
        "experiment trial\n  on rich\n  start 2024-01-01\n  variant a 50%\n  variant b 50%"
    )
    texts.append('segment in_a where trial = "a"')
    texts.append("segment big where any(baskets where total > 100)")
    (tmp_path / "segments" / "all.seg").write_text("\n".join(texts) + "\n")
    return Project.load(tmp_path)


def tables_of(project: Project, name: str) -> set[str]:
    asked = [tree.Reference(name, BOOLEAN)]
    return used_tables(project.analysis.program, project.catalog, asked)


@pytest.mark.parametrize(("text", "tables"), READ.items())
def test_the_tables_of_a_condition(shop: Project, text: str, tables: str) -> None:
    assert shop.errors() == []
    assert tables_of(shop, f"s{list(READ).index(text)}") == set(tables.split())


@pytest.mark.parametrize("name", ["outdoor_shop", "complete_journey", "own"])
def test_they_are_those_that_plans_read(shop: Project, name: str) -> None:
    project = shop if name == "own" else Project.load(ROOT / "examples" / name)
    names = project.counted(None)
    assert len(names) > 10
    for one in names:
        assert tables_of(project, one) == set(used_columns(project.plan([one]))), one
