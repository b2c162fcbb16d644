"""From tables to compact copies: what a copy has to hold, read once, and kept for the next run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from segql.catalog.physical import ColumnKind, Physical
from segql.engines.columnar import KEY, OWNER, Columnar, Owner, Slice, Survey, storable
from segql.fused.copies import Array, Copy, UnfitError, known_of
from segql.fused.store import Store, identity_of
from segql.fused.windows import DAY
from segql.plan.nodes import CustomerTable

MISSING = np.uint32(0xFFFFFFFF)
WEEK = 7
"""Events are read from so many days before the first that is seen, so that a run as of an earlier
day of the same week finds them in the cache."""

BYTES = "key bytes"
ENDS = "key ends"


@dataclass(frozen=True, slots=True)
class Source:
    """A table of events as it is read: whose they are, and the column of their times."""

    table: str
    customer: str
    time: str | None


@dataclass(frozen=True, slots=True)
class Keys:
    """The customers' keys in order: whole numbers, or text as bytes with their ends."""

    numbers: NDArray[np.int64] | None
    text: tuple[NDArray[np.uint8], NDArray[np.int64]] | None

    def __len__(self) -> int:
        return len(self.numbers) if self.numbers is not None else len(self._ends)

    @property
    def _ends(self) -> NDArray[np.int64]:
        assert self.text is not None
        return self.text[1]

    def at(self, places: NDArray[np.intp]) -> list[int] | list[str]:
        """The keys at some places."""
        if self.numbers is not None:
            return list(self.numbers[places].tolist())
        assert self.text is not None
        data, ends = self.text
        whole = data.tobytes()
        return [whole[(ends[place - 1] if place else 0) : ends[place]].decode() for place in places]


