"""Snowflake's run and publish against fakesnow, which pretends to be Snowflake over a DuckDB: what
Snowflake itself would do is not shown by it, but that the statements fit together is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from segql.project import Project

pytestmark = pytest.mark.fakesnow
fakesnow = pytest.importorskip(
    "fakesnow",
    reason="needs fakesnow with snowflake-connector-python before 5, in a place of their own",
    exc_type=ImportError,
)

CATALOG = """
customer:
  table: customers
  key: customer_id
  attributes: {country: {type: text}, born: {type: date}}
events:
  orders:
    table: orders
    customer: customer_id
    time: ordered_at
    fields: {amount: {type: decimal}}
"""
SEGMENTS = """
segment nordic "Nordic" where country in ("SE", "NO")
segment buyers where sum(orders.amount in last 90 days) >= 30
segmentation value
  case some where any(orders)
  otherwise none
"""
ROWS = (
    "CREATE TABLE customers (customer_id INT, country VARCHAR, born DATE)",
    "INSERT INTO customers VALUES (1, 'SE', '2000-01-01'), (2, 'NO', NULL), (3, 'DK', NULL)",
    "CREATE TABLE orders (customer_id INT, ordered_at TIMESTAMP_NTZ, amount NUMBER(9, 2))",
    "INSERT INTO orders VALUES (1, '2024-06-01 12:00:00', 30.5), (3, '2020-06-01 12:00:00', 99)",
)


@pytest.fixture
def cursor(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    import snowflake.connector

    from segql.engines import snowflake as engine

    # fakesnow knows no settings of a session
    monkeypatch.setattr(engine, "MANNERS", replace(engine.MANNERS, session=()))
    with fakesnow.patch():
        connection = snowflake.connector.connect(database="shop", schema="public")
        made = connection.cursor()
        for statement in ROWS:
            made.execute(statement)
        yield made


@pytest.fixture
def project(cursor: Any, tmp_path: Path) -> Project:
    url = "snowflake://me:secret@acme/shop/public"
    settings = {"name": "shop", "targets": {"it": {"engine": "snowflake", "url": url}}}
    (tmp_path / "segql.yml").write_text(json.dumps(settings), encoding="utf-8")
    (tmp_path / "catalog.yml").write_text(CATALOG, encoding="utf-8")
    (tmp_path / "segments").mkdir()
    (tmp_path / "segments" / "shop.seg").write_text(SEGMENTS, encoding="utf-8")
    return Project.load(tmp_path)


def test_members(project: Project) -> None:
    found = {name: project.members(name, "2024-06-30").keys for name in ("nordic", "buyers")}
    assert found == {"nordic": [1, 2], "buyers": [1]}
    assert project.run(as_of="2024-06-30").size("nordic") == 2


@pytest.mark.parametrize("kind", ["view", "table"])
def test_readers_find_what_was_published(project: Project, cursor: Any, kind: Any) -> None:
    # fakesnow lists no views, so that a second publish could not know of those of the first
    for _ in range(2 if kind == "table" else 1):
        project.publish(as_=kind, as_of="2024-06-30")
        assert sorted(cursor.execute("SELECT * FROM nordic").fetchall()) == [(1,), (2,)]
        assert sorted(cursor.execute("SELECT * FROM value").fetchall()) == [
            (1, "some"), (2, "none"), (3, "some"),
        ]  # fmt: skip
        rows = cursor.execute("SELECT * FROM memberships_long").fetchall()
        assert ("value:some", 3) in rows
        wide = cursor.execute("SELECT * FROM memberships_wide ORDER BY customer_id").fetchall()
        assert wide[0] == (1, True, True, "some")


def test_what_is_gone_is_dropped(project: Project, cursor: Any) -> None:
    project.publish(as_="table", as_of="2024-06-30")
    project.publish(["buyers"], as_="table", as_of="2024-06-30")
    names = cursor.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'PUBLIC'"
    ).fetchall()
    assert {name for (name,) in names} == {
        "CUSTOMERS", "ORDERS", "BUYERS", "MEMBERSHIPS_WIDE", "MEMBERSHIPS_LONG", "SEGQL_PUBLISHED",
    }  # fmt: skip
