"""Expressions as documents: what is written, and where a line may break."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import assert_never

from segql.source import Span
from segql.syntax import nodes
from segql.syntax.format import words
from segql.syntax.format.doc import Concat, Doc, Gap, Group, Line, Nest, Text, concat
from segql.syntax.format.windows import window

# How tightly a node binds: a child that binds less than its place asks for gets parentheses.
_IF, _OR, _AND, _NOT, _TEST, _OR_ELSE, _SUM, _PRODUCT, _UNARY, _ATOM = range(10)


@dataclass(frozen=True, slots=True)
class ExpressionPrinter:
    """Turns nodes into documents.

    `has_comment` tells whether a comment stands between two offsets. A group is broken where one
    stands before the beginning of its last part: only there can a line end for it.
    """

    has_comment: Callable[[int, int], bool]

    def _comment_between(self, first: nodes.Expr, last: nodes.Expr) -> bool:
        return self.has_comment(first.span.start, last.span.start)

    def _comment_inside(self, node: nodes.Expr | nodes.Values) -> bool:
        return self.has_comment(node.span.start, node.span.end)

    def expression(self, node: nodes.Expr, least: int = _IF) -> Doc:
        """A node where the grammar asks for something that binds at least so tightly."""
        doc = self._plain(node)
        if _binding(node) < least:
            return concat("(", doc, ")")
        return doc

    def condition_lines(self, node: nodes.Expr) -> Doc:
        """A condition on lines of its own: the items of `and` or `or` one a line."""
        if isinstance(node, nodes.And | nodes.Or):
            return self._joined(node, broken=True)
        return self.expression(node)

    # ------------------------------------------------------------------------------ by kind

    def _plain(self, node: nodes.Expr) -> Doc:  # noqa: C901 - one case a node
        at = _at(node.span)
        match node:
            case nodes.Number():
                return Text(node.text, at)
            case nodes.Text():
                return Text(words.text(node.value), at)
            case nodes.Boolean():
                return Text("true" if node.value else "false", at)
            case nodes.Unknown():
                return Text("unknown", at)
            case nodes.Date():
                return Text(node.value.isoformat(), at)
            case nodes.Timestamp():
                return Text(words.timestamp(node.value), at)
            case nodes.Duration():
                return Text(words.duration(node), at)
            case nodes.Parameter():
                return Text(f"${node.name}", at)
            case nodes.Name():
                return Text(words.dotted(node), at)
            case nodes.Everybody():
                return Text("everybody", at)
            case nodes.Nobody():
                return Text("nobody", at)
            case nodes.InSegment():
                return Text(f"{_not(node)}in segment {words.name(node.name)}", at)
            case nodes.InList():
                return Text(f"{_not(node)}in list {words.name(node.name)}", at)
            case nodes.And() | nodes.Or():
                return self._joined(node)
            case nodes.Not():
                return Concat((Text("not ", at), self.expression(node.operand, _NOT)))
            case nodes.Group():
                return self._parentheses(node)
            case nodes.If():
                return self._if(node)
            case nodes.Negative():
                return Concat((Text("-", at), self.expression(node.operand, _UNARY)))
            case nodes.Arithmetic():
                return self._arithmetic(node)
            case nodes.OrElse():
                return self._or_else(node)
            case nodes.PercentOf():
                operand = self.expression(node.operand, _UNARY)
                return Concat((Text(f"{words.amount(node.percent)} of ", at), operand))
            case nodes.Since():
                operand = self.expression(node.operand, _UNARY)
                return Concat((Text(f"{node.unit}s since ", at), operand))
            case nodes.PartOf():
                return Concat(
                    (Text(f"{node.part} of ", at), self.expression(node.operand, _UNARY))
                )
            case nodes.UnitsBetween():
                start, end = self.expression(node.start, _SUM), self.expression(node.end, _UNARY)
                return Concat((Text(f"{node.unit}s between ", at), start, Text(" and "), end))
            case nodes.Anniversary():
                return Concat(
                    (Text("anniversary of ", at), self.expression(node.operand, _OR_ELSE))
                )
            case nodes.Call():
                return self._call(node)
            case nodes.Overall():
                return Concat((Text("overall ", at), self._call(node.call)))
            case nodes.PeriodCall():
                return self._period_call(node)
            case nodes.Sequence():
                return self._sequence(node)
            case nodes.Quantified():
                head = Text(f"{node.kind} {words.amount(node.amount)} of (", at)
                return self._enclosed(head, [self.expression(item) for item in node.items], node)
            case nodes.Top():
                return self._top(node)
            case _:
                return self._predicate(node)

    def _predicate(self, node: _Predicate) -> Doc:
        if isinstance(node, nodes.AsOf):
            return self._as_of(node)
        operand = (
            self.expression(node.left, _OR_ELSE)
            if isinstance(node, nodes.Compare)
            else self._plain(node.operand)
            if isinstance(node, nodes.InWindow) and isinstance(node.operand, nodes.Anniversary)
            else self.expression(node.operand, _OR_ELSE)
        )
        return Concat((operand, Text(" "), self._relation(node)))

    def _relation(self, node: _Relation) -> Doc:
        match node:
            case nodes.Compare():
                return concat(f"{node.operator} ", self.expression(node.right, _OR_ELSE))
            case nodes.InRange():
                head = _not(node) + ("in " if node.with_in else "")
                dots = "..<" if node.upper_open else ".."
                low = "" if node.low is None else self.expression(node.low, _ATOM)
                high = "" if node.high is None else self.expression(node.high, _ATOM)
                if isinstance(node.low, nodes.Negative):
                    low = self.expression(node.low)
                if isinstance(node.high, nodes.Negative):
                    high = self.expression(node.high)
                return concat(head, low, dots, high)
            case nodes.Between():
                low, high = self.expression(node.low, _OR_ELSE), self.expression(node.high, _OR_ELSE)
                return concat(f"{_not(node)}between ", low, " and ", high)
            case nodes.InValues():
                return concat(f"{_not(node)}in ", self.values(node.values))
            case nodes.TextTest():
                verb = _PLAIN_VERBS[node.kind] if node.negated else node.kind
                return concat(f"{verb} ", self.expression(node.pattern, _OR_ELSE))
            case nodes.IsKnown():
                return Text("is known" if node.known else "is unknown")
            case nodes.Has():
                return concat(f"has {node.quantifier} ", self.values(node.values))
            case nodes.InWindow():
                return concat(_not(node), window(node.window, self._bound))
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

    def _bound(self, node: nodes.Expr) -> Doc:
        return self.expression(node, _OR_ELSE)

    # -------------------------------------------------------------------------------- logic

    def _joined(self, node: nodes.And | nodes.Or, broken: bool = False) -> Doc:
        word, least = ("and", _NOT) if isinstance(node, nodes.And) else ("or", _AND)
        parts: list[Doc] = []
        for index, item in enumerate(node.items):
            doc = self.expression(item, least)
            if isinstance(item, nodes.And):
                doc = Nest(doc)
            parts.append(Concat((Line(), Text(f"{word} "), doc)) if index else doc)
        broken = broken or self._comment_between(node.items[0], node.items[-1])
        return Group(Concat(tuple(parts)), broken)

    def _parentheses(self, node: nodes.Group) -> Doc:
        inner = node.inner
        head = Text("(", _at(node.span))
        if isinstance(inner, nodes.And | nodes.Or | nodes.If) or self._comment_inside(node):
            return self._enclosed(head, [self.expression(inner)], node)
        return Concat((head, self.expression(inner), Text(")")))

    def _if(self, node: nodes.If) -> Doc:
        return Group(
            Concat(
                (
                    Text("if ", _at(node.span)),
                    Nest(self.expression(node.condition)),
                    Nest(Concat((Line(), Text("then "), self.expression(node.then)))),
                    Nest(Concat((Line(), Text("else "), self.expression(node.otherwise)))),
                )
            ),
            self._comment_between(node, node.otherwise),
        )

    def _as_of(self, node: nodes.AsOf) -> Doc:
        if isinstance(node.when, nodes.Duration):
            when: Doc = Text(f"{words.duration(node.when)} ago", _at(node.when.span))
        else:
            when = self.expression(node.when)
        return concat(self.expression(node.operand, _TEST), " as of ", when)

    # ----------------------------------------------------------------------------- arithmetic

    def _arithmetic(self, node: nodes.Arithmetic) -> Doc:
        least = _PRODUCT if node.operator in "+-" else _UNARY
        level = _SUM if node.operator in "+-" else _PRODUCT
        tails: list[Doc] = []
        left: nodes.Expr = node
        while isinstance(left, nodes.Arithmetic) and _binding(left) == level:
            right = self.expression(left.right, least)
            tails.append(Concat((Line(), Text(f"{left.operator} "), right)))
            left = left.left
        tails.reverse()
        first = self.expression(left, least)
        broken = self._comment_between(left, node.right)
        return Group(Concat((first, Nest(Concat(tuple(tails))))), broken)

    def _or_else(self, node: nodes.OrElse) -> Doc:
        tail = Concat((Line(), Text("or else "), self.expression(node.fallback, _SUM)))
        broken = self._comment_between(node.value, node.fallback)
        return Group(Concat((self.expression(node.value, _OR_ELSE), Nest(tail))), broken)

    # -------------------------------------------------------------------------------- values

    def values(self, node: nodes.Values | nodes.Parameter) -> Doc:
        """`("SE", "NO")`, filled line by line where it is long."""
        if isinstance(node, nodes.Parameter):
            return Text(f"${node.name}", _at(node.span))
        broken = self._comment_inside(node)
        parts: list[Doc] = []
        before: nodes.Expr | None = None
        for item in node.items:
            doc = self.expression(item)
            if before is None:
                parts.append(doc)
            else:
                own = broken and self._comment_between(before, item)
                parts += (Text(","), Gap(doc, own))
            before = item
        inner = Nest(Concat((Line(""), *parts)))
        closing = Text(")", _at_end(node.span))
        return Group(Concat((Text("(", _at(node.span)), inner, Line(""), closing)), broken)

    # ----------------------------------------------------------------------------- functions

    def _call(self, node: nodes.Call) -> Doc:
        arguments: list[Doc] = []
        for index, argument in enumerate(node.arguments):
            least = _IF if isinstance(argument, nodes.If) else _OR_ELSE
            doc = self.expression(argument, least)
            if index == 0:
                doc = concat(_before_argument(node), doc)
            arguments.append(doc)
        options = list(self._options(node))
        head = Text(f"{node.function.name}(", _at(node.span))
        if not options:
            return self._enclosed(head, arguments, node)
        first = Concat(
            tuple(
                part
                for index, doc in enumerate(arguments)
                for part in ((Text(", "), doc) if index else (doc,))
            )
        )
        inner = Concat((first, *(Concat((Line(), option)) for option in options)))
        return self._around(head, inner, node)

    def _options(self, node: nodes.Call) -> Iterable[Doc]:
        if node.alias is not None:
            yield Text(f"as {words.name(node.alias)}", _at(node.alias.span))
        if node.window is not None:
            negation = "not " if node.window_negated else ""
            yield concat(negation, window(node.window, self._bound))
        if node.where is not None:
            yield concat("where ", Nest(self.expression(node.where)))
        if node.having is not None:
            yield concat("having ", Nest(self.expression(node.having)))
        if node.per:
            yield concat("per ", *_comma_separated(self._bound(item) for item in node.per))
        if node.within is not None:
            yield Text(f"within segment {words.name(node.within)}", _at(node.within.span))

    def _period_call(self, node: nodes.PeriodCall) -> Doc:
        if node.size is not None:
            period = f"periods of {words.amount(node.size)} {words.units(node.size, node.unit)}"
        else:
            period = ("calendar " if node.calendar else "") + node.unit + "s"
        inner = Concat(
            (
                Text(f"{period} in last {words.duration(node.last)}"),
                Line(),
                Text("where "),
                Nest(self.expression(node.where)),
            )
        )
        return self._around(Text(f"{node.function}(", _at(node.span)), inner, node)

    def _sequence(self, node: nodes.Sequence) -> Doc:
        parts: list[Doc] = []
        for index, step in enumerate(node.steps):
            doc = self._step(step)
            parts.append(Concat((Line(), Text("then "), doc)) if index else doc)
        return self._around(Text("sequence(", _at(node.span)), Concat(tuple(parts)), node)

    def _step(self, step: nodes.Step) -> Doc:
        parts: list[Doc] = [
            Text(("no " if step.negated else "") + words.dotted(step.event), _at(step.span))
        ]
        if step.alias is not None:
            parts.append(Text(f" as {words.name(step.alias)}"))
        if step.window is not None:
            negation = " not " if step.window_negated else " "
            parts.append(concat(negation, window(step.window, self._bound)))
        if step.limit is not None:
            parts.append(Text(f" within {words.duration(step.limit)}", _at(step.limit.span)))
        if step.where is not None:
            parts.append(concat(" where ", Nest(self.expression(step.where))))
        return Concat(tuple(parts))

    def _top(self, node: nodes.Top) -> Doc:
        parts: list[Doc] = [
            Text(f"{node.kind} {words.amount(node.amount)} by ", _at(node.span)),
            self.expression(node.by, _OR_ELSE),
        ]
        per = [self.expression(item, _OR_ELSE) for item in node.per]
        if len(per) == 1:
            parts.append(concat(" per ", per[0]))
        elif per:
            parts.append(concat(" per (", *_comma_separated(per), ")"))
        if node.within is not None:
            parts.append(Text(f" within segment {words.name(node.within)}"))
        return Concat(tuple(parts))

    # ---------------------------------------------------------------------------- enclosing

    def _enclosed(self, head: Doc, items: list[Doc], node: nodes.Expr) -> Doc:
        parts: list[Doc] = []
        for index, item in enumerate(items):
            parts.append(Concat((Text(","), Line(), item)) if index else item)
        return self._around(head, Concat(tuple(parts)), node)

    def _around(self, head: Doc, inner: Doc, node: nodes.Expr) -> Doc:
        closing = Text(")", _at_end(node.span))
        return Group(
            Concat((head, Nest(Concat((Line(""), inner))), Line(""), closing)),
            self._comment_inside(node),
        )


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


def _before_argument(node: nodes.Call) -> str:
    before = "distinct " if node.distinct else ""
    if node.pick is not None:
        count = "" if node.pick.amount is None else f" {words.amount(node.pick.amount)}"
        before += f"{node.pick.kind}{count} "
    return before


def _comma_separated(docs: Iterable[Doc]) -> list[Doc]:
    parts: list[Doc] = []
    for doc in docs:
        parts += (Text(", "), doc) if parts else (doc,)
    return parts


def _not(node: nodes.InRange | nodes.Between | nodes.InValues | nodes.InWindow | nodes.Near
         | nodes.InSegment | nodes.InList) -> str:  # fmt: skip
    return "not " if node.negated else ""


def _at(span: Span) -> int | None:
    return span.start if span.source.text else None


def _at_end(span: Span) -> int | None:
    return span.end - 1 if span.source.text else None


def _binding(node: nodes.Expr) -> int:
    match node:
        case nodes.If():
            return _IF
        case nodes.Or():
            return _OR
        case nodes.And():
            return _AND
        case nodes.Not():
            return _NOT
        case nodes.InSegment() | nodes.InList():
            return _NOT if node.negated else _TEST
        case (
            nodes.Compare() | nodes.InRange() | nodes.Between() | nodes.InValues()
            | nodes.TextTest() | nodes.IsKnown() | nodes.Has() | nodes.InWindow() | nodes.Near()
            | nodes.AsOf() | nodes.Top() | nodes.Quantified() | nodes.Everybody() | nodes.Nobody()
        ):  # fmt: skip
            return _TEST
        case nodes.OrElse():
            return _OR_ELSE
        case nodes.Arithmetic():
            return _SUM if node.operator in "+-" else _PRODUCT
        case nodes.Negative() | nodes.PercentOf() | nodes.Since() | nodes.UnitsBetween():
            return _UNARY
        case nodes.PartOf():
            return _UNARY
        case _:
            return _ATOM
