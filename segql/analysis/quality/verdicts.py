"""From what a table holds to problems: each with its place in the catalog and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from segql.analysis.quality.report import ColumnReport, TableReport
from segql.catalog.loading import LoadedCatalog
from segql.catalog.models import FieldModel, Freshness
from segql.catalog.paths import Path
from segql.diagnostics import Diagnostic
from segql.diagnostics.codes import data as codes

_DURATION = re.compile(r"(\d+)\s*(\w+)")
_HOURS = {"second": 1 / 3600, "minute": 1 / 60, "hour": 1, "day": 24, "week": 168,
          "month": 730, "quarter": 2190, "year": 8760}  # fmt: skip


def verdicts(
    loaded: LoadedCatalog, report: TableReport, implausible: dict[str, int], as_of: datetime
) -> Iterator[Diagnostic]:
    """Every problem of one table; `implausible` are rows by field with dates nobody means."""
    entry = _entry(report)
    if report.rows == 0:
        yield Diagnostic(
            codes.NO_ROWS,
            f"{_subject(report)} has no rows.",
            loaded.span_of(entry, key=True),
            "Look whether the table was loaded."
            + (" `where` may choose nothing." if _has_where(loaded, report) else ""),
        )
        return
    yield from _keys(loaded, report, entry)
    yield from _events(loaded, report, entry, as_of)
    freshness = _freshness(loaded, report)
    if freshness is not None and report.changed is not None:
        yield from _stale(loaded, report, freshness, as_of)
    of_customers = report.role in ("customers", "elements")
    fields = (
        loaded.catalog.fields_of(None if of_customers else report.name)
        if (report.role != "list")
        else {}
    )
    for column in report.columns:
        model = fields[column.name]
        below = "attributes" if report.role == "customers" else "fields"
        path = entry if report.role == "elements" else (*entry, below, column.name)
        yield from _column(loaded, report, column, model, path, implausible.get(column.name, 0))
    for name, rows in report.dangling.items():
        yield Diagnostic(
            codes.NO_OBJECT,
            f"`{name}` leads nowhere in {_of(rows, report)}.",
            loaded.span_of((*entry, "attributes" if report.role == "customers" else "fields", name),
                           key=True),
            f"What lies behind `{name}` is unknown there.",
        )  # fmt: skip


def _entry(report: TableReport) -> Path:
    match report.role:
        case "customers":
            return ("customer",)
        case "event":
            return ("events", report.name)
        case "object":
            return ("objects", report.name)
        case "list":
            return ("lists", report.name)
        case "elements":
            return ("customer", "attributes", report.name)


def _subject(report: TableReport) -> str:
    return f"The table `{report.table}`" if report.role == "customers" else f"`{report.name}`"


def _has_where(loaded: LoadedCatalog, report: TableReport) -> bool:
    return report.role == "event" and loaded.catalog.events[report.name].where is not None


def _of(rows: int, report: TableReport) -> str:
    counted = "1 row" if rows == 1 else f"{rows:,} rows"
    return f"{counted} of {report.rows:,} ({percent(rows, report.rows)})"


def percent(part: int, whole: int) -> str:
    """A share that is never rounded to nothing, nor to all."""
    if not whole:
        return "0%"
    share = part / whole
    if 0 < share < 0.001:
        return "< 0.1%"
    if 0.999 < share < 1:
        return "> 99.9%"
    return f"{share:.1%}".replace(".0%", "%")


# -------------------------------------------------------------------------------- whole rows


def _keys(loaded: LoadedCatalog, report: TableReport, entry: Path) -> Iterator[Diagnostic]:
    key = loaded.span_of((*entry, "key"))
    if report.repeated and report.role != "customers":
        keys = "1 key stands" if report.repeated == 1 else f"{report.repeated:,} keys stand"
        yield Diagnostic(
            codes.KEY_REPEATED,
            f"Of `{report.name}`, {keys} in several rows of `{report.table}`.",
            key,
            "Mend the table, or name the column that tells its rows apart.",
        )
    if report.without_key and report.role != "customers":
        yield Diagnostic(
            codes.KEY_MISSING,
            f"Of `{report.name}`, {_of(report.without_key, report)} "
            f"{'has' if report.without_key == 1 else 'have'} no key.",
            key,
            "Fill it, or leave `key` out of the catalog.",
        )


def _events(
    loaded: LoadedCatalog, report: TableReport, entry: Path, as_of: datetime
) -> Iterator[Diagnostic]:
    if report.strangers:
        there = {"event": "customer", "elements": "by"}.get(report.role, "key")
        yield Diagnostic(
            codes.STRANGERS,
            f"The {'key' if there == 'key' else 'customer'} of {_of(report.strangers, report)} of "
            f"`{report.name}` is not in the table of customers.",
            loaded.span_of((*entry, there)),
            "They are ignored." if there != "key" else None,
        )
    if report.ahead:
        one = report.ahead == 1
        yield Diagnostic(
            codes.AFTER_AS_OF,
            f"{_of(report.ahead, report)} of `{report.name}` {'lies' if one else 'lie'} after "
            f"{as_of.isoformat(sep=' ', timespec='minutes')}, and {'is' if one else 'are'} not "
            "seen.",
            loaded.span_of((*entry, "time")),
        )


def _freshness(loaded: LoadedCatalog, report: TableReport) -> Freshness | None:
    catalog = loaded.catalog
    match report.role:
        case "customers":
            return catalog.customer.freshness
        case "event":
            return catalog.events[report.name].freshness
        case "object":
            return catalog.objects[report.name].freshness
        case "list" | "elements":
            return None


def _stale(
    loaded: LoadedCatalog, report: TableReport, freshness: Freshness, as_of: datetime
) -> Iterator[Diagnostic]:
    match = _DURATION.fullmatch(freshness.warn_after.strip())
    changed = report.changed
    if match is None or changed is None:
        return
    limit = timedelta(hours=int(match[1]) * _HOURS[match[2].lower().removesuffix("s")])
    if as_of - changed > limit:
        yield Diagnostic(
            codes.STALE,
            f"{_subject(report)} last changed on {changed.astimezone(as_of.tzinfo).date()}, more "
            f"than {freshness.warn_after} before the check's day.",
            loaded.span_of((*_entry(report), "freshness"), key=True),
            "Look at the job that loads it.",
        )


# ----------------------------------------------------------------------------------- columns


def _column(
    loaded: LoadedCatalog,
    report: TableReport,
    column: ColumnReport,
    model: FieldModel,
    path: Path,
    implausible: int,
) -> Iterator[Diagnostic]:
    place = loaded.span_of(path, key=True)
    unknown = report.rows - column.known
    if model.required and unknown:
        yield Diagnostic(
            codes.REQUIRED_UNKNOWN,
            f"`{column.name}` is required, but unknown in {_of(unknown, report)}.",
            loaded.span_of((*path, "required"), key=True),
            "Take `required` away, or mend the data.",
        )
    elif column.known == 0:
        yield Diagnostic(
            codes.ALL_UNKNOWN,
            f"`{column.name}` is unknown in every row.",
            place,
            "Look whether the catalog names the right column.",
        )
    if column.outside:
        values = model.values is not None
        told = ", ".join(f"{_said(value)} ({rows:,})" for value, rows in column.strange)
        yield Diagnostic(
            codes.OUTSIDE_VALUES if values else codes.OUTSIDE_BOUNDS,
            f"`{column.name}` is "
            + ("none of the listed values" if values else "beyond its bounds")
            + f" in {_of(column.outside, report)}{': ' + told if told else ''}.",
            loaded.span_of((*path, "values" if values else _bound(model)), key=True),
            "Add them to `values`, or mend the data."
            if values
            else "Widen the bounds, or mend the data.",
        )
    if implausible:
        yield Diagnostic(
            codes.IMPLAUSIBLE_DATE,
            f"`{column.name}` is before 1900 or more than 100 years ahead in "
            f"{_of(implausible, report)}.",
            place,
            "Where such a date stands for an unknown one, make it null.",
        )


def _bound(model: FieldModel) -> str:
    return "minimum" if model.minimum is not None else "maximum"


def _said(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)
