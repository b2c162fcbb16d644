"""Text that Jinja and YAML read back as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

_OPENS = re.compile(r"\{(?=[{%#])")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}

Node = str | int | bool | Mapping[str, "Node"] | Sequence["Node"]


def inert(text: str) -> str:
    """Text without anything that Jinja would act upon; it comes out of Jinja as it was.

    Jinja also makes one kind of line end of all, which would change a value.
    """
    return _OPENS.sub("{{ '{' }}", text).replace("\r", r"{{ '\r' }}")


def yaml(node: Node) -> str:
    """A document in block style; every text is quoted, so that none is taken for anything else."""
    return "\n".join(_lines(node)) + "\n"


def _lines(node: Node) -> Iterator[str]:
    match node:
        case bool():
            yield "true" if node else "false"
        case int():
            yield str(node)
        case str():
            yield _quoted(node)
        case Mapping():
            for key, value in node.items():
                yield from _entry(f"{key}:" if key.isidentifier() else f"{_quoted(key)}:", value)
        case _:
            for value in node:
                first, *rest = _lines(value)
                yield f"- {first}"
                yield from (f"  {line}" for line in rest)


def _entry(head: str, value: Node) -> Iterator[str]:
    if isinstance(value, str | int):
        yield f"{head} {next(_lines(value))}"
    elif not value:
        yield f"{head} {'{}' if isinstance(value, Mapping) else '[]'}"
    else:
        yield head
        yield from (f"  {line}" for line in _lines(value))


def _quoted(text: str) -> str:
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    return (
        f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"
    )
