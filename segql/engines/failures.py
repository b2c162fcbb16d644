"""Errors of engines in plain words."""

from __future__ import annotations

from collections.abc import Collection

from segql.catalog.models import Target
from segql.diagnostics import Code, Diagnostic, SegqlError
from segql.diagnostics.codes import engines as codes

_KEYS = ("database", "files", "url", "schema_", "memory_limit", "threads", "options")


def failure(code: Code, message: str, help: str | None = None, exit_code: int = 3) -> SegqlError:
    return SegqlError(Diagnostic(code, message, help=help), exit_code=exit_code)


def first_words(text: str) -> str:
    """The first line of an engine's message: later ones repeat the statement or the row."""
    line = text.strip().splitlines()[0].strip() if text.strip() else "no message"
    return line if line.endswith((".", "!", "?")) else line + "."


def refuse_keys(target: Target, known: Collection[str], engine: str, help: str) -> None:
    """Raises SegqlError (2) where a target has a key that its engine does not know."""
    for key in _KEYS:
        if key not in known and getattr(target, key):
            name = key.rstrip("_")
            raise failure(
                codes.UNKNOWN_OPTION, f"A target of {engine} has no `{name}`.", help, exit_code=2
            )
