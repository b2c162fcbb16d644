"""Every run of a project leaves its records in `target/`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from segql.diagnostics import Diagnostic, SegqlError, Severity
from segql.project import Project

if TYPE_CHECKING:
    from segql.analysis.quality import DataReport


def record(
    project: Project,
    command: str,
    as_of: datetime,
    target: str | None,
    results: Sequence[Mapping[str, Any]],
) -> None:
    """Write `manifest.json` and `run_results.json` below the project's folder, if there is one.

    Where they cannot be written, the answer has been given already: a warning says so.
    """
    from segql.cli import console
    from segql.export import write_artifacts
    from segql.project.state import manifest_of

    if project.root is None:
        return
    try:
        write_artifacts(
            project.root / "target",
            manifest_of(project),
            command=command,
            as_of=as_of,
            target=target,
            results=results,
        )
    except SegqlError as error:
        console.show_problems(_as_warning(item) for item in error.diagnostics)


def record_data(project: Project, report: DataReport) -> None:
    """Write `target/data_report.json` below the project's folder, as `record` does."""
    from segql.cli import console
    from segql.export import write_data_report

    if project.root is None:
        return
    try:
        write_data_report(project.root / "target", report.to_dict())
    except SegqlError as error:
        console.show_problems(_as_warning(item) for item in error.diagnostics)


def _as_warning(problem: Diagnostic) -> Diagnostic:
    return replace(problem, severity_override=Severity.WARNING)
