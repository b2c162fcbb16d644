"""Other segments, and definitions at another instant: `in segment vip as of 90 days ago`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from segql.diagnostics.codes import names as name_codes
from segql.diagnostics.codes import types as codes
from segql.semantics import tree
from segql.semantics.literals import duration, parameter, typed_value
from segql.semantics.names import reference
from segql.semantics.project import EntryKind
from segql.semantics.scope import Scope
from segql.semantics.suggestions import by_case, close
from segql.semantics.unknown_names import report_not_here
from segql.semantics.walk import said, ungrouped
from segql.source import Span
from segql.syntax import nodes
from segql.types import BOOLEAN

if TYPE_CHECKING:
    from segql.semantics.checker import Checker


def in_segment(checker: Checker, node: nodes.InSegment, scope: Scope) -> tree.Expr | None:
    if not scope.customer:
        report_not_here(checker, "segments", node.span)
        return None
    found = segment(checker, node.name, node.span, scope.at, mend=node.name.name)
    if found is None:
        return None
    return tree.Not(found, span=node.span) if node.negated else found


def segment(
    checker: Checker,
    ident: nodes.Ident,
    span: Span,
    at: tree.When | None = None,
    mend: str | None = None,
) -> tree.Reference | None:
    """A segment by its name; `mend` is written instead where the name is another condition."""
    entries = checker.project.entries
    entry = entries.get(ident.name)
    if entry is not None and entry.kind is EntryKind.SEGMENT:
        return reference(checker, entry, span, at)
    segments = [name for name, item in entries.items() if item.kind is EntryKind.SEGMENT]
    if entry is None:
        near_case = by_case(ident.name, segments)
        near = near_case or close(ident.name, segments)
        checker.report(
            name_codes.NAME_CASE if near_case else name_codes.UNKNOWN_NAME,
            f"There is no segment `{ident.name}`.",
            ident.span,
            f"Did you mean `{near}`?" if near else "Define it: `segment NAME where ...`.",
            fix=near,
        )
        return None
    outcome = checker.project.outcomes.get(ident.name)
    boolean = outcome is not None and outcome.type == BOOLEAN
    if entry.model is not None and entry.model.value_type == BOOLEAN:
        boolean = True
    certain = mend is not None and boolean
    checker.report(
        name_codes.NOT_A_SEGMENT,
        f"`{ident.name}` is {entry.kind} and no segment.",
        ident.span,
        f"Write `{mend}` by itself; it is a condition."
        if certain
        else f"Define a segment for it: `segment NAME where {ident.name} ...`.",
        fix=mend if certain else None,
        fix_span=span,
    )
    return None


def as_of(checker: Checker, node: nodes.AsOf, scope: Scope) -> tree.Expr | None:
    """Another definition as it would have been at another instant."""
    match ungrouped(node.operand):
        case nodes.Name() | nodes.InSegment() | nodes.Compare() | nodes.InValues():
            pass
        case _:
            # the parser has said so already
            checker.incomplete = True
            return None
    when = _when(checker, node)
    if when is None:
        checker.expression(node.operand, scope)
        return None
    typed = checker.expression(node.operand, replace(scope, at=when))
    return None if typed is None else replace(typed, span=node.span)


def _when(checker: Checker, node: nodes.AsOf) -> tree.When | None:
    written = node.when
    match written:
        case nodes.Duration():
            length = duration(checker, written)
            return None if length is None else tree.When(length, None, span=written.span)
        case nodes.Date() | nodes.Timestamp():
            value = typed_value(written.value, checker.project, written.span).value
        case nodes.Parameter():
            found = parameter(checker, written)
            if found is None:
                return None
            if isinstance(found.value, tree.Duration):
                return tree.When(found.value, None, span=written.span)
            value = found.value[0].value if found.value and not found.many else None
    if isinstance(value, date | datetime):
        return tree.When(None, value, span=written.span)
    checker.report(
        codes.AS_OF,
        f"{said(written.span)} is no date.",
        written.span,
        "`as of` takes a date, a timestamp, or a time ago: `as of 90 days ago`.",
    )
    return None
