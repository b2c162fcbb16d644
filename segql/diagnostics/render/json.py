"""Problems for programs: a list of objects, keys in a fixed order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from segql.diagnostics.model import Diagnostic, Fix
from segql.source import Span


def render_json(diagnostics: Iterable[Diagnostic], *, path_of: Callable[[str], str] = str) -> str:
    """A JSON list; lines and columns count from 1, columns in characters, ends exclusive."""
    objects = [to_object(item, path_of) for item in diagnostics]
    return json.dumps(objects, indent=2, ensure_ascii=False) + "\n"


def to_object(item: Diagnostic, path_of: Callable[[str], str] = str) -> dict[str, Any]:
    """One problem; what has no place in a text has nulls there."""
    span = item.span
    place: dict[str, Any] = {"file": None, "start": None, "end": None, "text": None}
    if span is not None:
        place = {"file": path_of(span.source.path), **_range(span), "text": span.text}
    return {
        "code": item.code.id,
        "severity": item.severity.value,
        "message": item.message,
        **place,
        "help": _help(item),
        "fix": _fix(item.fix, span),
    }


def _range(span: Span) -> dict[str, Any]:
    start, end = span.source.position(span.start), span.source.position(span.end)
    return {
        "start": {"line": start.line, "column": start.column},
        "end": {"line": end.line, "column": end.column},
    }


def _help(item: Diagnostic) -> str | None:
    """The help; expected and found stand in front of it, since the list has no keys for them."""
    parts = []
    if item.expected and item.found:
        parts.append(f"Expected {item.expected}, found {item.found}.")
    if item.help:
        parts.append(item.help)
    return " ".join(parts) or None


def _fix(fix: Fix | None, span: Span | None) -> dict[str, Any] | None:
    """The mend as a replacement of `text`; with its own place only where it lies elsewhere."""
    if fix is None:
        return None
    if span is not None and _lies_in(fix.span, span):
        before = span.text[: fix.span.start - span.start]
        after = span.text[fix.span.end - span.start :]
        return {"replacement": before + fix.replacement + after}
    return {"replacement": fix.replacement, **_range(fix.span)}


def _lies_in(inner: Span, outer: Span) -> bool:
    same = inner.source is outer.source
    return same and outer.start <= inner.start and inner.end <= outer.end
