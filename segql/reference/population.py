"""Figures of all customers, of groups of them, and of the members of a segment."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from segql.reference.scope import Moment, Record, Scope, World
from segql.reference.values import (
    EXACT,
    Value,
    folded,
    largest,
    mean,
    order_of,
    quantile,
    smallest,
    to_double,
    total,
)
from segql.semantics import tree

GROUPS = {"quartile": 4, "quintile": 5, "decile": 10, "percentile": 100}

Entry = tuple[Record, Value]
Groups = dict[Value, list[Entry]]


SAME_TEXT = ("first", "last", "min", "max", "most frequent")


def folds(expr: tree.Expr) -> bool:
    """Whether the text of an expression compares without regard to case."""
    match expr:
        case tree.Field() | tree.Reference():
            return expr.fold
        case tree.Aggregate(function=function, fold=fold):
            return fold and function in SAME_TEXT
        case tree.OrElse(value, fallback):
            return folds(value) or folds(fallback)
        case tree.If(_, then, otherwise):
            return folds(then) or folds(otherwise)
        case tree.Population(function="min" | "max", argument=argument):
            return folds(argument)
        case _:
            return False


def group_of(per: Sequence[tree.Expr], scope: Scope, world: World) -> Value:
    """The group of a customer: the values of `per`, unknown being a value like any other."""
    return tuple(folded(world.value(expr, scope), folds(expr)) for expr in per)


def known_by_group(
    argument: tree.Expr,
    per: Sequence[tree.Expr],
    within: tree.Reference | None,
    moment: Moment,
    world: World,
) -> Groups:
    """The customers whose argument is known, with it, by group; members of `within` only."""
    groups: Groups = {}
    for person in world.people:
        scope = Scope(person, moment)
        if within is not None and not world.holds(within, scope):
            continue
        value = world.value(argument, scope)
        if value is not None:
            groups.setdefault(group_of(per, scope, world), []).append((person, value))
    return groups


def best_first(entries: Sequence[Entry], highest: bool) -> list[Entry]:
    """From the highest value or the lowest; of equals the smallest key is first.

    Text is ordered by code point, also where it compares without regard to case.
    """
    ordered = sorted(entries, key=lambda entry: order_of(entry[0].key))
    ordered.sort(key=lambda entry: order_of(entry[1]), reverse=highest)
    return ordered


def top_members(node: tree.Top, groups: Groups) -> set[Value]:
    """The keys of the top or bottom N, or N percent rounded up, of every group."""
    members: set[Value] = set()
    for entries in groups.values():
        amount = node.amount
        if node.percent:
            amount = math.ceil(EXACT.multiply(Decimal(amount), Decimal(len(entries))))
        ordered = best_first(entries, node.kind == "top")
        members.update(person.key for person, _ in ordered[: int(amount)])
    return members


def figure(node: tree.Population, groups: Groups, scope: Scope, world: World) -> Value:
    """A customer's own place, or the figure of the customer's group."""
    entries = groups.get(group_of(node.per, scope, world), [])
    values = [value for _, value in entries]
    match node.function:
        case "rank" | "quartile" | "quintile" | "decile" | "percentile":
            return _place(node, entries, scope.customer)
        case "count":
            return len(values)
        case "sum":
            return total(values)
        case "average":
            return mean(values)
        case "min":
            return smallest(values)
        case "max":
            return largest(values)
        case "median":
            return quantile(values, Fraction(1, 2))
        case "quantile":
            return quantile(values, Fraction(node.fraction or 0))
        case _:
            raise ValueError(f"no figure of the population: {node.function}")


def _place(node: tree.Population, entries: Sequence[Entry], customer: Record) -> int | None:
    """Rank 1 is the highest, group 1 the lowest; unknown for who is not among the entries."""
    own = [value for person, value in entries if person is customer]
    if not own:
        return None
    if node.function == "rank":
        ordered = best_first(entries, True)
        return 1 + [person for person, _ in ordered].index(customer)
    parts = GROUPS[node.function]
    values = [value for _, value in entries]
    cuts = [quantile(values, Fraction(k, parts)) for k in range(1, parts)]
    return 1 + sum(cut is not None and cut < to_double(own[0]) for cut in cuts)
