"""A tour of the language: every production on every type it takes, one definition each.

Chance reaches the frequent cells many times and the rare ones hardly ever; the tour goes to each
of them once for every world that it is run on.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from tests.generate.program import Written

ATTRIBUTES = {
    "integer": "age", "decimal": "income", "double": "score", "text": "country",
    "folded": "nickname", "boolean": "subscribed", "date": "birth_date", "timestamp": "signup_at",
}  # fmt: skip
OTHERS = {
    "integer": "floor_number", "decimal": "account.credit", "double": "score / 2",
    "text": "city", "folded": "nickname", "boolean": "email_opt_in", "date": "renewal_date",
    "timestamp": "called_at",
}  # fmt: skip
FIELDS = {
    "integer": "orders.quantity", "decimal": "orders.amount", "double": "orders.weight",
    "text": "orders.channel", "folded": "orders.remark", "boolean": "orders.gift",
    "date": "orders.due", "timestamp": "orders.delivered",
}  # fmt: skip
LITERALS = {
    "integer": ("3", "18"), "decimal": ("1.25", "10"), "double": ("0.5", "2.5"),
    "text": ('"NO"', '"web"'), "folded": ('"BO"', '"Åsa"'), "date": ("2000-01-01", "2024-06-15"),
    "timestamp": ("2024-01-31T12:00", "2024-06-15T18:00"), "boolean": ("false", "true"),
}  # fmt: skip
LISTS = {
    "integer": "numbers", "decimal": "prices", "double": "weights", "text": "interest",
    "folded": "labels", "boolean": "flags", "date": "days_off", "timestamp": "logins",
}  # fmt: skip
ORDERED = ("integer", "decimal", "double", "text", "folded", "date", "timestamp")
NUMBERS = ("integer", "decimal", "double")
TIMES = ("date", "timestamp")
UNITS = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")
BOUNDED = (
    "before",
    "after",
    "since",
    "until",
    "on",
    "within 2 weeks after",
    "within 3 days before",
)

WINDOWS = (
    "in last 30 days", "in next 30 days", "more than 1 month ago", "less than 90 days ago",
    "from 12 to 1 months ago", "in 2024", "in 2024-06", "in March 2024",
    *(f"in {which} {unit}" for which, unit in product(("this", "previous", "next"),
                                                       ("week", "month", "quarter", "year"))),
    *(f"{bounded} 2024-06-01" for bounded in BOUNDED),
    "between 2024-01-01 and 2024-06-15",
)  # fmt: skip


def tour() -> Written:
    """All definitions of the tour in one file."""
    texts = [HEAD]
    names = list(HEAD_NAMES)
    for number, body in enumerate((*_conditions(), *_event_conditions(), *_wholes())):
        names.append(f"c{number}")
        texts.append(f"segment c{number} where {body}")
    for number, body in enumerate((*_values(), *_event_values(), *_figures())):
        names.append(f"v{number}")
        texts.append(f"trait v{number} = {body}")
    return Written("\n".join(texts), tuple(names))


HEAD = """param words = ("web", "SE", "tents")
param many = 30
trait orders.margin = amount - 1.25
trait spend = sum(orders.amount)
trait reachable = subscribed or count(visits) > 2
segment some where age > 3 or income is unknown
segment consenting channel email, sms where in segment some
segment recent where any(orders in last 90 days)
segmentation phase case new where any(orders in last 30 days) case old where any(orders)
  otherwise none_yet
experiment trial on segment recent start 2024-06-01 variant a 50% variant b 40%
  measure spent = sum(orders.amount within 14 days after start)
