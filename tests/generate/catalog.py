"""The catalog of generated worlds: every kind of attribute, event, object and consent."""

from __future__ import annotations

from functools import cache
from typing import Any

from segql.catalog import Catalog, LoadedCatalog
from segql.catalog.physical import Column, ColumnKind, Physical

ATTRIBUTES: dict[str, Any] = {
    "age": {"type": "integer"},
    "points": {"type": "integer", "required": True},
    "income": {"type": "decimal"},
    "debt": {"type": "decimal", "required": True},
    "score": {"type": "double"},
    "country": {"type": "text"},
    "city": {"type": "text", "path": "address.city"},
    "nickname": {"type": "text", "column": "nick", "case": "insensitive", "empty": "unknown"},
    "postcode": {"type": "text", "column": "profile", "path": "post.code"},
    "floor_number": {"type": "integer", "column": "profile", "path": "floor"},
    "subscribed": {"type": "boolean"},
    "active": {"type": "boolean", "required": True},
    "email_opt_in": {"type": "boolean"},
    "sms_opt_in": {"type": "boolean"},
    "birth_date": {"type": "date"},
    "renewal_date": {"type": "date"},
    "member_since": {"type": "date", "column": "joined_at"},
    "signup_at": {"type": "timestamp"},
    "seen_at": {"type": "timestamp", "timezone": "UTC"},
    "called_at": {"type": "timestamp"},
    "interest": {"type": "list of text", "column": "interests"},
    "labels": {"type": "list of text", "case": "insensitive"},
    "numbers": {"type": "list of integer"},
    "prices": {"type": "list of decimal"},
    "weights": {"type": "list of double"},
    "flags": {"type": "list of boolean"},
    "days_off": {"type": "list of date"},
    "logins": {"type": "list of timestamp"},
    "home": {"type": "point", "latitude": "lat", "longitude": "lon"},
    "account": {"to": "accounts", "by": "account_id"},
    "spend_365d": {"expression": "sum(orders.amount in last 365 days)"},
    "order_count": {"expression": "count(orders)"},
    "main_channel": {"expression": "most frequent(orders.channel)"},
    "last_order": {"expression": "last(orders.time)"},
    "is_buyer": {"expression": "any(orders in last 90 days)"},
}

EVENTS: dict[str, Any] = {
    "orders": {
        "table": "orders",
        "key": "order_id",
        "customer": "customer_id",
        "time": "ordered_at",
        "fields": {
            "amount": {"type": "decimal"},
            "quantity": {"type": "integer"},
            "weight": {"type": "double"},
            "channel": {"type": "text"},
            "remark": {"type": "text", "case": "insensitive", "empty": "unknown"},
            "gift": {"type": "boolean"},
            "due": {"type": "date"},
            "delivered": {"type": "timestamp", "timezone": "UTC"},
            "coupons": {"type": "list of text"},
            "product": {"to": "products", "by": "sku"},
            "total": {"expression": "amount * quantity"},
        },
    },
    "visits": {
        "table": "visits",
        "customer": "who",
        "time": {"column": "at", "timezone": "UTC"},
        "fields": {
            "page": {"type": "text"},
            "dwell": {"type": "integer"},
            "rating": {"type": "double"},
            "cost": {"type": "decimal"},
        },
    },
    "returns": {
        "table": "log",
        "where": 'kind = "return"',
        "customer": "customer_id",
        "key": "log_id",
        "time": "at",
        "fields": {"kind": {"type": "text"}, "reason": {"type": "text"}},
    },
    "opens": {
        "table": "log",
        "where": 'kind = "open" and size_kb > 10',
        "customer": "customer_id",
        "key": "log_id",
        "time": "at",
        "fields": {"kind": {"type": "text"}, "reason": {"type": "text"}},
    },
    "plans": {
        "table": "plans",
        "key": "plan_id",
        "customer": "customer_id",
        "fields": {"name": {"type": "text"}, "price": {"type": "decimal"}},
    },
    "checkins": {
        "table": "checkins",
        "key": "checkin_id",
        "customer": "customer_id",
        "time": {"column": "on_day", "type": "date"},
        "fields": {"place": {"type": "text"}, "guests": {"type": "integer"}},
    },
    "lines": {
        "table": "lines",
        "key": "line_id",
        "customer": "customer_id",
        "time": "sold_on.calendar_date",
        "fields": {
            "basket": {"type": "text"},
            "quantity": {"type": "integer"},
            "price": {"type": "decimal"},
            "sold_on": {"to": "days", "by": "day_id"},
            "product": {"to": "products", "by": "sku"},
        },
    },
    "baskets": {
        "of": "lines",
        "by": "basket",
        "where": "quantity > 0 or quantity is unknown",
        "fields": {
            "total": {"expression": "sum(lines.price)"},
            "items": {"expression": "count(lines)"},
            "cheap": {"expression": "count(lines where price < 10)"},
        },
    },
}

OBJECTS: dict[str, Any] = {
    "products": {
        "table": "products",
        "key": "sku",
        "fields": {
            "category": {"type": "text"},
            "brand": {"type": "text", "case": "insensitive"},
            "list_price": {"type": "decimal"},
            "launched": {"type": "date"},
            "maker": {"to": "makers", "by": "maker_id"},
            "label": {"expression": "category"},
        },
    },
    "makers": {"table": "makers", "key": "maker_id", "fields": {"land": {"type": "text"}}},
    "accounts": {
        "table": "accounts",
        "key": "account_id",
        "fields": {
            "kind": {"type": "text"},
            "opened": {"type": "date"},
            "credit": {"type": "decimal"},
        },
    },
    "days": {
        "table": "days",
        "key": "day_id",
        "fields": {"calendar_date": {"type": "date"}},
    },
}

