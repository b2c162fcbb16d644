"""A project as it stands in another folder, or stood in a revision of git."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from segql.catalog import LoadedSettings, load_settings
from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes.cli import NO_REVISION
from segql.project.files import SETTINGS_FILE
from segql.project.project import Project
from segql.project.setup import set_up

_PARTS = ("segql.yml", "catalog.yml", "catalog.yaml", "catalog", "segments")


@contextmanager
def version_of(project: Project, where: str) -> Iterator[Project]:
    """The definitions and the catalog of a version, on the targets of `project`.

    `where` is a folder with a project, or a revision of the git repository that the project
    stands in. Raises SegqlError (2) where it is neither.
    """
    folder = Path(where)
    if folder.is_dir():
        yield _on_targets(project, folder)
        return
    with TemporaryDirectory(prefix="segql-") as name:
        _check_out(project, where, Path(name))
        yield _on_targets(project, Path(name))


def _on_targets(project: Project, folder: Path) -> Project:
    """The texts of a folder, with the data of a project."""
    old = set_up(folder)
    mine = project.loaded_settings
    # what a target has otherwise is part of the texts
    targets = {
        name: target.model_copy(update={"catalog": old.settings.catalog_of(name)})
        for name, target in mine.settings.targets.items()
    }
    settings = old.settings.settings.model_copy(
        update={
            "targets": targets,
            "default_target": mine.settings.default_target,
            "defaults": mine.settings.defaults,
        }
    )
    loaded = LoadedSettings(
        settings, mine.root, mine.environment, old.settings.sites, mine.raw_targets
    )
    return Project(replace(old, base=project.base, settings=loaded), project.parameters)


def _check_out(project: Project, revision: str, folder: Path) -> None:
    """What a revision says of the project, into a folder."""
    root = project.root
    if root is None or revision.startswith("-"):
        raise _no_revision(revision, "There is no such folder.")
    prefix = _git(root, revision, "rev-parse", "--show-prefix").decode().strip()
    _git(root, revision, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    there = _git(root, revision, "ls-tree", "--name-only", f"{revision}:{prefix}").decode()
    parts = [part for part in _PARTS if part in there.splitlines()]
    if not parts:
        raise _no_revision(revision, "The project is not part of it.")
    tree = f"{revision}:{prefix}"
    _unpack(root, revision, tree, parts, folder)
    if (folder / SETTINGS_FILE).is_file():
        targets = load_settings(folder, project.loaded_settings.environment).settings.targets
        files = {target.catalog for target in targets.values() if target.catalog is not None}
        listed = _git(root, revision, "ls-tree", "-r", "--name-only", tree).decode().splitlines()
        _unpack(root, revision, tree, sorted(files.intersection(listed)), folder)


def _unpack(root: Path, revision: str, tree: str, parts: Sequence[str], folder: Path) -> None:
    if not parts:
        return
    packed = _git(root, revision, "archive", "--format=tar", tree, *parts)
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")


def _git(root: Path, revision: str, *words: str) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603  words are no options: see _check_out
            ["git", "-C", str(root), *words],  # noqa: S607
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise _no_revision(revision, f"git cannot be run: {error.strerror}.") from error
    if done.returncode:
        raise _no_revision(revision, "git knows no such revision here.")
    return done.stdout


def _no_revision(where: str, why: str) -> SegqlError:
    return SegqlError(
        Diagnostic(
            NO_REVISION,
            f"`{where}` is neither a folder nor a revision of this project. {why}",
            help="Name a folder with another version of the project, or what git calls it: "
            "`--from main`, `--from HEAD~1`, `--from v1.2`.",
        ),
        exit_code=2,
    )
