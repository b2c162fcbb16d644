"""Makes the outdoor shop's data: seeded, from the standard library, written as Parquet by DuckDB.

Run `python examples/outdoor_shop/make_data.py` to write `data/*.parquet` again. The same seed gives
the same rows on every machine; only plain arithmetic on `random()` is used, so that no
platform's logarithm can move a row.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

SEED = 20240630
CUSTOMERS = 2_000
FIRST_DAY = date(2022, 7, 1)
LAST_DAY = date(2024, 6, 30)
SHOP_ZONE = ZoneInfo("Europe/Stockholm")

Row = dict[str, Any]

CITIES = (  # city, country, latitude, longitude, weight
    ("Stockholm", "SE", 59.3293, 18.0686, 22),
    ("Göteborg", "SE", 57.7089, 11.9746, 13),
    ("Malmö", "SE", 55.6050, 13.0038, 9),
    ("Uppsala", "SE", 59.8586, 17.6389, 8),
    ("Umeå", "SE", 63.8258, 20.2630, 5),
    ("Östersund", "SE", 63.1792, 14.6357, 4),
    ("Kiruna", "SE", 67.8558, 20.2253, 2),
    ("Oslo", "NO", 59.9139, 10.7522, 11),
    ("Bergen", "NO", 60.3913, 5.3221, 5),
    ("Tromsø", "NO", 69.6492, 18.9553, 3),
    ("København", "DK", 55.6761, 12.5683, 8),
    ("Aarhus", "DK", 56.1629, 10.2039, 3),
    ("Helsinki", "FI", 60.1699, 24.9384, 5),
    ("Rovaniemi", "FI", 66.5039, 25.7294, 2),
)
LANGUAGES = {"SE": "sv", "NO": "no", "DK": "da", "FI": "fi"}
FIRST_NAMES = [
    "Alva",
    "Anna",
    "Astrid",
    "Ebba",
    "Elin",
    "Elsa",
    "Emma",
    "Frida",
    "Ida",
    "Ingrid",
    "Karin",
    "Lena",
    "Linnea",
    "Maja",
    "Maria",
    "Sara",
    "Sofia",
    "Wilma",
    "Anders",
    "Axel",
    "Björn",
    "Elias",
    "Emil",
    "Erik",
    "Filip",
    "Gustav",
    "Hugo",
    "Johan",
    "Karl",
    "Lars",
    "Leo",
    "Nils",
    "Olle",
    "Oscar",
    "Per",
    "Sven",
    "Viktor",
]
LAST_NAMES = [
    "Andersson",
    "Berg",
    "Bergström",
    "Dahl",
    "Ek",
    "Eriksson",
    "Falk",
    "Forsberg",
    "Hansen",
    "Holm",
    "Jensen",
    "Johansson",
    "Karlsson",
    "Korhonen",
    "Larsen",
    "Lind",
    "Lindqvist",
    "Lund",
    "Nilsson",
    "Nyberg",
    "Olsen",
    "O'Brien",
    "Persson",
    "Sandberg",
    "Svensson",
    "Virtanen",
    "Wallin",
    "Åberg",
    "Öberg",
]
INTERESTS = {  # interest: the product categories that it leads to
    "outdoor": ("tents", "backpacks", "cooking"),
    "climbing": ("climbing", "backpacks"),
    "running": ("footwear", "clothing"),
    "skiing": ("skis", "clothing"),
    "cycling": ("cycling", "clothing"),
    "fishing": ("fishing", "cooking"),
    "travel": ("backpacks", "clothing"),
    "family camping": ("tents", "cooking"),
}
BRANDS = ("Fjordvik", "Norrsken", "Basecamp", "Trekka", "Lavvo", "Storm & Sons")
PRICES = {  # category: cheapest and dearest article, in euros
    "tents": (120, 780),
    "backpacks": (45, 320),
    "cooking": (8, 140),
    "climbing": (12, 260),
    "footwear": (60, 240),
    "clothing": (18, 390),
    "skis": (190, 900),
    "cycling": (15, 450),
    "fishing": (9, 210),
}
ARCHETYPES = (  # name, share of customers, orders a day while active
    ("enthusiast", 0.10, 1 / 14),
    ("regular", 0.26, 1 / 45),
    ("occasional", 0.30, 1 / 140),
    ("one-timer", 0.14, 0.0),
    ("christmas", 0.08, 0.0),
    ("browser", 0.12, 0.0),
)
SEASON = (0.6, 0.7, 0.9, 1.1, 1.4, 1.5, 1.2, 1.0, 0.8, 0.8, 1.1, 1.7)


@dataclass
class Shop:
    """The rows of every table, as they are made."""

    dice: random.Random = field(default_factory=lambda: random.Random(SEED))
    accounts: list[Row] = field(default_factory=list)
    customers: list[Row] = field(default_factory=list)
    products: list[Row] = field(default_factory=list)
    orders: list[Row] = field(default_factory=list)
    order_lines: list[Row] = field(default_factory=list)
    web_events: list[Row] = field(default_factory=list)
    email_events: list[Row] = field(default_factory=list)
    service_events: list[Row] = field(default_factory=list)
    survey_answers: list[Row] = field(default_factory=list)
    subscriptions: list[Row] = field(default_factory=list)
    blocked: list[Row] = field(default_factory=list)

    def chance(self, probability: float) -> bool:
        return self.dice.random() < probability

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.dice.random()

    def whole(self, low: int, high: int) -> int:
        return low + int((high - low + 1) * self.dice.random())

    def one_of(self, choices: Sequence[Any]) -> Any:
        return choices[int(len(choices) * self.dice.random())]

    def weighted(self, choices: Sequence[Any], weights: Sequence[float]) -> Any:
        left = self.dice.random() * sum(weights)
        for choice, weight in zip(choices, weights, strict=True):
            left -= weight
            if left < 0:
                return choice
        return choices[-1]

    def day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.whole(0, (last - first).days))

    def clock(self, day: date) -> datetime:
        """A moment of that day as the shop's clocks show it; mostly between 8 and 22."""
        hour = self.whole(8, 21) if self.chance(0.96) else self.one_of((0, 6, 7, 22, 23))
        return datetime(day.year, day.month, day.day, hour, self.whole(0, 59), self.whole(0, 59))


