"""A catalog as the text of its YAML file: one line an entry, as people write it."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from segql.catalog.models import (
    Catalog,
    Described,
    Event,
    FieldModel,
    ListModel,
    ObjectModel,
    TimeColumn,
)

_WIDE = 100
_PLAIN = re.compile(r"[^\W\d][\w .+/()'&-]*")
_WORDS = frozenset(["null", "~", "true", "false", "yes", "no", "on", "off", "y", "n"])
_LAST = ("label", "description", "owner", "tags", "meta")


def scalar(value: object) -> str:
    """A value as YAML of any version reads it back."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case _:
            text = str(value)
            plain = _PLAIN.fullmatch(text) and text == text.strip()
            if plain and text.casefold() not in _WORDS and " #" not in text:
                return text
            return json.dumps(text, ensure_ascii=False)


def flow(value: object) -> str:
    """A value on one line."""
    match value:
        case Mapping():
            return "{" + ", ".join(f"{scalar(k)}: {flow(v)}" for k, v in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(flow(item) for item in value) + "]"
        case _:
            return scalar(value)


def entry(name: str, value: object, indent: str) -> list[str]:
    """The lines of a key and its value; what is too long for one line stands below its key."""
    line = f"{indent}{scalar(name)}: {flow(value)}"
    if len(line) <= _WIDE or not isinstance(value, Mapping):
        return [line]
    lines = [f"{indent}{scalar(name)}:"]
    for key, item in value.items():
        lines += entry(str(key), item, indent + "  ")
    return lines


def plain(model: Described) -> dict[str, Any]:
    """What a model says, without what goes without saying; words for people come last."""
    said = model.model_dump(by_alias=True, exclude_defaults=True)
    return {
        **{key: value for key, value in said.items() if key not in _LAST},
        **{key: said[key] for key in _LAST if key in said},
    }


def section(name: str, item: Event | ObjectModel | ListModel, indent: str) -> list[str]:
    """The lines of an event, object or list; fields stand one a line."""
    said = plain(item)
    fields = said.pop("fields", {})
    if isinstance(item, Event) and isinstance(item.time, TimeColumn):
        only_column = item.time.type is None and item.time.timezone is None
        said["time"] = item.time.column if only_column else plain_time(item.time)
    if not fields:
        return entry(name, said, indent)
    lines = [f"{indent}{scalar(name)}:"]
    for key, value in said.items():
        lines += entry(key, value, indent + "  ")
    lines.append(f"{indent}  fields:")
    for key, value in fields.items():
        lines += entry(key, value, indent + "    ")
    return lines


def plain_time(time: TimeColumn) -> dict[str, Any]:
    return time.model_dump(exclude_defaults=True)


def catalog_text(catalog: Catalog, head: str) -> str:
    """The whole file; `head` is a comment of one or more lines."""
    lines = [f"# {line}" for line in head.splitlines()]
    lines += ["", "customer:"]
    said = plain(catalog.customer)
    attributes = said.pop("attributes", {})
    for key, value in said.items():
        lines += entry(key, value, "  ")
    lines.append("  attributes:" if attributes else "  attributes: {}")
    for key, value in attributes.items():
        lines += entry(key, value, "    ")
    for title, items in _sections(catalog):
        lines += ["", f"{title}:"]
        for name, item in items.items():
            lines += section(name, item, "  ")
    if catalog.consent:
        lines += ["", "consent:"]
        for name, consent in catalog.consent.items():
            lines += entry(name, plain(consent), "  ")
    return "\n".join(lines) + "\n"


def tidied(catalog: Catalog) -> Catalog:
    """A catalog without fields for what has a role: keys, the customer, the time, links. Where
    each row of a customer is an event, only what tells who somebody is remains an attribute.
    """
    customer = catalog.customer
    attributes = _without(customer.attributes, {customer.key})
    if customer.duplicates is not None:
        attributes = {name: item for name, item in attributes.items() if _is_lasting(item)}
    events = {}
    for name, event in catalog.events.items():
        time = event.time_column
        roles = {event.key, event.customer, time.column if time else None}
        events[name] = event.model_copy(update={"fields": _without(event.fields, roles)})
    objects = {
        name: item.model_copy(update={"fields": _without(item.fields, {item.key})})
        for name, item in catalog.objects.items()
    }
    return catalog.model_copy(
        update={
            "customer": customer.model_copy(update={"attributes": attributes}),
            "events": events,
            "objects": objects,
        }
    )


def _is_lasting(model: FieldModel) -> bool:
    return (
        model.sensitivity != "none"
        or model.expression is not None
        or model.category in ("demographic", "geographic", "psychographic")
    )


def _without(
    fields: Mapping[str, FieldModel], roles: Collection[str | None]
) -> dict[str, FieldModel]:
    left_out = {*roles, *(model.by for model in fields.values() if model.to is not None)}
    return {
        name: model
        for name, model in fields.items()
        if name not in left_out or model.to is not None or model.expression is not None
    }


def _sections(
    catalog: Catalog,
) -> Iterator[tuple[str, Mapping[str, Event | ObjectModel | ListModel]]]:
    if catalog.events:
        yield "events", catalog.events
    if catalog.objects:
        yield "objects", catalog.objects
    if catalog.lists:
        yield "lists", catalog.lists
