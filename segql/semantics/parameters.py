"""Parameters: `param min_orders = 3`, and what `--set` makes of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from segql.diagnostics.codes import names as name_codes
from segql.diagnostics.codes import types as codes
from segql.diagnostics.model import Note
from segql.semantics import tree
from segql.semantics.literals import constants, duration, read_date, same_kind, typed_value
from segql.semantics.project import Parameter
from segql.semantics.suggestions import close
from segql.semantics.walk import said
from segql.semantics.words import listed, type_words
from segql.source import Source, Span
from segql.syntax import nodes

if TYPE_CHECKING:
    from segql.semantics.checker import Checker

_MOST_DIGITS = 38
_ITEM = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^,]*))\s*(?:,|$)""")


def define(checker: Checker, node: nodes.ParamDefinition) -> None:
    """Add a parameter with the value that its definition gives it."""
    name = node.name.name
    before = checker.project.parameters.get(name)
    if before is not None:
        checker.report(
            name_codes.NAME_CLASH,
            f"There are two parameters `{name}`.",
            node.name.span,
            "A parameter is defined once in the project. Give one of them another name.",
            notes=[Note("The first one stands here.", before.span)],
        )
        return
    value = node.value
    many = isinstance(value, nodes.Values)
    percent = isinstance(value, nodes.Number) and value.percent
    checker.project.parameters[name] = Parameter(
        name, node.name.span, _value(checker, node), many, percent
    )


def _value(
    checker: Checker, node: nodes.ParamDefinition
) -> tuple[tree.Literal, ...] | tree.Duration | None:
    value = node.value
    if isinstance(value, nodes.Duration):
        return duration(checker, value)
    values = value if isinstance(value, nodes.Values) else nodes.Values((value,), value.span)
    parameter = next((i for i in values.items if isinstance(i, nodes.Parameter)), None)
    if parameter is not None:
        checker.report(
            codes.PARAMETER_VALUE,
            "The value of a parameter is written out, not taken from another parameter.",
            parameter.span,
            f"Write the value itself: `param {node.name.name} = 3`.",
        )
        return None
    literals = constants(checker, values)
    if literals is None or None in literals:
        return None
    found = tuple(item for item in literals if item is not None)
    for item in found:
        if item.value is None or not same_kind(found[0].type, item.type):
            checker.report(
                codes.PARAMETER_VALUE,
                f"{said(item.span)} is {type_words(item.type)}, and the values of a parameter "
                "are all of one type.",
                item.span,
                f"`${node.name.name}` begins with {type_words(found[0].type)}.",
            )
            return None
    return found


def override(checker: Checker, overrides: Mapping[str, str]) -> None:
    """Give parameters the values of `--set`, each read as the type of its definition."""
    parameters = checker.project.parameters
    for name, text in overrides.items():
        place = Span(Source(f"--set {name}", text), 0, len(text))
        before = parameters.get(name)
        if before is None:
            near = close(name, parameters)
            some = f"There are {listed(parameters)}." if parameters else "The project has none."
            checker.report(
                name_codes.UNKNOWN_PARAMETER,
                f"`--set {name}` names a parameter that the project does not define.",
                place,
                f"Did you mean `--set {near}={text}`?" if near else some,
            )
        elif before.value is not None:
            _override(checker, before, text, place)


def _override(checker: Checker, before: Parameter, text: str, place: Span) -> None:
    project = checker.project
    if isinstance(before.value, tree.Duration):
        length = _read_duration(text)
        if length is not None:
            project.parameters[before.name] = replace(before, value=length)
            return
        _report_value(checker, before, "a duration", text, place)
        return
    assert before.value is not None
    like = before.value[0]
    items = _split(text) if before.many else [text]
    values = [_read(item, like, before.percent) for item in items]
    if not values or any(value is None for value in values):
        words = "a percentage" if before.percent else type_words(like.type)
        _report_value(checker, before, f"a list of {words}" if before.many else words, text, place)
        return
    literals = tuple(
        typed_value(value, project, before.span) for value in values if value is not None
    )
    percent = before.percent or (not before.many and text.strip().endswith("%"))
    project.parameters[before.name] = replace(before, value=literals, percent=percent)


def _report_value(checker: Checker, before: Parameter, words: str, text: str, place: Span) -> None:
    checker.report(
        codes.PARAMETER_VALUE,
        f"`--set {before.name}={text}` does not fit: `${before.name}` is {words}.",
        place,
        "Give a value of the same type as in the definition.",
        notes=[Note("It is defined here.", before.span)],
        expected=words,
        found=text,
    )


def _split(text: str) -> list[str]:
    inner = text.strip()
    if inner.startswith("(") and inner.endswith(")"):
        inner = inner[1:-1]
    items: list[str] = []
    at = 0
    while at < len(inner):
        match = _ITEM.match(inner, at)
        if match is None or match.end() == at:
            return []
        double, single, plain = match.groups()
        items.append(plain.strip() if plain is not None else double or single or "")
        at = match.end()
    return items


def _read(
    text: str, like: tree.Literal, percent: bool
) -> int | Decimal | str | bool | date | datetime | None:
    plain = text.strip()
    match like.value:
        case bool():
            return {"true": True, "false": False}.get(plain.casefold())
        case int() | Decimal():
            return _number(plain, percent)
        case datetime() | date():
            return read_date(plain)
        case _:
            quotes = len(plain) >= 2 and plain[0] == plain[-1] and plain[0] in "\"'"
            return plain[1:-1] if quotes else text


def _number(text: str, percent: bool) -> int | Decimal | None:
    digits = text.removesuffix("%").strip()
    if not re.fullmatch(r"-?[0-9][0-9_]*(\.[0-9]+)?", digits) or len(digits) > _MOST_DIGITS:
        return None
    try:
        value = Decimal(digits.replace("_", ""))
    except InvalidOperation:
        return None
    if text.endswith("%"):
        return value / 100
    if percent:
        return None
    return int(value) if "." not in digits else value


def _read_duration(text: str) -> tree.Duration | None:
    match = re.fullmatch(r"\s*([0-9]{1,6})\s+([a-z]+?)s?\s*", text.casefold())
    unit = next((u for u in nodes.UNITS if match is not None and match[2] == u), None)
    if match is None or unit is None:
        return None
    return tree.Duration(int(match[1]), unit)  # type: ignore[arg-type]


def values_in_force(parameters: Mapping[str, Parameter]) -> dict[str, object]:
    """What each parameter stands for: a value, a list of values, or a duration in words."""
    found: dict[str, object] = {}
    for name, item in parameters.items():
        if isinstance(item.value, tree.Duration):
            found[name] = f"{item.value.amount} {item.value.unit}s"
        elif item.value is not None:
            values = [literal.value for literal in item.value]
            found[name] = values if item.many else values[0]
    return found
