"""Questions about whole tables of a target, each one statement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from segql.engines import Engine
from segql.plan import Clock, Plan
from segql.plan.nodes import EventSet, Expr, Measure
from segql.sql import compile_frequent, compile_strangers, compile_totals
from segql.sql.given import column_of
from segql.types import INTEGER

Name = TypeVar("Name")


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks an engine about the tables of a plan at an instant. Every method raises SegqlError (3)
    where the engine fails.
    """

    engine: Engine
    plan: Plan
    clock: Clock

    def totals(self, events: EventSet, measures: Mapping[Name, Measure]) -> dict[Name, Any]:
        """Figures over all rows, by the names they were asked by."""
        statement = compile_totals(
            self.plan,
            events,
            list(measures.values()),
            dialect=self.engine.dialect,
            clock=self.clock,
        )
        columns = [column_of(measure.type) for measure in measures.values()]
        [row] = self.engine.rows(statement, columns=columns)
        return dict(zip(measures, row, strict=True))

    def frequent(self, events: EventSet, value: Expr, most: int) -> Iterator[tuple[Any, int]]:
        """The values that stand in most rows, with their numbers of rows, at most so many."""
        statement = compile_frequent(
            self.plan, events, value, dialect=self.engine.dialect, clock=self.clock
        )
        columns = [column_of(value.type), column_of(INTEGER)]
        for held, times in islice(self.engine.rows(statement, columns=columns), most):
            yield held, int(str(times))

    def strangers(self, rows: str, column: str, table: str, key: str) -> int:
        """How many of these rows have a value in a column that no row of a table has as its key."""
        statement = compile_strangers(
            self.plan,
            rows,
            column,
            table,
            key,
            dialect=self.engine.dialect,
            clock=self.clock,
        )
        [row] = self.engine.rows(statement)
        return int(str(row[0]))
