"""Constructors of sqlglot nodes: fresh ones at every call, since a node has one parent.

sqlglot prints trees as they are, without the parentheses that a nesting needs, so the
constructors here put them in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from sqlglot import exp

Node = exp.Expr

_STRENGTH: dict[type[Node], int] = {
    exp.Add: 1, exp.Sub: 1, exp.DPipe: 1, exp.Mul: 2, exp.Div: 2, exp.IntDiv: 2, exp.Mod: 2,
    exp.Neg: 3,
}  # fmt: skip
_CONDITIONS = (
    exp.Connector, exp.Not, exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Between,
    exp.In, exp.Is, exp.NullSafeNEQ, exp.NullSafeEQ,
)  # fmt: skip


# ----------------------------------------------------------------------------- names, tables


def column(table: str, name: str) -> exp.Column:
    """`table.name`."""
    return exp.Column(this=identifier(name), table=identifier(table))


def identifier(name: str) -> exp.Identifier:
    return exp.Identifier(this=name, quoted=needs_quotes(name))


@lru_cache(maxsize=4096)
def needs_quotes(name: str) -> bool:
    """Whether a name has to be quoted to be itself: odd characters, upper case, SQL's words."""
    return not _is_plain(name) or name in RESERVED


def _is_plain(name: str) -> bool:
    return name.isascii() and name.isidentifier() and name == name.lower()


def table(parts: Sequence[str], alias: str | None) -> exp.Table:
    """A table by the parts of its name, as `alias`."""
    names = dict(zip(("this", "db", "catalog"), map(identifier, reversed(parts)), strict=False))
    if alias is None:
        return exp.Table(**names)
    return exp.Table(**names, alias=exp.TableAlias(this=identifier(alias)))


def named(node: Node, name: str) -> exp.Alias:
    return exp.Alias(this=node, alias=identifier(name))


def shown(node: Node, name: str) -> Node:
    """A column of a query under a name, which one that is called so need not be given."""
    if isinstance(node, exp.Column) and node.name == name:
        return node
    return named(node, name)


# --------------------------------------------------------------------------------- literals


def number(value: int | str) -> Node:
    """A number as it is written; a negative one is a negation."""
    text = str(value)
    if text.startswith("-"):
        return exp.Neg(this=exp.Literal.number(text[1:]))
    return exp.Literal.number(text)


def text(value: str) -> exp.Literal:
    return exp.Literal.string(value)


def boolean(value: bool) -> exp.Boolean:
    return exp.Boolean(this=value)


def cast(node: Node, to: str) -> exp.Cast:
    return exp.Cast(this=node, to=_type(to).copy())


@lru_cache(maxsize=64)
def _type(name: str) -> exp.DataType:
    return exp.DataType.build(name)


# ------------------------------------------------------------------------------- operations


def conjunction(conditions: Sequence[Node]) -> Node:
    """`and` of any number of conditions, true of none."""
    return _joined(exp.And, conditions, empty=True)


def disjunction(conditions: Sequence[Node]) -> Node:
    """`or` of any number of conditions, false of none."""
    return _joined(exp.Or, conditions, empty=False)


def _joined(kind: type[exp.Connector], conditions: Sequence[Node], *, empty: bool) -> Node:
    if not conditions:
        return boolean(empty)
    if len(conditions) == 1:
        return conditions[0]
    made = _inside(kind, conditions[0])
    for condition in conditions[1:]:
        made = kind(this=made, expression=_inside(kind, condition))
    return made


def _inside(kind: type[exp.Connector], condition: Node) -> Node:
    mixed = isinstance(condition, exp.Connector) and not isinstance(condition, kind)
    return exp.Paren(this=condition) if mixed else condition


def negation(condition: Node) -> Node:
    """`not`, as `is null` and `not exists` where those are meant."""
    if isinstance(condition, exp.Is) and isinstance(condition.expression, exp.Not):
        return exp.Is(this=condition.this, expression=exp.Null())
    if isinstance(condition, exp.Not):
        inner = condition.this
        return inner.pop() if isinstance(inner, Node) else inner
    if isinstance(condition, exp.Connector):
        condition = exp.Paren(this=condition)
    return exp.Not(this=condition)


def is_null(node: Node) -> Node:
    return exp.Is(this=operand(node), expression=exp.Null())


def is_known(node: Node) -> Node:
    return exp.Is(this=operand(node), expression=exp.Not(this=exp.Null()))


def binary(kind: type[exp.Binary], left: Node, right: Node) -> Node:
    """An arithmetic operation, with parentheses where its sides bind weaker."""
    strength = _STRENGTH[kind]
    return kind(this=_side(left, strength), expression=_side(right, strength + 1))


def _side(node: Node, strength: int) -> Node:
    inner = _STRENGTH.get(type(node))
    if inner is None:
        weak = isinstance(node, (*_CONDITIONS, exp.Binary)) and not isinstance(node, exp.Dot)
        return exp.Paren(this=node) if weak else node
    return exp.Paren(this=node) if inner < strength else node


def negative(node: Node) -> Node:
    return exp.Neg(this=_side(node, 4))


def operand(node: Node) -> Node:
    """A side of a comparison."""
    return exp.Paren(this=node) if isinstance(node, _CONDITIONS) else node


