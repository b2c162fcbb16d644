"""Segments over named figures, profiles with unknown values, and events: what a matcher meets."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from benchmarks.definitions import (
    CATEGORIES,
    COUNTRIES,
    INTERESTS,
    LANGUAGES,
    PAGES,
    WINDOWS,
)

END = datetime(2024, 7, 1)
TODAY = date(2024, 6, 30)

Profile = dict[str, Any]
Events = dict[str, list[Profile]]


def traits() -> dict[str, str]:
    """Figures of events under names, as a team's feature store keeps them."""
    made: dict[str, str] = {}
    for days in WINDOWS:
        made[f"orders_{days}d"] = f"count(orders in last {days} days)"
        made[f"spent_{days}d"] = f"sum(orders.amount in last {days} days)"
        made[f"visits_{days}d"] = f"count(visits in last {days} days)"
        made[f"minutes_{days}d"] = f"sum(visits.duration in last {days} days)"
    for category in CATEGORIES[:8]:
        name = category.replace(" ", "_")
        made[f"{name}_365d"] = f'count(orders in last 365 days where category = "{category}")'
    made["largest"] = "max(orders.amount in last 365 days)"
    made["last_order"] = "last(orders.time)"
    return made


def segments(count: int, seed: int = 1) -> dict[str, str]:
    """Segments of two to four conditions on attributes and on those figures."""
    rng = Random(seed)
    figures = [name for name in traits() if name != "last_order"]

    def condition() -> str:
        match rng.randrange(8):
            case 0:
                some = rng.sample(COUNTRIES, 3)
                return "country in (" + ", ".join(f'"{item}"' for item in some) + ")"
            case 1:
                low = rng.randrange(18, 60)
                return f"age {low}..{low + 9}"
            case 2:
                return f"income >= {rng.choice((20, 30, 40, 60)) * 1000}"
            case 3:
                return f'interest = "{rng.choice(INTERESTS)}"'
            case 4:
                return f'language != "{rng.choice(LANGUAGES)}"'
            case 5:
                return f"last_order more than {rng.choice(WINDOWS)} days ago"
            case _:
                return f"{rng.choice(figures)} >= {rng.choice((1, 2, 3, 5, 10, 100))}"

    return {
        f"s{number:04}": " and ".join(condition() for _ in range(rng.choice((2, 3, 3, 4))))
        for number in range(count)
    }


def profiles(count: int, *, unknown: float, seed: int = 1) -> list[Profile]:
    """Attributes and ready-made figures; so large a share of values is unknown."""
    rng = Random(seed)

    def maybe(value: Any) -> Any:
        return None if rng.random() < unknown else value

    made: list[Profile] = []
    for number in range(count):
        profile: Profile = {
            "customer_id": number,
            "country": maybe(rng.choice(COUNTRIES)),
            "language": maybe(rng.choice(LANGUAGES)),
            "birth_date": maybe(TODAY - timedelta(rng.randrange(6600, 25000))),
            "income": maybe(rng.randrange(15_000, 100_000)),
            "email_opt_in": maybe(rng.random() < 0.6),
            "interest": maybe(rng.sample(INTERESTS, 2)),
            "signup_date": TODAY - timedelta(rng.randrange(3000)),
        }
        for name in traits():
            value: Any = rng.randrange(12)
            if name == "last_order":
                value = maybe(END - timedelta(days=rng.randrange(1, 500)))
            elif name == "largest":
                value = maybe(rng.randrange(400))
            elif name.startswith(("spent", "minutes")):
                value = rng.randrange(1000)
            profile[name] = value
        made.append(profile)
    return made


def events(count: int, seed: int = 1) -> Events:
    """So many events of one customer, in no order: half orders, half visits."""
    rng = Random(seed)
    orders = [
        {
            "order_id": number,
            "ordered_at": END - timedelta(minutes=rng.randrange(1, 730 * 1440)),
            "category": rng.choice(CATEGORIES),
            "brand": "North Gear",
            "channel": "web",
            "amount": rng.randrange(5, 400),
            "quantity": 1,
        }
        for number in range(count // 2)
    ]
    visits = [
        {
            "visited_at": END - timedelta(minutes=rng.randrange(1, 730 * 1440)),
            "page": rng.choice(PAGES),
            "device": "phone",
            "duration": rng.randrange(900),
        }
        for _ in range(count - count // 2)
    ]
    return {"orders": orders, "visits": visits}
