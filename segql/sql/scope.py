"""The FROM of one query: a base, and what expressions ask to be joined to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from segql.plan.nodes import CUSTOMER, Column, Expr, Join, Measure
from segql.sql import make
from segql.sql.make import Node
from segql.sql.names import Names, short
from segql.types import DATE

if TYPE_CHECKING:
    from segql.sql.builder import Builder


@dataclass(frozen=True, slots=True)
class Row:
    """A row in scope: a table's (`columns` is None), or one of a query made here, whose columns
    are named by the plan column they hold.
    """

    alias: str
    columns: Mapping[Column, str] | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """The period of a row: a column of an alias. `bounds` names the columns of its ends in the
    query of periods, by the representation of times that they are in.
    """

    query: str
    alias: str
    bounds: Mapping[str | None, tuple[str, str]]

    def number(self) -> Node:
        return make.column(self.alias, "period")

    def within(self, alias: str) -> Period:
        """The same periods, their number a column of another alias."""
        return Period(self.query, alias, self.bounds)

    def joined(self, scope: Scope, time: Expr | None) -> Period:
        """The periods joined to events by their time."""
        from segql.sql.expressions import translate

        if time is None:
            raise ValueError("events without a time lie in no period")
        alias = scope.alias(self.query)
        low, high = self.bounds[representation(time)]
        on: list[Node] = [
            exp.GTE(this=translate(time, scope), expression=make.column(alias, low)),
            exp.LT(this=translate(time, scope), expression=make.column(alias, high)),
        ]
        source = make.table((self.query,), alias)
        scope.joins.append(make.join(source, make.conjunction(on), outer=False))
        return self.within(alias)


def representation(time: Expr) -> str | None:
    """How times are held: `date`, the zone of their clocks, or None for instants."""
    return "date" if time.type == DATE else time.zone


class Scope:
    """What one SELECT reads. A scope with a `parent` is a correlated subquery: what belongs to
    the customer is joined outside it.

    `key` gives the customer's key. `subqueries`: whether EXISTS may stand here (not inside an
    aggregate or a window). `period` is that of its rows where there are several.
    `figures` spells a measure in place, where lines are being grouped.
    """

    def __init__(
        self,
        builder: Builder,
        key: Callable[[], Node],
        *,
        parent: Scope | None = None,
        subqueries: bool = True,
    ) -> None:
        self.builder = builder
        self.key = key
        self.parent = parent
        self.subqueries = subqueries and builder.dialect.subqueries
        self.aliases: Names = parent.aliases if parent else Names()
        self.rows: dict[int, Row] = {}
        self.joins: list[exp.Join] = []
        self.period: Period | None = parent.period if parent else None
        self.figures: Callable[[Measure], Node] | None = None
        self._joined: dict[object, str] = {}

    def shown_key(self, name: str) -> Node:
        """The customer's key as a column of the query."""
        return make.shown(self.key(), name)

    def alias(self, name: str) -> str:
        """A short alias that nothing in this query has."""
        return self.aliases.take(short(name))

    def owner(self, row: int) -> Scope:
        """The scope whose FROM holds a row; customers are joined where they are not there yet."""
        if row in self.rows:
            return self
        if self.parent is not None:
            return self.parent.owner(row)
        if row != CUSTOMER:
            raise LookupError(f"no row {row} in scope")
        alias = self.alias("customers")
        source, key = self.builder.customers(alias)
        on = exp.EQ(this=make.column(alias, key), expression=self.key())
        self.joins.append(make.join(source, on, outer=False))
        self.rows[CUSTOMER] = Row(alias)
        return self

    def related(self, row: int, steps: tuple[Join, ...]) -> str:
        """The alias of an object that is reached from a row, joined at its first use."""
        owner = self.owner(row)
        if owner is not self:
            return owner.related(row, steps)
        alias = self.rows[row].alias
        for count, step in enumerate(steps, 1):
            place = (row, steps[:count])
            if place not in self._joined:
                found = self.alias(step.table)
                own = self.builder.key(found, step.table, step.key)
                on = exp.EQ(this=own, expression=make.column(alias, step.by))
                source = self.builder.table(step.table, found)
                self.joins.append(make.join(source, on, outer=True))
                self._joined[place] = found
            alias = self._joined[place]
        return alias

    def attach(self, query: str, key: str, *, per_period: bool = False, first: str = "") -> str:
        """The alias of a query of this statement with at most one row a customer, or a customer
        and period; `first` names a column that numbers rows, of which the first is meant.
        """
        if self.parent is not None:
            return self.parent.attach(query, key, per_period=per_period, first=first)
        if query in self._joined:
            return self._joined[query]
        alias = self.alias(query)
        conditions: list[Node] = [exp.EQ(this=make.column(alias, key), expression=self.key())]
        if per_period:
            if self.period is None:
                raise LookupError("a figure of a period outside of periods")
            number = self.period.number()
            conditions.append(exp.EQ(this=make.column(alias, "period"), expression=number))
        if first:
            conditions.append(exp.EQ(this=make.column(alias, first), expression=make.number(1)))
        source = make.table((query,), alias)
        self.joins.append(make.join(source, make.conjunction(conditions), outer=True))
        self._joined[query] = alias
        return alias

    def matches(self, source: Callable[[str], Node], name: str, key: str) -> Node:
        """Whether a table or query has a row with the customer's key."""
        alias = self.alias(name)
        on = exp.EQ(this=make.column(alias, key), expression=self.key())
        return exp.Exists(this=make.select([make.number(1)], source(alias), where=[on]))

    def select(
        self,
        columns: list[Node],
        source: Node,
        where: list[Node],
        group: list[Node] | None = None,
        *,
        distinct: bool = False,
    ) -> exp.Select:
        return make.select(columns, source, self.joins, where, group or (), distinct=distinct)
