"""Single words: names, numbers, dates, lists of things, as people write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from segql.catalog.models import Catalog
from segql.clock import end_of_day, midnight, wall_clock
from segql.plan.moments import Clock, shift_instant
from segql.semantics import tree

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Speaker:
    """What words depend on: the catalog's labels, the program, and the instant, if any.

    Without a `clock` windows are told as they stand (`in the last 90 days`). `run` is the instant
    of the run where the clock is that of an `as of` within it.
    """

    catalog: Catalog
    program: tree.Program
    clock: Clock | None
    run: datetime | None = None

    @property
    def zone(self) -> ZoneInfo | None:
        return self.clock.zone if self.clock is not None else None

    @property
    def seen_until(self) -> datetime | None:
        """The instant from which on no event is seen."""
        if self.clock is None:
            return None
        return self.clock.as_of if self.run is None else min(self.clock.as_of, self.run)

    def at(self, when: tree.When | date | datetime) -> Speaker:
        """Who speaks of another instant: that of an `as of`, the first moment of a day, a moment.

        Without a clock it is the same speaker.
        """
        if self.clock is None:
            return self
        zone = self.clock.zone
        match when:
            case tree.When(ago=tree.Duration(amount=size, unit=unit)):
                moved = shift_instant(self.clock.as_of, -size, unit, zone)
            case tree.When(at=datetime() as moment):
                moved = moment
            case tree.When(at=date() as last):
                moved = end_of_day(last, zone)
            case datetime() as moment:
                moved = moment
            case date() as first:
                moved = midnight(first, zone)
            case _:
                raise TypeError(when)
        run = self.run or self.clock.as_of
        return replace(self, clock=replace(self.clock, as_of=moved), run=run)

    @property
    def moved_to(self) -> str | None:
        """Where in time an `as of` has moved this speaker to: "at the end of 1 July 2023"."""
        if self.clock is None or self.run is None or self.clock.as_of == self.run:
            return None
        return f"at {ending(self.clock.as_of, self.zone)}"


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


def ending(value: datetime, zone: ZoneInfo | None) -> str:
    """A moment as an end: midnight is the end of the day before it."""
    wall = wall_clock(value, zone) if zone is not None and value.tzinfo else value
    if wall.time() == time():
        return f"the end of {day(wall.date() - timedelta(days=1))}"
    return instant(value, zone)


def days(first: date, last: date) -> str:
    """Days from one to another, both included: `2 April through 30 June 2024`."""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} through {day(last)}"
    if first.year == last.year:
        return f"{first.day} {MONTHS[first.month - 1]} through {day(last)}"
    return f"{day(first)} through {day(last)}"


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


def each(duration: tree.Duration) -> str:
    """A length of time behind `the`: `90 days`, and of one `month`."""
    return amount(duration) if abs(duration.amount) != 1 else duration.unit


def shortened(items: Sequence[str], most: int = 6) -> list[str]:
    """The first few of many, and how many more there are."""
    if len(items) <= most + 1:
        return list(items)
    return [*items[:most], f"{number(len(items) - most)} more"]
