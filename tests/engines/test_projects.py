"""The command line on each engine: run, members, test, and what is said when something is wrong."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from segql.catalog.models import Target
from segql.catalog.physical import Column, ColumnKind, Dataset, Table
from segql.diagnostics import SegqlError
from segql.engines import connect
from segql.project import Project
from tests.engines.conftest import of_every_engine
from tests.engines.servers import target_of

CATALOG = """
customer:
  table: customers
  key: customer_id
  attributes:
    country: {type: text}
    born: {type: date}
    subscribed: {type: boolean}
    interest: {type: list of text}
    spend: {expression: sum(orders.amount)}
    last_order: {expression: last(orders.time)}
events:
  orders:
    table: orders
    key: order_id
    customer: customer_id
    time: at
    fields: {amount: {type: decimal}}
"""
SEGMENTS = """
segment buyers "Buyers" where any(orders in last 90 days)
segment nordic where country in ("SE", "NO") and subscribed
segmentation value
  case high where spend >= 30.30
  case low where spend > 0
  otherwise none
"""
TESTS = """
as_of: 2024-06-30
customers:
  - {customer_id: 1, country: SE, subscribed: true, interest: [a, b]}
  - {customer_id: 2, country: se, subscribed: true}
events:
  orders:
    - {order_id: 1, customer_id: 1, at: 2024-06-01T10:00:00, amount: 10.10}
    - {order_id: 2, customer_id: 1, at: 2024-06-02T10:00:00, amount: 20.20}
expect:
  buyers: [1]
  nordic: [1]
  interest = "b": [1]
  value = "high": [1]
