"""Types of physical columns that no field declares, from what they are tested against."""

from __future__ import annotations

from segql.semantics.walk import descendants, ungrouped
from segql.syntax import nodes
from segql.types import BOOLEAN, DECIMAL, TEXT, TIMESTAMP, Type


def column_types(condition: nodes.Expr) -> dict[str, Type]:
    """Each name of a condition with the type that its tests ask for. Numbers are decimals, so
    that no digit is lost; dates are timestamps, of which a date is the midnight.
    """
    found: dict[str, Type] = {}
    for node in descendants(condition):
        match node:
            case nodes.Compare(left=left, right=right):
                _learn(found, left, right)
                _learn(found, right, left)
            case nodes.InRange(operand=operand, low=low, high=high):
                for bound in (low, high):
                    if bound is not None:
                        _learn(found, operand, bound)
            case nodes.Between(operand=operand, low=low, high=high):
                _learn(found, operand, low)
                _learn(found, operand, high)
            case nodes.InValues(operand=operand, values=nodes.Values(items=items)):
                for item in items[:1]:
                    _learn(found, operand, item)
            case nodes.TextTest(operand=operand):
                _set(found, operand, TEXT)
            case nodes.InWindow(operand=operand):
                inner = operand.operand if isinstance(operand, nodes.Anniversary) else operand
                _set(found, inner, TIMESTAMP)
            case nodes.Since(operand=operand) | nodes.PartOf(operand=operand):
                _set(found, operand, TIMESTAMP)
            case nodes.Arithmetic(left=left, right=right):
                if not any(isinstance(ungrouped(i), nodes.Duration) for i in (left, right)):
                    _set(found, left, DECIMAL)
                    _set(found, right, DECIMAL)
            case nodes.And(items=items) | nodes.Or(items=items):
                for item in items:
                    _set(found, item, BOOLEAN)
            case nodes.Not(operand=operand):
                _set(found, operand, BOOLEAN)
    _set(found, condition, BOOLEAN)
    return found


def _learn(found: dict[str, Type], name: nodes.Expr, value: nodes.Expr) -> None:
    inner = ungrouped(value)
    if isinstance(inner, nodes.Negative):
        inner = ungrouped(inner.operand)
    match inner:
        case nodes.Number():
            _set(found, name, DECIMAL)
        case nodes.Text():
            _set(found, name, TEXT)
        case nodes.Boolean():
            _set(found, name, BOOLEAN)
        case nodes.Date() | nodes.Timestamp():
            _set(found, name, TIMESTAMP)


def _set(found: dict[str, Type], node: nodes.Expr, type_: Type) -> None:
    inner = ungrouped(node)
    if isinstance(inner, nodes.Name) and len(inner.parts) == 1:
        found.setdefault(inner.parts[0].name, type_)
