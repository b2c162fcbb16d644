"""Where things are defined and used, all over a project: files, catalog and unit tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from segql.catalog.document import read_document
from segql.catalog.paths import scalar_source
from segql.catalog.yaml_nodes import Mapping, Node, Scalar, Sequence
from segql.editor.folder import Folder
from segql.editor.symbols import Kind, Symbol, Use, uses_in, uses_in_expression
from segql.semantics.project import Project
from segql.source import Span
from segql.syntax import nodes, parse_expression


@dataclass(frozen=True, slots=True)
class Found:
    """A use of a name in a file; `text` is the whole file's."""

    path: Path
    text: str
    use: Use


def uses_of_file(folder: Folder, path: Path) -> list[Use]:
    """Every use in one file of definitions, as far as it can be read."""
    snapshot = folder.snapshot()
    parsed = snapshot.parsed.get(path)
    if parsed is None or parsed.file is None or snapshot.analysis is None:
        return []
    return list(uses_in(parsed.file, snapshot.analysis.project))


def use_at(folder: Folder, path: Path, offset: int) -> Use | None:
    """The use that an offset stands in, or directly behind."""
    found = [
        use
        for use in uses_of_file(folder, path)
        if use.span.start <= offset <= use.span.end and use.span.start < use.span.end
    ]
    inside = [use for use in found if offset < use.span.end]
    return next(iter([*inside, *found]), None)


def place_of(folder: Folder, symbol: Symbol, path: Path) -> Span | None:
    """Where something is defined; `path` is the file whose names are asked about."""
    analysis = folder.snapshot().analysis
    if analysis is None:
        return None
    if symbol.kind is Kind.ALIAS:
        own = (use for use in uses_of_file(folder, path) if use.defines and use.symbol == symbol)
        return next((use.span for use in own), None)
    return _place(symbol, analysis.project)


def _place(symbol: Symbol, project: Project) -> Span | None:
    name, owner = symbol.name, symbol.owner
    loaded = project.loaded
    match symbol.kind:
        case Kind.ATTRIBUTE | Kind.DEFINITION:
            entry = project.entries.get(name)
            return entry.span if entry is not None else None
        case Kind.PARAMETER:
            parameter = project.parameters.get(name)
            return parameter.span if parameter is not None else None
        case Kind.EVENT:
            known = name in project.events
            return loaded.span_of(("events", name), key=True) if known else None
        case Kind.FIELD if owner is not None:
            trait = project.event_traits.get((owner, name))
            if trait is not None:
                return trait.name.span
            section = "events" if owner in project.events else "objects"
            return loaded.span_of((section, owner, "fields", name), key=True)
        case Kind.ROLE if owner is not None:
            return loaded.span_of(("events", owner, name), key=True)
        case Kind.CASE | Kind.MEASURE if owner is not None:
            entry = project.entries.get(owner)
            return _part(entry.node if entry is not None else None, name)
        case Kind.LIST | Kind.PLACE | Kind.CHANNEL:
            section = {Kind.LIST: "lists", Kind.PLACE: "places"}.get(symbol.kind, "consent")
            if (section, name) not in loaded.sites:
                return None
            return loaded.span_of((section, name), key=True)
        case _:
            return None


def _part(node: nodes.Definition | None, name: str) -> Span | None:
    match node:
        case nodes.SegmentationDefinition(cases=cases):
            idents = [case.name for case in cases]
        case nodes.ExperimentDefinition(variants=variants, measures=measures):
            idents = [*(item.name for item in variants), *(item.name for item in measures)]
        case _:
            return None
    return next((ident.span for ident in idents if ident.name == name), None)


# ------------------------------------------------------------------------------- references


def references(folder: Folder, symbol: Symbol, path: Path) -> list[Found]:
    """Every use of something: in files of definitions, in the catalog, in unit tests."""
    snapshot = folder.snapshot()
    analysis = snapshot.analysis
    if analysis is None:
        return []
    found: list[Found] = []
    for file, parsed in snapshot.parsed.items():
        if parsed.file is None or symbol.name not in parsed.file.source.text:
            continue
        if symbol.kind is Kind.ALIAS and file != path:
            continue
        uses = uses_in(parsed.file, analysis.project)
        found += [Found(file, parsed.file.source.text, use) for use in uses if use.symbol == symbol]
    if symbol.kind is not Kind.ALIAS:
        outside = [
            *_in_catalog(folder, analysis.project),
            *_in_tests(folder, analysis.project, symbol),
        ]
        found += [item for item in outside if item.use.symbol == symbol]
    return sorted(found, key=lambda item: (folder.shown(item.path), item.use.span.start))


def _in_catalog(folder: Folder, project: Project) -> Iterator[Found]:
    for path, parsed in project.expressions.items():
        if parsed.expression is None:
            continue
        owner = path[1] if path[0] in ("events", "objects") else None
        if path[-1] == "where" and owner is not None:
            owner = project.events[owner].of
            if owner is None:
                continue  # its names are columns
        source = project.loaded.source_of(path)
        for use in uses_in_expression(parsed.expression, project, owner):
            yield Found(folder.path_of(source.path), source.whole or source.text, use)


def _in_tests(folder: Folder, project: Project, symbol: Symbol) -> Iterator[Found]:
    """Conditions below `expect:` and `refuse:` of unit tests, and the cases below those."""
    if folder.root is None:
        return
    below = folder.root / "tests"
    for path in sorted(f for f in below.rglob("*") if f.suffix in (".yml", ".yaml")):
        document = read_document(path, folder.shown(path))
        if document.root is None or symbol.name not in document.source.text:
            continue
        for key, value in _conditions(document.root):
            source = scalar_source(key)
            parsed = parse_expression(source)
            if parsed.expression is None:
                continue
            for use in uses_in_expression(parsed.expression, project):
                yield Found(path, document.source.text, use)
            if isinstance(value, Mapping) and isinstance(parsed.expression, nodes.Name):
                owner = parsed.expression.dotted
                for entry in value:
                    case = Symbol(Kind.CASE, entry.key.text, owner)
                    yield Found(path, document.source.text, Use(case, entry.key.span))


def _conditions(root: Node) -> Iterator[tuple[Scalar, Node]]:
    waiting: list[Node] = [root]
    while waiting:
        match waiting.pop():
            case Mapping() as mapping:
                for entry in mapping:
                    below = entry.value
                    if entry.key.text in ("expect", "refuse") and isinstance(below, Mapping):
                        yield from ((item.key, item.value) for item in below)
                    elif entry.key.text == "tests":
                        waiting.append(below)
            case Sequence(items=items):
                waiting.extend(items)
            case Scalar():
                pass


def unread_files(folder: Folder, name: str) -> list[Path]:
    """Files that hold a word in a definition that cannot be read at the moment."""
    word = re.compile(rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])")
    found = []
    for path, parsed in folder.snapshot().parsed.items():
        if any(item.is_error and item.code.id.startswith("SEG1") for item in parsed.diagnostics):
            source = folder.source(path)
            if source is not None and word.search(source.text):
                found.append(path)
    return found
