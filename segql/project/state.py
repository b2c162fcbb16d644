"""What a project is at this moment, hashed; and which definitions differ from an earlier one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segql.export import DefinitionRecord, Manifest, hash_of, read_manifest
from segql.project.listing import closure, references
from segql.semantics.walk import descendants
from segql.syntax import nodes

if TYPE_CHECKING:
    from segql.project.written import Written


def manifest_of(project: Written) -> Manifest:
    """The record of a project: hashes of its catalog and definitions, and its parameters."""
    from segql import __version__

    texts = _Texts(project)
    return Manifest(
        project.settings.name,
        __version__,
        hash_of(project.catalog.model_dump_json(by_alias=True)),
        tuple(
            DefinitionRecord(
                item.name,
                item.kind,
                item.path,
                texts.hash_of(item.name),
                item.title,
                item.owner,
                item.tags,
                tuple(sorted(item.uses)),
            )
            for item in project.definitions.values()
        ),
        {name: str(value) for name, value in project.parameters.items()},
    )


def modified_names(project: Written, folder: Path) -> set[str]:
    """The definitions that are new, or say something else than in the manifest of `folder`.

    Layout and comments do not count; the params, computed fields and computed attributes that a
    definition rests on do. Raises SegqlError (2) where there is no manifest.
    """
    before = {item.name: item.hash for item in read_manifest(folder).definitions}
    now = manifest_of(project).definitions
    return {item.name for item in now if before.get(item.name) != item.hash}


class _Texts:
    """What everything in a project says that has a name."""

    def __init__(self, project: Written) -> None:
        self._project = project
        self._definitions: dict[str, nodes.Definition] = {}
        self._params: dict[str, nodes.ParamDefinition] = {}
        self._fields: dict[tuple[str, str], nodes.TraitDefinition] = {}
        program = project.analysis.program
        self._computed = {
            name: references(program.definitions[name], program)
            for name in project.catalog.customer.attributes
            if name in program.definitions
        }
        for parsed in project.parsed:
            for definition in parsed.file.definitions if parsed.file else ():
                match definition:
                    case nodes.ParamDefinition():
                        self._params.setdefault(definition.name.name, definition)
                    case nodes.TraitDefinition(event=nodes.Ident(name=event)):
                        self._fields.setdefault((event, definition.name.name), definition)
                    case _:
                        self._definitions.setdefault(definition.name.name, definition)

    def hash_of(self, name: str) -> str:
        """The hash of a definition with what it rests on directly, other definitions apart."""
        definition = self._definitions[name]
        return hash_of(_said(definition), *sorted(self._below(name, definition)))

    def _below(self, name: str, definition: nodes.Definition) -> Iterator[str]:
        program = self._project.analysis.program
        for used in _parameters(definition) if self._params else ():
            if used in self._params:
                given = self._project.parameters.get(used)
                yield f"${used} = {given or _said(self._params[used])}"
        typed = program.definitions.get(name)
        if typed is None:
            return
        attributes = self._project.catalog.customer.attributes
        used_attributes = references(typed, program) & self._computed.keys()
        for used in closure(used_attributes, self._computed) & attributes.keys():
            yield f"{used} = {attributes[used].expression}"
        for node in descendants(typed) if self._fields else ():
            place = _field_of(node)
            if place in self._fields:
                yield f"{place} = {_said(self._fields[place])}"


def _field_of(node: Any) -> tuple[str, str]:
    from segql.semantics import tree

    if isinstance(node, tree.Field) and node.computed and node.row.event is not None:
        return node.row.event, node.name
    return "", ""


def _said(definition: nodes.Definition) -> str:
    """What a definition says, its layout and comments apart: the tree of its text."""
    return repr(definition)


def _parameters(definition: nodes.Definition) -> set[str]:
    return {node.name for node in descendants(definition) if isinstance(node, nodes.Parameter)}
