"""Data files of a target: which there are, and which tables they become."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from segql.catalog.models import Target
from segql.diagnostics.codes import engines as codes
from segql.engines.duckdb.errors import failure

FORMATS = {
    "parquet": "parquet", "pq": "parquet",
    "csv": "csv", "tsv": "csv", "txt": "csv",
    "json": "json", "jsonl": "json", "ndjson": "json",
}  # fmt: skip
_PACKED = ("gz", "zst")


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file: where it lies, its format (`parquet`, `csv`, `json`), the names a catalog may
    call it by, the first being that of its table.
    """

    path: Path
    format: str
    names: tuple[str, ...]


def find_files(patterns: str | Sequence[str], folder: Path) -> list[DataFile]:
    """The data files that paths, folders and patterns mean, each once, sorted by path.

    Raises SegqlError (2) where a path is missing, a pattern matches nothing, or a file named by
    itself is of no known format.
    """
    found: dict[Path, DataFile] = {}
    for pattern in [patterns] if isinstance(patterns, str) else patterns:
        for path in _matches(pattern, folder):
            found.setdefault(path, _data_file(path, folder))
    return sorted(found.values(), key=lambda file: file.path.as_posix())


def by_name(files: Iterable[DataFile]) -> dict[str, list[DataFile]]:
    """Files by every name they go by; more than one file under a name is ambiguous."""
    named: dict[str, list[DataFile]] = defaultdict(list)
    for file in files:
        for name in dict.fromkeys(file.names):
            named[name].append(file)
    return dict(named)


def _matches(pattern: str, folder: Path) -> list[Path]:
    at = (folder / Path(pattern).expanduser()).absolute()
    if at.is_dir():
        inside = sorted(path for path in at.iterdir() if path.is_file() and format_of(path))
        if not inside:
            raise failure(
                codes.NOT_THERE,
                f"The folder `{pattern}` has no data files.",
                _KINDS_OF_FILES,
                exit_code=2,
            )
        return inside
    if at.is_file():
        if format_of(at) is None:
            raise failure(
                codes.UNREADABLE_DATA,
                f"`{pattern}` is not a data file that can be read.",
                _KINDS_OF_FILES,
                exit_code=2,
            )
        return [at]
    matches = sorted(Path(at.anchor).glob(str(at.relative_to(at.anchor))))
    files = [path for path in matches if path.is_file() and format_of(path)]
    if not files:
        wild = any(sign in pattern for sign in "*?[")
        raise failure(
            codes.NOT_THERE,
            f"No data file matches `{pattern}`." if wild else f"There is no file `{pattern}`.",
            f"The path starts from {folder.absolute()}.",
            exit_code=2,
        )
    return files


_KINDS_OF_FILES = "Files can be .parquet, .csv, .tsv, .json and .jsonl."


def format_of(path: Path) -> str | None:
    """`parquet`, `csv` or `json` by the end of the name, or None."""
    parts = path.name.lower().split(".")
    if len(parts) > 2 and parts[-1] in _PACKED:
        parts.pop()
    return FORMATS.get(parts[-1]) if len(parts) > 1 else None


def is_text(target: Target, folder: Path) -> bool:
    """Whether a target is text files alone, whose cells are read as the catalog declares them."""
    if target.engine != "duckdb" or target.files is None:
        return False
    return all(file.format == "csv" for file in find_files(target.files, folder))


def table_name(path: Path) -> str:
    """The name of a file without its ends: `orders` for `orders.csv.gz`."""
    parts = path.name.split(".")
    if len(parts) > 2 and parts[-1].lower() in _PACKED:
        parts.pop()
    return ".".join(parts[:-1])


def stamp_of(paths: Iterable[Path | None]) -> str | None:
    """Place, size, time of change and number of files: what changes when somebody writes them.

    A database's log of late changes belongs to it. None where a file is not there.
    """
    found: list[str] = []
    for path in paths:
        if path is None or not path.exists():
            return None
        for file in (path, path.with_name(path.name + ".wal")):
            if file.exists():
                state = file.stat()
                found.append(f"{file} {state.st_size} {state.st_mtime_ns} {state.st_ino}")
    return "\n".join(found)


def _data_file(path: Path, folder: Path) -> DataFile:
    names = [table_name(path), path.name]
    try:
        names.append(path.absolute().relative_to(folder.absolute()).as_posix())
    except ValueError:
        names.append(path.as_posix())
    return DataFile(path.resolve(), format_of(path) or "", tuple(dict.fromkeys(names)))