def compared(kind: type[exp.Binary], left: Node, right: Node) -> Node:
    return kind(this=operand(left), expression=operand(right))


def function(name: str, *arguments: Node) -> exp.Anonymous:
    """A call of a function by the dialect's own name."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def coalesce(node: Node, fallback: Node) -> exp.Coalesce:
    return exp.Coalesce(this=node, expressions=[fallback])


def case(arms: Iterable[tuple[Node, Node]], otherwise: Node | None = None) -> exp.Case:
    ifs = [exp.If(this=condition, true=value) for condition, value in arms]
    if otherwise is None or isinstance(otherwise, exp.Null):
        return exp.Case(ifs=ifs)
    return exp.Case(ifs=ifs, default=otherwise)


def interval(amount: int, unit: str) -> exp.Interval:
    return exp.Interval(this=exp.Literal.string(str(amount)), unit=exp.Var(this=unit))


# ---------------------------------------------------------------------------------- queries


def select(
    columns: Sequence[Node],
    source: Node,
    joins: Sequence[exp.Join] = (),
    where: Sequence[Node] = (),
    group: Sequence[Node] = (),
    *,
    distinct: bool = False,
    order: Sequence[Node] = (),
) -> exp.Select:
    """A query; clauses that are empty are left out."""
    parts: dict[str, object] = {"expressions": list(columns), "from_": exp.From(this=source)}
    if joins:
        parts["joins"] = list(joins)
    if where:
        parts["where"] = exp.Where(this=conjunction(where))
    if group:
        parts["group"] = exp.Group(expressions=list(group))
    if distinct:
        parts["distinct"] = exp.Distinct()
    if order:
        parts["order"] = exp.Order(expressions=list(order))
    return exp.Select(**parts)


def join(source: Node, on: Node | None, *, outer: bool) -> exp.Join:
    if on is None:
        return exp.Join(this=source, kind="CROSS")
    return exp.Join(this=source, side="LEFT", on=on) if outer else exp.Join(this=source, on=on)


def with_queries(query: exp.Query, queries: Iterable[tuple[str, exp.Query]]) -> exp.Query:
    """The query with common table expressions before it."""
    made = [
        exp.CTE(this=inner, alias=exp.TableAlias(this=identifier(name))) for name, inner in queries
    ]
    if made:
        query.set("with_", exp.With(expressions=made))
    return query


def sorted_by(node: Node, *, descending: bool = False) -> exp.Ordered:
    return exp.Ordered(this=node, desc=True) if descending else exp.Ordered(this=node)


def ordered(node: Node, *, descending: bool = False, nulls_last: bool = False) -> list[exp.Ordered]:
    """A key to sort by; where it may be null, the nulls last, in words every engine has."""
    if not nulls_last:
        return [sorted_by(node, descending=descending)]
    unknown = case([(is_null(node.copy()), number(1))], number(0))
    return [sorted_by(unknown), sorted_by(node, descending=descending)]


def window(
    node: Node, partition: Sequence[Node], order: Sequence[Node] = (), frame: Node | None = None
) -> exp.Window:
    parts: dict[str, object] = {"this": node}
    if partition:
        parts["partition_by"] = list(partition)
    if order:
        parts["order"] = exp.Order(expressions=list(order))
    if frame is not None:
        parts["spec"] = frame
    return exp.Window(**parts)


_RESERVED = """
all alter analyse analyze and anti any array as asc asof asymmetric at authorization between
bigint binary bit boolean both by call cascade case cast char character check clustered coalesce
collate collation column columns commit concurrently condition connect constraint contains
continue convert create cross cube current current_catalog current_date current_role
current_schema current_time current_timestamp current_user cursor database date day deallocate
dec decimal declare default deferrable delete desc describe distinct distributed div do double
drop each else elseif end escape except exception exclude exec execute exists exit explain
external extract false fetch file final float for foreign format freeze from full fulltext
function generated glob global grant group grouping grouping_id groups having high_priority hour
identity if ignore ilike immediate in increment index infile initially inner inout insert int
integer intersect interval into is isnull iterate join key keys kill lambda language lateral
leading leave left like limit lines load local localtime localtimestamp lock long loop
low_priority map match merge minus minute mod month national natural nchar new no none not
notnull null nullif nulls number numeric of off offset old on only open optimize option or order
out outer over overlaps overlay parallel partition percent pivot pivot_longer pivot_wider
placing plan positional precision prewhere primary procedure public purge qualify range rank
read real recursive references regexp rename repeat replace require restrict result return
returning revoke right rlike row rows sample schema second select semi sequence session_user set
setof share show similar smallint some sql start straight_join struct substring summarize
symmetric synonym sysdate system_user table tables tablesample temporary text then time
timestamp tinyint to top trailing transaction treat trigger trim true truncate try_cast tuple
uid undo union unique unnest unpack unpivot unsigned update usage use user using validate value
values varchar variadic varying verbose view virtual when whenever where while window with
within without write xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces
xmlparse xmlpi xmlroot xmlserialize xmltable xor year zone
"""
RESERVED = frozenset(_RESERVED.split())
"""Words that some dialect reserves: a name that is one of them is quoted everywhere."""
