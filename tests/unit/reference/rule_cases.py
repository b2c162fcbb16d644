"""The rules of values, events and populations worked out by hand: rows, a condition, members."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.unit.reference.shop import Rows


@dataclass(frozen=True)
class Rule:
    name: str
    condition: str
    members: frozenset[int]
    tables: Mapping[str, Rows]
    definitions: str = ""
    as_of: str = "2024-06-30"


def rule(
    name: str,
    condition: str,
    members: tuple[int, ...],
    definitions: str = "",
    as_of: str = "2024-06-30",
    **tables: Any,
) -> Rule:
    tables.setdefault("customers", [{}])
    return Rule(name, condition, frozenset(members), tables, definitions, as_of)


def values(column: str, *cells: Any) -> list[dict[str, Any]]:
    """Customers 1, 2, ... with these values in a column."""
    return [{column: cell} for cell in cells]


NUMBERS = values("n", 1, 2, None, 2)
UNKNOWN = (
    rule("a comparison with unknown is false", "n < 5", (1, 2, 4), customers=NUMBERS),
    rule("not is the exact complement", "not n < 5", (3,), customers=NUMBERS),
    rule("!= takes in the unknown", "n != 2", (1, 3), customers=NUMBERS),
    rule("not in takes in the unknown", "n not in (1, 2)", (3,), customers=NUMBERS),
    rule("arithmetic on unknown is unknown", "n + 1 is unknown", (3,), customers=NUMBERS),
    rule("division by zero is unknown", "1 / (n - 2) is unknown", (2, 3, 4), customers=NUMBERS),
    rule("or else guards the quotient", "1 / (n - 2) or else 7 = 7", (2, 3, 4), customers=NUMBERS),
    rule("unknown range bound", "2 between 1 and n", (2, 4), customers=NUMBERS),
    rule("a boolean by itself", "b", (1,), customers=values("b", True, False, None)),
    rule("not of a boolean", "not b", (2, 3), customers=values("b", True, False, None)),
    rule("a boolean is false", "b = false", (2,), customers=values("b", True, False, None)),
    rule("n of m", "exactly 1 of (n = 1, n is unknown, n > 1)", (1, 2, 3, 4), customers=NUMBERS),
    rule("if takes the else of an unknown", "(if n = 2 then 1 else 0) = 0", (1, 3),
         customers=NUMBERS),
    rule("strict functions", "greatest(n, 1) is unknown", (3,), customers=NUMBERS),
)  # fmt: skip

TEXT = (
    rule("exact", 's = "a"', (1,), customers=values("s", "a", "A", "", None)),
    rule("empty text is known", "s is known", (1, 2, 3), customers=values("s", "a", "A", "", None)),
    rule("empty: unknown", "ci is known", (1, 2), customers=values("ci", "a", "A", "", None)),
    rule("case: insensitive", 'ci = "åSA"', (1, 2), customers=values("ci", "Åsa", "åsa", "asa")),
    rule("simple folding keeps ß", 'ci = "SS"', (2,), customers=values("ci", "ß", "ss")),
    rule("both sigmas fold alike", 'ci = "ΣΑΣ"', (1, 2), customers=values("ci", "σας", "ΣΑσ")),
    rule("contains folds", 'ci contains "ob"', (1,), customers=values("ci", "BOB", "b")),
    rule("by code point", 's < "a"', (1, 3), customers=values("s", "Z", "b", "1", "å")),
    rule("matches anywhere", 's matches "b.d"', (1,), customers=values("s", "abcd", "bd")),
    rule("ASCII classes", 's matches "^\\\\w+$"', (1,), customers=values("s", "ab", "åb", "a\n")),
    rule("length in code points", "length(s) = 2", (1, 2), customers=values("s", "åb", "🦊b", "x")),
    rule("percent is a sign", 's contains "%"', (2,), customers=values("s", "5", "5%")),
)

NUMERIC = (
    rule("halves away from zero", "round(x, 1) in (0.3, -0.3)", (1, 2),
         customers=values("x", "0.25", "-0.25", "0.24")),
    rule("tens", "round(n, -1) = 20", (1,), customers=values("n", 15, 25)),
    rule("exact decimals", "x + 0.2 = 0.3", (1,), customers=values("x", "0.1")),
    rule("a double compares as a double", "f = 0.1", (1,), customers=values("f", 0.1, 0.5)),
    rule("NaN is unknown", "f is unknown", (1, 3), customers=values("f", float("nan"), 1.0, None)),
    rule("true division", "n / 2 = 0.5", (1,), customers=values("n", 1, 2)),
    rule("percent of", "50% of n = 1", (2,), customers=values("n", 1, 2)),
)  # fmt: skip

LISTS_ = values("tags", ["a", "b"], ["a", "a", None], [], None, [None])
LISTS = (
    rule("holds", 'tags = "b"', (1,), customers=LISTS_),
    rule("does not hold", 'tags != "b"', (2, 3, 4, 5), customers=LISTS_),
    rule("any of them", 'tags in ("b", "z")', (1,), customers=LISTS_),
    rule("all", 'tags has all ("a", "b")', (1,), customers=LISTS_),
    rule("none takes in unknown lists", 'tags has none ("a")', (3, 4, 5), customers=LISTS_),
    rule("only needs an element", 'tags has only ("a")', (2,), customers=LISTS_),
    rule("size counts repeats", "size(tags) = 2", (1, 2), customers=LISTS_),
    rule("size of an unknown list", "size(tags) is unknown", (4,), customers=LISTS_),
    rule("size of unknown elements", "size(tags) = 0", (3, 5), customers=LISTS_),
)

ORDERS = [
    {"at": "2024-06-01", "amount": "10", "kind": "web"},
    {"at": "2024-06-10", "amount": None, "kind": "app"},
    {"at": "2024-06-10", "amount": "30", "kind": None},
    {"at": None, "amount": "5", "kind": "web"},
    {"at": "2024-07-01", "amount": "99", "kind": "web"},
    {"at": "2024-06-20", "amount": "7", "kind": "web", "id": 2},
    {"at": "2024-06-20", "amount": "1000", "kind": "web", "id": 77},
    {"at": "2024-06-20", "amount": "1000", "kind": "web", "id": None},
]
THREE = [{}, {}, {}]
EVENTS = (
    rule("an unknown time counts without a window", "count(orders) = 4", (1,), customers=THREE,
         orders=ORDERS),
    rule("and is in no window", "count(orders in last 90 days) = 3", (1,), customers=THREE,
         orders=ORDERS),
    rule("nobody without events is lost", "count(orders) <= 1", (2, 3), customers=THREE,
         orders=ORDERS),
    rule("sum of known values", "sum(orders.amount) = 45", (1,), customers=THREE, orders=ORDERS),
    rule("sum of none is 0", "sum(orders.amount) = 0", (3,), customers=THREE, orders=ORDERS),
    rule("average of known values", "average(orders.amount) = 15", (1,), customers=THREE,
         orders=ORDERS),
    rule("average of none", "average(orders.amount) is unknown", (3,), customers=THREE,
         orders=ORDERS),
    rule("median", "median(orders.amount) = 10", (1,), customers=THREE, orders=ORDERS),
    rule("last of equal times: the largest key", "last(orders.amount) = 30", (1,),
         customers=[{}], orders=ORDERS),
    rule("the chosen value may be unknown", "last(orders.kind) is unknown", (1,), customers=[{}],
         orders=ORDERS),
    rule("first of equal times: the smallest key", 'first(orders.kind in last 30 days '
         'where time > 2024-06-05) = "app"', (1,), customers=[{}], orders=ORDERS),
    rule("distinct values that are known", "count(distinct orders.kind) = 2", (1,), customers=[{}],
         orders=ORDERS),
    rule("distinct days", "count(distinct date of orders.time) = 2", (1,), customers=[{}],
         orders=ORDERS),
    rule("most frequent", 'most frequent(orders.kind) = "web"', (1, 2), customers=THREE,
         orders=ORDERS),
    rule("ties fall to the most recent", 'most frequent(orders.kind in last 90 days) = "app"', (1,),
         customers=[{}], orders=ORDERS),
    rule("share", 'share(orders where kind = "web") = 0.5', (1,), customers=THREE, orders=ORDERS),
    rule("share of none", "share(orders where true) is unknown", (3,), customers=THREE,
         orders=ORDERS),
    rule("one where holds on one event", 'any(orders where kind = "web" and amount > 20)', (),
         customers=THREE, orders=ORDERS),
    rule("no", 'no(orders where kind = "app")', (2, 3), customers=THREE, orders=ORDERS),
    rule("latest chooses after where", 'sum(latest 2 orders.amount where amount is known) = 40',
         (1,), customers=THREE, orders=ORDERS),
    rule("having is asked of the chosen", "any(latest orders having amount > 20)", (1,),
         customers=THREE, orders=ORDERS),
    rule("having of one that was not chosen", "any(earliest orders having amount > 20)", (),
         customers=THREE, orders=ORDERS),
    rule("average gap in calendar days", "average gap(orders) = 4.5", (1,), customers=THREE,
         orders=ORDERS),
    rule("no gap of one event", "average gap(orders) is unknown", (2, 3), customers=THREE,
         orders=ORDERS),
    rule("without a time there is no as_of", "sum(plans.amount) = 3", (1,), customers=THREE,
         plans=[{"amount": "1"}, {"amount": "2"}]),
    rule("ties without a key: the smallest value, as first", 'first(views.sku) = "a"', (1,),
         views=[{"at": "2024-06-01", "sku": "b"}, {"at": "2024-06-01", "sku": "a"}]),
    rule("ties without a key: the smallest value, as last", 'last(views.sku) = "a"', (1,),
         views=[{"at": "2024-06-01", "sku": "b"}, {"at": "2024-06-01", "sku": "a"}]),
    rule("as of: what it would have been", "in segment seg as of 20 days ago", (1,),
         "segment seg where count(orders in last 30 days) = 3\n", customers=THREE, orders=ORDERS),
)  # fmt: skip

LINES = [
    {"at": "2024-06-02T10:00", "ticket": "A", "amount": "3"},
    {"at": "2024-06-02T09:00", "ticket": "A", "amount": "10"},
    {"at": "2024-06-20T09:00", "ticket": "B", "amount": "4"},
    {"at": "2024-07-02T09:00", "ticket": "B", "amount": "100"},
    {"at": "2024-06-20T09:00", "ticket": None, "amount": "50"},
]
MADE_OF_EVENTS = (
    rule("one for each known ticket", "count(tickets) = 2", (1,), lines=LINES),
    rule("its lines, those that can be seen", "max(tickets.total) = 13", (1,), lines=LINES),
    rule("its time is the earliest", "first(tickets.time) = 2024-06-02T09:00", (1,), lines=LINES),
    rule("a filter inside", "sum(tickets.small) = 2", (1,), lines=LINES),
    rule("its key", 'last(tickets.ticket) = "B"', (1,), lines=LINES),
)

SPEND = values("x", "10", "20", "20", None, "40")
POPULATION = (
    rule("rank 1 is the highest", "rank(x) = 1", (5,), customers=SPEND),
    rule("ties fall to the smallest key", "rank(x) = 2", (2,), customers=SPEND),
    rule("top counts", "top 2 by x", (2, 5), customers=SPEND),
    rule("bottom: of equals the smallest key", "bottom 2 by x", (1, 2), customers=SPEND),
    rule("a percentage is rounded up", "top 30% by x", (2, 5), customers=SPEND),
    rule("of those that are known", "top 100% by x", (1, 2, 3, 5), customers=SPEND),
    rule("within", "top 1 by x within segment few", (2,), "segment few where x < 30\n",
         customers=SPEND),
    rule("outsiders have no rank", "rank(x within segment few) is unknown", (4, 5),
         "segment few where x < 30\n", customers=SPEND),
    rule("everybody gets a figure", "overall sum(x within segment few) = 50", (1, 2, 3, 4, 5),
         "segment few where x < 30\n", customers=SPEND),
    rule("equal values share a group", "quartile(x) = 2", (2, 3), customers=SPEND),
    rule("the lowest group", "quartile(x) = 1", (1,), customers=SPEND),
    rule("median", "x >= overall median(x)", (2, 3, 5), customers=SPEND),
    rule("quantile between values", "overall percentile(x, 90%) = 34", (1, 2, 3, 4, 5),
         customers=SPEND),
    rule("an unknown group is a group", "rank(n per s) = 1", (2, 4),
         customers=[{"n": 1, "s": "a"}, {"n": 2, "s": "a"}, {"n": 3}, {"n": 4}]),
)  # fmt: skip

DEFINITIONS = (
    rule("consent on top", "seg", (1,), "segment seg channel email where everybody\n",
         customers=values("agreed", True, False, None)),
    rule("the complement of x with its consent", "not in segment seg", (2, 3),
         "segment seg channel email where everybody\n",
         customers=values("agreed", True, False, None)),
    rule("first case wins", 'g = "b"', (2, 4), "segmentation g case a where n = 1 "
         "case b where n < 9 otherwise c\n", customers=NUMBERS),
    rule("otherwise", 'g = "c"', (3,), "segmentation g case a where n = 1 case b where n < 9 "
         "otherwise c\n", customers=NUMBERS),
    rule("without otherwise the rest is unknown", "g is unknown", (3,),
         "segmentation g case a where n > 0\n", customers=NUMBERS),
    rule("the hash split", 'bucket("spring") < 50%', (4, 5, 7, 8),
         customers=[{} for _ in range(8)]),
    rule("related objects", 'account.kind is unknown', (2, 3),
         customers=values("account_id", 1, 2, None), accounts=[{"id": 1, "kind": "gold"}]),
    rule("in list", "in list blocked", (2,), customers=THREE, blocked=[{"id": 2}, {"id": None}]),
    rule("near", "home within 10 km of (59.33, 18.06)", (1,),
         customers=[{"lat": 59.4, "lon": 18.06}, {"lat": 59.43, "lon": 18.06}, {"lat": 59.33}]),
)  # fmt: skip

RULES = (
    *UNKNOWN, *TEXT, *NUMERIC, *LISTS, *EVENTS, *MADE_OF_EVENTS, *POPULATION, *DEFINITIONS,
)  # fmt: skip
