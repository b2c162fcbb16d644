"""How problems are shown: one file a format, chosen by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, get_args

from segql.diagnostics.model import Diagnostic

Format = Literal["text", "json", "github", "sarif"]
FORMATS: tuple[Format, ...] = get_args(Format)


def render(
    diagnostics: Iterable[Diagnostic],
    format: Format,
    *,
    path_of: Callable[[str], str] = str,
    version: str = "0",
) -> str:
    """The problems in a format, without colours; `path_of` maps a source's path to the shown."""
    match format:
        case "text":
            from segql.diagnostics.render.text import render_text

            return render_text(diagnostics, path_of=path_of)
        case "json":
            from segql.diagnostics.render.json import render_json

            return render_json(diagnostics, path_of=path_of)
        case "github":
            from segql.diagnostics.render.github import render_github

            return render_github(diagnostics, path_of=path_of)
        case "sarif":
            from segql.diagnostics.render.sarif import render_sarif

            return render_sarif(diagnostics, path_of=path_of, version=version)
