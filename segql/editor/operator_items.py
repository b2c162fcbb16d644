"""What can be offered behind a value: the tests and windows that its type takes."""

from __future__ import annotations

from collections.abc import Iterator

from segql.editor.context import Context, Phase, operand_before, type_of
from segql.editor.items import Item, of_keyword, of_phrase
from segql.functions import PREDICATE, Accepts
from segql.semantics.project import Project
from segql.types import Kind, Type

_WINDOWS = (
    ("in last 30 days", "in last ${1:30} ${2:days}", "IN"),
    ("in next 7 days", "in next ${1:7} ${2:days}", "IN"),
    ("in this month", "in this ${1|week,month,quarter,year|}", "IN"),
    ("in previous month", "in previous ${1|week,month,quarter,year|}", "IN"),
    ("more than 30 days ago", "more than ${1:30} ${2:days} ago", "MORE"),
    ("less than 30 days ago", "less than ${1:30} ${2:days} ago", "LESS"),
    ("from 180 to 90 days ago", "from ${1:180} to ${2:90} ${3:days} ago", "FROM"),
    ("before", "before $1", "BEFORE"),
    ("after", "after $1", "AFTER"),
    ("since", "since $1", "SINCE"),
    ("until", "until $1", "UNTIL"),
    ("on", "on $1", "ON"),
    ("between ... and ...", "between $1 and $2", "BETWEEN"),
    ("within 30 days after", "within ${1:30} days after $2", "WITHIN"),
    ("within 30 days before", "within ${1:30} days before $2", "WITHIN"),
)
_ORDERED = (
    ("18..25", "${1:18}..${2:25}", "RANGE"),
    ("between ... and ...", "between $1 and $2", "BETWEEN"),
)
_SIGNS = ("<", "<=", ">", ">=")
_TEXTS = (
    ("contains", 'contains "$1"', "CONTAINS"),
    ("starts with", 'starts with "$1"', "STARTS"),
    ("ends with", 'ends with "$1"', "ENDS"),
    ("matches", 'matches "$1"', "MATCHES"),
    ("does not contain", 'does not contain "$1"', "DOES"),
)
_LISTS = (
    ("has any", 'has any ("$1")', "HAS"),
    ("has all", 'has all ("$1")', "HAS"),
    ("has none", 'has none ("$1")', "HAS"),
    ("has only", 'has only ("$1")', "HAS"),
)
_KNOWN = (("is known", "is known", "IS"), ("is unknown", "is unknown", "IS"))
_POINT = (("within 10 km of", "within ${1:10} ${2|km,mi,m|} of $3", "WITHIN"),)

Phrases = tuple[tuple[str, str, str], ...]


def operators(context: Context, project: Project) -> Iterator[Item]:
    """Tests, windows and `as of` behind a value, by its type; all where it cannot be told."""
    expected = context.expected
    frame = context.argument
    if frame is not None and frame.phase is Phase.ARGUMENT and "WHERE" in expected:
        # behind the events of a function only a window, a name or a condition can stand
        yield from _phrases(context, _WINDOWS)
        return
    if "EQUAL" not in expected:
        if {"IN", "BEFORE"} <= expected:
            yield from _phrases(context, _WINDOWS)
        return
    text = operand_before(context.text, context.lexemes, len(context.lexemes))
    type_ = type_of(text, project, context.scope)
    yield from _by_type(context, type_)
    if "NOT" in expected:
        yield of_keyword("not", 5)


def windows_after_in(context: Context, project: Project) -> Iterator[Item]:
    """What follows `in` behind a date, or inside an event function."""
    if context.lower() != "in" or "LAST" not in context.expected:
        return
    end = len(context.lexemes) - 1
    while end > 0 and context.lexemes[end - 1].lower == "not":
        end -= 1
    text = operand_before(context.text, context.lexemes, end)
    frame = context.call
    of_events = frame is not None and frame.phase is Phase.WINDOW
    type_ = None if of_events else type_of(text, project, context.scope)
    if type_ is None or type_.is_time:
        for label, insert, terminal in _WINDOWS:
            if terminal == "IN":
                yield of_phrase(label.removeprefix("in "), insert.removeprefix("in "), rank=0)


def _by_type(context: Context, type_: Type | None) -> Iterator[Item]:
    point = type_ is not None and type_.kind is Kind.POINT
    if type_ is None or not point:
        for sign in ("=", "!="):
            yield _sign(sign)
    if type_ is None or Accepts.ORDERED.takes(type_):
        for sign in _SIGNS:
            yield _sign(sign)
        yield from _phrases(context, _ORDERED)
    if type_ is None or not (point or type_.is_boolean or type_.is_time):
        quote = '"' if type_ is None or type_.element.is_text else ""
        yield of_phrase("in (...)", f"in ({quote}$1{quote})", PREDICATE["in"].documentation)
    if type_ is None or type_.is_time:
        yield from _phrases(context, _WINDOWS)
    if type_ is None or type_.is_text:
        yield from _phrases(context, _TEXTS)
    if type_ is None or type_.many:
        yield from _phrases(context, _LISTS)
    if point:
        yield from _phrases(context, _POINT)
    yield from _phrases(context, _KNOWN)


def _sign(sign: str) -> Item:
    item = PREDICATE[sign]
    rank = 1 if sign == "=" else 2
    return Item(sign, "operator", f"{sign} ", rank, item.signature, item.documentation)


def _phrases(context: Context, phrases: Phrases) -> Iterator[Item]:
    for label, insert, terminal in phrases:
        if terminal in context.expected:
            yield of_phrase(label, insert, _documentation(label))


def _documentation(label: str) -> str:
    name = "has" if label.startswith("has ") else label.removeprefix("does not ")
    found = PREDICATE.get("is known" if name == "is unknown" else name)
    return found.documentation if found is not None else ""
