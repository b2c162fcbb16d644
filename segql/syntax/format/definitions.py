"""Definitions as documents: the lines of their headers, cases and conditions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import assert_never

from segql.source import Span
from segql.syntax import nodes
from segql.syntax.format import words
from segql.syntax.format.doc import HARD, WIDTH, Concat, Doc, Nest, Text, concat, fits_on_one_line
from segql.syntax.format.expressions import ExpressionPrinter
from segql.syntax.scan import scan


@dataclass(frozen=True, slots=True)
class DefinitionPrinter:
    """Turns definitions into documents; `has_comment` as in ExpressionPrinter."""

    has_comment: Callable[[int, int], bool]

    @property
    def expressions(self) -> ExpressionPrinter:
        return ExpressionPrinter(self.has_comment)

    def definition(self, node: nodes.Definition) -> Doc:
        match node:
            case nodes.ParamDefinition():
                return self._param(node)
            case nodes.TraitDefinition():
                return self._trait(node)
            case nodes.SegmentDefinition():
                return self._segment(node)
            case nodes.SegmentationDefinition():
                return self._segmentation(node)
            case nodes.ExperimentDefinition():
                return self._experiment(node)
            case _:
                assert_never(node)

    def bare(self, body: nodes.Expr) -> Doc:
        """The one condition of a file without definitions."""
        plain = self.expressions.expression(body)
        if fits_on_one_line(plain, WIDTH):
            return plain
        return self.expressions.condition_lines(body)

    def _param(self, node: nodes.ParamDefinition) -> Doc:
        if isinstance(node.value, nodes.Values):
            value = self.expressions.values(node.value)
        else:
            value = self.expressions.expression(node.value)
        return concat(Text(f"param {words.name(node.name)} = ", _at(node.span)), value)

    def _trait(self, node: nodes.TraitDefinition) -> Doc:
        event = "" if node.event is None else f"{words.name(node.event)}."
        head = Text(f"trait {event}{words.name(node.name)}{_title(node.title)}", _at(node.span))
        body = self.expressions.expression(node.body)
        if self._short(node) and fits_on_one_line(body, WIDTH - len(head.text) - 3):
            return concat(head, " = ", body)
        return Concat((head, Nest(Concat((*_headers(node.headers), HARD, concat("= ", body))))))

    def _segment(self, node: nodes.SegmentDefinition) -> Doc:
        head = Text(f"segment {words.name(node.name)}{_title(node.title)}", _at(node.span))
        body = self.expressions.expression(node.body)
        if self._short(node) and fits_on_one_line(body, WIDTH - len(head.text) - 7):
            return concat(head, " where ", body)
        lines = self.expressions.condition_lines(node.body)
        where = Text("where", _offset_of("where", _after_headers(node), node.body.span))
        return Concat(
            (
                head,
                Nest(Concat(tuple(_headers(node.headers)))),
                HARD,
                where,
                Nest(concat(HARD, lines)),
            )
        )

    def _short(self, node: nodes.TraitDefinition | nodes.SegmentDefinition) -> bool:
        """Whether a definition has nothing that asks for lines of its own before its body."""
        plain = node.title is None and not node.headers
        return plain and not self.has_comment(node.span.start, node.body.span.start)

    def _segmentation(self, node: nodes.SegmentationDefinition) -> Doc:
        head = Text(f"segmentation {words.name(node.name)}{_title(node.title)}", _at(node.span))
        conditional = [case for case in node.cases if case.condition is not None]
        names = max((len(words.name(case.name)) for case in conditional), default=0)
        titles = max((len(_title(case.title)) for case in conditional), default=0)
        cases = [self._case(case, names, titles) for case in node.cases]
        lines = [*_headers(node.headers), *(concat(HARD, case) for case in cases)]
        return Concat((head, Nest(Concat(tuple(lines)))))

    def _case(self, case: nodes.Case, names: int, titles: int) -> Doc:
        at = _at(case.span)
        name, title = words.name(case.name), _title(case.title)
        if case.condition is None:
            return Text(f"otherwise {name}{title}", at)
        body = self.expressions.expression(case.condition)
        aligned = f"case {name:<{names}}{title:<{titles}} where "
        commented = self.has_comment(case.span.start, case.condition.span.start)
        if not commented and fits_on_one_line(body, WIDTH - 2 - len(aligned)):
            return concat(Text(aligned, at), body)
        lines = self.expressions.condition_lines(case.condition)
        return concat(Text(f"case {name}{title} where", at), Nest(concat(HARD, lines)))

    def _experiment(self, node: nodes.ExperimentDefinition) -> Doc:
        head = Text(f"experiment {words.name(node.name)}{_title(node.title)}", _at(node.span))
        variants = max((len(words.name(item.name)) for item in node.variants), default=0)
        measures = max((len(words.name(item.name)) for item in node.measures), default=0)
        lines: list[Doc] = []
        in_order: list[nodes.Variant | nodes.Measure] = [*node.variants, *node.measures]
        for item in sorted(in_order, key=lambda item: item.span.start):
            name = words.name(item.name)
            if isinstance(item, nodes.Variant):
                line: Doc = Text(f"variant {name:<{variants}} {item.share.text}", _at(item.span))
            else:
                body = self.expressions.expression(item.body)
                line = concat(Text(f"measure {name:<{measures}} = ", _at(item.span)), Nest(body))
            lines.append(concat(HARD, line))
        return Concat((head, Nest(Concat((*_headers(node.headers), *lines)))))


def _headers(headers: Sequence[nodes.Header]) -> list[Doc]:
    return [concat(HARD, Text(f"{item.name} {_value(item)}", _at(item.span))) for item in headers]


def _value(header: nodes.Header) -> str:
    match header.value:
        case nodes.Text(value):
            return words.text(value)
        case nodes.Size(low, high):
            return f"size {low.text if low else ''}..{high.text if high else ''}"
        case nodes.Relation(kind, other):
            return f"{kind} {words.name(other)}"
        case nodes.Ident() as segment:
            everybody = segment.name == "everybody" and not segment.quoted
            return "everybody" if everybody else f"segment {words.name(segment)}"
        case nodes.Date(value):
            return value.isoformat()
        case nodes.Timestamp(value):
            return words.timestamp(value)
        case tuple() as items:
            return ", ".join(
                words.text(item.value) if isinstance(item, nodes.Text) else words.name(item)
                for item in items
            )
        case _:
            assert_never(header.value)


def _title(title: nodes.Text | None) -> str:
    return "" if title is None else f" {words.text(title.value)}"


def _at(span: Span) -> int | None:
    return span.start if span.source.text else None


def _after_headers(node: nodes.SegmentDefinition) -> Span:
    if node.headers:
        return node.headers[-1].span
    return (node.title or node.name).span


def _offset_of(word: str, after: Span, before: Span) -> int | None:
    """Where a keyword stands between two spans; None where no text stands behind the tree."""
    if not before.source.text:
        return None
    between = scan(before.source.text, after.end, before.start)
    return next((lexeme.start for lexeme in between if lexeme.lower == word), None)
