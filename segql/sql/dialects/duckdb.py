"""DuckDB: the reference of all dialects."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlglot import exp

from segql.plan.nodes import Call, Column, Const, Expr, Op
from segql.sql import make
from segql.sql.dialects.base import Dialect, Limits, Spelling, Unsupported
from segql.sql.make import Node, binary, function, number
from segql.sql.operations import DEFAULTS, divide
from segql.sql.spelling import FOLDED_FROM, FOLDED_TO, at_zone, fold_constant, shift, shifted
from segql.types import DECIMAL, DOUBLE, Type


def now() -> Node:
    return exp.CurrentTimestamp()


def _divide(call: Call, args: Sequence[Node]) -> Node:
    # `/` always divides as doubles here
    plain = [
        arg.this if isinstance(plan, Call) and plan.op is Op.TO_DOUBLE else arg
        for plan, arg in zip(call.args, args, strict=True)
    ]
    return divide(call, plain)


def _not_nan(call: Call, args: Sequence[Node]) -> Node:
    # NaN equals itself here
    return exp.Nullif(this=args[0], expression=make.cast(make.text("NaN"), "DOUBLE"))


def _whole(node: Expr) -> bool:
    """Whether it is a constant without digits after the point."""
    if not isinstance(node, Const):
        return False
    return not isinstance(node.value, Decimal) or node.value == node.value.to_integral_value()


def _kept_digits(operation: Op) -> Spelling:
    """A choice between decimals. The widest one's scale would win, and a sum is always widest,
    so that the others would lose digits.
    """
    plain = DEFAULTS[operation]

    def spell(call: Call, args: Sequence[Node]) -> Node:
        if isinstance(plain, Unsupported):
            raise TypeError(operation)
        chosen = range(len(args))
        if operation is Op.CASE:
            chosen = range(1, len(args), 2)
        values = {*chosen, len(args) - 1}
        parts = [arg for index, arg in enumerate(call.args) if index in values and not _whole(arg)]
        even = len(parts) < 2 or all(isinstance(part, Column | Const) for part in parts)
        if call.type != DECIMAL or even:
            return plain(call, args)
        cast = [
            make.cast(arg, "DECIMAL(38, 12)") if index in values else arg
            for index, arg in enumerate(args)
        ]
        return plain(call, cast)

    return spell


def _matches(call: Call, args: Sequence[Node]) -> Node:
    options = (make.text("i"),) if call.detail == "i" else ()
    return function("REGEXP_MATCHES", *args, *options)


def fold(node: Node) -> Node:
    return function(
        "LOWER", function("TRANSLATE", node, make.text(FOLDED_FROM), make.text(FOLDED_TO))
    )


def _list_any(call: Call, args: Sequence[Node]) -> Node:
    held, *values = args
    if len(values) == 1:
        return function("LIST_CONTAINS", held, values[0])
    return function("LIST_HAS_ANY", held, exp.Array(expressions=values))


def _list_all(call: Call, args: Sequence[Node]) -> Node:
    return function("LIST_HAS_ALL", args[0], exp.Array(expressions=list(args[1:])))


def _list_only(call: Call, args: Sequence[Node]) -> Node:
    some = exp.GT(this=function("LIST_COUNT", args[0]), expression=number(0))
    none_else = function("LIST_HAS_ALL", exp.Array(expressions=list(args[1:])), args[0].copy())
    return make.conjunction([some, none_else])


def _list_fold(call: Call, args: Sequence[Node]) -> Node:
    name = make.identifier("element")
    body = exp.Lambda(this=fold(exp.Column(this=name)), expressions=[make.identifier("element")])
    return function("LIST_TRANSFORM", args[0], body)


def _truncating(call: Call, args: Sequence[Node]) -> Node:
    return binary(exp.IntDiv, args[0], args[1])


def _anniversary(call: Call, args: Sequence[Node]) -> Node:
    day, year = args
    born = exp.Extract(this=exp.Var(this="YEAR"), expression=day.copy())
    moved = binary(exp.Add, day, function("TO_YEARS", binary(exp.Sub, year, born)))
    return make.cast(moved, "DATE")


def _bucket(call: Call, args: Sequence[Node]) -> Node:
    salted = exp.DPipe(this=make.text(f"{call.detail}:"), expression=make.cast(args[0], "TEXT"))
    digits = function("SUBSTR", function("MD5", salted), number(1), number(7))
    whole = make.cast(exp.DPipe(this=make.text("0x"), expression=digits), "BIGINT")
    return binary(exp.Mul, binary(exp.Mod, whole, number(10000)), number("0.0001"))


def _sum(node: Node, type: Type) -> Node:
    return function("FSUM", node) if type == DOUBLE else exp.Sum(this=node)


def _path(node: Node, path: Sequence[str], json: bool) -> Node:
    if json:
        steps = "".join(f'."{part}"' for part in path)
        return function("JSON_EXTRACT_STRING", node, make.text("$" + steps))
    for part in path:
        node = exp.Dot(this=node, expression=make.identifier(part))
    return node


def _list_of_json(node: Node, element: str) -> Node:
    return make.cast(make.cast(node, "JSON"), f"{element}[]")


def _truncate(node: Node, unit: str, week_start: str) -> Node:
    return make.cast(function("DATE_TRUNC", make.text(unit), node), "DATE")


def _first_value(node: Node, order: Sequence[Node]) -> Node:
    return exp.First(this=exp.Order(this=node, expressions=list(order)))


def _median(node: Node) -> Node:
    return function("MEDIAN", node)


def _not(_: Call, args: Sequence[Node]) -> Node:
    """`not`; of customers without such rows `NOT IN`, which is read a third faster than
    `NOT EXISTS`, wherever the rows ask nothing else of the customer.
    """
    [condition] = args
    if isinstance(condition, exp.Exists) and (keys := _without(condition.this)) is not None:
        return keys
    return make.negation(condition)


def _without(query: Node) -> Node | None:
    """`NOT IN` of a query of one customer's rows, null keys left out: they would make it null."""
    matching, *rest = query.args["where"].this.flatten(unnest=False)
    own, key = matching.args.get("this"), matching.args.get("expression")
    if not isinstance(own, exp.Column) or not isinstance(key, exp.Column):
        return None
    inside = {table.alias_or_name for table in query.find_all(exp.Table)}
    others = [column for column in query.find_all(exp.Column) if column is not key]
    if key.table in inside or not {column.table for column in others} <= {*inside, ""}:
        return None
    rows = make.select(
        [own.copy()],
        query.args["from_"].this.copy(),
        [join.copy() for join in query.args.get("joins") or ()],
        [make.is_known(own.copy()), *(part.copy() for part in rest)],
    )
    return exp.Not(this=exp.In(this=key.copy(), query=exp.Subquery(this=rows)))


