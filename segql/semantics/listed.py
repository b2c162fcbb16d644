"""Values held against what may occur: the catalog's `values` and bounds, cases and variants."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from segql.catalog.models import FieldModel
from segql.catalog.values import as_comparable
from segql.clock import at_wall_clock
from segql.diagnostics.codes import lints, types
from segql.semantics import tree
from segql.semantics.facts import declared_field, folds
from segql.semantics.suggestions import close
from segql.semantics.walk import said
from segql.semantics.words import listed, listed_values, quoted
from segql.source import Span
from segql.syntax import nodes
from segql.types import Kind

if TYPE_CHECKING:
    from segql.semantics.checker import Checker

_MOST_REPORTED = 10
"""Of one long list no more values are reported than this."""


def check_equal(checker: Checker, expr: tree.Expr, values: Iterable[tree.Expr]) -> None:
    """Values that an expression is tested to be equal to."""
    names = _case_names(checker, expr)
    if names is not None:
        for value in values:
            if isinstance(value, tree.Literal) and isinstance(value.value, str):
                _check_case(checker, expr, names, value)
        return
    model = declared_field(expr, checker.project.catalog)
    if model is None or (model.values is None and model.minimum is None and model.maximum is None):
        return
    known = _known_values(model, expr)
    fold = folds(expr)
    reported: set[Span] = set()
    for value in values:
        if not isinstance(value, tree.Literal) or value.value is None or value.span in reported:
            continue
        if known is None or _plain(value.value, fold) in known:
            _check_bounds(checker, expr, model, value)
        elif len(reported) < _MOST_REPORTED:
            reported.add(value.span)
            _report_not_listed(checker, expr, model, value)


def check_ordered(checker: Checker, expr: tree.Expr, values: Iterable[tree.Expr | None]) -> None:
    """Values that an expression is tested to be above or below."""
    model = declared_field(expr, checker.project.catalog)
    if model is None or (model.minimum is None and model.maximum is None):
        return
    for value in values:
        if isinstance(value, tree.Literal) and value.value is not None:
            _check_bounds(checker, expr, model, value)


# --------------------------------------------------------------------------- cases and variants


def _case_names(checker: Checker, expr: tree.Expr) -> dict[str, str | None] | None:
    """The names (and titles) that a segmentation's or experiment's value can have."""
    if not isinstance(expr, tree.Reference):
        return None
    entry = checker.project.entries.get(expr.name)
    match entry.node if entry is not None else None:
        case nodes.SegmentationDefinition(cases=cases):
            return {c.name.name: c.title.value if c.title else None for c in cases}
        case nodes.ExperimentDefinition(variants=variants):
            return {v.name.name: None for v in variants}
        case _:
            return None


def _check_case(
    checker: Checker, expr: tree.Expr, names: dict[str, str | None], value: tree.Literal
) -> None:
    word = str(value.value)
    if word in names:
        return
    titled = next((name for name, title in names.items() if title == word), None)
    near = titled or close(word, names)
    checker.report(
        types.UNKNOWN_CASE,
        f"{said(expr.span)} is never {quoted(word)}; it is one of {listed_values(names)}.",
        value.span,
        f"Did you mean `{quoted(near)}`?" if near else "Write one of these.",
        fix=None if near is None or value.span.text.startswith("$") else quoted(near),
        expected=listed_values(names),
        found=quoted(word),
    )


# -------------------------------------------------------------------------- the catalog's values


def _known_values(model: FieldModel, expr: tree.Expr) -> set[object] | None:
    if model.values is None:
        return None
    fold = folds(expr)
    return {_plain(as_comparable(item, expr.type.kind), fold) for item in model.values}


def _plain(value: object, fold: bool) -> object:
    if isinstance(value, str) and fold:
        return value.casefold()
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return value


def _report_not_listed(
    checker: Checker, expr: tree.Expr, model: FieldModel, value: tree.Literal
) -> None:
    options = [str(item) for item in model.values or ()]
    near = close(value.value, options) if isinstance(value.value, str) else None
    what = "never holds" if expr.type.many else "is never"
    texts = isinstance(value.value, str)
    shown = quoted(value.value) if isinstance(value.value, str) else str(value.value)
    known = listed_values(options) if texts else listed(options, limit=8, last="or")
    checker.report(
        lints.VALUE_NOT_LISTED,
        f"By the catalog {said(expr.span)} {what} {shown}; it is one of {known}.",
        value.span,
        f"Did you mean `{quoted(near)}`?" if near else "Write one of these.",
        fix=None if near is None or value.span.text.startswith("$") else quoted(near),
        expected=known,
        found=shown,
    )


def _check_bounds(
    checker: Checker, expr: tree.Expr, model: FieldModel, value: tree.Literal
) -> None:
    for bound, word in ((model.minimum, "minimum"), (model.maximum, "maximum")):
        limit = _comparable(checker, bound, expr.type.kind)
        given = value.value
        if isinstance(given, int) and not isinstance(given, bool):
            given = Decimal(given)
        if limit is None or type(given) is not type(limit):
            continue
        below = word == "minimum" and given < limit  # type: ignore[operator]
        above = word == "maximum" and given > limit  # type: ignore[operator]
        if below or above:
            checker.report(
                lints.BOUND_OUTSIDE,
                f"{said(value.span)} lies {'below' if below else 'above'} the {word} of "
                f"{said(expr.span)}, which is {bound} by the catalog.",
                value.span,
                "Check the value, or the catalog.",
                expected=f"{'at least' if below else 'at most'} {bound}",
                found=value.span.text or str(value.value),
            )


def _comparable(checker: Checker, bound: object, kind: Kind) -> object:
    if bound is None:
        return None
    value = as_comparable(bound, kind)
    if isinstance(value, datetime) and value.tzinfo is None:
        return at_wall_clock(value, checker.project.zone)
    return value
