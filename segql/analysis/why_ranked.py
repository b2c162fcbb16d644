"""What `top` and `bottom` ask of one customer: their rank, and how many are ranked."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from segql.analysis.words.values import Values
from segql.analysis.words.vocabulary import number, percent
from segql.semantics import tree
from segql.types import INTEGER


def ranked(node: tree.Top) -> list[tree.Expr]:
    """The figures of a `top`: the value, its rank, and of a share how many are ranked. Dates and
    text have no opposite, so that `bottom` by them is told by the value alone.
    """
    by = node.by
    if node.kind == "bottom":
        if not by.type.is_number:
            return [node.by]
        by = tree.Negative(by, by.type)
    rank = tree.Population("rank", by, node.per, node.within, None, INTEGER)
    if not node.percent:
        return [node.by, rank]
    known = tree.Population("count", node.by, node.per, node.within, None, INTEGER)
    return [node.by, rank, known]


def named(values: Values, node: tree.Top, figure: tree.Expr) -> str:
    """What a figure of `ranked` is called."""
    if isinstance(figure, tree.Population) and figure.function == "rank":
        end = "highest" if node.kind == "top" else "lowest"
        return f"their rank {values.among(node.per, node.within)} (1 is the {end})"
    return values.value(figure)


def needed(node: tree.Top, count: object, positive: bool) -> str:
    """The rank that a `top` lets in: "200 or better"; `count` are ranked."""
    if not node.percent:
        last = int(node.amount)
        share = ""
    else:
        assert isinstance(count, int)
        last = int((Decimal(node.amount) * count).to_integral_value(ROUND_CEILING))
        share = f" ({percent(Decimal(node.amount))} of {number(count)})"
    if positive:
        return f"{number(last)} or better{share}"
    return f"{number(last + 1)} or worse{share}"