FUNCTIONS = """
ABS ASIN CEIL CONTAINS COS DATE_DIFF DATE_SUB DATE_TRUNC ENDS_WITH FLOOR FSUM GREATEST
JSON_EXTRACT_STRING LEAST LENGTH LIST_CONTAINS LIST_COUNT LIST_HAS_ALL LIST_HAS_ANY
LIST_TRANSFORM LOWER MD5 MEDIAN POWER RADIANS REGEXP_MATCHES ROUND SIN SQRT STARTS_WITH SUBSTR
TO_YEARS TRANSLATE
"""

DUCKDB = Dialect(
    name="duckdb",
    sqlglot="duckdb",
    operations={
        **DEFAULTS,
        Op.NOT: _not,
        Op.DIVIDE: _divide,
        Op.NOT_NAN: _not_nan,
        Op.LEAST: _kept_digits(Op.LEAST),
        Op.GREATEST: _kept_digits(Op.GREATEST),
        Op.CASE: _kept_digits(Op.CASE),
        Op.COALESCE: _kept_digits(Op.COALESCE),
        Op.CONTAINS: lambda call, args: function("CONTAINS", *args),
        Op.STARTS: lambda call, args: function("STARTS_WITH", *args),
        Op.ENDS: lambda call, args: function("ENDS_WITH", *args),
        Op.MATCHES: _matches,
        Op.FOLD: lambda call, args: fold(args[0]),
        Op.LIST_ANY: _list_any,
        Op.LIST_ALL: _list_all,
        Op.LIST_ONLY: _list_only,
        Op.LIST_SIZE: lambda call, args: function("LIST_COUNT", args[0]),
        Op.LIST_FOLD: _list_fold,
        Op.SHIFT: shifted(shift),
        Op.TO_ZONE: lambda call, args: at_zone(args[0], call.detail or "UTC"),
        Op.TO_INSTANT: lambda call, args: at_zone(args[0], call.args[0].zone or "UTC"),
        Op.DAYS: lambda call, args: function("DATE_DIFF", make.text("day"), *args),
        Op.MONTHS: lambda call, args: function("DATE_SUB", make.text("month"), *args),
        Op.SECONDS: lambda call, args: function("DATE_SUB", make.text("second"), *args),
        Op.TRUNC_DIVIDE: _truncating,
        Op.ANNIVERSARY: _anniversary,
        Op.BUCKET: _bucket,
    },
    functions=frozenset(FUNCTIONS.split()),
    now=now,
    to_zone=at_zone,
    to_instant=at_zone,
    shift=shift,
    sum=_sum,
    path=_path,
    list_of_json=_list_of_json,
    truncate=_truncate,
    fold_constant=fold_constant,
    first_value=_first_value,
    median=_median,
    quotient=lambda left, right: binary(exp.Div, left, right),
    limits=Limits(ctes=990),
)
