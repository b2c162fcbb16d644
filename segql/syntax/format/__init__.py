"""The formatter: canonical text of a tree, its comments where they were."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence

from segql.syntax import nodes
from segql.syntax.format.comments import Chunk, with_comments
from segql.syntax.format.definitions import DefinitionPrinter
from segql.syntax.format.doc import one_line, render
from segql.syntax.format.expressions import ExpressionPrinter


def format_file(file: nodes.File) -> str:
    """The canonical text of a file: the same tree, the same comments, one way to write them.

    It ends with a line feed, and formatting it again changes nothing.
    """
    printer = DefinitionPrinter(_comment_finder(file.comments))
    chunks = []
    for definition in file.definitions:
        if file.bare and isinstance(definition, nodes.SegmentDefinition):
            doc = printer.bare(definition.body)
        else:
            doc = printer.definition(definition)
        chunks.append(Chunk(definition.span, render(doc)))
    lines = with_comments(file, chunks)
    return "\n".join(lines) + "\n"


def print_expression(expression: nodes.Expr) -> str:
    """An expression as canonical text on one line."""
    return one_line(ExpressionPrinter(lambda start, end: False).expression(expression))


def _comment_finder(comments: Sequence[nodes.Comment]) -> Callable[[int, int], bool]:
    starts = [comment.span.start for comment in comments]

    def has_comment(start: int, end: int) -> bool:
        index = bisect_left(starts, start)
        return index < len(starts) and starts[index] < end

    return has_comment
