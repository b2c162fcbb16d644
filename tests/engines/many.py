"""A shop with very many segments, drawn from a seed: what a team of years has piled up.

Conditions share their windows and filters, as those of real teams do; some segments build on
others, and there are segmentations, an experiment, ranks and sequences among them.
"""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from decimal import Decimal

from segql.catalog.physical import Column, ColumnKind, Dataset, Table

CATALOG = """
customer:
  table: customers
  key: customer_id
  attributes:
    age: {type: integer}
    country: {type: text, values: [SE, "NO", DK, FI]}
    born: {type: date}
    income: {type: decimal}
    subscribed: {type: boolean}
    spend_365d: {expression: sum(orders.amount in last 365 days)}
events:
  orders:
    table: orders
    key: order_id
    customer: customer_id
    time: at
    fields:
      amount: {type: decimal}
      channel: {type: text, values: [web, store, app]}
  views:
    table: views
    key: view_id
    customer: customer_id
    time: at
    fields:
      page: {type: text, values: [home, tents, boots, news]}
"""
DAYS = (7, 30, 90, 180, 365)
AS_OF = datetime(2024, 7, 1)
AMOUNTS = (None, *(Decimal(n * 5) + Decimal("0.25") for n in range(30)))


def definitions(count: int, seed: int = 1, *, chained: float = 0.1) -> str:
    """`count` segments, a segmentation for every 25, and an experiment; `chained` of the
    conditions ask for another segment.
    """
    draw = random.Random(seed)
    written = []
    for number in range(count):
        parts = [_condition(draw, number, chained) for _ in range(draw.randint(1, 4))]
        joined = draw.choice((" and ", " and ", " or ")).join(parts)
        written.append(f'segment s{number} "Segment {number}" where {joined}')
        if number % 25 == 24:
            written.append(
                f"segmentation g{number} {{\n"
                f"  case often where count(orders in last {draw.choice(DAYS)} days) > 2\n"
                f"  case grown where age > 40 or in segment s{number}\n  otherwise rest\n}}"
            )
    written.append("experiment trial\n  start 2024-06-01\n  variant a 50%\n  variant b 50%")
    return "\n".join(written).replace("{\n", "\n").replace("\n}", "") + "\n"


def _condition(draw: random.Random, number: int, chained: float) -> str:
    if number and draw.random() < chained:
        return f"{draw.choice(('', 'not '))}in segment s{draw.randrange(number)}"
    days, low = draw.choice(DAYS), draw.randint(1, 5)
    channel = draw.choice(("web", "store", "app"))
    page = draw.choice(("home", "tents", "boots", "news"))
    return draw.choice(
        (
            f"age {draw.randint(18, 40)}..{draw.randint(41, 80)}",
            f'country in ("SE", "{draw.choice(("NO", "DK", "FI"))}")',
            f'country != "{draw.choice(("NO", "DK", "FI"))}"',
            f"count(orders in last {days} days) >= {low}",
            f'sum(orders.amount in last {days} days where channel = "{channel}") > {low * 20}',
            f"average(orders.amount in last {days} days) > {low * 10}",
            f"no(views in last {days} days)",
            f'any(views in last {days} days where page = "{page}")',
            f'count(views in last {days} days where page = "{page}") <= {low}',
            f"income > {draw.randint(1, 9) * 1000}",
            "not subscribed",
            f"last(orders.amount) > {low * 10}",
            f'last(orders.channel in last {days} days) = "{channel}"',
            f"top {low * 10}% by spend_365d per country",
            f'sequence(views where page = "{page}" then orders within {draw.randint(2, 30)} days)',
        )
    )


def data(customers: int = 60, seed: int = 1) -> Dataset:
    """Customers with up to a dozen orders and views each, unknowns among them."""
    draw = random.Random(seed)
    people, orders, views = [], [], []
    for key in range(1, customers + 1):
        people.append(
            {
                "customer_id": key,
                "age": draw.choice((None, *range(15, 90))),
                "country": draw.choice((None, "SE", "NO", "DK", "FI")),
                "born": draw.choice((None, date(1980, 2, 29), date(2000, 7, 1))),
                "income": draw.choice((None, *(Decimal(n * 500) for n in range(20)))),
                "subscribed": draw.choice((None, True, False)),
            }
        )
        for _ in range(draw.choice((0, 0, 1, 3, 12))):
            orders.append(
                {
                    "order_id": len(orders) + 1,
                    "customer_id": key,
                    "at": _moment(draw),
                    "amount": draw.choice(AMOUNTS),
                    "channel": draw.choice((None, "web", "store", "app")),
                }
            )  # fmt: skip
        for _ in range(draw.choice((0, 0, 2, 6, 12))):
            views.append(
                {
                    "view_id": len(views) + 1,
                    "customer_id": key,
                    "at": _moment(draw),
                    "page": draw.choice((None, "home", "tents", "boots", "news")),
                }
            )
    whole, text = Column(ColumnKind.INTEGER), Column(ColumnKind.TEXT)
    money, time = Column(ColumnKind.DECIMAL, scale=2), Column(ColumnKind.TIMESTAMP)
    known = {"customer_id": whole, "at": time}
    return Dataset(
        {
            "customers": Table(
                {
                    "customer_id": whole,
                    "age": whole,
                    "country": text,
                    "born": Column(ColumnKind.DATE),
                    "income": money,
                    "subscribed": Column(ColumnKind.BOOLEAN),
                },
                people,
            ),
            "orders": Table({"order_id": whole, **known, "amount": money, "channel": text}, orders),
            "views": Table({"view_id": whole, **known, "page": text}, views),
        }
    )


def _moment(draw: random.Random) -> datetime:
    return AS_OF - timedelta(minutes=draw.randint(1, 400 * 24 * 60))
