"""The stored values of every table of the catalog, as expressions over its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal as OneOf

from segql.catalog.children import child_event, with_child_events
from segql.catalog.drift import type_name
from segql.catalog.lookup import child_tables
from segql.catalog.models import Catalog, Customer, FieldModel, Freshness, Settings
from segql.catalog.names import usable_column
from segql.catalog.physical import ColumnKind, Physical
from segql.plan.columns import point_columns, stored_field
from segql.plan.context import Context, Shared
from segql.plan.events import event_time
from segql.plan.logic import conjuncts
from segql.plan.moments import AsOf
from segql.plan.nodes import EVENT, CustomerTable, EventTable, Expr, Plan
from segql.plan.values import lower
from segql.semantics import tree
from segql.types import TIMESTAMP, Kind, parse_type

TIMES = frozenset({ColumnKind.DATE, ColumnKind.TIMESTAMP, ColumnKind.INSTANT})
Role = OneOf["customers", "event", "object", "list", "elements"]


@dataclass(frozen=True, slots=True)
class Stored:
    """One entry of the catalog with a table of its own.

    `rows` names its rows in `Survey.plan.events`: all of the table's, or those of its kind in a
    stream. `key` is the column that tells its rows apart, `customer` the one with the customer's
    key. `values` are the fields that lie in columns, over row 1; of a point its latitude.
    `changed` is the time that `freshness` names. `elements` are those of a customers' list that
    has a table of its own, by the attribute's name.
    """

    role: Role
    name: str
    rows: str
    table: str
    key: str | None
    customer: str | None
    time: Expr | None
    values: Mapping[str, Expr]
    changed: Expr | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """What can be asked of each table by itself: a plan of rows without any definition."""

    plan: Plan
    tables: tuple[Stored, ...]


def plan_survey(
    program: tree.Program, catalog: Catalog, settings: Settings, physical: Physical
) -> Survey:
    """The tables of a catalog and their stored values, for a target's columns."""
    catalog = with_child_events(catalog)
    ctx = Context(Shared(program, catalog, settings, physical), AsOf(), lower)
    rows: dict[str, EventTable] = {}
    tables: list[Stored] = []
    for stored, where in _tables(ctx):
        tables.append(stored)
        owner = stored.customer or stored.key or ""
        rows[stored.rows] = EventTable(
            stored.rows, stored.table, None, None, owner, stored.key, stored.time, where, {}
        )
    customer = CustomerTable(catalog.customer.table, catalog.customer.key, None)
    plan = Plan(customer, rows, {}, (), {}, settings.timezone, settings.week_start, physical)
    return Survey(plan, tuple(tables))


def _tables(ctx: Context) -> Iterator[tuple[Stored, tuple[Expr, ...]]]:
    catalog = ctx.shared.catalog
    own = catalog.customer
    values = _values(ctx, None, own.table, own.attributes)
    changed = _changed(ctx, own.table, own.freshness)
    yield (
        Stored("customers", "customer", "customer", own.table, own.key, own.key, None, values,
               changed),
        (),
    )  # fmt: skip
    elements = {child_event(name): name for name, _, _ in child_tables(catalog)}
    for name, event in catalog.events.items():
        if event.table is None:
            continue
        if name in elements:
            values = _values(ctx, name, event.table, event.fields)
            yield (
                Stored("elements", elements[name], name, event.table, None, event.customer, None,
                       values),
                (),
            )  # fmt: skip
            continue
        row = ctx.with_row(tree.Row(1, name), EVENT)
        time = event_time(ctx, name) if ctx.shared.catalog.has_time(name) else None
        stream = ctx.shared.program.streams.get(name)
        where = conjuncts(row.expr(stream)) if stream is not None else ()
        values = _values(ctx, name, event.table, event.fields)
        changed = _changed(ctx, event.table, event.freshness)
        yield (
            Stored("event", name, f"event {name}", event.table, event.key, event.customer, time,
                   values, changed),
            where,
        )  # fmt: skip
    for name, item in catalog.objects.items():
        values = _values(ctx, name, item.table, item.fields)
        changed = _changed(ctx, item.table, item.freshness)
        yield (
            Stored("object", name, f"object {name}", item.table, item.key, None, None, values,
                   changed),
            (),
        )  # fmt: skip
    for name, listed in catalog.lists.items():
        yield Stored("list", name, f"list {name}", listed.table, None, listed.key, None, {}), ()


def _changed(ctx: Context, table: str, freshness: Freshness | None) -> Expr | None:
    """The time of a row's last change, where its column holds times."""
    if freshness is None:
        return None
    physical = ctx.shared.column(table, freshness.column)
    model = FieldModel(type="timestamp", column=freshness.column)
    if physical is None or physical.kind not in TIMES or physical.many:
        return None
    return stored_field(ctx, EVENT, table, freshness.column, model, TIMESTAMP)


def _values(
    ctx: Context, owner: str | None, table: str, fields: Mapping[str, FieldModel]
) -> dict[str, Expr]:
    row = ctx.with_row(tree.Row(1, owner), EVENT)
    found: dict[str, Expr] = {}
    for name, model in fields.items():
        type = model.value_type
        if type is None or model.expression is not None or model.table is not None:
            continue
        if type.kind is Kind.POINT:
            field = tree.Field(tree.Row(1, owner), (), name, type)
            found[name] = point_columns(row, field)[0]
        else:
            found[name] = stored_field(ctx, EVENT, table, name, model, type)
    return found


def plan_tables(physical: Physical, settings: Settings) -> Survey:
    """Every table as it is, without a catalog: the values of its columns under their own names."""
    shared = Shared(tree.Program({}, {}, {}, {}), Catalog(customer=_nobody()), settings, physical)
    ctx = Context(shared, AsOf(), lower)
    tables: list[Stored] = []
    rows: dict[str, EventTable] = {}
    for table, columns in physical.items():
        values: dict[str, Expr] = {}
        for name, column in columns.items():
            known = parse_type(type_name(column) or "")
            if known is not None and not known.many and usable_column(name):
                values[name] = stored_field(ctx, EVENT, table, name, FieldModel(), known)
        tables.append(Stored("object", table, table, table, None, None, None, values))
        rows[table] = EventTable(table, table, None, None, "", None, None, (), {})
    plan = Plan(
        CustomerTable("", "", None), rows, {}, (), {}, settings.timezone, settings.week_start,
        physical,
    )  # fmt: skip
    return Survey(plan, tuple(tables))


def _nobody() -> Customer:
    return Customer(table="", key="")
