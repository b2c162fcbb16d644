"""Tables that a run asks for many times: engines that would read them each time hold them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from segql.catalog.names import table_parts
from segql.engines.base import Engine


@dataclass(frozen=True, slots=True)
class Reading:
    """What a run reads of a table; `by` is the column that says whose a row is, where one does."""

    table: str
    columns: frozenset[str]
    by: str | None = None


@runtime_checkable
class Holding(Protocol):
    """An engine that reads a table's files for each query that names the table, unless it holds
    them: Spark. A database with a cache of its own needs nothing of the kind.
    """

    def holding(self, readings: Sequence[Reading]) -> AbstractContextManager[None]:
        """Meanwhile these tables are read once, and have only these columns."""


def held(
    engine: Engine, readings: Iterable[Reading], statements: Sequence[str]
) -> AbstractContextManager[None]:
    """Holds what the statements name more than once, where the engine has a use for it."""
    if not isinstance(engine, Holding):
        return nullcontext()
    return engine.holding([item for item in readings if _is_named_again(item.table, statements)])


def _is_named_again(table: str, statements: Sequence[str]) -> bool:
    """Whether a name stands twice. Columns may be called like a table, so that this is true too
    often; where it is false, the table is read once at most.
    """
    name = re.compile(rf"(?<!\w){re.escape(table_parts(table)[-1])}(?!\w)", re.IGNORECASE)
    return sum(len(name.findall(statement)) for statement in statements) > 1
