"""Problems as SARIF 2.1.0, which code scanning services read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote

from segql.diagnostics.model import Code, Diagnostic, Severity
from segql.source import Span

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render_sarif(
    diagnostics: Iterable[Diagnostic],
    *,
    path_of: Callable[[str], str] = str,
    version: str = "0",
) -> str:
    """One run; the rules are the codes that occur, with their explanations as help."""
    items = list(diagnostics)
    codes = sorted({item.code.id: item.code for item in items}.values(), key=lambda code: code.id)
    index = {code.id: position for position, code in enumerate(codes)}
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "SegQL",
                        "version": version,
                        "rules": [_rule(code) for code in codes],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(item, index, path_of) for item in items],
            }
        ],
    }
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _rule(code: Code) -> dict[str, Any]:
    help_text = code.explanation or code.summary
    return {
        "id": code.id,
        "name": "".join(part.capitalize() for part in code.name.split("-")),
        "shortDescription": {"text": code.summary},
        "fullDescription": {"text": code.summary},
        "help": {"text": help_text, "markdown": help_text},
        "defaultConfiguration": {"level": _LEVELS[code.severity]},
    }


def _result(
    item: Diagnostic, index: dict[str, int], path_of: Callable[[str], str]
) -> dict[str, Any]:
    words = [item.message]
    if item.expected and item.found:
        words.append(f"Expected {item.expected}, found {item.found}.")
    if item.help:
        words.append(item.help)
    result: dict[str, Any] = {
        "ruleId": item.code.id,
        "ruleIndex": index[item.code.id],
        "level": _LEVELS[item.severity],
        "message": {"text": " ".join(words)},
    }
    if item.span is not None:
        result["locations"] = [{"physicalLocation": _location(item.span, path_of)}]
    if item.notes:
        result["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": _location(note.span, path_of),
                "message": {"text": note.message},
            }
            for number, note in enumerate(item.notes, 1)
        ]
    if item.fix is not None:
        replacement = {
            "deletedRegion": _region(item.fix.span, snippet=False),
            "insertedContent": {"text": item.fix.replacement},
        }
        result["fixes"] = [
            {
                "description": {"text": item.help or f"Write `{item.fix.replacement}`."},
                "artifactChanges": [
                    {
                        "artifactLocation": _artifact(item.fix.span, path_of),
                        "replacements": [replacement],
                    }
                ],
            }
        ]
    return result


def _location(span: Span, path_of: Callable[[str], str]) -> dict[str, Any]:
    return {"artifactLocation": _artifact(span, path_of), "region": _region(span)}


def _artifact(span: Span, path_of: Callable[[str], str]) -> dict[str, Any]:
    return {"uri": quote(path_of(span.source.path).replace("\\", "/"))}


def _region(span: Span, snippet: bool = True) -> dict[str, Any]:
    start, end = span.source.position(span.start), span.source.position(span.end)
    region: dict[str, Any] = {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }
    if snippet:
        region["snippet"] = {"text": span.text}
    return region
