"""Reading a text that does not parse as a whole: definition by definition, mend by mend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from lark.exceptions import UnexpectedInput, UnexpectedToken
from lark.utils import TextSlice

from segql.diagnostics.codes import syntax as codes
from segql.diagnostics.model import Diagnostic, Fix
from segql.source import Source, Span
from segql.syntax import nodes
from segql.syntax.explain import explain
from segql.syntax.parser import Start, builder, parser
from segql.syntax.patch import Patch
from segql.syntax.scan import Lexeme, at_offset, scan
from segql.syntax.trouble import Trouble
from segql.syntax.words import DEFINITION_WORDS, RESERVED

MOST_MENDS = 20
"""Mends tried in one definition before its reading is given up."""

_OF_SEGMENT = ("in", "within", "on")
_GO_ON = frozenset(
    (
        *_OF_SEGMENT,
        "for",
        "from",
        "of",
        "and",
        "or",
        "not",
        "as",
        ".",
        "(",
        ",",
        "=",
        "!=",
        "<",
        ">",
    )
)
"""Words and signs behind which, on the same line, `segment` does not begin a definition."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one stretch of text: lark's result for its start rule, or None."""

    result: Any
    diagnostics: tuple[Diagnostic, ...]


def read_whole(source: Source, start: Start) -> Reading | None:
    """The text as a whole, or None where it does not parse."""
    state = builder()
    state.source, state.problems = source, []
    try:
        result = parser().parse(source.text, start=start)
    except UnexpectedInput:
        return None
    return Reading(result, tuple(state.problems))


def read_piece(source: Source, start: Start, low: int, high: int) -> Reading:
    """One stretch of a text; after a problem, reading goes on behind it.

    Where the mend is certain, as if it were made. Otherwise without the condition that the problem
    is in, only to find what else is wrong: then there is no result.
    """
    patch = Patch.of(source)
    found: list[Diagnostic] = []
    left_out = False
    while True:
        text = patch.patched
        piece = TextSlice(text.text, patch.offset_on(low), patch.offset_on(high))
        state = builder()
        state.source, state.problems = text, []
        try:
            result = parser().parse(piece, start=start)
        except UnexpectedInput as failure:
            error = failure
            problem = _explain(error, start, text, piece)
        else:
            found += [patch.diagnostic_back(item) for item in state.problems]
            return Reading(None if left_out else patch.node_back(result), tuple(found))
        if patch.edits and (not problem.span or patch.is_own(problem.span)):
            return Reading(None, tuple(found))
        if left_out and _beside_left_out(text, piece, problem):
            return Reading(None, tuple(found))
        further = patch.with_fix(problem.fix) if problem.fix is not None else None
        if further is None and (condition := _condition_around(text, piece, error)) is not None:
            further = patch.with_fix(Fix(_LEFT_OUT, condition))
            left_out = True
        found.append(patch.diagnostic_back(problem))
        if further is None or len(found) > MOST_MENDS:
            found += [patch.diagnostic_back(item) for item in state.problems]
            return Reading(None, tuple(found))
        patch = further


_LEFT_OUT = "everybody"
_JOINS = ("and", "or", "where")
_FOLLOWS = (*_JOINS, "case", "otherwise", "variant", "measure")


def _condition_around(source: Source, piece: TextSlice[str], error: UnexpectedInput) -> Span | None:
    """The condition between `and`, `or` and `where`, outside of parentheses, in which reading
    stopped; None where nothing is left to read behind it."""
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        return None
    lexemes = scan(source.text, piece.start, piece.end)
    depths = list(accumulate((_DEPTH.get(item.text, 0) for item in lexemes), initial=0))
    stopped = at_offset(lexemes, error.pos_in_stream or 0)
    joins = [
        i
        for i in range(min(stopped, len(lexemes)))
        if depths[i] == 0 and lexemes[i].lower in _JOINS
    ]
    named = lexemes[0].lower in DEFINITION_WORDS
    if depths[-1] != 0 or (named and not joins):
        return None
    first = joins[-1] + 1 if joins else 0
    last = next(
        (
            i
            for i in range(stopped, len(lexemes))
            if depths[i] == 0 and lexemes[i].lower in _FOLLOWS
        ),
        len(lexemes),
    )
    if last <= first or last == len(lexemes):
        return None
    return Span(source, lexemes[first].start, lexemes[last - 1].end)


_DEPTH = {"(": 1, ")": -1, "[": 1, "]": -1, "{": 1, "}": -1}


