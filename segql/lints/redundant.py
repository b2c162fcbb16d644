"""Conditions that could go without any customer coming or going."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from segql.lints.subject import Asked, Subject
from segql.proofs.formulas import Formula
from segql.proofs.topics import share_topic
from segql.semantics import tree
from segql.semantics.walk import children

_MOST = 30
"""Among more conditions than this none is held against the others."""


@dataclass(frozen=True, slots=True)
class Redundant:
    """A condition of an `and` or `or`, and those that make it needless."""

    item: tree.Expr
    reasons: tuple[tree.Expr, ...]


def redundant(subject: Subject, joint: type[tree.And] | type[tree.Or]) -> Iterator[Redundant]:
    """Needless conditions of every `and`, or of every `or`."""
    for asked in subject.conditions:
        for group in _groups(asked, joint):
            yield from _of_group(subject, group)


def _groups(asked: Asked, joint: type[tree.And] | type[tree.Or]) -> Iterator[Asked]:
    """The `and`s or `or`s of one condition, those within events left out: they are asked of
    their own."""
    stack = [asked.node]
    while stack:
        node = stack.pop()
        if isinstance(node, joint) and len(node.items) <= _MOST:
            yield asked.part(node)
        if isinstance(node, tree.And | tree.Or | tree.Not | tree.Quantified):
            stack.extend(children(node))


def _of_group(subject: Subject, group: Asked) -> Iterator[Redundant]:
    assert isinstance(group.node, tree.And | tree.Or)
    items = group.node.items
    formulas = [subject.formula(group.part(item)) for item in items]
    parts = [group, *(group.part(item) for item in items)]
    if any(subject.never(part) or subject.always(part) for part in parts):
        return
    every = isinstance(group.node, tree.And)
    gone: set[int] = set()
    # the later of two that say the same is the needless one
    for index in reversed(range(len(items))):
        others = [place for place in range(len(items)) if place != index and place not in gone]
        reasons = _reasons(subject, formulas, index, others, every=every)
        if reasons:
            gone.add(index)
            yield Redundant(items[index], tuple(items[place] for place in reasons))


def _reasons(
    subject: Subject, formulas: list[Formula], index: int, others: list[int], *, every: bool
) -> list[int]:
    """Which others make a condition needless: one of them, else all together; none if none do."""
    own, prover = formulas[index], subject.prover
    near = [place for place in others if share_topic(own, formulas[place])]
    for place in near:
        one, other = (formulas[place], own) if every else (own, formulas[place])
        if prover.implies(one, other):
            return [place]
    if every and len(near) > 1 and prover.implies([formulas[place] for place in near], own):
        return near
    return []
