"""Literals and names as canonical text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from segql.syntax import nodes
from segql.syntax.words import written


def name(node: nodes.Ident) -> str:
    return f"`{node.name}`" if node.quoted else written(node.name)


def dotted(node: nodes.Name) -> str:
    return ".".join(name(part) for part in node.parts)


def text(value: str) -> str:
    """In double quotes, or in single ones where that saves escapes."""
    quote = "'" if '"' in value and "'" not in value else '"'
    return quote + "".join(_sign(sign, quote) for sign in value) + quote


def _sign(sign: str, quote: str) -> str:
    if sign in (quote, "\\"):
        return "\\" + sign
    if sign == "\n":
        return "\\n"
    if sign == "\t":
        return "\\t"
    return sign if sign.isprintable() else f"\\u{{{ord(sign):X}}}"


def timestamp(value: datetime) -> str:
    """`2024-06-30T14:05`, with seconds, fractions and offset where they are not zero."""
    plain = value.replace(tzinfo=None)
    shown = plain.isoformat(timespec="auto" if plain.second or plain.microsecond else "minutes")
    offset = value.utcoffset()
    if offset is None:
        return shown
    if value.tzinfo is UTC or offset == timedelta(0):
        return shown + "Z"
    minutes = int(offset.total_seconds()) // 60
    sign, minutes = ("-", -minutes) if minutes < 0 else ("+", minutes)
    return f"{shown}{sign}{minutes // 60:02}:{minutes % 60:02}"


def amount(node: nodes.Number | nodes.Parameter) -> str:
    return node.text if isinstance(node, nodes.Number) else f"${node.name}"


def duration(node: nodes.Duration) -> str:
    """`90 days`, `1 day`, `$n days`."""
    return f"{amount(node.amount)} {units(node.amount, node.unit)}"


def units(count: nodes.Number | nodes.Parameter, unit: str) -> str:
    one = isinstance(count, nodes.Number) and count.value == 1
    return unit if one else unit + "s"
