"""Views and tables in a schema of Redshift, all changed in one transaction.

Not executed where SegQL is tested.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Literal

from segql.catalog.physical import Value
from segql.diagnostics import SegqlError
from segql.diagnostics.codes.publish import IN_USE
from segql.engines.failures import failure
from segql.engines.shelves import Kind, Names, Ordinary
from segql.engines.stepwise import LOCK
from segql.engines.warehouse.engine import Warehouse
from segql.engines.warehouse.shelf import comment_on, kinds_of


@contextmanager
def shelf(engine: Warehouse, reading: bool) -> Iterator[RedshiftShelf]:
    """A transaction; who publishes into the same schema meanwhile waits for its end.

    They wait for a table that is empty and stays: a transaction sees what stood there as it took
    its first lock.
    """
    if reading:
        yield RedshiftShelf(engine)
        return
    engine.execute(f"CREATE TABLE IF NOT EXISTS {LOCK} (held INT)")
    engine.execute("BEGIN")
    try:
        engine.execute(f"LOCK {LOCK}")
        yield RedshiftShelf(engine)
    except BaseException:
        with suppress(SegqlError):  # a lost connection has rolled back already
            engine.execute("ROLLBACK")
        raise
    engine.execute("COMMIT")


class RedshiftShelf(Ordinary):
    """See `shelves.Transactional`."""

    way: Literal["transaction"] = "transaction"
    most_columns = 1600
    names = Names(longest=127)
    folds = True

    def __init__(self, engine: Warehouse) -> None:
        self._engine = engine

    def execute(self, sql: str) -> None:
        try:
            self._engine.execute(sql)
        except SegqlError as error:
            if "depend on it" not in str(error):
                raise
            raise failure(
                IN_USE,
                "Something is built on what has to be replaced: "
                f"{error.diagnostics[0].message.rstrip('.')}.",
                "Drop what is built on it, publish, and make it again.",
                exit_code=1,
            ) from error

    def rows(self, sql: str) -> list[tuple[Value, ...]]:
        return list(self._engine.rows(sql))

    def kinds(self) -> Mapping[str, Kind]:
        return kinds_of(self._engine)

    def stays(self, view: str, columns: Sequence[str]) -> bool:
        return False

    def comment(self, kind: Kind, name: str, text: str) -> str | None:
        return comment_on(kind, name, text, self._engine.dialect)
