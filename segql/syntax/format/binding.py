"""How tightly nodes bind: a child that binds less than its place asks for gets parentheses."""

from __future__ import annotations

from segql.syntax import nodes

IF, OR, AND, NOT, TEST, OR_ELSE, SUM, PRODUCT, UNARY, ATOM = range(10)


def of(node: nodes.Expr) -> int:
    """The level of a node, `IF` the loosest and `ATOM` the tightest."""
    match node:
        case nodes.If():
            return IF
        case nodes.Or():
            return OR
        case nodes.And():
            return AND
        case nodes.Not():
            return NOT
        case nodes.InSegment() | nodes.InList():
            return NOT if node.negated else TEST
        case (
            nodes.Compare() | nodes.InRange() | nodes.Between() | nodes.InValues()
            | nodes.TextTest() | nodes.IsKnown() | nodes.Has() | nodes.InWindow() | nodes.Near()
            | nodes.AsOf() | nodes.Top() | nodes.Quantified() | nodes.Everybody() | nodes.Nobody()
        ):  # fmt: skip
            return TEST
        case nodes.OrElse():
            return OR_ELSE
        case nodes.Arithmetic():
            return SUM if node.operator in "+-" else PRODUCT
        case nodes.Negative() | nodes.PercentOf() | nodes.Since() | nodes.UnitsBetween():
            return UNARY
        case nodes.PartOf():
            return UNARY
        case _:
            return ATOM
