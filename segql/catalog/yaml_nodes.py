"""Nodes of a YAML file: values, lists and mappings that know their places.

Scalars keep their text, so that readers decide what a value is: `NO` is text, and the digits of
a decimal are not rounded on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from segql.source import Span

_MAX_DIGITS = 1_000
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"[-+]?(\.inf|\.Inf|\.INF)")
_NOT_A_NUMBER = re.compile(r"\.nan|\.NaN|\.NAN")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})

Plain = None | bool | int | float | str


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value: its decoded text, and how it was written."""

    text: str
    span: Span
    style: str | None = None  # None: plain; else ' " | >

    @property
    def is_null(self) -> bool:
        return self.style is None and self.text in _NULLS

    @property
    def value(self) -> Plain:
        """The value by the core schema of YAML 1.2; dates and everything else are text."""
        if self.style is not None or len(self.text) > _MAX_DIGITS:
            return self.text
        text = self.text
        if text in _NULLS:
            return None
        if text in _TRUE or text in _FALSE:
            return text in _TRUE
        if _INTEGER.fullmatch(text):
            return int(text)
        if _OCTAL.fullmatch(text) or _HEXADECIMAL.fullmatch(text):
            return int(text, 0)
        if _NUMBER.fullmatch(text):
            return float(text)
        if _INFINITE.fullmatch(text) or _NOT_A_NUMBER.fullmatch(text):
            return float(text.replace(".", ""))
        return text

    @property
    def number(self) -> Decimal | None:
        """The exact number that stands here without quotes, if one does."""
        if self.style is not None or len(self.text) > _MAX_DIGITS:
            return None
        return Decimal(self.text) if _NUMBER.fullmatch(self.text) else None


@dataclass(frozen=True, slots=True)
class Sequence:
    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Entry:
    key: Scalar
    value: Node


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys in the order of the file, each once."""

    entries: tuple[Entry, ...]
    span: Span

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def entry(self, key: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.key.text == key), None)


Node = Scalar | Sequence | Mapping


def to_python(node: Node) -> Any:
    """Plain dicts, lists and values; keys are always text."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [to_python(item) for item in node.items]
        case Mapping():
            return {entry.key.text: to_python(entry.value) for entry in node}
