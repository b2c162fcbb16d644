"""Nodes of date windows: one method a rule of the grammar."""

from __future__ import annotations

from dataclasses import replace

from segql.diagnostics.codes import syntax as codes
from segql.syntax import nodes
from segql.syntax.build_values import ValueBuilder, unit_of
from segql.syntax.parts import Child, Children
from segql.syntax.words import MONTH_NAMES


class WindowBuilder(ValueBuilder):
    """Windows, and anniversaries in them."""

    def anniversary(self, c: Children) -> nodes.InWindow:
        return self._anniversary(c, False)

    def anniversary_not(self, c: Children) -> nodes.InWindow:
        return self._anniversary(c, True)

    def _anniversary(self, c: Children, negated: bool) -> nodes.InWindow:
        operand = nodes.Anniversary(c[2], self.span(c[:3]))
        return nodes.InWindow(operand, c[-1], negated, self.span(c))

    def between(self, c: Children) -> nodes.BetweenDates:
        return nodes.BetweenDates(c[1], c[3], self.span(c))

    def last(self, c: Children) -> nodes.Last:
        return nodes.Last(c[-1], self.span(c))

    def next(self, c: Children) -> nodes.Next:
        return nodes.Next(c[-1], self.span(c))

    def calendar(self, c: Children) -> nodes.Calendar:
        span = self.span(c)
        unit = unit_of(c[-1])
        if unit not in ("week", "month", "quarter", "year"):
            word = {"this": "on today", "previous": "on today - 1 day", "next": "on today + 1 day"}
            which = c[-2].lower()
            self.report(
                codes.NO_SUCH_PERIOD,
                f"`{which} {unit}` is no calendar period: those are week, month, quarter and year.",
                span,
                help=f"The day is written `{word[which]}`.",
            )
        return nodes.Calendar(c[-2].lower(), unit, span)

    def in_year(self, c: Children) -> nodes.InPeriod:
        return nodes.InPeriod(self._year(c[1]), None, self.span(c))

    def in_month(self, c: Children) -> nodes.InPeriod:
        year, month = c[1].split("-")
        span = self.of_token(c[1])
        if not 1 <= int(month) <= 12 or int(year) == 0:
            self.report(
                codes.NO_SUCH_DATE,
                f"`{c[1]}` is no month of the calendar.",
                span,
                help="A month is written with its year first: `2024-01`.",
            )
            return nodes.InPeriod(2000, 1, self.span(c))
        return nodes.InPeriod(int(year), int(month), self.span(c))

    def in_named_month(self, c: Children) -> nodes.InPeriod:
        month = MONTH_NAMES.index(c[1].lower()) + 1
        return nodes.InPeriod(self._year(c[2]), month, self.span(c))

    def _year(self, token: Child) -> int:
        if len(token) == 4 and token.isdigit() and int(token) > 0:
            return int(token)
        self.report(
            codes.BAD_YEAR,
            f"After `in`, a number alone is a year, and `{token}` is none.",
            self.of_token(token),
            help=f"For one value write `= {token}`, for several `in ({token}, ...)`, for a range "
            f"`in {token}..`.",
        )
        return 2000

    def ago(self, c: Children) -> nodes.Ago:
        return nodes.Ago(c[0].lower(), c[2], self.span(c))

    def from_to(self, c: Children) -> nodes.FromTo:
        _, amount, unit, _, newer, _ = c
        if unit is None:
            older = replace(newer, amount=amount, span=amount.span)
        else:
            older = self.duration_of(amount, unit, self.span([amount, unit]))
        return nodes.FromTo(older, newer, self.span(c))

    def relative(self, c: Children) -> nodes.Relative:
        return nodes.Relative(c[0].lower(), c[1], self.span(c))

    def within_of(self, c: Children) -> nodes.WithinOf:
        return nodes.WithinOf(c[1], c[2].lower(), c[3], self.span(c))
