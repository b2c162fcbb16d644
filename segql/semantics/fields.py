"""Fields of customers, events and objects, and the roles of events, as typed nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segql.catalog.models import FieldModel
from segql.diagnostics.codes import names as codes
from segql.semantics import tree
from segql.semantics.unknown_names import report_no_field
from segql.semantics.words import listed
from segql.source import Span
from segql.syntax import nodes
from segql.types import TIMESTAMP, UNKNOWN, Kind, Type

if TYPE_CHECKING:
    from segql.semantics.checker import Checker
    from segql.semantics.project import Project

Parts = tuple[nodes.Ident, ...]


def walk(
    checker: Checker, row: tree.Row, owner: str | None, parts: Parts, span: Span
) -> tree.Expr | None:
    """`product.category`: over related objects to a field."""
    hops: list[tree.Hop] = []
    required = True
    here = owner
    for part in parts[:-1]:
        model = _fields(checker.project, here).get(part.name)
        if model is None and not _has(checker.project, here, part.name):
            report_no_field(checker, here, part)
            return None
        if model is None or model.to is None:
            checker.report(
                codes.NO_PARTS,
                f"`{part.name}` is a value, so no dot can follow it.",
                span,
                f"End with `{part.name}`. A dot walks from a related object to its fields.",
            )
            return None
        hops.append(tree.Hop(part.name, model.to))
        required = required and model.required
        here = model.to
    return own_field(checker, row, here, parts[-1], tuple(hops), required, span)


def own_field(
    checker: Checker,
    row: tree.Row,
    owner: str | None,
    ident: nodes.Ident,
    hops: tuple[tree.Hop, ...],
    required: bool,
    span: Span,
) -> tree.Expr | None:
    """A field of an owner that has been reached; `required`: every hop to it is."""
    project = checker.project
    event = project.events.get(owner) if owner is not None and not hops else None
    if event is not None and event.of is not None and ident.name == event.by:
        return event_key(checker, row, span)
    model = _fields(project, owner).get(ident.name)
    if model is None and not _has(project, owner, ident.name):
        report_no_field(checker, owner, ident)
        return None
    if model is not None and model.to is not None:
        inner = list(project.catalog.objects[model.to].fields)
        said = span.text or ident.name
        checker.report(
            codes.OBJECT_AS_VALUE,
            f"`{said}` is a related object, of which a field is needed.",
            span,
            f"Say which: {listed([f'{said}.{name}' for name in inner], last='or')}.",
        )
        return None
    made = event is not None and event.of is not None
    if owner is not None and (model is None or model.expression is not None or made):
        return _computed(checker, row, owner, ident.name, model, hops, required, span)
    assert model is not None
    type_ = model.value_type
    if type_ is None:
        checker.incomplete = True
        return None
    fold = model.case == "insensitive" and type_.kind is Kind.TEXT
    known = required and model.always_known
    return tree.Field(row, hops, ident.name, type_, known, fold, span=span)


def _computed(
    checker: Checker,
    row: tree.Row,
    owner: str,
    name: str,
    model: FieldModel | None,
    hops: tuple[tree.Hop, ...],
    required: bool,
    span: Span,
) -> tree.Field | None:
    outcome = checker.project.fields.get((owner, name))
    if outcome is None or not outcome.sound:
        checker.incomplete = True
    if outcome is None or outcome.type is None:
        return None
    known = outcome.required or (model is not None and model.required)
    return tree.Field(
        row, hops, name, outcome.type, required and known, outcome.fold, computed=True, span=span
    )


def _fields(project: Project, owner: str | None) -> dict[str, FieldModel]:
    return project.catalog.fields_of(owner)


def _has(project: Project, owner: str | None, name: str) -> bool:
    return owner is not None and (owner, name) in project.event_traits


# ---------------------------------------------------------------------------- roles of events


def event_time(checker: Checker, row: tree.Row, span: Span) -> tree.EventTime | None:
    """The time of an event row; None where its events have none."""
    assert row.event is not None
    found = time_type(checker.project, row.event)
    return None if found is None else tree.EventTime(row, *found, span=span)


def time_type(project: Project, name: str) -> tuple[Type, bool] | None:
    """The type of the time of events, and whether the catalog says that it is never unknown."""
    event = project.events[name]
    if event.of is not None:
        return time_type(project, event.of)
    time = event.time_column
    if time is None:
        return None
    *hops, column = time.column.split(".")
    owner = name
    required = True
    for hop in hops:
        model = project.catalog.fields_of(owner)[hop]
        assert model.to is not None
        required = required and model.required
        owner = model.to
    for field_name, model in project.catalog.fields_of(owner).items():
        plain = model.to is None and model.path is None and model.expression is None
        reads = (model.column or field_name) == column or (bool(hops) and field_name == column)
        if plain and reads and model.value_type is not None and model.value_type.is_time:
            return model.value_type, required and model.required
    return (Type(Kind(time.type)) if time.type else TIMESTAMP), False


def event_key(checker: Checker, row: tree.Row, span: Span) -> tree.EventKey | None:
    """The key of an event row; None where its events have none. Its type is unknown where no
    field declares it: then it takes the type of what it is compared with.
    """
    assert row.event is not None
    found = key_type(checker.project, row.event)
    return None if found is None else tree.EventKey(row, found, span=span)


def key_type(project: Project, name: str) -> Type | None:
    event = project.events[name]
    if event.of is not None:
        assert event.by is not None
        model = project.catalog.fields_of(event.of).get(event.by)
        return (model.value_type if model is not None else None) or UNKNOWN
    if event.key is None:
        return None
    for field_name, model in project.catalog.fields_of(name).items():
        plain = model.to is None and model.path is None and model.expression is None
        if plain and (model.column or field_name) == event.key and model.value_type is not None:
            return model.value_type
    return UNKNOWN
