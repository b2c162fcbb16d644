"""Problems as workflow commands, which GitHub shows beside the lines of a pull request."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from segql.diagnostics.model import Diagnostic, Severity

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render_github(diagnostics: Iterable[Diagnostic], *, path_of: Callable[[str], str] = str) -> str:
    """One line a problem; `path_of` should give paths from the root of the repository."""
    return "".join(_line(item, path_of) + "\n" for item in diagnostics)


def _line(item: Diagnostic, path_of: Callable[[str], str]) -> str:
    properties: list[tuple[str, str]] = []
    if item.span is not None:
        source = item.span.source
        start, end = source.position(item.span.start), source.position(item.span.end)
        properties = [
            ("file", path_of(source.path)),
            ("line", str(start.line)),
            ("endLine", str(end.line)),
            ("col", str(start.column)),
            ("endColumn", str(end.column)),
        ]
    properties.append(("title", f"{item.code.id} {item.code.name}"))
    shown = ",".join(f"{name}={_property(value)}" for name, value in properties)
    words = [item.message]
    if item.expected and item.found:
        words.append(f"Expected {item.expected}, found {item.found}.")
    if item.help:
        words.append(item.help)
    return f"::{_COMMANDS[item.severity]} {shown}::{_data(chr(10).join(words))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
