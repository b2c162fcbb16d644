"""What all handlers need: where in which file a request is about."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types as lsp

from segql.editor import convert
from segql.editor.positions import Lines
from segql.editor.server import Server


def located(ls: Server, uri: str, position: lsp.Position) -> tuple[Path, Lines, int] | None:
    """The file, its lines and the offset of a request; None for a text that lies in no file."""
    path = convert.path_of(uri)
    if path is None:
        return None
    lines = ls.lines_of(path)
    return path, lines, lines.offset(convert.place_of(position))
