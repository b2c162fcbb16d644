"""Nodes of conditions: one method a rule of the grammar."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from segql.diagnostics.codes import syntax as codes
from segql.source import Span
from segql.syntax import nodes
from segql.syntax.build_windows import WindowBuilder
from segql.syntax.parts import Child, Children, Part, Relation

_TEXT_TESTS: dict[str, Any] = {
    "CONTAINS": "contains", "CONTAIN": "contains",
    "STARTS": "starts with", "START": "starts with",
    "ENDS": "ends with", "ENDS_PLAIN": "ends with",
    "MATCHES": "matches", "MATCH": "matches",
}  # fmt: skip

_NULLS = ("null", "nil", "none")


class ConditionBuilder(WindowBuilder):
    """Logic and predicates."""

    # ---------------------------------------------------------------------------------- logic

    def or_(self, c: Children) -> nodes.Expr:
        items: tuple[nodes.Expr, ...] = tuple(c[0::2])
        return self._values_after_or(items, self.span(c)) or nodes.Or(items, self.span(c))

    def _values_after_or(self, items: tuple[nodes.Expr, ...], span: Span) -> nodes.Expr | None:
        """`country = "SE" or "NO"`, also with `and` behind it, as what is meant by it; None for
        anything else.
        """
        match items[0]:
            case nodes.Compare("=", operand, nodes.Text() | nodes.Number() | nodes.Date() as first):
                rest = items[1:]
            case _:
                return None
        if isinstance(rest[-1], nodes.And):
            (last, *others), span = rest[-1].items, span.to(rest[-1].items[0].span)
            if (known := self._values_after_or((items[0], *rest[:-1], last), span)) is None:
                return None
            return nodes.And((known, *others), known.span.to(items[-1].span))
        if not all(isinstance(item, nodes.Text | nodes.Number | nodes.Date) for item in rest):
            return None
        values = nodes.Values((first, *rest), first.span.to(span))
        listed = ", ".join(item.span.text for item in values.items)
        mend = f"{operand.span.text} in ({listed})"
        self.report(
            codes.VALUES_AFTER_OR,
            f"`or {rest[0].span.text}` is a value, not a condition.",
            span,
            help=f"Write `{mend}`.",
            replacement=mend,
        )
        return nodes.InValues(operand, values, False, span)

    def and_(self, c: Children) -> nodes.And:
        items: list[nodes.Expr] = []
        compared: nodes.Compare | None = None
        for item in c[0::2]:
            if compared is not None and isinstance(item, nodes.Text | nodes.Number | nodes.Date):
                items.append(self._value_after_and(compared, item))
                continue
            named = isinstance(item, nodes.Compare) and isinstance(item.left, nodes.Name)
            compared = item if named else None
            items.append(item)
        return nodes.And(tuple(items), self.span(c))

    def _value_after_and(
        self, compared: nodes.Compare, value: nodes.Text | nodes.Number | nodes.Date
    ) -> nodes.Compare:
        """`interest = "outdoor" and "skiing"` as what is meant by it."""
        mend = f"{compared.left.span.text} {compared.operator} {value.span.text}"
        self.report(
            codes.VALUES_AFTER_OR,
            f"`and {value.span.text}` is a value, not a condition.",
            value.span,
            help=f"Say what is compared again: `and {mend}`.",
            replacement=mend,
        )
        return replace(compared, right=value, span=value.span)

    def not_(self, c: Children) -> nodes.Expr:
        operand, span = c[1], self.span(c)
        match operand:
            case nodes.InSegment(negated=False) | nodes.InList(negated=False):
                return replace(operand, negated=True, span=span)
            case nodes.AsOf(operand=nodes.InSegment(negated=False) as inner):
                inner = replace(
                    inner, negated=True, span=Span(self.source, span.start, inner.span.end)
                )
                return replace(operand, operand=inner, span=span)
            case _:
                return nodes.Not(operand, span)

    def everybody(self, c: Children) -> nodes.Everybody:
        return nodes.Everybody(self.span(c))

    def nobody(self, c: Children) -> nodes.Nobody:
        return nodes.Nobody(self.span(c))

    # ----------------------------------------------------------------------------- predicates

    def test(self, c: Children) -> nodes.Expr:
        return self._related(c[0], c[1], False, self.span(c))

    def test_not(self, c: Children) -> nodes.Expr:
        return self._related(c[0], c[2], True, self.span(c))

    def _related(
        self, operand: nodes.Expr, relation: Child, negated: bool, span: Span
    ) -> nodes.Expr:
        if isinstance(relation, Relation):
            return relation.build(operand, negated, span)
        if isinstance(relation, nodes.BetweenDates):
            return nodes.Between(operand, relation.low, relation.high, negated, span)
        return nodes.InWindow(operand, relation, negated, span)

    def compare(self, c: Children) -> nodes.Compare:
        left, sign, right = c
        span = self.span(c)
        self._check_null(left, sign, right, span)
        return nodes.Compare(sign.value, left, right, span)

    def _check_null(self, left: nodes.Expr, sign: Child, right: nodes.Expr, span: Span) -> None:
        match right:
            case nodes.Unknown():
                message = f"`{sign} unknown` is never true: nothing compares with what is unknown."
            case nodes.Name(parts=(nodes.Ident(name=name, quoted=False),)) if (
                name.lower() in _NULLS
            ):
                message = f"There is no `{name}` here: a value that is missing is `unknown`."
            case _:
                return
        negation = sign == "!="
        word = "known" if negation else "unknown"
        mend = f"{left.span.text} is {word}"
        certain = sign in ("=", "!=")
        self.report(
            codes.COMPARED_WITH_UNKNOWN,
            message,
            span,
            f"Write `{mend}`.",
            mend if certain else None,
        )

    def is_known(self, c: Children) -> nodes.IsKnown:
        return nodes.IsKnown(c[0], c[-1].type == "KNOWN", self.span(c))

    def is_not_known(self, c: Children) -> nodes.IsKnown:
        return nodes.IsKnown(c[0], c[-1].type == "UNKNOWN", self.span(c))

    def has(self, c: Children) -> nodes.Has:
        return nodes.Has(c[0], c[2].lower(), c[3], self.span(c))

    def text_verb(self, c: Children) -> Part:
        return Part(_TEXT_TESTS[c[0].type], self.span(c))

    text_verb_plain = text_verb

    def text_test(self, c: Children) -> Relation:
        kind, pattern = c[0].value, c[1]
        match pattern:
            case nodes.Call(function=nodes.Ident(name="any" | "all" as word), arguments=items) if (
                all(isinstance(item, nodes.Text) for item in items)
            ):
                return self._has_instead(c, word, items)
            case _:
                pass
        return Relation(
            lambda operand, negated, span: nodes.TextTest(kind, operand, pattern, negated, span),
            self.span(c),
        )

    def _has_instead(self, c: Children, word: Any, items: tuple[nodes.Expr, ...]) -> Relation:
        """`interest contains any ("a", "b")`"""
        listed = ", ".join(item.span.text for item in items)
        mend = f"has {word} ({listed})"
        self.report(
            codes.FOREIGN_WORD,
            f"`{c[0].span.text} {word}` is said otherwise here.",
            self.span(c),
            help=f"Of a list, write `{mend}`.",
            replacement=mend,
        )
        values = nodes.Values(items, c[1].span)
        return Relation(
            lambda operand, negated, span: nodes.Has(operand, word, values, span), self.span(c)
        )

    def does_not(self, c: Children) -> nodes.TextTest:
        operand, _, _, kind, pattern = c
        return nodes.TextTest(kind.value, operand, pattern, True, self.span(c))

    def near(self, c: Children) -> Relation:
        _, distance, unit, _, place = c
        kind: Any = unit.lower()
        return Relation(
            lambda operand, negated, span: nodes.Near(
                operand, distance, kind, place, negated, span
            ),
            self.span(c),
        )

    # ----------------------------------------------------------------------- ranges and lists

    def range(self, c: Children) -> Relation:
        return self._range(c[0], c[2], c[1], False, self.span(c))

    def range_up_to(self, c: Children) -> Relation:
        return self._range(None, c[1], c[0], False, self.span(c))

    def bounds(self, c: Children) -> Part:
        return Part((c[0], c[2], c[1].type == "RANGE_OPEN"), self.span(c))

    def bounds_up_to(self, c: Children) -> Part:
        return Part((None, c[1], c[0].type == "RANGE_OPEN"), self.span(c))

    def in_range(self, c: Children) -> Relation:
        low, high, upper_open = c[1].value
        return Relation(
            lambda operand, negated, span: nodes.InRange(
                operand, low, high, upper_open, True, negated, span
            ),
            self.span(c),
        )

    def _range(
        self,
        low: nodes.Expr | None,
        high: nodes.Expr | None,
        sign: Child,
        with_in: bool,
        span: Span,
    ) -> Relation:
        upper_open = sign.type == "RANGE_OPEN"

        def build(operand: nodes.Expr, negated: bool, whole: Span) -> nodes.InRange:
            if low is None:
                self._check_negative_bound(operand, span)
            return nodes.InRange(operand, low, high, upper_open, with_in, negated, whole)

        return Relation(build, span)

    def _check_negative_bound(self, operand: nodes.Expr, range_: Span) -> None:
        match operand:
            case nodes.Arithmetic("-", left, nodes.Number() as right):
                mend = f"{left.span.text} in -{right.text}{range_.text}"
                self.report(
                    codes.NEGATIVE_BOUND,
                    f"`{operand.span.to(range_).text}` reads as a subtraction.",
                    operand.span.to(range_),
                    help=f"A range that begins below zero takes `in`: `{mend}`.",
                    replacement=mend,
                )
            case _:
                pass

    def in_values(self, c: Children) -> Relation:
        values = c[1]
        return Relation(
            lambda operand, negated, span: nodes.InValues(operand, values, negated, span),
            self.span(c),
        )

    # -------------------------------------------------------- other customers, other times

    def in_segment(self, c: Children) -> nodes.InSegment:
        return nodes.InSegment(c[2], False, self.span(c))

    def in_list(self, c: Children) -> nodes.InList:
        return nodes.InList(c[2], False, self.span(c))

    def as_of(self, c: Children) -> nodes.AsOf:
        operand, _, moment = c
        match operand.inner if isinstance(operand, nodes.Group) else operand:
            case nodes.Name() | nodes.InSegment():
                pass
            case nodes.Compare(left=nodes.Name()) | nodes.InValues(operand=nodes.Name()):
                pass
            case _:
                self.report(
                    codes.AS_OF_WHAT,
                    "`as of` asks for a segment at another time, and here stands something else.",
                    self.span(c),
                    help="Write `in segment NAME as of 90 days ago`, or a segmentation's case: "
                    '`lifecycle = "active" as of 90 days ago`. Give other conditions a name first, '
                    "as a segment.",
                )
        return nodes.AsOf(operand, moment, self.span(c))

    def moment(self, c: Children) -> nodes.Expr:
        moment: nodes.Expr = c[0]
        return replace(moment, span=self.span(c)) if len(c) == 2 else moment

    def top(self, c: Children) -> nodes.Top:
        kind, amount, _, by, per, within = c
        groups: tuple[nodes.Expr, ...] = ()
        if per is not None:
            groups = per.value
        return nodes.Top(
            kind.lower(), amount, by, groups, within.value if within else None, self.span(c)
        )

    def top_within_per(self, c: Children) -> nodes.Top:
        return replace(self.top([*c[:4], c[5], c[4]]), span=self.span(c))

    def per(self, c: Children) -> Part:
        return Part((c[1],), self.span(c))

    def per_many(self, c: Children) -> Part:
        return Part(tuple(c[2:-1:2]), self.span(c))

    def within(self, c: Children) -> Part:
        return Part(c[1], self.span(c))

    def at_least(self, c: Children) -> nodes.Quantified:
        kind: Any = "at least" if c[1].type == "LEAST" else "at most"
        return nodes.Quantified(kind, c[2], tuple(c[5]), self.span(c))

    def exactly(self, c: Children) -> nodes.Quantified:
        return nodes.Quantified("exactly", c[1], tuple(c[4]), self.span(c))

    def expressions(self, c: Children) -> list[nodes.Expr]:
        return c[0::2]
