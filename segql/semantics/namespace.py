"""Collects every name of a project, and says where two things have the same one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, assert_never

from segql.diagnostics.codes import names as codes
from segql.diagnostics.model import Note
from segql.semantics import parameters
from segql.semantics.project import Entry, EntryKind
from segql.semantics.suggestions import close
from segql.semantics.words import listed
from segql.syntax import nodes

if TYPE_CHECKING:
    from segql.semantics.checker import Checker

_OWN_WORDS = ("today", "now", "customer")


def collect(checker: Checker, files: Sequence[nodes.File]) -> None:
    """Fill the project's entries, parameters and computed fields of events."""
    project = checker.project
    for name, model in project.catalog.customer.attributes.items():
        span = project.loaded.span_of(("customer", "attributes", name), key=True)
        kind = EntryKind.OBJECT if model.to is not None else EntryKind.ATTRIBUTE
        project.entries[name] = Entry(name, kind, span, span.source.path, model=model)
    for file in files:
        for definition in file.definitions:
            _add(checker, file, definition)


def _add(checker: Checker, file: nodes.File, node: nodes.Definition) -> None:
    match node:
        case nodes.ParamDefinition():
            parameters.define(checker, node)
        case nodes.TraitDefinition(event=nodes.Ident() as event):
            _add_field(checker, node, event)
        case nodes.TraitDefinition():
            _add_entry(checker, file, node, EntryKind.TRAIT)
        case nodes.SegmentDefinition():
            _add_entry(checker, file, node, EntryKind.SEGMENT)
        case nodes.SegmentationDefinition():
            _add_entry(checker, file, node, EntryKind.SEGMENTATION)
        case nodes.ExperimentDefinition():
            _add_entry(checker, file, node, EntryKind.EXPERIMENT)
        case _:
            assert_never(node)


Named = (
    nodes.TraitDefinition
    | nodes.SegmentDefinition
    | nodes.SegmentationDefinition
    | nodes.ExperimentDefinition
)


def _add_entry(checker: Checker, file: nodes.File, node: Named, kind: EntryKind) -> None:
    name = node.name.name
    if name in _OWN_WORDS:
        checker.report(
            codes.OWN_WORD,
            f"`{name}` means something in every condition, so no definition can be called that.",
            node.name.span,
            "Give it another name.",
        )
        return
    before = checker.project.entries.get(name)
    if before is not None:
        there = f" in {before.path}" if before.path not in ("", file.source.path) else ""
        same = kind is before.kind
        noun = kind.removeprefix("an ").removeprefix("a ")
        checker.report(
            codes.NAME_CLASH,
            f"There is another {noun} `{name}`{there}."
            if same
            else f"`{name}` is {kind} here and {before.kind}{there}.",
            node.name.span,
            "Give one of them another name: a name means one thing in the whole project.",
            notes=[Note("It stands here." if same else f"Here it is {before.kind}.", before.span)],
        )
        return
    checker.project.entries[name] = Entry(name, kind, node.name.span, file.source.path, node)


def _add_field(checker: Checker, node: nodes.TraitDefinition, owner: nodes.Ident) -> None:
    project = checker.project
    catalog = project.catalog
    name = node.name.name
    if owner.name not in catalog.events and owner.name not in catalog.objects:
        near = close(owner.name, [*catalog.events, *catalog.objects])
        checker.report(
            codes.UNKNOWN_NAME,
            f"There are no events or objects called `{owner.name}`.",
            owner.span,
            f"Did you mean `{near}`?"
            if near
            else f"The catalog has {listed([*catalog.events, *catalog.objects])}.",
            fix=near,
        )
        return
    notes: list[Note] = []
    if name in catalog.fields_of(owner.name):
        section = "events" if owner.name in catalog.events else "objects"
        place = project.loaded.span_of((section, owner.name, "fields", name), key=True)
        notes.append(Note("The catalog declares it here.", place))
    elif (owner.name, name) in project.event_traits:
        first = project.event_traits[owner.name, name]
        notes.append(Note("The first one stands here.", first.name.span))
    elif name in project.field_names(owner.name):
        notes.append(Note("The catalog puts them together by it.", owner.span))
    if notes:
        checker.report(
            codes.NAME_CLASH,
            f"`{owner.name}` has a field `{name}` already.",
            node.name.span,
            "Give one of them another name.",
            notes=notes,
        )
        return
    project.event_traits[owner.name, name] = node
