"""Bits of conditions between runs: under a name made of the condition, its data and its instant."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping

from segql.engines.columnar import Columnar
from segql.fused.bits import Bits
from segql.fused.cache import digest
from segql.fused.store import Store
from segql.plan.moments import Clock
from segql.plan.nodes import (
    Column,
    DefinitionKey,
    Exists,
    Expr,
    InList,
    Measure,
    Plan,
    Reference,
    Sequence,
)
from segql.plan.rewrite import descendants

_PACKS = 64
"""At most so many entries of bits; the least recently used go first."""


class Kept:
    """Finds and keeps bits in a run's cache, where it has one."""

    def __init__(self, engine: Columnar, plan: Plan, clock: Clock, store: Store) -> None:
        self.engine = engine
        self.plan = plan
        self.clock = clock
        self.store = store
        self._stamps: dict[frozenset[str], str | None] = {}
        self._names: dict[Expr, str | None] = {}
        self._prefix = f"bits-{digest(plan.customer.table, plan.customer.key)[:12]}-"

    def find(self, conditions: Iterable[Expr]) -> dict[Expr, Bits]:
        """The bits that are kept of these conditions."""
        cache = self.store.cache
        if cache is None:
            return {}
        wanted = {name: leaf for leaf in conditions if (name := self._name(leaf)) is not None}
        found: dict[Expr, Bits] = {}
        for entry in cache.names(self._prefix):
            if len(found) == len(wanted):
                break
            if (read := cache.read(entry)) is None:
                continue
            columns, meaning = read
            rows = columns["bits"].reshape(len(meaning["names"]), -1)
            for name, check, row in zip(meaning["names"], meaning["checks"], rows, strict=True):
                if name not in wanted or wanted[name] in found:
                    continue
                if _sum(row) != check:
                    cache.remove(entry)
                    break
                found[wanted[name]] = row
                self.store.used.add(entry)
        return found

    def check(self, found: dict[Expr, Bits], customers: int) -> None:
        """Drop what is of another number of customers, which no sound entry is."""
        width = (customers + 7) // 8
        for leaf in [leaf for leaf, row in found.items() if len(row) != width]:
            del found[leaf]

    def keep(self, made: Mapping[Expr, Bits], customers: int) -> None:
        """Keep bits that were found out by this run, all in one entry."""
        cache = self.store.cache
        named = {name: row for leaf, row in made.items() if (name := self._name(leaf))}
        if cache is None or not named or not customers:
            return
        entry = self._prefix + digest(*named)
        try:
            writing = cache.start(entry)
        except OSError:
            return
        try:
            for row in named.values():
                writing.append({"bits": row})
            checks = [_sum(row) for row in named.values()]
            writing.finish({"names": list(named), "checks": checks})
        except OSError:
            writing.abandon()
            return
        cache.keep(entry, writing)
        self.store.used.add(entry)
        for old in cache.names(self._prefix)[_PACKS:]:
            cache.remove(old)

    def _name(self, leaf: Expr) -> str | None:
        """What a condition's bits follow from; None where the data has no version."""
        if leaf not in self._names:
            self._names[leaf] = self._named(leaf)
        return self._names[leaf]

    def _named(self, leaf: Expr) -> str | None:
        rests = Rests(self.plan)
        rests.follow(leaf)
        stamp = self._stamp(frozenset(rests.tables))
        if stamp is None:
            return None
        whole = "\n".join(rests.texts)
        instant = self.clock.as_of.isoformat() if "AsOf()" in whole else ""
        plan = self.plan
        rest = (plan.customer, plan.zone, plan.week_start, self.engine.version)
        return digest(whole, stamp, instant, repr(rest))

    def _stamp(self, tables: frozenset[str]) -> str | None:
        if tables not in self._stamps:
            self._stamps[tables] = self.engine.stamp(sorted(tables))
        return self._stamps[tables]


def _sum(row: Bits) -> int:
    return zlib.crc32(row.data)


class Rests:
    """What a condition rests on: the tables it reads, and its text with that of the events and
    the definitions that it names.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.tables = {plan.customer.table}
        self.texts: list[str] = []
        self._events: set[str] = set()
        self._definitions: set[DefinitionKey] = set()

    def follow(self, node: Expr) -> None:
        self.texts.append(repr(node))
        self._visit(node)

    def _visit(self, node: Expr) -> None:
        for part in descendants(node):
            match part:
                case Column(joins=joins):
                    self.tables.update(join.table for join in joins)
                case Measure(events=events) | Exists(events=events):
                    self._event(events.event)
                case Sequence(steps=steps):
                    for step in steps:
                        self._event(step.event)
                case InList(table=table):
                    self.tables.add(table)
                case Reference(key=key):
                    self._definition(key)
                case _:
                    pass

    def _definition(self, key: DefinitionKey) -> None:
        if key not in self._definitions:
            self._definitions.add(key)
            self.follow(self.plan.definitions[key].value)

    def _event(self, name: str) -> None:
        if name in self._events:
            return
        self._events.add(name)
        event = self.plan.events[name]
        self.texts.append(repr(event))
        if event.table is not None:
            self.tables.add(event.table)
        if event.of is not None:
            self._event(event.of)
        for part in (*event.where, *event.fields.values(), event.by, event.time):
            if part is not None:
                self._visit(part)
