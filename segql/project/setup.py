"""What a project is made of before anything is analysed: settings, catalog, sources, data."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from segql.catalog import LoadedCatalog, LoadedSettings, load_catalog, load_settings
from segql.catalog.models import Settings, Target
from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes.cli import BAD_OPTION
from segql.project.files import (
    SETTINGS_FILE,
    find_root,
    no_project,
    read_sources,
    root_of,
    segment_files,
)
from segql.source import Source

GIVEN_DATA = "data"
"""The name of the target that `--data` makes."""

DATABASES = (".duckdb", ".ddb", ".db")
"""Endings of DuckDB files, so that a damaged one is not taken for a text file."""


@dataclass(frozen=True, slots=True)
class Setup:
    """Everything that was found on disk.

    `root` is None outside a project; relative paths of targets start at `base`. `problems` are
    files that could not be read, `assumptions` what was guessed where there is no catalog.
    """

    root: Path | None
    base: Path
    settings: LoadedSettings
    catalog: LoadedCatalog
    sources: tuple[Source, ...]
    problems: tuple[Diagnostic, ...] = ()
    assumptions: tuple[str, ...] = ()


def set_up(
    path: Path | None,
    *,
    files: Sequence[Path] = (),
    catalog: Path | None = None,
    data: Sequence[Path] = (),
    environment: Mapping[str, str] | None = None,
    settings: LoadedSettings | None = None,
) -> Setup:
    """Find the project and read its files.

    `path` names a project; without it the nearest one from the working folder (or from the
    first of `files`) upwards is meant, but none where a catalog is given. `files` are further
    files of definitions. `catalog` and `data` take the place of the project's; `settings` are
    the project's where they were read before.

    Raises SegqlError (2) where there is neither a project nor enough to do without, and for
    what is wrong in settings and catalog.
    """
    values = os.environ if environment is None else environment
    for item in (*files, *data, *([catalog] if catalog else [])):
        if not item.exists():
            raise _missing(item)
    root = _root(path, files, catalog)
    if root is None:
        return _standalone(files, catalog, data)
    if settings is None or settings.root != root:
        settings = _settings(root, values)
    own = segment_files(root)
    more = [item for item in files if item.absolute() not in set(own)]
    sources, problems = read_sources([*own, *more], root)
    return Setup(
        root,
        root,
        with_data(settings, data),
        load_catalog(catalog or root),
        tuple(sources),
        tuple(problems),
    )


def _settings(root: Path, environment: Mapping[str, str]) -> LoadedSettings:
    file = root / SETTINGS_FILE
    if file.is_file():
        return load_settings(file, environment)
    return LoadedSettings(Settings(name=root.name), root, environment)


def _root(path: Path | None, files: Sequence[Path], catalog: Path | None) -> Path | None:
    if path is not None:
        return root_of(path)
    if catalog is not None:
        return None
    return find_root(files[0].parent if files else Path.cwd())


def _standalone(files: Sequence[Path], catalog: Path | None, data: Sequence[Path]) -> Setup:
    if catalog is None and not data:
        raise no_project("There is no segql.yml here, nor in any folder above.")
    name = files[0].stem if files else "segql"
    settings = with_data(LoadedSettings(Settings(name=name), Path.cwd()), data)
    sources, problems = read_sources(files, None)
    assumptions: tuple[str, ...] = ()
    if catalog is not None:
        loaded = load_catalog(catalog)
    else:
        from segql.project.inference import infer

        inferred = infer(settings.target(), Path.cwd()).inferred
        loaded, assumptions = LoadedCatalog.from_catalog(inferred.catalog), inferred.sentences
    return Setup(
        None,
        Path.cwd(),
        settings,
        loaded,
        tuple(sources),
        tuple(problems),
        assumptions,
    )


def with_data(settings: LoadedSettings, data: Sequence[Path]) -> LoadedSettings:
    """The settings with the given files, folders or database as the only target."""
    if not data:
        return settings
    target = target_of_data(data)
    given = settings.settings.model_copy(
        update={
            "targets": {GIVEN_DATA: target},
            "default_target": GIVEN_DATA,
            "defaults": {
                key: value for key, value in settings.settings.defaults.items() if key != "target"
            },
        }
    )
    raw = target.model_dump(by_alias=True, exclude_defaults=True)
    return LoadedSettings(given, settings.root, {}, {}, {GIVEN_DATA: raw})


def target_of_data(data: Sequence[Path]) -> Target:
    """The target that files, folders or one database make. Raises SegqlError (2) for a database
    beside others.
    """
    databases = {item: engine for item in data if (engine := _engine_of(item)) is not None}
    if databases and len(data) > 1:
        raise SegqlError(
            Diagnostic(
                BAD_OPTION,
                f"--data names the database {next(iter(databases))} and {len(data) - 1} more.",
                help="Give one database, or as many files as you like.",
            ),
            exit_code=2,
        )
    if databases:
        [(database, engine)] = databases.items()
        return Target(engine=engine, database=str(database.absolute()))
    return Target(engine="duckdb", files=[str(item.absolute()) for item in data])


def _engine_of(path: Path) -> str | None:
    """The engine of a database file, told by its first bytes; None for data files and folders."""
    if not path.is_file():
        return None
    with path.open("rb") as stream:
        start = stream.read(16)
    if start.startswith(b"SQLite format 3"):
        return "sqlite"
    return "duckdb" if start[8:12] == b"DUCK" or path.suffix.lower() in DATABASES else None


def _missing(path: Path) -> SegqlError:
    return SegqlError(Diagnostic(BAD_OPTION, f"There is no file or folder {path}."), exit_code=2)
