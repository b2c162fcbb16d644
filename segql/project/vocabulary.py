"""What one may write about: the names of the catalog, with their types and known values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Literal

from segql.catalog.models import Described, FieldModel
from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes.cli import UNKNOWN_SELECTION
from segql.diagnostics.quoting import on_one_line
from segql.diagnostics.suggest import nearest
from segql.semantics.project import Entry, EntryKind, type_of_entry, type_of_field
from segql.semantics.project import Project as Names
from segql.semantics.words import type_words
from segql.syntax import nodes
from segql.syntax.words import written
from segql.types import Type

if TYPE_CHECKING:
    from segql.analysis.quality import DataReport

Kind = Literal["attribute", "trait", "event", "field", "list", "place", "channel"]


@dataclass(frozen=True, slots=True)
class Word:
    """A name that conditions may use. `written` is how it stands in a text; `owner` the event it
    is a field of, or the attribute that leads to it. `known` is in which share of the customers,
    or of the events, the value is known, where that was asked for; `definition` is the text that
    computes it, where one does.
    """

    written: str
    name: str
    kind: Kind
    owner: str | None = None
    type: str | None = None
    unit: str | None = None
    label: str | None = None
    description: str | None = None
    definition: str | None = None
    values: tuple[Any, ...] = ()
    known: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """The object of `ls --fields --format json`."""
        return {
            "written": self.written,
            "name": self.name,
            "kind": self.kind,
            "owner": self.owner,
            "type": self.type,
            "unit": self.unit,
            "label": self.label,
            "description": self.description,
            "definition": self.definition,
            "values": list(self.values),
            "share_known": self.known,
        }


def vocabulary(names: Names, report: DataReport | None = None) -> list[Word]:
    """All names, attributes first, then traits, events with their fields, lists, places, channels;
    with what a report says of their values.
    """
    catalog = names.catalog
    words = [
        *_attributes(names),
        *_traits(names),
        *(word for event in catalog.events for word in _event(names, event)),
        *(_plain(f"in list {written(name)}", name, "list", item)
          for name, item in catalog.lists.items()),
        *(Word(f'"{name}"', name, "place") for name in catalog.places),
        *(_plain(f"channel {written(name)}", name, "channel", item)
          for name, item in catalog.consent.items()),
    ]  # fmt: skip
    shares = _shares(report) if report is not None else {}
    return [
        replace(word, known=shares.get((word.owner, word.name)))
        if word.kind in ("attribute", "field")
        else word
        for word in words
    ]


def chosen(words: list[Word], asked: Iterable[str]) -> list[Word]:
    """The words that names choose (`country`, `orders`, `orders.*`); of an event with its fields.
    A name that nothing has chooses whatever holds it: `spend` finds `spend_365d`.

    Raises SegqlError (2) for a name that chooses nothing.
    """
    found: set[Word] = set()
    for name in asked:
        fits = {word for word in words if _fits(word, name)} or {
            word for word in words if _holds(word, name)
        }
        if not fits:
            near = nearest(name, [word.name for word in words])
            help = f"Did you mean `{near}`?" if near else "`segql ls --fields` lists what there is."
            message = f"The catalog has nothing called `{name}`."
            raise SegqlError(Diagnostic(UNKNOWN_SELECTION, message, help=help), exit_code=2)
        found |= fits
    return [word for word in words if word in found] if found else words


def _fits(word: Word, name: str) -> bool:
    return name == word.owner or any(fnmatchcase(said, name) for said in (word.name, word.written))


def _holds(word: Word, text: str) -> bool:
    said = (word.written, word.label or "", word.description or "")
    return any(text.casefold() in one.casefold() for one in said)


def _attributes(names: Names) -> Iterator[Word]:
    for name, model in names.catalog.customer.attributes.items():
        if model.to is not None:
            yield from _object(names, model, written(name), name, {model.to})
            continue
        entry = names.entries.get(name)
        type_ = type_of_entry(entry, names) if entry is not None else None
        yield _field(written(name), name, "attribute", None, type_, model)


def _traits(names: Names) -> Iterator[Word]:
    kinds = (EntryKind.TRAIT, EntryKind.SEGMENTATION, EntryKind.EXPERIMENT)
    for entry in names.entries.values():
        if entry.kind in kinds and entry.node is not None:
            yield _trait(entry, names)


def _trait(entry: Entry, names: Names) -> Word:
    type_ = type_of_entry(entry, names)
    title = getattr(entry.node, "title", None)
    values: tuple[str, ...] = ()
    definition: str | None = None
    match entry.node:
        case nodes.TraitDefinition(body=body):
            definition = on_one_line(body.span.text)
        case nodes.SegmentationDefinition(cases=cases):
            values = tuple(case.name.name for case in cases)
        case nodes.ExperimentDefinition(variants=variants):
            values = tuple(variant.name.name for variant in variants)
    return Word(
        written(entry.name),
        entry.name,
        "trait",
        type=type_words(type_) if type_ is not None else None,
        label=title.value if title is not None else None,
        definition=definition,
        values=values,
    )


def _event(names: Names, event: str) -> Iterator[Word]:
    model = names.catalog.events[event]
    yield _plain(written(event), event, "event", model)
    if names.catalog.has_time(event):
        about = "When it happened"
        yield Word(f"{written(event)}.time", "time", "field", event, "a time", description=about)
    for name in names.field_names(event):
        declared = names.catalog.fields_of(event).get(name)
        path = f"{written(event)}.{written(name)}"
        if declared is not None and declared.to is not None:
            yield from _object(names, declared, path, event, {declared.to})
        else:
            type_ = type_of_field(event, name, names)
            yield _field(path, name, "field", event, type_, declared)


def _object(
    names: Names, leads: FieldModel, path: str, owner: str, seen: set[str]
) -> Iterator[Word]:
    """The fields of what an attribute or field leads to, and of what these lead to."""
    assert leads.to is not None
    for name, model in names.catalog.fields_of(leads.to).items():
        there = f"{path}.{written(name)}"
        if model.to is None:
            type_ = type_of_field(leads.to, name, names)
            # by its path: an event may have a field of the same name
            yield _field(there, there.removeprefix(f"{owner}."), "field", owner, type_, model)
        elif model.to not in seen:
            yield from _object(names, model, there, owner, {*seen, model.to})


def _field(
    path: str,
    name: str,
    kind: Kind,
    owner: str | None,
    type_: Type | None,
    model: FieldModel | None,
) -> Word:
    words = type_words(type_) if type_ is not None else None
    if model is None:
        return Word(path, name, kind, owner, words)
    values = tuple(model.values or ())
    definition = on_one_line(model.expression) if model.expression else None
    about = (model.unit, model.label, model.description, definition, values)
    return Word(path, name, kind, owner, words, *about)


def _plain(text: str, name: str, kind: Kind, model: Described) -> Word:
    return Word(text, name, kind, label=model.label, description=model.description)


def _shares(report: DataReport) -> dict[tuple[str | None, str], float]:
    """In which share of the rows a value is known, by owner and name."""
    return {
        (None if table.role == "customers" else table.name, column.name): column.known / table.rows
        for table in report.tables
        if table.rows
        for column in table.columns
        if table.role in ("customers", "event")
    }
