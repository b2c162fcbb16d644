"""Writes files so that a reader sees the old one or the new one, never a part."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes.cli import NOT_WRITTEN

_HARMLESS = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_ -]*[A-Za-z0-9_-])?")
_RESERVED = re.compile(r"(?i)con|prn|aux|nul|com[0-9]|lpt[0-9]")


def write_file(path: Path, content: str | bytes) -> None:
    """Write beside the file, flush, rename. Raises SegqlError (2) where that cannot be done."""
    raw = content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content
    replace_file(path, lambda beside: _write(beside, raw))


def replace_file(path: Path, write: Callable[[Path], None]) -> None:
    """Let `write` make a file beside the path, then put it in the path's place.

    The permissions of a file that stood there are kept. Raises SegqlError (2).
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(
            prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent
        )
        os.close(handle)
        beside = Path(name)
        try:
            write(beside)
            mask = os.umask(0)
            os.umask(mask)
            beside.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~mask)
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise not_written(path, error.strerror or str(error)) from error


def _write(path: Path, raw: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(raw)
        stream.flush()
        os.fsync(stream.fileno())


def not_written(path: Path, reason: str) -> SegqlError:
    return SegqlError(
        Diagnostic(
            NOT_WRITTEN,
            f"{path} cannot be written: {reason}.",
            help="What stood there before is unchanged.",
        ),
        exit_code=2,
    )


def file_for(folder: Path, name: str, suffix: str) -> Path:
    """The file of a definition in an output folder: always directly in it.

    A name that is no plain file name is written with `%` escapes.
    """
    if not _HARMLESS.fullmatch(name):
        name = quote(name, safe="").replace(".", "%2E")
    if _RESERVED.fullmatch(name):
        name = f"%{ord(name[0]):02X}{name[1:]}"
    return folder / f"{name}{suffix}"


def output_folder(path: Path) -> Path:
    """A folder to write into, made where there is none. Raises SegqlError (2)."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise not_written(path, error.strerror or str(error)) from error
    return path
