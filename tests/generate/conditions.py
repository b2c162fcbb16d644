"""Conditions of every kind, about customers or about one event."""

from __future__ import annotations

from collections.abc import Callable

from tests.generate import events, literals, values
from tests.generate.pen import NUMBERS, TEXTS, Pen
from tests.generate.windows import window

KINDS = ("integer", "decimal", "double", "text", "folded", "date", "timestamp")


def condition(pen: Pen) -> str:
    """A condition; compound ones are in parentheses, so that it can stand anywhere."""
    if pen.depth <= 0:
        return simple(pen)
    roll = pen.rng.random()
    if roll < 0.12:
        return f"({condition(pen.deeper())} and {condition(pen.deeper())})"
    if roll < 0.24:
        return f"({condition(pen.deeper())} or {condition(pen.deeper())})"
    if roll < 0.32:
        return f"(not {condition(pen.deeper())})"
    if roll < 0.35:
        return quantified(pen)
    if pen.event is None and roll < 0.75:
        return f"({pen.pick(CUSTOMERS)(pen)})"
    return simple(pen)


def simple(pen: Pen) -> str:
    """One predicate over values."""
    return f"({pen.pick(PREDICATES)(pen)})"


# ------------------------------------------------------------------------------- predicates


def _compare(pen: Pen) -> str:
    operator = pen.pick(("=", "!=", "<", "<=", ">", ">="))
    kind = pen.pick(KINDS)
    left = values.value(pen, kind)
    if kind in NUMBERS:
        right = values.number(pen, pen.pick(NUMBERS))
    elif kind in TEXTS:
        right = values.text(pen, pen.pick(TEXTS))
    else:
        right = values.moment(pen)
    return f"{left} {operator} {right}"


def _boolean(pen: Pen) -> str:
    name = values.name(pen, "boolean")
    if name is None:
        return "true"
    return pen.pick((name, f"not {name}", f"{name} = false", f"{name} != true"))


def _constant(pen: Pen) -> str:
    return pen.pick(("everybody", "nobody")) if pen.event is None else _compare(pen)


def _range(pen: Pen) -> str:
    kind = pen.pick(KINDS)
    operand = values.value(pen, kind)
    low, high = literals.ascending(pen, kind)
    ends = pen.pick((f"{low}..{high}", f"{low}..<{high}", f"{low}..", f"..{high}", f"..<{high}"))
    if kind in NUMBERS and pen.chance(0.4):
        return f"{operand} in -{low}..{high}"
    return f"{operand} {pen.pick(('', 'in ', 'not in '))}{ends}"


def _between(pen: Pen) -> str:
    kind = pen.pick(KINDS)
    low, high = literals.ascending(pen, kind)
    if (name := values.name(pen, kind)) is not None:
        low, high = pen.pick(((name, high), (low, name), (values.value(pen.deeper(), kind), name)))
    return f"{values.value(pen, kind)} {pen.pick(('', 'not '))}between {low} and {high}"


def _in_values(pen: Pen) -> str:
    kind = pen.pick((*KINDS, "boolean"))
    choices = literals.several(pen, kind)
    if kind in TEXTS and pen.chance(0.2):
        choices = "$words"
    return f"{values.value(pen, kind)} {pen.pick(('in', 'not in'))} {choices}"


def _text_test(pen: Pen) -> str:
    operand = values.text(pen, pen.pick(TEXTS))
    test = pen.pick(
        ("contains", "starts with", "ends with", "not contains", "does not contain",
         "does not start with", "does not end with", "matches", "does not match")
    )  # fmt: skip
    if "match" in test:
        return f"{operand} {test} {literals.pattern(pen)}"
    other = values.text(pen.deeper()) if pen.chance(0.2) else literals.text(pen)
    return f"{operand} {test} {other}"


def _known(pen: Pen) -> str:
    test = pen.pick(("is known", "is unknown", "is not known"))
    kind = pen.pick((*KINDS, "boolean", "point", *values.LISTS))
    if kind in KINDS:
        return f"{values.value(pen, kind)} {test}"
    name = values.name(pen, kind)
    return f"{name} {test}" if name else _compare(pen)


