"""Views and tables in a dataset of BigQuery, one by one. Not executed where SegQL is tested."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from segql.engines.bigquery.engine import BigQuery
from segql.engines.shelves import Kind, Names
from segql.engines.stepwise import LOCK, Stepwise, alone
from segql.sql import ddl


@contextmanager
def shelf(engine: BigQuery, reading: bool) -> Iterator[BigQueryShelf]:
    """A dataset to look at, or one that nobody else publishes into meanwhile."""
    made = BigQueryShelf(engine)
    if reading:
        yield made
        return
    with alone(made):
        yield made


class BigQueryShelf(Stepwise):
    """See `shelves.Renaming`."""

    most_columns: int | None = 10_000
    names = Names(r"[\w \-]{1,1024}", "letters, digits, `_`, `-` and blanks")

    def __init__(self, engine: BigQuery) -> None:
        super().__init__(engine)
        self._bigquery = engine

    def homes(self, tables: Iterable[str]) -> Mapping[str, str]:
        """A view names the dataset of each table: who reads it has another, or none."""
        return {table: self._bigquery.whole_name(table) for table in tables}

    def kinds(self) -> Mapping[str, Kind]:
        return {
            name: "view" if "VIEW" in kind else "table"
            for name, kind in self._bigquery.kinds().items()
        }

    def comment(self, kind: Kind, name: str, text: str) -> str | None:
        return f"ALTER {kind.upper()} {_named(name)} SET OPTIONS (description = {_literal(text)})"

    def rename(self, pairs: list[tuple[str, str]]) -> str:
        [(old, new)] = pairs
        return f"ALTER TABLE {_named(old)} RENAME TO {_named(new)}"

    def lock(self, holder: str) -> str:
        return f"CREATE TABLE {LOCK} (held INT64) OPTIONS (description = {_literal(holder)})"

    def unlock(self) -> str:
        return f"DROP TABLE {LOCK}"

    def holder(self) -> str | None:
        return self._bigquery.description(LOCK)


def _named(name: str) -> str:
    return ddl.named(name, "bigquery")


def _literal(text: str) -> str:
    return ddl.literal(text, "bigquery")
