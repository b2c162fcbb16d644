"""A plain catalog from nothing but tables: who the customers are, what their events are.

Names decide, and counts of the data where the caller has them. Whatever is inferred is also
said in a sentence, so that a person can see it and write a catalog where it is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from segql.catalog.drift import type_name
from segql.catalog.models import Catalog, Customer, Event, FieldModel, ListModel, TimeColumn
from segql.catalog.names import usable_column, usable_name
from segql.catalog.physical import Column, ColumnKind, Physical
from segql.diagnostics.codes import catalog as codes
from segql.diagnostics.model import Diagnostic, SegqlError

_PEOPLE = (
    "customer", "cust", "client", "member", "user", "household", "person", "contact",
    "subscriber", "account", "guest", "patient", "donor", "student", "passenger", "shopper",
    "buyer", "profile", "visitor", "kunde", "klant", "cliente",
)  # fmt: skip
_KEY_ENDINGS = ("id", "key", "no", "nr", "number", "code", "uuid", "guid", "")
_TIMES = frozenset({ColumnKind.DATE, ColumnKind.TIMESTAMP, ColumnKind.INSTANT})
_KEYS = frozenset(
    {ColumnKind.INTEGER, ColumnKind.TEXT, ColumnKind.UUID, ColumnKind.DECIMAL, ColumnKind.DOUBLE}
)
_TIME_NAMES = ("time", "timestamp", "at", "date", "datetime", "day", "when", "created", "on")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the data say about a column: rows of its table, distinct values, unknown ones."""

    rows: int
    distinct: int
    unknown: int

    @property
    def is_key(self) -> bool:
        return self.unknown == 0 and self.distinct == self.rows


ColumnFacts = Mapping[str, Mapping[str, Facts]]
"""Facts by table and column; what is not there is not known."""


@dataclass(frozen=True, slots=True)
class Inferred:
    """A catalog, and what was assumed to make it, in sentences."""

    catalog: Catalog
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Subject:
    """The table of customers and its key; `events` where its rows are events as well."""

    table: str
    key: str
    repeated: bool = False


def infer_catalog(physical: Physical, facts: ColumnFacts | None = None) -> Inferred:
    """A catalog of the tables as they are.

    The customers are the table whose key is named after people (`customer_id`, `Customer ID`,
    `household_id`, or `id` of a table `users`) and unique. Other tables with that column are
    events; a table of nothing but that column is a list; the rest is left out. Every column of
    a type that the language knows becomes an attribute or a field of the same name.

    Raises SegqlError (exit code 2) where no table of customers can be told.
    """
    known = facts or {}
    subject = _subject(physical, known)
    said: list[str] = []
    attributes = _fields(physical[subject.table], subject.table, said)
    duplicates = None
    events: dict[str, Event] = {}
    lists: dict[str, ListModel] = {}
    if subject.repeated:
        event = _event(physical, known, subject.table, subject.key, said)
        duplicates = f"latest by {_time(physical[subject.table])}"
        said.append(
            f"`{subject.table}` has several rows for a customer, told apart by `{subject.key}`: "
            "each row is an event, and the latest row of a customer gives the attributes."
        )
        events[_free(subject.table, events)] = event
    else:
        said.append(
            f"`{subject.table}` has one row for each customer, told apart by `{subject.key}`."
        )
    for table, columns in physical.items():
        if table == subject.table:
            continue
        column = _foreign_key(columns, subject, physical)
        if column is None:
            said.append(
                f"`{table}` is left out: no column of it is the customer's `{subject.key}`."
            )
        elif len(columns) == 1:
            lists[_free(table, lists)] = ListModel(table=table, key=column)
            said.append(f"`{table}` is a list of customers.")
        else:
            events[_free(table, events)] = _event(physical, known, table, column, said)
            said.append(_event_sentence(table, column, physical))
    customer = Customer(
        table=subject.table, key=subject.key, duplicates=duplicates, attributes=attributes
    )
    return Inferred(Catalog(customer=customer, events=events, lists=lists), tuple(said))


# ----------------------------------------------------------------------------- the customers


def _subject(physical: Physical, facts: ColumnFacts) -> _Subject:
    """The best table of customers; names first, then order, so that the answer is the same."""
    unique: list[tuple[int, int, str, str]] = []
    repeated: list[tuple[int, int, str, str]] = []
    for place, (table, columns) in enumerate(physical.items()):
        for name, column in columns.items():
            rank = _key_rank(table, name)
            if rank is None or column.many or column.kind not in _KEYS or not usable_column(name):
                continue
            fact = facts.get(table, {}).get(name)
            if fact is None or fact.is_key:
                unique.append((rank - _people_table(table), place, table, name))
            elif _time(columns) is not None and fact.unknown < fact.rows:
                repeated.append((rank, place, table, name))
    if unique:
        _, _, table, key = min(unique)
        return _Subject(table, key)
    if repeated:
        _, _, table, key = min(repeated)
        return _Subject(table, key, repeated=True)
    tables = ", ".join(f"`{table}`" for table in physical) or "none"
    raise SegqlError(
        Diagnostic(
            codes.NOT_INFERRED,
            f"The customers could not be told from the data (tables: {tables}).",
            None,
            "Name the key `customer_id`, with one row a customer, or write a catalog: "
            "`customer: {table: ..., key: ..., attributes: {...}}`.",
        ),
        exit_code=2,
    )


