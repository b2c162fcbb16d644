"""What the server can be asked: one module a kind of request."""

from __future__ import annotations

from segql.editor.features import asking, changing, finding, shape, texts
from segql.editor.server import Server


def register(server: Server) -> None:
    """Give a server its handlers."""
    for module in (texts, asking, finding, changing, shape):
        module.register(server)