def to_utc(wall: datetime) -> datetime:
    return wall.replace(tzinfo=SHOP_ZONE).astimezone(UTC)


def days(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


# ------------------------------------------------------------------------ what the shop sells


def make_products(shop: Shop) -> None:
    for category, (low, high) in PRICES.items():
        for number in range(12):
            price = round(low + (high - low) * (number / 11) * shop.between(0.85, 1.0), 2)
            shop.products.append(
                {
                    "product_id": f"{category[:3].upper()}-{number + 1:03d}",
                    "name": f"{shop.one_of(BRANDS).split()[0]} {category} {number + 1}",
                    "category": category,
                    "brand": shop.one_of(BRANDS),
                    "price": price,
                    "cost": round(price * shop.between(0.45, 0.7), 2),
                }
            )


# ------------------------------------------------------------------------------ who buys there


def make_customers(shop: Shop) -> None:
    for number in range(1, CUSTOMERS // 4 + 1):
        shop.accounts.append(
            {
                "account_id": f"A{number:04d}",
                "kind": shop.weighted(("private", "family", "business"), (60, 30, 10)),
                "opened_on": shop.day(date(2018, 1, 1), date(2024, 5, 31)),
            }
        )
    for number in range(1, CUSTOMERS + 1):
        shop.customers.append(make_customer(shop, number))
    for row in shop.customers:
        if shop.chance(0.02):
            shop.blocked.append(
                {
                    "customer_id": row["customer_id"],
                    "reason": shop.weighted(("staff", "fraud", "asked to be left out"), (5, 1, 3)),
                }
            )


def make_customer(shop: Shop, number: int) -> Row:
    city, country, latitude, longitude, _ = shop.weighted(CITIES, [row[4] for row in CITIES])
    young = shop.chance(0.22)
    age = shop.whole(17, 26) if young else shop.whole(26, 82)
    birth_date = LAST_DAY - timedelta(days=int(age * 365.2425) + shop.whole(0, 364))
    first, last = shop.one_of(FIRST_NAMES), shop.one_of(LAST_NAMES)
    interests = [
        interest
        for interest in INTERESTS
        if shop.chance(0.55 if interest == "outdoor" and young else 0.19)
    ]
    # an account that is closed since is not in the table of accounts any more
    account_id = f"A{shop.whole(1, CUSTOMERS // 4 + 5):04d}" if shop.chance(0.7) else None
    return {
        "customer_id": 10_000 + number,
        "first_name": first,
        "last_name": last,
        "email": f"{first}.{last}{number}@example.com".lower() if shop.chance(0.95) else None,
        "phone": f"+46 70 {shop.whole(1_000_000, 9_999_999)}" if shop.chance(0.6) else None,
        "birth_date": birth_date if shop.chance(0.94) else None,
        "gender": shop.weighted(("female", "male", "other", None), (46, 44, 2, 8)),
        "country": country if shop.chance(0.97) else None,
        "address": {
            "city": city if shop.chance(0.96) else "",
            "postal_code": f"{shop.whole(10000, 98999)}",
        },
        "lat": round(latitude + shop.between(-0.25, 0.25), 4),
        "lon": round(longitude + shop.between(-0.4, 0.4), 4),
        "language": LANGUAGES[country] if shop.chance(0.9) else "en",
        "household_size": shop.weighted((1, 2, 3, 4, 5, None), (28, 34, 13, 14, 5, 6)),
        "income": (
            round(shop.between(14_000, 40_000) + shop.between(0, 60_000) * shop.between(0, 1), 2)
            if shop.chance(0.8)
            else None
        ),
        "interests": interests if shop.chance(0.9) else None,
        "account_id": account_id,
        "email_opt_in": shop.weighted((True, False, None), (66, 24, 10)),
        "sms_opt_in": shop.weighted((True, False, None), (35, 45, 20)),
        "signup_date": shop.day(date(2021, 1, 1), LAST_DAY),
        "renewal_date": shop.day(date(2024, 3, 1), date(2025, 6, 30)) if shop.chance(0.4) else None,
        "updated_at": shop.clock(shop.day(date(2024, 6, 1), LAST_DAY)),
    }


# --------------------------------------------------------------------------- what they do there


def make_behavior(shop: Shop) -> None:
    names = [row[0] for row in ARCHETYPES]
    shares = [row[1] for row in ARCHETYPES]
    rates = {row[0]: row[2] for row in ARCHETYPES}
    by_category = {
        category: [row for row in shop.products if row["category"] == category]
        for category in PRICES
    }
    for customer in shop.customers:
        interests = customer["interests"] or []
        archetype = shop.weighted(names, shares)
        born = customer["birth_date"]
        if "outdoor" in interests and born and born > date(1998, 6, 30) and shop.chance(0.4):
            archetype = "enthusiast"
        likes = [name for interest in interests for name in INTERESTS[interest]] or list(PRICES)
        start = max(FIRST_DAY, customer["signup_date"])
        end = LAST_DAY if shop.chance(0.68) else shop.day(start, LAST_DAY)
        coupons = shop.weighted((0.05, 0.3, 0.8), (70, 22, 8))
        channels = shop.weighted(
            (("web",), ("web", "app"), ("store",), ("web", "store", "app")), (30, 25, 15, 30)
        )
        moments = order_days(shop, archetype, rates[archetype], start, end)
        for day in moments:
            product = shop.one_of(by_category[shop.one_of(likes)])
            order(shop, customer, day, product, by_category, shop.one_of(channels), coupons)
        browse(shop, customer, archetype, start, end, likes, by_category)
        mail(shop, customer, start, 0.55 if moments else 0.2)
        answer(shop, customer, start, bool(moments))
        if shop.chance(0.15):
            for kind in ("magazine", "care plan"):
                if shop.chance(0.6):
                    shop.subscriptions.append(
                        {
                            "subscription_id": len(shop.subscriptions) + 1,
                            "customer_id": customer["customer_id"],
                            "kind": kind,
                            "monthly_fee": shop.one_of((4.90, 7.90, 12.00)),
                            "active": shop.chance(0.7),
                        }
                    )


def order_days(shop: Shop, archetype: str, rate: float, start: date, end: date) -> list[date]:
    if archetype == "one-timer":
        return [shop.day(start, end)]
    if archetype == "christmas":
        return [
            day
            for day in (date(year, 12, shop.whole(1, 23)) for year in (2022, 2023))
            if start <= day <= end
        ]
    return [day for day in days(start, end) if shop.chance(rate * SEASON[day.month - 1])]


def order(
    shop: Shop,
    customer: Row,
    day: date,
    product: Row,
    by_category: dict[str, list[Row]],
    channel: str,
    coupons: float,
) -> None:
    order_id = 500_001 + len(shop.orders)
    moment = shop.clock(day)
    articles = [product]
    while shop.chance(0.38) and len(articles) < 6:
        articles.append(shop.one_of(by_category[shop.one_of(list(PRICES))]))
    coupon = shop.one_of(("SPRING24", "WELCOME10", "CLUB")) if shop.chance(coupons) else None
    total = 0.0
    for article in articles:
        quantity = shop.weighted((1, 2, 3, 6), (80, 13, 5, 2))
        price = round(article["price"] * (0.9 if coupon else 1.0), 2)
        total += quantity * price
        shop.order_lines.append(
            {
                "line_id": len(shop.order_lines) + 1,
                "order_id": order_id,
                "customer_id": customer["customer_id"],
                "sold_at": moment,
                "product_id": article["product_id"],
                "quantity": quantity,
                "price": price,
            }
        )
    shop.orders.append(
        {
            "order_id": order_id,
            "customer_id": customer["customer_id"],
            "ordered_at": moment,
            "channel": channel,
            "amount": round(total, 2),
            "coupon": coupon,
            "product_id": product["product_id"],
        }
    )
    if channel != "store" and shop.chance(0.7):
        click(shop, customer, moment - timedelta(minutes=shop.whole(20, 2_000)), "view", product)
        click(shop, customer, moment - timedelta(minutes=shop.whole(2, 19)), "cart", product)
    if shop.chance(0.07):
        back = moment + timedelta(days=shop.whole(3, 25))
        reason = shop.weighted(("size", "damaged", "changed mind", None), (5, 2, 3, 1))
        service(shop, customer, back, "return", order_id, reason)


def click(shop: Shop, customer: Row, wall: datetime, kind: str, product: Row | None) -> None:
    if wall.date() < FIRST_DAY:
        return
    shop.web_events.append(
        {
            "event_id": len(shop.web_events) + 1,
            "customer_id": customer["customer_id"],
            "at": to_utc(wall),
            "kind": kind,
            "sku": product["product_id"] if product else None,
            "device": shop.weighted(("phone", "laptop", "tablet"), (60, 32, 8)),
            "seconds": shop.whole(4, 600),
        }
    )


def service(
    shop: Shop, customer: Row, wall: datetime, kind: str, order_id: int | None, reason: str | None
) -> None:
    if wall.date() > LAST_DAY:
        return
    shop.service_events.append(
        {
            "event_id": len(shop.service_events) + 1,
            "customer_id": customer["customer_id"],
            "at": to_utc(wall).replace(tzinfo=None),
            "kind": kind,
            "order_id": order_id,
            "reason": reason,
        }
    )


def browse(
    shop: Shop,
    customer: Row,
    archetype: str,
    start: date,
    end: date,
    likes: list[str],
    by_category: dict[str, list[Row]],
) -> None:
    """Visits of the last half year; some put an article into the cart and leave it there."""
    rate = {"enthusiast": 0.16, "regular": 0.07, "browser": 0.10}.get(archetype, 0.02)
    for day in days(max(start, date(2024, 1, 1)), min(end, LAST_DAY)):
        if not shop.chance(rate):
            continue
        wall = shop.clock(day)
        product = shop.one_of(by_category[shop.one_of(likes)])
        click(shop, customer, wall, "view", product)
        if shop.chance(0.15):
            click(shop, customer, wall + timedelta(seconds=shop.whole(30, 1_500)), "cart", product)
        if shop.chance(0.02):
            service(shop, customer, wall, "call", None, None)


def mail(shop: Shop, customer: Row, start: date, likely: float) -> None:
    """One newsletter a month of the last year, to those who said yes."""
    if not customer["email_opt_in"] or customer["email"] is None:
        return
    for year, month in [(2023, month) for month in range(7, 13)] + [(2024, m) for m in range(1, 7)]:
        sent = datetime(year, month, 5, 7, 30)
        if sent.date() < start:
            continue
        campaign = f"newsletter {year}-{month:02d}"
        kinds = ["sent"]
        if shop.chance(likely):
            kinds.append("open")
            if shop.chance(0.2):
                kinds.append("click")
        delay = timedelta()
        for kind in kinds:
            shop.email_events.append(
                {
                    "message_id": len(shop.email_events) + 1,
                    "customer_id": customer["customer_id"],
                    "at": sent + delay,
                    "kind": kind,
                    "campaign": campaign,
                }
            )
            delay += timedelta(minutes=shop.whole(1, 2_000))


def answer(shop: Shop, customer: Row, start: date, buyer: bool) -> None:
    while buyer and shop.chance(0.35):
        satisfaction = shop.weighted((1, 2, 3, 4, 5), (6, 9, 18, 38, 29))
        shop.survey_answers.append(
            {
                "answer_id": len(shop.survey_answers) + 1,
                "customer_id": customer["customer_id"],
                "answered_on": shop.day(start, LAST_DAY),
                "satisfaction": satisfaction if shop.chance(0.97) else None,
                "recommend": min(10, satisfaction * 2 + shop.whole(-1, 1)),
                "motive": shop.weighted(
                    ("price", "quality", "sustainability", "service", None), (30, 28, 20, 12, 10)
                ),
            }
        )


# ------------------------------------------------------------------- what is wrong in real data


def make_defects(shop: Shop) -> None:
    """What every shop's tables have: guests, orders of tomorrow, prices and times that are lost."""
    for offset in range(12):
        shop.orders[offset * 400 + 7]["customer_id"] = 900_000 + offset  # deleted customers
    for offset in range(9):
        shop.orders[offset * 500 + 13]["amount"] = None
    for offset in range(4):
        shop.orders[offset * 900 + 21]["ordered_at"] = None
    for offset in range(6):
        shop.order_lines[offset * 700 + 3]["product_id"] = "XX-000"  # no longer in the assortment
    template = shop.orders[-1]
    for offset in range(5):  # preorders are stored with their day of delivery
        shop.orders.append(
            template
            | {
                "order_id": 500_001 + len(shop.orders),
                "customer_id": shop.customers[offset * 300]["customer_id"],
                "ordered_at": datetime(2024, 7, 1 + offset, 0 if offset == 0 else 9),
            }
        )
    shop.customers[5]["birth_date"] = date(1900, 1, 1)
    shop.customers[6]["country"] = "Sverige"
    shop.customers[7]["birth_date"] = date(2004, 2, 29)


TYPES = {
    "accounts": "account_id VARCHAR, kind VARCHAR, opened_on DATE",
    "customers": (
        "customer_id BIGINT, first_name VARCHAR, last_name VARCHAR, email VARCHAR, phone VARCHAR, "
        "birth_date DATE, gender VARCHAR, country VARCHAR, "
        "address STRUCT(city VARCHAR, postal_code VARCHAR), lat DOUBLE, lon DOUBLE, "
        "language VARCHAR, household_size INTEGER, income DECIMAL(10,2), interests VARCHAR[], "
        "account_id VARCHAR, email_opt_in BOOLEAN, sms_opt_in BOOLEAN, signup_date DATE, "
        "renewal_date DATE, updated_at TIMESTAMP"
    ),
    "products": (
        "product_id VARCHAR, name VARCHAR, category VARCHAR, brand VARCHAR, "
        "price DECIMAL(10,2), cost DECIMAL(10,2)"
    ),
    "orders": (
        "order_id BIGINT, customer_id BIGINT, ordered_at TIMESTAMP, channel VARCHAR, "
        "amount DECIMAL(10,2), coupon VARCHAR, product_id VARCHAR"
    ),
    "order_lines": (
        "line_id BIGINT, order_id BIGINT, customer_id BIGINT, sold_at TIMESTAMP, "
        "product_id VARCHAR, quantity INTEGER, price DECIMAL(10,2)"
    ),
    "web_events": (
        "event_id BIGINT, customer_id BIGINT, at TIMESTAMPTZ, kind VARCHAR, sku VARCHAR, "
        "device VARCHAR, seconds INTEGER"
    ),
    "email_events": (
        "message_id BIGINT, customer_id BIGINT, at TIMESTAMP, kind VARCHAR, campaign VARCHAR"
    ),
    "service_events": (
        "event_id BIGINT, customer_id BIGINT, at TIMESTAMP, kind VARCHAR, order_id BIGINT, "
        "reason VARCHAR"
    ),
    "survey_answers": (
        "answer_id BIGINT, customer_id BIGINT, answered_on DATE, satisfaction INTEGER, "
        "recommend INTEGER, motive VARCHAR"
    ),
    "subscriptions": (
        "subscription_id BIGINT, customer_id BIGINT, kind VARCHAR, monthly_fee DECIMAL(6,2), "
        "active BOOLEAN"
    ),
    "blocked": "customer_id BIGINT, reason VARCHAR",
}


def make_shop() -> Shop:
    shop = Shop()
    make_products(shop)
    make_customers(shop)
    make_behavior(shop)
    make_defects(shop)
    return shop


def columns_of(declaration: str) -> str:
    """`a BIGINT, b STRUCT(c VARCHAR, d DATE)` as the mapping that read_json takes."""
    depth, parts, word = 0, [], ""
    for character in declaration + ",":
        if character == "," and depth == 0:
            parts.append(word.strip())
            word = ""
            continue
        depth += (character == "(") - (character == ")")
        word += character
    pairs = (part.split(" ", 1) for part in parts)
    return "{" + ", ".join(f"'{name}': '{kind}'" for name, kind in pairs) + "}"


def write(shop: Shop, folder: Path) -> None:
    """Writes one Parquet file a table, in the order in which the rows were made."""
    folder.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("SET TimeZone = 'UTC'")
    with tempfile.TemporaryDirectory() as scratch:
        for table, declaration in TYPES.items():
            lines = Path(scratch) / f"{table}.jsonl"
            with lines.open("w", encoding="utf-8") as file:
                for row in getattr(shop, table):
                    file.write(json.dumps(row, default=str, ensure_ascii=False) + "\n")
            connection.execute(
                f"COPY (SELECT * FROM read_json('{lines}', format = 'newline_delimited', "
                f"columns = {columns_of(declaration)})) TO '{folder / table}.parquet' "
                "(FORMAT parquet, COMPRESSION zstd)"
            )
    connection.close()


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "data"
    write(make_shop(), target)
