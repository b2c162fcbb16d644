"""Lints that look at a target's data beside the definitions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from segql.clock import midnight
from segql.diagnostics import Diagnostic
from segql.lints import lint_data
from segql.semantics import tree
from segql.semantics.fields import time_type
from segql.semantics.walk import descendants
from segql.sql import compile_together, given_columns

if TYPE_CHECKING:
    from segql.project.project import Project

_PREFIX = "first of "


def data_lints(project: Project, target: str | None, now: datetime) -> list[Diagnostic]:
    """What is odd about the definitions beside a target's data at an instant."""
    files = [item.file for item in project.parsed if item.file is not None]
    return lint_data(project.analysis, files, _first_times(project, target, now), now)


def _first_times(project: Project, target: str | None, now: datetime) -> Mapping[str, datetime]:
    """The time of the first event of each kind that a window is asked of."""
    from segql.project.running import clock_of, key_of, opened

    asked = {f"{_PREFIX}{name}": _first(project, name) for name in _windowed(project)}
    if not asked:
        return {}
    with opened(project, [], target, conditions=asked) as (engine, plan):
        keys = [key_of(name) for name in asked]
        clock = clock_of(project, now)
        statement = compile_together(plan, keys, dialect=engine.dialect, clock=clock)
        given = [given_columns(plan, item, values=True) for item in keys]
        columns = [given[0][0], *(item[1] for item in given)]
        # every customer has the same figures
        row = next(engine.rows(statement, 1, columns), None)
    found: dict[str, datetime] = {}
    for name, value in zip(asked, row[1:] if row is not None else (), strict=False):
        event = name.removeprefix(_PREFIX)
        if isinstance(value, datetime):
            found[event] = value
        elif isinstance(value, date):
            found[event] = midnight(value, project.zone)
    return found


def _windowed(project: Project) -> list[str]:
    """The events that some definition asks for in a window."""
    return sorted(
        {
            node.row.event
            for definition in project.analysis.program.definitions.values()
            for node in descendants(definition)
            if isinstance(node, tree.Aggregate) and node.window is not None and node.row.event
        }
    )


def _first(project: Project, event: str) -> tree.Expr:
    """`overall min(min(orders.time))`."""
    found = time_type(project.analysis.project, event)
    assert found is not None
    row = tree.Row(1, event)
    time = tree.EventTime(row, *found)
    first = tree.Aggregate("min", row, time, False, None, None, None, None, found[0])
    return tree.Population("min", first, (), None, None, found[0])
