"""Event functions, periods and sequences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tests.generate import conditions, values
from tests.generate.pen import EVENTS, NUMBERS, TIMED, Pen
from tests.generate.windows import window

KEYED = ("orders", "returns", "opens", "checkins", "lines", "baskets")


def _filter(pen: Pen, event: str, having: bool, share: float = 0.45) -> str:
    inside = pen.inside(event)
    out = f" where {conditions.condition(inside)}" if pen.chance(share) else ""
    if having and pen.chance(0.4):
        out += f" having {conditions.condition(inside)}"
    return out


def _window(pen: Pen, event: str, share: float = 0.5) -> str:
    if event not in TIMED or not pen.chance(share):
        return ""
    return " " + window(pen.outside().deeper())


def _kinds(pen: Pen) -> Sequence[str]:
    """The events that can be asked: in a period, those that have a time."""
    return TIMED if pen.period else tuple(EVENTS)


def _pick(pen: Pen, event: str) -> str:
    if event not in KEYED or not pen.chance(0.2):
        return ""
    return pen.pick(("latest ", "latest 2 ", "earliest ", "earliest 3 "))


KEYS = {
    "orders": "(1, 3, 4)", "checkins": "(2)", "lines": "(1, 2, 5)", "returns": '("e 1", "e 3")',
    "baskets": '("x1", "")', "plans": "(1)",
}  # fmt: skip


def keys(pen: Pen) -> str:
    """What can be asked of the key of an event."""
    event = pen.pick([name for name in KEYS if name in _kinds(pen)])
    if event == "plans" or pen.chance(0.4):
        return f"any({event} where key in {KEYS[event]})"
    if pen.chance(0.3):
        return f"count(distinct {event}.key) >= 2"
    function = pen.pick(("first", "last", "min", "max", "most frequent"))
    return f"{function}({event}.key{_window(pen, event)}) in {KEYS[event]}"


def existence(pen: Pen) -> str:
    """`any(...)` or `no(...)`."""
    if pen.chance(0.1):
        return keys(pen)
    event = pen.pick(_kinds(pen))
    pick = _pick(pen, event)
    alias = ""
    filters = _filter(pen, event, having=bool(pick))
    if pen.chance(0.1):
        alias = " as e"
        inside = pen.inside(event, "e.")
        filters = f" where {conditions.condition(inside)}"
    function = pen.pick(("any", "any", "no"))
    return f"{function}({pick}{event}{alias}{_window(pen, event)}{filters})"


def count(pen: Pen) -> str:
    """`count`, `share` and `average gap`."""
    event = pen.pick(_kinds(pen))
    tail = _window(pen, event)
    roll = pen.rng.randrange(4)
    if roll == 0:
        return f"share({event}{tail}{_filter(pen, event, False, share=1)})"
    pick = _pick(pen, event)
    filters = _filter(pen, event, having=bool(pick))
    if roll == 1 and event in TIMED:
        return f"average gap({pick}{event}{tail}{filters})"
    return f"count({pick}{event}{tail}{filters})"


def figure(pen: Pen, kind: str) -> str:
    """A figure of one kind from the fields of an event."""
    usable = [event for event in _kinds(pen) if EVENTS[event].get(kind)]
    if not usable:
        return values.leaf(pen, kind)
    event = pen.pick(usable)
    fields = [name for name in EVENTS[event][kind] if name not in ("time", "key")]
    argument = f"{event}.{pen.pick(fields or EVENTS[event][kind])}"
    if pen.chance(0.1):
        argument = f"{event}.{pen.pick(EVENTS[event][kind])}"
    if kind in NUMBERS and pen.chance(0.25):
        other = [name for each in NUMBERS for name in EVENTS[event].get(each, ())]
        argument += f" {pen.pick(('+', '-', '*', '/'))} {event}.{pen.pick(other)}"
    options = ["min", "max"]
    if event in TIMED:
        options += ["first", "last"]
    options += ["most frequent"]
    if kind in NUMBERS:
        options += ["sum", "sum", "average", "median", "count", "count(distinct"]
    function = pen.pick(options)
    tail = _window(pen, event)
    if function == "count(distinct":
        return f"count(distinct {argument}{tail}{_filter(pen, event, False)})"
    pick = "" if " " in argument else _pick(pen, event)
    return f"{function}({pick}{argument}{tail}{_filter(pen, event, having=bool(pick))})"


def _period_condition(pen: Pen) -> str:
    """A condition of events that is asked of each period."""
    inner = replace(pen.deeper(), period=True, depth=min(pen.depth, 2))
    event = pen.pick(TIMED)
    roll = pen.rng.randrange(4)
    if roll == 0:
        return f"any({event}{_filter(inner, event, False)})"
    if roll == 1:
        return f"no({event}{_window(inner, event)}{_filter(inner, event, False)})"
    if roll == 2:
        return f"count({event}{_filter(inner, event, False)}) >= {pen.pick(('1', '2'))}"
    decimals = [name for name in TIMED if EVENTS[name].get("decimal")]
    event = pen.pick(decimals)
    argument = f"{event}.{pen.pick(EVENTS[event]['decimal'])}"
    both = f"sum({argument}) > {pen.pick(('0', '10', '9.99'))}"
    return f"({both} {pen.pick(('and', 'or'))} {conditions.condition(inner)})"


def _periods(pen: Pen) -> str:
    return pen.pick(
        ("days in last 7 days", "weeks in last 6 weeks", "weeks in last 2 weeks",
         "months in last 3 months", "quarters in last 2 quarters", "years in last 2 years",
         "periods of 3 days in last 9 days", "periods of 2 months in last 6 months",
         "calendar months in last 4 months", "calendar weeks in last 3 weeks",
         "calendar years in last 1 year", "calendar quarters in last 3 quarters",
         "calendar days in last 5 days")
    )  # fmt: skip


def periods(pen: Pen) -> str:
    if pen.period:
        return count(pen)
    return f"count({_periods(pen)} where {_period_condition(pen)})"


def every(pen: Pen) -> str:
    if pen.period:
        return existence(pen)
    if pen.chance(0.5):
        return f"{periods(pen)} {pen.pick(('>=', '=', '<'))} {pen.pick(('1', '2', '0'))}"
    return f"every({_periods(pen)} where {_period_condition(pen)})"


def sequence(pen: Pen) -> str:
    """Two to four steps, some named, some negated, with limits, windows and correlation."""
    steps: list[str] = []
    named: tuple[tuple[str, str], ...] = ()
    for number in range(pen.rng.randrange(2, 5)):
        event = pen.pick(TIMED)
        negated = number > 0 and pen.chance(0.35)
        alias = ""
        inside = replace(pen.inside(event), earlier=named)
        where = f" where {conditions.condition(inside)}" if pen.chance(0.4) else ""
        if not negated and pen.chance(0.4):
            alias = f" as s{number}"
            named = (*named, (event, f"s{number}"))
        limit = f" within {pen.duration()}" if number and pen.chance(0.5) else ""
        tail = _window(pen, event, 0.2)
        steps.append(f"{'no ' if negated else ''}{event}{alias}{tail}{limit}{where}")
    return f"sequence({' then '.join(steps)})"
