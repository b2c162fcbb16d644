"""Paths into YAML (`("customer", "attributes", "age", "expression")`) and their places."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass

from segql.catalog.yaml_nodes import Mapping, Node, Scalar, Sequence
from segql.source import NOWHERE, Source, Span

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """Where an entry stands: its key (None in a list) and its value."""

    key: Span | None
    node: Node

    @property
    def span(self) -> Span:
        """What to underline: a single value itself, else the key of what stands below."""
        if self.key is None:
            return self.node.span
        single = isinstance(self.node, Scalar) and self.node.span.start < self.node.span.end
        return self.node.span if single else self.key


Sites = Dictionary[Path, Site]


def sites_of(root: Node, prefix: Path = ()) -> dict[Path, Site]:
    """Every path below a node with its place."""
    found: dict[Path, Site] = {prefix: Site(None, root)}
    waiting: list[tuple[Path, Node]] = [(prefix, root)]
    while waiting:
        path, node = waiting.pop()
        match node:
            case Mapping():
                for entry in node:
                    below = (*path, entry.key.text)
                    found[below] = Site(entry.key.span, entry.value)
                    waiting.append((below, entry.value))
            case Sequence():
                for index, item in enumerate(node.items):
                    found[(*path, index)] = Site(None, item)
                    waiting.append(((*path, index), item))
            case Scalar():
                pass
    return found


def span_at(sites: Sites, path: Path, key: bool = False) -> Span:
    """The place of a path, or of the nearest thing around it that exists."""
    for length in range(len(path), 0, -1):
        site = sites.get(path[:length])
        if site is None:
            continue
        if length < len(path) or key:
            return site.key or site.span
        return site.span
    root = sites.get(())
    return _first_line(root.node.span) if root else NOWHERE


def _first_line(span: Span) -> Span:
    end = span.source.text.find("\n", span.start, span.end)
    return Span(span.source, span.start, span.end if end < 0 else end)


def scalar_source(scalar: Scalar) -> Source:
    """A source in which offsets of the scalar's text are offsets of the YAML file.

    Everything outside the scalar is blank. Where the written text differs from what it means
    (escapes, folded lines), the decoded text stands where the scalar begins, so that the line
    is right and columns are near.
    """
    span, whole = scalar.span, scalar.span.source
    start, end = span.start, span.end
    if scalar.style in ("'", '"'):
        start, end = start + 1, end - 1
    elif scalar.style in ("|", ">"):
        start = whole.text.find("\n", span.start, span.end) + 1
    written = whole.text[start:end]
    before = _blank(whole.text[:start])
    if scalar.style == "|" or written == scalar.text:
        return Source(whole.path, before + written + _blank(whole.text[end:]), whole.text)
    return Source(whole.path, before + scalar.text)


def _blank(text: str) -> str:
    return "".join(c if c in "\r\n" else " " for c in text)
