"""What becomes of customers of whom a value is not known, in words."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from segql.analysis.certain import asked_by
from segql.analysis.words.vocabulary import Speaker, listed
from segql.functions import OVERALL
from segql.proofs import Prover
from segql.semantics import tree
from segql.semantics.facts import never_unknown

if TYPE_CHECKING:
    from segql.analysis.words.values import Values

_FIGURES = frozenset(item.figure for item in OVERALL.values())


def may_be_unknown(node: tree.Expr) -> bool:
    """Whether a value may be unknown of one customer and known of another."""
    if isinstance(node, tree.Population) and node.function in _FIGURES:
        return False
    return not never_unknown(node)


def may_hang(condition: tree.Expr) -> bool:
    """Whether a condition asks a value that may be unknown."""
    return any(may_be_unknown(item) for item in asked_by(condition))


def asked_strictly(node: tree.Expr, positive: bool = True) -> Iterator[tree.Expr]:
    """The values that are known wherever a condition holds (or does not, where not `positive`)."""
    match node:
        case tree.Not(operand):
            yield from asked_strictly(operand, not positive)
        case tree.And(items) | tree.Or(items):
            each = [list(asked_strictly(item, positive)) for item in items]
            if isinstance(node, tree.And) == positive:
                yield from (value for values in each for value in values)
            else:  # what every alternative asks
                parts = [{part for value in values for part in _needed(value)} for values in each]
                for part in dict.fromkeys(part for value in each[0] for part in _needed(value)):
                    if all(part in others for others in parts):
                        yield part
        case tree.Known(operand) if positive:
            yield operand
        case tree.Quantified() | tree.Known():
            return
        case _ if positive:
            yield from asked_by(node)


def _needed(value: tree.Expr) -> Iterator[tree.Expr]:
    """A value, and what has to be known for it to be."""
    yield value
    match value:
        case tree.Arithmetic(left=one, right=two) | tree.Elapsed(start=one, end=two):
            yield from _needed(one)
            yield from _needed(two)
        case tree.Negative(operand) | tree.Shift(operand) | tree.PartOf(operand=operand):
            yield from _needed(operand)
        case tree.Scalar(arguments=arguments):
            for item in arguments:
                yield from _needed(item)
        case _:
            return


def or_unknown(node: tree.Expr, known: Container[tree.Expr]) -> str:
    """The words of a negated condition that take in whoever has no known value."""
    operands = list(asked_by(node))
    open_ = [item for item in operands if may_be_unknown(item) and item not in known]
    match open_:
        case []:
            return ""
        case [tree.Aggregate()] if open_[0] is operands[0]:
            return " (or there is none)"
        case [tree.Arithmetic() | tree.If() | tree.Population()]:
            return " (or cannot be told)"
        case [_] if open_[0] is operands[0]:
            return " (or is unknown)"
        case [_]:
            return " (or that is unknown)"
        case _:
            return " (or one of these is unknown)"


def left_out(speaker: Speaker, values: Values, body: tree.Expr) -> list[str]:
    """Who certainly is not meant because a value is not known."""
    told = {lack for node in _said_known(body) for lack in lacking(values, node)}
    lacks = dict.fromkeys(_lacks(values, body, True))
    prover = Prover(speaker.program, speaker.catalog)
    formula = prover.formula(body)
    for node in dict.fromkeys(_all_asked(body)):
        here = [item for item in lacking(values, node) if item not in lacks]
        if here and prover.implies(formula, prover.formula(tree.Known(node))):
            lacks.update(dict.fromkeys(here))
    left = [item for item in lacks if item not in told]
    return [f"Whoever {in_words(left)} is left out."] if left else []


def _lacks(values: Values, node: tree.Expr, positive: bool) -> list[str]:
    """What certainly is not lacking wherever a condition holds (or does not)."""
    match node:
        case tree.Not(operand):
            return _lacks(values, operand, not positive)
        case tree.And(items) | tree.Or(items):
            each = [_lacks(values, item, positive) for item in items]
            if isinstance(node, tree.And) == positive:
                return [lack for lacks in each for lack in lacks]
            return [lack for lack in each[0] if all(lack in others for others in each)]
        case _:
            asked = dict.fromkeys(asked_strictly(node, positive))
            return [lack for value in asked for lack in lacking(values, value)]


def in_words(lacks: Iterable[str]) -> str:
    """What customers lack, as one predicate: "has no known age or income or has no order"."""
    start = "has no known "
    known = [item.removeprefix(start) for item in lacks if item.startswith(start)]
    others = [item for item in lacks if not item.startswith(start)]
    return listed([*([start + listed(known, "or")] if known else []), *others], "or")


def _said_known(body: tree.Expr) -> list[tree.Expr]:
    """The values that the text itself asks to be known."""
    items = body.items if isinstance(body, tree.And) else (body,)
    return [item.operand for item in items if isinstance(item, tree.Known)]


def _all_asked(node: tree.Expr) -> Iterator[tree.Expr]:
    match node:
        case tree.And(items) | tree.Or(items) | tree.Quantified(items=items):
            for item in items:
                yield from _all_asked(item)
        case tree.Not(operand):
            yield from _all_asked(operand)
        case _:
            yield from asked_by(node)


def lacking(values: Values, node: tree.Expr) -> Iterator[str]:
    """What a customer lacks where a value is unknown, as predicates: "has no known age"."""
    if not may_be_unknown(node):
        return
    match node:
        case tree.Arithmetic(operator, left, right):
            yield from lacking(values, left)
            yield from lacking(values, right)
            if operator == "/" and not isinstance(right, tree.Literal):
                yield f"has 0 as {values.value(right)}"
        case tree.Negative(operand) | tree.Shift(operand) | tree.PartOf(operand=operand):
            yield from lacking(values, operand)
        case tree.Elapsed(start=start, end=end):
            yield from lacking(values, start)
            yield from lacking(values, end)
        case tree.Scalar(arguments=arguments):
            for item in arguments:
                yield from lacking(values, item)
        case tree.Aggregate() if node.of_parent is None:
            yield from _no_events(values, node)
        case tree.If():
            return  # what is unknown of it hangs on which value is chosen
        case tree.Population(argument=argument, within=within):
            yield from lacking(values, argument)
            if within is not None:
                yield f"is not in the segment {within.name}"
        case _:
            yield f"has no known {values.value(node).removeprefix('the ')}"


def _no_events(values: Values, node: tree.Aggregate) -> Iterator[str]:
    """What is lacking where a figure of events is unknown."""
    if node.having is not None:
        yield f"has no known {values.value(node).removeprefix('the ')}"
        return
    plain = replace(node, pick=None)
    one, many = values.events(plain, 1), values.events(plain)
    dated = "" if node.window is not None else "dated "
    match node.function:
        case "share":
            yield f"has no {values.events(replace(plain, where=None), 1)}"
        case "average gap":
            yield f"has fewer than two {dated}{many}"
        case "first" | "last":
            if has_unknown(node):
                yield f"has no known {values.of_event(node)} in their {node.function} {dated}{one}"
            else:
                yield f"has no {dated}{one}"
        case _ if not has_unknown(node):
            yield f"has no {one}"
        case _:
            yield f"has no {one} with a known {values.of_event(node)}"


def has_unknown(node: tree.Aggregate) -> bool:
    """Whether the value that a figure takes may be unknown of an event that has a time."""
    argument = node.argument
    if argument is None or isinstance(argument, tree.EventTime):
        return False
    return not never_unknown(argument)