class Reader:
    """Gives copies of one target's tables, from the cache where it has them.

    `limit` bounds the bytes that reading holds at once; `check` raises where keys are unsound.
    """

    def __init__(
        self,
        engine: Columnar,
        physical: Physical,
        customer: CustomerTable,
        store: Store,
        limit: int,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        self.engine = engine
        self.physical = physical
        self.customer = customer
        self.store = store
        self.limit = limit
        self.check = check
        self._indexed = False
        self._places: NDArray[np.uint32] | None = None

    # ---------------------------------------------------------------------------- customers

    def customers(self, columns: set[str]) -> tuple[Copy, Keys]:
        """Raises UnfitError where the key is of a kind that is not numbered here."""
        table, key = self.customer.table, self.customer.key
        kind = storable(self.physical[table][key])
        if kind not in ("integer", "text"):
            raise UnfitError(f"the customers' key `{key}` is neither a whole number nor text")
        if self.customer.latest_by is not None:
            raise UnfitError("a customer may stand in several rows")

        def read(survey: Survey, _: list[int]) -> Iterator[dict[str, Array]]:
            self.check()
            arrays = dict(self.engine.chunk(table, survey.layouts, key=key))
            keys = arrays.pop(KEY)
            arrays.update({KEY: keys} if kind == "integer" else _encoded(keys))
            yield arrays

        asked = {name: self.physical[table][name] for name in columns}
        found = self.store.copy(table, asked, _customers(self.customer), [table], read)
        made = dict(found.columns)
        keys = (
            Keys(made.pop(KEY), None)
            if KEY in made
            else Keys(None, (made.pop(BYTES), made.pop(ENDS)))
        )
        return replace(found, columns=made, rows=len(keys)), keys

    # ------------------------------------------------------------------------------- events

    def events(
        self, source: Source, columns: set[str], keys: Keys, earliest: int | None = None
    ) -> Copy:
        """A copy of a table of events, ordered by time, those of unknown customers left out.

        With `earliest`, a time as it is stored, events before it and those without a time may be
        missing.
        """
        table = source.table
        needed = columns | ({source.time} if source.time else set())
        asked = {name: self.physical[table][name] for name in needed}

        since = None if earliest is None else earliest - self._slack(source)

        def read(survey: Survey, unknown: list[int]) -> Iterator[dict[str, Array]]:
            return self._chunks(source, survey, keys, unknown, since)

        parts = ["events", repr(source), self.customer.key]
        tables = [table, self.customer.table]
        return self.store.copy(table, asked, parts, tables, read, earliest, since)

    def _slack(self, source: Source) -> int:
        """A week, in the numbers that a table's times are stored as."""
        dates = self.physical[source.table][source.time or ""].kind is ColumnKind.DATE
        return WEEK if dates else WEEK * DAY

    def _chunks(
        self,
        source: Source,
        survey: Survey,
        keys: Keys,
        unknown: list[int],
        earliest: int | None,
    ) -> Iterator[dict[str, Array]]:
        if source.time is not None and source.time not in survey.layouts:
            raise UnfitError(f"the times of `{source.table}` cannot be numbered")
        owner = self._owner(source, keys)
        for part in self._slices(source, survey, earliest):
            found = dict(self.engine.chunk(source.table, survey.layouts, owner=owner, within=part))
            places = found.pop(OWNER)
            if not owner.joined:
                places = self._placed(places, keys)
                if (known := places != MISSING).all():
                    places = np.ascontiguousarray(places)
                else:
                    places = places[known]
                    found = {name: values[known] for name, values in found.items()}
            found[OWNER] = places
            yield self._ordered(source, survey, found, unknown)

    def _ordered(
        self, source: Source, survey: Survey, found: dict[str, Array], unknown: list[int]
    ) -> dict[str, Array]:
        """Rows in the order of time, those without one first."""
        if source.time is None:
            return found
        times, layout = found[source.time], survey.layouts[source.time]
        known = known_of(times, layout)
        if known is not None and not known.all():
            unknown[0] += len(times) - int(known.sum())
            order = np.lexsort((times, known))
        elif (times[:-1] <= times[1:]).all():
            return found
        else:
            order = np.argsort(times, kind="stable")
        # one column at a time, so that no more than one is held twice
        for name in list(found):
            found[name] = found.pop(name)[order]
        return found

    def _slices(
        self, source: Source, survey: Survey, earliest: int | None
    ) -> Iterator[Slice | None]:
        """All rows at once, or several spans of time where they would take too much memory."""
        times = survey.layouts[source.time] if source.time else None
        if times is None or source.time is None:
            yield None
            return
        first, last = times.low, times.high
        low = None if earliest is None or earliest <= first else min(earliest, last)
        width = 8 + sum(np.dtype(layout.dtype).itemsize for layout in survey.layouts.values())
        # reading, ordering and the engine's own buffers each hold the rows once
        pieces = max(1, -(-survey.rows * width * 3 // self.limit))
        start = first if low is None else low
        span = max(1, -(-(last - start + 1) // pieces))
        bounds = [low, *range(start + span, last + 1, span), None]
        for here, after in pairwise(bounds):
            unknown = here is None
            yield None if unknown and after is None else Slice(source.time, here, after, unknown)

    def _owner(self, source: Source, keys: Keys) -> Owner:
        kind = self.physical[source.table][source.customer]
        subject = self.physical[self.customer.table][self.customer.key]
        if (kind.kind is ColumnKind.INTEGER) != (subject.kind is ColumnKind.INTEGER):
            raise UnfitError(f"the customers of `{source.table}` have keys of another kind")
        numbers = keys.numbers
        if numbers is not None and storable(kind) == "integer" and len(numbers):
            first, last = int(numbers[0]), int(numbers[-1])
            if last - first <= 16 * len(numbers) + 1_000_000:
                return Owner(source.customer, first, last)
        if not self._indexed:
            self.engine.index_customers(self.customer.table, self.customer.key)
            self._indexed = True
        return Owner(source.customer)

    def _placed(self, offsets: Array, keys: Keys) -> NDArray[np.uint32]:
        """The places of customers by how far their keys are from the first one, MISSING where
        there is no such customer.
        """
        numbers = keys.numbers
        assert numbers is not None
        if self._places is None:
            table = np.full(int(numbers[-1]) - int(numbers[0]) + 1, MISSING)
            table[numbers - numbers[0]] = np.arange(len(numbers), dtype=np.uint32)
            self._places = table
        placed: NDArray[np.uint32] = np.take(self._places, offsets)
        return placed


def customers_identity(engine: Columnar, customer: CustomerTable) -> str | None:
    """The name that copies of the customers have in a cache; see `store.identity_of`."""
    return identity_of(engine, [customer.table], _customers(customer))


def _customers(customer: CustomerTable) -> list[str]:
    return ["customers", customer.key]


def _encoded(keys: Array) -> dict[str, Array]:
    """Keys of text as bytes, and where each ends."""
    written = [str(key).encode() for key in keys.tolist()]
    ends = np.cumsum([len(key) for key in written], dtype=np.int64)
    return {BYTES: np.frombuffer(b"".join(written), np.uint8), ENDS: ends}
