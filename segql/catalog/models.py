"""The catalog as pydantic models: what the company's data is, field by field.

These are the YAML's own shapes. Unknown keys are refused and nothing is coerced. References
between entries (`to: accounts`) are checked by `checks`, expressions by semantics, where places
are known.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    WithJsonSchema,
    model_validator,
)

from segql.types import CATALOG_KINDS, Kind, Type, parse_type

Scalar = int | float | str | bool
Category = Literal[
    "demographic", "geographic", "psychographic", "behavioral", "transactional",
    "technographic", "predictive",
]  # fmt: skip

TYPE_NAMES = (
    *CATALOG_KINDS,
    *(f"list of {kind}" for kind in CATALOG_KINDS if kind != Kind.POINT),
)
"""Every type a catalog can name."""

TypeName = Annotated[
    str, WithJsonSchema({"type": "string", "enum": list(TYPE_NAMES), "title": "Type"})
]


class Model(BaseModel):
    """Strict and closed: an unknown key is an error, and nothing is coerced."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        populate_by_name=True,
        defer_build=True,
    )

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, data: object) -> object:
        """A known key with nothing after it counts as left out."""
        if not isinstance(data, dict):
            return data
        known = {field.alias or name for name, field in cls.model_fields.items()}
        return {key: value for key, value in data.items() if value is not None or key not in known}


class Described(Model):
    """What everything named may carry."""

    description: str | None = None
    """What it is, in a sentence; shown by explain and in the docs."""
    label: str | None = None
    """A name for people, where the technical one is not enough."""
    owner: str | None = None
    """Who answers for it."""
    tags: list[str] = []
    """Words to find it by."""
    meta: dict[str, Any] = {}
    """Anything else; kept as it is and never read."""


class FieldModel(Described):
    """An attribute of the customer, or a field of an event or object.

    The value lies in `column` (default: the name), inside it at `path`, or is computed by
    `expression`; a `point` has `latitude` and `longitude` columns; `to`/`by` make it a related
    object instead of a value; `table`/`by` a list with one row an element in a table of its own.
    `type` is required unless `expression` or `to` stands there.
    """

    type: TypeName | None = None
    """What kind of value it is. May be left out where `expression` or `to` stands."""
    column: str | None = None
    """The column that holds it; the name itself where this is left out."""
    path: str | None = None
    """The place inside a struct or JSON column: `address.city`. Its first part is the column,
    unless `column` names that."""
    table: str | None = None
    """The table that holds a list of the customer's, one row an element: `customer_interests`."""
    stored: Literal["native", "json"] | None = None
    """Whether a list, or the column of a `path`, is kept in the database's own types or as JSON
    (also as text): for SQL that is written without asking the target, which else tells."""
    expression: str | None = None
    """How it is computed, in SegQL, instead of lying in a column."""
    latitude: str | None = None
    """The column with the degrees north, of a point."""
    longitude: str | None = None
    """The column with the degrees east, of a point."""
    to: str | None = None
    """The object that this leads to, instead of a value: many of these to one of those."""
    by: str | None = None
    """The column that holds the related object's key; of a list with a `table`, the customer's."""
    values: list[Scalar] | None = None
    """All values that can occur."""
    minimum: int | float | str | None = None
    """The smallest value that can occur."""
    maximum: int | float | str | None = None
    """The largest value that can occur."""
    unit: str | None = None
    """What a number counts: EUR, kg, points."""
    required: bool = False
    """Whether the value is always there, so that it is never unknown."""
    case: Literal["sensitive", "insensitive"] = "sensitive"
    """Whether upper and lower case are different texts."""
    empty: Literal["known", "unknown"] = "known"
    """Whether an empty text is a value or stands for an unknown one."""
    timezone: str | None = None
    """The time zone that timestamps without one are read in; the project's where left out."""
    category: Category | None = None
    """What the attribute says about a customer."""
    sensitivity: Literal["none", "personal", "special"] = "none"
    """`personal` for what tells who somebody is, `special` for what the law protects most."""
    role: str | None = None
    """What it is used as: email, phone."""

    @property
    def value_type(self) -> Type | None:
        """The language's type, or None where it follows from the expression or is an object."""
        return parse_type(self.type) if self.type else None

    @property
    def always_known(self) -> bool:
        """Whether it is never unknown. A list in a table of its own is empty without rows."""
        return self.table is not None or (self.required and self.empty == "known")


class TimeColumn(Model):
    """Where an event's time lies; `column` may be a path through a related object."""

    column: str
    """A column, or a path through a related object: `sold_on.calendar_date`."""
    timezone: str | None = None
    """The time zone that timestamps without one are read in; the project's where left out."""
    type: Literal["date", "timestamp"] | None = None
    """Whether it is a whole day or a moment; follows from the column where left out."""


def _shape_of_time(value: object) -> str:
    return "mapping" if isinstance(value, (dict, TimeColumn)) else "text"


EventTimeModel = Annotated[
    Annotated[str, Tag("text")] | Annotated[TimeColumn, Tag("mapping")],
    Discriminator(_shape_of_time),
]


class Freshness(Model):
    """How old the data may be before it is reported as stale."""

    column: str
    """The column with the time of a row's last change."""
    warn_after: str
    """A duration: `2 days`."""


class Customer(Described):
    """The one table of customers."""

    table: str
    """A table, a view, or a Parquet or CSV file of the target."""
    key: str
    """The column with the customer's key."""
    duplicates: str | None = None
    """`latest by COLUMN`: of several rows with one key, the one with the largest value there."""
    freshness: Freshness | None = None
    attributes: dict[str, FieldModel] = {}
    """What is known about each customer, by name."""


