"""Databases that keep views and tables for others to read: one module an engine.

An engine takes part with a module of its own that offers `shelf`, and an entry here.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal, Protocol

from segql.catalog.models import Target
from segql.catalog.physical import Value
from segql.diagnostics.codes.publish import CANNOT_PUBLISH
from segql.engines.base import Engine
from segql.engines.failures import failure

Kind = Literal["view", "table"]


@dataclass(frozen=True, slots=True)
class Names:
    """Names of views and tables that a database takes: a pattern for all of one, and its words;
    `longest` is how many bytes one may have.
    """

    pattern: str = r"(?s:.+)"
    words: str = ""
    longest: int | None = None


PLAIN = Names("[A-Za-z0-9_]+", "letters from A to Z, digits and `_`")


class Ordinary:
    """What most shelves have in common."""

    most_columns: int | None = None
    private: str | None = None
    names = Names()
    folds = False

    def homes(self, tables: Iterable[str]) -> Mapping[str, str]:
        return {}


class Shelf(Protocol):
    """A database while its views and tables are being changed, by nobody else at that time.

    `most_columns` is how many a table or view may have, where that is less than a query may.
    `private` is how the names of functions begin that only SegQL brings along: nobody else can
    read a view that calls one. `names` are those it takes, `folds` says that it may keep one with
    other capitals than it was given.
    """

    most_columns: int | None
    private: str | None
    names: Names
    folds: bool

    def execute(self, sql: str) -> None:
        """Run one statement and wait for its end."""

    def rows(self, sql: str) -> list[tuple[Value, ...]]:
        """All rows of a query, which sees what was changed."""

    def kinds(self) -> Mapping[str, Kind]:
        """Every table and view there, where names without a schema lead."""

    def homes(self, tables: Iterable[str]) -> Mapping[str, str]:
        """What a view has to call each of these tables, so that it finds them whoever reads it;
        nothing where it calls them as they are.
        """

    def comment(self, kind: Kind, name: str, text: str) -> str | None:
        """The statement that describes a view or table; None where there is no such thing."""


class Transactional(Shelf, Protocol):
    """All that is done between entering and leaving `shelf(engine)` happens at once when it is
    left, and not at all where it is left by an error.
    """

    way: Literal["transaction"]

    def stays(self, view: str, columns: Sequence[str]) -> bool:
        """Whether a view is replaced in place by one of these columns, so that views that others
        built on it stay too. Otherwise it is dropped first.
        """


class Renaming(Shelf, Protocol):
    """What is made under another name first is moved into its place.

    Any number of views and tables moves in one step; or `one by one`, where `rename` moves a single
    table, and `CREATE OR REPLACE VIEW` changes a single view.
    """

    way: Literal["in one step", "one by one"]

    def rename(self, pairs: list[tuple[str, str]]) -> str:
        """The statement that gives all these their new names."""


AnyShelf = Transactional | Renaming

_MODULES = {
    "bigquery": "segql.engines.bigquery.shelf",
    "chdb": "segql.engines.clickhouse.shelf",
    "clickhouse": "segql.engines.clickhouse.shelf",
    "duckdb": "segql.engines.duckdb.shelf",
    "mariadb": "segql.engines.mysql.shelf",
    "mysql": "segql.engines.mysql.shelf",
    "postgres": "segql.engines.postgres.shelf",
    "redshift": "segql.engines.redshift.shelf",
    "snowflake": "segql.engines.warehouse.shelf",
    "spark": "segql.engines.spark.shelf",
    "sqlite": "segql.engines.sqlite.shelf",
    "trino": "segql.engines.warehouse.shelf",
}


def refuse_target(name: str, target: Target) -> None:
    """Raises SegqlError (2) where nothing can be published into a target, with the reason."""
    if target.engine not in _MODULES:
        why = (
            "DataFusion reads files and keeps nothing"
            if target.engine == "datafusion"
            else f"the engine `{target.engine}` keeps no views"
        )
    elif _is_of_files(target):
        why = "it is made of files, which keep no views"
    else:
        return
    engines = ", ".join(f"`{engine}`" for engine in sorted(_MODULES))
    raise failure(
        CANNOT_PUBLISH,
        f"Nothing can be published into the target `{name}`: {why}.",
        f"Choose a target with a database of {engines}. `segql compile --as view -o DIR` and "
        "`--as dbt` write files for every dialect.",
        exit_code=2,
    )


def _is_of_files(target: Target) -> bool:
    if target.engine == "duckdb":
        return target.database is None
    return target.files is not None


def refuse_private(place: Shelf, name: str, query: str) -> None:
    """Raises SegqlError (2) where nobody else could read a view."""
    if place.private is not None and re.search(rf"\b{place.private}[A-Z_0-9]+\(", query):
        raise failure(
            CANNOT_PUBLISH,
            f"The view `{name}` would call functions that only SegQL brings along, so that no "
            "other program could read it.",
            "Publish tables: --as table.",
            exit_code=2,
        )


def refuse_names(place: Shelf, names: Iterable[str]) -> None:
    """Raises SegqlError (2) where a name is none that the database takes."""
    for name in names:
        longest = place.names.longest
        words = place.names.words
        if re.fullmatch(place.names.pattern, name):
            if longest is None or len(name.encode()) <= longest:
                continue
            words = f"at most {longest} bytes"
        raise failure(
            CANNOT_PUBLISH,
            f"This database takes no view or table with the name `{name}`, only names of {words}.",
            "Rename the definition, or choose others with SELECT.",
            exit_code=2,
        )


def shelf(engine: Engine, *, reading: bool = False) -> AbstractContextManager[AnyShelf]:
    """An open engine, to be changed in one step, or only looked at (`reading`)."""
    module = importlib.import_module(_MODULES[engine.name])
    opened: AbstractContextManager[AnyShelf] = module.shelf(engine, reading)
    return opened
