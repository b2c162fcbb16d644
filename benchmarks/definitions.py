"""Hundreds of definitions as marketing teams keep them, and the SQL of each by hand."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal as OneOf

AS_OF = "2024-06-30"
UNTIL = "TIMESTAMP '2024-07-01'"
TODAY = "DATE '2024-06-30'"

COUNTRIES = ("SE", "NO", "DK", "FI", "DE", "NL", "FR", "PL", "AT", "BE", "ES", "IT")
LANGUAGES = ("sv", "en", "de", "fi", "fr", "pl")
INTERESTS = ("outdoor", "running", "skiing", "cycling", "fishing", "yoga", "climbing", "sailing")
CATEGORIES = (
    "tents", "backpacks", "sleeping bags", "stoves", "boots", "running shoes", "jackets",
    "base layers", "skis", "bindings", "bicycles", "helmets", "fishing rods", "climbing gear",
    "yoga mats", "watches", "headlamps", "food", "books", "gift cards",
)  # fmt: skip
BRANDS = tuple(f"{word} {kind}" for word in (
    "North", "Alpine", "Fjord", "Summit", "River", "Granite", "Polar", "Cedar", "Falcon", "Ember",
) for kind in ("Works", "Supply", "Outfitters", "Gear", "Athletics", "Mills"))  # fmt: skip
CHANNELS = ("web", "store", "app", "phone")
PAGES = (
    *(f"/{category.replace(' ', '-')}" for category in CATEGORIES),
    "/", "/cart", "/checkout", "/account", "/offers", "/stores", "/search", "/returns",
)  # fmt: skip
DEVICES = ("phone", "desktop", "tablet")
ACTIONS = ("sent", "opened", "clicked", "unsubscribed")
WINDOWS = (7, 14, 30, 60, 90, 180, 365)


@dataclass(frozen=True, slots=True)
class Written:
    """A definition twice: as text of SegQL, and as the query that an analyst writes by hand.

    The query gives the members' `customer_id`, and of a segmentation also their `part`.
    """

    name: str
    kind: OneOf["segment", "segmentation"]
    text: str
    sql: str


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition in both languages; the SQL is true or false of a row of `customers`."""

    text: str
    sql: str


def definitions(count: int, seed: int = 1) -> list[Written]:
    """So many definitions of a marketing team; the first ones of a longer list are the same."""
    pen = _Pen(Random(seed))
    made: list[Written] = [_lifecycle()]
    members: dict[str, str] = {}
    for number in range(1, count):
        name = f"s{number:04}"
        condition = pen.segment(members)
        sql = f"SELECT customer_id FROM customers WHERE {condition.sql}"
        made.append(Written(name, "segment", f"segment {name} where\n  {condition.text}\n", sql))
        members[name] = condition.sql
    return made


def _since(days: int) -> str:
    return f"{UNTIL} - INTERVAL {days} DAY"


def _lifecycle() -> Written:
    text = """\
segmentation lifecycle
  case new where first(orders.time) in last 60 days
  case active where any(orders in last 90 days)
  case lapsing where any(orders in last 270 days)
  case lost where any(orders)
  otherwise never
"""
    sql = f"""\
SELECT c.customer_id, CASE
  WHEN o.first_at >= {_since(60)} THEN 'new' WHEN o.last_at >= {_since(90)} THEN 'active'
  WHEN o.last_at >= {_since(270)} THEN 'lapsing' WHEN o.last_at IS NOT NULL THEN 'lost'
  ELSE 'never' END AS part
FROM customers c LEFT JOIN (
  SELECT customer_id, min(ordered_at) AS first_at, max(ordered_at) AS last_at
  FROM orders WHERE ordered_at < {UNTIL} GROUP BY customer_id
) o USING (customer_id)"""
    return Written("lifecycle", "segmentation", text, sql)


