"""Where the catalog's entries lie: tables, columns and paths, and every use of a column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from segql.catalog.models import Catalog, Customer, Event, FieldModel, TimeColumn
from segql.catalog.paths import Path
from segql.types import DATE, DOUBLE, TIMESTAMP, Type


@dataclass(frozen=True, slots=True)
class Location:
    """A physical column, and the way inside it where it is a struct or JSON."""

    column: str
    path: tuple[str, ...] = ()


class Role(Enum):
    """What a column is used as."""

    VALUE = auto()  # of an attribute or field
    KEY = auto()  # the key of customers, events, objects, lists, or a column that holds one
    TIME = auto()  # of an event
    OTHER = auto()  # freshness, `latest by`: its type does not matter


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a physical column by one entry of the catalog.

    `type` is the declared one, None where the catalog says none. `family` names whose keys the
    column holds (`customer`, `object products`, `event orders`): columns of one family are
    compared with each other. `entry` is the path in the YAML; `zone` a declared time zone.
    """

    table: str
    location: Location
    role: Role
    entry: Path
    type: Type | None = None
    family: str | None = None
    zone: str | None = None

    @property
    def column(self) -> str:
        return self.location.column


CUSTOMER_KEYS = "customer"


def location_of(name: str, field: FieldModel) -> Location:
    """Where a field that is not computed lies. The first part of a path is its column, unless
    `column` names that.
    """
    if field.path is None:
        return Location(field.column or name)
    first, *rest = field.path.split(".")
    return Location(field.column, (first, *rest)) if field.column else Location(first, tuple(rest))


def table_of(catalog: Catalog, owner: str | None) -> str:
    """The table of the customer (None), an event or an object; of events made of events theirs.

    Raises KeyError where there is no such owner.
    """
    if owner is None:
        return catalog.customer.table
    event = catalog.events.get(owner)
    if event is None:
        return catalog.objects[owner].table
    if event.table is not None:
        return event.table
    return table_of(catalog, event.of)


def latest_by(customer: Customer) -> str | None:
    """The column of `duplicates: latest by COLUMN`, if that is said."""
    if customer.duplicates is None:
        return None
    return customer.duplicates.removeprefix("latest by ").strip()


@dataclass(frozen=True, slots=True)
class TimePlace:
    """Where the time of an event lies: in a table, its own or a related object's."""

    table: str
    column: str
    type: Type
    zone: str | None


def time_place(catalog: Catalog, event: Event) -> TimePlace | None:
    """The place of an event's time, or None where it has none of its own.

    Its type is what `time` says, else that of a declared field in the same column, else a
    timestamp; its zone likewise.
    """
    time = event.time_column
    if time is None or event.table is None:
        return None
    *hops, last = time.column.split(".")
    fields: Mapping[str, FieldModel] = event.fields
    table = event.table
    for hop in hops:
        target = catalog.objects[fields[hop].to or ""]
        fields, table = target.fields, target.table
    declared = fields.get(last) if hops else _in_column(fields, last)
    column = (declared.column if declared else None) or last
    return TimePlace(
        table,
        column,
        _time_type(time, declared),
        time.timezone or (declared.timezone if declared else None),
    )


def _in_column(fields: Mapping[str, FieldModel], column: str) -> FieldModel | None:
    for name, field in fields.items():
        stored = field.to is None and field.expression is None and field.type != "point"
        if stored and location_of(name, field) == Location(column):
            return field
    return None


def _time_type(time: TimeColumn, declared: FieldModel | None) -> Type:
    if time.type is not None:
        return DATE if time.type == "date" else TIMESTAMP
    found = declared.value_type if declared else None
    return found if found is not None and found.is_time else TIMESTAMP


def uses_of(catalog: Catalog) -> Iterator[Use]:
    """Every use of a physical column, in the catalog's order. Expressions and `where` are not
    read here: the fields they name are among these, other columns are not.
    """
    yield from _customer_uses(catalog)
    for name, event in catalog.events.items():
        yield from _event_uses(catalog, name, event)
    for name, item in catalog.objects.items():
        entry: Path = ("objects", name)
        family = f"object {name}"
        yield Use(item.table, Location(item.key), Role.KEY, (*entry, "key"), family=family)
        if item.freshness:
            yield _other(item.table, item.freshness.column, (*entry, "freshness", "column"))
        yield from _field_uses(item.table, (*entry, "fields"), item.fields)
    for name, listed in catalog.lists.items():
        entry = ("lists", name, "key")
        yield Use(listed.table, Location(listed.key), Role.KEY, entry, family=CUSTOMER_KEYS)


def _customer_uses(catalog: Catalog) -> Iterator[Use]:
    customer = catalog.customer
    table, entry = customer.table, ("customer",)
    yield Use(table, Location(customer.key), Role.KEY, (*entry, "key"), family=CUSTOMER_KEYS)
    latest = latest_by(customer)
    if latest is not None:
        yield _other(table, latest, (*entry, "duplicates"))
    if customer.freshness:
        yield _other(table, customer.freshness.column, (*entry, "freshness", "column"))
    yield from _field_uses(table, (*entry, "attributes"), customer.attributes)


def _event_uses(catalog: Catalog, name: str, event: Event) -> Iterator[Use]:
    entry: Path = ("events", name)
    table = table_of(catalog, name)
    if event.key is not None:
        yield Use(table, Location(event.key), Role.KEY, (*entry, "key"), family=f"event {name}")
    if event.customer is not None:
        yield Use(
            table, Location(event.customer), Role.KEY, (*entry, "customer"), family=CUSTOMER_KEYS
        )
    time = time_place(catalog, event)
    if time is not None:
        yield Use(
            time.table, Location(time.column), Role.TIME, (*entry, "time"), time.type,
            zone=time.zone,
        )  # fmt: skip
    if event.freshness:
        yield _other(table, event.freshness.column, (*entry, "freshness", "column"))
    yield from _field_uses(table, (*entry, "fields"), event.fields)


def _field_uses(table: str, entry: Path, fields: Mapping[str, FieldModel]) -> Iterator[Use]:
    for name, field in fields.items():
        place = (*entry, name)
        if field.expression is not None:
            continue
        if field.to is not None:
            family = f"object {field.to}"
            yield Use(table, Location(field.by or name), Role.KEY, (*place, "by"), family=family)
        elif field.table is not None:
            yield from _child_uses(place, name, field, field.table)
        elif field.type == "point":
            for key, column in (("latitude", field.latitude), ("longitude", field.longitude)):
                if column is not None:
                    yield Use(table, Location(column), Role.VALUE, (*place, key), DOUBLE)
        else:
            yield Use(
                table, location_of(name, field), Role.VALUE, place, field.value_type,
                zone=field.timezone,
            )  # fmt: skip


def _child_uses(place: Path, name: str, field: FieldModel, table: str) -> Iterator[Use]:
    """The two columns of a list in a table of its own: whose a row is, and its element."""
    yield Use(
        table, Location(field.by or name), Role.KEY, (*place, "by"), family=CUSTOMER_KEYS
    )  # fmt: skip
    element = field.value_type.element if field.value_type else None
    yield Use(
        table, Location(field.column or name), Role.VALUE, place, element, zone=field.timezone
    )  # fmt: skip


def child_tables(catalog: Catalog) -> Iterator[tuple[str, FieldModel, str]]:
    """The customer's lists that lie in tables of their own: name, attribute, table."""
    for name, field in catalog.customer.attributes.items():
        if field.table is not None:
            yield name, field, field.table


def _other(table: str, column: str, entry: Path) -> Use:
    return Use(table, Location(column), Role.OTHER, entry)
