"""The catalog of generated worlds over tables whose columns have all got other names."""

from __future__ import annotations

import re
from typing import Any

from segql.catalog import Catalog, LoadedCatalog
from segql.catalog.physical import Dataset, Table
from tests.generate import catalog as catalogs
from tests.generate.data import World


def other(column: str) -> str:
    """The new name of a column."""
    return f"{column} Ü"


def renamed_rows(world: World) -> Dataset:
    """The same rows under the new names."""
    return Dataset(
        {
            name: Table(
                {other(column): kind for column, kind in table.columns.items()},
                [{other(column): value for column, value in row.items()} for row in table.rows],
            )
            for name, table in world.dataset.tables.items()
        }
    )


def renamed_catalog() -> LoadedCatalog:
    """The catalog with the new names; what definitions say stays as it was."""
    events = {name: _event(name, dict(event)) for name, event in catalogs.EVENTS.items()}
    objects = {
        name: {**model, "key": other(model["key"]), "fields": _fields(model["fields"])}
        for name, model in catalogs.OBJECTS.items()
    }
    plain = catalogs.catalog()
    made = Catalog.model_validate(
        {
            "customer": {
                "table": "customers",
                "key": other("customer_id"),
                "attributes": _fields(catalogs.ATTRIBUTES),
            },
            "events": events,
            "objects": objects,
            "lists": {"blocklist": {"table": "blocked", "key": other("customer_id")}},
            "places": catalogs.PLACES,
            "consent": {name: item.model_dump() for name, item in plain.consent.items()},
        }
    )
    return LoadedCatalog.from_catalog(made)


def _event(name: str, event: dict[str, Any]) -> dict[str, Any]:
    event["fields"] = _fields(event["fields"])
    for role in ("key", "customer"):
        if role in event:
            event[role] = other(event[role])
    time = event.get("time")
    if isinstance(time, dict):
        event["time"] = {**time, "column": other(time["column"])}
    elif time is not None and "." not in time:
        event["time"] = other(time)
    if "where" in event and "of" not in event:
        # the `where` of a stream speaks of columns, not of fields
        event["where"] = re.sub(r"\b(kind|size_kb)\b", lambda m: f"`{other(m[0])}`", event["where"])
    return event


def _fields(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: _field(name, dict(field)) for name, field in fields.items()}


def _field(name: str, field: dict[str, Any]) -> dict[str, Any]:
    if "expression" in field:
        return field
    if "to" in field:
        return {**field, "by": other(field["by"])}
    if field["type"] == "point":
        return {
            **field,
            "latitude": other(field["latitude"]),
            "longitude": other(field["longitude"]),
        }
    if "path" in field and "column" not in field:
        first, _, rest = field["path"].partition(".")
        return {**field, "column": other(first), "path": rest}
    return {**field, "column": other(field.get("column", name))}
