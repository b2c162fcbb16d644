"""Whether a condition hangs on values that nobody knows: it could hold, and could not."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from segql.semantics import tree

Told = Callable[[tree.Expr], tree.Expr]
"""From a value that is compared to the one that is asked whether it is known."""


def undecided(node: tree.Expr, told: Told) -> tree.Expr | None:
    """The condition that tells that nobody can know whether another holds; None where it asks no
    value that could be unknown. Of n conditions of which some must hold, what is known of the
    others may settle it; each condition is looked at by itself.
    """
    asked = tuple(dict.fromkeys(told(value) for value in asked_by(node)))
    if not asked:
        return None
    if _is_single(node):
        return tree.Not(tree.And(tuple(tree.Known(value) for value in asked)))
    return tree.And((_could(node, True, told), _could(node, False, told)))


def _is_single(node: tree.Expr) -> bool:
    """Whether a condition asks its values itself, and not through others."""
    match node:
        case tree.Not(operand):
            return _is_single(operand)
        case tree.And() | tree.Or() | tree.Quantified():
            return False
        case _:
            return True


def _could(node: tree.Expr, hold: bool, told: Told) -> tree.Expr:
    """The condition that another could hold, or could not, were all values known."""
    match node:
        case tree.Not(operand):
            return _could(operand, not hold, told)
        case tree.And(items) | tree.Or(items):
            parts = tuple(_could(item, hold, told) for item in items)
            return tree.And(parts) if isinstance(node, tree.And) == hold else tree.Or(parts)
        case tree.Quantified():
            return _could_count(node, hold, told)
        case _:
            here = node if hold else tree.Not(node)
            unknown = undecided(node, told)
            return here if unknown is None else tree.Or((here, unknown))


def _could_count(node: tree.Quantified, hold: bool, told: Told) -> tree.Expr:
    """As `_could`, for `at least 2 of (...)`: by the most that could hold, and by the fewest."""
    most = tuple(_could(item, True, told) for item in node.items)
    fewest = tuple(tree.Not(_could(item, False, told)) for item in node.items)
    enough = tree.Quantified("at least", node.amount, most)
    no_more = tree.Quantified("at most", node.amount, fewest)
    too_few = tree.Not(tree.Quantified("at least", node.amount, fewest))
    too_many = tree.Not(tree.Quantified("at most", node.amount, most))
    match node.kind:
        case "at least":
            return enough if hold else too_few
        case "at most":
            return no_more if hold else too_many
        case "exactly":
            return tree.And((enough, no_more)) if hold else tree.Or((too_few, too_many))


def asked_by(node: tree.Expr) -> Iterator[tree.Expr]:
    """The values of a customer that a condition compares, constants left out."""
    match node:
        case tree.Not(operand):
            yield from asked_by(operand)
        case tree.And(items) | tree.Or(items) | tree.Quantified(items=items):
            for item in items:
                yield from asked_by(item)
        case tree.Compare(left=left, right=right):
            yield from _values(left, right)
        case tree.InRange(operand=operand, low=low, high=high):
            yield from _values(operand, low, high)
        case tree.TextTest(operand=operand, pattern=pattern):
            yield from _values(operand, pattern)
        case (
            tree.InWindow(operand=operand, window=window)
            | tree.AnniversaryIn(operand=operand, window=window)
        ):
            yield from _values(operand, *_bounds(window))
        case (
            tree.InValues(operand=operand) | tree.ListHas(operand=operand)
            | tree.Near(operand=operand) | tree.Holds(operand=operand) | tree.Top(by=operand)
        ):  # fmt: skip
            yield from _values(operand)
        case tree.Aggregate(window=window) if window is not None:
            yield from _values(*_bounds(window))
        case _:
            return


def _values(*nodes: tree.Expr | None) -> Iterator[tree.Expr]:
    for node in nodes:
        if node is not None and not isinstance(node, tree.Literal | tree.Today | tree.Now):
            yield node


def _bounds(window: tree.Window) -> tuple[tree.Expr, ...]:
    match window:
        case tree.Relative(bound=bound) | tree.WithinOf(bound=bound):
            return (bound,)
        case tree.Between(low, high):
            return (low, high)
        case _:
            return ()
