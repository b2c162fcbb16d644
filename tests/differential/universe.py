"""What a complete generator must have reached: productions by value types by unknown.

The cells follow from the declarations of functions, parts and predicates and from the types they
accept, so that a new function is asked for as soon as it is declared.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from segql.functions import EVENTS, OVERALL, PART, PLACES, SCALARS, Accepts, Option
from segql.types import Kind, Type

SINGLE = tuple(
    Type(kind)
    for kind in (Kind.INTEGER, Kind.DECIMAL, Kind.DOUBLE, Kind.TEXT, Kind.BOOLEAN, Kind.DATE,
                 Kind.TIMESTAMP)
)  # fmt: skip
LISTS = tuple(Type(type_.kind, many=True) for type_ in SINGLE)
EVERY = (*SINGLE, *LISTS, Type(Kind.POINT))
ORDERED = tuple(type_ for type_ in SINGLE if Accepts.ORDERED.takes(type_))
NUMBERS = tuple(type_ for type_ in SINGLE if type_.is_number)
TIMES = tuple(type_ for type_ in SINGLE if type_.is_time)

WINDOWS = (
    "last", "next", "more than ago", "from to", "before", "after", "since", "until", "on",
    "between", "this week", "this month", "this quarter", "this year", "previous week",
    "previous month", "previous quarter", "previous year", "next week", "next month",
    "next quarter", "next year", "in year", "in month", "within after", "within before",
)  # fmt: skip
BOUNDED = ("before", "after", "since", "until", "on", "between", "within after", "within before")
UNITS = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")
CALENDAR = UNITS[3:]


class Cell(NamedTuple):
    """One production, the type it is asked of, and whether that was unknown."""

    production: str
    type: str
    unknown: bool


def both(production: str, types: Iterable[Type | str]) -> Iterable[Cell]:
    """The cells of a production for each type, known and unknown."""
    for type_ in types:
        yield Cell(production, str(type_), False)
        yield Cell(production, str(type_), True)


def once(*productions: str) -> Iterable[Cell]:
    """Productions that are asked of nothing that could be unknown."""
    return (Cell(production, "", False) for production in productions)


def universe() -> frozenset[Cell]:
    """All cells."""
    return frozenset((*_predicates(), *_expressions(), *_events(), *_population(), *_whole()))


def _predicates() -> Iterable[Cell]:
    yield from both("=", SINGLE)
    for operator in ("<", "<=", ">", ">="):
        yield from both(operator, ORDERED)
    for shape in ("closed", "half-open", "from", "up to"):
        yield from both(f"range {shape}", ORDERED)
    yield from both("in values", SINGLE)
    for test in ("contains", "starts with", "ends with", "matches"):
        yield from both(test, ("text", "folded text"))
    yield from both("is known", EVERY)
    for quantifier in ("any", "all", "only"):
        yield from both(f"has {quantifier}", LISTS)
    for window in WINDOWS:
        yield from both(f"window {window}", TIMES)
        yield from both(f"anniversary {window}", TIMES)
    for window in BOUNDED:
        yield from both(f"bound of {window}", TIMES)
    yield from both("near", (Type(Kind.POINT),))
    yield from both("a boolean by itself", (Type(Kind.BOOLEAN),))


def _expressions() -> Iterable[Cell]:
    for operator in ("+", "-", "*", "/"):
        yield from both(operator, NUMBERS)
    yield from both("negative", NUMBERS)
    yield from both("if", SINGLE)
    yield from both("or else", SINGLE)
    for unit in UNITS:
        yield from both(f"elapsed {unit}", TIMES)
        yield from both(f"shift {unit}", TIMES if unit in CALENDAR else TIMES[1:])
    for part in PART.values():
        accepted = [type_ for type_ in TIMES if part.operand.takes(type_)]
        yield from both(f"{part.name} of", accepted)
    for scalar in SCALARS.values():
        if scalar.name != "bucket":
            accepted = [type_ for type_ in EVERY if scalar.arguments[0].takes(type_)]
            yield from both(scalar.name, accepted)


def _events() -> Iterable[Cell]:
    for function in EVENTS.values():
        if function.name == "no":  # arrives as the negation of `any`
            continue
        accepted = [type_ for type_ in SINGLE if function.field and function.field.takes(type_)]
        yield from both(function.name, accepted)
        if function.event:
            yield from both(function.name, ("events",))
        for option in (Option.PICK, Option.WINDOW, Option.WHERE, Option.HAVING, Option.DISTINCT):
            if option in function.options:
                yield from once(f"{function.name} with {option}")
    for window in WINDOWS:
        yield from both(f"event window {window}", TIMES)
    yield from once("step", "negated step", "step with limit", "negated step with limit",
                    "step with window", "step with where", "correlated step", "last negated step",
                    "last negated step with limit")  # fmt: skip
    for unit in CALENDAR:
        yield from once(f"periods of {unit}", f"calendar periods of {unit}")
    yield from once("periods of several")


def _population() -> Iterable[Cell]:
    for name, function in (*PLACES.items(), *OVERALL.items()):
        figure = function.figure if name not in PLACES else name
        accepted = [type_ for type_ in SINGLE if function.argument.takes(type_)]
        yield from both(figure_name(figure, name in PLACES), accepted)
        for option in ("per", "within"):
            yield from once(f"{figure_name(figure, name in PLACES)} {option}")
    for kind in ("top", "bottom"):
        yield from both(kind, ORDERED)
        yield from once(f"{kind} percent", f"{kind} per", f"{kind} within")
    yield from both("group", (*SINGLE, "folded text"))


def figure_name(figure: str, place: bool) -> str:
    """A figure of the population; `overall percentile` is a quantile, not a group."""
    return figure if place else f"overall {figure}"


def _whole() -> Iterable[Cell]:
    yield from once("and", "or", "not", "everybody", "nobody", "at least", "at most", "exactly",
                    "in list", "bucket", "today", "now", "consent", "experiment", "segmentation",
                    "event key", "field of an object", "field of an object's object",
                    "computed field", "field in a path", "customer in an event")  # fmt: skip
    for kind in ("trait", "segment", "segmentation", "experiment"):
        yield from once(f"reference to a {kind}")
    for at in ("ago", "day", "timestamp"):
        yield from once(f"segment as of {at}", f"segmentation as of {at}")
    for literal in SINGLE:
        if literal.kind is not Kind.DOUBLE:  # numbers are written exactly
            yield Cell("literal", str(literal), False)
    yield Cell("literal", "unknown", True)
