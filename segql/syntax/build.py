"""Nodes of definitions and files: one method a rule of the grammar."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from segql.syntax import nodes
from segql.syntax.build_functions import FunctionBuilder
from segql.syntax.parts import Children
from segql.syntax.words import written


class FileBuilder(FunctionBuilder):
    """What lark calls for each rule that it has read: no tree of lark's own is ever made."""

    # ------------------------------------------------------------------------------------ file

    def file(self, c: Children) -> nodes.File:
        return nodes.File(self.source, tuple(c), bare=False, comments=())

    def bare_file(self, c: Children) -> nodes.File:
        body: nodes.Expr = c[0]
        stem = PurePath(self.source.path).stem or "segment"
        name = nodes.Ident(stem, written(stem) != stem, body.span)
        segment = nodes.SegmentDefinition(name, None, (), body, body.span)
        return nodes.File(self.source, (segment,), bare=True, comments=())

    # ----------------------------------------------------------------------------- definitions

    def param(self, c: Children) -> nodes.ParamDefinition:
        return nodes.ParamDefinition(c[1], c[3], self.span(c))

    def trait(self, c: Children) -> nodes.TraitDefinition:
        _, name, title, headers, _, body = c
        return nodes.TraitDefinition(None, name, title, headers, body, self.span(c))

    def event_trait(self, c: Children) -> nodes.TraitDefinition:
        _, event, _, name, title, headers, _, body = c
        return nodes.TraitDefinition(event, name, title, headers, body, self.span(c))

    def segment(self, c: Children) -> nodes.SegmentDefinition:
        _, name, title, headers, _, body = c
        return nodes.SegmentDefinition(name, title, headers, body, self.span(c))

    def segmentation(self, c: Children) -> nodes.SegmentationDefinition:
        _, name, title, headers, *cases = c
        return nodes.SegmentationDefinition(name, title, headers, tuple(cases), self.span(c))

    def case(self, c: Children) -> nodes.Case:
        _, name, title, _, condition = c
        return nodes.Case(name, title, condition, self.span(c))

    def otherwise(self, c: Children) -> nodes.Case:
        return nodes.Case(c[1], c[2], None, self.span(c))

    def experiment(self, c: Children) -> nodes.ExperimentDefinition:
        _, name, title, headers, *lines = c
        ends = [part for part in (name, title, *headers, *lines) if part is not None]
        return nodes.ExperimentDefinition(
            name,
            title,
            headers,
            tuple(line for line in lines if isinstance(line, nodes.Variant)),
            tuple(line for line in lines if isinstance(line, nodes.Measure)),
            self.span([c[0], ends[-1]]),
        )

    def variant(self, c: Children) -> nodes.Variant:
        return nodes.Variant(c[1], self.number([c[2]]), self.span(c))

    def measure(self, c: Children) -> nodes.Measure:
        return nodes.Measure(c[1], c[3], self.span(c))

    # --------------------------------------------------------------------------------- headers

    def headers(self, c: Children) -> tuple[nodes.Header, ...]:
        return tuple(c)

    experiment_headers = headers

    def text_header(self, c: Children) -> nodes.Header:
        return nodes.Header(c[0].lower(), self.text([c[1]]), self.span(c))

    def tags(self, c: Children) -> nodes.Header:
        return nodes.Header("tags", tuple(self.text([token]) for token in c[1::2]), self.span(c))

    def channel(self, c: Children) -> nodes.Header:
        return nodes.Header("channel", tuple(c[1::2]), self.span(c))

    def expect(self, c: Children) -> nodes.Header:
        return nodes.Header("expect", c[-1], self.span(c))

    def size(self, c: Children) -> nodes.Size:
        high = None if c[2] is None else self.number([c[2]])
        return nodes.Size(self.number([c[0]]), high, self.span(c))

    def size_up_to(self, c: Children) -> nodes.Size:
        return nodes.Size(None, self.number([c[1]]), self.span(c))

    def relation(self, c: Children) -> nodes.Relation:
        kind: Any = " ".join(token.lower() for token in c[:-1])
        return nodes.Relation(kind, c[-1], self.span(c))

    def on_segment(self, c: Children) -> nodes.Header:
        segment = c[-1]
        if not isinstance(segment, nodes.Ident):
            segment = nodes.Ident("everybody", False, self.of_token(segment))
        return nodes.Header("on", segment, self.span(c))

    def start(self, c: Children) -> nodes.Header:
        return nodes.Header("start", c[1], self.span(c))
