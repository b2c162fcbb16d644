"""Windows of time in words, with their days where the instant is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from segql.analysis.words.vocabulary import MONTHS, Speaker, amount, instant
from segql.plan.moments import AsOf, StartOf, Unit, shift_instant
from segql.semantics import tree

Value = Callable[[tree.Expr], str]


def window(speaker: Speaker, node: tree.Window, value: Value) -> str:
    """Where in time something lies: "in the 90 days before 1 July 2024"."""
    match node:
        case tree.Last(duration):
            if speaker.clock is None:
                return f"in the last {amount(duration)}"
            return f"in the {amount(duration)} before {_now(speaker)}"
        case tree.Next(duration):
            if speaker.clock is None:
                return f"in the next {amount(duration)}"
            return f"in the {amount(duration)} from {_now(speaker)} on"
        case tree.MoreThanAgo(duration):
            if speaker.clock is None:
                return f"more than {amount(duration)} ago"
            return f"before {_ago(speaker, duration)}"
        case tree.FromTo(older, newer):
            if speaker.clock is None:
                return f"from {amount(older)} to {amount(newer)} ago"
            return f"from {_ago(speaker, older)} until before {_ago(speaker, newer)}"
        case tree.Relative(kind, bound):
            words = {"since": "from", "until": "up to and including"}.get(kind, kind)
            after = " on" if kind == "since" else ""
            return f"{words} {value(bound)}{after}"
        case tree.Between(low, high):
            return f"from {value(low)} through {value(high)}"
        case tree.Calendar(which, unit):
            return _calendar(speaker, which, unit)
        case tree.InPeriod(year, month):
            return f"in {MONTHS[month - 1]} {year}" if month else f"in {year}"
        case tree.WithinOf(duration, side, bound):
            return f"within {amount(duration)} {side} {value(bound)}"
        case _:
            assert_never(node)


def _now(speaker: Speaker) -> str:
    assert speaker.clock is not None
    return instant(speaker.clock.resolve(AsOf()), speaker.zone)


def _ago(speaker: Speaker, duration: tree.Duration) -> str:
    assert speaker.clock is not None
    clock = speaker.clock
    return instant(
        shift_instant(clock.as_of, -duration.amount, duration.unit, clock.zone), speaker.zone
    )


def _calendar(speaker: Speaker, which: str, unit: Unit) -> str:
    if speaker.clock is None:
        return f"in {which} {unit}"
    offset = {"previous": -1, "this": 0, "next": 1}[which]
    clock = speaker.clock
    first = clock.resolve(StartOf(unit, AsOf(), offset))
    after = clock.resolve(StartOf(unit, AsOf(), offset + 1))
    return (
        f"in {which} {unit} (from {instant(first, speaker.zone)} until before "
        f"{instant(after, speaker.zone)})"
    )
