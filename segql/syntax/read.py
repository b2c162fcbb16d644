"""The text of a file of definitions, or the reason why it is none."""

from __future__ import annotations

from codecs import BOM_UTF8
from pathlib import Path

from segql.diagnostics.codes import files
from segql.diagnostics.model import Diagnostic, SegqlError
from segql.source import Source, Span
from segql.syntax.limits import MOST_BYTES


def read_source(path: Path, shown_as: str) -> Source:
    """The text of a file; `shown_as` is the path in messages.

    Raises SegqlError where the file cannot be read, is larger than 8 MB, or is not UTF-8.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise SegqlError(
            Diagnostic(files.UNREADABLE, f"`{shown_as}` cannot be read: {error.strerror}."),
            exit_code=2,
        ) from error
    if len(content) > MOST_BYTES:
        raise SegqlError(
            Diagnostic(
                files.TOO_LARGE,
                f"`{shown_as}` is larger than 8 MB.",
                help="Long lists of keys belong in a table that the catalog names under `lists:`.",
            )
        )
    return decode_source(content, shown_as)


def decode_source(content: bytes, shown_as: str) -> Source:
    """The text of a file's bytes, without a byte order mark, which editors do not count.

    Raises SegqlError at the first byte that is not UTF-8.
    """
    content = content.removeprefix(BOM_UTF8)
    try:
        return Source(shown_as, content.decode("utf-8"))
    except UnicodeDecodeError as error:
        start = len(content[: error.start].decode("utf-8"))
        source = Source(shown_as, content.decode("utf-8", errors="replace"))
        raise SegqlError(
            Diagnostic(
                files.NOT_UTF8,
                f"`{shown_as}` is not UTF-8 text.",
                Span(source, start, start + 1),
                help="Save the file as UTF-8 in your editor.",
            )
        ) from error