def _list(pen: Pen) -> str:
    kind = pen.pick(values.LISTS)
    name, element = values.name(pen, kind), kind.removeprefix("list of ")
    if name is None:
        return _in_values(pen)
    choices = literals.several(pen, element)
    roll = pen.rng.randrange(4)
    if roll == 0:
        return f"{name} {pen.pick(('=', '!='))} {literals.of(pen, element)}"
    if roll == 1:
        return f"{name} {pen.pick(('in', 'not in'))} {choices}"
    return f"{name} has {pen.pick(('any', 'all', 'none', 'only'))} {choices}"


def _window(pen: Pen) -> str:
    negation = "not " if pen.chance(0.15) else ""
    return f"{values.moment(pen)} {negation}{window(pen)}"


def _anniversary(pen: Pen) -> str:
    negation = "not " if pen.chance(0.15) else ""
    inner = pen.deeper()
    return f"anniversary of {values.moment(inner, pen.pick(('date', 'timestamp')))} " + (
        negation + (f"on {values.moment(inner)}" if pen.chance(0.1) else window(inner))
    )


PREDICATES: tuple[Callable[[Pen], str], ...] = (
    _compare, _compare, _compare, _boolean, _constant, _range, _between, _in_values, _text_test,
    _text_test, _known, _list, _list, _window, _window, _window, _anniversary,
)  # fmt: skip


# ------------------------------------------------------------------- of customers as a whole


def quantified(pen: Pen) -> str:
    items = [condition(pen.deeper()) for _ in range(pen.rng.randrange(1, 4))]
    amount = pen.rng.randrange(1, len(items) + 1)
    return f"({pen.pick(('at least', 'at most', 'exactly'))} {amount} of ({', '.join(items)}))"


def _top(pen: Pen) -> str:
    if pen.period:
        return _bucket(pen)
    amount = pen.pick(("1", "3", "10%", "50%", "33.3%", "100%"))
    by = values.number(pen.deeper(), pen.pick(NUMBERS))
    if pen.chance(0.15):
        by = values.value(pen.deeper(), pen.pick(("text", "folded", "date", "timestamp")))
    return f"{pen.pick(('top', 'bottom'))} {amount} by {by}{values.among(pen)}"


def _near(pen: Pen) -> str:
    place = pen.pick(('"Stockholm"', "(59.33, 18.07)", "(-33.9, 151.2)", '"Null Island"'))
    reach = pen.pick(("10 km", "500 m", "25 mi", "20_000 km", "1 mi"))
    return f"home {pen.pick(('', 'not '))}within {reach} of {place}"


def _segment(pen: Pen) -> str:
    if not pen.defined.segments or pen.plain:
        return "in list blocklist"
    name = pen.pick(pen.defined.segments)
    text = pen.pick((f"in segment {name}", f"not in segment {name}", name))
    return text + (moved(pen) if pen.chance(0.5) else "")


def _case(pen: Pen) -> str:
    if not pen.defined.cases or pen.plain:
        return "not in list blocklist"
    name = pen.pick(list(pen.defined.cases))
    case = pen.pick(pen.defined.cases[name])
    text = pen.pick(
        (f'{name} = "{case}"', f'{name} != "{case}"', f'{name} in ("{case}")', f"{name} is known")
    )
    return text + (moved(pen) if "known" not in text and pen.chance(0.3) else "")


def moved(pen: Pen) -> str:
    """`as of` another instant, mostly an earlier one."""
    options = (f"{pen.duration(calendar=True)} ago", literals.date(pen), literals.timestamp(pen))
    return f" as of {pen.pick(options)}"


def _bucket(pen: Pen) -> str:
    return f'bucket("{pen.pick(("spring", "x"))}") < {pen.pick(("10%", "50%", "0.333"))}'


CUSTOMERS: tuple[Callable[[Pen], str], ...] = (
    _top, _near, _segment, _segment, _case, _bucket,
    lambda pen: events.existence(pen),
    lambda pen: events.existence(pen),
    lambda pen: events.existence(pen),
    lambda pen: events.every(pen),
    lambda pen: events.sequence(pen),
    lambda pen: events.sequence(pen),
)  # fmt: skip
