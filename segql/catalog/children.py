"""Lists of customers in tables of their own, as the rows they are.

`interest: {type: list of text, table: customer_interests, by: customer_id}` has one row an
element. A customer without rows has the empty list, never an unknown one: such a table cannot
tell the two apart, and whoever has no rows has nothing in the list.
"""

from __future__ import annotations

from segql.catalog.lookup import child_tables
from segql.catalog.models import Catalog, Event, FieldModel


def child_event(name: str) -> str:
    """What the rows of a list are called where events are: no event of a catalog can be."""
    return f"`{name}`"


def with_child_events(catalog: Catalog) -> Catalog:
    """The catalog with an event for every list in a table of its own: its rows."""
    made = {
        child_event(name): Event(table=table, customer=field.by, fields={name: _element(field)})
        for name, field, table in child_tables(catalog)
    }
    return catalog.model_copy(update={"events": {**catalog.events, **made}}) if made else catalog


def with_whole_lists(catalog: Catalog) -> Catalog:
    """The catalog for profiles of one customer, which hold each list whole."""
    whole = {
        name: field.model_copy(update={"table": None, "by": None, "column": None})
        for name, field, _ in child_tables(catalog)
    }
    if not whole:
        return catalog
    attributes = {**catalog.customer.attributes, **whole}
    customer = catalog.customer.model_copy(update={"attributes": attributes})
    return catalog.model_copy(update={"customer": customer})


def _element(field: FieldModel) -> FieldModel:
    type_ = field.value_type
    element = str(type_.element) if type_ is not None else None
    return field.model_copy(update={"type": element, "table": None, "by": None, "required": False})
