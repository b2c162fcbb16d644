"""The laws as texts: definitions made from generated conditions, and what their members obey."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from typing import Any

from tests.generate import conditions, literals, values
from tests.generate.pen import NUMBERS, Defined, Pen
from tests.generate.program import SHARED

Members = Mapping[str, Set[Any]]


@dataclass(frozen=True)
class Law:
    """`write` gives segments by name; `check` is told their members, and everybody's keys."""

    name: str
    write: Callable[[Pen], Mapping[str, str]]
    check: Callable[[Members, Set[Any]], bool]


def text_of(segments: Mapping[str, str]) -> str:
    """The segments as definitions."""
    return SHARED + "\n".join(f"segment {name} where {body}\n" for name, body in segments.items())


def pen_of(rng: Any, world: Any, depth: int = 2) -> Pen:
    """A pen for conditions without references."""
    return Pen(rng, world.as_of, world.zone, Defined(margin=True), depth, plain=True)


def _two(pen: Pen) -> dict[str, str]:
    return {"p": conditions.condition(pen), "q": conditions.condition(pen)}


def _complement(pen: Pen) -> Mapping[str, str]:
    p = conditions.condition(pen)
    kind = pen.pick(("integer", "decimal", "double", "text", "folded", "date", "timestamp"))
    left, right = values.value(pen, kind), values.value(pen, kind)
    return {
        "p": p,
        "not_p": f"not {p}",
        "different": f"{left} != {right}",
        "not_same": f"not ({left} = {right})",
        "same": f"{left} = {right}",
    }


def _logic(pen: Pen) -> Mapping[str, str]:
    made = _two(pen)
    p, q = made["p"], made["q"]
    return {
        **made,
        "p_and_q": f"{p} and {q}",
        "p_or_q": f"{p} or {q}",
        "not_and": f"not ({p} and {q})",
        "or_nots": f"not {p} or not {q}",
        "in_p_and_q": "in segment p and q",
    }


def _ranges(pen: Pen) -> Mapping[str, str]:
    kind = pen.pick(("integer", "decimal", "double", "date", "timestamp", "text", "folded"))
    operand = values.value(pen, kind)
    low, high = literals.ascending(pen, kind)
    one, two = literals.of(pen, kind), literals.of(pen, kind)
    return {
        "range": f"{operand} in {low}..{high}",
        "spanned": f"{operand} between {low} and {high}",
        "compared": f"{operand} >= {low} and {operand} <= {high}",
        "open": f"{operand} in {low}..<{high}",
        "open_compared": f"{operand} >= {low} and {operand} < {high}",
        "listed": f"{operand} in ({one}, {two})",
        "ored": f"{operand} = {one} or {operand} = {two}",
    }


def _windows(pen: Pen) -> Mapping[str, str]:
    event, field = pen.pick(
        (("orders", "amount"), ("visits", "dwell"), ("lines", "price"), ("checkins", "guests"))
    )
    near, far, unit = pen.pick(
        ((30, 90, "days"), (1, 6, "months"), (2, 36, "hours"), (1, 2, "years"))
    )
    near_sum = f"sum({event}.{field} in last {near} {unit})"
    rest_sum = f"sum({event}.{field} from {far} to {near} {unit} ago)"
    near_count = f"count({event} in last {near} {unit})"
    rest_count = f"count({event} from {far} to {near} {unit} ago)"
    return {
        "sums": f"sum({event}.{field} in last {far} {unit}) = {near_sum} + {rest_sum}",
        "counts": f"count({event} in last {far} {unit}) = {near_count} + {rest_count}",
        "nothing_twice": f"any({event} in last {near} {unit} where time more than {near} "
        f"{unit} ago)",
    }


def _growth(pen: Pen) -> Mapping[str, str]:
    number = values.number(pen, pen.pick(NUMBERS))
    event = pen.pick(("orders", "visits", "checkins", "baskets", "returns"))
    near, far = pen.pick((("7 days", "30 days"), ("1 month", "1 year"), ("1 hour", "36 hours")))
    return {
        "lower": f"{number} >= 1",
        "higher": f"{number} >= 10",
        "any_near": f"any({event} in last {near})",
        "any_far": f"any({event} in last {far})",
        "no_near": f"no({event} in last {near})",
        "no_far": f"no({event} in last {far})",
    }


def _rewrites(pen: Pen) -> Mapping[str, str]:
    made = _two(pen)
    p, q = made["p"], made["q"]
    inside = conditions.condition(pen.inside("orders"))
    return {
        "p": p,
        "and_true": f"{p} and true",
        "or_false": f"{p} or false",
        "not_not": f"not not {p}",
        "absorbed": f"{p} or ({p} and {q})",
        "chosen": f"if {q} then {p} else {p}",
        "at_least_one": f"at least 1 of ({p})",
        "in_where": f"any(orders where {inside})",
        "in_where_and": f"any(orders where {inside} and true)",
        "in_where_not": f"any(orders where not not {inside})",
        "in_where_chosen": f"any(orders where (if {inside} then {inside} else {inside}))",
        "counted": f"count(orders where {inside}) > 0",
        "not_no": f"not no(orders where {inside})",
    }


def _consent(pen: Pen) -> Mapping[str, str]:
    return {
        "email_opt": "email_opt_in",
        "sms_opt": "sms_opt_in and nickname is known",
        "body": conditions.condition(pen),
    }


def _consents(members: Members, everybody: Set[Any]) -> bool:
    reached = members["body"] & members["email_opt"] & members["sms_opt"]
    return (
        members["reached"] == reached
        and members["through"] == reached
        and members["others"] == everybody - reached
        and members["free"] == members["body"]
    )


LAWS = (
    Law("every customer is in a segment or its negation", _complement, lambda m, all_: (
        m["not_p"] == all_ - m["p"] and m["different"] == m["not_same"] == all_ - m["same"]
    )),
    Law("and, or, not are intersection, union, complement", _logic, lambda m, all_: (
        m["p_and_q"] == m["p"] & m["q"] == m["in_p_and_q"]
        and m["p_or_q"] == m["p"] | m["q"]
        and m["not_and"] == m["or_nots"]
    )),
    Law("a range is its comparisons, a list of values its `or`", _ranges, lambda m, all_: (
        m["range"] == m["spanned"] == m["compared"]
        and m["open"] == m["open_compared"]
        and m["listed"] == m["ored"]
    )),
    Law("windows split without a gap or an overlap", _windows, lambda m, all_: (
        m["sums"] == m["counts"] == all_ and not m["nothing_twice"]
    )),
    Law("higher bars add nobody, wider windows lose nobody", _growth, lambda m, all_: (
        m["higher"] <= m["lower"] and m["any_near"] <= m["any_far"] and m["no_far"] <= m["no_near"]
    )),
    Law("equivalent rewrites change nothing", _rewrites, lambda m, all_: (
        m["p"] == m["and_true"] == m["or_false"] == m["not_not"] == m["absorbed"] == m["chosen"]
        == m["at_least_one"]
        and m["in_where"] == m["in_where_and"] == m["in_where_not"] == m["in_where_chosen"]
        == m["counted"] == m["not_no"]
    )),
    Law("members of a segment with a channel consent", _consent, _consents),
)  # fmt: skip

CHANNELLED = """
segment reached channel email, sms where in segment body
segment through where in segment reached
segment others where not in segment reached
segment free where in segment body or nobody
"""
"""What the law of consent adds to its segments."""
