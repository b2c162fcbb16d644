"""What a column is, by its name and by what it holds: type, values, category, sensitivity."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from segql.catalog.drift import type_name
from segql.catalog.infer_names import plain
from segql.catalog.models import Category, Consent, FieldModel
from segql.catalog.names import usable_column, usable_name
from segql.catalog.physical import Column, ColumnKind

_NUMBERS = frozenset({ColumnKind.INTEGER, ColumnKind.DECIMAL, ColumnKind.DOUBLE})

COMPACT_DAY = "20240630"
"""What a column of a text file is said to hold whose whole numbers are all days."""
WRITTEN_DAY = r"^[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{4}$|^[0-9]{4}[./][0-9]{1,2}[./][0-9]{1,2}$"
"""Texts that are days in another notation than the language's."""
DECIMAL_COMMA = r"^-?[0-9]+(\.[0-9]{3})*,[0-9]{1,2}$"
"""Texts that are numbers with a decimal comma."""
SMALL = 12
"""So many different values make an enumeration."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the data say about a column: rows of its table, distinct values, unknown ones.

    `low` and `high` are its smallest and largest number, day or moment; `addresses` how many
    values hold an `@`, `written_days` how many texts are days in another notation, `commas` how
    many are amounts with a decimal comma; `values` all of them where they are few, the most
    frequent first.
    """

    rows: int
    distinct: int
    unknown: int
    low: Any = None
    high: Any = None
    addresses: int = 0
    written_days: int = 0
    commas: int = 0
    values: tuple[str, ...] = ()

    @property
    def is_key(self) -> bool:
        return self.unknown == 0 and self.distinct == self.rows

    @property
    def known(self) -> int:
        return self.rows - self.unknown

    @property
    def is_small(self) -> bool:
        """Whether the values repeat so often that they can be listed."""
        return 0 < self.distinct <= SMALL and self.known >= 3 * self.distinct


ColumnFacts = Mapping[str, Mapping[str, Facts]]
"""Facts by table and column; what is not there is not known."""

_SPECIAL = (
    "religio", "ethnic", "race", "racial", "politic", "tradeunion", "unionmember", "sexual",
    "orientation", "health", "diseas", "diagnos", "illness", "pregnan", "disab", "biometr",
    "genetic", "allerg", "medica", "bloodtype", "diabet", "fingerprint",
)  # fmt: skip
_PERSONAL = (
    "firstname", "lastname", "surname", "givenname", "familyname", "fullname", "middlename",
    "maidenname", "fornamn", "efternamn", "fornavn", "etternavn", "efternavn", "vorname",
    "nachname", "geburt", "fodsel", "fodelse", "email", "mailaddress", "phone",
    "mobile", "telefon", "msisdn", "street", "addressline", "address1", "address2", "birth", "dob",
    "ssn", "socialsecurity", "personnummer", "nationalid", "passport", "iban", "creditcard",
    "cardnumber", "ipaddress", "deviceid", "cookie", "username", "login", "nickname",
    "licenseplate",
)  # fmt: skip
_CATEGORIES: tuple[tuple[Category, tuple[str, ...]], ...] = (
    ("predictive", ("score", "propensity", "probab", "predict", "churnrisk", "clv", "ltv",
                    "lifetimevalue", "likelihood")),
    ("demographic", ("age", "birth", "dob", "gender", "sex", "income", "salary", "education",
                     "occupation", "profession", "jobtitle", "marital", "household", "famil",
                     "children", "kids", "nationality", "homeowner", "ownership")),
    ("geographic", ("country", "city", "town", "region", "state", "province", "county", "zip",
                    "postal", "postcode", "language", "locale", "timezone", "latitude",
                    "longitude", "location", "home")),
    ("psychographic", ("interest", "hobb", "lifestyle", "preference", "motive", "attitude",
                       "value", "personality", "favorite", "favourite")),
    ("technographic", ("device", "browser", "platform", "operatingsystem", "osversion",
                       "appversion", "useragent")),
    ("transactional", ("spend", "spent", "revenue", "turnover", "balance", "amount", "basket",
                       "totalpaid", "paymentmethod")),
    ("behavioral", ("visit", "login", "click", "order", "purchase", "session", "lastseen",
                    "loyalty", "engagement")),
)  # fmt: skip
_CONSENT = ("opt", "consent", "permission", "agree", "subscri", "allow", "accepts", "marketing")
_CHANNELS = {
    "email": ("email", "mail", "newsletter"), "sms": ("sms", "text"), "phone": ("phone", "call"),
    "push": ("push",), "post": ("post", "letter", "dm"),
}  # fmt: skip
_YEAR = re.compile(r"(19|20)\d\d")
_LATITUDE, _LONGITUDE = ("lat", "latitude"), ("lon", "lng", "long", "longitude")


