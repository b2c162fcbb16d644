"""From text to a syntax tree: the way in."""

from __future__ import annotations

from dataclasses import dataclass, replace

from segql.diagnostics.codes import source as source_codes
from segql.diagnostics.model import Diagnostic
from segql.source import Source, Span
from segql.syntax import nodes
from segql.syntax.limits import check_text, check_tree
from segql.syntax.mistakes.ranges import foreign_dates
from segql.syntax.parser import LOCK
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
    dates = foreign_dates(source)
    with LOCK:
        reading = read_whole(source, "file")
        if reading is not None:
            file, found = reading.result, reading.diagnostics
        elif empty := _check_empty(source, "a file of definitions"):
            return Parsed(None, (empty,))
        else:
            file, found = read_definitions(source)
    found = _besides(dates, found)
    if file is None:
        return Parsed(None, _in_order(found))
    too_large = [problem for item in file.definitions if (problem := check_tree(item))]
    if too_large:
        return Parsed(None, _in_order((*found, *too_large)))
    notes = tuple(_comment(source, start, end) for start, end in comments(source.text))
    return Parsed(replace(file, comments=notes), _in_order(found))


def parse_expression(source: Source) -> ParsedExpression:
    """The tree of one condition or value; it never raises, whatever the text."""
    if problems := check_text(source):
        return ParsedExpression(None, tuple(problems))
    dates = foreign_dates(source)
    with LOCK:
        reading = read_whole(source, "expression")
        if reading is None:
            if empty := _check_empty(source, "a condition"):
                return ParsedExpression(None, (empty,))
            reading = read_piece(source, "expression", 0, len(source.text))
    found = _besides(dates, reading.diagnostics)
    if reading.result is not None and (problem := check_tree(reading.result)):
        return ParsedExpression(None, _in_order((*found, problem)))
    return ParsedExpression(reading.result, _in_order(found))


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


def _besides(
    dates: tuple[Diagnostic, ...], others: tuple[Diagnostic, ...]
) -> tuple[Diagnostic, ...]:
    """Dates in a foreign notation, and what else is wrong at other places."""
    if not dates:
        return others
    taken = [(item.span.start, item.span.end) for item in dates if item.span]
    return dates + tuple(
        item
        for item in others
        if item.span is None
        or not any(start < item.span.end and item.span.start < end for start, end in taken)
    )


def _in_order(found: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """In the order of the text, each once."""
    once = dict.fromkeys(found)
    return tuple(sorted(once, key=lambda item: item.span.start if item.span else 0))


def _comment(source: Source, start: int, end: int) -> nodes.Comment:
    line_start = source.text.rfind("\n", 0, start) + 1
    own_line = not source.text[line_start:start].strip("\ufeff \t\r\f\u00a0")
    return nodes.Comment(source.text[start:end], own_line, Span(source, start, end))
