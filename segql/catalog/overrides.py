"""What a target has otherwise: a file in the catalog's shape that says where entries lie there.

What an entry means is the same on every target, so only physical keys may stand in such a file,
and only of entries that the catalog has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as File

from segql.catalog.document import Document, read_document
from segql.catalog.loading import LoadedCatalog, read_catalog
from segql.catalog.lookup import Location, location_of, time_place
from segql.catalog.models import (
    Catalog,
    Customer,
    Event,
    FieldModel,
    Freshness,
    ListModel,
    Model,
    ObjectModel,
    TimeColumn,
)
from segql.catalog.paths import Path, sites_of
from segql.catalog.reading import Report, known_keys
from segql.catalog.settings import LoadedSettings
from segql.catalog.yaml_nodes import Entry, Mapping, Node, Scalar
from segql.diagnostics.codes import overrides as codes
from segql.diagnostics.codes.catalog import UNKNOWN_KEY, WRONG_VALUE
from segql.diagnostics.model import Code, Diagnostic, Fix, Note, SegqlError
from segql.diagnostics.suggest import nearest
from segql.source import Span


@dataclass(frozen=True, slots=True)
class Shape:
    """What may stand at a kind of entry: values, keys with keys below, entries by their names."""

    values: tuple[str, ...] = ()
    below: dict[str, type[Model]] = field(default_factory=dict)
    named: dict[str, type[Model]] = field(default_factory=dict)

    @property
    def keys(self) -> tuple[str, ...]:
        return (*self.values, *self.below, *self.named)


SHAPES: dict[type[Model], Shape] = {
    Catalog: Shape(
        (),
        {"customer": Customer},
        {"events": Event, "objects": ObjectModel, "lists": ListModel},
    ),
    Customer: Shape(
        ("table", "key", "duplicates"), {"freshness": Freshness}, {"attributes": FieldModel}
    ),
    Event: Shape(
        ("table", "key", "customer", "where"),
        {"time": TimeColumn, "freshness": Freshness},
        {"fields": FieldModel},
    ),
    ObjectModel: Shape(("table", "key"), {"freshness": Freshness}, {"fields": FieldModel}),
    ListModel: Shape(("table", "key")),
    FieldModel: Shape(
        ("column", "path", "stored", "table", "by", "latitude", "longitude", "timezone")
    ),
    TimeColumn: Shape(("column", "timezone")),
    Freshness: Shape(("column", "warn_after")),
}
"""The physical keys of the catalog: where rows and values lie, and how a target keeps them."""

_PLACE = frozenset({"column", "path", "stored", "table", "by", "latitude", "longitude"})
"""Keys of a field that are one place together: one that is given anew takes all others away."""

_LOOSE = frozenset({"where", "duplicates", "freshness", "timezone"})
"""Keys that one target may have and another not; nothing after the colon takes them away."""

_KINDS = {"attributes": "attribute", "events": "events", "objects": "object", "lists": "list"}


def catalog_on(
    catalog: LoadedCatalog, settings: LoadedSettings, target: str | None, root: File
) -> LoadedCatalog:
    """The catalog as a target (None: the default one) has it, by its file below `root`.

    Raises SegqlError (2) with every problem of that file.
    """
    name = target or settings.default_target
    shown = settings.catalog_of(name)
    if shown is None:
        return catalog
    file = root / shown
    if not file.is_file():
        span = settings.span_of(("targets", name or "", "catalog"))
        missing = Diagnostic(
            codes.TARGET_CATALOG,
            f"There is no file {shown}.",
            span,
            f"Write there what `{name}` has otherwise, or delete `catalog:` of the target.",
        )
        raise SegqlError(missing, exit_code=2)
    return overridden(catalog, read_document(file, shown))


def overridden(catalog: LoadedCatalog, document: Document) -> LoadedCatalog:
    """A catalog with the places of a target. Raises SegqlError (2) with every problem."""
    base = catalog.sites[()].node
    assert isinstance(base, Mapping)
    problems = list(document.diagnostics)
    if document.root is None or problems:
        if not problems:
            return catalog
        raise SegqlError(problems, exit_code=2)
    merged = _Merge(problems).merged(Catalog, base, document.root, ())
    report = Report(sites_of(merged))
    if not problems:
        made = read_catalog(merged, report)
        if made is not None and not report.diagnostics:
            _check_together(catalog.catalog, made, report)
        problems += report.diagnostics
        if made is not None and not problems:
            return LoadedCatalog(made, report.sites, (*catalog.sources, document.source))
    raise SegqlError(problems, exit_code=2)


class _Merge:
    """Puts a target's nodes in the place of the catalog's; what may not stand there is told."""

    def __init__(self, problems: list[Diagnostic]) -> None:
        self.problems = problems

    def merged(self, model: type[Model], base: Mapping, own: Node, path: Path) -> Mapping:
        """The keys of one entry; those that `own` leaves out stay as they are."""
        given = self._mapping(own, path)
        if given is None or not self._lies_somewhere(base, given, path):
            return base
        kept = {entry.key.text: entry for entry in base}
        if model is FieldModel and any(entry.key.text in _PLACE for entry in given):
            kept = {key: entry for key, entry in kept.items() if key not in _PLACE}
        for entry in given:
            key = entry.key.text
            kept[key] = self._value(model, base.entry(key), entry, path)
        return Mapping(tuple(kept.values()), base.span)

    def _value(self, model: type[Model], first: Entry | None, own: Entry, path: Path) -> Entry:
        shape, key = SHAPES[model], own.key.text
        here = (*path, key)
        if key in shape.named:
            return Entry(own.key, self._named(shape.named[key], first, own.value, here))
        if key not in shape.keys:
            self._refuse_key(own.key, path, shape)
        elif _is_nothing(own.value):
            if key not in _LOOSE and not (model is FieldModel and key in _PLACE):
                self._tell(
                    WRONG_VALUE,
                    own.key.span,
                    f"`{_dotted(here)}` has no value here.",
                    "Write it after the colon, or delete the key.",
                )
        elif model is Event and key in ("key", "time") and first is None:
            self._tell(
                codes.MEANING,
                own.key.span,
                f"`{_dotted(path)}` has a `{key}` on this target only.",
                "What can be asked of events must be the same on every target: give them a "
                f"`{key}` in the catalog, or delete it here.",
            )
        elif key in shape.below:
            return Entry(own.key, self._below(shape.below[key], first, own.value, here))
        return own

    def _below(self, model: type[Model], first: Entry | None, own: Node, path: Path) -> Node:
        """Keys below a key; a column alone is short for them in `time`."""
        base = first.value if first is not None else None
        if model is TimeColumn:
            if isinstance(own, Scalar) and not isinstance(base, Mapping):
                return own
            own, base = _time(own), _time(base) if base is not None else None
        start = own.span
        empty = Mapping((), Span(start.source, start.start, start.start))
        return self.merged(model, base if isinstance(base, Mapping) else empty, own, path)

    def _named(self, model: type[Model], first: Entry | None, own: Node, path: Path) -> Node:
        """Entries by their names, each of which the catalog has."""
        base = first.value if first is not None else None
        known = {entry.key.text: entry for entry in base} if isinstance(base, Mapping) else {}
        given = self._mapping(own, path)
        if given is None:
            return base if base is not None else own
        for entry in given:
            name = entry.key.text
            there = known.get(name)
            if there is None:
                self._refuse_name(entry.key, path, list(known))
            elif isinstance(there.value, Mapping):
                value = self.merged(model, there.value, entry.value, (*path, name))
                known[name] = Entry(entry.key, value)
        return Mapping(tuple(known.values()), given.span)

    def _mapping(self, own: Node, path: Path) -> Mapping | None:
        """The keys that a target gives, if any."""
        if isinstance(own, Mapping):
            return own
        if not _is_nothing(own):
            what = f"`{_dotted(path)}` consists" if path else "The catalog of a target consists"
            text = own.text if isinstance(own, Scalar) else "..."
            self._tell(
                WRONG_VALUE,
                Span(own.span.source, own.span.start, own.span.end if path else own.span.start + 1),
                f"{what} of keys with values below them.",
                f"Write `{path[-1]}: {{{_first_key(path)}: {text}}}`."
                if path
                else "Begin with `customer:`, `events:`, `objects:` or `lists:`.",
            )
        return None

    def _lies_somewhere(self, base: Mapping, own: Mapping, path: Path) -> bool:
        """Whether an entry lies in a table at all, or is made of others."""
        computed = base.entry("expression") if len(path) > 2 else None
        made = base.entry("of") if path[:1] == ("events",) and len(path) == 2 else None
        if not own.entries or (computed is None and made is None):
            return True
        if made is not None:
            of = made.value.text if isinstance(made.value, Scalar) else ""
            words = f"`{path[-1]}` are made of `{of}`, on every target."
            help = f"Delete this, and say where `{of}` lie."
        else:
            words = f"`{path[-1]}` is computed by its `expression`, on every target."
            help = "Delete this, and say where that lies what it is computed from."
        first = own.entries[0].key.span
        note = Note("The catalog says so here.", (made or computed or own.entries[0]).key.span)
        self._tell(codes.MEANING, first, words, help, notes=(note,))
        return False

    # -------------------------------------------------------------------------------- problems

    def _refuse_key(self, key: Scalar, path: Path, shape: Shape) -> None:
        known = known_keys(Catalog, path)
        allowed = ", ".join(shape.keys)
        where = f"`{_dotted(path)}`" if path else "the top of the file"
        near = nearest(key.text, shape.keys) if key.text not in known else None
        if key.text in known:
            self._tell(
                codes.MEANING,
                key.span,
                f"`{_dotted((*path, key.text))}` cannot differ from target to target.",
                "Say it in the catalog, where it holds for every target, and delete it here. What "
                f"may stand here: {allowed}.",
            )
        else:
            self._tell(
                UNKNOWN_KEY,
                key.span,
                f"There is no key `{key.text}` at {where}.",
                f"Did you mean `{near}`?" if near else f"What may stand here: {allowed}.",
                fix=Fix(near, key.span) if near else None,
            )

    def _refuse_name(self, key: Scalar, path: Path, known: list[str]) -> None:
        near = nearest(key.text, known)
        section = str(path[-1])
        if section == "fields":
            message = f"`{path[1]}` has no field `{key.text}` in the catalog."
        elif section == "events":
            message = f"The catalog has no events `{key.text}`."
        else:
            message = f"The catalog has no {_KINDS[section]} `{key.text}`."
        self._tell(
            codes.UNKNOWN_THERE,
            key.span,
            message,
            f"Did you mean `{near}`?"
            if near
            else "Declare it in the catalog, with what it means; here stands only where it lies.",
            fix=Fix(near, key.span) if near else None,
        )

    def _tell(
        self,
        code: Code,
        span: Span,
        message: str,
        help: str,
        *,
        fix: Fix | None = None,
        notes: tuple[Note, ...] = (),
    ) -> None:
        self.problems.append(Diagnostic(code, message, span, help, fix, notes))


def _first_key(path: Path) -> str:
    """What is probably meant where one word stands instead of keys."""
    in_column = path[-1] == "freshness" or (len(path) > 2 and path[-2] in ("attributes", "fields"))
    return "column" if in_column else "table"


def _is_nothing(node: Node) -> bool:
    return isinstance(node, Scalar) and node.is_null


def _time(node: Node) -> Node:
    """`time: at` as `time: {column: at}`."""
    if not isinstance(node, Scalar):
        return node
    return Mapping((Entry(Scalar("column", node.span), node),), node.span)


def _dotted(path: Path) -> str:
    return ".".join(map(str, path))


# ------------------------------------------------------------------------- what goes together


def _check_together(base: Catalog, own: Catalog, report: Report) -> None:
    """A key or time that is a field as well takes its type from it: the two move as one."""
    before = {path: name for path, name, _ in _shared(base)}
    for path, name, column in _shared(own):
        event, role = str(path[1]), str(path[2])
        field_ = before[path]
        if field_ == name or (field_ is None and _same_time(base, own, event)):
            continue
        if field_ is None:
            report.add(
                codes.PARTED,
                path,
                f"The {role} of `{event}` lies in the column of its field `{name}` here, and in "
                "one of its own in the catalog.",
                "Let them lie in two columns here too, in a view if need be.",
            )
            continue
        there = location_of(field_, own.events[event].fields[field_]).column
        moved = ("events", event, "fields", field_, "column") in report.sites
        report.add(
            codes.PARTED,
            path,
            f"The {role} of `{event}` and its field `{field_}` are one column in the catalog, and "
            f"two here: `{column}` and `{there}`.",
            f"Add `{role}: {there}` below `{event}:`."
            if moved and column == _column_of(base.events[event], role)
            else f"Add `{field_}: {{column: {column}}}` below `fields:` of `{event}`.",
        )


def _shared(catalog: Catalog) -> Iterator[tuple[Path, str | None, str]]:
    """The key and time of each event, with the field in the same column, and that column."""
    for name, event in catalog.events.items():
        for role in ("key", "time"):
            column = _column_of(event, role)
            if event.table is not None and column is not None:
                yield ("events", name, role), _field_in(event, column), column


def _column_of(event: Event, role: str) -> str | None:
    if role == "key":
        return event.key
    return event.time_column.column if event.time_column is not None else None


def _field_in(event: Event, column: str) -> str | None:
    for name, model in event.fields.items():
        stored = model.to is None and model.expression is None and model.type != "point"
        if stored and location_of(name, model) == Location(column):
            return name
    return None


def _same_time(base: Catalog, own: Catalog, event: str) -> bool:
    one, two = (time_place(catalog, catalog.events[event]) for catalog in (base, own))
    return one is None or two is None or one.type == two.type
