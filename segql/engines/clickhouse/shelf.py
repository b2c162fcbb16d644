"""Views and tables in a database of ClickHouse, changed one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from segql.engines.clickhouse.engine import ClickHouse
from segql.engines.clickhouse.load import literal, quote
from segql.engines.shelves import Kind
from segql.engines.stepwise import LOCK, Stepwise, alone

_KINDS = """
SELECT name, engine IN ('View', 'MaterializedView') FROM system.tables
WHERE database = currentDatabase() AND NOT is_temporary
"""

_HOLDER = f"""
SELECT comment FROM system.tables WHERE database = currentDatabase() AND name = '{LOCK}'
"""


@contextmanager
def shelf(engine: ClickHouse, reading: bool) -> Iterator[ClickHouseShelf]:
    """A database to look at, or one that nobody else publishes into meanwhile."""
    made = ClickHouseShelf(engine)
    if reading:
        yield made
        return
    with alone(made):
        yield made


class ClickHouseShelf(Stepwise):
    """See `stepwise.Lockable`."""

    def kinds(self) -> Mapping[str, Kind]:
        return {str(name): "view" if is_view else "table" for name, is_view in self.rows(_KINDS)}

    def comment(self, kind: Kind, name: str, text: str) -> str | None:
        return f"ALTER TABLE {quote(name)} MODIFY COMMENT {literal(text)}"

    def rename(self, pairs: list[tuple[str, str]]) -> str:
        moves = ", ".join(f"{quote(old)} TO {quote(new)}" for old, new in pairs)
        return f"RENAME TABLE {moves}"

    def lock(self, holder: str) -> str:
        made = f"CREATE TABLE {LOCK} (held UInt8) ENGINE = MergeTree ORDER BY tuple()"
        return f"{made} COMMENT {literal(holder)}"

    def unlock(self) -> str:
        return f"DROP TABLE {LOCK} SYNC"

    def holder(self) -> str | None:
        return next((str(comment) for (comment,) in self.rows(_HOLDER)), None)
