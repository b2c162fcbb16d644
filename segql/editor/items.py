"""What is offered while writing: one item of each kind, with what it says of itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from segql.catalog.models import FieldModel
from segql.functions import Declaration
from segql.semantics.project import Entry, EntryKind, Project, type_of_entry
from segql.semantics.words import quoted
from segql.syntax.words import written
from segql.types import Type


@dataclass(frozen=True, slots=True)
class Item:
    """`insert` goes in place of the word that was typed; with `snippet` it has `$1` for what is
    to be filled in. `rank` puts kinds of items in order, the likeliest first.
    """

    label: str
    kind: str
    insert: str
    rank: int
    detail: str = ""
    documentation: str = ""
    snippet: bool = False


def of_keyword(word: str, rank: int = 6) -> Item:
    return Item(word, "keyword", word, rank)


def of_phrase(label: str, insert: str, documentation: str = "", rank: int = 3) -> Item:
    """Words that belong together, with places to fill in."""
    return Item(label, "keyword", insert, rank, documentation=documentation, snippet="$" in insert)


def of_function(item: Declaration, name: str, inside: str = "$1") -> Item:
    return Item(
        name,
        "function",
        f"{name}({inside})",
        4,
        item.signature,
        f"{item.documentation}\n\n{item.null_words}",
        snippet=True,
    )


def of_entry(entry: Entry, project: Project) -> Item:
    """An attribute, a related object or a definition of the project."""
    type_ = type_of_entry(entry, project)
    if entry.model is not None:
        return of_field(entry.name, entry.model, type_, written(entry.name))
    title = getattr(entry.node, "title", None)
    kind = str(entry.kind).split(" ", 1)[1]
    shown = f"{kind}, {type_}" if entry.kind is EntryKind.TRAIT and type_ else kind
    documentation = title.value if title is not None else ""
    return Item(entry.name, kind, written(entry.name), 1, shown, documentation)


def of_field(name: str, model: FieldModel | None, type_: Type | None, insert: str) -> Item:
    """An attribute of customers, or a field of events or objects."""
    detail = str(type_) if type_ is not None else "related object"
    if model is not None and model.unit:
        detail += f", {model.unit}"
    words = [text for text in (model.label, model.description) if text] if model else []
    kind = "object" if model is not None and model.to is not None else "attribute"
    rank = 2 if kind == "object" else 1  # only a step on the way
    return Item(name, kind, insert, rank, detail, "\n\n".join(words))


def of_event(name: str, project: Project) -> Item:
    event = project.events[name]
    words = [text for text in (event.label, event.description) if text]
    return Item(name, "event", written(name), 1, "events", "\n\n".join(words))


def of_value(value: object, detail: str = "", rank: int = 0) -> Item:
    """A literal that can stand here: text comes in quotes."""
    match value:
        case bool():
            text = "true" if value else "false"
        case str():
            text = quoted(value)
        case _:
            text = str(value)
    return Item(text, "value", text, rank, detail)


def of_parameter(name: str, shown: str) -> Item:
    return Item(f"${name}", "parameter", f"${name}", 5, shown)


def once(items: Iterable[Item]) -> list[Item]:
    """Each label once, the best ranked one, in order."""
    best: dict[str, Item] = {}
    for item in items:
        known = best.get(item.label)
        if known is None or item.rank < known.rank:
            best[item.label] = item
    return sorted(best.values(), key=lambda item: (item.rank, item.label.casefold()))
