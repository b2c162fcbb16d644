"""Lists of ClickHouse: arrays, which are never unknown, or text of JSON, which may be."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from segql.catalog.physical import ColumnKind
from segql.plan.nodes import Call, Column, Expr, Op
from segql.sql import make
from segql.sql.dialects.base import Spelling
from segql.sql.dialects.clickhouse.numbers import as_doubles
from segql.sql.dialects.clickhouse.text import fold
from segql.sql.dialects.clickhouse.types import CLOCK
from segql.sql.make import Node, case, function
from segql.types import Kind

_ELEMENTS = {
    Kind.INTEGER: "Int64",
    Kind.DECIMAL: "Decimal(38, 10)",
    Kind.DOUBLE: "Float64",
    Kind.BOOLEAN: "Bool",
    Kind.DATE: "Date32",
    Kind.TIMESTAMP: CLOCK,
}


def _is_json(held: Expr) -> bool:
    """Whether a list is text of JSON, which may be unknown; an array never is."""
    while isinstance(held, Call):
        held = held.args[0]
    return isinstance(held, Column) and not held.physical_many and not _in_struct(held)


def _in_struct(held: Column) -> bool:
    return bool(held.path) and held.physical is ColumnKind.STRUCT


def _listed(held: Expr, node: Node) -> Node:
    """The array of a list; of one that is unknown an empty array."""
    if not _is_json(held) or isinstance(held, Call):
        return node
    word = _ELEMENTS.get(held.type.kind, "String")
    known = make.coalesce(node, make.text("[]"))
    return function("JSONExtract", known, make.text(f"Array(Nullable({word}))"))


def _over_list(spell: Spelling) -> Spelling:
    """A question about a list, unknown where the list is."""

    def spelled(call: Call, args: Sequence[Node]) -> Node:
        held, node = call.args[0], args[0]
        answer = spell(call, [_listed(held, node), *as_doubles(call, args)[1:]])
        if not _is_json(held):
            return answer
        while isinstance(held, Call):
            held, node = held.args[0], _text_of(node)
        return case([(make.is_known(node.copy()), answer)])

    return spelled


def _text_of(node: Node) -> Node:
    """The JSON that `_list_fold` read its elements from."""
    known = node.expressions[-1].expressions[0]
    text: Node = known.this
    return text


def _lambda(body: Node) -> Node:
    return exp.Lambda(this=body, expressions=[make.identifier("x")])


def _x() -> Node:
    return exp.Column(this=make.identifier("x"))


def _array(values: Sequence[Node]) -> Node:
    return exp.Array(expressions=list(values))


def _known(held: Node) -> Node:
    return function("arrayFilter", _lambda(make.is_known(_x())), held)


def _list_any(call: Call, args: Sequence[Node]) -> Node:
    return function("hasAny", args[0], _array(args[1:]))


def _list_all(call: Call, args: Sequence[Node]) -> Node:
    return function("hasAll", args[0], _array(args[1:]))


def _list_only(call: Call, args: Sequence[Node]) -> Node:
    known = _known(args[0])
    return make.conjunction(
        [function("notEmpty", known), function("hasAll", _array(args[1:]), known.copy())]
    )


def _list_size(call: Call, args: Sequence[Node]) -> Node:
    return function("toInt64", function("length", _known(args[0])))


def _list_fold(call: Call, args: Sequence[Node]) -> Node:
    return function("arrayMap", _lambda(fold(_x())), _listed(call.args[0], args[0]))


OPERATIONS: dict[Op, Spelling] = {
    Op.LIST_ANY: _over_list(_list_any),
    Op.LIST_ALL: _over_list(_list_all),
    Op.LIST_ONLY: _over_list(_list_only),
    Op.LIST_SIZE: _over_list(_list_size),
    Op.LIST_FOLD: _list_fold,
}
