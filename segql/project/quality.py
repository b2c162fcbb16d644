"""What a target's data are like: asked of each table of the catalog in one statement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from segql.analysis.quality import (
    ColumnReport,
    DataReport,
    Questions,
    TableReport,
    questions,
    verdicts,
)
from segql.catalog.drift import drift
from segql.diagnostics import Diagnostic, SegqlError
from segql.engines import connect
from segql.engines.declared import declared, tables_of
from segql.engines.soundness import check_soundness
from segql.plan import Clock
from segql.plan.nodes import EVENT, Column, Measure
from segql.plan.stored import Stored, plan_survey
from segql.project.asking import Asker
from segql.project.linting import data_lints
from segql.types import INTEGER, UNKNOWN

if TYPE_CHECKING:
    from segql.project.project import Project

SHOWN = 5
"""So many values outside of the catalog's are told."""


def data_report(project: Project, as_of: datetime, target: str | None) -> DataReport:
    """Hold the whole catalog against a target: its columns, its keys, what its rows hold.

    Where columns are missing or of another type, only that is told. Raises SegqlError as
    `Project.target`, and (3) where the engine fails.
    """
    name, described = project.target(target)
    secrets = project.loaded_settings.secrets(name)
    catalog = project.catalog
    with connect(described, project.base, declared(catalog), secrets=secrets) as engine:
        physical = engine.physical(tables_of(catalog))
        problems = drift(project.loaded_catalog, physical)
        if any(item.is_error for item in problems):
            return DataReport(name, as_of, (), tuple(problems))
        try:
            check_soundness(engine, project.loaded_catalog)
        except SegqlError as error:
            problems += error.diagnostics
        survey = plan_survey(project.analysis.program, catalog, project.settings, physical)
        clock = Clock(as_of, project.zone, project.settings.week_start)
        reporter = _Reporter(project, Asker(engine, survey.plan, clock))
        tables = []
        for stored in survey.tables:
            table, found = reporter.table(stored)
            tables.append(table)
            problems += found
    if not any(item.is_error for item in problems):
        problems += data_lints(project, target, as_of)
    return DataReport(name, as_of, tuple(tables), tuple(problems))


class _Reporter:
    """Tells of one table of a target after the other."""

    def __init__(self, project: Project, asker: Asker) -> None:
        self.project = project
        self.asker = asker

    def table(self, stored: Stored) -> tuple[TableReport, list[Diagnostic]]:
        """What a table holds, and its problems."""
        asked = questions(self.project.catalog, stored)
        if stored.key is not None:
            key = Column(EVENT, (), stored.key, (), UNKNOWN, nullable=True)
            asked.measures["keys"] = Measure(asked.events, "count", key, INTEGER, nullable=True)
            asked.measures["different keys"] = Measure(
                asked.events, "count distinct", key, INTEGER, nullable=True
            )
        found = self.asker.totals(asked.events, asked.measures)
        report = TableReport(
            stored.role,
            stored.name,
            stored.table,
            found["rows"],
            tuple(self._columns(asked, found)),
            found.get("time first"),
            found.get("time last"),
            found["rows"] - found.get("time known", found["rows"]),
            found.get("time ahead", 0),
            self._strangers(stored) if found["rows"] else 0,
            found["rows"] - found.get("keys", found["rows"]),
            found.get("keys", 0) - found.get("different keys", 0),
            self._dangling(stored) if found["rows"] else {},
            found.get("changed"),
        )
        implausible = {
            name: found[f"implausible {name}"]
            for name in stored.values
            if found.get(f"implausible {name}")
        }
        loaded = self.project.loaded_catalog
        return report, list(verdicts(loaded, report, implausible, self.asker.clock.as_of))

    def _columns(self, asked: Questions, found: dict[str, Any]) -> Iterator[ColumnReport]:
        role = asked.stored.role
        owner = None if role in ("customers", "elements") else asked.stored.name
        for name, value in asked.stored.values.items():
            model = self.project.catalog.fields_of(owner)[name]
            private = model.sensitivity != "none"
            outside = found.get(f"outside {name}", 0)
            yield ColumnReport(
                name,
                model.type or str(value.type),
                found[f"known {name}"],
                None if private else found.get(f"smallest {name}"),
                None if private else found.get(f"largest {name}"),
                outside,
                tuple(self._strange(asked, name)) if outside and not private else (),
            )

    def _strange(self, asked: Questions, name: str) -> Iterator[tuple[Any, int]]:
        value = asked.stored.values[name]
        if value.type.many:
            return
        yield from self.asker.frequent(asked.strange(name), value, SHOWN)

    def _strangers(self, stored: Stored) -> int:
        """Rows whose customer is not in the table of customers."""
        customer = self.asker.plan.customer
        if stored.role not in ("event", "list", "elements") or stored.customer is None:
            return 0
        return self.asker.strangers(stored.rows, stored.customer, customer.table, customer.key)

    def _dangling(self, stored: Stored) -> dict[str, int]:
        """By each field that leads to an object: rows whose key no object has."""
        if stored.role in ("list", "elements"):
            return {}
        owner = None if stored.role == "customers" else stored.name
        found = {}
        for name, model in self.project.catalog.fields_of(owner).items():
            if model.to is None:
                continue
            item = self.project.catalog.objects[model.to]
            rows = self.asker.strangers(stored.rows, model.by or name, item.table, item.key)
            if rows:
                found[name] = rows
        return found


__all__ = ["data_report"]