class _Pen:
    """Draws conditions as teams write them: some attributes, some behaviour, some references."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng

    def segment(self, members: dict[str, str]) -> Condition:
        rng = self.rng
        parts = [self.attribute() for _ in range(rng.choice((0, 1, 1, 2, 2)))]
        parts += [self.behaviour() for _ in range(rng.choice((1, 1, 1, 2, 2, 3)))]
        if members and rng.random() < 0.12:
            name = rng.choice(list(members))
            word = rng.choice(("in segment", "not in segment"))
            sql = members[name] if word == "in segment" else f"NOT coalesce({members[name]}, false)"
            parts.append(Condition(f"{word} {name}", f"({sql})"))
        elif rng.random() < 0.05:
            case = rng.choice(("active", "lapsing"))
            parts.append(self.in_lifecycle(case))
        if rng.random() < 0.1:
            either = [self.behaviour(), self.attribute()]
            parts.append(
                Condition(
                    "(" + " or ".join(part.text for part in either) + ")",
                    "(" + " OR ".join(part.sql for part in either) + ")",
                )
            )
        rng.shuffle(parts)
        return Condition(
            "\n  and ".join(part.text for part in parts), " AND ".join(part.sql for part in parts)
        )

    def in_lifecycle(self, case: str) -> Condition:
        inside, outside = (90, 60) if case == "active" else (270, 90)
        orders = f"SELECT customer_id FROM orders WHERE ordered_at < {UNTIL} GROUP BY customer_id"
        newer = "min(ordered_at)" if case == "active" else "max(ordered_at)"
        new = f"AND min(ordered_at) < {_since(60)}" if case == "lapsing" else ""
        sql = (
            f"customer_id IN ({orders} HAVING max(ordered_at) >= {_since(inside)} "
            f"AND {newer} < {_since(outside)} {new})"
        )
        return Condition(f'lifecycle = "{case}"', sql)

    # --------------------------------------------------------------------------- attributes

    def attribute(self) -> Condition:
        rng = self.rng
        match rng.randrange(9):
            case 0:
                return Condition(f'country = "{(c := rng.choice(COUNTRIES))}"', f"country = '{c}'")
            case 1:
                some = rng.sample(COUNTRIES, 3)
                return Condition(f"country in {_quoted(some)}", f"country IN {_listed(some)}")
            case 2 | 3:
                low = rng.randrange(18, 60)
                high = low + rng.choice((5, 9, 14, 19))
                age = f"date_sub('year', birth_date, {TODAY})"
                return Condition(f"age {low}..{high}", f"{age} BETWEEN {low} AND {high}")
            case 4:
                bound = rng.choice((20, 25, 30, 40, 50, 60)) * 1000
                return Condition(f"income >= {bound}", f"income >= {bound}")
            case 5:
                return Condition("email_opt_in", "email_opt_in")
            case 6:
                days = rng.choice(WINDOWS)
                return Condition(
                    f"signup_date in last {days} days",
                    f"signup_date >= DATE '2024-07-01' - {days} AND signup_date <= {TODAY}",
                )
            case 7:
                word = rng.choice(INTERESTS)
                return Condition(f'interest = "{word}"', f"list_contains(interests, '{word}')")
            case _:
                word = rng.choice(LANGUAGES)
                return Condition(f'language != "{word}"', f"language IS DISTINCT FROM '{word}'")

    # ---------------------------------------------------------------------------- behaviour

    def behaviour(self) -> Condition:
        rng = self.rng
        event = rng.choice(("orders", "orders", "orders", "visits", "visits", "newsletters"))
        days = rng.choice(WINDOWS)
        where, filtered = self.filter(event)
        window = f"in last {days} days{where}"
        time = {"orders": "ordered_at", "visits": "visited_at", "newsletters": "sent_at"}[event]
        seen = (
            f"SELECT customer_id FROM {event} WHERE {time} >= {_since(days)} AND {time} < {UNTIL}"
        )
        rows = seen + filtered
        groups = f"{rows} GROUP BY customer_id HAVING "
        kind = rng.random()
        if kind < 0.25:
            return Condition(f"any({event} {window})", f"customer_id IN ({rows})")
        if kind < 0.37:
            return Condition(f"no({event} {window})", f"customer_id NOT IN ({rows})")
        if kind < 0.65:
            least = rng.choice((2, 2, 3, 3, 4, 5, 8))
            return Condition(
                f"count({event} {window}) >= {least}",
                f"customer_id IN ({groups}count(*) >= {least})",
            )
        if event == "newsletters":
            return Condition(
                f'share(newsletters in last {days} days where action = "opened") > 0.2',
                f"customer_id IN ({seen} GROUP BY customer_id "
                "HAVING count(*) FILTER (action = 'opened') / count(*) > 0.2)",
            )
        if kind < 0.88:
            column = "amount" if event == "orders" else "duration"
            least = rng.choice((50, 100, 200, 300, 500, 1000, 2000))
            return Condition(
                f"sum({event}.{column} {window}) > {least}",
                f"customer_id IN ({groups}sum({column}) > {least})",
            )
        if event == "visits":
            least = rng.choice((2, 3, 5))
            return Condition(
                f"count(distinct visits.page in last {days} days) >= {least}",
                f"customer_id IN ({seen} GROUP BY customer_id "
                f"HAVING count(DISTINCT page) >= {least})",
            )
        return self.of_orders(days, window, groups)

    def of_orders(self, days: int, window: str, groups: str) -> Condition:
        rng = self.rng
        kind = rng.random()
        seen = f"SELECT customer_id FROM orders WHERE ordered_at < {UNTIL}"
        all_orders = f"{seen} GROUP BY customer_id HAVING "
        if kind < 0.25:
            least = rng.choice((50, 100, 150, 200))
            return Condition(
                f"max(orders.amount {window}) >= {least}",
                f"customer_id IN ({groups}max(amount) >= {least})",
            )
        if kind < 0.45:
            return Condition(
                f"first(orders.time) in last {days} days",
                f"customer_id IN ({all_orders}min(ordered_at) >= {_since(days)})",
            )
        if kind < 0.65:
            return Condition(
                f"last(orders.time) more than {days} days ago",
                f"customer_id IN ({all_orders}max(ordered_at) < {_since(days)})",
            )
        if kind < 0.85:
            least = rng.choice((3, 5, 10))
            return Condition(
                f"count(orders) >= {least}", f"customer_id IN ({all_orders}count(*) >= {least})"
            )
        least = rng.choice((20, 40, 60, 80))
        return Condition(
            f"median(orders.amount {window}) > {least}",
            f"customer_id IN ({groups}median(amount) > {least})",
        )

    def filter(self, event: str) -> tuple[str, str]:
        """A `where` of an event function, and what stands after the window in SQL."""
        rng = self.rng
        chosen: list[tuple[str, tuple[str, ...], float]] = {
            "orders": [
                ("category", CATEGORIES, 0.6), ("brand", BRANDS, 0.25), ("channel", CHANNELS, 0.3),
            ],
            "visits": [("page", PAGES, 0.6), ("device", DEVICES, 0.25)],
            "newsletters": [("action", ACTIONS[1:3], 0.9)],
        }[event]  # fmt: skip
        texts, sqls = [], []
        for column, words, often in chosen:
            if rng.random() < often:
                some = rng.sample(words, rng.choice((1, 1, 1, min(3, len(words)))))
                if len(some) == 1:
                    texts.append(f'{column} = "{some[0]}"')
                    sqls.append(f"{column} = '{some[0]}'")
                else:
                    texts.append(f"{column} in {_quoted(some)}")
                    sqls.append(f"{column} IN {_listed(some)}")
        if event == "orders" and rng.random() < 0.15:
            least = rng.choice((20, 50, 100))
            texts.append(f"amount >= {least}")
            sqls.append(f"amount >= {least}")
        if not texts:
            return "", ""
        return " where " + " and ".join(texts), "".join(f" AND {sql}" for sql in sqls)


def _listed(words: list[str]) -> str:
    return "(" + ", ".join(f"'{word}'" for word in words) + ")"


def _quoted(words: list[str]) -> str:
    return "(" + ", ".join(f'"{word}"' for word in words) + ")"
