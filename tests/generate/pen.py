"""What the generator of definitions writes with: chance, names by type, what is defined so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from random import Random
from typing import TypeVar
from zoneinfo import ZoneInfo

from segql.clock import day_of
from tests.generate.moments import DURATIONS

T = TypeVar("T")
Names = dict[str, tuple[str, ...]]

CUSTOMER: Names = {
    "integer": ("age", "points", "floor_number", "order_count"),
    "decimal": ("income", "debt", "account.credit", "spend_365d"),
    "double": ("score",),
    "text": ("country", "city", "postcode", "main_channel", "account.kind"),
    "folded": ("nickname",),
    "boolean": ("subscribed", "active", "is_buyer"),
    "date": ("birth_date", "renewal_date", "member_since", "account.opened"),
    "timestamp": ("signup_at", "seen_at", "called_at", "last_order"),
    "point": ("home",),
    "list of text": ("interest",),
    "list of folded": ("labels",),
    "list of integer": ("numbers",),
    "list of decimal": ("prices",),
    "list of double": ("weights",),
    "list of boolean": ("flags",),
    "list of date": ("days_off",),
    "list of timestamp": ("logins",),
}
EVENTS: dict[str, Names] = {
    "orders": {
        "integer": ("quantity",),
        "decimal": ("amount", "total", "product.list_price"),
        "double": ("weight",),
        "text": ("channel", "product.category", "product.label", "product.maker.land"),
        "folded": ("remark", "product.brand"),
        "boolean": ("gift",),
        "date": ("due", "product.launched"),
        "timestamp": ("time", "delivered"),
        "list of text": ("coupons",),
    },
    "visits": {
        "integer": ("dwell",),
        "decimal": ("cost",),
        "double": ("rating",),
        "text": ("page",),
        "timestamp": ("time",),
    },
    "returns": {"text": ("reason", "kind"), "timestamp": ("time",)},
    "opens": {"text": ("reason",), "timestamp": ("time",)},
    "plans": {"decimal": ("price",), "text": ("name",)},
    "checkins": {"integer": ("guests",), "text": ("place",), "date": ("time",)},
    "lines": {
        "integer": ("quantity",),
        "decimal": ("price",),
        "text": ("basket", "product.category"),
        "folded": ("product.brand",),
        "date": ("time",),
    },
    "baskets": {
        "integer": ("items", "cheap"),
        "decimal": ("total",),
        "text": ("basket",),
        "date": ("time",),
    },
}
TIMED = tuple(name for name in EVENTS if name != "plans")
NUMBERS = ("integer", "decimal", "double")
TEXTS = ("text", "folded")


@dataclass
class Defined:
    """Names that definitions have given so far, by what they are."""

    traits: dict[str, list[str]] = field(default_factory=dict)
    segments: list[str] = field(default_factory=list)
    cases: dict[str, list[str]] = field(default_factory=dict)
    margin: bool = False


@dataclass(frozen=True)
class Pen:
    """Writes at one place of a definition.

    `event` is set inside an event's `where` and `having`; `prefix` stands before its fields
    where they need one. `plain`: no references. `period`: inside a period, where figures of all
    customers cannot be asked.
    """

    rng: Random
    as_of: datetime
    zone: ZoneInfo
    defined: Defined
    depth: int = 3
    event: str | None = None
    prefix: str = ""
    earlier: tuple[tuple[str, str], ...] = ()
    plain: bool = False
    period: bool = False

    def deeper(self) -> Pen:
        return replace(self, depth=self.depth - 1)

    def inside(self, event: str, prefix: str = "") -> Pen:
        """In the `where` of an event: bare names are its fields."""
        return replace(self, event=event, prefix=prefix, depth=min(self.depth - 1, 1))

    def outside(self) -> Pen:
        """Where names are the customer's again."""
        return replace(self, event=None, prefix="", earlier=())

    @property
    def today(self) -> date:
        return day_of(self.as_of, self.zone)

    def pick(self, options: Sequence[T]) -> T:
        return options[self.rng.randrange(len(options))]

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def duration(self, calendar: bool = False) -> str:
        if self.chance(0.05):
            return "$many days"
        choices = [item for item in DURATIONS if not calendar or item[1] in CALENDAR]
        amount, unit = self.pick(choices)
        return f"{amount} {unit}" + ("s" if amount != 1 or self.chance(0.1) else "")

    def names(self, kind: str) -> list[str]:
        """The names of a type that can stand here."""
        if self.event is None:
            own = list(CUSTOMER.get(kind, ()))
            return own + self._traits(kind)
        own = [self.prefix + name for name in EVENTS[self.event].get(kind, ())]
        if kind == "decimal" and self.event == "orders" and self.defined.margin:
            own.append(self.prefix + "margin")
        for event, alias in self.earlier:
            own += [f"{alias}.{name}" for name in EVENTS[event].get(kind, ())]
        if not self.prefix and self.chance(0.2):
            own += [f"customer.{name}" for name in CUSTOMER.get(kind, ())]
        return own

    def _traits(self, kind: str) -> list[str]:
        return [] if self.plain else list(self.defined.traits.get(kind, ()))


CALENDAR = ("day", "week", "month", "quarter", "year")
