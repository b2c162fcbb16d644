"""The values that one table holds: its plain columns, what lies inside structs, its points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from segql.catalog.drift import type_name
from segql.catalog.infer_fields import Facts, describe, left_out, points
from segql.catalog.models import FieldModel
from segql.catalog.names import usable_column
from segql.catalog.physical import Column, ColumnKind


def values_of(
    table: str, columns: Mapping[str, Column], facts: Mapping[str, Facts], *, of_person: bool
) -> tuple[dict[str, FieldModel], list[str]]:
    """The fields of a table by name, and sentences about the columns that are left out."""
    fields: dict[str, FieldModel] = {}
    inside = _points(columns, of_person=of_person)
    coordinates = {part for item in inside.values() for part in (item.latitude, item.longitude)}
    left: list[str] = []
    for name, column in columns.items():
        if name in coordinates:
            continue
        if column.kind is ColumnKind.STRUCT and not column.many and usable_column(name):
            inside.update(_parts(name, column, of_person=of_person))
            continue
        why = left_out(name, column)
        if why is not None:
            left.append(f"The column `{name}` of `{table}` is left out: {why}.")
        else:
            fields[name] = describe(name, column, facts.get(name), of_person=of_person)
    return {**inside, **fields}, left


def _points(columns: Mapping[str, Column], *, of_person: bool) -> dict[str, FieldModel]:
    found: dict[str, FieldModel] = {}
    pairs = points(columns)
    for number, (north, east) in enumerate(pairs, 1):
        single = "home" if of_person else "place"
        name = single if len(pairs) == 1 else f"place{number}"
        if name not in columns:
            found[name] = FieldModel(
                type="point",
                latitude=north,
                longitude=east,
                category="geographic" if of_person else None,
            )
    return found


def _parts(name: str, column: Column, *, of_person: bool) -> Iterator[tuple[str, FieldModel]]:
    """The values inside a struct, at any depth: `address_city`."""
    waiting: list[tuple[tuple[str, ...], Column]] = [((name,), column)]
    while waiting:
        path, whole = waiting.pop(0)
        for part, inner in whole.fields.items():
            kind = type_name(inner)
            below = (*path, part)
            if not usable_column(part):
                continue
            if inner.kind is ColumnKind.STRUCT and not inner.many:
                waiting.append((below, inner))
            elif kind is not None:
                model = describe(part, inner, None, of_person=of_person)
                yield "_".join(below), model.model_copy(update={"path": ".".join(below)})
