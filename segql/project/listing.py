"""The definitions of a project as a list: names, kinds, owners, and who uses whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, assert_never

from segql.semantics import tree
from segql.semantics.walk import descendants
from segql.source import Span
from segql.syntax import nodes

Kind = Literal["trait", "segment", "segmentation", "experiment"]


@dataclass(frozen=True, slots=True)
class Listed:
    """One definition as it is written, whether or not it could be typed.

    `path` is its file as messages show it; `uses` the names of definitions that it mentions
    directly, where it could be typed.
    """

    name: str
    kind: Kind
    path: str
    span: Span
    title: str | None = None
    goal: str | None = None
    owner: str | None = None
    note: str | None = None
    tags: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    uses: frozenset[str] = frozenset()

    @property
    def is_counted(self) -> bool:
        """Whether `run` and `members` have an answer for it."""
        return self.kind != "trait"


def list_definitions(files: Iterable[nodes.File], program: tree.Program) -> dict[str, Listed]:
    """Every trait, segment, segmentation and experiment by name, in the order of the files.

    Of two with one name the first is listed; that there are two is an error of `check`.
    """
    found: dict[str, Listed] = {}
    for file in files:
        for definition in file.definitions:
            listed = _listed(definition, file.source.path, program)
            if listed is not None:
                found.setdefault(listed.name, listed)
    return found


def _listed(definition: nodes.Definition, path: str, program: tree.Program) -> Listed | None:
    match definition:
        case nodes.ParamDefinition():
            return None
        case nodes.TraitDefinition(event=nodes.Ident()):
            return None
        case nodes.TraitDefinition():
            kind: Kind = "trait"
        case nodes.SegmentDefinition():
            kind = "segment"
        case nodes.SegmentationDefinition():
            kind = "segmentation"
        case nodes.ExperimentDefinition():
            kind = "experiment"
        case _:
            assert_never(definition)
    name = definition.name.name
    typed = program.definitions.get(name)
    words = _header_words(definition.headers)
    return Listed(
        name,
        kind,
        path,
        definition.span,
        title=definition.title.value if definition.title else None,
        goal=words.get("goal"),
        owner=words.get("owner"),
        note=words.get("note"),
        tags=_header_list(definition.headers, "tags"),
        channels=_header_list(definition.headers, "channel"),
        uses=frozenset(references(typed, program)) if typed else frozenset(),
    )


def _header_words(headers: Iterable[nodes.Header]) -> dict[str, str]:
    return {
        header.name: header.value.value
        for header in headers
        if isinstance(header.value, nodes.Text)
    }


def _header_list(headers: Iterable[nodes.Header], name: str) -> tuple[str, ...]:
    found: list[str] = []
    for header in headers:
        if header.name == name and isinstance(header.value, tuple):
            for item in header.value:
                found.append(item.value if isinstance(item, nodes.Text) else item.name)
    return tuple(found)


def references(definition: tree.Definition, program: tree.Program) -> set[str]:
    """The names of definitions and computed attributes that one mentions directly.

    A computed field of an event counts as part of the text that mentions it.
    """
    found: set[str] = set()
    waiting: list[object] = [definition]
    seen: set[tuple[str, str]] = set()
    while waiting:
        for node in descendants(waiting.pop()):
            if isinstance(node, tree.Reference):
                found.add(node.name)
            elif isinstance(node, tree.Field) and node.computed:
                owner = node.hops[-1].object if node.hops else node.row.event
                place = (owner or "", node.name)
                if place in program.computed and place not in seen:
                    seen.add(place)
                    waiting.append(program.computed[place])
    return found


def closure(names: Iterable[str], edges: Mapping[str, Iterable[str]]) -> set[str]:
    """The names and everything that can be reached from them."""
    found: set[str] = set()
    todo = list(names)
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo.extend(edges.get(name, ()))
    return found
