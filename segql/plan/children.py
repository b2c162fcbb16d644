"""Lists in a table of their own: what is asked of one is asked of its rows, as events are.

Every dialect can say that, so no arrays are needed. A customer without rows has the empty list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from segql.catalog.children import child_event
from segql.catalog.models import Catalog
from segql.plan.context import Context
from segql.plan.logic import known
from segql.plan.nodes import Call, Expr, Op
from segql.semantics import tree
from segql.types import BOOLEAN, INTEGER, Type

Ask = Callable[[Context, tree.Expr], Expr]
ELEMENT = -1
"""The row of an element in the typed tree; those of a definition are numbered from 1."""


def of_rows(ctx: Context, operand: tree.Expr, ask: Ask) -> Expr | None:
    """What is asked of a list, where any that it may be has a table of its own; else None.

    Traits are followed, and choices between lists become choices between answers.
    """
    if not in_rows(ctx.shared.program, ctx.shared.catalog, operand):
        return None
    match operand:
        case tree.Reference():
            return of_rows(ctx, _body(ctx, operand), ask)
        case tree.If(condition, then, otherwise):
            return _choice(ctx.expr(condition), _asked(ctx, then, ask), _asked(ctx, otherwise, ask))
        case tree.OrElse(value, fallback):
            if is_child(ctx, value):
                return _asked(ctx, value, ask)
            first, second = _asked(ctx, value, ask), _asked(ctx, fallback, ask)
            return _choice(known(ctx.expr(value)), first, second)
        case _:
            return ask(ctx, operand)


def is_child(ctx: Context, node: tree.Expr) -> bool:
    """Whether this is an attribute that lies in a table of its own."""
    return _is_child(ctx.shared.catalog, node)


def in_rows(program: tree.Program, catalog: Catalog, node: tree.Expr) -> bool:
    """Whether a list may be one that lies in a table of its own."""
    match node:
        case tree.Reference(name=name):
            definition = program.definitions[name]
            return isinstance(definition, tree.Trait) and in_rows(program, catalog, definition.body)
        case tree.If(_, one, two) | tree.OrElse(one, two):
            return in_rows(program, catalog, one) or in_rows(program, catalog, two)
        case _:
            return _is_child(catalog, node)


def _is_child(catalog: Catalog, node: tree.Expr) -> bool:
    if not isinstance(node, tree.Field) or not node.row.is_customer or node.hops:
        return False
    model = catalog.customer.attributes.get(node.name)
    return model is not None and model.table is not None


def holds(ctx: Context, field: tree.Expr, node: tree.ListHas) -> Expr:
    """Which values the rows of a list hold; rows with an unknown element are none."""
    element, ctx = _element(field), _undated(ctx)

    def some(where: tree.Expr) -> tree.Expr:
        return _figure("any", element.row, where, BOOLEAN)

    match node.quantifier:
        case "any":
            return ctx.expr(some(tree.InValues(element, node.values, node.fold)))
        case "all":
            each = dict.fromkeys(node.values)
            items = tuple(some(tree.InValues(element, (value,), node.fold)) for value in each)
            return ctx.expr(tree.And(items))
        case "only":
            other = tree.Not(tree.InValues(element, node.values, node.fold))
            stranger = some(tree.And((tree.Known(element), other)))
            return ctx.expr(tree.And((some(tree.Known(element)), tree.Not(stranger))))


def size(ctx: Context, field: tree.Expr) -> Expr:
    """How many known elements the rows of a list hold."""
    element = _element(field)
    return _undated(ctx).expr(_figure("count", element.row, tree.Known(element), INTEGER))


def _undated(ctx: Context) -> Context:
    """The same place without a period: what a list holds has no date."""
    return replace(ctx, per_period=False, period=None)


def _element(field: tree.Expr) -> tree.Field:
    assert isinstance(field, tree.Field)
    row = tree.Row(ELEMENT, child_event(field.name))
    return tree.Field(row, (), field.name, field.type.element, fold=field.fold)


def _figure(
    function: Literal["any", "count"], row: tree.Row, where: tree.Expr, type: Type
) -> tree.Aggregate:
    return tree.Aggregate(function, row, None, False, None, None, where, None, type)


def _asked(ctx: Context, node: tree.Expr, ask: Ask) -> Expr:
    found = of_rows(ctx, node, ask)
    return ask(ctx, node) if found is None else found


def _choice(condition: Expr, then: Expr, otherwise: Expr) -> Expr:
    nullable = then.nullable or otherwise.nullable
    return Call(Op.CASE, (condition, then, otherwise), then.type, nullable)


def _body(ctx: Context, node: tree.Reference) -> tree.Expr:
    definition = ctx.shared.program.definitions[node.name]
    assert isinstance(definition, tree.Trait)
    return definition.body
