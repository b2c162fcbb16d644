"""Expressions as documents: what is written, and where a line may break."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from segql.syntax import nodes
from segql.syntax.format import binding, words
from segql.syntax.format.doc import Concat, Doc, Gap, Group, Line, Nest, Text, concat
from segql.syntax.format.functions import FunctionPrinter, at, at_end
from segql.syntax.format.windows import window


@dataclass(frozen=True, slots=True)
class ExpressionPrinter(FunctionPrinter):
    """Turns nodes into documents."""

    def expression(self, node: nodes.Expr, least: int = binding.IF) -> Doc:
        """A node where the grammar asks for something that binds at least so tightly."""
        if binding.of(node) < least:
            return self._parentheses(nodes.Group(node, node.span))
        return self._plain(node)

    def condition_lines(self, node: nodes.Expr) -> Doc:
        """A condition on lines of its own: the items of `and` or `or` one a line."""
        if isinstance(node, nodes.And | nodes.Or):
            return self._joined(node, broken=True)
        return self.expression(node)

    # ------------------------------------------------------------------------------ by kind

    def _plain(self, node: nodes.Expr) -> Doc:
        start = at(node.span)
        match node:
            case nodes.Number():
                return Text(node.text, start)
            case nodes.Text():
                return Text(words.text(node.value), start)
            case nodes.Boolean():
                return Text("true" if node.value else "false", start)
            case nodes.Unknown():
                return Text("unknown", start)
            case nodes.Date():
                return Text(node.value.isoformat(), start)
            case nodes.Timestamp():
                return Text(words.timestamp(node.value), start)
            case nodes.Duration():
                return Text(words.duration(node), start)
            case nodes.Parameter():
                return Text(f"${node.name}", start)
            case nodes.Name():
                return Text(words.dotted(node), start)
            case nodes.Everybody():
                return Text("everybody", start)
            case nodes.Nobody():
                return Text("nobody", start)
            case nodes.InSegment():
                return Text(f"{_not(node)}in segment {words.name(node.name)}", start)
            case nodes.InList():
                return Text(f"{_not(node)}in list {words.name(node.name)}", start)
            case nodes.And() | nodes.Or():
                return self._joined(node)
            case nodes.Not():
                return Concat((Text("not ", start), self.expression(node.operand, binding.NOT)))
            case nodes.Group():
                return self._parentheses(node)
            case nodes.If():
                return self._if(node)
            case nodes.Negative():
                return Concat((Text("-", start), self.expression(node.operand, binding.UNARY)))
            case nodes.Arithmetic():
                return self._arithmetic(node)
            case nodes.OrElse():
                return self._or_else(node)
            case nodes.PercentOf():
                operand = self.expression(node.operand, binding.UNARY)
                return Concat((Text(f"{words.amount(node.percent)} of ", start), operand))
            case nodes.Since():
                operand = self.expression(node.operand, binding.UNARY)
                return Concat((Text(f"{node.unit}s since ", start), operand))
            case nodes.PartOf():
                return Concat(
                    (Text(f"{node.part} of ", start), self.expression(node.operand, binding.UNARY))
                )
            case nodes.UnitsBetween():
                low = self.expression(node.start, binding.SUM)
                high = self.expression(node.end, binding.UNARY)
                head = Text(f"{node.unit}s between ", start)
                return Concat((head, low, Text(" and "), high))
            case nodes.Anniversary():
                return Concat(
                    (Text("anniversary of ", start), self.expression(node.operand, binding.OR_ELSE))
                )
            case nodes.Call():
                return self.call(node)
            case nodes.Overall():
                return Concat((Text("overall ", start), self.call(node.call)))
            case nodes.PeriodCall():
                return self.period_call(node)
            case nodes.Sequence():
                return self.sequence(node)
            case nodes.Quantified():
                head = Text(f"{node.kind} {words.amount(node.amount)} of (", start)
                return self.enclosed(head, [self.expression(item) for item in node.items], node)
            case nodes.Top():
                return self.top(node)
            case _:
                return self._predicate(node)

    def _predicate(self, node: _Predicate) -> Doc:
        if isinstance(node, nodes.AsOf):
            return self._as_of(node)
        operand = (
            self.expression(node.left, binding.OR_ELSE)
            if isinstance(node, nodes.Compare)
            else self._plain(node.operand)
            if isinstance(node, nodes.InWindow) and isinstance(node.operand, nodes.Anniversary)
            else self.expression(node.operand, binding.OR_ELSE)
        )
        return Concat((operand, Text(" "), self._relation(node)))

    def _relation(self, node: _Relation) -> Doc:
        match node:
            case nodes.Compare():
                return concat(f"{node.operator} ", self.expression(node.right, binding.OR_ELSE))
            case nodes.InRange():
                head = _not(node) + ("in " if node.with_in else "")
                dots = "..<" if node.upper_open else ".."
                low = "" if node.low is None else self.expression(node.low, binding.ATOM)
                high = "" if node.high is None else self.expression(node.high, binding.ATOM)
                if isinstance(node.low, nodes.Negative):
                    low = self.expression(node.low)
                if isinstance(node.high, nodes.Negative):
                    high = self.expression(node.high)
                return concat(head, low, dots, high)
            case nodes.Between():
                low, high = (
                    self.expression(node.low, binding.OR_ELSE),
                    self.expression(node.high, binding.OR_ELSE),
                )
                return concat(f"{_not(node)}between ", low, " and ", high)
            case nodes.InValues():
                return concat(f"{_not(node)}in ", self.values(node.values))
            case nodes.TextTest():
                verb = _PLAIN_VERBS[node.kind] if node.negated else node.kind
                return concat(f"{verb} ", self.expression(node.pattern, binding.OR_ELSE))
            case nodes.IsKnown():
                return Text("is known" if node.known else "is unknown")
            case nodes.Has():
                return concat(f"has {node.quantifier} ", self.values(node.values))
            case nodes.InWindow():
                return concat(_not(node), window(node.window, self.bound))
            case nodes.Near():
                place: Doc
                if isinstance(node.place, nodes.Point):
                    place = Text(f"({node.place.latitude}, {node.place.longitude})")
                else:
                    place = Text(words.text(node.place.value))
                distance = f"{words.amount(node.distance)} {node.unit}"
                return concat(f"{_not(node)}within {distance} of ", place)
            case _:
                assert_never(node)

    # -------------------------------------------------------------------------------- logic

    def _joined(self, node: nodes.And | nodes.Or, broken: bool = False) -> Doc:
        word, least = ("and", binding.NOT) if isinstance(node, nodes.And) else ("or", binding.AND)
        parts: list[Doc] = []
        for index, item in enumerate(node.items):
            doc = self.expression(item, least)
            if isinstance(item, nodes.And) and isinstance(node, nodes.Or):
                doc = Nest(doc)
            parts.append(Concat((Line(), Text(f"{word} "), doc)) if index else doc)
        broken = broken or self.comment_between(node.items[0], node.items[-1])
        return Group(Concat(tuple(parts)), broken)

    def _parentheses(self, node: nodes.Group) -> Doc:
        return self.enclosed(Text("(", at(node.span)), [self.expression(node.inner)], node)

    def _if(self, node: nodes.If) -> Doc:
        return Group(
            Concat(
                (
                    Text("if ", at(node.span)),
                    Nest(self.expression(node.condition)),
                    Nest(Concat((Line(), Text("then "), self.expression(node.then)))),
                    Nest(Concat((Line(), Text("else "), self.expression(node.otherwise)))),
                )
            ),
            self.comment_between(node, node.otherwise),
        )

    def _as_of(self, node: nodes.AsOf) -> Doc:
        if isinstance(node.when, nodes.Duration):
            when: Doc = Text(f"{words.duration(node.when)} ago", at(node.when.span))
        else:
            when = self.expression(node.when)
        return concat(self.expression(node.operand, binding.TEST), " as of ", when)

    # ----------------------------------------------------------------------------- arithmetic

    def _arithmetic(self, node: nodes.Arithmetic) -> Doc:
        least = binding.PRODUCT if node.operator in "+-" else binding.UNARY
        level = binding.SUM if node.operator in "+-" else binding.PRODUCT
        tails: list[Doc] = []
        left: nodes.Expr = node
        while isinstance(left, nodes.Arithmetic) and binding.of(left) == level:
            right = self.expression(left.right, least)
            tails.append(Concat((Line(), Text(f"{left.operator} "), right)))
            left = left.left
        tails.reverse()
        first = self.expression(left, least)
        broken = self.comment_between(left, node.right)
        return Group(Concat((first, Nest(Concat(tuple(tails))))), broken)

    def _or_else(self, node: nodes.OrElse) -> Doc:
        tail = Concat((Line(), Text("or else "), self.expression(node.fallback, binding.SUM)))
        broken = self.comment_between(node.value, node.fallback)
        return Group(Concat((self.expression(node.value, binding.OR_ELSE), Nest(tail))), broken)

    # -------------------------------------------------------------------------------- values

    def values(self, node: nodes.Values | nodes.Parameter) -> Doc:
        """`("SE", "NO")`, filled line by line where it is long."""
        if isinstance(node, nodes.Parameter):
            return Text(f"${node.name}", at(node.span))
        broken = self.comment_inside(node)
        parts: list[Doc] = []
        before: nodes.Expr | None = None
        for item in node.items:
            doc = self.expression(item)
            if before is None:
                parts.append(doc)
            else:
                own = broken and self.comment_between(before, item)
                parts += (Text(","), Gap(doc, own))
            before = item
        inner = Nest(Concat((Line(""), *parts)))
        closing = Text(")", at_end(node.span))
        return Group(Concat((Text("(", at(node.span)), inner, Line(""), closing)), broken)


_Relation = (
    nodes.Compare | nodes.InRange | nodes.Between | nodes.InValues | nodes.TextTest | nodes.IsKnown
    | nodes.Has | nodes.InWindow | nodes.Near
)  # fmt: skip
_Predicate = _Relation | nodes.AsOf

_PLAIN_VERBS = {
    "contains": "does not contain",
    "starts with": "does not start with",
    "ends with": "does not end with",
    "matches": "does not match",
}


def _not(node: nodes.InRange | nodes.Between | nodes.InValues | nodes.InWindow | nodes.Near
         | nodes.InSegment | nodes.InList) -> str:  # fmt: skip
    return "not " if node.negated else ""
