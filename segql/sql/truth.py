"""Conditions and values where a database keeps them apart, as T-SQL does: a condition is no value
there, and a value that is 1 or 0 is no condition.
"""

from __future__ import annotations

from sqlglot import exp

from segql.sql import make
from segql.sql.make import Node, case, number

CONDITIONS = (
    exp.Connector, exp.Not, exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Between,
    exp.In, exp.Is, exp.Exists,
)  # fmt: skip


def settle(query: exp.Query) -> exp.Query:
    """The statement with every condition that stands for a value as 1, 0 or null, and every
    value that stands for a condition compared with 1.
    """
    # children come after their parents, so that what is wrapped is settled already
    for node in reversed(list(query.walk(bfs=False))):
        if isinstance(node, exp.Paren) or _is_inside(node):
            continue
        if isinstance(node, exp.Boolean):
            node.replace(_constant(node))
        elif _asked(node) and not isinstance(node, CONDITIONS):
            node.replace(exp.EQ(this=bare(node.copy()), expression=number(1)))
        elif isinstance(node, CONDITIONS) and not _asked(node):
            node.replace(as_value(node.copy()))
    return query


def _constant(node: exp.Boolean) -> Node:
    value = number(1 if node.this else 0)
    return exp.EQ(this=number(1), expression=value) if _asked(node) else value


def _asked(node: Node) -> bool:
    """Whether a condition is asked for where the node stands."""
    parent = node.parent
    match parent:
        case exp.Paren():
            return _asked(parent)
        case exp.Where() | exp.Having() | exp.Connector() | exp.Not():
            return True
        case exp.Join():
            return node.arg_key == "on"
        case exp.If():
            return node.arg_key == "this"
        case _:
            return False


def _is_inside(node: Node) -> bool:
    """Whether it is a part of `is not null`, which is a condition in form only."""
    parent = node.parent
    if isinstance(parent, exp.Not):
        parent = parent.parent
    return isinstance(parent, exp.Is) and isinstance(node, exp.Not | exp.Null)


def as_value(condition: Node) -> Node:
    """1 where a condition holds, 0 where it does not, null where it is unknown."""
    if _is_sure(condition):
        return case([(condition, number(1))], number(0))
    opposite = make.negation(condition.copy())
    return case([(condition, number(1)), (opposite, number(0))])


def _is_sure(condition: Node) -> bool:
    """Whether a condition is never unknown."""
    match condition:
        case exp.Exists():
            return True
        case exp.In() if condition.args.get("query") is not None:
            return True  # keys, which are known
        case exp.Is():
            return True
        case exp.Paren() | exp.Not():
            inner = condition.this
            return isinstance(inner, Node) and _is_sure(inner)
        case exp.Connector():
            return _is_sure(condition.left) and _is_sure(condition.right)
        case exp.EQ():
            left = condition.this
            return isinstance(left, exp.Case) and left.args.get("default") is not None
        case _:
            return False


def bare(node: Node) -> Node:
    """A column of truth values without the cast that only aggregates need."""
    return node.this if isinstance(node, exp.Cast) and isinstance(node.this, exp.Column) else node
