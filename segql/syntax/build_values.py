"""Nodes of values, names and arithmetic: one method a rule of the grammar."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, get_args

from segql.diagnostics.codes import syntax as codes
from segql.source import Span
from segql.syntax import literals, nodes
from segql.syntax.parts import Builder, Child, Children

_UNIT_OF: dict[str, nodes.Unit] = {
    spelling: unit for unit in get_args(nodes.Unit) for spelling in (unit, unit + "s")
}

_LITERAL = re.compile(
    r"""#[^\n]*|(?P<text>"(?:[^"\\\n]|\\[^\n])*"|'(?:[^'\\\n]|\\[^\n])*')"""
    r"|(?P<negative>-[0-9][0-9_.]*%?)|(?P<number>[0-9][0-9_.]*%?)"
)


class ValueBuilder(Builder):
    """Literals, names, arithmetic and the value forms that have words of their own."""

    # ------------------------------------------------------------------------------- literals

    def number(self, c: Children) -> nodes.Number:
        token = c[0]
        return literals.number(str(token), self.of_token(token), self.problems.append)

    def negative_number(self, c: Children) -> nodes.Negative:
        operand = literals.number(str(c[1]), self.of_token(c[1]), self.problems.append)
        return nodes.Negative(operand, self.span(c))

    def text(self, c: Children) -> nodes.Text:
        return literals.text(str(c[0]), self.of_token(c[0]), self.problems.append)

    title = text

    def date(self, c: Children) -> nodes.Date:
        return literals.day(str(c[0]), self.of_token(c[0]), self.problems.append)

    def timestamp(self, c: Children) -> nodes.Timestamp:
        return literals.instant(str(c[0]), self.of_token(c[0]), self.problems.append)

    def boolean(self, c: Children) -> nodes.Boolean:
        return nodes.Boolean(c[0].type == "TRUE", self.of_token(c[0]))

    def unknown(self, c: Children) -> nodes.Unknown:
        return nodes.Unknown(self.of_token(c[0]))

    def parameter(self, c: Children) -> nodes.Parameter:
        return nodes.Parameter(c[0][1:], self.of_token(c[0]))

    def duration(self, c: Children) -> nodes.Duration:
        return self.duration_of(c[0], c[1], self.span(c))

    def duration_of(
        self, amount: nodes.Number | nodes.Parameter, unit: Child, span: Span
    ) -> nodes.Duration:
        if isinstance(amount, nodes.Number) and not isinstance(amount.value, int):
            self.report(
                codes.BAD_DURATION,
                f"A length of time is a whole number of {unit}: not `{amount.text}`.",
                amount.span,
                help="Write it in a smaller unit: `36 hours` is one and a half days.",
            )
            amount = nodes.Number(int(amount.value), False, amount.text, amount.span)
        return nodes.Duration(amount, unit_of(unit), span)

    def values(self, c: Children) -> nodes.Values:
        items = tuple(child for child in c[1:-1] if not hasattr(child, "start_pos"))
        return nodes.Values(items, self.span(c))

    def literals(self, c: Children) -> nodes.Values:
        """A long list of plain values, which comes as one token."""
        start = c[0].start_pos
        items = []
        for match in _LITERAL.finditer(c[0], 1):
            if match.lastgroup is None:
                continue
            span = Span(self.source, start + match.start(), start + match.end())
            items.append(self._literal(match.lastgroup, match[0], span))
        return nodes.Values(tuple(items), self.span(c))

    def _literal(self, kind: str, written: str, span: Span) -> nodes.Expr:
        if kind == "text":
            return literals.text(written, span, self.problems.append)
        if kind == "number":
            return literals.number(written, span, self.problems.append)
        inner = Span(self.source, span.start + 1, span.end)
        return nodes.Negative(literals.number(written[1:], inner, self.problems.append), span)

    def point(self, c: Children) -> nodes.Point:
        return nodes.Point(_signed(c[1]), _signed(c[3]), self.span(c))

    # ---------------------------------------------------------------------------------- names

    def ident(self, c: Children) -> nodes.Ident:
        token = c[0]
        if token.type == "QUOTED_NAME":
            return nodes.Ident(token[1:-1], True, self.of_token(token))
        return nodes.Ident(str(token), False, self.of_token(token))

    def name(self, c: Children) -> nodes.Name:
        if len(c) == 1:
            return nodes.Name((c[0],), c[0].span)
        return nodes.Name(tuple(c[0::2]), self.span(c))

    # ------------------------------------------------------------------------------ operators

    def negative(self, c: Children) -> nodes.Negative:
        return nodes.Negative(c[1], self.span(c))

    def arithmetic(self, c: Children) -> nodes.Arithmetic:
        left, operator, right = c
        return nodes.Arithmetic(operator.value, left, right, self.span(c))

    def or_else(self, c: Children) -> nodes.OrElse:
        return nodes.OrElse(c[0], c[2], self.span(c))

    def percent_of(self, c: Children) -> nodes.PercentOf:
        percent, _, operand = c
        if hasattr(percent, "start_pos"):
            percent = self.number([percent])
        if isinstance(percent, nodes.Number) and not percent.percent:
            self.report(
                codes.BAD_NUMBER,
                f"`{percent.text} of` needs a percent sign.",
                percent.span,
                help=f"Write `{percent.text}% of`; of a count of conditions, "
                f"`at least {percent.text} of (...)`.",
            )
        return nodes.PercentOf(percent, operand, self.span(c))

    def if_else(self, c: Children) -> nodes.If:
        _, condition, _, then, _, otherwise = c
        return nodes.If(condition, then, otherwise, self.span(c))

    def group(self, c: Children) -> nodes.Group:
        return nodes.Group(c[1], self.span(c))

    # ---------------------------------------------------------------------------------- dates

    def since(self, c: Children) -> nodes.Since:
        return nodes.Since(unit_of(c[0]), c[2], self.span(c))

    def units_between(self, c: Children) -> nodes.UnitsBetween:
        return nodes.UnitsBetween(unit_of(c[0]), c[2], c[4], self.span(c))

    def part_of(self, c: Children) -> nodes.PartOf:
        word = c[0].lower()
        part: Any = _UNIT_OF.get(word, word)
        return nodes.PartOf(part, c[2], self.span(c))


def unit_of(token: Child) -> nodes.Unit:
    return _UNIT_OF[token.lower()]


def _signed(node: nodes.Number | nodes.Negative) -> Decimal:
    if isinstance(node, nodes.Negative):
        assert isinstance(node.operand, nodes.Number)
        return -Decimal(node.operand.value)
    return Decimal(node.value)
