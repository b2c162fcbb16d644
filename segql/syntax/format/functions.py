"""Functions as documents, and what all documents in parentheses share."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from segql.source import Span
from segql.syntax import nodes
from segql.syntax.format import binding, words
from segql.syntax.format.doc import Concat, Doc, Group, Line, Nest, Text, concat
from segql.syntax.format.windows import window


@dataclass(frozen=True, slots=True)
class FunctionPrinter:
    """Turns calls, periods, sequences and rankings into documents.

    `has_comment` tells whether a comment stands between two offsets. A group is broken where one
    stands before the beginning of its last part: only there can a line end for it.
    """

    has_comment: Callable[[int, int], bool]

    @abstractmethod
    def expression(self, node: nodes.Expr, least: int = binding.IF) -> Doc:
        """A node where the grammar asks for something that binds at least so tightly."""

    def bound(self, node: nodes.Expr) -> Doc:
        """A date or value inside a window or an option."""
        return self.expression(node, binding.OR_ELSE)

    def comment_between(self, first: nodes.Expr, last: nodes.Expr) -> bool:
        return self.has_comment(first.span.start, last.span.start)

    def comment_inside(self, node: nodes.Expr | nodes.Values) -> bool:
        return self.has_comment(node.span.start, node.span.end)

    def call(self, node: nodes.Call) -> Doc:
        before = _before_argument(node)
        # a choice takes in whatever follows it, so that only a filter may stand behind it
        followed = before or node.alias or node.window or node.per or node.within
        arguments: list[Doc] = []
        for index, argument in enumerate(node.arguments):
            alone = isinstance(argument, nodes.If) and not followed
            doc = self.expression(argument, binding.IF if alone else binding.OR_ELSE)
            arguments.append(doc if index else concat(before, doc))
        options = list(self._options(node))
        head = Text(f"{node.function.name}(", at(node.span))
        if not options:
            return self.enclosed(head, arguments, node)
        first = Concat(
            tuple(
                part
                for index, doc in enumerate(arguments)
                for part in ((Text(", "), doc) if index else (doc,))
            )
        )
        inner = Concat((first, *(Concat((Line(), option)) for option in options)))
        return self.around(head, inner, node)

    def _options(self, node: nodes.Call) -> Iterable[Doc]:
        if node.alias is not None:
            yield Text(f"as {words.name(node.alias)}", at(node.alias.span))
        if node.window is not None:
            negation = "not " if node.window_negated else ""
            yield concat(negation, window(node.window, self.bound))
        if node.where is not None:
            yield concat("where ", Nest(self.expression(node.where)))
        if node.having is not None:
            yield concat("having ", Nest(self.expression(node.having)))
        if node.per:
            yield concat("per ", *_comma_separated(self.bound(item) for item in node.per))
        if node.within is not None:
            yield Text(f"within segment {words.name(node.within)}", at(node.within.span))

    def period_call(self, node: nodes.PeriodCall) -> Doc:
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
        return self.around(Text(f"{node.function}(", at(node.span)), inner, node)

    def sequence(self, node: nodes.Sequence) -> Doc:
        parts: list[Doc] = []
        for index, step in enumerate(node.steps):
            doc = self._step(step)
            parts.append(Concat((Line(), Text("then "), doc)) if index else doc)
        return self.around(Text("sequence(", at(node.span)), Concat(tuple(parts)), node)

    def _step(self, step: nodes.Step) -> Doc:
        parts: list[Doc] = [
            Text(("no " if step.negated else "") + words.dotted(step.event), at(step.span))
        ]
        if step.alias is not None:
            parts.append(Text(f" as {words.name(step.alias)}"))
        if step.window is not None:
            negation = " not " if step.window_negated else " "
            parts.append(concat(negation, window(step.window, self.bound)))
        if step.limit is not None:
            parts.append(Text(f" within {words.duration(step.limit)}", at(step.limit.span)))
        if step.where is not None:
            parts.append(concat(" where ", Nest(self.expression(step.where))))
        return Concat(tuple(parts))

    def top(self, node: nodes.Top) -> Doc:
        parts: list[Doc] = [
            Text(f"{node.kind} {words.amount(node.amount)} by ", at(node.span)),
            self.expression(node.by, binding.OR_ELSE),
        ]
        per = [self.expression(item, binding.OR_ELSE) for item in node.per]
        if len(per) == 1:
            parts.append(concat(" per ", per[0]))
        elif per:
            parts.append(concat(" per (", *_comma_separated(per), ")"))
        if node.within is not None:
            parts.append(Text(f" within segment {words.name(node.within)}"))
        return Concat(tuple(parts))

    # ---------------------------------------------------------------------------- enclosing

    def enclosed(self, head: Doc, items: list[Doc], node: nodes.Expr) -> Doc:
        parts: list[Doc] = []
        for index, item in enumerate(items):
            parts.append(Concat((Text(","), Line(), item)) if index else item)
        return self.around(head, Concat(tuple(parts)), node)

    def around(self, head: Doc, inner: Doc, node: nodes.Expr) -> Doc:
        closing = Text(")", at_end(node.span))
        return Group(
            Concat((head, Nest(Concat((Line(""), inner))), Line(""), closing)),
            self.comment_inside(node),
        )


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


def at(span: Span) -> int | None:
    return span.start if span.source.text else None


def at_end(span: Span) -> int | None:
    return span.end - 1 if span.source.text else None
