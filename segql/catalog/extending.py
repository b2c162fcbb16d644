"""Adds what is new in the data to catalog files, and keeps every word that stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from pathlib import Path as File

from segql.catalog.document import parse_document
from segql.catalog.infer_names import stem
from segql.catalog.loading import LoadedCatalog
from segql.catalog.lookup import uses_of
from segql.catalog.models import Catalog, Described, Event, FieldModel, ListModel, ObjectModel
from segql.catalog.paths import Path
from segql.catalog.writing import entry, flow, plain, scalar, section
from segql.catalog.yaml_nodes import Mapping as MappingNode
from segql.catalog.yaml_nodes import Node, Scalar, to_python
from segql.source import Source

_COMMENTED = re.compile(r"^\s*#\s*[\"'`]?([^\s:\"'`#][^:\"'`#]*?)[\"'`]?\s*:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Additions:
    """New entries by the mapping they belong to: `("customer", "attributes")`, `("events",)`.

    `sentences` say what could not be added, and why.
    """

    entries: Dictionary[Path, Dictionary[str, object]] = field(default_factory=dict)
    sentences: tuple[str, ...] = ()

    def __len__(self) -> int:
        return sum(map(len, self.entries.values()))


def additions(loaded: LoadedCatalog, found: Catalog) -> Additions:
    """What a catalog of the same data, inferred anew, has and this one has not.

    A column that an entry reads already, whatever the entry is called, is not new; nor is what
    stands in a comment (`# phone: ...`), where a person took it out.
    """
    return _Comparison(loaded, found).run()


class _Comparison:
    def __init__(self, loaded: LoadedCatalog, found: Catalog) -> None:
        self.loaded = loaded
        self.own = loaded.catalog
        self.found = found
        texts = [source.text for source in loaded.sources]
        self.silenced = {name.strip() for text in texts for name in _COMMENTED.findall(text)}
        self.read: dict[str, set[str]] = {}
        for use in uses_of(self.own):
            self.read.setdefault(stem(use.table), set()).add(use.column)
        self.entries: dict[Path, dict[str, object]] = {}
        self.said: list[str] = []

    def run(self) -> Additions:
        own, found = self.own, self.found
        taken = {*own.customer.attributes, *own.events, *own.objects}
        if stem(own.customer.table) == stem(found.customer.table):
            place: Path = ("customer", "attributes")
            attributes = found.customer.attributes
            self._fields(place, stem(own.customer.table), attributes, own.customer.attributes)
        for kind, items in (
            ("events", found.events), ("objects", found.objects), ("lists", found.lists)
        ):  # fmt: skip
            for name, item in items.items():
                self._table(kind, name, item, taken)
        for channel, consent in found.consent.items():
            new = self.entries.get(("customer", "attributes"), {})
            if channel not in own.consent and consent.attribute in new:
                self._add(("consent",), channel, plain(consent))
        return Additions(self.entries, tuple(self.said))

    def _add(self, place: Path, name: str, value: object) -> None:
        if name not in self.silenced:
            self.entries.setdefault(place, {})[name] = value

    def _table(
        self,
        kind: str,
        name: str,
        item: Event | ObjectModel | ListModel,
        taken: set[str],
    ) -> None:
        table = stem(item.table or "")
        owners = list(self._owners(table))
        if not owners and table not in self.read:
            if name in taken:
                self.said.append(f"The table `{item.table}` is new, but `{name}` is taken.")
            else:
                self._add((kind,), name, item)
            return
        fields = {} if isinstance(item, ListModel) else item.fields
        if len(owners) == 1:
            owner, known = owners[0]
            self._fields((*owner, "fields"), table, fields, known)
        elif owners:
            new = [field for field in fields if field not in self.read.get(table, ())]
            new = [field for field in new if field not in self.silenced]
            if new:
                names = ", ".join(f"`{field}`" for field in new)
                self.said.append(
                    f"The table `{item.table}` has new columns, {names}, and several entries read "
                    "it: add them where they belong."
                )

    def _owners(self, table: str) -> Iterator[tuple[Path, Mapping[str, FieldModel]]]:
        for name, event in self.own.events.items():
            if event.table is not None and stem(event.table) == table:
                yield ("events", name), event.fields
        for name, item in self.own.objects.items():
            if stem(item.table) == table:
                yield ("objects", name), item.fields

    def _fields(
        self,
        place: Path,
        table: str,
        found: Mapping[str, FieldModel],
        known: Mapping[str, FieldModel],
    ) -> None:
        read = self.read.get(table, set())
        for name, model in found.items():
            if model.expression is not None or self._is_read(name, model, read):
                continue
            if name in known:
                self.said.append(f"The column `{name}` of `{table}` is new, but `{name}` is taken.")
            else:
                self._add(place, name, plain(model))

    def _is_read(self, name: str, model: FieldModel, read: set[str]) -> bool:
        if model.path is not None:
            return model.path.split(".")[0] in read
        if model.latitude is not None:
            return model.latitude in read
        return (model.by or model.column or name) in read


# ------------------------------------------------------------------------------------- texts


def extended(loaded: LoadedCatalog, new: Additions, folder: File) -> dict[File, str]:
    """The files of the catalog that change, with their new text. Every line that stood in them
    still does; ValueError where that would not be so.
    """
    edits: dict[str, list[tuple[int, int, str]]] = {}
    for place, entries in new.entries.items():
        source, offset, text = _insertion(loaded, place, entries)
        # where a mapping ends together with the one around it, what is inside comes first
        depth = len(place) if place in loaded.sites else len(place) - 1
        edits.setdefault(source.path, []).append((offset, -depth, text))
    texts = {source.path: source.text for source in loaded.sources}
    changed: dict[File, str] = {}
    for path, items in edits.items():
        text = texts[path]
        for offset, _, added in sorted(items, key=lambda edit: edit[:2], reverse=True):
            text = text[:offset] + added + text[offset:]
        _verify(path, texts[path], text)
        changed[folder / path] = text
    return changed


def _verify(path: str, old: str, new: str) -> None:
    """Whatever a file said, it still says, to people and to programs."""
    before, after = (parse_document(Source(path, text)) for text in (old, new))
    lost = set(old.splitlines()) - set(new.splitlines())
    kept = before.root is not None and after.root is not None and not after.diagnostics
    if before.root is not None and after.root is not None:
        kept = kept and _holds(to_python(after.root), to_python(before.root))
    if not kept or any("{" not in line for line in lost):
        raise ValueError(f"{path} cannot be added to without changing what stands there")


def _holds(new: object, old: object) -> bool:
    if isinstance(old, dict) and isinstance(new, dict):
        return all(key in new and _holds(new[key], value) for key, value in old.items())
    return new == old or old is None


def _insertion(
    loaded: LoadedCatalog, place: Path, entries: Dictionary[str, object]
) -> tuple[Source, int, str]:
    """Where new entries of a mapping go, and how they are written there."""
    site = loaded.sites.get(place)
    if site is None or not isinstance(site.node, MappingNode) or not site.node.entries:
        return _new_mapping(loaded, place, entries)
    source = site.node.span.source
    if source.text[site.node.span.start] == "{":
        return source, _last(site.node.entries[-1].value), f", {_inline(entries)}"
    first = site.node.entries[0].key.span.start
    indent = " " * (first - (source.text.rfind("\n", 0, first) + 1))
    return source, *_after(source, site.node, _lines(entries, indent))


def _new_mapping(
    loaded: LoadedCatalog, place: Path, entries: Dictionary[str, object]
) -> tuple[Source, int, str]:
    """A mapping that is not there yet, or empty, at the end of what it belongs to."""
    site = loaded.sites.get(place)
    if site is not None:
        source, end = site.span.source, site.node.span.end
        start = source.text.rfind("\n", 0, site.span.start) + 1
        indent = " " * (len(source.text[start:]) - len(source.text[start:].lstrip(" ")) + 2)
        if isinstance(site.node, MappingNode) and source.text[end - 1] == "}":
            return source, end - 1, _inline(entries)
        return source, end, "\n" + "\n".join(_lines(entries, indent))
    parent = loaded.sites[place[:-1]].node
    assert isinstance(parent, MappingNode)
    source = parent.span.source
    first = parent.entries[0].key.span.start
    indent = " " * (first - (source.text.rfind("\n", 0, first) + 1))
    lines = [f"{indent}{scalar(place[-1])}:", *_lines(entries, indent + "  ")]
    offset, text = _after(source, parent, lines)
    return source, offset, text if place[:-1] else "\n" + text


def _inline(entries: Dictionary[str, object]) -> str:
    """New entries within braces."""
    return ", ".join(
        f"{scalar(name)}: {flow(plain(value) if isinstance(value, Described) else value)}"
        for name, value in entries.items()
    )


def _lines(entries: Dictionary[str, object], indent: str) -> list[str]:
    lines: list[str] = []
    for name, value in entries.items():
        if isinstance(value, Event | ObjectModel | ListModel):
            lines += section(name, value, indent)
        else:
            lines += entry(name, value, indent)
    return lines


def _after(source: Source, node: MappingNode, lines: list[str]) -> tuple[int, str]:
    """Behind the last line of a block, the comment at its end included."""
    end = source.text.find("\n", _last(node))
    offset = len(source.text) if end < 0 else end
    return offset, "\n" + "\n".join(lines)


def _last(node: Node) -> int:
    """Where the last thing that is written in a node ends; comments behind it are not its own."""
    while True:
        match node:
            case Scalar():
                return node.span.end
            case MappingNode() if node.span.source.text[node.span.end - 1] != "}" and node.entries:
                last = node.entries[-1]
                if last.value.span.start == last.value.span.end:
                    return last.key.span.end
                node = last.value
            case MappingNode():
                return node.span.end
            case _:
                if node.span.source.text[node.span.end - 1] == "]" or not node.items:
                    return node.span.end
                node = node.items[-1]
