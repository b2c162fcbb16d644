"""A catalog where there is none: the data is opened, looked at, and described plainly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from segql.catalog.infer import Inferred, Links, infer_catalog
from segql.catalog.infer_customers import named_columns
from segql.catalog.infer_fields import (
    COMPACT_DAY,
    DECIMAL_COMMA,
    SMALL,
    WRITTEN_DAY,
    ColumnFacts,
    Facts,
    compact_days,
    last_day,
)
from segql.catalog.infer_names import looks_like_key
from segql.catalog.models import Settings, Target
from segql.catalog.physical import Column, ColumnKind, Physical
from segql.catalog.secrets import NO_SECRETS, Secrets
from segql.engines import connect
from segql.engines.duckdb.files import is_text
from segql.plan import Clock
from segql.plan.logic import known, to_instant
from segql.plan.moments import AsOf
from segql.plan.nodes import Call, Const, EventSet, Expr, Function, Measure, Op
from segql.plan.stored import Stored, plan_tables
from segql.project.asking import Asker
from segql.types import BOOLEAN, INTEGER, TEXT, TIMESTAMP

FEW = 30
"""Fewer customers tell little of what more would hold."""

_KEYS = frozenset({
    ColumnKind.INTEGER, ColumnKind.TEXT, ColumnKind.UUID, ColumnKind.DECIMAL, ColumnKind.DOUBLE,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found in a target: its catalog, and the last day of its events."""

    inferred: Inferred
    last: date | None


def infer(
    target: Target,
    folder: Path,
    *,
    thorough: bool = False,
    subject: tuple[str, str] | None = None,
    customer: Sequence[str] = (),
    settings: Settings | None = None,
    secrets: Secrets = NO_SECRETS,
) -> Looked:
    """The catalog of a target's tables, and the sentences that say what was assumed.

    `thorough` also looks for small enumerations, addresses and relations in the data. `subject`
    are the table of customers and its key where they are known; `customer` names the key as
    `table.column`, and further columns that hold it. Raises SegqlError (2) where no table of
    customers can be told, or what is named is not there, (3) where the engine fails.
    """
    settings = settings or Settings(name="data")
    with connect(target, folder, secrets=secrets) as engine:
        physical = engine.physical(engine.tables())
        holders = named_columns(physical, customer)
        subject = next(iter(holders.items()), subject)
        survey = plan_tables(physical, settings)
        clock = Clock(datetime.now(UTC), ZoneInfo("UTC"))
        looker = _Looker(Asker(engine, survey.plan, clock), thorough)
        facts = {stored.table: looker.facts(stored) for stored in survey.tables}
        links = looker.links(physical, facts) if thorough else {}
        if thorough and is_text(target, folder):
            physical, facts = _with_days(physical, facts)
        inferred = infer_catalog(physical, facts, links, subject, holders)
        if thorough:
            inferred = _remarked(inferred, facts)
    return Looked(inferred, _last_day(inferred, facts))


def _remarked(inferred: Inferred, facts: ColumnFacts) -> Inferred:
    """With a sentence on data that are too few to tell much."""
    customer = inferred.catalog.customer
    rows = max((fact.rows for fact in facts.get(customer.table, {}).values()), default=FEW)
    if rows >= FEW:
        return inferred
    few = (
        f"`{customer.table}` has {rows} {'row' if rows == 1 else 'rows'}: types, keys and values "
        "that are told from so few may not hold for more."
    )
    return replace(inferred, sentences=(*inferred.sentences, few))


def _with_days(
    physical: Physical, facts: Mapping[str, Mapping[str, Facts]]
) -> tuple[Physical, dict[str, dict[str, Facts]]]:
    """Columns of `20240630` as days, which text files do not tell from numbers."""
    columns = {table: dict(items) for table, items in physical.items()}
    known = {table: dict(items) for table, items in facts.items()}
    for table, items in facts.items():
        for name, fact in items.items():
            days = compact_days(columns[table][name], fact)
            if days is not None:
                columns[table][name] = Column(ColumnKind.DATE, raw=COMPACT_DAY)
                known[table][name] = days
    return columns, known


