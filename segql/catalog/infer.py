"""A plain catalog from nothing but tables: who the customers are, what their events are.

Names decide, and counts of the data where the caller has them. Whatever is inferred is also
said in a sentence, so that a person can see it and write a catalog where it is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from segql.catalog.infer_customers import alike, can_be_key, not_told
from segql.catalog.infer_fields import (
    COMPACT_DAY,
    SMALL,
    ColumnFacts,
    birthday,
    consents,
    misread,
)
from segql.catalog.infer_names import (
    BARE_KEYS,
    PEOPLE,
    is_people,
    key_rank,
    looks_like_key,
    most_like_time,
    names_a_list,
    plain,
    stem,
    thing,
)
from segql.catalog.infer_values import values_of
from segql.catalog.models import (
    Catalog,
    Customer,
    Event,
    FieldModel,
    ListModel,
    ObjectModel,
    TimeColumn,
)
from segql.catalog.names import usable_column, usable_name
from segql.catalog.physical import Column, ColumnKind, Physical

_TIMES = frozenset({ColumnKind.DATE, ColumnKind.TIMESTAMP, ColumnKind.INSTANT})


@dataclass(frozen=True, slots=True)
class Inferred:
    """A catalog, and what was assumed to make it, in sentences."""

    catalog: Catalog
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Subject:
    """The table of customers and its key; `repeated` where its rows are events as well."""

    table: str
    key: str
    repeated: bool = False


Links = Mapping[tuple[str, str], tuple[str, str]]
"""By table and column: the table and key whose keys it holds, as the data show."""


def infer_catalog(
    physical: Physical,
    facts: ColumnFacts | None = None,
    links: Links | None = None,
    subject: tuple[str, str] | None = None,
    holders: Mapping[str, str] | None = None,
) -> Inferred:
    """A catalog of the tables as they are.

    The customers are the table whose key is named after people (`customer_id`, `Customer ID`,
    `household_id`, or `id` of a table `users`) and unique. Other tables with that column are
    events; a table of nothing but that column is a list; a table with a unique key that others
    hold is an object; the rest is left out. Every column of a type that the language knows
    becomes an attribute or a field of the same name. `subject` is the table of customers and its
    key where they are known, `holders` are by table the columns that are known to hold that key.

    Raises SegqlError (exit code 2) where no table of customers can be told.
    """
    return _Inference(physical, facts or {}, links or {}, subject, holders or {}).run()


class _Inference:
    def __init__(
        self,
        physical: Physical,
        facts: ColumnFacts,
        links: Links,
        subject: tuple[str, str] | None,
        holders: Mapping[str, str],
    ) -> None:
        self.physical = physical
        self.facts = facts
        self.links = links
        self.known_subject = subject
        self.holders = holders
        self.said: list[str] = []
        self.events: dict[str, Event] = {}
        self.objects: dict[str, ObjectModel] = {}
        self.lists: dict[str, ListModel] = {}

    def run(self) -> Inferred:
        subject = self._subject()
        others = {
            table: self.holders.get(table) or self._customer_column(columns, subject)
            for table, columns in self.physical.items()
            if table != subject.table
        }
        for table, column in others.items():
            if column is None:
                self._add_object(table)
        if subject.repeated:
            order = self._order(subject)
            self.said.append(
                f"`{subject.table}` has several rows for a customer, told apart by "
                f"`{subject.key}`: each row is an event, and the row with the latest `{order}` "
                "gives the attributes of a customer."
            )
            self._add_event(subject.table, subject.key)
        else:
            order = None
            self.said.append(
                f"`{subject.table}` has one row for each customer, told apart by `{subject.key}`."
            )
        for table, column in others.items():
            if column is None:
                continue
            if self._is_list(table, column):
                self.lists[self._name(table, self.lists)] = ListModel(table=table, key=column)
                self.said.append(f"`{table}` is a list of customers.")
            else:
                self._add_event(table, column)
        customer = Customer(
            table=subject.table,
            key=subject.key,
            duplicates=f"latest by {order}" if order else None,
            attributes=self._attributes(subject),
        )
        catalog = Catalog(
            customer=customer,
            events=self.events,
            objects=self.objects,
            lists=self.lists,
            consent=consents(customer.attributes),
        )
        self.said += self._misread()
        return Inferred(catalog, tuple(dict.fromkeys(self.said)))

    def _misread(self) -> Iterator[str]:
        for table, columns in self.facts.items():
            for name, fact in columns.items():
                if (said := misread(f"`{name}` of `{table}`", fact)) is not None:
                    yield said

    # ------------------------------------------------------------------------- the customers

    def _subject(self) -> _Subject:
        """The best table of customers; names first, then order, so that the answer is the same."""
        if self.known_subject is not None:
            known, key = self.known_subject
            for table in self.physical:
                if stem(table) == stem(known) and key in self.physical[table]:
                    return self._known(table, key)
        unique: list[tuple[int, int, str, str]] = []
        repeated: list[tuple[int, int, str, str]] = []
        for place, (table, columns) in enumerate(self.physical.items()):
            for name, column in columns.items():
                rank = key_rank(table, name)
                if rank is None or not can_be_key(name, column):
                    continue
                fact = self.facts.get(table, {}).get(name)
                if fact is None or fact.is_key:
                    unique.append((rank - 1_000 * is_people(table), place, table, name))
                elif len(columns) > 1 and fact.unknown < fact.rows:
                    repeated.append((rank, place, table, name))
        if unique:
            _, _, table, key = min(unique)
            return _Subject(table, key)
        if repeated:
            _, _, table, key = min(repeated)
            return _Subject(table, key, repeated=True)
        if len(self.physical) == 1 and (found := self._first_repeated()) is not None:
            self.said.append(
                f"No column is named after customers: `{found.key}`, the first that repeats, is "
                "taken for their key."
            )
            return found
        raise not_told(self.physical, self.facts)

    def _first_repeated(self) -> _Subject | None:
        """In the only table, with a time: the first column of many values that repeat."""
        [(table, columns)] = self.physical.items()
        if self._time(table) is None:
            return None
        for name, column in columns.items():
            fact = self.facts.get(table, {}).get(name)
            if fact is None or not can_be_key(name, column) or column.kind is ColumnKind.DATE:
                continue
            if SMALL < fact.distinct < fact.known:
                return _Subject(table, name, repeated=True)
        return None

    def _known(self, table: str, key: str) -> _Subject:
        fact = self.facts.get(table, {}).get(key)
        return _Subject(table, key, repeated=fact is not None and fact.distinct < fact.known)

    def _customer_column(self, columns: Mapping[str, Column], subject: _Subject) -> str | None:
        """The column of another table that holds the customer's key."""
        key = plain(subject.key)
        wanted = {key}
        if key in BARE_KEYS:
            wanted = {thing(subject.table) + key} | {person + key for person in PEOPLE}
        own = self.physical[subject.table][subject.key]
        for name, column in columns.items():
            if plain(name) in wanted and can_be_key(name, column) and alike(column, own):
                return name
        return None

    def _order(self, subject: _Subject) -> str:
        """The column that tells which of several rows of a customer is the latest."""
        columns = self.physical[subject.table]
        others = [name for name in columns if name != subject.key and usable_column(name)]
        return self._time(subject.table) or most_like_time(others) or others[0]

    # ------------------------------------------------------------------------------ the rest

    def _add_object(self, table: str) -> None:
        """A table whose unique key other tables hold under the same name."""
        for name, column in self.physical[table].items():
            fact = self.facts.get(table, {}).get(name)
            held = looks_like_key(name) and any(
                name in columns and alike(columns[name], column)
                for other, columns in self.physical.items()
                if other != table
            )
            held = held or any(link == (table, name) for link in self.links.values())
            if held and can_be_key(name, column) and fact is not None and fact.is_key:
                self.objects[self._name(table, self.objects)] = ObjectModel(
                    table=table, key=name, fields=self._values(table)
                )
                self.said.append(f"`{table}` is what rows with its `{name}` lead to.")
                return
        self.said.append(
            f"`{table}` is left out: no column of it leads to a customer (if one does, name it "
            f"with `--customer`)."
        )

    def _is_list(self, table: str, customer: str) -> bool:
        """Nothing but keys, or keys that stand once in a table that is named like a list."""
        if len(self.physical[table]) == 1:
            return True
        fact = self.facts.get(table, {}).get(customer)
        return names_a_list(table) and fact is not None and fact.is_key

    def _add_event(self, table: str, customer: str) -> None:
        time = self._time(table)
        self.events[self._name(table, {**self.events, **self.objects})] = Event(
            table=table,
            customer=customer,
            key=self._event_key(table, customer),
            time=self._time_column(table, time) if time else None,
            fields=self._fields(table),
        )
        when = f", and happened at `{time}`" if time else "; no column says when they happened"
        written = self._written_time(table) if time is None else None
        if written is not None:
            when += f" (`{written}` holds text: save it as a date or timestamp to ask about days)"
        self.said.append(f"`{table}` are events of the customer in `{customer}`{when}.")

    def _event_key(self, table: str, customer: str) -> str | None:
        """A column named as a key of this table, else the first of any key, that is unique."""
        wanted = {*BARE_KEYS, *(thing(table) + ending for ending in (*BARE_KEYS, "no", "number"))}
        sound = []
        for name, column in self.physical[table].items():
            fact = self.facts.get(table, {}).get(name)
            if fact is not None and fact.is_key and can_be_key(name, column) and name != customer:
                sound.append(name)
        named = [name for name in sound if plain(name) in wanted]
        return next(iter([*named, *(name for name in sound if looks_like_key(name))]), None)

    def _time(self, table: str) -> str | None:
        """The column that says when an event happened: by its name, else the first of a time."""
        times = [
            name
            for name, column in self.physical[table].items()
            if column.kind in _TIMES and not column.many and usable_column(name)
        ]
        return most_like_time(times) or (times[0] if times else None)

    def _attributes(self, subject: _Subject) -> dict[str, FieldModel]:
        """What the table of customers holds, and the age that follows from a date of birth."""
        fields = self._fields(subject.table, of_person=True)
        born = birthday(fields)
        if born is not None and "age" not in fields:
            quoted = f"`{born}`" if not born.isidentifier() else born
            fields["age"] = FieldModel(expression=f"years since {quoted}", category="demographic")
        return fields

    def _fields(self, table: str, *, of_person: bool = False) -> dict[str, FieldModel]:
        """The values of a table, and what its columns lead to."""
        fields = self._values(table, of_person=of_person)
        for name, item in self.objects.items():
            for by, column in self.physical[table].items():
                own = self.physical[item.table][item.key]
                linked = self.links.get((table, by)) == (item.table, item.key)
                if not (linked or self._leads(by, item)) or not alike(column, own):
                    continue
                free = next(
                    (n for n in _names_of_link(by, item) if n not in fields and usable_name(n)),
                    None,
                )
                if free is not None and table != item.table:
                    fields[free] = FieldModel(to=name, by=by)
        return fields

    def _leads(self, column: str, item: ObjectModel) -> bool:
        """Whether a column is named after the key of an object, alone or with words before it."""
        if column == item.key:
            return True
        what = thing(item.table)
        key = plain(item.key)
        full = key if key.startswith(what) else what + key
        return len(full) > 4 and plain(column).endswith(full)

    def _time_column(self, table: str, time: str) -> TimeColumn:
        """The role; days written as `20240630` have to be called days."""
        compact = self.physical[table][time].raw == COMPACT_DAY
        return TimeColumn(column=time, type="date" if compact else None)

    def _written_time(self, table: str) -> str | None:
        """A column of text that is named like a time."""
        columns = self.physical[table].items()
        return most_like_time(n for n, column in columns if column.kind is ColumnKind.TEXT)

    def _values(self, table: str, *, of_person: bool = False) -> dict[str, FieldModel]:
        fields, left = values_of(
            table, self.physical[table], self.facts.get(table, {}), of_person=of_person
        )
        self.said += left
        return fields

    def _name(self, table: str, taken: Mapping[str, object]) -> str:
        short = stem(table)
        return short if usable_name(short) and short not in taken else table


def _names_of_link(by: str, item: ObjectModel) -> tuple[str, ...]:
    """Names for what a column leads to: `product` of `product_id`, `gift_product` of
    `gift_product_id`.
    """
    what = thing(item.table)
    if by == item.key:
        return (what, f"{what}_object")
    start = by[: -len(item.key)].rstrip("_ ") if by.endswith(item.key) else ""
    return (f"{start}_{what}",) if start else (what, f"{what}_of_{by}")