def _beside_left_out(source: Source, piece: TextSlice[str], problem: Diagnostic) -> bool:
    """Whether a problem may come of what was left out, being next to it."""
    lexemes = scan(source.text, piece.start, piece.end)
    return any(
        lexeme.text == _LEFT_OUT
        and problem.span is not None
        and problem.span.start <= lexemes[min(index + 1, len(lexemes) - 1)].end
        and lexemes[max(index - 1, 0)].start <= problem.span.end
        for index, lexeme in enumerate(lexemes)
    )


def _explain(
    error: UnexpectedInput, start: Start, source: Source, piece: TextSlice[str]
) -> Diagnostic:
    lexemes = scan(source.text, piece.start, piece.end)
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        index, offset = len(lexemes), piece.end
    else:
        offset = error.pos_in_stream or 0
        index = at_offset(lexemes, offset)
    expected = _expected(start, source, piece.start, offset)
    if expected is None:
        expected = _accepted(error.interactive_parser)
    trouble = Trouble(source, lexemes, index, expected)
    if expected != {"LPAR"} or trouble.kind(-1) != "word" or trouble.kind(-2) != "word":
        return explain(trouble)
    earlier = _expected(start, source, piece.start, trouble.lexeme(-1).start)
    return explain(trouble, Trouble(source, lexemes, index - 1, earlier or expected))


def _expected(start: Start, source: Source, low: int, offset: int) -> frozenset[str] | None:
    """The terminals that could stand at an offset; None where the text before it breaks off.

    The state in which reading failed does not tell: it has been reduced for a sign that turned
    out to be impossible.
    """
    try:
        reading = parser().parse_interactive(TextSlice(source.text, low, offset), start=start)
        reading.exhaust_lexer()
    except UnexpectedInput:
        return None
    return _accepted(reading)


def _accepted(reading: Any) -> frozenset[str]:
    """What could follow, of one of lark's interactive parsers, whose methods have no types."""
    return frozenset(reading.accepts())


def read_definitions(source: Source) -> tuple[nodes.File | None, tuple[Diagnostic, ...]]:
    """The definitions of a file that does not parse as a whole, each read by itself."""
    lexemes = scan(source.text, 0, len(source.text))
    starts = definition_starts(source.text, lexemes)
    if not starts:
        reading = read_piece(source, "file", 0, len(source.text))
        return reading.result, reading.diagnostics
    found: list[Diagnostic] = []
    definitions: list[nodes.Definition] = []
    broken: list[nodes.Ident] = []
    if lexemes[0].start < lexemes[starts[0]].start:
        found += _before_definitions(source, lexemes[: starts[0]])
    bounds = [lexemes[index].start for index in starts] + [len(source.text)]
    for index, low, high in zip(starts, bounds, bounds[1:], strict=False):
        reading = read_piece(source, "file", low, high)
        found += reading.diagnostics
        if reading.result is not None:
            definitions += reading.result.definitions
        elif (name := _name_of(source, lexemes, index)) is not None:
            broken.append(name)
    file = nodes.File(source, tuple(definitions), False, (), tuple(broken))
    return file, tuple(found)


def definition_starts(text: str, lexemes: Sequence[Lexeme]) -> list[int]:
    """The indices of the words that begin a definition."""
    starts = []
    for index, lexeme in enumerate(lexemes):
        if lexeme.lower in DEFINITION_WORDS:
            before = lexemes[index - 1] if index else None
            new_line = before is None or "\n" in text[before.end : lexeme.start]
            going_on = _OF_SEGMENT if new_line else _GO_ON
            if before is None or before.lower not in going_on:
                starts.append(index)
    return starts


def _before_definitions(source: Source, lexemes: Sequence[Lexeme]) -> list[Diagnostic]:
    low, high = lexemes[0].start, lexemes[-1].end
    reading = read_piece(source, "file", low, high)
    if reading.result is None or not reading.result.bare:
        return list(reading.diagnostics)
    mixed = Diagnostic(
        codes.MIXED_FILE,
        "This condition has no name, and definitions follow it.",
        Span(source, low, high),
        help="Write `segment NAME where` before it, or keep it in a file of its own.",
    )
    return [*reading.diagnostics, mixed]


def _name_of(source: Source, lexemes: Sequence[Lexeme], index: int) -> nodes.Ident | None:
    if index + 1 >= len(lexemes):
        return None
    name = lexemes[index + 1]
    span = Span(source, name.start, name.end)
    if name.kind == "name":
        return nodes.Ident(name.text[1:-1], True, span)
    if name.kind == "word" and name.lower not in RESERVED:
        return nodes.Ident(name.text, False, span)
    return None
