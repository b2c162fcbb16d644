"""Conditions that hold for nobody or for everybody, and the smallest parts to blame for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from segql.lints.subject import Asked, Subject
from segql.proofs.formulas import All, Any
from segql.semantics import tree

_NAMES = (tree.Literal, tree.Reference)
_MOST = 12
"""Of more conditions than this the smallest ones to blame are not looked for."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A condition that never or always holds, because these parts of it do so together."""

    node: tree.Expr
    parts: tuple[tree.Expr, ...]
    always: bool


def constants(subject: Subject, asked: Asked) -> Iterator[Constant]:
    """The constant parts of a condition, each as small as can be."""
    node = asked.node
    never = subject.never(asked)
    always = not never and subject.always(asked)
    match node:
        case tree.And(items) | tree.Or(items):
            # in an `and` a few contradict each other, in an `or` a few leave nothing out
            if (never and isinstance(node, tree.And)) or (always and isinstance(node, tree.Or)):
                yield from _blamed(subject, asked, node, items, always=always)
                return
            for item in items:
                yield from constants(subject, asked.part(item))
        case tree.Not(operand=tree.And() | tree.Or() | tree.Not() as operand):
            yield from constants(subject, asked.part(operand))
        case tree.Not(operand=operand) if isinstance(operand, _NAMES):
            return
        case _ if (never or always) and not isinstance(node, _NAMES):
            yield Constant(node, (node,), always)


def _blamed(
    subject: Subject,
    asked: Asked,
    node: tree.And | tree.Or,
    items: tuple[tree.Expr, ...],
    *,
    always: bool,
) -> Iterator[Constant]:
    formulas = [subject.formula(asked.part(item)) for item in items]

    def settles(chosen: tuple[int, ...]) -> bool:
        few = tuple(formulas[index] for index in chosen)
        return subject.prover.always(Any(few)) if always else subject.prover.never(All(few))

    chosen = _smallest(len(items), settles)
    if len(chosen) > 1:
        yield Constant(node, tuple(items[index] for index in chosen), always)
        return
    inner = items[chosen[0]]
    if isinstance(inner, _NAMES):
        return
    yield from constants(subject, asked.part(inner))


def _smallest(count: int, settles: Callable[[tuple[int, ...]], bool]) -> tuple[int, ...]:
    everything = tuple(range(count))
    if count > _MOST:
        return everything
    for index in everything:
        if settles((index,)):
            return (index,)
    for second in everything:
        for first in range(second):
            if settles((first, second)):
                return (first, second)
    kept = everything
    for index in everything:
        fewer = tuple(item for item in kept if item != index)
        if settles(fewer):
            kept = fewer
    return kept
