"""Which columns the tables of a catalog have, so that rows of a test can be typed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from segql.catalog.lookup import CUSTOMER_KEYS, Role, table_of, uses_of
from segql.catalog.models import Catalog
from segql.types import DATE, TIMESTAMP, Type

_WORD = re.compile(r"`([^`]+)`|([A-Za-z_][A-Za-z0-9_]*)")


@dataclass(slots=True)
class Declared:
    """What the catalog says of one column, or of one part inside a struct.

    `types` in the order of the catalog, without repeats; `parts` of what paths lead into;
    `family` where it holds keys; `zone` of its timestamps; `names` of what reads it.
    """

    types: list[Type] = field(default_factory=list)
    parts: dict[str, Declared] = field(default_factory=dict)
    family: str | None = None
    zone: str | None = None
    names: list[str] = field(default_factory=list)

    def part(self, path: Iterable[str]) -> Declared:
        here = self
        for name in path:
            here = here.parts.setdefault(name, Declared())
        return here


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns by table; `stray` are words of `where`, which may name columns of no field;
    `computed` the expressions of fields that lie in no column, by table and name.
    """

    tables: dict[str, dict[str, Declared]]
    stray: dict[str, set[str]]
    computed: dict[str, dict[str, str]]

    @property
    def customer_family(self) -> str:
        """The family of the customers' keys, after families that share a column became one."""
        return next(
            column.family
            for columns in self.tables.values()
            for column in columns.values()
            if column.family is not None
        )


def layout_of(catalog: Catalog) -> Layout:
    """All tables of a catalog with the columns that it uses."""
    tables: dict[str, dict[str, Declared]] = {catalog.customer.table: {}}
    joined = _Families()
    for use in uses_of(catalog):
        whole = tables.setdefault(use.table, {}).setdefault(use.column, Declared())
        column = whole.part(use.location.path)
        if use.type is not None and use.type not in column.types:
            column.types.append(use.type)
        if use.zone is not None and column.zone is None:
            column.zone = use.zone
        if use.role is Role.VALUE:
            column.names.append(str(use.entry[-1]))
        if use.family is not None:
            if column.family is not None:
                joined.join(column.family, use.family)
            column.family = joined.root(use.family)
    stray: dict[str, set[str]] = {}
    for name, event in catalog.events.items():
        tables.setdefault(table_of(catalog, name), {})
        if event.where is not None and event.table is not None:
            words = {quoted or bare for quoted, bare in _WORD.findall(event.where)}
            stray.setdefault(event.table, set()).update(words)
    for columns in tables.values():
        for column in columns.values():
            if column.family is not None:
                column.family = joined.root(column.family)
            if DATE in column.types and TIMESTAMP in column.types:
                column.types.sort(key=lambda type_: type_ == DATE)
    return Layout(tables, stray, _computed(catalog))


def _computed(catalog: Catalog) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for owner in (None, *catalog.events, *catalog.objects):
        below = found.setdefault(table_of(catalog, owner), {})
        for name, field_model in catalog.fields_of(owner).items():
            if field_model.expression is not None:
                below[name] = field_model.expression
    return found


class _Families:
    """Families of keys; those that meet in one column are one."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def root(self, family: str) -> str:
        while family in self._parent:
            family = self._parent[family]
        return family

    def join(self, one: str, two: str) -> None:
        first, second = self.root(one), self.root(two)
        if first == second:
            return
        if second == CUSTOMER_KEYS:
            first, second = second, first
        self._parent[second] = first