class Event(Described):
    """One table each, one stream with `where` (a condition over physical columns, in SegQL), or
    events made of events (`of`, `by`)."""

    table: str | None = None
    """A table, a view, or a Parquet or CSV file of the target."""
    of: str | None = None
    """The events that these are made of: baskets of lines."""
    by: str | None = None
    """The field of those events that they are put together by; it is the key of these."""
    where: str | None = None
    """Which rows count, in SegQL; it may use columns that no field declares."""
    key: str | None = None
    """The column with the event's own key."""
    customer: str | None = None
    """The column with the customer's key."""
    time: EventTimeModel | None = None
    """When it happened. Without it the events are a plain list of records."""
    freshness: Freshness | None = None
    fields: dict[str, FieldModel] = {}
    """What is known about each event, by name."""

    @cached_property
    def time_column(self) -> TimeColumn | None:
        return TimeColumn(column=self.time) if isinstance(self.time, str) else self.time


class ObjectModel(Described):
    """What customers, events or other objects lead to: products, shops, households."""

    table: str
    """A table, a view, or a Parquet or CSV file of the target."""
    key: str
    """The column with the object's key."""
    freshness: Freshness | None = None
    fields: dict[str, FieldModel] = {}
    """What is known about each object, by name."""


class ListModel(Described):
    """A list of customers, for `in list NAME`."""

    table: str
    """A table, a view, or a Parquet or CSV file of the target."""
    key: str
    """The column with the customer's key."""


class Consent(Described):
    """Who may be reached through a channel: an attribute, or a condition in SegQL."""

    attribute: str | None = None
    """A boolean attribute of the customer."""
    expression: str | None = None
    """A condition, in SegQL."""


def _point(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


Place = Annotated[
    tuple[float, float],
    BeforeValidator(_point),
    Field(description="Latitude and longitude in degrees: [59.3293, 18.0686]."),
]


class Catalog(Model):
    """What the company's data is: customers, their attributes, events, objects, lists, consent."""

    customer: Customer
    events: dict[str, Event] = {}
    """What customers did, by name."""
    objects: dict[str, ObjectModel] = {}
    """What attributes and fields lead to with `to`, by name."""
    lists: dict[str, ListModel] = {}
    """Lists of customers, by name."""
    places: dict[str, Place] = {}
    """Named places for `within 10 km of "Stockholm"`."""
    consent: dict[str, Consent] = {}
    """Who may be reached, by channel."""

    @classmethod
    def load(cls, path: str | Path) -> Catalog:
        """The checked catalog of a file, or of a project's folder.

        Raises SegqlError with every problem and its place.
        """
        from segql.catalog.loading import load_catalog

        return load_catalog(Path(path)).catalog

    def has_time(self, event: str) -> bool:
        """Whether it is told when events happened; of events made of events, their parts."""
        model = self.events[event]
        return self.has_time(model.of) if model.of else model.time is not None

    def fields_of(self, owner: str | None) -> dict[str, FieldModel]:
        """The customer's attributes (None), or the fields of an event or object by its name.

        Events made of events also have the field they are made by. Raises KeyError where there
        is no such owner.
        """
        if owner is None:
            return self.customer.attributes
        if owner not in self.events:
            return self.objects[owner].fields
        event = self.events[owner]
        if event.of is None or event.by is None or event.by in event.fields:
            return event.fields
        return {event.by: self.fields_of(event.of)[event.by], **event.fields}


class Target(Model):
    """One place that segments run. Only `engine` is common; the rest is the engine's."""

    engine: str
    """duckdb, or another engine that is installed."""
    database: str | None = None
    """A database file or name."""
    files: str | list[str] | None = None
    """Files that become tables: `data/*.parquet`; a table is named after its file."""
    url: str | None = None
    """Where the database is; secrets come as `${NAME}` from the environment."""
    schema_: str | None = Field(default=None, alias="schema", description="The schema to read.")
    catalog: str | None = None
    """The file with the names of tables and columns that this target has otherwise than
    `catalog.yml` says: `catalog.warehouse.yml`."""
    dialect: str | None = None
    """The SQL dialect, where it is not the engine's own."""
    memory_limit: str | None = None
    """How much memory the engine may take: `2GB`."""
    threads: int | None = None
    """How many threads the engine may use."""
    options: dict[str, str | int | bool] = {}
    """Settings of the engine's own."""


class Policy(Model):
    """What may be shown and used."""

    minimum_size: int | None = Field(default=None, ge=0)
    """Counts below it are shown as less than it."""
    special_categories: Literal["deny", "require a stated purpose"] | None = None
    """What happens with attributes of `sensitivity: special`."""


class Settings(Model):
    """The project's settings: `segql.yml`."""

    name: str
    """The project's name."""
    timezone: str = "UTC"
    """The time zone that days, weeks and months are counted in: Europe/Stockholm."""
    week_start: Literal[
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
    ] = "monday"
    """The first day of the week."""
    targets: dict[str, Target] = {}
    """The places that segments run, by name."""
    default_target: str | None = None
    """The target where none is named; the only one where there is only one."""
    defaults: dict[str, str | int | float | bool] = {}
    """Options of the command line, by their long names, for when they are not given."""
    lint: dict[str, Literal["off", "on", "warning", "error"]] = {}
    """Lints by name: off, on, warning or error."""
    policy: Policy = Policy()
