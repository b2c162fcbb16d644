"""ClickHouse's types in the words that all engines share."""

from __future__ import annotations

import re
from collections.abc import Iterator

from segql.catalog.physical import Column, ColumnKind

_FIELD = re.compile(r"(?:`((?:[^`\\]|\\.)+)`|(\w+)) (.+)", re.DOTALL)
_KINDS = {
    "String": ColumnKind.TEXT,
    "Bool": ColumnKind.BOOLEAN,
    "Date": ColumnKind.DATE,
    "Date32": ColumnKind.DATE,
    "Float32": ColumnKind.DOUBLE,
    "Float64": ColumnKind.DOUBLE,
    "UUID": ColumnKind.UUID,
    "JSON": ColumnKind.JSON,
}


def column_of(raw: str, clocks: ColumnKind = ColumnKind.TIMESTAMP) -> Column:
    """What a type is; `clocks` says what times without a zone of their own are."""
    word, inner = _parts(raw)
    match word:
        case "Nullable" | "LowCardinality":
            found = column_of(inner, clocks)
            return Column(found.kind, found.many, raw, found.scale, found.fields)
        case "Array":
            element = column_of(inner, clocks)
            if element.many:
                return Column(ColumnKind.OTHER, raw=raw)
            return Column(element.kind, True, raw, element.scale, element.fields)
        case "Tuple":
            return _struct(raw, inner, clocks)
        case "Decimal":
            return Column(ColumnKind.DECIMAL, raw=raw, scale=int(inner.split(",")[1]))
        case "DateTime" | "DateTime64":
            return Column(ColumnKind.INSTANT if "'" in inner else clocks, raw=raw)
        case _:
            whole = word.startswith(("Int", "UInt")) and word[-1].isdigit()
            kind = ColumnKind.INTEGER if whole else _KINDS.get(word, ColumnKind.OTHER)
            return Column(kind, raw=raw)


def _struct(raw: str, inner: str, clocks: ColumnKind) -> Column:
    fields = {}
    for part in _between_commas(inner):
        named = _FIELD.fullmatch(part)
        if named is None:
            return Column(ColumnKind.OTHER, raw=raw)
        fields[named[1] or named[2]] = column_of(named[3], clocks)
    return Column(ColumnKind.STRUCT, raw=raw, fields=fields)


def _parts(raw: str) -> tuple[str, str]:
    """The word of a type, and what stands in its parentheses."""
    word, opened, rest = raw.partition("(")
    return word, rest[:-1] if opened else ""


def _between_commas(text: str) -> Iterator[str]:
    """The parts of a list that are not inside of parentheses or quotes."""
    start, depth, quote = 0, 0, ""
    for place, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "`'":
            quote = character
        elif character == "," and depth == 0:
            yield text[start:place].strip()
            start = place + 1
        else:
            depth += (character == "(") - (character == ")")
    yield text[start:].strip()
