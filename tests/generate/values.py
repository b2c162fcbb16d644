"""Expressions with a value: numbers, texts, dates, timestamps, lists."""

from __future__ import annotations

from collections.abc import Callable

from tests.generate import conditions, events, literals
from tests.generate.pen import NUMBERS, TEXTS, Pen


def name(pen: Pen, kind: str) -> str | None:
    """A name of the type, or None where there is none here."""
    names = pen.names(kind)
    return pen.pick(names) if names else None


def leaf(pen: Pen, kind: str) -> str:
    """A name of the type, or a literal."""
    found = None if pen.chance(0.15) else name(pen, kind)
    return found if found is not None else literals.of(pen, kind)


def value(pen: Pen, kind: str) -> str:
    """An expression of a kind that can stand as an operand."""
    if kind in NUMBERS:
        return number(pen, kind)
    if kind in TEXTS:
        return text(pen, kind)
    if kind == "boolean":
        return leaf(pen, kind)
    return moment(pen, kind)


# ---------------------------------------------------------------------------------- numbers


def _arithmetic(pen: Pen, kind: str) -> str:
    operator = pen.pick(("+", "-", "*", "/"))
    left, right = number(pen.deeper(), kind), number(pen.deeper(), pen.pick(NUMBERS))
    return f"({left} {operator} {right})"


def _scalar(pen: Pen, kind: str) -> str:
    inner = pen.deeper()
    function = pen.pick(("abs", "floor", "ceil", "round", "least", "greatest"))
    if function in ("least", "greatest"):
        arguments = ", ".join(number(inner, pen.pick(NUMBERS)) for _ in range(2))
        return f"{function}({arguments})"
    if function == "round" and pen.chance(0.6):
        return f"round({number(inner, kind)}, {pen.pick(('1', '0', '2', '-1'))})"
    return f"{function}({number(inner, kind)})"


def _count_of_text(pen: Pen, kind: str) -> str:
    return f"length({text(pen.deeper(), pen.pick(TEXTS))})"


def _size(pen: Pen, kind: str) -> str:
    found = name(pen, pen.pick(LISTS))
    return f"size({found})" if found else leaf(pen, kind)


def _elapsed(pen: Pen, kind: str) -> str:
    unit = pen.pick(("days", "weeks", "months", "quarters", "years", "hours", "minutes", "seconds"))
    first = _parenthesised(moment(pen.deeper()))
    if pen.chance(0.6):
        return f"({unit} since {first})"
    return f"({unit} between {first} and {_parenthesised(moment(pen.deeper()))})"


def _part(pen: Pen, kind: str) -> str:
    part = pen.pick(("year", "quarter", "month", "day", "weekday"))
    if pen.chance(0.3):
        part = pen.pick(("hour", "minute", "second"))
        return f"({part} of {_parenthesised(moment(pen.deeper(), 'timestamp'))})"
    return f"({part} of {_parenthesised(moment(pen.deeper()))})"


def _share(pen: Pen, kind: str) -> str:
    return f"({pen.pick(('50%', '10%', '150%'))} of {number(pen.deeper(), kind)})"


LISTS = ("list of text", "list of integer", "list of folded", "list of decimal", "list of double",
         "list of boolean", "list of date", "list of timestamp")  # fmt: skip

ANYWHERE: tuple[Callable[[Pen, str], str], ...] = (
    _arithmetic, _arithmetic, _scalar, _count_of_text, _size, _elapsed, _part, _share,
    lambda pen, kind: f"-{leaf(pen, kind)}",
    lambda pen, kind: choice(pen, kind),
    lambda pen, kind: fallback(pen, kind),
)  # fmt: skip
CUSTOMERS: tuple[Callable[[Pen, str], str], ...] = (
    lambda pen, kind: events.figure(pen, kind),
    lambda pen, kind: events.figure(pen, kind),
    lambda pen, kind: events.count(pen),
    lambda pen, kind: events.periods(pen),
    lambda pen, kind: leaf(pen, kind) if pen.period else population(pen),
    lambda pen, kind: f'bucket("{pen.pick(("spring", "b"))}")',
)


