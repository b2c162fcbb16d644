"""The rows that figures are computed from: a query's own, or numbered ones of a query within it.

Most dialects have the first value in an order and the median as aggregates. Where one has not,
rows are numbered in a query of their own, and the aggregates look at the numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sqlglot import exp

from segql.plan.nodes import Call, Measure, Op
from segql.plan.rewrite import descendants
from segql.sql import make
from segql.sql.dialects.base import Dialect
from segql.sql.make import Node, binary, case, column, number
from segql.sql.names import Names

ALIAS = "e"
Key = tuple[str, Callable[[], Node]]
"""What rows are grouped by: its name, and how it is spelled in the rows' own query."""


class Rows:
    """Rows in the making; `keys` are what they are grouped by."""

    def __init__(self, dialect: Dialect, keys: Sequence[Key], measures: Iterable[Measure]) -> None:
        self.dialect = dialect
        self.keys = keys
        self.numbered = any(_needs_numbers(measure, dialect) for measure in measures)
        self._columns: list[Node] = []
        self._names = Names(name for name, _ in keys)

    def hold(self, node: Node) -> Node:
        """A value of each row, as aggregates may use it."""
        return self._held(node, "value") if self.numbered else node

    def first(self, value: Node, order: Sequence[Node]) -> Node:
        """The value of the first row in an order."""
        if self.dialect.first_value is not None:
            return self.dialect.first_value(self.hold(value), order)
        place = self._held(make.window(exp.RowNumber(), self._groups(), order), "place")
        is_first = exp.EQ(this=place, expression=number(1))
        return exp.Max(this=case([(is_first, self.hold(value))]))

    def median(self, value: Node) -> Node:
        """The median of known doubles."""
        if self.dialect.median is not None:
            return self.dialect.median(self.hold(value))
        order = make.ordered(value.copy(), nulls_last=True)
        place = self._held(make.window(exp.RowNumber(), self._groups(), order), "place")
        counted = make.window(exp.Count(this=value.copy()), self._groups())
        known = self._held(counted, "known")
        middle = exp.Between(
            this=binary(exp.Mul, place, number(2)),
            low=known,
            high=binary(exp.Add, known.copy(), number(2)),
        )
        return exp.Avg(this=case([(middle, self.hold(value))]))

    def key(self, index: int) -> Node:
        """What rows are grouped by, as the query of the figures sees it."""
        name, spelled = self.keys[index]
        return column(ALIAS, name) if self.numbered else spelled()

    def query(
        self, select: Callable[[Sequence[Node], Sequence[Node]], exp.Select], made: Sequence[Node]
    ) -> exp.Select:
        """The query of figures; `select` makes one of columns and a grouping from the rows."""
        group = [self.key(index) for index in range(len(self.keys))]
        if not self.numbered:
            return select(made, group)
        named = [make.named(spelled(), name) for name, spelled in self.keys]
        inner = select([*named, *self._columns], ())
        alias = exp.TableAlias(this=make.identifier(ALIAS))
        return make.select(made, exp.Subquery(this=inner, alias=alias), group=group)

    def _groups(self) -> list[Node]:
        return [spelled() for _, spelled in self.keys]

    def _held(self, node: Node, wanted: str) -> Node:
        name = self._names.take(wanted)
        self._columns.append(make.named(node, name))
        return column(ALIAS, name)


LISTS = frozenset({Op.LIST_ANY, Op.LIST_ALL, Op.LIST_ONLY, Op.LIST_SIZE})


def _has_lists(measure: Measure) -> bool:
    """Whether its values ask lists, which some dialects do by subqueries."""
    return any(
        isinstance(part, Call) and part.op in LISTS
        for node in (measure.argument, measure.filter, *measure.events.where)
        if node is not None
        for part in descendants(node)
    )


def _needs_numbers(measure: Measure, dialect: Dialect) -> bool:
    if dialect.plain_aggregates and _has_lists(measure):
        return True
    match measure.function:
        case "first" | "last":
            return dialect.first_value is None
        case "min" | "max":
            return measure.fold and dialect.first_value is None
        case "median":
            return dialect.median is None
        case _:
            return False
