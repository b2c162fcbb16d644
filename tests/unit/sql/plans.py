"""Small plans made by hand, and tiny tables to run their SQL on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import duckdb

from segql.clock import at_wall_clock
from segql.plan.logic import call
from segql.plan.moments import AsOf, Clock, Moment, Shifted, Unit
from segql.plan.nodes import (
    BOOLEAN,
    DATE,
    INTEGER,
    TEXT,
    TIMESTAMP,
    At,
    Call,
    Column,
    Const,
    CustomerTable,
    Definition,
    DefinitionKey,
    EventSet,
    EventTable,
    Expr,
    Measure,
    Op,
    Plan,
)
from segql.sql import compile_sql
from segql.types import DECIMAL, DOUBLE, Type

ZONE = "Europe/Stockholm"
AS_OF = at_wall_clock(datetime(2024, 7, 1), ZoneInfo(ZONE))
CLOCK = Clock(AS_OF, ZoneInfo(ZONE))
NOW = AsOf()


def customer(name: str, type: Type = INTEGER, *, nullable: bool = True) -> Column:
    return Column(0, (), name, (), type, nullable)


def event(name: str, type: Type = INTEGER, *, nullable: bool = True, row: int = 1) -> Column:
    return Column(row, (), name, (), type, nullable)


def time(name: str = "ordered_at", *, row: int = 1, zone: str | None = ZONE) -> Column:
    return Column(row, (), name, (), TIMESTAMP, True, zone)


def const(value: int | Decimal | str | bool | float) -> Const:
    match value:
        case bool():
            return Const(value, BOOLEAN)
        case int():
            return Const(value, INTEGER)
        case Decimal():
            return Const(value, DECIMAL)
        case float():
            return Const(value, DOUBLE)
        case str():
            return Const(value, TEXT)


def op(operation: Op, *args: Expr, type: Type = BOOLEAN, detail: str | None = None) -> Call:
    return call(operation, *args, type=type, detail=detail)


def ago(amount: int, unit: Unit = "day") -> Moment:
    return Shifted(NOW, -amount, unit)


def at(moment: Moment) -> At:
    return At(moment, "instant")


def last(amount: int, unit: Unit = "day", name: str = "ordered_at") -> tuple[Expr, ...]:
    return (op(Op.GE, time(name), at(ago(amount, unit))), op(Op.LT, time(name), at(NOW)))


def orders(*where: Expr, days: int = 90, **more: object) -> EventSet:
    return EventSet("orders", NOW, (*last(days), *where), **more)  # type: ignore[arg-type]


def count(events: EventSet) -> Measure:
    return Measure(events, "count", None, INTEGER, nullable=True)


ORDERS = EventTable("orders", "orders", None, None, "customer_id", "order_id", time(), (), {})
VISITS = EventTable("visits", "visits", None, None, "customer_id", None, time("at"), (), {})
EVENTS = {"orders": ORDERS, "visits": VISITS}


def plan_of(
    value: Expr,
    *others: Definition,
    kind: str = "segment",
    name: str = "s",
    events: Mapping[str, EventTable] = EVENTS,
    columns: Mapping[str, Expr] | None = None,
    latest_by: str | None = None,
) -> Plan:
    key = DefinitionKey(name, NOW)
    made = Definition(key, kind, value, value.type, value.nullable)  # type: ignore[arg-type]
    return Plan(
        CustomerTable("customers", "customer_id", latest_by),
        events,
        {**{other.key: other for other in others}, key: made},
        (key,),
        columns or {},
        ZONE,
        "monday",
    )


SCHEMA = """
CREATE TABLE customers (
  customer_id BIGINT, age INTEGER, country VARCHAR, birth_date DATE, interests VARCHAR[],
  spend DOUBLE, subscribed BOOLEAN, account_id INTEGER, updated_at TIMESTAMP
);
CREATE TABLE orders (
  order_id BIGINT, customer_id BIGINT, ordered_at TIMESTAMP, amount DECIMAL(10, 2),
  channel VARCHAR, product_id INTEGER
);
CREATE TABLE visits (customer_id BIGINT, "at" TIMESTAMP, page VARCHAR, price INTEGER);
CREATE TABLE products (product_id INTEGER, category VARCHAR);
CREATE TABLE accounts (account_id INTEGER, plan VARCHAR);
CREATE TABLE blocked (customer_id BIGINT);
"""


def database(**tables: Sequence[Mapping[str, object]]) -> duckdb.DuckDBPyConnection:
    """An in-memory database; columns that a row leaves out are null."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    for statement in SCHEMA.split(";"):
        if statement.strip():
            connection.execute(statement)
    for table, rows in tables.items():
        for row in rows:
            names = ", ".join(f'"{name}"' for name in row)
            marks = ", ".join("?" for _ in row)
            connection.execute(
                f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values())
            )
    return connection


def sql_of(plan: Plan, **more: object) -> str:
    return compile_sql(plan, plan.roots[-1], clock=CLOCK, **more)  # type: ignore[arg-type]


def members_of(plan: Plan, connection: duckdb.DuckDBPyConnection) -> set[object]:
    return {row[0] for row in connection.execute(sql_of(plan)).fetchall()}


def values_of(plan: Plan, connection: duckdb.DuckDBPyConnection) -> dict[object, object]:
    return dict(connection.execute(sql_of(plan)).fetchall())


__all__ = [
    "BOOLEAN", "CLOCK", "DATE", "DECIMAL", "DOUBLE", "INTEGER", "NOW", "ORDERS", "TEXT",
    "TIMESTAMP", "ZONE", "ago", "at", "const", "count", "customer", "database", "event", "last",
    "members_of", "op", "orders", "plan_of", "sql_of", "time", "values_of",
]  # fmt: skip
