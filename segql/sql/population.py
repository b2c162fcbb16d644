"""Figures of the whole population: ranks, quantiles and totals as windows over all customers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlglot import exp

from segql.plan.nodes import Call, Column, Expr, Measure, Op, Population, Reference, Top
from segql.plan.rewrite import descendants
from segql.sql import make, names
from segql.sql.dialects.base import Unsupported, as_it_is
from segql.sql.expressions import translate, unsupported
from segql.sql.make import Node, binary, column, number
from segql.sql.names import Names
from segql.types import DOUBLE, INTEGER, TEXT

if TYPE_CHECKING:
    from segql.sql.builder import Builder, Found

GROUPS = {"quartile": 4, "quintile": 5, "decile": 10, "percentile": 100}
RANKED = frozenset({"rank", *GROUPS})


class Values:
    """A query with the value and the groups of customers, under an alias in the next query."""

    def __init__(
        self,
        query: str,
        key: str,
        value: str,
        groups: Sequence[str],
        sortable: Callable[[Node], Node],
    ) -> None:
        self.query = query
        self.alias = "v"
        self._sortable = sortable
        self._key, self._value, self._groups = key, value, groups

    def relation(self) -> Node:
        return make.table((self.query,), self.alias)

    def key(self) -> Node:
        return column(self.alias, self._key)

    def value(self) -> Node:
        return column(self.alias, self._value)

    def sortable(self) -> Node:
        """The value as the language orders it."""
        return self._sortable(self.value())

    def groups(self) -> list[Node]:
        return [column(self.alias, group) for group in self._groups]

    def over(self, node: Node, *order: Node) -> Node:
        return make.window(node, self.groups(), order)


def _values(
    builder: Builder,
    argument: Expr,
    per: Sequence[Expr],
    within: Reference | None,
    *,
    known_only: bool,
    double: bool = False,
) -> Values:
    """The values in question: of those who have one and are in `within` (`known_only`), or of
    everybody, null for those who do not count.
    """
    place = (argument, tuple(per), within, known_only, double)
    found = builder.values.get(place)
    if found is not None:
        return found
    scope, source = builder.customer_scope()
    where = builder.filter(within, scope) if within is not None and known_only else []
    scope.subqueries = False
    value = translate(argument, scope, argument.zone)
    if known_only and argument.nullable:
        where.append(make.is_known(value.copy()))
    if within is not None and not known_only:
        value = make.case([(translate(within, scope), value)])
    if double and argument.type != DOUBLE:
        value = builder.dialect.cast(value, builder.dialect.types.double)
    key = builder.plan.customer.key
    taken = Names((key,))
    value_name = taken.take("value")
    columns = [scope.shown_key(key), make.named(value, value_name)]
    groups = []
    for group in per:
        groups.append(taken.take(_about(group) or "grouped"))
        value = translate(group, scope, group.zone)
        columns.append(make.named(builder.dialect.group(value, group.type), groups[-1]))
    name = builder.add(
        names.plain("values_of", _about(argument)), scope.select(columns, source, where)
    )
    sortable = builder.dialect.sortable if argument.type == TEXT else as_it_is
    made = Values(name, key, value_name, groups, sortable)
    builder.values[place] = made
    return made


def _about(node: Expr) -> str:
    """A word for what an expression is about."""
    match node:
        case Column():
            return names.plain(names.of_column(node))
        case Reference(key=key):
            return names.plain(key.name)
        case Measure():
            return names.of_measure(node)
        case _:
            pass
    for part in descendants(node):
        if isinstance(part, Measure | Reference | Column):
            return _about(part)
    return ""


# ------------------------------------------------------------------------------------ figures


def figure(builder: Builder, node: Population) -> Found:
    """A query with the figure of every customer who has one."""
    if node.function in RANKED:
        return _ranked(builder, node)
    return _overall(builder, node)


def _ranked(builder: Builder, node: Population) -> Found:
    values = _values(builder, node.argument, node.per, node.within, known_only=True)
    name = names.plain(node.function, "of", _about(node.argument))
    if node.function == "rank":
        place = values.over(exp.RowNumber(), *_best_first(builder, values, descending=True))
        query = make.select([values.key(), make.named(place, "rank")], values.relation())
        return _found(builder, name, query, "rank")
    below = binary(exp.Sub, values.over(exp.Rank(), exp.Ordered(this=values.sortable())), number(1))
    known = values.over(exp.Count(this=exp.Star()))
    inner = make.select(
        [values.key(), make.named(below, "below"), make.named(known, "known")], values.relation()
    )
    return _found(
        builder, name, _tiles(builder, inner, GROUPS[node.function], node.function), node.function
    )


def _tiles(builder: Builder, inner: exp.Select, parts: int, name: str) -> exp.Select:
    """One more than the number of cut points strictly below, in whole numbers.

    With `below` of `known` values smaller than x, the k-th of the `parts - 1` cut points lies at
    position k * (known - 1) / parts among the values counted from 0, and is smaller than x
    exactly where that position is smaller than `below`.
    """
    key = builder.plan.customer.key
    passed = binary(exp.Sub, binary(exp.Mul, column("v", "below"), number(parts)), number(1))
    gaps = binary(exp.Sub, column("v", "known"), number(1))
    tile = binary(exp.Add, number(1), _floor(builder, exp.Paren(this=passed), exp.Paren(this=gaps)))
    lowest = exp.EQ(this=column("v", "below"), expression=number(0))
    made = make.case([(lowest, number(1))], tile)
    return make.select([column("v", key), make.named(made, name)], _derived(inner))


def _floor(builder: Builder, left: Node, right: Node) -> Node:
    spelling = builder.dialect.operations[Op.TRUNC_DIVIDE]
    if isinstance(spelling, Unsupported):
        raise unsupported(Op.TRUNC_DIVIDE, spelling, builder.dialect.name)
    return spelling(Call(Op.TRUNC_DIVIDE, (), INTEGER, nullable=False), [left, right])


def _derived(query: exp.Select) -> exp.Subquery:
    return exp.Subquery(this=query, alias=exp.TableAlias(this=make.identifier("v")))


def _best_first(builder: Builder, values: Values, *, descending: bool) -> list[Node]:
    return [
        make.sorted_by(values.sortable(), descending=descending),
        make.sorted_by(builder.sortable_key(values.key())),
    ]


def _overall(builder: Builder, node: Population) -> Found:
    quantile = node.function in ("median", "quantile")
    values = _values(
        builder, node.argument, node.per, node.within, known_only=False, double=quantile
    )
    name = names.plain("overall", node.function, "of", _about(node.argument))
    if quantile:
        fraction = Fraction(1, 2) if node.fraction is None else Fraction(node.fraction)
        return _found(builder, name, _quantile(builder, values, fraction), "overall")
    made = _total(builder, node, values)
    query = make.select([values.key(), make.named(made, "overall")], values.relation())
    return _found(builder, name, query, "overall")


def _total(builder: Builder, node: Population, values: Values) -> Node:
    count = values.over(exp.Count(this=values.value()))
    match node.function:
        case "count":
            return count
        case "min":
            return values.over(exp.Min(this=values.sortable()))
        case "max":
            return values.over(exp.Max(this=values.sortable()))
        case "sum":
            return make.coalesce(values.over(_sum(builder, node, values)), number(0))
        case "average":
            return builder.dialect.quotient(values.over(_sum(builder, node, values)), count)
        case _:
            raise ValueError(node.function)


def _sum(builder: Builder, node: Population, values: Values) -> Node:
    return builder.dialect.sum(values.value(), node.argument.type)


def _quantile(builder: Builder, values: Values, fraction: Fraction) -> exp.Select:
    """The value at position (known - 1) * fraction, counted from 0, between its neighbours."""
    part, whole = fraction.numerator, fraction.denominator
    order = make.ordered(values.value(), nulls_last=True)
    inner = make.select(
        [
            values.key(),
            values.value(),
            *values.groups(),
            make.named(values.over(exp.RowNumber(), *order), "place"),
            make.named(values.over(exp.Count(this=values.value())), "known"),
        ],
        values.relation(),
    )

    def position() -> Node:
        reached = binary(exp.Sub, column("v", "known"), number(1))
        return reached if part == 1 else binary(exp.Mul, reached, number(part))

    def place(less: int) -> Node:
        counted = column("v", "place")
        back = binary(exp.Sub, counted, number(less)) if less else counted
        return binary(exp.Mul, back, number(whole))

    at_most = make.conjunction(
        [
            exp.LTE(this=place(1), expression=position()),
            exp.GT(this=place(0), expression=position()),
        ]
    )
    at_least = make.conjunction(
        [
            exp.GTE(this=place(1), expression=position()),
            exp.LT(this=place(2), expression=position()),
        ]
    )
    low = values.over(exp.Max(this=make.case([(at_most, values.value())])))
    high = values.over(exp.Max(this=make.case([(at_least, values.value())])))
    rest = builder.dialect.quotient(binary(exp.Mod, position(), number(whole)), number(whole))
    step = binary(exp.Mul, binary(exp.Sub, high, low.copy()), rest)
    made = binary(exp.Add, low, step)
    return make.select([values.key(), make.named(made, "overall")], _derived(inner))


def _found(builder: Builder, name: str, query: exp.Select, value: str) -> Found:
    from segql.sql.builder import Found

    return Found(builder.add(name, query), builder.plan.customer.key, value)


# --------------------------------------------------------------------------------------- top


def chosen(builder: Builder, node: Top) -> Found:
    """A query of the customers among the best or worst."""
    from segql.sql.builder import Found

    values = _values(builder, node.by, node.per, node.within, known_only=True)
    place = values.over(
        exp.RowNumber(), *_best_first(builder, values, descending=node.kind == "top")
    )
    columns = [values.key(), make.named(place, "place")]
    if node.percent:
        columns.append(make.named(values.over(exp.Count(this=exp.Star())), "known"))
        share = Fraction(node.amount)
        before = binary(exp.Sub, column("v", "place"), number(1))
        limit: Node = exp.LT(
            this=binary(exp.Mul, before, number(share.denominator)),
            expression=binary(exp.Mul, column("v", "known"), number(share.numerator)),
        )
    else:
        limit = exp.LTE(this=column("v", "place"), expression=number(int(node.amount)))
    inner = make.select(columns, values.relation())
    key = builder.plan.customer.key
    query = make.select([column("v", key)], _derived(inner), where=[limit])
    wanted = names.plain(node.kind, "by", _about(node.by))
    return Found(builder.add(wanted, query), key)
