"""Which files of a dbt project an export wrote: each begins with a mark; no other is removed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

FOLDERS = ("models", "tests")


def with_marks(files: Mapping[str, str], project: str) -> dict[str, str]:
    """Files with the mark of a project, whose name is one that dbt takes, on their first line."""
    return {place: f"{_mark(place, project)}\n{text}" for place, text in files.items()}


def left_over(folder: Path, written: Collection[str], project: str) -> list[Path]:
    """The files of the project's mark that are not among those just written, by their names."""
    found = []
    for inner in FOLDERS:
        for path in sorted((folder / inner).glob("*.sql")):
            place = f"{inner}/{path.name}"
            if place not in written and path.is_file() and not path.is_symlink():
                with path.open(encoding="utf-8", errors="replace") as lines:
                    if lines.readline().rstrip("\n") == _mark(place, project):
                        found.append(path)
    return found


def _mark(place: str, project: str) -> str:
    words = f"written by segql for {project}"
    return f"{{# {words} #}}" if place.endswith(".sql") else f"# {words}"
