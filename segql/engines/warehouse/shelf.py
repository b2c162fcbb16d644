"""Views and tables in a schema of Snowflake or Trino, changed one by one.

Neither is executed where SegQL is tested.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from segql.engines.shelves import PLAIN, Kind, Names
from segql.engines.stepwise import LOCK, Stepwise, alone
from segql.engines.warehouse.engine import Warehouse
from segql.sql import ddl


@contextmanager
def shelf(engine: Warehouse, reading: bool) -> Iterator[WarehouseShelf]:
    """A schema to look at, or one that nobody else publishes into meanwhile."""
    made = SnowflakeShelf(engine) if engine.name == "snowflake" else TrinoShelf(engine)
    if reading:
        yield made
        return
    with alone(made):
        yield made


class WarehouseShelf(Stepwise):
    """See `shelves.Renaming`."""

    folds = True

    def __init__(self, engine: Warehouse) -> None:
        super().__init__(engine)
        self._warehouse = engine

    def kinds(self) -> Mapping[str, Kind]:
        return kinds_of(self._warehouse)

    def comment(self, kind: Kind, name: str, text: str) -> str | None:
        return comment_on(kind, name, text, self._warehouse.dialect)

    def rename(self, pairs: list[tuple[str, str]]) -> str:
        dialect = self._warehouse.dialect
        [(old, new)] = [tuple(ddl.named(name, dialect) for name in pair) for pair in pairs]
        return f"ALTER TABLE {old} RENAME TO {new}"

    def unlock(self) -> str:
        return f"DROP TABLE {LOCK}"

    def literal(self, text: str) -> str:
        return ddl.literal(text, self._warehouse.dialect)


class SnowflakeShelf(WarehouseShelf):
    """Every statement is a transaction of its own there."""

    names = Names(longest=255)

    def lock(self, holder: str) -> str:
        return f"CREATE TABLE {LOCK} (held NUMBER) COMMENT = {self.literal(holder)}"

    def holder(self) -> str | None:
        schema = self.literal(self._warehouse.schema)
        rows = self.rows(
            f"SELECT comment FROM information_schema.tables WHERE table_schema = {schema} "
            f"AND table_name = {self.literal(LOCK.upper())}"
        )
        return next((str(comment) for (comment,) in rows if comment), None)


class TrinoShelf(WarehouseShelf):
    """Names are those that every connector takes."""

    names = PLAIN

    def lock(self, holder: str) -> str:
        return f"CREATE TABLE {LOCK} (held INTEGER) COMMENT {self.literal(holder)}"

    def holder(self) -> str | None:
        rows = self.rows(
            "SELECT comment FROM system.metadata.table_comments WHERE catalog_name = "
            f"CURRENT_CATALOG AND schema_name = CURRENT_SCHEMA AND table_name = "
            f"{self.literal(LOCK)}"
        )
        return next((str(comment) for (comment,) in rows if comment), None)


def kinds_of(engine: Warehouse) -> Mapping[str, Kind]:
    """Every table and view of the schema, by its name in a catalog."""
    schema = ddl.literal(engine.schema, engine.dialect)
    found = engine.rows(
        "SELECT table_name, table_type FROM information_schema.tables "
        f"WHERE table_schema = {schema}"
    )
    return {
        engine.called(str(name)): "view" if "VIEW" in str(kind).upper() else "table"
        for name, kind in found
    }


def comment_on(kind: Kind, name: str, text: str, dialect: str) -> str:
    made = ddl.named(name, dialect)
    return f"COMMENT ON {kind.upper()} {made} IS {ddl.literal(text, dialect)}"
