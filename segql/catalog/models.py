"""The catalog as pydantic models: what the company's data is, field by field.

These are the YAML's own shapes. Unknown keys are refused. References between entries (`to:
accounts`) and expressions are checked by the loader and by semantics, where places are known.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from segql.types import Type, parse_type

Scalar = int | float | str | bool
Category = Literal[
    "demographic", "geographic", "psychographic", "behavioral", "transactional",
    "technographic", "predictive",
]  # fmt: skip


class Model(BaseModel):
    """Strict and closed: an unknown key is an error, and nothing is coerced."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Described(Model):
    """What everything named may carry."""

    description: str | None = None
    label: str | None = None
    owner: str | None = None
    tags: list[str] = []
    meta: dict[str, Any] = {}


class FieldModel(Described):
    """An attribute of the customer, or a field of an event or object.

    The value lies in `column` (default: the name), inside it at `path`, or is computed by
    `expression`; a `point` has `latitude` and `longitude` columns; `to`/`by` make it a related
    object instead of a value. `type` is required unless `expression` or `to` stands there.
    """

    type: str | None = None
    column: str | None = None
    path: str | None = None
    expression: str | None = None
    latitude: str | None = None
    longitude: str | None = None
    to: str | None = None
    by: str | None = None
    values: list[Scalar] | None = None
    minimum: int | float | str | None = None
    maximum: int | float | str | None = None
    unit: str | None = None
    required: bool = False
    case: Literal["sensitive", "insensitive"] = "sensitive"
    empty: Literal["known", "unknown"] = "known"
    timezone: str | None = None
    category: Category | None = None
    sensitivity: Literal["none", "personal", "special"] = "none"
    role: str | None = None

    @property
    def value_type(self) -> Type | None:
        """The language's type, or None where it follows from the expression or is an object."""
        return parse_type(self.type) if self.type else None


class TimeColumn(Model):
    """Where an event's time lies; `column` may be a path through a related object."""

    column: str
    timezone: str | None = None
    type: Literal["date", "timestamp"] | None = None


class Freshness(Model):
    column: str
    warn_after: str


class Customer(Described):
    table: str
    key: str
    duplicates: str | None = None  # "latest by COLUMN"
    freshness: Freshness | None = None
    attributes: dict[str, FieldModel] = {}


class Event(Described):
    """One table each, one stream with `where` (SQL over physical columns in SegQL's syntax), or
    events made of events (`of`, `by`)."""

    table: str | None = None
    of: str | None = None
    by: str | None = None
    where: str | None = None
    key: str | None = None
    customer: str | None = None
    time: str | TimeColumn | None = None
    freshness: Freshness | None = None
    fields: dict[str, FieldModel] = {}

    @property
    def time_column(self) -> TimeColumn | None:
        return TimeColumn(column=self.time) if isinstance(self.time, str) else self.time


class ObjectModel(Described):
    table: str
    key: str
    freshness: Freshness | None = None
    fields: dict[str, FieldModel] = {}


class ListModel(Described):
    table: str
    key: str


class Consent(Described):
    attribute: str | None = None
    expression: str | None = None


def _point(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


Place = Annotated[tuple[float, float], BeforeValidator(_point)]


class Catalog(Model):
    """One catalog, merged from its files."""

    customer: Customer
    events: dict[str, Event] = {}
    objects: dict[str, ObjectModel] = {}
    lists: dict[str, ListModel] = {}
    places: dict[str, Place] = {}
    consent: dict[str, Consent] = {}

    def fields_of(self, owner: str | None) -> dict[str, FieldModel]:
        """The customer's attributes (None), or the fields of an event or object by its name."""
        if owner is None:
            return self.customer.attributes
        if owner in self.events:
            return self.events[owner].fields
        return self.objects[owner].fields


class Target(Model):
    """One place that segments run. Only `engine` is common; the rest is the engine's."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    engine: str
    database: str | None = None
    files: str | list[str] | None = None
    url: str | None = None
    schema_: str | None = Field(default=None, alias="schema")
    dialect: str | None = None
    memory_limit: str | None = None
    threads: int | None = None
    options: dict[str, str | int | bool] = {}


class Policy(Model):
    minimum_size: int | None = None
    special_categories: Literal["deny", "require a stated purpose"] | None = None


class Settings(Model):
    """`segql.yml`."""

    name: str
    timezone: str = "UTC"
    week_start: Literal[
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
    ] = "monday"
    targets: dict[str, Target] = {}
    default_target: str | None = None
    defaults: dict[str, str | int | float | bool] = {}
    lint: dict[str, Literal["off", "on", "warning", "error"]] = {}
    policy: Policy = Policy()