def number(pen: Pen, kind: str = "integer") -> str:
    """A number; `kind` is what its leaves are, mostly."""
    if pen.depth <= 0 or pen.chance(0.35):
        return leaf(pen, kind)
    options = ANYWHERE if pen.event is not None else ANYWHERE + CUSTOMERS
    return pen.pick(options)(pen, kind)


def population(pen: Pen) -> str:
    """Ranks, quantile groups and figures of all customers."""
    inner = pen.deeper()
    argument = number(inner, pen.pick(NUMBERS))
    groups = pen.pick(("rank", "quartile", "quintile", "decile", "percentile"))
    if pen.chance(0.5):
        if groups == "rank" and pen.chance(0.4):
            argument = value(inner, pen.pick(("text", "date", "timestamp", "folded")))
        return f"{groups}({argument}{among(pen)})"
    function = pen.pick(("average", "sum", "count", "min", "max", "median", "percentile"))
    if function == "percentile":
        argument += ", " + pen.pick(("90%", "25%", "50%", "0%", "100%", "33.3%"))
    return f"overall {function}({argument}{among(pen)})"


def among(pen: Pen) -> str:
    """`per` and `within segment`, sometimes."""
    out = ""
    if pen.chance(0.4):
        first = group(pen)
        out += f" per {first}" if pen.chance(0.7) else f" per ({first}, {group(pen)})"
    if pen.defined.segments and not pen.plain and pen.chance(0.35):
        out += f" within segment {pen.pick(pen.defined.segments)}"
    return out


def group(pen: Pen) -> str:
    """What customers are put together by."""
    kind = pen.pick(("text", "folded", "boolean", "integer", "date"))
    if pen.defined.cases and not pen.plain and pen.chance(0.2):
        return pen.pick(list(pen.defined.cases))
    return name(pen.outside(), kind) or "country"


# ------------------------------------------------------------------------- texts and choices


def text(pen: Pen, kind: str = "text") -> str:
    if pen.depth <= 0 or pen.chance(0.55):
        return leaf(pen, kind)
    options: list[Callable[[], str]] = [
        lambda: f"lower({text(pen.deeper(), kind)})",
        lambda: choice(pen, kind),
        lambda: fallback(pen, kind),
        lambda: f"least({text(pen.deeper())}, {text(pen.deeper())})",
    ]
    if pen.event is None:
        options += [lambda: events.figure(pen, kind)] * 3
    return pen.pick(options)()


def choice(pen: Pen, kind: str) -> str:
    inner = pen.deeper()
    test = conditions.condition(inner)
    other = "unknown" if pen.chance(0.15) else value(inner, kind)
    return f"(if {test} then {value(inner, kind)} else {other})"


def fallback(pen: Pen, kind: str) -> str:
    first, second = value(pen.deeper(), kind), value(pen.deeper(), kind)
    return f"({first} or else {second})"


# -------------------------------------------------------------------------- dates and clocks


def _parenthesised(expression: str) -> str:
    return f"({expression})" if " " in expression else expression


def moment(pen: Pen, kind: str | None = None) -> str:
    """A date or a timestamp; in parentheses wherever it is more than a word."""
    kind = kind or pen.pick(("date", "timestamp"))
    if pen.depth <= 0 or pen.chance(0.45):
        return leaf(pen, kind)
    inner = pen.deeper()
    options: list[Callable[[], str]] = [
        lambda: "today" if kind == "date" else "now",
        lambda: _shifted(pen, kind),
        lambda: choice(pen, kind),
        lambda: fallback(pen, kind),
    ]
    if kind == "date":
        options.append(lambda: f"(date of {_parenthesised(moment(inner))})")
        options.append(lambda: f"greatest({moment(inner, kind)}, {moment(inner, kind)})")
    if pen.event is None:
        options += [lambda: events.figure(pen, kind)] * 2
    return pen.pick(options)()


def _shifted(pen: Pen, kind: str) -> str:
    sign = pen.pick(("+", "-"))
    return f"({moment(pen.deeper(), kind)} {sign} {pen.duration(calendar=kind == 'date')})"
