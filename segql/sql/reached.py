"""What a sequence has reached, and the queries that every step of one is made of."""

from __future__ import annotations

from collections.abc import Sequence as Listed
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from segql.plan.logic import integer, to_instant, to_zone
from segql.plan.moments import EXACT, Unit
from segql.plan.nodes import Call, Column, Expr, Op
from segql.sql import make, names
from segql.sql.make import Node, column
from segql.sql.scope import Row, Scope
from segql.sql.steps import OWN
from segql.types import TIMESTAMP

if TYPE_CHECKING:
    from segql.sql.builder import Builder

TIME = "happened_at"
PREVIOUS = "previous_at"
NEXT = "next_at"
LAST = "last_at"
KIND = "kind"
OWN_NAMES = (TIME, PREVIOUS, NEXT, LAST, KIND)
"""Columns that these queries add to what is asked of events."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A query of events: the customer, `happened_at`, and named columns for what is asked of
    them. `start` marks pairs, which hold `previous_at` too.
    """

    name: str
    columns: dict[Expr, Column]
    start: bool = False

    def keep(self, wanted: set[Expr]) -> dict[Expr, Column]:
        return {part: held for part, held in self.columns.items() if part in wanted}


@dataclass(frozen=True, slots=True)
class Passes:
    """Makes the queries of one sequence. `zone`: that of the clocks that `happened_at` is read
    on, None where it is an instant.
    """

    builder: Builder
    key: str
    zone: str | None

    def added(
        self,
        rows: Rows,
        wanted: str,
        alias: str,
        columns: dict[Expr, Column],
        joins: list[exp.Join],
        where: list[Node],
    ) -> Rows:
        """A query over rows with fewer of them."""
        made: list[Node] = [column(alias, self.key), column(alias, TIME)]
        if rows.start:
            made.append(column(alias, PREVIOUS))
        shown = dict.fromkeys(held.column for held in columns.values())
        made.extend(column(alias, name) for name in shown)
        query = make.select(made, make.table((rows.name,), alias), joins, where)
        return Rows(self.builder.add(names.plain(wanted), query), dict(columns), rows.start)

    def extreme(self, rows: Rows, figure: Node, by: Listed[str]) -> exp.Select:
        """The first or last of rows for each customer, and value of further columns."""
        made: list[Node] = [column("n", self.key), *(column("n", name) for name in by)]
        group = [column("n", self.key), *(column("n", name) for name in by)]
        made.append(make.named(figure, TIME))
        return make.select(made, make.table((rows.name,), "n"), group=group)

    def union(self, main: Rows, other: Rows, shown: Listed[str], back: dict[str, str]) -> exp.Union:
        """The rows of two queries, told apart by `kind`: 0 and 1. `back` names the columns of
        the other that stand for columns of the first; the rest are null there.
        """
        first: list[Node] = [column("a", self.key), column("a", TIME)]
        first.extend(column("a", name) for name in shown)
        first.append(make.named(make.number(0), KIND))
        second: list[Node] = [column("b", self.key), column("b", TIME)]
        second.extend(column("b", back[name]) if name in back else exp.Null() for name in shown)
        second.append(make.number(1))
        return exp.Union(
            this=make.select(first, make.table((main.name,), "a")),
            expression=make.select(second, make.table((other.name,), "b")),
            distinct=False,
        )

    def marked(
        self,
        union: exp.Union,
        shown: Listed[str],
        equal: Listed[str],
        *,
        latest: bool,
        mark: str | None = None,
    ) -> exp.Select:
        """The union with, for each row of the first query, when the latest row of the other was
        strictly before it (or the next one strictly after it).
        """
        partition = [column("u", name) for name in (self.key, *equal)]
        order = [
            make.sorted_by(column("u", TIME), descending=not latest),
            make.sorted_by(column("u", KIND)),
        ]
        is_other = exp.EQ(this=column("u", KIND), expression=make.number(1))
        time = make.case([(is_other, column("u", TIME))])
        frame = exp.WindowSpec(
            kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="CURRENT ROW"
        )
        figure = exp.Max(this=time) if latest else exp.Min(this=time)
        window = make.window(figure, partition, order, frame)
        made: list[Node] = [column("u", name) for name in (self.key, TIME, *shown, KIND)]
        made.append(make.named(window, mark or (PREVIOUS if latest else NEXT)))
        return make.select(made, exp.Subquery(this=union, alias=aliased("u")))

    def scope(self, alias: str) -> Scope:
        scope = Scope(self.builder, lambda: column(alias, self.key))
        scope.rows[OWN] = Row(alias)
        return scope

    def end(self, start: Column, limit: tuple[int, Unit]) -> Expr:
        """The last instant of a time limit; days move the wall clock, hours the instant."""
        amount, unit = limit
        base = to_instant(start) if unit in EXACT else to_zone(start, self.builder.plan.zone)
        return Call(Op.SHIFT, (base, integer(amount)), TIMESTAMP, start.nullable, unit, base.zone)

    def moment(self, row: int, name: str, *, nullable: bool = False) -> Column:
        """A column of these queries that holds a time."""
        return Column(row, (), name, (), TIMESTAMP, nullable, self.zone)


def is_main(alias: str) -> Node:
    """Whether a row of a union is of its first query."""
    return exp.EQ(this=column(alias, KIND), expression=make.number(0))


def derived(query: exp.Query, alias: str) -> exp.Subquery:
    return exp.Subquery(this=query, alias=aliased(alias))


def aliased(name: str) -> exp.TableAlias:
    return exp.TableAlias(this=make.identifier(name))
