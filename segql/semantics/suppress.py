"""Which lints are shown: `# segql: ignore NAME` at a line, `lint:` in the settings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from segql.catalog.models import Settings
from segql.diagnostics.codes import all_codes, lints
from segql.diagnostics.model import Code, Diagnostic, Severity
from segql.semantics.suggestions import close
from segql.source import Span
from segql.syntax import nodes

_IGNORE = re.compile(r"#\s*segql:\s*ignore\b\s*(.*)", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")


def apply(
    problems: Iterable[Diagnostic], files: Sequence[nodes.File], settings: Settings
) -> list[Diagnostic]:
    """The problems that are left. Errors always stay; of a lint's name either spelling counts,
    `takes-in-unknown` or `SEG403`.
    """
    unknown = [
        _unknown(name, span)
        for file in files
        for comment in file.comments
        for name, span, _ in _ignores(file, comment)
        if name not in _lint_names()
    ]
    return keep([*unknown, *problems], files, settings)


def keep(
    problems: Iterable[Diagnostic], files: Sequence[nodes.File], settings: Settings
) -> list[Diagnostic]:
    """The problems that no comment and no setting switches off."""
    ignored: set[tuple[str, int, str]] = set()
    for file in files:
        for comment in file.comments:
            for name, _, line in _ignores(file, comment):
                if name in _lint_names():
                    ignored.add((file.source.path, line, _lint_names()[name].id))
    kept = [_by_settings(item, settings) for item in problems if not _is_ignored(item, ignored)]
    return [item for item in kept if item is not None]


def _ignores(file: nodes.File, comment: nodes.Comment) -> Iterator[tuple[str, Span, int]]:
    """Names that a comment switches off, their places, and the line that they are for."""
    match = _IGNORE.fullmatch(comment.text.strip())
    if match is None:
        return
    line = file.source.position(comment.span.start).line + (1 if comment.own_line else 0)
    start = comment.span.start + comment.text.index(match[1]) if match[1] else comment.span.end
    for name in _NAME.finditer(match[1]):
        yield name[0], Span(file.source, start + name.start(), start + name.end()), line


@cache
def _lint_names() -> dict[str, Code]:
    found: dict[str, Code] = {}
    for code in all_codes().values():
        if code.severity is not Severity.ERROR:
            found[code.name] = code
            found[code.id] = code
    return found


def _unknown(name: str, span: Span) -> Diagnostic:
    near = close(name, (word for word in _lint_names() if not word.startswith("SEG")))
    return Diagnostic(
        lints.UNKNOWN_LINT,
        f"There is no lint called `{name}`.",
        span,
        f"Did you mean `{near}`?" if near else "Take the word away.",
    )


def _is_ignored(item: Diagnostic, ignored: set[tuple[str, int, str]]) -> bool:
    if item.is_error or item.span is None or not ignored:
        return False
    source = item.span.source
    first = source.position(item.span.start).line
    last = source.position(max(item.span.start, item.span.end - 1)).line
    return any((source.path, line, item.code.id) in ignored for line in range(first, last + 1))


def _by_settings(item: Diagnostic, settings: Settings) -> Diagnostic | None:
    if item.code.severity is Severity.ERROR:
        return item
    match settings.lint.get(item.code.name, settings.lint.get(item.code.id, "on")):
        case "off":
            return None
        case "warning":
            return replace(item, severity_override=Severity.WARNING)
        case "error":
            return replace(item, severity_override=Severity.ERROR)
        case _:
            return item