def describe(name: str, column: Column, fact: Facts | None, *, of_person: bool) -> FieldModel:
    """The entry of a column that holds a value; `of_person`: an attribute of customers."""
    kind = type_name(column)
    said: dict[str, Any] = {"type": kind}
    word = plain(name)
    is_mail = kind == "text" and (
        word in ("email", "mail", "emailaddress", "mailaddress") or _holds_addresses(fact)
    )
    sensitivity = _sensitivity(word, of_person=of_person, is_mail=is_mail)
    if kind == "boolean" and sensitivity == "personal":
        sensitivity = "none"  # whether somebody may be written to is not their address
    if sensitivity != "none":
        said["sensitivity"] = sensitivity
    if is_mail and of_person:
        said |= {"role": "email", "case": "insensitive"}
    elif kind == "text" and of_person and ("phone" in word or "mobile" in word):
        said["role"] = "phone"
    if of_person and (category := _category(name)) is not None:
        said["category"] = category
    if kind == "text" and sensitivity == "none" and fact is not None and _is_closed(fact.values):
        said["values"] = sorted(fact.values)
    return FieldModel(**said)


def _is_closed(values: tuple[str, ...]) -> bool:
    """Whether values can be listed: what is named after years is one of ever more."""
    return bool(values) and not any(_YEAR.search(value) for value in values)


def misread(place: str, fact: Facts) -> str | None:
    """What a column of text probably holds that cannot be asked of it as it is."""
    if fact.known and fact.written_days >= 0.9 * fact.known:
        return (
            f"{place} holds days that are not written as `2024-06-30`. It is text here; stored as "
            "dates, its windows and ages can be asked for."
        )
    if fact.known and fact.commas >= 0.9 * fact.known:
        return (
            f"{place} holds numbers with a decimal comma. It is text here; stored as numbers, such "
            "as `1250.50`, it can be compared and added up."
        )
    return None


def _holds_addresses(fact: Facts | None) -> bool:
    return fact is not None and fact.known > 0 and fact.addresses >= 0.9 * fact.known


def _sensitivity(
    word: str, *, of_person: bool, is_mail: bool
) -> Literal["none", "personal", "special"]:
    if any(part in word for part in _SPECIAL):
        return "special"
    personal = is_mail or any(part in word for part in _PERSONAL)
    return "personal" if personal or (of_person and word == "name") else "none"


def _category(name: str) -> Category | None:
    """By the words of a name: `Household size` is about a household, `average` not about age."""
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).casefold()
    words = [part for part in re.split(r"[^a-z0-9]+", split) if part]
    whole = "".join(words)
    for category, starts in _CATEGORIES:
        for start in starts:
            if len(start) > 4 and start in whole:
                return category
            if any(word == start or word == f"{start}s" for word in words):
                return category
    return None


def points(columns: Mapping[str, Column]) -> list[tuple[str, str]]:
    """Pairs of columns with latitude and longitude, by their names."""
    found: list[tuple[str, str]] = []
    numbers = [name for name, column in columns.items() if _is_number(name, column)]
    for north in numbers:
        for ending in _LATITUDE:
            if not plain(north).endswith(ending):
                continue
            start = plain(north).removesuffix(ending)
            east = next((n for n in numbers if plain(n) in [start + e for e in _LONGITUDE]), None)
            if east is not None and (north, east) not in found:
                found.append((north, east))
    return found


def _is_number(name: str, column: Column) -> bool:
    return column.kind in _NUMBERS and not column.many and usable_column(name)


def consents(attributes: Mapping[str, FieldModel]) -> dict[str, Consent]:
    """The channels that boolean attributes speak of: `email_opt_in` is the consent to e-mail."""
    found: dict[str, Consent] = {}
    for name, model in attributes.items():
        word = plain(name)
        if model.type != "boolean" or not any(part in word for part in _CONSENT):
            continue
        for channel, words in _CHANNELS.items():
            if channel not in found and any(part in word for part in words):
                found[channel] = Consent(attribute=name)
                break
    return found


def birthday(attributes: Mapping[str, FieldModel]) -> str | None:
    """The attribute that holds the date of birth."""
    for name, model in attributes.items():
        if model.type == "date" and any(part in plain(name) for part in ("birth", "dob", "born")):
            return name
    return None


def compact_days(column: Column, fact: Facts) -> Facts | None:
    """The facts of a column of whole numbers as days, where `20240630` is how they are written."""
    if column.kind is not ColumnKind.INTEGER or column.many:
        return None
    low, high = _day_of(fact.low), _day_of(fact.high)
    if low is None or high is None or fact.distinct > (high - low).days + 1:
        return None
    return replace(fact, low=low, high=high)


def _day_of(number: object) -> date | None:
    if not isinstance(number, int) or not 19_000_101 <= number <= 21_001_231:
        return None
    try:
        return date(number // 10_000, number // 100 % 100, number % 100)
    except ValueError:
        return None


def last_day(fact: Facts | None) -> date | None:
    """The day of the latest moment in a column."""
    match fact.high if fact else None:
        case datetime() as moment:
            return moment.date()
        case date() as day:
            return day
        case _:
            return None


def left_out(name: str, column: Column) -> str | None:
    """Why a column cannot be an entry, or None where it can."""
    if not usable_column(name) or not usable_name(name):
        return "its name has a dot or a character that cannot be written"
    if type_name(column) is None:
        return f"its type is {column.raw or column.kind}"
    return None
