"""The rows of a dataset as records: customers, their events, and related objects."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from segql.catalog.models import Catalog, Event, FieldModel, TimeColumn
from segql.catalog.physical import Dataset
from segql.catalog.physical import Row as Cells
from segql.reference.reading import Zones, read_field, read_key, read_value
from segql.reference.scope import Record
from segql.reference.values import Value, order_of
from segql.types import DATE, TIMESTAMP, Type


class UnsoundDataError(ValueError):
    """A customer key that is null or stands twice."""


class Store:
    """Reads records of a dataset by the catalog. `zone` is the project's."""

    def __init__(self, catalog: Catalog, dataset: Dataset, zone: ZoneInfo) -> None:
        self.catalog = catalog
        self.zone = zone
        self._tables = dataset.tables
        self.customers = self._read_customers()
        self._objects: dict[str, Mapping[Value, Record]] = {}
        self._events: dict[str, Mapping[Value, list[Record]]] = {}

    def _rows(self, table: str) -> list[Cells]:
        return list(self._tables[table].rows) if table in self._tables else []

    def _read_customers(self) -> dict[Value, Record]:
        """The customers by key, in the order of their keys.

        Raises UnsoundDataError where a key is null or repeated and the catalog says nothing
        of duplicates. With `latest by COLUMN`, rows without a key are left out, and of several
        rows of one key the largest in that column counts; an unknown one is the least.
        """
        customer = self.catalog.customer
        rows = self._rows(customer.table)
        if customer.duplicates is not None:
            column = customer.duplicates.removeprefix("latest by ").strip()
            rows = [row for row in rows if row.get(customer.key) is not None]
            known = [row for row in rows if row.get(column) is not None]
            rows = [row for row in rows if row.get(column) is None]
            rows += sorted(known, key=lambda row: order_of(row[column]))
        keys = [read_key(row.get(customer.key)) for row in rows]
        if customer.duplicates is None and (None in keys or len(set(keys)) < len(keys)):
            raise UnsoundDataError(f"keys of {customer.table} are null or stand twice")
        records = {
            key: Record(None, row, key, customer=key) for key, row in zip(keys, rows, strict=True)
        }
        return dict(sorted(records.items(), key=lambda item: order_of(item[0])))

    def events(self, name: str, key: Value) -> list[Record]:
        """All rows of an event kind's table that belong to a customer, before `where`."""
        if name not in self._events:
            self._events[name] = self._read_events(name, self.catalog.events[name])
        return self._events[name].get(key, [])

    def _read_events(self, name: str, event: Event) -> Mapping[Value, list[Record]]:
        by_customer: dict[Value, list[Record]] = {}
        for row in self._rows(event.table or name):
            customer = read_key(row.get(event.customer or ""))
            if customer not in self.customers:
                continue
            record = Record(name, row, read_key(row.get(event.key or "")), customer)
            time = self._time(record, event)
            timed = Record(name, row, record.key, customer, time)
            by_customer.setdefault(customer, []).append(timed)
        return by_customer

    def _time(self, record: Record, event: Event) -> Value:
        """The `time` role: a column, or a field of a related object (`sold_on.calendar_date`)."""
        column = event.time_column
        if column is None:
            return None
        holder: Record | None = record
        parts = [column.column]
        if column.column not in record.cells and "." in column.column:
            parts = column.column.split(".")
        for hop in parts[:-1]:
            holder = holder and self.related(holder, hop)
        if holder is None:
            return None
        zone = ZoneInfo(column.timezone) if column.timezone else self.zone
        field = self._field_model(holder.owner, parts[-1]) if len(parts) > 1 else None
        if field is not None and column.timezone is None:
            return read_field(holder.cells, parts[-1], field, self.time_type(event), self.zone)
        cell = holder.cells.get((field.column if field else None) or parts[-1])
        return read_value(cell, self.time_type(event), Zones(zone, self.zone))

    def time_type(self, event: Event) -> Type:
        """Date where the catalog says that the event's time is a date, else timestamp."""
        column = event.time_column
        if column is None:
            return TIMESTAMP
        return _declared_date(column, event, self.catalog)

    def _field_model(self, owner: str | None, name: str) -> FieldModel | None:
        return self.catalog.fields_of(owner).get(name)

    def related(self, record: Record, name: str) -> Record | None:
        """The object that a `to:` field leads to; None where its key is unknown or not there."""
        field = self.catalog.fields_of(record.owner)[name]
        if field.to is None:
            raise ValueError(f"{name} leads to no object")
        key = read_key(record.cells.get(field.by or name))
        return None if key is None else self._object_rows(field.to).get(key)

    def _object_rows(self, name: str) -> Mapping[Value, Record]:
        if name not in self._objects:
            model = self.catalog.objects[name]
            self._objects[name] = {
                read_key(row.get(model.key)): Record(name, row, read_key(row.get(model.key)))
                for row in self._rows(model.table)
            }
        return self._objects[name]

    def field(self, record: Record, name: str, type_: Type) -> Value:
        """A field that lies in columns of the record's own row."""
        field = self.catalog.fields_of(record.owner)[name]
        if field.table is not None:
            return self._elements(record.key, name, field, field.table, type_)
        return read_field(record.cells, name, field, type_, self.zone)

    def _elements(self, key: Value, name: str, field: FieldModel, table: str, type_: Type) -> Value:
        """A list with one row an element in a table of its own; without rows it is empty."""
        zones = Zones(ZoneInfo(field.timezone) if field.timezone else self.zone, self.zone)
        cells = [
            row.get(field.column or name)
            for row in self._rows(table)
            if read_key(row.get(field.by or "")) == key
        ]
        return read_value(cells, type_, zones, field.empty == "unknown")

    def list_keys(self, name: str) -> set[Value]:
        """The known keys of a list of the catalog."""
        model = self.catalog.lists[name]
        keys = {read_key(row.get(model.key)) for row in self._rows(model.table)}
        return keys - {None}


def _declared_date(column: TimeColumn, event: Event, catalog: Catalog) -> Type:
    if column.type is not None:
        return DATE if column.type == "date" else TIMESTAMP
    if "." in column.column:
        hop, name = column.column.split(".", 1)
        start = event.fields.get(hop)
        field = catalog.objects[start.to].fields.get(name) if start and start.to else None
        return DATE if field is not None and field.type == "date" else TIMESTAMP
    for name, field in event.fields.items():
        if field.type == "date" and field.path is None and (field.column or name) == column.column:
            return DATE
    return TIMESTAMP
