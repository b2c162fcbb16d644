"""A tree of any stage as indented text: what `explain --stage` shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from segql.source import Span
from segql.syntax import nodes
from segql.types import Type


def outline(node: object) -> str:
    """One line a node; parts that have their default value and places in the text are left out."""
    return "\n".join(_lines(node, "")) + "\n"


def _lines(value: object, label: str) -> Iterator[str]:
    head = f"{label}: " if label else ""
    simple = _simple(value)
    if simple is not None:
        yield head + simple
    elif isinstance(value, Mapping):
        if label:
            yield head.rstrip()
        for key, item in value.items():
            yield from (_indented if label else _lines)(item, str(key))
    elif isinstance(value, tuple):
        yield head.rstrip()
        for item in value:
            yield from _indented(item, "")
    elif is_dataclass(value) and not isinstance(value, type):
        yield from _node(value, head)
    else:
        yield head + str(value)


def _indented(value: object, label: str) -> Iterator[str]:
    for line in _lines(value, label):
        yield f"  {line}"


def _node(node: Any, head: str) -> Iterator[str]:
    inline: list[str] = []
    below: list[tuple[str, object]] = []
    for name, value in _told(node):
        simple = _simple(value)
        if simple is None:
            below.append((name, value))
        else:
            inline.append(f"{name}={simple}")
    type_ = getattr(node, "type", None)
    typed = f" : {type_}" if isinstance(type_, Type) else ""
    words = " ".join([type(node).__name__, *inline])
    yield f"{head}{words}{typed}"
    for name, value in below:
        yield from _indented(value, name)


def _told(node: Any) -> Iterator[tuple[str, object]]:
    for item in fields(node):
        value = getattr(node, item.name)
        if isinstance(value, (Span, Type)) or value is None or value == ():
            continue
        default = item.default_factory() if item.default_factory is not MISSING else item.default
        if default is MISSING or value != default:
            yield item.name, value


def _simple(value: object) -> str | None:
    """The value in one word where it has no parts."""
    match value:
        case nodes.Ident():
            return value.name
        case nodes.Name():
            return value.dotted
        case nodes.Text():
            return repr(value.value)
        case nodes.Number():
            return value.text
        case bool():
            return "true" if value else "false"
        case Enum():
            return str(value.value)
        case str():
            return repr(value)
        case int() | float() | Decimal():
            return str(value)
        case date() | datetime():
            return value.isoformat()
        case Type():
            return str(value)
        case tuple() if value and all(_simple(item) is not None for item in value):
            return "(" + ", ".join(str(_simple(item)) for item in value) + ")"
        case _:
            return None
