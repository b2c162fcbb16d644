"""From a project and names to SQL and answers: plan, statement, engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from segql.catalog.drift import drift
from segql.diagnostics import SegqlError
from segql.engines import Engine, connect
from segql.engines.declared import declared, tables_of
from segql.optimize import optimize
from segql.plan import Clock, DefinitionKey, Plan, build_plan
from segql.plan.moments import AsOf as AtRun
from segql.project.usage import used_columns
from segql.sql import Shape, compile_sql

if TYPE_CHECKING:
    from segql.catalog.physical import Physical
    from segql.project.project import Project


def plan_of(
    project: Project,
    names: Sequence[str],
    columns: Sequence[str] = (),
    physical: Physical | None = None,
) -> Plan:
    """The plan of definitions; with `physical` for a target whose columns are known."""
    plan = build_plan(
        project.analysis.program,
        project.catalog,
        project.settings,
        names,
        physical,
        columns=columns,
    )
    return optimize(plan)


def clock_of(project: Project, as_of: datetime) -> Clock:
    return Clock(as_of, project.zone, project.settings.week_start)


def key_of(name: str) -> DefinitionKey:
    """A definition at the instant of the run."""
    return DefinitionKey(name, AtRun())


def compile_definition(
    project: Project, name: str, dialect: str, as_of: datetime | None, shape: Shape
) -> str:
    """One definition as one statement, pinned to an instant or live (None)."""
    clock = None if as_of is None else clock_of(project, as_of)
    plan = plan_of(project, [name])
    text = compile_sql(plan, key_of(name), dialect=dialect, clock=clock, shape=shape)
    return text.strip().removesuffix(";")


@contextmanager
def opened(
    project: Project, names: Sequence[str], target: str | None, columns: Sequence[str] = ()
) -> Iterator[tuple[Engine, Plan]]:
    """A target with the plan of definitions for its columns.

    Raises SegqlError (2) before anything runs where the target no longer is as the catalog says,
    as far as the plan reads it.
    """
    _, described = project.target(target)
    catalog = project.catalog
    # Which tables are read does not depend on their columns, so that other files stay unopened.
    needed = used_columns(plan_of(project, names, columns))
    with connect(described, project.base, declared(catalog), needed) as engine:
        physical = engine.physical(tables_of(catalog))
        plan = plan_of(project, names, columns, physical)
        problems = drift(project.loaded_catalog, physical, used_columns(plan))
        errors = [item for item in problems if item.is_error]
        if errors:
            raise SegqlError(errors, exit_code=2)
        yield engine, plan
