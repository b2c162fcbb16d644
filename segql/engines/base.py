"""What an engine is: it opens a target, says what columns are there, runs SQL, streams rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from segql.catalog.models import Target
from segql.catalog.physical import Column, Dataset, Physical, Value


@dataclass(frozen=True, slots=True)
class Declared:
    """What the catalog says of columns whose type a file does not tell (CSV, JSON).

    `columns` by table and column; a TIMESTAMP may hold instants as well. `joined` are groups of
    (table, column) that are compared with each other, so that they need one type.
    """

    columns: Mapping[str, Mapping[str, Column]] = field(default_factory=dict)
    joined: tuple[frozenset[tuple[str, str]], ...] = ()


BATCH = 20_000  # rows that an engine hands to Python at a time, unless asked otherwise


@dataclass(frozen=True, slots=True)
class Opening:
    """How a target is opened.

    `folder` is what relative paths start from. `declared` types the columns of text files; a
    column it leaves out takes the narrowest type that holds every cell. `tables` are the only
    ones needed (None: all), so that other files stay unread. `scratch` opens a place of its own
    where `Engine.load` puts rows, and none of the target's tables. `writable` opens a database to
    change it; everything else is only read.
    """

    folder: Path
    declared: Declared | None = None
    tables: frozenset[str] | None = None
    scratch: bool = False
    writable: bool = False


class Engine(Protocol):
    """An open connection. Values that come out are those of `physical.Value`: instants are aware
    and in UTC, UUIDs are text, lists are Python lists.

    Every method raises SegqlError with exit code 3 where the engine fails, and KeyboardInterrupt
    where a person stopped it.
    """

    @property
    def name(self) -> str:
        """The word for it in `segql.yml`: `duckdb`."""

    @property
    def dialect(self) -> str:
        """The dialect that SQL for it is compiled to."""

    @property
    def version(self) -> str:
        """The engine's own version."""

    def tables(self) -> tuple[str, ...]:
        """Every table and view of the target by the name a catalog would use, sorted."""

    def physical(self, tables: Iterable[str]) -> Physical:
        """The columns of these tables as they are now; a table that is missing is left out."""

    def load(self, dataset: Dataset) -> None:
        """Put rows into the scratch place, instead of all that was loaded before."""

    def execute(self, sql: str) -> None:
        """Run one statement and wait for its end."""

    def execute_many(self, statements: Iterable[str]) -> None:
        """Run statements in their order, and stop at the first that fails."""

    def rows(
        self, sql: str, batch: int = BATCH, columns: Sequence[Column] | None = None
    ) -> Iterator[tuple[Value, ...]]:
        """The rows of a query in its order, fetched in batches; several may be read at once.

        `columns` say what the values are (`segql.sql.given_columns`), for engines whose results
        tell less than that: SQLite knows no dates, MariaDB no booleans.
        """

    def columns(self, sql: str) -> Mapping[str, Column]:
        """The columns that a query gives, in order, without running it to its end."""

    def scalar(self, sql: str) -> Value:
        """The first value of the first row; None where there is no row."""

    def cancel(self) -> None:
        """Stop what runs now; callable from another thread."""


class Connect(Protocol):
    """What a module of an engine offers as `connect`."""

    def __call__(self, target: Target, opening: Opening) -> AbstractContextManager[Engine]: ...
