"""Five segments, as SegQL and as good hand-written code for DuckDB, DataFusion and polars."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

Frames = Mapping[str, Any]
"""The tables as lazy frames of polars."""


@dataclass(frozen=True, slots=True)
class Query:
    """`sql` are spellings that DuckDB and DataFusion both read; the fastest counts."""

    name: str
    title: str
    segql: str
    sql: tuple[str, ...]
    polars: Callable[[Frames], Any]


END = "TIMESTAMP '2024-07-01'"


def _since(days: int) -> str:
    return f"{END} - INTERVAL '{days}' DAY"


def _seen(table: str, time: str, days: int, more: str = "") -> str:
    return (
        f"SELECT customer_id FROM {table} WHERE {time} >= {_since(days)} AND {time} < {END}{more}"
    )


def _events(frames: Frames, table: str, time: str, days: int, *more: Any) -> Any:
    import polars as pl

    end = datetime(2024, 7, 1)
    when = pl.col(time)
    return frames[table].filter(when >= end - timedelta(days), when < end, *more)


def _attributes(frames: Frames) -> Any:
    import polars as pl

    return frames["customers"].filter(
        pl.col("country").is_in(["SE", "NO"]),
        pl.col("birth_date") > date(1984, 6, 30),
        pl.col("birth_date") <= date(1999, 6, 30),
        pl.col("email_opt_in"),
    )


def _bought(frames: Frames) -> Any:
    import polars as pl

    buyers = (
        _events(frames, "orders", "ordered_at", 90, pl.col("category") == "boots")
        .group_by("customer_id")
        .len()
        .filter(pl.col("len") >= 2)
    )
    customers = frames["customers"].filter(pl.col("country") == "SE")
    return customers.join(buyers, on="customer_id", how="semi")


def _spent(frames: Frames) -> Any:
    import polars as pl

    spenders = (
        _events(frames, "orders", "ordered_at", 365)
        .group_by("customer_id")
        .agg(pl.col("amount").sum())
        .filter(pl.col("amount") > 500)
    )
    return frames["customers"].join(spenders, on="customer_id", how="semi")


def _gone(frames: Frames) -> Any:
    seen = _events(frames, "visits", "visited_at", 60)
    bought = _events(frames, "orders", "ordered_at", 365)
    customers = frames["customers"].join(seen, on="customer_id", how="anti")
    return customers.join(bought, on="customer_id", how="semi")


def _cart(frames: Frames) -> Any:
    import polars as pl

    cart = _events(frames, "visits", "visited_at", 30, pl.col("page") == "/cart")
    bought = _events(frames, "orders", "ordered_at", 30)
    customers = frames["customers"].filter(pl.col("email_opt_in"))
    return customers.join(cart, on="customer_id", how="semi").join(
        bought, on="customer_id", how="anti"
    )


def _select(where: str) -> str:
    return f"SELECT customer_id FROM customers WHERE {where}"


def _of_groups(groups: str, where: str = "true") -> str:
    return (
        f"SELECT c.customer_id FROM customers c JOIN ({groups}) g "
        f"ON c.customer_id = g.customer_id WHERE {where}"
    )


_BOOTS = _seen("orders", "ordered_at", 90, " AND category = 'boots'") + (
    " GROUP BY customer_id HAVING count(*) >= 2"
)
_SPENT = _seen("orders", "ordered_at", 365) + " GROUP BY customer_id HAVING sum(amount) > 500"
_SEEN = _seen("visits", "visited_at", 60)
_ORDERED = _seen("orders", "ordered_at", 365)
_CART = _seen("visits", "visited_at", 30, " AND page = '/cart'")
_LATELY = _seen("orders", "ordered_at", 30)

QUERIES = (
    Query(
        "attributes",
        "attributes alone",
        'country in ("SE", "NO") and age 25..39 and email_opt_in',
        (
            _select(
                "country IN ('SE', 'NO') AND birth_date > DATE '1984-06-30' "
                "AND birth_date <= DATE '1999-06-30' AND email_opt_in"
            ),
        ),
        _attributes,
    ),
    Query(
        "boots",
        "two orders of a category",
        'country = "SE" and count(orders in last 90 days where category = "boots") >= 2',
        (
            _select(f"country = 'SE' AND customer_id IN ({_BOOTS})"),
            _of_groups(_BOOTS, "c.country = 'SE'"),
        ),
        _bought,
    ),
    Query(
        "spent",
        "spent much in a year",
        "sum(orders.amount in last 365 days) > 500",
        (_select(f"customer_id IN ({_SPENT})"), _of_groups(_SPENT)),
        _spent,
    ),
    Query(
        "gone",
        "bought, and then stayed away",
        "no(visits in last 60 days) and any(orders in last 365 days)",
        (
            _select(f"customer_id NOT IN ({_SEEN}) AND customer_id IN ({_ORDERED})"),
            _select(
                f"NOT EXISTS ({_SEEN} AND visits.customer_id = customers.customer_id) "
                f"AND EXISTS ({_ORDERED} AND orders.customer_id = customers.customer_id)"
            ),
        ),
        _gone,
    ),
    Query(
        "cart",
        "left a cart",
        'email_opt_in and any(visits in last 30 days where page = "/cart") '
        "and no(orders in last 30 days)",
        (
            _select(
                f"email_opt_in AND customer_id IN ({_CART}) AND customer_id NOT IN ({_LATELY})"
            ),
            _select(
                f"email_opt_in AND EXISTS ({_CART} AND visits.customer_id = customers.customer_id)"
                f" AND NOT EXISTS ({_LATELY} AND orders.customer_id = customers.customer_id)"
            ),
        ),
        _cart,
    ),
)
