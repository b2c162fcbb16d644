"""Small generated data: unknowns, ties, edge instants, empty tables, customers without events."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from segql.catalog import Catalog, LoadedCatalog, Settings
from segql.catalog.physical import Column, ColumnKind, Dataset, Table
from tests.generate import catalog as catalogs
from tests.generate import moments

TEXTS = ("web", "store", "app", "SE", "se", "NO", "a b", "Åsa", "åsa", "", "it's", "50%", "ß")
CATEGORIES = ("tents", "boots", "maps")
CITIES = ("Oslo", "Umeå", "")
LABELS = ("Red", "red", "BLUE", "blue", "ςα", "Σα")
TEXT_KEYS = ("a", "b", "B", "c d", "é", "10", "9", "00", "k-1", "Z z")
INTEGER_KEYS = (1, 2, 3, 7, 10, 11, 9_007_199_254_740_993, 9_007_199_254_740_992, 40, 50)
UNKNOWN = 0.22
"""How often a cell is null."""


@dataclass(frozen=True)
class World:
    """Everything that a run needs but for the definitions."""

    zone_name: str
    week_start: str
    as_of: datetime
    key_kind: str
    duplicates: bool
    dataset: Dataset

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone_name)

    @cached_property
    def settings(self) -> Settings:
        return Settings(
            name="generated",
            timezone=self.zone_name,
            week_start=self.week_start,  # type: ignore[arg-type]
        )

    @property
    def catalog(self) -> Catalog:
        return catalogs.catalog(self.duplicates)

    @property
    def loaded(self) -> LoadedCatalog:
        return catalogs.loaded(self.duplicates)


@dataclass(frozen=True)
class Cells:
    """Draws cells: by the physical kind of the column, with a few columns of their own."""

    rng: Random
    as_of: datetime
    zone: ZoneInfo

    def cell(self, name: str, column: Column) -> Any:
        if self.rng.random() < UNKNOWN:
            return None
        if name == "profile":
            profile = self._profile()
            return json.dumps(profile) if column.kind is ColumnKind.TEXT else profile
        own = self._own().get(name)
        if own is not None and column.kind is not ColumnKind.INSTANT:
            return own()
        if column.many:
            return [self.one(column.kind) for _ in range(self.rng.randrange(4))]
        return self.one(column.kind)

    def one(self, kind: ColumnKind) -> Any:
        rng = self.rng
        match kind:
            case ColumnKind.INTEGER:
                return rng.choice((0, 1, 2, 3, 3, 5, 10, 18, 25, -4, 40))
            case ColumnKind.DECIMAL:
                return Decimal(rng.choice(("0.00", "1.25", "9.99", "10.00", "10.00", "-3.50",
                                           "40.10", "100.00", "0.30")))  # fmt: skip
            case ColumnKind.DOUBLE:
                return rng.choice((0.0, 0.5, 1.25, 2.5, 10.0, -1.5, 100.0, 3.0))
            case ColumnKind.TEXT:
                return rng.choice(TEXTS)
            case ColumnKind.BOOLEAN:
                return rng.random() < 0.5
            case ColumnKind.DATE:
                return moments.day(rng, self.as_of, self.zone)
            case ColumnKind.TIMESTAMP:
                return moments.wall_time(rng, self.as_of, self.zone)
            case ColumnKind.INSTANT:
                return moments.instant(rng, self.as_of, self.zone)
            case _:
                raise ValueError(kind)

    def _own(self) -> Mapping[str, Callable[[], Any]]:
        rng = self.rng
        return {
            "address": lambda: {"city": rng.choice((*CITIES, None))},
            "seen_at": self._utc,
            "at": self._utc,
            "delivered": self._utc,
            "labels": lambda: [rng.choice((*LABELS, None)) for _ in range(rng.randrange(4))],
            "interests": lambda: [rng.choice(("outdoor", "yoga", "", None))
                                  for _ in range(rng.randrange(4))],
            "nick": lambda: rng.choice(("Bo", "bO", "", "Åsa", "åSA", "ß", "SS", "ςα", "Σα")),
            "lat": lambda: rng.choice((59.33, 59.4, 0.0, -33.9, 90.0)),
            "lon": lambda: rng.choice((18.07, 18.5, 0.0, 151.2, -180.0)),
            "kind": lambda: rng.choice(("return", "open", "click")),
            "size_kb": lambda: rng.choice((5, 10, 11, 50)),
            "sku": lambda: rng.choice(("t1", "b1", "m1", "zz")),
            "maker_id": lambda: rng.choice((1, 2, 3)),
            "account_id": lambda: rng.choice((1, 2, 3)),
            "day_id": lambda: rng.randrange(1, 12),
            "basket": lambda: rng.choice(("x1", "x2", "x3", "")),
            "category": lambda: rng.choice(CATEGORIES),
        }  # fmt: skip

    def _profile(self) -> dict[str, Any]:
        profile: dict[str, Any] = {}
        if self.rng.random() < 0.7:
            profile["floor"] = self.rng.choice((1, 2, 40, None))
        if self.rng.random() < 0.7:
            profile["post"] = self.rng.choice(({"code": "111 22"}, {"code": None}, {}, None))
        return profile

    def _utc(self) -> datetime:
        wall = moments.instant(self.rng, self.as_of, self.zone)
        return wall.astimezone(UTC).replace(tzinfo=None)

    def row(self, columns: Mapping[str, Column], fixed: Mapping[str, Any]) -> dict[str, Any]:
        drawn = {name: self.cell(name, col) for name, col in columns.items() if name not in fixed}
        return {name: fixed.get(name, drawn.get(name)) for name in columns}


def draw_world(rng: Random, size: int = 8) -> World:
    """A world with at most so many customers and about three times as many events of a kind."""
    zone_name = rng.choice(moments.ZONES)
    zone = ZoneInfo(zone_name)
    as_of = moments.run_instant(rng, zone)
    key_kind = rng.choice(("integer", "text"))
    duplicates = rng.random() < 0.15
    keys = list(TEXT_KEYS if key_kind == "text" else INTEGER_KEYS)
    rng.shuffle(keys)
    keys = keys[: rng.randrange(size + 1) if rng.random() < 0.2 else size]
    cells = Cells(rng, as_of, zone)
    columns = catalogs.physical(key_kind, rng.choice(("json", "text")))
    tables = {
        name: Table(columns[name], _rows(name, columns[name], cells, keys, duplicates))
        for name in columns
    }
    week_start = rng.choice(moments.WEEK_STARTS)
    return World(zone_name, week_start, as_of, key_kind, duplicates, Dataset(tables))


def _rows(
    table: str, columns: Mapping[str, Column], cells: Cells, keys: Sequence[Any], duplicates: bool
) -> list[dict[str, Any]]:
    rng = cells.rng
    if table == "customers":
        return _customers(columns, cells, keys, duplicates)
    if table in _OBJECT_KEYS:
        name, values = _OBJECT_KEYS[table]
        chosen = [value for value in values if rng.random() < 0.85]
        return [cells.row(columns, {name: value}) for value in chosen]
    key = catalogs.KEY_COLUMNS[table]
    if table == "blocked":
        return [{key: value} for value in [*keys, None] if rng.random() < 0.3]
    stranger: Any = "nobody" if columns[key].kind is ColumnKind.TEXT else 999
    owners = [*keys, stranger, None]
    number = 0 if rng.random() < 0.12 else rng.randrange(1, 3 * len(keys) + 2)
    rows = []
    own_keys = list(range(1, number + 1))
    rng.shuffle(own_keys)
    for own in own_keys:
        fixed: dict[str, Any] = {key: rng.choice(owners)}
        for name in ("order_id", "plan_id", "checkin_id", "line_id"):
            if name in columns:
                fixed[name] = own
        if "log_id" in columns:
            fixed["log_id"] = f"e {own}"
        row = cells.row(columns, fixed)
        if rows and rng.random() < 0.25:
            row |= {name: rows[-1][name] for name in (key, *_TIMES) if name in columns}
        rows.append(row)
    return rows


_TIMES = ("ordered_at", "at", "on_day", "day_id")
"""Copied from one event to the next now and then, so that times tie."""

_OBJECT_KEYS: Mapping[str, tuple[str, Sequence[Any]]] = {
    "products": ("sku", ("t1", "b1", "m1")),
    "makers": ("maker_id", (1, 2)),
    "accounts": ("account_id", (1, 2)),
    "days": ("day_id", tuple(range(1, 11))),
}


def _customers(
    columns: Mapping[str, Column], cells: Cells, keys: Sequence[Any], duplicates: bool
) -> list[dict[str, Any]]:
    rows = []
    for key in keys:
        fixed = {"customer_id": key, "updated_at": datetime(2024, 1, 1)}
        for name in ("points", "debt", "active"):
            fixed[name] = cells.one(columns[name].kind)
        rows.append(cells.row(columns, fixed))
        if duplicates and cells.rng.random() < 0.4:
            later = datetime(2024, 1, 1, cells.rng.choice((1, 2)))
            rows.append(cells.row(columns, {**fixed, "updated_at": later}))
    if duplicates:
        cells.rng.shuffle(rows)
    return rows
