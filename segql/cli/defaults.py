"""Where an option's value comes from: the flag, else `SEGQL_*`, else `defaults:` of the project."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from segql.cli.command import given_before
from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes.cli import BAD_OPTION

if TYPE_CHECKING:
    from segql.catalog import LoadedSettings

NAMES = frozenset(
    {
        "target", "as_of", "format", "dialect", "strict", "quiet", "verbose", "exclude", "as",
        "columns", "hash", "output", "state", "set", "stage",
    }
)  # fmt: skip
"""Options that `defaults:` may set, with underscores."""


def with_defaults(
    ctx: typer.Context, values: dict[str, Any]
) -> tuple[dict[str, Any], LoadedSettings | None]:
    """The values with those filled in that were given neither as a flag nor as a variable, and
    the settings of the project that they came from.

    Raises SegqlError (2) for `defaults:` that no option has, or that an option cannot take.
    """
    filled = dict(values)
    for name, value in given_before(ctx).items():
        if name in filled and _source(ctx, name) != "COMMANDLINE":
            filled[name] = value
    settings = _settings_of(filled)
    if settings is None:
        return filled, None
    for key, value in settings.settings.defaults.items():
        name = _checked(key, settings)
        name = f"{name}_" if f"{name}_" in filled else name
        if name not in filled or _source(ctx, name) != "DEFAULT" or name in given_before(ctx):
            continue
        filled[name] = _coerced(ctx, name, key, value, settings)
    return filled, settings


def _source(ctx: typer.Context, name: str) -> str:
    source = ctx.get_parameter_source(name)
    return "DEFAULT" if source is None else source.name


def _settings_of(values: dict[str, Any]) -> LoadedSettings | None:
    """The settings of the project that the command will work on, if there is one."""
    from segql.project.files import SETTINGS_FILE, find_root, root_of

    project: Path | None = values.get("project")
    if project is not None:
        root: Path | None = root_of(project)
    elif values.get("catalog") is not None:
        root = None
    else:
        root = find_root(Path.cwd())
    if root is None or not (root / SETTINGS_FILE).is_file():
        return None
    from segql.catalog import load_settings

    return load_settings(root / SETTINGS_FILE, os.environ)


def _checked(key: str, settings: LoadedSettings) -> str:
    name = key.replace("-", "_")
    if name in NAMES:
        return name
    from segql.diagnostics.suggest import nearest

    near = nearest(name, NAMES)
    listed = ", ".join(sorted(NAMES))
    raise SegqlError(
        Diagnostic(
            BAD_OPTION,
            f"`{key}` under `defaults:` is no option that can have a default.",
            settings.span_of(("defaults", key)),
            help=f"Did you mean `{near}`?" if near else f"These can: {listed}.",
        ),
        exit_code=2,
    )


def _coerced(
    ctx: typer.Context, name: str, key: str, value: object, settings: LoadedSettings
) -> Any:
    [parameter] = [item for item in ctx.command.params if item.name == name]
    raw: object = value if isinstance(value, bool) else str(value)
    if getattr(parameter, "multiple", False) and isinstance(raw, str):
        raw = raw.split()
    try:
        return parameter.process_value(ctx, raw)
    except typer.BadParameter as error:
        raise SegqlError(
            Diagnostic(
                BAD_OPTION,
                f"`defaults:` gives {key} a value that it cannot take: {error.message}",
                settings.span_of(("defaults", key)),
            ),
            exit_code=2,
        ) from error
