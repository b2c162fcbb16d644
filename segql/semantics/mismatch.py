"""Two values that cannot be compared, and the mend where it is certain."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from segql.diagnostics.codes import names as name_codes
from segql.diagnostics.codes import types as codes
from segql.diagnostics.suggest import nearest
from segql.semantics import tree
from segql.semantics.dates import year_of
from segql.semantics.facts import declared_field
from segql.semantics.literals import read_date
from segql.semantics.suggestions import close
from segql.semantics.walk import said
from segql.semantics.words import listed_values, quoted, type_words
from segql.syntax import nodes
from segql.syntax.words import MONTH_NAMES
from segql.types import Kind

if TYPE_CHECKING:
    from segql.semantics.checker import Checker

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
NULL_WORDS = ("null", "nil", "none")


def report_unlike(checker: Checker, known: tree.Expr, other: tree.Expr) -> None:
    """`known` says which type is meant, `other` does not fit it."""
    if isinstance(known, tree.Literal) and not isinstance(other, tree.Literal):
        known, other = other, known
    mine, its = type_words(known.type.element), type_words(other.type)
    help, fix = _mend(known, other)
    checker.report(
        codes.UNLIKE_TYPES,
        f"{said(known.span)} is {type_words(known.type)}, and {said(other.span)} is {its}; they "
        "cannot be compared.",
        other.span,
        help,
        fix=None if other.span.text.startswith("$") else fix,
        expected=mine,
        found=its,
    )


def _mend(known: tree.Expr, other: tree.Expr) -> tuple[str, str | None]:
    kind = known.type.kind
    if isinstance(other, tree.Literal):
        value = other.value
        if isinstance(value, str):
            return _mend_part(known, value) or _mend_text(kind, value)
        if kind is Kind.TEXT:
            fixed = quoted(other.span.text or str(value))
            return f"Text stands in quotes: `{fixed}`.", fixed
        if known.type.is_time and other.type.is_number:
            name = known.span.text
            if (year := year_of(other)) is not None:
                return (
                    f"Write a day, such as `{year}-01-01`; in that year is `{name} in {year}`.",
                    None,
                )
            return f"Write a date, or compare `year of {name}`, or `days since {name}`.", None
        if kind is Kind.BOOLEAN:
            name = known.span.text
            return f"Write `{name}` or `not {name}`, or compare with `true` or `false`.", None
    if other.type.is_boolean and not known.type.is_boolean:
        return f"Compare with {type_words(known.type)}; conditions are joined with `and`.", None
    return "Both sides need the same type.", None


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _mend_part(known: tree.Expr, value: str) -> tuple[str, str | None] | None:
    """`weekday of d = "Monday"`, `month of d = "March"`"""
    for part, names in (("weekday", _WEEKDAYS), ("month", MONTH_NAMES)):
        if re.match(rf"{part}\s+of\b", known.span.text, re.IGNORECASE):
            near = nearest(value.casefold(), names)
            name = value.casefold() if value.casefold() in names else near
            if name is not None:
                number = str(names.index(name) + 1)
                return f"A {part} is its number: `{number}` for {name.capitalize()}.", number
    return None


def _mend_text(kind: Kind, value: str) -> tuple[str, str | None]:
    text = value.strip()
    if kind in (Kind.INTEGER, Kind.DECIMAL, Kind.DOUBLE):
        if _NUMBER.fullmatch(text):
            return f"Numbers have no quotes: `{text}`.", text
        return "Write a number, without quotes.", None
    if kind in (Kind.DATE, Kind.TIMESTAMP):
        moment = read_date(text)
        if moment is not None:
            fixed = moment.isoformat() if isinstance(moment, datetime) else text
            return f"Dates have no quotes: `{fixed}`.", fixed
        return "Dates have no quotes, and the year comes first: `2024-01-31`.", None
    if kind is Kind.BOOLEAN:
        if text.casefold() in ("true", "false"):
            return f"Write `{text.casefold()}`, without quotes.", text.casefold()
        return "Compare with `true` or `false`.", None
    return "Both sides need the same type.", None


def report_unquoted(checker: Checker, known: tree.Expr, node: nodes.Expr) -> None:
    """A bare name that stands for nothing, where the other side says what is meant."""
    assert isinstance(node, nodes.Name)
    word = node.parts[0].name
    model = declared_field(known, checker.project.catalog)
    options = [str(item) for item in (model.values or ())] if model is not None else []
    entry = checker.project.entries.get(known.name) if isinstance(known, tree.Reference) else None
    if entry is not None and isinstance(entry.node, nodes.SegmentationDefinition):
        options = [case.name.name for case in entry.node.cases]
    near = word if word in options else close(word, options)
    if near is None and options:
        checker.report(
            name_codes.UNQUOTED_TEXT,
            f"{said(known.span)} is compared with text, and text stands in quotes.",
            node.span,
            f"It is one of {listed_values(options)}.",
        )
        return
    mend = quoted(near or (node.span.text if "`" not in node.span.text else word))
    checker.report(
        name_codes.UNQUOTED_TEXT,
        f"{said(known.span)} is compared with text, and text stands in quotes.",
        node.span,
        f"Write `{mend}`.",
        fix=mend,
    )


def report_compared_with_unknown(checker: Checker, node: nodes.Compare) -> None:
    """`unknown = country`, which would never be true."""
    name = node.right.span.text
    test = "is known" if node.operator == "!=" else "is unknown"
    checker.report(
        codes.COMPARED_WITH_UNKNOWN,
        "A comparison with `unknown` is never true.",
        node.span,
        f"Write `{name} {test}`.",
        fix=f"{name} {test}" if node.operator in ("=", "!=") and name else None,
    )
