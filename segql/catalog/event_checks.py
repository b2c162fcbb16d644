"""What must hold for events: streams with a table, and events made of events."""

from __future__ import annotations

import re

from segql.catalog.models import Catalog, Event, Freshness, TimeColumn
from segql.catalog.names import check_column, check_name, check_table, check_zone
from segql.catalog.paths import Path
from segql.catalog.reading import Report
from segql.diagnostics.codes import catalog as codes
from segql.diagnostics.suggest import nearest

_DURATION = re.compile(r"[0-9]+ +(second|minute|hour|day|week|month|quarter|year)s?")

Skipped = frozenset[Path]
"""Entries that are broken already: what refers to them is no second problem."""


def check_freshness(report: Report, path: Path, freshness: Freshness | None) -> None:
    if freshness is None:
        return
    check_column(report, (*path, "freshness", "column"), freshness.column)
    if not _DURATION.fullmatch(freshness.warn_after):
        report.add(
            codes.WRONG_VALUE,
            (*path, "freshness", "warn_after"),
            f"`{freshness.warn_after}` is not a duration.",
            "Write a number and a unit: `2 days`, `12 hours`.",
        )


def check_event(
    catalog: Catalog, name: str, event: Event, report: Report, skipped: Skipped
) -> None:
    path: Path = ("events", name)
    check_name(report, path, name)
    check_freshness(report, path, event.freshness)
    if event.table is not None and event.of is not None:
        report.add(
            codes.ENTRY_SHAPE,
            path,
            f"`{name}` has a `table` and is made `of` other events.",
            "Keep one of the two.",
            key=True,
        )
    elif event.of is not None:
        _check_made(catalog, name, event, event.of, report, skipped)
    elif event.table is not None:
        _check_stream(catalog, name, event, event.table, report, skipped)
    else:
        report.add(
            codes.ENTRY_SHAPE,
            path,
            f"`{name}` has no `table`.",
            "Add the table the events lie in, `table: orders`, or say which events they are made "
            "of: `of: lines` with `by: basket_id`.",
            key=True,
        )


def _check_stream(
    catalog: Catalog, name: str, event: Event, table: str, report: Report, skipped: Skipped
) -> None:
    path: Path = ("events", name)
    check_table(report, (*path, "table"), table)
    if event.by is not None:
        report.add(
            codes.ENTRY_SHAPE,
            (*path, "by"),
            f"`{name}` has `by` without `of`.",
            "`by` is for events that are made `of` other events; delete it.",
        )
    if event.customer is None:
        report.add(
            codes.MISSING_KEY,
            path,
            f"`{name}` does not say which customer an event is of.",
            "Add the column with the customer's key: `customer: customer_id`.",
            key=True,
        )
    else:
        check_column(report, (*path, "customer"), event.customer)
    if event.key is not None:
        check_column(report, (*path, "key"), event.key)
    if event.time_column is not None:
        _check_time(catalog, name, event.time_column, report, skipped)


def _check_time(
    catalog: Catalog, name: str, time: TimeColumn, report: Report, skipped: Skipped
) -> None:
    whole: Path = ("events", name, "time")
    path: Path = (*whole, "column") if (*whole, "column") in report.sites else whole
    if time.timezone is not None:
        check_zone(report, (*whole, "timezone"), time.timezone)
    owner: str = name
    *hops, last = time.column.split(".")
    for hop in hops:
        fields = (
            catalog.fields_of(owner) if owner in catalog.events else (catalog.objects[owner].fields)
        )
        field = fields.get(hop)
        if field is None or field.to is None:
            if _is_skipped(owner, hop, skipped):
                return
            related = [key for key, value in fields.items() if value.to is not None]
            near = nearest(hop, related)
            report.add(
                codes.UNKNOWN_ENTRY,
                path,
                f"`{hop}` in `{time.column}` is no related object of `{owner}`.",
                f"Did you mean `{near}`?"
                if near
                else "Name the column alone, or declare the object as a field with `to` and `by`.",
            )
            return
        if field.to not in catalog.objects:
            return
        owner = field.to
    check_column(report, path, last)
    _check_time_type(catalog, owner, last, time, path, report)