"""
HEAD_NAMES = ("spend", "reachable", "some", "consenting", "recent", "phase", "trial")


def _conditions() -> Iterator[str]:
    for kind, name in ATTRIBUTES.items():
        other, (low, high) = OTHERS[kind], LITERALS[kind]
        yield from (f"{name} = {other}", f"{name} != {low}", f"{name} in ({low}, {high})")
        yield from (f"{name} is known", f"{other} is unknown")
        if kind not in ORDERED:
            continue
        yield from (f"{name} {operator} {other}" for operator in ("<", "<=", ">", ">="))
        yield from (f"{name} in {low}..{high}", f"{name} in {low}..<{high}", f"{name} {low}..")
        yield from (
            f"{name} ..{high}",
            f"{name} not ..<{high}",
            f"{other} between {low} and {name}",
        )
    for name in ("country", "nickname"):
        for test in ("contains", "starts with", "ends with", "does not contain"):
            yield from (f'{name} {test} "b"', f'{name} {test} ""', f"{name} {test} city")
        yield from (f'{name} matches "^[a-zå]+$"', f'{name} does not match "O"')
    for kind, name in LISTS.items():
        low, high = LITERALS[kind]
        yield from (f"{name} = {low}", f"{name} in ({low}, {high})", f"{name} is known")
        yield from (f"{name} has {word} ({low}, {high})" for word in ("any", "all", "none", "only"))
    yield "called_at in (2024-01-31T12:00, 2024-06-15) or seen_at not in (2024-06-15)"
    yield from ("subscribed", "not subscribed", "reachable", "home is known", "home is unknown")
    yield from ('home within 10 km of "Stockholm"', "home not within 12_000 km of (0, -180)")
    for kind, window in product(TIMES, WINDOWS):
        yield f"{ATTRIBUTES[kind]} {window}"
        yield f"anniversary of {ATTRIBUTES[kind]} {window}"
    for kind, bound_kind, bounded in product(TIMES, TIMES, BOUNDED):
        yield f"{OTHERS[kind]} {bounded} {ATTRIBUTES[bound_kind]}"
    for kind, bound_kind in product(TIMES, TIMES):
        low, high = ATTRIBUTES[bound_kind], OTHERS[bound_kind]
        yield f"{OTHERS[kind]} between {low} and {high}"
        yield f"any(orders between {low} and {high})"
        yield f"anniversary of {ATTRIBUTES[kind]} within 30 days after {OTHERS[bound_kind]}"


def _event_conditions() -> Iterator[str]:
    for event, window in product(("orders", "checkins", "baskets", "visits", "opens"), WINDOWS):
        yield f"any({event} {window})"
    for event in ("orders", "visits", "returns", "opens", "plans", "checkins", "lines", "baskets"):
        yield from (f"any({event})", f"no({event})")
    for kind, field in FIELDS.items():
        name, (low, high) = field.removeprefix("orders."), LITERALS[kind]
        yield f"any(orders where {name} = {low} or {name} in ({high}) or {name} is unknown)"
        yield f"any(orders where {name} = customer.{ATTRIBUTES[kind]})"
    yield from (
        "any(latest orders having amount > 5)",
        "any(latest 2 checkins)",
        "no(earliest 2 baskets where items > 0 having total > 5)",
        'any(orders in last 1 year where coupons has any ("web", "app"))',
        'any(orders where product.brand = "SE" and product.maker.land != "NO")',
        'any(orders where product.label = "tents" and margin > 0)',
        "any(orders where key in (1, 2, 3))",
        "last(orders.key) = 3",
        'first(returns.key) in ("e 1", "e 2", "e 3", "e 4")',
        "count(distinct orders.key) >= 2",
        "any(returns where customer.spend > 10)",
        "any(orders where time since customer.signup_at)",
        "any(orders where hour of time >= 12)",
        "sequence(visits then orders)",
        "sequence(visits as v then orders within 7 days where amount > v.cost)",
        "sequence(visits in last 90 days then no orders within 2 days then returns)",
        "sequence(orders then no returns within 30 days)",
        "sequence(orders then no returns)",
        'sequence(orders as o then checkins where place = o.channel then no orders where '
        "quantity > o.quantity)",
        "sequence(lines then baskets within 1 month then no visits then orders within 1 year)",
        "sequence(checkins then checkins within 24 hours)",
    )  # fmt: skip
    for unit in ("day", "week", "month", "quarter", "year"):
        for event in ("orders", "checkins"):
            yield f"count({unit}s in last 3 {unit}s where any({event})) >= 1"
            yield f"every(calendar {unit}s in last 2 {unit}s where no({event} where key != 3))"
    yield from (
        "count(periods of 2 weeks in last 6 weeks where sum(orders.amount) > 5) > 0",
        "count(weeks in last 8 weeks where any(visits) or count(checkins in last 30 days) > 0) > 1",
        "count(months in last 6 months where sequence(visits then orders)) >= 1",
        "every(weeks in last 2 weeks where age > 3 and any(latest 2 orders having amount > 5))",
    )


def _wholes() -> Iterator[str]:
    yield from (
        "everybody",
        "nobody",
        "in list blocklist",
        'bucket("b") < 40%',
        "not in segment some",
    )
    for kind in ("at least", "at most", "exactly"):
        yield f"{kind} 1 of (age > 3, country is known, subscribed)"
    for when in ("90 days ago", "2024-03-31", "2024-05-01T12:00"):
        yield f"in segment recent as of {when}"
        yield f"recent as of {when}"
        yield f'phase = "new" as of {when}'
    yield from ('phase = "old"', 'phase in ("new", "none_yet")', 'trial = "a"', "trial is unknown")
    yield from ('trial != "b"', "spend > 20", "now > signup_at", "today > birth_date")
    for kind in ORDERED:
        name = ATTRIBUTES[kind]
        for end in ("top", "bottom"):
            yield from (f"{end} 2 by {name}", f"{end} 40% by {name}")
            yield from (f"{end} 1 by {name} per country", f"{end} 2 by {name} within segment some")
    yield "top 1 by points per (active, country) within segment some"


def _values() -> Iterator[str]:
    for kind, name in ATTRIBUTES.items():
        other = OTHERS[kind]
        yield from (f"if age > 3 then {name} else {other}", f"{name} or else {other}")
        yield from (f"if subscribed then {name} else unknown", LITERALS[kind][0])
        if kind in ORDERED:
            yield from (f"least({name}, {other})", f"greatest({other}, {name})")
    for kind in NUMBERS:
        name = ATTRIBUTES[kind]
        for operator, other in product("+-*/", NUMBERS):
            yield f"{name} {operator} {ATTRIBUTES[other]}"
            yield f"{name} {operator} {OTHERS[other]}"
        yield from (f"-{name}", f"abs({name})", f"floor({name})", f"ceil({name})")
        yield from (f"round({name})", f"round({name}, 1)", f"round({name}, -1)", f"50% of {name}")
    for name in ("country", "nickname"):
        yield from (f"lower({name})", f"length({name})")
    yield from (f"size({name})" for name in LISTS.values())
    for unit, kind in product(UNITS, TIMES):
        yield f"{unit}s since {ATTRIBUTES[kind]}"
        yield f"{unit}s between {ATTRIBUTES[kind]} and {OTHERS['timestamp']}"
        yield f"{unit}s between {OTHERS['date']} and {ATTRIBUTES[kind]}"
        if kind == "timestamp" or unit not in ("second", "minute", "hour"):
            yield from (f"{ATTRIBUTES[kind]} + 1 {unit}", f"{ATTRIBUTES[kind]} - 5 {unit}s")
    for part, kind in product(("year", "quarter", "month", "day", "weekday", "date"), TIMES):
        yield f"{part} of {ATTRIBUTES[kind]}"
    yield from (f"{part} of called_at" for part in ("hour", "minute", "second"))
    yield from (f"{part} of signup_at" for part in ("hour", "minute", "second"))
    yield from ("today - 1 month", "now + 36 hours", "today + 1 year", 'bucket("x")')


def _event_values() -> Iterator[str]:
    for kind, field in FIELDS.items():
        name = field.removeprefix("orders.")
        for function in ("first", "last", "most frequent", "count"):
            yield from (f"{function}({field})", f"{function}({field} in last 1 year)")
        yield f"count(distinct {field})"
        if kind in ORDERED:
            yield from (f"min({field} where {name} is known)", f"min({field})", f"max({field})")
    for kind in NUMBERS:
        field = FIELDS[kind]
        for function in ("sum", "average", "median"):
            yield from (f"{function}({field})", f"{function}({field} in last 90 days)")
    for function in ("count", "sum", "average", "min", "max", "median", "first", "last",
                     "most frequent"):  # fmt: skip
        yield f"{function}(latest 2 orders.quantity where gift having amount > 1)"
        yield f"{function}(earliest 1 orders.amount in last 2 years where amount > 1)"
        yield f"{function}(baskets.total where items > 0)"
        yield f"{function}(visits.dwell where page is known)"
        yield (
            f"{function}(plans.price)"
            if function not in ("first", "last")
            else "last(opens.reason)"
        )
    yield from (
        "count(distinct orders.channel in last 2 years where amount > 1)",
        "count(distinct date of orders.time)",
        "count(distinct orders.remark)",
        "count(orders)", "count(plans)", "count(baskets)", "count(visits)",
        "count(latest 3 orders in last 1 year where gift having amount > 1)",
        "share(orders where gift)", "share(orders in last 1 year where amount > 5)",
        "share(visits where dwell > 2)", "share(plans where price > 5)",
        "share(lines where product.category = \"tents\")",
        "average gap(orders)", "average gap(visits in last 1 year)", "average gap(baskets)",
        "average gap(latest 3 checkins where guests > 1 having place is known)",
        "first(orders.time)", "last(checkins.time)", "min(visits.time)",
        "first(visits.page)", "last(visits.page)", "sum(orders.amount * orders.quantity)",
        "sum(orders.margin)", "sum(orders.total)", "max(orders.product.list_price)",
        "first(orders.product.maker.land)", "sum(baskets.items)", "max(baskets.cheap)",
        "last(baskets.basket)", "most frequent(baskets.basket)", "sum(latest 2 visits.cost)",
        "count(days in last 30 days where any(visits))", "spend_365d", "main_channel", "is_buyer",
    )  # fmt: skip


def _figures() -> Iterator[str]:
    for function in ("rank", "quartile", "quintile", "decile", "percentile"):
        kinds = ORDERED if function == "rank" else NUMBERS
        for kind in kinds:
            yield f"{function}({ATTRIBUTES[kind]})"
        yield f"{function}(income per country)"
        yield f"{function}(score within segment some)"
        yield f"{function}(spend per (country, active) within segment recent)"
    for function in ("average", "sum", "median", "count", "min", "max"):
        kinds = NUMBERS
        if function in ("min", "max"):
            kinds = ORDERED
        if function == "count":
            kinds = (*ATTRIBUTES,)
        for kind in kinds:
            yield f"overall {function}({ATTRIBUTES[kind]})"
        yield f"overall {function}(income per nickname)"
        yield f"overall {function}(score per city within segment some)"
    for kind in NUMBERS:
        yield f"overall percentile({ATTRIBUTES[kind]}, 33.3%)"
    yield "overall percentile(income, 90% per country)"
    yield "overall percentile(income, 25% within segment some)"
    for kind in ATTRIBUTES:
        yield f"rank(points per {ATTRIBUTES[kind]})"
    yield from ("rank(points per phase)", "overall sum(points per trial)", "overall count(home)")
    yield from (f"overall count({name})" for name in LISTS.values())
