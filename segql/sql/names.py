"""Names of queries and columns: after the clause they come from, unique, always the same."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import assert_never

from segql.plan.moments import AsOf, Earliest, Fixed, Moment, Shifted, StartOf
from segql.plan.nodes import EVENT, At, Call, Column, EventSet, Expr, Measure, Op
from segql.plan.rewrite import descendants

LONGEST = 60
_ODD = re.compile(r"[^a-z0-9]+")


class Names:
    """Names that are taken, without regard to case."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {name.lower() for name in taken}

    def take(self, wanted: str) -> str:
        """The wanted name, or with the first free number behind it."""
        name, number = wanted, 1
        while name.lower() in self._taken:
            number += 1
            name = f"{wanted[: LONGEST - 4]}_{number}"
        self._taken.add(name.lower())
        return name


def plain(*words: str) -> str:
    """Words as one name of lower-case letters, digits and underscores."""
    name = _ODD.sub("_", "_".join(words).lower()).strip("_")[:LONGEST].strip("_")
    if not name:
        return "q"
    return f"n_{name}" if name[0].isdigit() else name


def short(name: str) -> str:
    """A one-letter alias."""
    first = name[:1].lower()
    return first if first.isascii() and first.isalpha() else "t"


# ------------------------------------------------------------------------------- event sets


def of_event_set(events: EventSet) -> str:
    """What an event set is called: `latest_3_orders_in_last_90_days_where_channel`."""
    words = [events.event]
    if events.pick is not None:
        count = () if events.pick_count == 1 else (str(events.pick_count),)
        words = [events.pick, *count, events.event]
    bounds, rest = _bounds(events)
    window = _window(events, *bounds)
    if window:
        words.append(window)
    words.extend(_filters(rest))
    if events.per_period:
        words.append("per_period")
    if events.until != AsOf():
        words.append(of_moment(events.until))
    if words == [events.event]:
        words.append("so_far")
    return plain(*words)


def _bounds(events: EventSet) -> tuple[tuple[Moment | None, Moment | None], list[Expr]]:
    low: Moment | None = None
    high: Moment | None = None
    rest: list[Expr] = []
    for condition in events.where:
        match condition:
            case Call(op=Op.OR, args=(Call(op=Op.NOT, args=(Call(op=Op.KNOWN),)), seen)):
                condition = seen
            case _:
                pass
        match condition:
            case Call(op=Op.GE, args=(_, At(moment=moment))):
                low = moment if low is None else low
            case Call(op=Op.LT, args=(_, At(moment=moment))):
                high = moment if high is None else high
            case _:
                rest.append(condition)
    return (low, high), rest


def _window(events: EventSet, low: Moment | None, high: Moment | None) -> str:
    until = events.until
    match low, high:
        case None, _ if high is None or high == until:
            return ""
        case Shifted(base, amount, unit), _ if base == until and high == until:
            return f"in_last_{_amount(amount, unit)}"
        case Shifted(base, older, unit), Shifted(other, newer, _) if base == other == until:
            return f"from_{-older}_to_{-newer}_{unit}s_ago"
        case None, Shifted(base, amount, unit) if base == until:
            return f"more_than_{_amount(amount, unit)}_ago"
        case StartOf(unit, base, offset), _ if base == until and offset in (0, -1):
            return f"in_{'this' if offset == 0 else 'previous'}_{unit}"
        case Fixed(instant), _:
            return f"since_{instant.date().isoformat()}"
        case None, Fixed(instant):
            return f"before_{instant.date().isoformat()}"
        case _:
            return "in_window"


def _amount(amount: int, unit: str) -> str:
    count = abs(amount)
    return f"{count}_{unit}" if count == 1 else f"{count}_{unit}s"


def of_moment(moment: Moment) -> str:
    """The end of a name that says at which instant: `90_days_ago`."""
    match moment:
        case AsOf():
            return ""
        case Fixed(instant):
            return f"as_of_{instant.date().isoformat()}"
        case Shifted(AsOf(), amount, unit):
            return f"{_amount(amount, unit)}_{'ago' if amount < 0 else 'ahead'}"
        case Shifted() | StartOf() | Earliest():
            return "earlier"
        case _:
            assert_never(moment)


def _filters(conditions: list[Expr]) -> list[str]:
    names: dict[str, None] = {}
    for condition in conditions:
        for part in descendants(condition):
            if isinstance(part, Column) and part.row == EVENT:
                names[of_column(part)] = None
    if not names:
        return ["filtered"] if conditions else []
    return ["where", "_and_".join(list(names)[:2])]


def of_column(column: Column) -> str:
    """What the catalog calls a column."""
    return "_".join(column.name) if column.name else "_".join((column.column, *column.path))


def of_measure(measure: Measure) -> str:
    """The column of a figure: `sum_amount`, `count_orders`."""
    if measure.argument is None:
        name = f"{measure.function}_{measure.events.event}"
        return plain(name if measure.filter is None else f"matching_{measure.events.event}")
    columns = [part for part in descendants(measure.argument) if isinstance(part, Column)]
    return plain(measure.function, *dict.fromkeys(of_column(part) for part in columns[:2]))
