"""Files are written beside, flushed and renamed: a reader sees the old one or the new one."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes.engines import EXPORT_FAILED, EXPORT_PATH

_LONGEST = 200


def atomic_write(path: Path, content: str | bytes) -> None:
    """Put a file in place of the one at `path`. Raises SegqlError (3) where that fails."""
    raw = content.encode() if isinstance(content, str) else content
    with replacing(path) as beside:
        beside.write_bytes(raw)


def write_all(files: Mapping[Path, str]) -> None:
    """Put each file in its place as `atomic_write` does, one after the other. Raises SegqlError
    (3) at the first where that fails.
    """
    folders: dict[Path, None] = {}
    try:
        for path, content in files.items():
            with replacing(path, flush=False) as beside:
                folders[beside.parent] = None
                beside.write_bytes(content.encode())
    finally:
        for folder in folders:
            _flush_folder(folder)


@contextmanager
def replacing(path: Path, *, flush: bool = True) -> Iterator[Path]:
    """A file beside `path` to be filled; when the block ends well, it takes the place of `path`,
    and with `flush` so for good, whatever happens to the machine.

    What stood at `path` stays until then, and stays for good where the block or the writing
    fails (SegqlError, 3). A link is followed, its target replaced; permissions are kept. A
    device or pipe is written to directly.
    """
    with _plain_errors(path):
        final = path.resolve()
        special = final.exists() and not stat.S_ISREG(final.stat().st_mode)
        if special and not final.is_dir():
            yield final
            return
        beside = _reserve(final)
        try:
            yield beside
            _settle(beside, final)
            if flush:
                _flush_folder(final.parent)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise


def _reserve(final: Path) -> Path:
    final.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{final.name[:40]}.", suffix=".part", dir=final.parent)
    os.close(handle)
    return Path(name)


def _settle(beside: Path, final: Path) -> None:
    umask = os.umask(0)
    os.umask(umask)
    mode = stat.S_IMODE(final.stat().st_mode) if final.exists() else 0o666 & ~umask
    with beside.open("rb+") as stream:
        os.fsync(stream.fileno())
    beside.chmod(mode)
    beside.replace(final)


def _flush_folder(folder: Path) -> None:
    """Make the new name outlive a power cut, where the system can flush folders."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        return
    finally:
        os.close(handle)


@contextmanager
def _plain_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).rstrip(".")
        raise SegqlError(
            Diagnostic(
                EXPORT_FAILED,
                f"{path} cannot be written: {reason}.",
                help="What stood there before is unchanged.",
            ),
            exit_code=3,
        ) from error


def safe_path(folder: Path, name: str, suffix: str = "") -> Path:
    """The file for a name of a person's own, always directly in the folder.

    Signs that lead elsewhere or that file systems refuse are written as `%2F`. Raises SegqlError
    (2) where a link at that place leads out of the folder.
    """
    plain = _file_name(name)
    path = folder / f"{plain}{suffix}"
    if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
        raise SegqlError(
            Diagnostic(
                EXPORT_PATH,
                f"{path} is a link that leads out of the folder {folder}.",
                help="Remove the link, or choose another folder.",
            ),
            exit_code=2,
        )
    return path


def _file_name(name: str) -> str:
    escaped = quote(name.encode("utf-8", "surrogatepass"), safe=" !#$&'()+,;=@[]^`{}~")
    escaped = escaped.replace(".", "%2E") if not name.strip(". ") else escaped
    stem = escaped.split(".")[0]
    if stem.upper() in _RESERVED:
        escaped = f"%{ord(escaped[0]):02X}{escaped[1:]}"
    if len(escaped) > _LONGEST:
        raise SegqlError(
            Diagnostic(EXPORT_PATH, f"The name {name[:40]!r}... is too long for a file."),
            exit_code=2,
        )
    return escaped or "%"


_RESERVED = frozenset(
    ["CON", "PRN", "AUX", "NUL"] + [f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10)]
)