PLACES = {"Stockholm": [59.3293, 18.0686], "Null Island": [0.0, 0.0]}


def _column(kind: str, many: bool = False, scale: int | None = None) -> Column:
    return Column(ColumnKind(kind), many, scale=scale)


TABLES: dict[str, dict[str, Column]] = {
    "customers": {
        "age": _column("integer"),
        "points": _column("integer"),
        "income": _column("decimal", scale=2),
        "debt": _column("decimal", scale=2),
        "score": _column("double"),
        "country": _column("text"),
        "address": Column(ColumnKind.STRUCT, fields={"city": _column("text")}),
        "nick": _column("text"),
        "profile": _column("json"),
        "subscribed": _column("boolean"),
        "active": _column("boolean"),
        "email_opt_in": _column("boolean"),
        "sms_opt_in": _column("boolean"),
        "birth_date": _column("date"),
        "renewal_date": _column("date"),
        "joined_at": _column("timestamp"),
        "signup_at": _column("timestamp"),
        "seen_at": _column("timestamp"),
        "called_at": _column("instant"),
        "interests": _column("text", many=True),
        "labels": _column("text", many=True),
        "numbers": _column("integer", many=True),
        "prices": _column("decimal", many=True, scale=2),
        "weights": _column("double", many=True),
        "flags": _column("boolean", many=True),
        "days_off": _column("date", many=True),
        "logins": _column("timestamp", many=True),
        "lat": _column("double"),
        "lon": _column("double"),
        "account_id": _column("integer"),
        "updated_at": _column("timestamp"),
    },
    "orders": {
        "order_id": _column("integer"),
        "ordered_at": _column("timestamp"),
        "amount": _column("decimal", scale=2),
        "quantity": _column("integer"),
        "weight": _column("double"),
        "channel": _column("text"),
        "remark": _column("text"),
        "gift": _column("boolean"),
        "due": _column("date"),
        "delivered": _column("timestamp"),
        "coupons": _column("text", many=True),
        "sku": _column("text"),
    },
    "visits": {
        "at": _column("timestamp"),
        "page": _column("text"),
        "dwell": _column("integer"),
        "rating": _column("double"),
        "cost": _column("decimal", scale=2),
    },
    "log": {
        "log_id": _column("text"),
        "at": _column("instant"),
        "kind": _column("text"),
        "reason": _column("text"),
        "size_kb": _column("integer"),
    },
    "plans": {
        "plan_id": _column("integer"),
        "name": _column("text"),
        "price": _column("decimal", scale=2),
    },
    "checkins": {
        "checkin_id": _column("integer"),
        "on_day": _column("date"),
        "place": _column("text"),
        "guests": _column("integer"),
    },
    "lines": {
        "line_id": _column("integer"),
        "basket": _column("text"),
        "quantity": _column("integer"),
        "price": _column("decimal", scale=2),
        "day_id": _column("integer"),
        "sku": _column("text"),
    },
    "products": {
        "sku": _column("text"),
        "category": _column("text"),
        "brand": _column("text"),
        "list_price": _column("decimal", scale=2),
        "launched": _column("date"),
        "maker_id": _column("integer"),
    },
    "makers": {"maker_id": _column("integer"), "land": _column("text")},
    "accounts": {
        "account_id": _column("integer"),
        "kind": _column("text"),
        "opened": _column("date"),
        "credit": _column("decimal", scale=2),
    },
    "days": {"day_id": _column("integer"), "calendar_date": _column("date")},
    "blocked": {},
}
"""Columns by table; those that hold customers' keys are added by `physical`."""

KEY_COLUMNS = {
    "customers": "customer_id",
    "orders": "customer_id",
    "visits": "who",
    "log": "customer_id",
    "plans": "customer_id",
    "checkins": "customer_id",
    "lines": "customer_id",
    "blocked": "customer_id",
}


@cache
def catalog(duplicates: bool = False) -> Catalog:
    """The catalog; with `duplicates`, several rows of one customer are resolved by a column."""
    customer: dict[str, Any] = {
        "table": "customers",
        "key": "customer_id",
        "attributes": ATTRIBUTES,
    }
    if duplicates:
        customer["duplicates"] = "latest by updated_at"
    return Catalog.model_validate(
        {
            "customer": customer,
            "events": EVENTS,
            "objects": OBJECTS,
            "lists": {"blocklist": {"table": "blocked", "key": "customer_id"}},
            "places": PLACES,
            "consent": {
                "email": {"attribute": "email_opt_in"},
                "sms": {"expression": "sms_opt_in and nickname is known"},
            },
        }
    )


@cache
def loaded(duplicates: bool = False) -> LoadedCatalog:
    """The catalog as semantics takes it."""
    return LoadedCatalog.from_catalog(catalog(duplicates))


def physical(key_kind: str, profile_kind: str = "json") -> Physical:
    """The columns of all tables, keys of customers being of the kind `integer` or `text`, and
    the profile a JSON column or a text that holds JSON.
    """
    key = _column(key_kind)
    tables = {**TABLES, "customers": {**TABLES["customers"], "profile": _column(profile_kind)}}
    return {
        table: {KEY_COLUMNS[table]: key, **columns} if table in KEY_COLUMNS else columns
        for table, columns in tables.items()
    }
