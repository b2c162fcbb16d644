"""The shape of a file: its definitions, what can be folded, what its names are coloured as."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from segql.editor.folder import Folder
from segql.editor.places import uses_of_file
from segql.editor.symbols import Kind, Use
from segql.semantics.project import EntryKind, Project
from segql.source import Span
from segql.syntax import nodes


@dataclass(frozen=True, slots=True)
class Outline:
    """One entry of a file's outline; `name_span` is what is selected."""

    name: str
    kind: str
    detail: str
    span: Span
    name_span: Span
    children: tuple[Outline, ...] = ()


def outline_of(file: nodes.File) -> list[Outline]:
    """The definitions of a file, with cases, variants and measures below them."""
    return [_outline(definition) for definition in file.definitions]


def _outline(node: nodes.Definition) -> Outline:
    match node:
        case nodes.ParamDefinition(name=name):
            return Outline(f"${name.name}", "parameter", "", node.span, name.span)
        case nodes.TraitDefinition(event=event):
            owner = f"{event.name}." if event is not None else ""
            return Outline(
                f"{owner}{node.name.name}", "trait", _title(node.title), node.span, node.name.span
            )
        case nodes.SegmentDefinition():
            return _whole(node, "segment")
        case nodes.SegmentationDefinition(cases=cases):
            return _whole(node, "segmentation", [_part(c, _title(c.title)) for c in cases])
        case nodes.ExperimentDefinition(variants=variants, measures=measures):
            parts = [_part(item, item.share.text) for item in variants]
            parts += [_part(item, "measure") for item in measures]
            return _whole(node, "experiment", parts)


def _whole(
    node: nodes.SegmentDefinition | nodes.SegmentationDefinition | nodes.ExperimentDefinition,
    kind: str,
    parts: Sequence[Outline] = (),
) -> Outline:
    name = node.name
    return Outline(name.name, kind, _title(node.title), node.span, name.span, tuple(parts))


def _part(node: nodes.Case | nodes.Variant | nodes.Measure, detail: str) -> Outline:
    return Outline(node.name.name, "case", detail, node.span, node.name.span)


def _title(text: nodes.Text | None) -> str:
    return text.value if text is not None else ""


def folds(file: nodes.File) -> list[tuple[int, int, str]]:
    """Stretches that can be folded away: definitions, and comments of several lines."""
    found = [(item.span.start, item.span.end, "region") for item in file.definitions]
    source = file.source
    own = [comment for comment in file.comments if comment.own_line]
    numbered = [
        (source.position(comment.span.start).line - index, comment)
        for index, comment in enumerate(own)
    ]
    for _, group in groupby(numbered, key=lambda item: item[0]):
        block = [comment for _, comment in group]
        if len(block) > 1:
            found.append((block[0].span.start, block[-1].span.end, "comment"))
    return found


TOKEN_TYPES = (
    "property", "variable", "class", "enum", "enumMember", "type", "parameter", "function",
    "keyword",
)  # fmt: skip
"""Kinds of names as editors know them, in the order of their numbers."""


def tokens(folder: Folder, path: Path) -> list[tuple[int, int, str]]:
    """Start, end and kind of every name of a file, in the order of the text, none overlapping."""
    analysis = folder.snapshot().analysis
    if analysis is None:
        return []
    found: list[tuple[int, int, str]] = []
    last = -1
    for use in sorted(uses_of_file(folder, path), key=lambda item: item.span.start):
        kind = _token(use, analysis.project)
        if kind is not None and use.span.start >= last and use.span.end > use.span.start:
            found.append((use.span.start, use.span.end, kind))
            last = use.span.end
    return found


def _token(use: Use, project: Project) -> str | None:
    match use.symbol.kind:
        case Kind.ATTRIBUTE | Kind.FIELD | Kind.ROLE:
            return "property"
        case Kind.DEFINITION:
            entry = project.entries.get(use.symbol.name)
            if entry is None:
                return None
            return {EntryKind.TRAIT: "variable", EntryKind.SEGMENT: "class"}.get(entry.kind, "enum")
        case Kind.CASE | Kind.MEASURE:
            return "enumMember"
        case Kind.EVENT | Kind.ALIAS | Kind.LIST | Kind.PLACE | Kind.CHANNEL:
            return "type"
        case Kind.PARAMETER:
            return "parameter"
        case Kind.FUNCTION:
            return "function"
        case Kind.WORD:
            return "keyword"


def encoded(items: Iterator[tuple[int, int, int, int]]) -> list[int]:
    """Line, column, length and type of each token as the protocol packs them: as differences."""
    data: list[int] = []
    line = column = 0
    for at, start, length, kind in items:
        data += [at - line, start - column if at == line else start, length, kind, 0]
        line, column = at, start
    return data
