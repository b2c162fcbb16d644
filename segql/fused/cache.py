"""What is kept between runs below `target/cache`: columns of tables, and bits of conditions.

Every entry is a folder that is written beside and renamed when it is whole, under a name made of
all that it depends on, so that nothing has to be looked up to know whether it still holds. An entry
that is damaged counts as missing. The least recently used ones go when there is too much.
"""

from __future__ import annotations

import json
import os
import shutil
import time
import zlib
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np

from segql.fused.copies import Array

VERSION = 1
KEPT = 4 * 2**30
"""At most so many bytes are kept below a project's `target/cache`."""

STALE = 3600.0
"""Folders that an unfinished run left behind are removed after so many seconds."""

_HEAD = "entry.json"
_ENDS = 65_536


def digest(*parts: str) -> str:
    """A name for what these texts say, the same in every process."""
    made = sha256()
    for part in parts:
        made.update(f"{len(part)}:".encode())
        made.update(part.encode("utf-8", "surrogatepass"))
    return made.hexdigest()[:40]


class Writing:
    """An entry in the making: columns grow at their ends, then all of it appears at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._dtypes: dict[str, str] = {}
        self._files: dict[str, Any] = {}
        self._rows: dict[str, int] = {}

    def append(self, columns: Mapping[str, Array]) -> None:
        for name, values in columns.items():
            if name not in self._files:
                self._files[name] = (self.folder / f"{len(self._files)}.bin").open("wb")
                self._dtypes[name] = values.dtype.str
                self._rows[name] = 0
            np.ascontiguousarray(values).tofile(self._files[name])
            self._rows[name] += len(values)

    def finish(self, meaning: Mapping[str, Any]) -> None:
        """Close the files and write what they hold; after this the folder is whole."""
        columns = []
        for index, (name, file) in enumerate(self._files.items()):
            file.flush()
            os.fsync(file.fileno())
            file.close()
            path = self.folder / f"{index}.bin"
            columns.append(
                {
                    "name": name,
                    "dtype": self._dtypes[name],
                    "rows": self._rows[name],
                    "bytes": path.stat().st_size,
                    "check": _check(path),
                }
            )
        head = {"version": VERSION, "columns": columns, "meaning": dict(meaning)}
        path = self.folder / _HEAD
        with path.open("w", encoding="utf-8") as file:
            json.dump(head, file)
            file.flush()
            os.fsync(file.fileno())

    def abandon(self) -> None:
        for file in self._files.values():
            file.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Cache:
    """The entries below one folder."""

    def __init__(self, folder: Path, kept: int = KEPT) -> None:
        self.folder = folder
        self.kept = kept

    def start(self, name: str) -> Writing:
        """Begin an entry. Raises OSError where nothing can be written there."""
        self.folder.mkdir(parents=True, exist_ok=True)
        ignore = self.folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")
        return Writing(Path(mkdtemp(prefix=f"{name}.", suffix=".tmp", dir=self.folder)))

    def keep(self, name: str, writing: Writing) -> None:
        """Make a finished entry visible; where another run was faster, its entry stays."""
        try:
            writing.folder.rename(self.folder / name)
        except OSError:
            writing.abandon()

    def names(self, prefix: str) -> list[str]:
        """The entries whose names start so, the latest used first."""
        if not self.folder.is_dir():
            return []
        found = [
            (_used(path), path.name)
            for path in self.folder.iterdir()
            if path.name.startswith(prefix) and not path.name.endswith(".tmp")
        ]
        return [name for _, name in sorted(found, reverse=True)]

    def read(self, name: str) -> tuple[dict[str, Array], dict[str, Any]] | None:
        """The columns of an entry, mapped into memory, and its meaning; None where there is
        none, or where it is damaged and therefore removed.
        """
        folder = self.folder / name
        try:
            found = read_folder(folder)
            os.utime(folder)
        except (OSError, ValueError, KeyError, TypeError):
            self.remove(name)
            return None
        return found

    def remove(self, name: str) -> None:
        shutil.rmtree(self.folder / name, ignore_errors=True)

    def tidy(self, keep: Iterable[str] = ()) -> None:
        """Remove what unfinished runs left, and the least recently used while there is too much;
        what this run used stays.
        """
        if not self.folder.is_dir():
            return
        needed, now, total = set(keep), time.time(), 0
        entries = []
        for path in self.folder.iterdir():
            if path.name.endswith(".tmp"):
                if now - _used(path) > STALE:
                    shutil.rmtree(path, ignore_errors=True)
            elif path.is_dir():
                entries.append((_used(path), path))
        for _, path in sorted(entries, reverse=True):
            total += _bytes(path)
            if total > self.kept and path.name not in needed:
                shutil.rmtree(path, ignore_errors=True)


def read_folder(folder: Path) -> tuple[dict[str, Array], dict[str, Any]]:
    """The columns of a finished folder and its meaning. Raises OSError, ValueError, KeyError or
    TypeError where it is damaged.
    """
    head = json.loads((folder / _HEAD).read_text(encoding="utf-8"))
    columns = {
        str(item["name"]): _mapped(folder / f"{index}.bin", item)
        for index, item in enumerate(head["columns"])
    }
    meaning = head["meaning"]
    if head["version"] != VERSION or not isinstance(meaning, dict):
        raise ValueError("another version")
    return columns, meaning


def _mapped(path: Path, item: Mapping[str, Any]) -> Array:
    dtype, rows = np.dtype(item["dtype"]), int(item["rows"])
    size = path.stat().st_size
    if size != item["bytes"] or size != rows * dtype.itemsize or _check(path) != item["check"]:
        raise ValueError("damaged")
    if not rows:
        return np.zeros(0, dtype)
    return np.asarray(np.memmap(path, dtype, "r", shape=(rows,)))


def _check(path: Path) -> int:
    """A sum over the length and both ends: a file that was cut short or torn does not have it."""
    size = path.stat().st_size
    with path.open("rb") as file:
        made = zlib.crc32(file.read(_ENDS), size & 0xFFFFFFFF)
        if size > _ENDS:
            file.seek(max(_ENDS, size - _ENDS))
            made = zlib.crc32(file.read(_ENDS), made)
    return made


def _used(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _bytes(folder: Path) -> int:
    try:
        return sum(path.stat().st_size for path in folder.iterdir())
    except OSError:
        return 0
