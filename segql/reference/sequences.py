"""`sequence(...)`: whether any chain of events fits, found by trying them all.

Rulings where several events fall on one instant, or on the edge of a limit:

- A step is strictly later than the one before it. Events at the same instant, or on the same
  date where a kind of event has dates only, do not follow each other.
- A limit is the last instant that still counts: `within 1 day` takes in the event exactly one
  day later. Days count on the wall clock.
- A negated step looks at the instants after the last step that happened: up to its limit, that
  instant included; without a limit, to the next step that happened, that instant not included.
- What follows a negated step is timed from the last step that happened. Its own instants do not
  end the time of a negated step that has a limit: `orders then no returns within 7 days then
  visits` asks for seven days without a return, whenever the visit was.
- Negated steps at the end hold once their limit has passed: `as_of` is at or after it; inside a
  period, the end of the period is. Before any step has happened, a negated step looks from the
  beginning of time.
- Events whose time is unknown take no part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from segql.reference.calendar import add_to_instant
from segql.reference.scope import Record, Scope, World, when
from segql.reference.windows import in_window
from segql.semantics import tree


@dataclass(frozen=True, slots=True)
class Sought:
    """A step whose events are looked for, and what was in scope when its turn came."""

    step: tree.Step
    scope: Scope


def sequence_holds(sequence: tree.Sequence, scope: Scope, world: World) -> bool:
    """Whether some chain of the customer's events fits all steps in order."""
    return _fits(sequence.steps, None, (), scope, world)


def _fits(
    steps: tuple[tree.Step, ...],
    previous: datetime | None,
    absent: tuple[Sought, ...],
    scope: Scope,
    world: World,
) -> bool:
    """Whether the rest of the steps can follow the step that happened at `previous`.

    `absent`: negated steps since then, without a limit, that reach to the next step.
    """
    if not steps:
        return not any(_occurs(gone, previous, None, world) for gone in absent)
    step, rest = steps[0], steps[1:]
    if step.negated:
        gone = Sought(step, scope)
        if step.limit is None:
            return _fits(rest, previous, (*absent, gone), scope, world)
        end = _limit(previous, step.limit, world)
        is_last = all(later.negated for later in rest)
        if is_last and end > scope.moment.seen_until:
            return False
        if any(when(record, world.zone) <= end for record in _after(gone, previous, world)):
            return False
        return _fits(rest, previous, absent, scope, world)
    for record in _after(Sought(step, scope), previous, world):
        moment = when(record, world.zone)
        if step.limit is not None and moment > _limit(previous, step.limit, world):
            continue
        if any(_occurs(gone, previous, moment, world) for gone in absent):
            continue
        if _fits(rest, moment, (), scope.having(step.row, record), world):
            return True
    return False


def _limit(previous: datetime | None, limit: tree.Duration, world: World) -> datetime:
    if previous is None:
        raise ValueError("a step with a time limit needs a step before it")
    return add_to_instant(previous, limit.amount, limit.unit, world.zone)


def _occurs(gone: Sought, previous: datetime | None, end: datetime | None, world: World) -> bool:
    """Whether the step has an event between two instants, neither included."""
    return any(
        end is None or when(record, world.zone) < end for record in _after(gone, previous, world)
    )


def _after(candidate: Sought, previous: datetime | None, world: World) -> Iterator[Record]:
    """The events that satisfy a step's window and `where`, strictly after an instant."""
    step, scope = candidate.step, candidate.scope
    for record in world.events(step.row.event or "", scope):
        if record.time is None:
            continue
        if previous is not None and when(record, world.zone) <= previous:
            continue
        if step.window is not None and not in_window(record.time, step.window, scope, world):
            continue
        if step.where is None or world.holds(step.where, scope.having(step.row, record)):
            yield record
