"""How messages speak of types and of lists of names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from segql.types import Kind, Type

_WORDS = {
    Kind.INTEGER: "a whole number",
    Kind.DECIMAL: "a number",
    Kind.DOUBLE: "a number",
    Kind.TEXT: "text",
    Kind.BOOLEAN: "true or false",
    Kind.DATE: "a date",
    Kind.TIMESTAMP: "a timestamp",
    Kind.POINT: "a place",
    Kind.DURATION: "a duration",
    Kind.UNKNOWN: "unknown",
}


def type_words(type_: Type) -> str:
    """A type as a marketer says it."""
    if not type_.many:
        return _WORDS[type_.kind]
    inner = {
        Kind.INTEGER: "whole numbers",
        Kind.DECIMAL: "numbers",
        Kind.DOUBLE: "numbers",
        Kind.DATE: "dates",
        Kind.TIMESTAMP: "timestamps",
    }
    return f"a list of {inner.get(type_.kind, _WORDS[type_.kind])}"


def listed(names: Iterable[str], limit: int = 6, last: str = "and") -> str:
    """`a`, `b` and `c`, each in backticks; no more than `limit` of them; `none` of none."""
    words = [f"`{name}`" for name in names]
    if not words:
        return "none"
    more = len(words) - limit
    if more > 0:
        words = [*words[:limit], f"{more} more"]
    return joined(words, last)


def listed_values(values: Iterable[str], limit: int = 8) -> str:
    """Texts as they are written in the language: `"SE"`, `"NO"` or `"DK"`."""
    return listed([quoted(value) for value in values], limit, last="or")


def joined(words: Sequence[str], last: str = "and") -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def quoted(text: str) -> str:
    """A text as a literal of the language."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def counted(amount: int, word: str) -> str:
    return f"{amount} {word}" if amount == 1 else f"{amount} {word}s"
