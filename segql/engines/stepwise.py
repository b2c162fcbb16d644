"""Databases without locks that change views and tables one by one: by one program at a time."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Literal, Protocol

from segql.catalog.physical import Value
from segql.diagnostics import SegqlError
from segql.diagnostics.codes import engines as codes
from segql.engines.base import Engine
from segql.engines.failures import failure
from segql.engines.shelves import Ordinary, Renaming, Shelf

LOCK = "segql_publishing"
"""A table that is there while somebody publishes; its comment says who."""
WAIT = 60
"""Seconds that it waits for another program to end its own publishing."""
_PAUSE = 0.5
_ATTEMPTS = 3


class Stepwise(Ordinary):
    """What shelves of such databases have in common; see `shelves.Renaming`."""

    way: Literal["in one step", "one by one"] = "one by one"

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def execute(self, sql: str) -> None:
        self._engine.execute(sql)

    def rows(self, sql: str) -> list[tuple[Value, ...]]:
        return list(self._engine.rows(sql))


class Lockable(Renaming, Protocol):
    """A shelf whose turns are kept by the table LOCK."""

    def lock(self, holder: str) -> str:
        """The statement that makes LOCK with a comment; it fails where the table is there."""

    def unlock(self) -> str:
        """The statement that drops LOCK."""

    def holder(self) -> str | None:
        """The comment of LOCK, where the database tells it."""


@contextmanager
def alone(place: Lockable) -> Iterator[None]:
    """LOCK stands meanwhile, and says who holds it. Raises SegqlError (3) where somebody else's
    stands for WAIT seconds.
    """
    until = time.monotonic() + WAIT
    begin = place.lock(_this_process())
    unexplained = 0
    while (error := _refused(place, begin)) is not None:
        # Where the table is not there, it may have gone after `begin` failed, but not each time.
        unexplained = 0 if LOCK in place.kinds() else unexplained + 1
        if unexplained == _ATTEMPTS:
            raise error
        if time.monotonic() > until:
            holder = place.holder()
            raise failure(
                codes.DATABASE_BUSY,
                "Somebody else is publishing into this database"
                + (f": {holder}." if holder else "."),
                f"Try again when that has ended. If it was killed, drop the table `{LOCK}` first.",
            ) from error
        time.sleep(_PAUSE)
    try:
        yield
    finally:
        place.execute(place.unlock())


def _this_process() -> str:
    now = datetime.now(UTC)
    return f"process {os.getpid()} of {socket.gethostname()}, since {now:%Y-%m-%d %H:%M:%S} UTC"


def _refused(place: Shelf, statement: str) -> SegqlError | None:
    try:
        place.execute(statement)
    except SegqlError as error:
        return error
    return None