def _check_time_type(
    catalog: Catalog, owner: str, column: str, time: TimeColumn, path: Path, report: Report
) -> None:
    for name, field in catalog.fields_of(owner).items():
        names_it = name == column if owner in catalog.objects else (field.column or name) == column
        if not names_it or field.expression or field.path or field.type is None:
            continue
        if field.type not in ("date", "timestamp"):
            report.add(
                codes.BOUNDS,
                path,
                f"The time `{time.column}` is declared as {field.type}.",
                "A time is a date or a timestamp.",
                expected="date or timestamp",
                found=field.type,
            )
        elif time.type is not None and time.type != field.type:
            report.add(
                codes.BOUNDS,
                path,
                f"The time `{time.column}` is a {time.type} here and a {field.type} as the field "
                f"`{name}`.",
                "Make the two agree, or leave `type` out here.",
            )
        return


def _is_skipped(owner: str, name: str, skipped: Skipped) -> bool:
    return any(
        path in skipped
        for path in (("events", owner, "fields", name), ("objects", owner, "fields", name))
    )


def _check_made(
    catalog: Catalog, name: str, event: Event, of: str, report: Report, skipped: Skipped
) -> None:
    path: Path = ("events", name)
    for key in ("key", "customer", "time"):
        if getattr(event, key) is not None:
            report.add(
                codes.ENTRY_SHAPE,
                (*path, key),
                f"`{name}` is made of `{of}` and cannot have a `{key}` of its own.",
                f"Delete `{key}`; it follows from `{of}` and `by`.",
                key=True,
            )
    for field_name, field in event.fields.items():
        if field.expression is None and field_name != event.by:
            report.add(
                codes.FIELD_SHAPE,
                (*path, "fields", field_name),
                f"`{field_name}` of `{name}` is not computed.",
                f"`{name}` are made of `{of}`: say how it follows from them, "
                f"`expression: max({of}.{field_name})`.",
                key=True,
            )
    if of not in catalog.events:
        if ("events", of) not in skipped:
            near = nearest(of, catalog.events)
            report.add(
                codes.UNKNOWN_ENTRY,
                (*path, "of"),
                f"There are no events `{of}`.",
                f"Did you mean `{near}`?" if near else "Declare them below `events:`.",
                replace=near,
            )
        return
    if event.by is None:
        report.add(
            codes.MISSING_KEY,
            path,
            f"`{name}` does not say what its `{of}` are put together by.",
            f"Add a field of `{of}`: `by: basket_id`.",
            key=True,
        )
    elif not _in_circle(catalog, name):
        _check_by(catalog, path, of, event.by, report, skipped)


def _check_by(
    catalog: Catalog, path: Path, of: str, by: str, report: Report, skipped: Skipped
) -> None:
    fields = catalog.fields_of(of)
    if ("events", of, "fields", by) in skipped:
        return
    if by not in fields:
        near = nearest(by, fields)
        report.add(
            codes.UNKNOWN_ENTRY,
            (*path, "by"),
            f"`{of}` have no field `{by}`.",
            f"Did you mean `{near}`?" if near else f"Declare it below `fields:` of `{of}`.",
            replace=near,
        )
    elif fields[by].to is not None:
        report.add(
            codes.UNKNOWN_ENTRY,
            (*path, "by"),
            f"`{by}` of `{of}` is a related object.",
            f"Declare the column `{fields[by].by}` as a field of its own with a `type`, and name "
            "that.",
        )


def _in_circle(catalog: Catalog, name: str) -> bool:
    seen: set[str] = set()
    here: str | None = name
    while here is not None and here in catalog.events:
        if here in seen:
            return True
        seen.add(here)
        here = catalog.events[here].of
    return False


def check_circles(catalog: Catalog, report: Report) -> None:
    told: set[str] = set()
    for name in catalog.events:
        trail: list[str] = []
        here: str | None = name
        while here is not None and here in catalog.events and here not in trail:
            trail.append(here)
            here = catalog.events[here].of
        if here != name or name in told:
            continue
        told.update(trail)
        report.add(
            codes.CIRCLE,
            ("events", name, "of"),
            f"`{name}` are made of themselves: {' of '.join([*trail, name])}.",
            "Let one of them have a `table`.",
        )
