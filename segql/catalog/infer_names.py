"""What names of tables and columns say: people's keys, times, the thing a table is about."""

from __future__ import annotations

import re
from collections.abc import Iterable

PEOPLE = (
    "customer", "cust", "client", "member", "user", "household", "person", "contact",
    "subscriber", "account", "guest", "patient", "donor", "student", "passenger", "shopper",
    "buyer", "profile", "visitor", "kunde", "kund", "klant", "cliente",
)  # fmt: skip
BARE_KEYS = ("id", "key", "uuid")
_KEY_ENDINGS = ("id", "key", "no", "nr", "number", "nummer", "code", "uuid", "guid", "")
_TIME_WORDS = ("time", "timestamp", "at", "date", "datetime", "day", "when", "created", "on")
_FILE_END = re.compile(r"\.(csv|tsv|txt|parquet|pq|json|jsonl|ndjson)(\.(gz|zst))?$", re.IGNORECASE)


def plain(name: str) -> str:
    """Letters and digits alone, in lower case."""
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def stem(table: str) -> str:
    """`orders` of `data/orders.csv` and of `shop.orders`."""
    file = re.split(r"[/\\]", table)[-1]
    if file != table or _FILE_END.search(file):
        return _FILE_END.sub("", file)
    return table.split(".")[-1]


def thing(table: str) -> str:
    """What one row of a table is, in plain letters: `order` of `shop.orders`."""
    name = plain(stem(table))
    if name.endswith("ies"):
        return name.removesuffix("ies") + "y"
    return name if name.endswith("ss") else name.removesuffix("s")


def key_rank(table: str, column: str) -> int | None:
    """How likely a column is the customers' key (0 is the likeliest), or None for not at all."""
    name = plain(column)
    for index, person in enumerate(PEOPLE):
        for ending in _KEY_ENDINGS:
            if name in (person + ending, f"{person}s{ending}"):
                return index * 10 + (5 if not ending else 0)
    if name in BARE_KEYS:
        return 300 if is_people(table) else 500
    if name in ("email", "emailaddress", "mail"):
        return 600
    return None


def looks_like_key(column: str) -> bool:
    """Whether a column is named as a key of something: `product_id`, `sku`, `shopNo`."""
    name = plain(column)
    return name.endswith(("id", "key", "code", "uuid", "guid", "sku", "no", "nr", "number"))


def is_people(table: str) -> bool:
    """Whether a table is named after people."""
    name = thing(table)
    named = any(name == person or name.endswith(person) for person in PEOPLE)
    return named or name in ("people", "crm", "demographic")


def most_like_time(columns: Iterable[str]) -> str | None:
    """The column whose name ends in a word of time, the likeliest first; None where none does."""
    names = list(columns)
    for wanted in _TIME_WORDS:
        for name in names:
            split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).casefold()
            if re.split(r"[^a-z0-9]+", split)[-1] == wanted:
                return name
    return None


_LISTS = ("block", "suppress", "exclu", "optout", "unsubscri", "robinson", "staff", "employee",
          "fraud", "list")  # fmt: skip


def names_a_list(table: str) -> bool:
    """Whether a table is named after a list of customers: `blocked`, `suppression_list`."""
    return any(word in plain(stem(table)) for word in _LISTS)
