"""The files of a project: where it lies, which definitions it has, how they are read."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes.cli import NO_PROJECT
from segql.source import Source

SETTINGS_FILE = "segql.yml"


def find_root(start: Path) -> Path | None:
    """The nearest folder with `segql.yml`: the given one or one above it."""
    folder = start.absolute()
    for candidate in (folder, *folder.parents):
        if (candidate / SETTINGS_FILE).is_file():
            return candidate
    return None


def root_of(path: Path) -> Path:
    """The project that a path given by name means: its folder, or the folder of its file.

    Raises SegqlError (2) where there is no project.
    """
    if path.is_file() and path.name == SETTINGS_FILE:
        return path.parent.absolute()
    if path.is_dir():
        if (path / SETTINGS_FILE).is_file() or has_catalog(path):
            return path.absolute()
        raise no_project(f"There is no {SETTINGS_FILE} in {path}.")
    raise no_project(f"There is no folder {path}.")


def no_project(message: str) -> SegqlError:
    """What to say where a project is needed and there is none."""
    return SegqlError(
        Diagnostic(
            NO_PROJECT,
            message,
            help="Go to the folder of your project, or name it with --project DIR. Without a "
            "project, give one file of segments together with its data, `segql run mine.seg --data "
            "customers.csv`, or with a catalog, --catalog FILE.",
        ),
        exit_code=2,
    )


def has_catalog(folder: Path) -> bool:
    return (folder / "catalog.yml").is_file() or (folder / "catalog").is_dir()


def segment_files(root: Path) -> list[Path]:
    """Every `segments/**/*.seg`, in the order of their paths."""
    found = [path for path in (root / "segments").rglob("*.seg") if path.is_file()]
    return sorted(found, key=lambda path: path.relative_to(root).as_posix())


def shown_path(path: Path, root: Path | None) -> str:
    """How messages name a file: relative to the project, else to the working folder."""
    for base in (root, Path.cwd()):
        if base is not None:
            try:
                return path.absolute().relative_to(base).as_posix()
            except ValueError:
                continue
    return Path(os.path.relpath(path)).as_posix() if root is None else path.as_posix()


def read_sources(paths: Iterable[Path], root: Path | None) -> tuple[list[Source], list[Diagnostic]]:
    """All files that can be read, and what is wrong with the others."""
    from segql.syntax import read_source

    sources: list[Source] = []
    problems: list[Diagnostic] = []
    for path in paths:
        try:
            sources.append(read_source(path, shown_path(path, root)))
        except SegqlError as error:
            problems += error.diagnostics
    return sources, problems
