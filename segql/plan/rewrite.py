"""Rebuilding plan expressions, and finding what stands below one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import assert_never

from segql.plan.nodes import (
    At,
    Call,
    Column,
    Const,
    EventSet,
    Exists,
    Expr,
    InList,
    Measure,
    Periods,
    Population,
    Reference,
    Sequence,
    Top,
)

Change = Callable[[Expr], Expr]
LEAVES = frozenset({Const, Column, At, InList, Reference})


def children(node: Expr) -> Iterator[Expr]:
    """The expressions directly below one, those inside its event sets and steps included."""
    match node:
        case Const() | Column() | At() | InList() | Reference():
            return
        case Call(args=args):
            yield from args
        case Measure(events=events, argument=argument, filter=condition):
            yield from event_set_parts(events)
            if argument is not None:
                yield argument
            if condition is not None:
                yield condition
        case Exists(events=events):
            yield from event_set_parts(events)
        case Sequence(steps=steps):
            for step in steps:
                yield from step.where
        case Periods(where=where):
            yield where
        case Population(argument=argument, per=per, within=within):
            yield from (argument, *per, *(() if within is None else (within,)))
        case Top(by=by, per=per, within=within):
            yield from (by, *per, *(() if within is None else (within,)))
        case _:
            assert_never(node)


def event_set_parts(events: EventSet) -> Iterator[Expr]:
    yield from events.where
    yield from events.having
    if events.tie is not None:
        yield events.tie


def descendants(node: Expr) -> Iterator[Expr]:
    """The expression and everything below it."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        yield here
        if type(here) is Call:
            waiting.extend(here.args)
        elif type(here) not in LEAVES:
            waiting.extend(children(here))


def rewrite(node: Expr, change: Change) -> Expr:
    """A copy in which every expression, the innermost first, went through `change`.

    What nothing changes in stays the same object.
    """
    match node:
        case Const() | Column() | At() | InList() | Reference():
            return change(node)
        case Call(args=args):
            new = _each(args, change)
            return change(node if new is args else replace(node, args=new))
        case Measure():
            return change(_measure(node, change))
        case Exists(events=events):
            moved = _event_set(events, change)
            return change(node if moved is events else Exists(moved))
        case Sequence(steps=steps):
            made = tuple(
                step if (where := _each(step.where, change)) is step.where
                else replace(step, where=where)
                for step in steps
            )  # fmt: skip
            return change(replace(node, steps=made))
        case Periods(where=where):
            return change(replace(node, where=rewrite(where, change)))
        case Population(argument=argument, per=per):
            return change(replace(node, argument=rewrite(argument, change), per=_each(per, change)))
        case Top(by=by, per=per):
            return change(replace(node, by=rewrite(by, change), per=_each(per, change)))
        case _:
            assert_never(node)


def _measure(node: Measure, change: Change) -> Measure:
    events = _event_set(node.events, change)
    argument = None if node.argument is None else rewrite(node.argument, change)
    condition = None if node.filter is None else rewrite(node.filter, change)
    if events is node.events and argument is node.argument and condition is node.filter:
        return node
    return replace(node, events=events, argument=argument, filter=condition)


def _event_set(events: EventSet, change: Change) -> EventSet:
    where, having = _each(events.where, change), _each(events.having, change)
    tie = None if events.tie is None else rewrite(events.tie, change)
    if where is events.where and having is events.having and tie is events.tie:
        return events
    return replace(events, where=where, having=having, tie=tie)


def _each(items: tuple[Expr, ...], change: Change) -> tuple[Expr, ...]:
    made = tuple(rewrite(item, change) for item in items)
    return items if all(a is b for a, b in zip(made, items, strict=True)) else made
