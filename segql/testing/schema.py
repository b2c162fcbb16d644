"""JSON Schema (draft 2020-12) of files of unit tests, for editors."""

from __future__ import annotations

from typing import Any

from segql.catalog.schema import DIALECT


def test_schema() -> dict[str, Any]:
    """The schema of `tests/**/*.yml`. Columns of rows are the catalog's business."""
    body = {
        "name": _text("What the test is about."),
        "description": _text("Anything worth noting."),
        "as_of": _text(
            "The instant everything is relative to: a date, through the end of that day, or a "
            "timestamp with an offset."
        ),
        "customers": {"$ref": "#/$defs/rows", "description": "Rows of the customers."},
        "events": _named("Rows by the name of the event, or of its table."),
        "objects": _named("Rows by the name of the object."),
        "lists": {
            "type": "object",
            "description": "Rows, or bare keys, by the name of the list.",
            "additionalProperties": {
                "type": "array",
                "items": {"anyOf": [{"type": "object"}, {"$ref": "#/$defs/key"}]},
            },
        },
        "expect": {
            "type": "object",
            "description": "Who satisfies a condition or is in a segment: all keys, or of a "
            "segmentation the keys by case.",
            "additionalProperties": {
                "anyOf": [
                    {"$ref": "#/$defs/keys"},
                    {"type": "object", "additionalProperties": {"$ref": "#/$defs/keys"}},
                ]
            },
        },
        "refuse": {
            "type": "object",
            "description": "Conditions that are refused, with the code or words of the message.",
            "additionalProperties": {
                "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
            },
        },
    }
    tests = {
        "type": "array",
        "description": "Several tests, which share the rows above.",
        "items": {"type": "object", "properties": body, "additionalProperties": False},
    }
    return {
        "$schema": DIALECT,
        "title": "SegQL unit tests",
        "type": "object",
        "properties": {**body, "tests": tests},
        "additionalProperties": False,
        "$defs": {
            "key": {"type": ["integer", "string"]},
            "keys": {"type": "array", "items": {"$ref": "#/$defs/key"}},
            "rows": {"type": "array", "items": {"type": "object"}},
        },
    }


def _text(description: str) -> dict[str, Any]:
    return {"type": "string", "description": description}


def _named(description: str) -> dict[str, Any]:
    return {
        "type": "object",
        "description": description,
        "additionalProperties": {"$ref": "#/$defs/rows"},
    }
