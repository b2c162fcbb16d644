"""Databases without locks that change views and tables one by one: by one program at a time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from segql.catalog.physical import Value
from segql.diagnostics import SegqlError
from segql.diagnostics.codes import engines as codes
from segql.engines.base import Engine
from segql.engines.failures import failure
from segql.engines.shelves import Shelf, Way

LOCK = "segql_publishing"
"""A table that is there while somebody publishes."""
WAIT = 60
"""Seconds that it waits for another program to end its own publishing."""
_PAUSE = 0.5


class Stepwise:
    """What shelves of such databases have in common; see `shelves.Shelf`."""

    way: Way = "one by one"
    most_columns: int | None = None
    keeps_readers = False
    private: str | None = None
    plain_names = False

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def execute(self, sql: str) -> None:
        self._engine.execute(sql)

    def rows(self, sql: str) -> list[tuple[Value, ...]]:
        return list(self._engine.rows(sql))

    def columns(self, name: str) -> tuple[str, ...]:
        return tuple(self._engine.physical([name]).get(name, ()))


@contextmanager
def alone(place: Shelf, begin: str, end: str) -> Iterator[None]:
    """Makes the table LOCK by the statement `begin`, which fails where it is there already, and
    drops it by `end`.
    """
    until = time.monotonic() + WAIT
    while not _made(place, begin):
        if time.monotonic() > until:
            raise failure(
                codes.DATABASE_BUSY,
                "Somebody else is publishing into this database, and has been for a minute.",
                f"Try again when that has ended. If it was killed, drop the table `{LOCK}` first.",
            )
        time.sleep(_PAUSE)
    try:
        yield
    finally:
        place.execute(end)


def _made(place: Shelf, statement: str) -> bool:
    try:
        place.execute(statement)
    except SegqlError:
        if LOCK not in place.kinds():
            raise
        return False
    return True
