"""Single words: names, numbers, dates, lists of things, as people write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from segql.catalog.models import Catalog
from segql.clock import wall_clock
from segql.plan.moments import Clock
from segql.semantics import tree

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Speaker:
    """What words depend on: the catalog's labels, the program, and the instant, if any.

    Without a `clock` windows are told as they stand (`in the last 90 days`). `earlier` is what
    an `as of` around this place says of the time.
    """

    catalog: Catalog
    program: tree.Program
    clock: Clock | None

    @property
    def zone(self) -> ZoneInfo | None:
        return self.clock.zone if self.clock is not None else None


def plain(name: str) -> str:
    """A name as words: `birth_date` is "birth date"."""
    return name.replace("_", " ").strip() or name


def field_name(speaker: Speaker, node: tree.Field) -> str:
    """What a field is called: its label, else its name, after what leads to it."""
    owner = node.hops[-1].object if node.hops else node.row.event
    model = speaker.catalog.fields_of(owner).get(node.name)
    words = model.label if model is not None and model.label else plain(node.name)
    return " ".join([*(plain(hop.name) for hop in node.hops), words])


def definition_name(speaker: Speaker, name: str) -> str:
    """What a trait is called: the catalog's label, else its name as words."""
    model = speaker.catalog.customer.attributes.get(name)
    return model.label if model is not None and model.label else plain(name)


def events_of(speaker: Speaker, event: str, count: int = 2) -> str:
    """What events are called, one or many: the catalog's names are plurals."""
    words = plain(event)
    if count != 1:
        return words
    if words.endswith("ies"):
        return words[:-3] + "y"
    return words[:-1] if words.endswith("s") and not words.endswith("ss") else words


def number(value: int | float | Decimal) -> str:
    """`1,500`, `2.5`."""
    if isinstance(value, int):
        return f"{value:,}"
    text = format(value, ",f") if isinstance(value, Decimal) else f"{value:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(value: Decimal) -> str:
    return f"{number(value * 100)}%"


def day(value: date) -> str:
    """`1 July 2024`."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def instant(value: datetime, zone: ZoneInfo | None) -> str:
    """A moment by the project's clocks; midnight is the day alone."""
    wall = wall_clock(value, zone) if zone is not None and value.tzinfo else value
    clock = f"{wall:%H:%M}" if not wall.second else f"{wall:%H:%M:%S}"
    return day(wall.date()) if clock == "00:00" else f"{day(wall.date())} {clock}"


def literal(speaker: Speaker, node: tree.Literal) -> str:
    match node.value:
        case None:
            return "unknown"
        case bool():
            return "yes" if node.value else "no"
        case str() as text:
            return f'"{text}"'
        case datetime() as moment:
            return instant(moment, speaker.zone)
        case date() as value:
            return day(value)
        case value:
            return number(value)


def listed(items: Sequence[str], last: str = "and") -> str:
    """`a, b and c`."""
    if len(items) <= 1:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def amount(duration: tree.Duration) -> str:
    """`90 days`, `1 month`."""
    size = abs(duration.amount)
    return f"{number(size)} {duration.unit}{'' if size == 1 else 's'}"


def shortened(items: Sequence[str], most: int = 6) -> list[str]:
    """The first few of many, and how many more there are."""
    if len(items) <= most + 1:
        return list(items)
    return [*items[:most], f"{number(len(items) - most)} more"]
