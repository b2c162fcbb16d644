"""The little catalog of the hand-computed cases, and rows for it from a few words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from segql.catalog import Catalog, LoadedCatalog, Settings
from segql.catalog.physical import Column, ColumnKind, Dataset, Table

CATALOG = Catalog.model_validate(
    {
        "customer": {
            "table": "customers",
            "key": "id",
            "attributes": {
                "n": {"type": "integer"},
                "x": {"type": "decimal"},
                "f": {"type": "double"},
                "s": {"type": "text"},
                "ci": {"type": "text", "case": "insensitive", "empty": "unknown"},
                "b": {"type": "boolean"},
                "tags": {"type": "list of text"},
                "d": {"type": "date"},
                "e": {"type": "date"},
                "t": {"type": "timestamp"},
                "u": {"type": "timestamp", "timezone": "UTC"},
                "home": {"type": "point", "latitude": "lat", "longitude": "lon"},
                "account": {"to": "accounts", "by": "account_id"},
                "agreed": {"type": "boolean"},
            },
        },
        "events": {
            "orders": {
                "table": "orders",
                "key": "order_id",
                "customer": "id",
                "time": "at",
                "fields": {"amount": {"type": "decimal"}, "kind": {"type": "text"}},
            },
            "views": {
                "table": "views",
                "customer": "id",
                "time": "at",
                "fields": {"sku": {"type": "text"}, "amount": {"type": "decimal"}},
            },
            "lines": {
                "table": "lines",
                "key": "line_id",
                "customer": "id",
                "time": "at",
                "fields": {"ticket": {"type": "text"}, "amount": {"type": "decimal"}},
            },
            "tickets": {
                "of": "lines",
                "by": "ticket",
                "fields": {
                    "total": {"expression": "sum(lines.amount)"},
                    "small": {"expression": "count(lines where amount < 5)"},
                },
            },
            "plans": {
                "table": "plans",
                "key": "plan_id",
                "customer": "id",
                "fields": {"amount": {"type": "decimal"}},
            },
        },
        "objects": {
            "accounts": {"table": "accounts", "key": "id", "fields": {"kind": {"type": "text"}}}
        },
        "lists": {"blocked": {"table": "blocked", "key": "id"}},
        "consent": {"email": {"attribute": "agreed"}},
    }
)
LOADED = LoadedCatalog.from_catalog(CATALOG)

_KINDS = {
    "id": "integer", "n": "integer", "x": "decimal", "f": "double", "s": "text", "ci": "text",
    "b": "boolean", "agreed": "boolean", "d": "date", "e": "date", "t": "timestamp",
    "u": "timestamp", "lat": "double", "lon": "double", "account_id": "integer", "at": "timestamp",
    "order_id": "integer", "line_id": "integer", "plan_id": "integer", "amount": "decimal",
    "kind": "text", "sku": "text", "ticket": "text",
}  # fmt: skip
_COLUMNS = {
    "customers": ("id", "n", "x", "f", "s", "ci", "b", "agreed", "d", "e", "t", "u", "lat", "lon",
                  "account_id", "tags"),
    "orders": ("id", "order_id", "at", "amount", "kind"),
    "views": ("id", "at", "sku", "amount"),
    "lines": ("id", "line_id", "at", "ticket", "amount"),
    "plans": ("id", "plan_id", "amount"),
    "accounts": ("id", "kind"),
    "blocked": ("id",),
}  # fmt: skip
_OWN_KEYS = {"orders": "order_id", "lines": "line_id", "plans": "plan_id"}

Rows = Sequence[Mapping[str, Any]]


def _column(name: str) -> Column:
    if name == "tags":
        return Column(ColumnKind.TEXT, many=True)
    return Column(ColumnKind(_KINDS[name]), scale=2 if _KINDS[name] == "decimal" else None)


def _cell(name: str, value: Any) -> Any:
    if isinstance(value, str):
        if _KINDS.get(name) == "date":
            return datetime.fromisoformat(value).date()
        if _KINDS.get(name) == "timestamp":
            return datetime.fromisoformat(value)
        if _KINDS.get(name) == "decimal":
            return Decimal(value)
    return value


def dataset(tables: Mapping[str, Rows]) -> Dataset:
    """Typed tables from rows of text and numbers. Events belong to customer 1 and are numbered
    in their order unless they say otherwise.
    """
    made = {}
    for table, columns in _COLUMNS.items():
        rows = []
        for number, given in enumerate(tables.get(table, ()), 1):
            row = dict(given)
            if table not in ("accounts", "blocked"):
                row.setdefault("id", number if table == "customers" else 1)
            if table in _OWN_KEYS:
                row.setdefault(_OWN_KEYS[table], number)
            rows.append({name: _cell(name, value) for name, value in row.items()})
        made[table] = Table({name: _column(name) for name in columns}, rows)
    return Dataset(made)


def settings(zone: str = "Europe/Stockholm", week_start: str = "monday") -> Settings:
    return Settings(name="cases", timezone=zone, week_start=week_start)  # type: ignore[arg-type]