"""
KINDS = ColumnKind
TABLES = {
    "customers": Table(
        {
            "customer_id": Column(KINDS.INTEGER),
            "country": Column(KINDS.TEXT),
            "born": Column(KINDS.DATE),
            "subscribed": Column(KINDS.BOOLEAN),
            "interest": Column(KINDS.TEXT, many=True),
        },
        [
            {"customer_id": 3, "country": "SE", "born": date(1990, 2, 3), "subscribed": True},
            {"customer_id": 1, "country": "NO", "subscribed": True, "interest": ["a"]},
            {"customer_id": 2, "country": "se", "subscribed": True},
        ],
    ),
    "orders": Table(
        {
            "order_id": Column(KINDS.INTEGER),
            "customer_id": Column(KINDS.INTEGER),
            "at": Column(KINDS.TIMESTAMP),
            "amount": Column(KINDS.DECIMAL, scale=2),
        },
        [
            {"order_id": 1, "customer_id": 1, "at": datetime(2024, 6, 1, 10),
             "amount": Decimal("10.10")},
            {"order_id": 2, "customer_id": 1, "at": datetime(2024, 6, 2, 10),
             "amount": Decimal("20.20")},
            {"order_id": 3, "customer_id": 2, "at": datetime(2020, 6, 2, 10),
             "amount": Decimal("0.01")},
        ],
    ),
}  # fmt: skip


@pytest.fixture(scope="module", params=of_every_engine())
def described(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Any]]:
    """A target of `segql.yml` whose tables are filled."""
    name = request.param
    folder = tmp_path_factory.mktemp(name)
    with target_of(name) as server:
        yield {"engine": name, **_filled(name, server, folder)}


def _filled(name: str, server: Target, folder: Path) -> dict[str, Any]:
    dataset = Dataset(TABLES)
    match name:
        case "sqlite":
            from segql.engines.sqlite.load import load_dataset

            with sqlite3.connect(folder / "shop.db") as file:
                load_dataset(file, dataset)
            file.close()
            return {"database": str(folder / "shop.db")}
        case "postgres":
            import psycopg

            from segql.engines.postgres.load import load_dataset as load_postgres

            assert server.url is not None
            with psycopg.connect(server.url) as connection:
                connection.execute("CREATE SCHEMA shop")
                connection.execute("SET search_path TO shop")
                load_postgres(connection, dataset)
            return {"url": server.url, "schema": "shop"}
        case "mariadb":
            from urllib.parse import urlsplit

            import pymysql

            from segql.engines.mysql.load import load_dataset as load_mysql

            port = urlsplit(server.url or "").port or 0
            connection = pymysql.connect(host="127.0.0.1", port=port, user="root", autocommit=True)
            with connection, connection.cursor() as cursor:
                cursor.execute("CREATE DATABASE shop CHARACTER SET latin1")
                cursor.execute("USE shop")
                load_mysql(cursor, dataset)
            return {"url": f"{server.url}/shop"}
        case "chdb" | "clickhouse":
            from chdb.session import Session

            from segql.engines.clickhouse.load import statements

            with target_of("chdb") as place, Session(place.database) as session:
                session.query("DROP DATABASE IF EXISTS shop SYNC; CREATE DATABASE shop")
                session.query("USE shop")
                for table, made, lines in statements(dataset, "MergeTree ORDER BY tuple()"):
                    session.query(made)
                    head = f"INSERT INTO {table} FORMAT JSONCompactEachRow\n"
                    session.query(head + lines.decode())
            if name == "clickhouse":
                return {"url": server.url, "schema": "shop"}
            return {"database": server.database, "schema": "shop"}
        case _:
            import pyarrow as pa
            import pyarrow.parquet as parquet

            from segql.engines.datafusion.engine import batch_of

            for table, rows in TABLES.items():
                whole = pa.Table.from_batches([batch_of(table, rows)])
                parquet.write_table(whole, folder / f"{table}.parquet")
            return {"files": f"{folder}/*.parquet"}


@pytest.fixture
def project(described: dict[str, Any], tmp_path: Path) -> Project:
    settings = {"name": "shop", "timezone": "Europe/Stockholm", "targets": {"it": described},
                "default_target": "it"}  # fmt: skip
    (tmp_path / "segql.yml").write_text(json.dumps(settings), encoding="utf-8")
    (tmp_path / "catalog.yml").write_text(CATALOG, encoding="utf-8")
    (tmp_path / "segments").mkdir()
    (tmp_path / "segments" / "shop.seg").write_text(SEGMENTS, encoding="utf-8")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "shop.yml").write_text(TESTS, encoding="utf-8")
    return Project.load(tmp_path)


def test_run_counts(project: Project) -> None:
    result = project.run(as_of="2024-06-30")
    assert (result.size("buyers"), result.size("nordic")) == (1, 2)
    [split] = result.segmentations
    assert {case.name: case.size for case in split.parts} == {"high": 1, "low": 1, "none": 1}


def test_members_are_ordered_and_carry_values(project: Project) -> None:
    members = project.members(
        "nordic", as_of="2024-06-30", columns=["born", "subscribed", "spend", "last_order"]
    )
    assert members.keys == [1, 3]
    assert members.columns["born"] == [None, date(1990, 2, 3)]
    assert members.columns["subscribed"] == [True, True]
    assert members.columns["spend"] == [Decimal("30.30"), 0]
    first, second = members.columns["last_order"]
    assert first == datetime.fromisoformat("2024-06-02T10:00:00+02:00")
    assert second is None


def test_unit_tests_run_on_the_target(project: Project) -> None:
    result = project.test(unit=True, expect=False, target="it")
    assert not result.failed, [item.message for item in result.verdicts]
    assert len(result.verdicts) == 4


def test_a_column_that_is_gone_is_told_before_anything_runs(
    project: Project, tmp_path: Path
) -> None:
    changed = CATALOG.replace("country: {type: text}", "country: {type: text, column: land}")
    (tmp_path / "catalog.yml").write_text(changed, encoding="utf-8")
    with pytest.raises(SegqlError) as failure:
        Project.load(tmp_path).run(as_of="2024-06-30")
    assert failure.value.exit_code == 2
    assert "no column `land`" in failure.value.diagnostics[0].message


def test_a_failed_statement_is_an_error_of_the_engine(described: dict[str, Any]) -> None:
    target = Target.model_validate(described)
    with connect(target, Path()) as engine:
        with pytest.raises(SegqlError) as failure:
            list(engine.rows("SELECT nothing FROM nowhere"))
        assert failure.value.exit_code == 3
        assert failure.value.diagnostics[0].code.id == "SEG707"
        assert engine.scalar("SELECT 41 + 1") == 42
        assert engine.version


def test_a_target_is_only_read(described: dict[str, Any]) -> None:
    with connect(Target.model_validate(described), Path()) as engine:
        if engine.name == "datafusion":
            return  # files of Parquet are never written
        with pytest.raises(SegqlError):
            engine.execute("DELETE FROM orders")
        assert engine.scalar("SELECT COUNT(*) FROM orders") == 3


def test_data_report(project: Project) -> None:
    report = project.check_data(as_of="2024-06-30")
    assert [item.message for item in report.problems] == []
    customers, orders = report.tables
    known = {column.name: column.known for column in customers.columns}
    assert known == {"country": 3, "born": 1, "subscribed": 3, "interest": 1}
    [born] = [column for column in customers.columns if column.name == "born"]
    assert (born.smallest, born.largest) == (date(1990, 2, 3), date(1990, 2, 3))
    assert orders.first is not None
    assert orders.first.astimezone(project.zone).replace(tzinfo=None) == datetime(2020, 6, 2, 10)
    [amount] = orders.columns
    assert (amount.smallest, amount.largest) == (Decimal("0.01"), Decimal("20.20"))
