"""From text to a syntax tree: the way in."""

from __future__ import annotations

from dataclasses import dataclass, replace

from segql.diagnostics.codes import source as source_codes
from segql.diagnostics.model import Diagnostic
from segql.source import Source, Span
from segql.syntax import nodes
from segql.syntax.foreign_dates import foreign_dates
from segql.syntax.limits import check_text, check_tree
from segql.syntax.parser import LOCK
from segql.syntax.patch import Edit, Patch
from segql.syntax.recover import read_definitions, read_piece, read_whole
from segql.syntax.scan import comments, scan


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file says, as far as it could be read, and what is wrong with it.

    `file` is None where nothing could be read. Definitions that could be read stand in it also
    where others could not, so that all problems are found in one run.
    """

    file: nodes.File | None
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class ParsedExpression:
    expression: nodes.Expr | None
    diagnostics: tuple[Diagnostic, ...]


def parse_file(source: Source) -> Parsed:
    """The tree of a `.seg` file; it never raises, whatever the text."""
    if problems := check_text(source):
        return Parsed(None, tuple(problems))
    dates, patch = _days_put_right(source)
    text = patch.patched
    with LOCK:
        reading = read_whole(text, "file")
        if reading is not None:
            file, others = reading.result, reading.diagnostics
        elif empty := _check_empty(source, "a file of definitions"):
            return Parsed(None, (empty,))
        else:
            file, others = read_definitions(text)
    found = (*dates, *(patch.diagnostic_back(item) for item in others))
    if file is None:
        return Parsed(None, _in_order(found))
    if patch.edits:
        file = replace(patch.node_back(file), source=source)
    too_large = [problem for item in file.definitions if (problem := check_tree(item))]
    if too_large:
        return Parsed(None, _in_order((*found, *too_large)))
    notes = tuple(_comment(source, start, end) for start, end in comments(source.text))
    return Parsed(replace(file, comments=notes), _in_order(found))


def parse_expression(source: Source) -> ParsedExpression:
    """The tree of one condition or value; it never raises, whatever the text."""
    if problems := check_text(source):
        return ParsedExpression(None, tuple(problems))
    dates, patch = _days_put_right(source)
    text = patch.patched
    with LOCK:
        reading = read_whole(text, "expression")
        if reading is None:
            if empty := _check_empty(source, "a condition"):
                return ParsedExpression(None, (empty,))
            reading = read_piece(text, "expression", 0, len(text.text))
    found = (*dates, *(patch.diagnostic_back(item) for item in reading.diagnostics))
    expression = patch.node_back(reading.result)
    if expression is not None and (problem := check_tree(expression)):
        return ParsedExpression(None, _in_order((*found, problem)))
    return ParsedExpression(expression, _in_order(found))


def _days_put_right(source: Source) -> tuple[tuple[Diagnostic, ...], Patch]:
    """What is wrong with days in another notation, and the text as if they were written right."""
    dates = foreign_dates(source)
    edits = [
        Edit(place.start, place.end, date.stand_in)
        for date in dates
        if (place := date.problem.span) is not None
    ]
    return tuple(date.problem for date in dates), Patch.of(source, edits)


def _check_empty(source: Source, what: str) -> Diagnostic | None:
    if scan(source.text, 0, len(source.text)):
        return None
    return Diagnostic(
        source_codes.EMPTY_FILE,
        f"Here should be {what}, and there is nothing"
        + (" but comments." if source.text.strip() else "."),
        Span(source, 0, 0),
        help="Write a condition, such as `age >= 18`"
        + (", or `segment adults where age >= 18`." if "file" in what else "."),
    )


def _in_order(found: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """In the order of the text, each once."""
    once = dict.fromkeys(found)
    return tuple(sorted(once, key=lambda item: item.span.start if item.span else 0))


def _comment(source: Source, start: int, end: int) -> nodes.Comment:
    line_start = source.text.rfind("\n", 0, start) + 1
    own_line = not source.text[line_start:start].strip("\ufeff \t\r\f\u00a0")
    return nodes.Comment(source.text[start:end], own_line, Span(source, start, end))
