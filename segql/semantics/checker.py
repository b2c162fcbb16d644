"""Types one definition: the way from each syntax node to its typed one, and what went wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from segql.diagnostics.model import Code, Diagnostic, Fix, Note
from segql.semantics import (
    choices,
    comparisons,
    conditions,
    dates,
    event_arguments,
    events,
    lists,
    literals,
    names,
    operators,
    periods,
    population,
    ranges,
    rankings,
    scalars,
    segments,
    sequences,
    texts,
    windows,
)
from segql.semantics.project import Project
from segql.semantics.scope import Scope
from segql.semantics.tree import Expr, Row
from segql.source import Span
from segql.syntax import nodes


class Checker:
    """Types the expressions of one definition.

    Methods give None where an expression cannot be typed; then the reason has been reported, or
    lies in another definition, which `incomplete` tells.
    """

    def __init__(self, project: Project, first_row: int = 1) -> None:
        self.project = project
        self.problems: list[Diagnostic] = []
        self.incomplete = False
        self._next_row = first_row

    @property
    def sound(self) -> bool:
        """Whether nothing was wrong so far, neither here nor in what is referred to."""
        return not self.incomplete and not any(item.is_error for item in self.problems)

    def row(self, event: str) -> Row:
        """A new row of an event, numbered within the definition."""
        if event in self.project.broken_events:
            self.incomplete = True
        row = Row(self._next_row, event)
        self._next_row += 1
        return row

    def report(
        self,
        code: Code,
        message: str,
        span: Span,
        help: str | None = None,
        *,
        fix: str | None = None,
        fix_span: Span | None = None,
        notes: Iterable[Note] = (),
        expected: str | None = None,
        found: str | None = None,
    ) -> None:
        """Add a problem. `fix` is a certain mend: text in place of `fix_span`, or of `span`."""
        mend = None if fix is None else Fix(fix, fix_span or span)
        self.problems.append(
            Diagnostic(code, message, span, help, mend, tuple(notes), expected, found)
        )

    def condition(self, node: nodes.Expr, scope: Scope) -> Expr | None:
        """An expression where a condition is needed."""
        return conditions.condition(self, node, scope)

    def expression(self, node: nodes.Expr, scope: Scope) -> Expr | None:
        """Any expression."""
        match node:
            case nodes.Group(inner=inner):
                return self.expression(inner, scope)
            case (
                nodes.Number() | nodes.Text() | nodes.Boolean() | nodes.Unknown() | nodes.Date()
                | nodes.Timestamp() | nodes.Duration() | nodes.Parameter()
            ):  # fmt: skip
                return literals.literal(self, node)
            case nodes.Name():
                return names.resolve(self, node, scope)
            case nodes.Negative():
                return operators.negative(self, node, scope)
            case nodes.Arithmetic():
                return operators.arithmetic(self, node, scope)
            case nodes.PercentOf():
                return operators.percent_of(self, node, scope)
            case nodes.OrElse():
                return choices.or_else(self, node, scope)
            case nodes.If():
                return choices.if_else(self, node, scope)
            case nodes.And() | nodes.Or():
                return conditions.junction(self, node, scope)
            case nodes.Not():
                return conditions.negation(self, node, scope)
            case nodes.Compare():
                return comparisons.compare(self, node, scope)
            case nodes.InRange():
                return ranges.in_range(self, node, scope)
            case nodes.Between():
                return ranges.between(self, node, scope)
            case nodes.InValues():
                return lists.in_values(self, node, scope)
            case nodes.Has():
                return lists.has(self, node, scope)
            case nodes.TextTest():
                return texts.text_test(self, node, scope)
            case nodes.IsKnown():
                return comparisons.is_known(self, node, scope)
            case nodes.InWindow():
                return windows.in_window(self, node, scope)
            case nodes.Anniversary():
                windows.bare_anniversary(self, node, scope)
                return None
            case nodes.InSegment():
                return segments.in_segment(self, node, scope)
            case nodes.InList():
                return conditions.in_list(self, node, scope)
            case nodes.AsOf():
                return segments.as_of(self, node, scope)
            case nodes.Top():
                return rankings.top(self, node, scope)
            case nodes.Quantified():
                return conditions.quantified(self, node, scope)
            case nodes.Near():
                return conditions.near(self, node, scope)
            case nodes.Everybody() | nodes.Nobody():
                return conditions.all_or_none(node)
            case nodes.Call():
                return self._call(node, scope)
            case nodes.Overall():
                return population.overall(self, node, scope)
            case nodes.PeriodCall():
                return periods.period_call(self, node, scope)
            case nodes.Sequence():
                return sequences.sequence(self, node, scope)
            case nodes.Since():
                return dates.since(self, node, scope)
            case nodes.UnitsBetween():
                return dates.units_between(self, node, scope)
            case nodes.PartOf():
                return dates.part_of(self, node, scope)
            case _:
                assert_never(node)

    def _call(self, node: nodes.Call, scope: Scope) -> Expr | None:
        if scalars.is_scalar(node):
            return scalars.scalar(self, node, scope)
        if population.is_place(node):
            return population.place(self, node, scope)
        if event_arguments.is_event_function(node):
            return events.event_function(self, node, scope)
        scalars.unknown_function(self, node)
        return None