def _key_rank(table: str, column: str) -> int | None:
    """How likely a column is the customers' key by its name (0 is the likeliest)."""
    plain = _plain(column)
    for index, person in enumerate(_PEOPLE):
        for ending in _KEY_ENDINGS:
            if plain in (person + ending, f"{person}s{ending}"):
                return index * 10 + (5 if not ending else 0)
    if plain in ("id", "key", "uuid"):
        return 300 if _people_table(table) else 500
    if plain in ("email", "emailaddress", "mail"):
        return 600
    return None


def _people_table(table: str) -> int:
    """A bonus for a table that is named after people."""
    plain = _plain(_stem(table)).removesuffix("s")
    if any(plain == person or plain.endswith(person) for person in _PEOPLE):
        return 1_000
    return 1_000 if plain in ("people", "crm", "demographic") else 0


def _foreign_key(
    columns: Mapping[str, Column], subject: _Subject, physical: Physical
) -> str | None:
    """The column of another table that holds the customer's key."""
    wanted = {_plain(subject.key)}
    if _plain(subject.key) in ("id", "key", "uuid"):
        wanted = {_plain(_stem(subject.table)).removesuffix("s") + _plain(subject.key)}
        wanted |= {person + _plain(subject.key) for person in _PEOPLE}
    kind = physical[subject.table][subject.key].kind
    for name, column in columns.items():
        numbers = {ColumnKind.INTEGER, ColumnKind.DECIMAL, ColumnKind.DOUBLE}
        alike = column.kind == kind or {column.kind, kind} <= numbers
        if _plain(name) in wanted and not column.many and alike:
            return name
    return None


# --------------------------------------------------------------------------------- the rest


def _event(
    physical: Physical, facts: ColumnFacts, table: str, customer: str, said: list[str]
) -> Event:
    columns = physical[table]
    time = _time(columns)
    return Event(
        table=table,
        customer=customer,
        key=_event_key(table, columns, facts.get(table, {})),
        time=TimeColumn(column=time) if time else None,
        fields=_fields(columns, table, said),
    )


def _event_key(table: str, columns: Mapping[str, Column], facts: Mapping[str, Facts]) -> str | None:
    """A column named as a key of this table and unique, if the data say so."""
    stem = _plain(_stem(table)).removesuffix("s")
    for name, column in columns.items():
        named = _plain(name) in ("id", "key", "uuid", f"{stem}id", f"{stem}key", f"{stem}no")
        if named and not column.many and column.kind in _KEYS and usable_column(name):
            fact = facts.get(name)
            if fact is not None and fact.is_key:
                return name
    return None


def _time(columns: Mapping[str, Column]) -> str | None:
    """The column that says when an event happened: by its name, else the first time column."""
    times = [
        name
        for name, column in columns.items()
        if column.kind in _TIMES and not column.many and usable_column(name)
    ]
    for wanted in _TIME_NAMES:
        for name in times:
            words = re.split(r"[^a-z0-9]+", _snake(name))
            if words[-1] == wanted:
                return name
    return times[0] if times else None


def _fields(columns: Mapping[str, Column], table: str, said: list[str]) -> dict[str, FieldModel]:
    fields: dict[str, FieldModel] = {}
    for name, column in columns.items():
        kind = type_name(column)
        if not usable_column(name) or not usable_name(name):
            reason = "its name has a dot or a character that cannot be written"
        elif kind is None:
            reason = f"its type is {column.raw or column.kind}"
        else:
            fields[name] = FieldModel(type=kind)
            continue
        said.append(f"The column `{name}` of `{table}` is left out: {reason}.")
    return fields


def _event_sentence(table: str, customer: str, physical: Physical) -> str:
    time = _time(physical[table])
    when = f", and happened at `{time}`" if time else "; no column says when they happened"
    return f"`{table}` are events of the customer in `{customer}`{when}."


def _free(table: str, taken: Iterable[str]) -> str:
    stem = _stem(table)
    return stem if usable_name(stem) and stem not in taken else table


def _stem(table: str) -> str:
    """`orders` of `data/orders.csv` and of `shop.orders`."""
    file = re.split(r"[/\\]", table)[-1]
    if file != table or re.search(r"\.(csv|tsv|parquet|pq|json|jsonl|ndjson)(\.gz)?$", file):
        return file.split(".")[0]
    return table.split(".")[-1]


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).casefold()