def _last_day(inferred: Inferred, facts: Mapping[str, Mapping[str, Facts]]) -> date | None:
    days = []
    for event in inferred.catalog.events.values():
        time = event.time_column
        if time is not None and event.table is not None:
            days.append(last_day(facts.get(event.table, {}).get(time.column)))
    return max((day for day in days if day is not None), default=None)


class _Looker:
    """Asks a target about its tables, one statement a table."""

    def __init__(self, asker: Asker, thorough: bool) -> None:
        self.asker = asker
        self.thorough = thorough

    def facts(self, stored: Stored) -> dict[str, Facts]:
        """Rows, known and different values of each column, and more where that was asked."""
        physical = self.asker.plan.physical[stored.table]
        events = EventSet(stored.rows, AsOf(), ())
        asked = {
            (name, figure): measure
            for name, value in stored.values.items()
            for figure, measure in self._measures(events, value, physical[name])
        }
        rows = Measure(events, "count", None, INTEGER, nullable=True)
        found = self.asker.totals(events, {("", "rows"): rows, **asked})
        counted: dict[str, Facts] = {}
        for name in stored.values:
            if (name, "known") in found:
                counted[name] = self._fact(stored, name, found)
        return counted

    def _measures(
        self, events: EventSet, value: Expr, column: Column
    ) -> Iterator[tuple[str, Measure]]:
        def measure(
            function: Function, argument: Expr | None, where: Expr | None = None
        ) -> Measure:
            type = INTEGER if function.startswith("count") or argument is None else argument.type
            zone = argument.zone if argument is not None else None
            return Measure(events, function, argument, type, True, filter=where, zone=zone)

        if column.kind not in _KEYS and not self.thorough:
            return
        yield "known", measure("count", None, known(value))
        if column.kind in _KEYS:
            yield "different", measure("count distinct", value)
        if self.thorough and (value.type.is_number or value.type.is_time):
            shown = to_instant(value) if value.type == TIMESTAMP else value
            yield "low", measure("min", shown)
            yield "high", measure("max", shown)
        if self.thorough and value.type == TEXT:
            address = Call(Op.CONTAINS, (value, Const("@", TEXT)), BOOLEAN, nullable=True)
            yield "addresses", measure("count", None, address)
            for figure, pattern in (("written days", WRITTEN_DAY), ("commas", DECIMAL_COMMA)):
                like = Call(Op.MATCHES, (value, Const(pattern, TEXT)), BOOLEAN, nullable=True)
                yield figure, measure("count", None, like)

    def _fact(self, stored: Stored, name: str, found: Mapping[tuple[str, str], Any]) -> Facts:
        rows, held = found["", "rows"], found[name, "known"]
        fact = Facts(
            rows,
            found.get((name, "different"), held),
            rows - held,
            found.get((name, "low")),
            found.get((name, "high")),
            found.get((name, "addresses")) or 0,
            found.get((name, "written days")) or 0,
            found.get((name, "commas")) or 0,
        )
        value = stored.values[name]
        if self.thorough and value.type == TEXT and fact.is_small:
            events = EventSet(stored.rows, AsOf(), ())
            held = self.asker.frequent(events, value, SMALL)
            fact = replace(fact, values=tuple(str(text) for text, _ in held))
        return fact

    def links(self, physical: Physical, facts: Mapping[str, Mapping[str, Facts]]) -> Links:
        """Columns of text whose values are the keys of another table, whatever they are called.

        Numbers are left to their names: small ones are found among the keys of any table.
        """
        keys = [
            (table, name)
            for table, columns in facts.items()
            for name, fact in columns.items()
            if fact.is_key and fact.rows > SMALL and looks_like_key(name)
            and physical[table][name].kind in (ColumnKind.TEXT, ColumnKind.UUID)
        ]  # fmt: skip
        found: dict[tuple[str, str], tuple[str, str]] = {}
        for table, columns in facts.items():
            for name, fact in columns.items():
                for other, key in keys:
                    if other == table or fact.distinct <= SMALL or name == key:
                        continue
                    if physical[table][name].kind is not physical[other][key].kind:
                        continue
                    if self.asker.strangers(table, name, other, key) <= 0.02 * fact.known:
                        found[table, name] = (other, key)
                        break
        return found
