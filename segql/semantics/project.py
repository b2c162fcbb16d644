"""What all definitions of a project share: names, parameters, what is typed so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from zoneinfo import ZoneInfo

from segql.catalog import LoadedCatalog
from segql.catalog.models import Catalog, Event, FieldModel, Settings
from segql.semantics import tree
from segql.source import Span
from segql.syntax import ParsedExpression, nodes, parse_expression
from segql.types import TEXT, Type


class EntryKind(StrEnum):
    """What a name of the shared namespace stands for, as messages say it."""

    ATTRIBUTE = "an attribute"
    OBJECT = "a related object"
    TRAIT = "a trait"
    SEGMENT = "a segment"
    SEGMENTATION = "a segmentation"
    EXPERIMENT = "an experiment"


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of the shared namespace. `node` is None for what the catalog declares; `path` is
    the file it stands in.
    """

    name: str
    kind: EntryKind
    span: Span
    path: str
    node: nodes.Definition | None = None
    model: FieldModel | None = None

    @property
    def is_computed(self) -> bool:
        """Whether its value is a definition's: all but plain columns and related objects."""
        return self.model is None or self.model.expression is not None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What typing a definition or computed field gave.

    `type` is None where it cannot be told; then whatever uses it is silently left out. `sound`
    is false where it, or something that it needs, has an error.
    """

    type: Type | None
    sound: bool
    definition: tree.Definition | None = None
    expression: tree.Expr | None = None
    required: bool = False
    fold: bool = False


BROKEN = Outcome(None, sound=False)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter in force: literals of one type, or one duration; None where it is broken."""

    name: str
    span: Span
    value: tuple[tree.Literal, ...] | tree.Duration | None
    many: bool = False
    percent: bool = False


@dataclass(slots=True)
class Project:
    """The catalog, the settings and every name, with what has been typed so far.

    `outcomes` are definitions and computed attributes by name; `fields` computed fields by owner
    and name, of which `event_traits` come from `trait orders.margin = ...`; `expressions` what has
    been read of the catalog's.
    """

    loaded: LoadedCatalog
    settings: Settings
    zone: ZoneInfo
    entries: dict[str, Entry] = field(default_factory=dict)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    event_traits: dict[tuple[str, str], nodes.TraitDefinition] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    fields: dict[tuple[str, str], Outcome] = field(default_factory=dict)
    broken_events: set[str] = field(default_factory=set)
    expressions: dict[tuple[str, ...], ParsedExpression] = field(default_factory=dict)

    @property
    def catalog(self) -> Catalog:
        return self.loaded.catalog

    @property
    def events(self) -> Mapping[str, Event]:
        return self.loaded.catalog.events

    def read(self, path: tuple[str, ...]) -> ParsedExpression:
        """The tree of an expression of the catalog, by its path there; each is read once."""
        if path not in self.expressions:
            self.expressions[path] = parse_expression(self.loaded.source_of(path))
        return self.expressions[path]

    def field_names(self, owner: str) -> list[str]:
        """The names of an event's or object's fields, computed ones and the `by` included."""
        names = list(self.catalog.fields_of(owner))
        names += [name for of, name in self.event_traits if of == owner and name not in names]
        event = self.events.get(owner)
        if event is not None and event.of is not None and event.by and event.by not in names:
            names.append(event.by)
        return names


def type_of_entry(entry: Entry, project: Project) -> Type | None:
    """The type of an attribute or definition; None where it cannot be told, or has none."""
    if entry.model is not None and entry.model.value_type is not None:
        return entry.model.value_type
    outcome = project.outcomes.get(entry.name)
    if outcome is not None and outcome.type is not None:
        return outcome.type
    if isinstance(entry.node, nodes.SegmentationDefinition | nodes.ExperimentDefinition):
        return TEXT
    return None


def type_of_field(owner: str, name: str, project: Project) -> Type | None:
    """The type of a field of an event or object; None for a related object."""
    model = project.catalog.fields_of(owner).get(name)
    if model is not None and model.value_type is not None:
        return model.value_type
    outcome = project.fields.get((owner, name))
    return outcome.type if outcome is not None else None
