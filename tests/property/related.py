"""Conditions that have to do with each other: of few attributes and events, with near numbers.

Of two conditions drawn from the whole language hardly ever one implies the other; of these, often.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.generate.pen import Pen

NUMBERS = ("0", "1", "2", "3", "5", "10", "18", "2.5", "25", "40")
WINDOWS = (
    "", "in last 7 days", "in last 30 days", "in last 90 days", "in last 1 month",
    "in last 3 months",
    "in last 1 year", "in last 36 hours", "from 90 to 30 days ago", "more than 30 days ago",
    "in this month", "in previous month", "in this year", "in previous year", "in this week",
    "in 2024", "in 2024-06", "before 2024-06-01", "since 2024-06-01", "until 2024-05-31",
    "within 14 days after signup_at", "within 30 days after signup_at",
    "within 30 days before renewal_date",
)  # fmt: skip
TIMES = WINDOWS[1:20]
WHERES = {
    "orders": ("amount > 5", "amount >= 10", "gift", 'channel = "web"', "quantity is known",
               'channel in ("web", "app")', "amount > 5 and gift", "amount < 1"),
    "visits": ("dwell > 2", "dwell >= 3", 'page = "web"', "cost is unknown"),
    "plans": ("price > 1", "price > 5", 'name = "app"'),
    "baskets": ("total > 5", "items >= 2", "items > 1"),
}  # fmt: skip


def related(pen: Pen, depth: int = 2) -> str:
    """A condition; compound ones are in parentheses."""
    roll = pen.rng.random()
    if depth <= 0 or roll < 0.45:
        return f"({pen.pick(SIMPLE)(pen)})"
    if roll < 0.62:
        return f"({related(pen, depth - 1)} and {related(pen, depth - 1)})"
    if roll < 0.79:
        return f"({related(pen, depth - 1)} or {related(pen, depth - 1)})"
    if roll < 0.9:
        return f"(not {related(pen, depth - 1)})"
    some = ", ".join(related(pen, depth - 1) for _ in range(3))
    return f"({pen.pick(('at least', 'at most', 'exactly'))} {pen.pick((1, 2))} of ({some}))"


def _number(pen: Pen) -> str:
    name = pen.pick(("age", "points", "score", "income", "order_count", "spend_365d",
                     "age or else 3", "(if subscribed then age else points)"))  # fmt: skip
    return _compared(pen, name)


def _compared(pen: Pen, name: str) -> str:
    if pen.chance(0.3):
        low, high = sorted((pen.pick(NUMBERS), pen.pick(NUMBERS)), key=float)
        return f"{name} between {low} and {high}"
    return f"{name} {pen.pick(('=', '!=', '<', '<=', '>', '>='))} {pen.pick(NUMBERS)}"


def _text(pen: Pen) -> str:
    name = pen.pick(("country", "nickname", "city", "main_channel"))
    word = pen.pick(('"SE"', '"se"', '"web"', '"Bo"', '"bO"', '"Oslo"', '"s"', '""', '"O"'))
    verb = pen.pick(("=", "!=", "<", ">=", "contains", "starts with", "ends with", "in", "not in"))
    if verb in ("in", "not in"):
        return f'{name} {verb} ({word}, "NO", "store")'
    return f"{name} {verb} {word}"


def _known(pen: Pen) -> str:
    name = pen.pick(("age", "country", "nickname", "income", "interest", "last_order", "signup_at"))
    return f"{name} is {pen.pick(('known', 'unknown'))}"


def _list(pen: Pen) -> str:
    name = pen.pick(("interest", "labels"))
    chosen = pen.pick(('"outdoor"', '"outdoor", "yoga"', '"yoga", ""', '"red", "BLUE"', '"Red"'))
    return f"{name} has {pen.pick(('any', 'all', 'none', 'only'))} ({chosen})"


def _date(pen: Pen) -> str:
    name = pen.pick(("birth_date", "renewal_date", "signup_at", "seen_at", "last_order"))
    if pen.chance(0.25):
        operator = pen.pick(("<", "<=", ">", ">=", "=", "!="))
        bound = pen.pick(("2024-06-01", "2024-06-15", "today", "today - 7 days", "2000-01-01"))
        return f"{name} {operator} {bound}"
    return f"{name} {pen.pick(('', 'not '))}{pen.pick(TIMES)}"


def _figure(pen: Pen) -> str:
    event = pen.pick(tuple(WHERES))
    window = pen.pick(WINDOWS) if event != "plans" else ""
    where = f" where {pen.pick(WHERES[event])}" if pen.chance(0.4) else ""
    field = {"orders": "amount", "visits": "dwell", "plans": "price", "baskets": "items"}[event]
    inside = f"{event} {window}{where}"
    valued = f"{event}.{field} {window}{where}"
    return pen.pick((
        f"any({inside})", f"no({inside})", f"any({inside})",
        f"count({inside}) {pen.pick(('>', '>=', '<', '='))} {pen.pick(('0', '1', '2', '3'))}",
        f"count(distinct {valued}) >= {pen.pick(('1', '2'))}",
        f"sum({valued}) {pen.pick(('>', '<', '>='))} {pen.pick(NUMBERS)}",
        f"average({valued}) > {pen.pick(NUMBERS)}", f"max({valued}) is known",
    ))  # fmt: skip


def _time_of_one(pen: Pen) -> str:
    event = pen.pick(("orders", "visits", "checkins"))
    where = f" where {pen.pick(WHERES[event])}" if event in WHERES and pen.chance(0.3) else ""
    verb = pen.pick(("first", "last", "min", "max"))
    return f"{verb}({event}.time{where}) {pen.pick(TIMES)}"


def _place(pen: Pen) -> str:
    return pen.pick((
        f"top {pen.pick(('1', '2', '3', '20%', '50%'))} by age",
        f"top {pen.pick(('1', '2'))} by age within segment grown",
        f'bucket("x") < {pen.pick(("0.1", "0.5", "1"))}', "in list blocklist", "active",
        "subscribed", "subscribed = false", "in segment grown", "not in segment grown",
        f'phase = "{pen.pick(("new", "old", "none"))}"',
        f"home within {pen.pick((1, 10, 1000))} km of (59.33, 18.07)",
        f"quartile(points) >= {pen.pick((1, 2, 4))}", f"month of birth_date <= {pen.pick((6, 12))}",
        "age > points", "points >= age", "age = points", "everybody", "nobody",
    ))  # fmt: skip


SHARED = """segment grown where age >= 18
segmentation phase
  case new where any(orders in last 30 days)
  case old where any(orders in last 1 year)
  otherwise none
"""

SIMPLE: tuple[Callable[[Pen], str], ...] = (
    _number, _number, _text, _known, _list, _date, _figure, _figure, _figure, _time_of_one, _place,
)  # fmt: skip
