"""Where a cursor stands: what the grammar allows there, whose names hold, what is compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from segql.functions import EVENTS, OVERALL, PLACES, SCALARS
from segql.semantics import tree
from segql.semantics.checker import Checker
from segql.semantics.project import Project
from segql.semantics.scope import CUSTOMER, Names, Scope
from segql.source import Source
from segql.syntax import nodes, parse_expression
from segql.syntax.at import expected_at, piece_start
from segql.syntax.scan import Lexeme, scan
from segql.syntax.words import RESERVED, UNIT_WORDS
from segql.types import BOOLEAN, Type

_WORD = re.compile(r"\$?[A-Za-z0-9_]*$")
_WINDOW_WORDS = frozenset(
    ("in", "before", "after", "since", "until", "on", "between", "within", "from", "more", "less")
)
_TESTS = frozenset(("=", "!=", "<", "<=", ">", ">=", "contains", "contain", "with", "matches"))
_LIST_WORDS = frozenset(("in", "any", "all", "none", "only"))
_PARTS = frozenset((*UNIT_WORDS, "weekday", "date", "anniversary"))


class Phase(Enum):
    """The part of an event function's parentheses."""

    ARGUMENT = auto()
    WINDOW = auto()
    FILTER = auto()


@dataclass(slots=True)
class Frame:
    """One open parenthesis. `function` is None where it only groups, `event` what the function
    looks at, `at` the index of the parenthesis, `commas` how many stood at this depth.
    """

    function: str | None
    at: int
    overall: bool = False
    event: str | None = None
    phase: Phase = Phase.ARGUMENT
    commas: int = 0
    aliases: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """A cursor in a text. `word` is what is being typed, from `start` on; `quote` where the text
    that it stands in was opened. `lexemes` are those of the definition before the word, and
    `expected` the terminals that could stand in its place.
    """

    text: str
    offset: int
    start: int
    word: str
    quote: int | None
    lexemes: Sequence[Lexeme]
    expected: frozenset[str]
    frames: Sequence[Frame]

    def lower(self, back: int = 1) -> str:
        """The word or sign so many lexemes back; empty for a literal, or before the first."""
        return self.lexemes[-back].lower if len(self.lexemes) >= back else ""

    @property
    def call(self) -> Frame | None:
        """The innermost function that the cursor stands in."""
        return next((frame for frame in reversed(self.frames) if frame.function), None)

    @property
    def events(self) -> Frame | None:
        """The event function (or sequence) whose `where` the cursor stands in."""
        for frame in reversed(self.frames):
            if frame.function in EVENTS or frame.function == "sequence":
                return frame if frame.phase is Phase.FILTER and frame.event else None
            if frame.function in PLACES or frame.overall:
                return None
        return None

    @property
    def argument(self) -> Frame | None:
        """The event function whose argument the cursor stands in."""
        for frame in reversed(self.frames):
            if frame.function in EVENTS and not frame.overall:
                return frame if frame.phase is Phase.ARGUMENT else None
            if frame.function in PLACES or frame.overall or frame.function == "sequence":
                return None
        return None

    @property
    def own_event(self) -> str | None:
        """The events whose field is being defined: `trait orders.margin = `."""
        words = [lexeme.lower for lexeme in self.lexemes]
        if words[:1] != ["trait"] or words[2:3] != ["."] or "=" not in words:
            return None
        return self.lexemes[1].text.strip("`")

    @property
    def scope(self) -> Scope:
        """What a name means here, as the type checker wants to know it."""
        filtered, argument = self.events, self.argument
        if filtered is not None and filtered.event is not None:
            return _scope(Names.EVENT, filtered)
        if argument is not None and argument.event is not None:
            return _scope(Names.ARGUMENT, argument)
        if self.own_event is not None:
            return Scope(Names.EVENT, tree.Row(1, self.own_event), customer=False)
        return CUSTOMER


def _scope(names: Names, frame: Frame) -> Scope:
    row = tree.Row(1, frame.event)
    others = {
        name: tree.Row(2 + index, event)
        for index, (name, event) in enumerate(frame.aliases.items())
    }
    return Scope(names, row, others=others)


def context_at(text: str, offset: int, path: str) -> Context:
    """The context of an offset of a file of definitions, however broken the text around it."""
    low = piece_start(text, offset)
    before = scan(text, low, offset)
    quote = before[-1].start if before and before[-1].kind == "unclosed" else None
    if quote is not None and text[quote] == "`":
        quote = None
    word = _WORD.search(text, max(low, 0), offset)
    start = quote if quote is not None else word.start() if word else offset
    lexemes = [lexeme for lexeme in before if lexeme.start < start]
    return Context(
        text,
        offset,
        start,
        text[start:offset],
        quote,
        lexemes,
        expected_at(Source(path, text), low, start),
        _frames(lexemes),
    )


def _frames(lexemes: Sequence[Lexeme]) -> list[Frame]:
    stack: list[Frame] = []
    for index, lexeme in enumerate(lexemes):
        match lexeme.lower:
            case "(":
                stack.append(_opened(lexemes, index))
            case ")" if stack:
                stack.pop()
            case "," if stack:
                stack[-1].commas += 1
            case word if stack and word:
                _note(stack, lexemes, index, word)
            case _:
                pass
    return stack


def _opened(lexemes: Sequence[Lexeme], index: int) -> Frame:
    one = lexemes[index - 1].text if index and lexemes[index - 1].kind == "word" else ""
    two = lexemes[index - 2].text if index > 1 and lexemes[index - 2].kind == "word" else ""
    name = one.lower()
    pair = f"{two.lower()} {name}"
    if pair in EVENTS:
        return Frame(pair, index)
    if two.lower() == "overall" and name in OVERALL:
        return Frame(name, index, overall=True)
    known = name in EVENTS or name in SCALARS or name in PLACES or name in ("every", "sequence")
    return Frame(name if known and name not in RESERVED else None, index)


def _note(stack: list[Frame], lexemes: Sequence[Lexeme], index: int, word: str) -> None:
    """What a word tells of the function it stands in."""
    frame = next((item for item in reversed(stack) if item.function), None)
    if frame is None or not (frame.function in EVENTS or frame.function == "sequence"):
        return
    before = lexemes[index - 1].lower
    own = frame is stack[-1]
    if before == "as" and frame.event is not None:
        frame.aliases[lexemes[index].text] = frame.event
    elif own and word in ("where", "having"):
        frame.phase = Phase.FILTER
    elif own and word == "then" and frame.function == "sequence":
        frame.phase, frame.event = Phase.ARGUMENT, None
    elif own and word in _WINDOW_WORDS and frame.phase is Phase.ARGUMENT:
        frame.phase = Phase.WINDOW
    elif (
        frame.event is None
        and frame.phase is Phase.ARGUMENT
        and word not in RESERVED
        and word not in ("distinct", "latest", "earliest", "no")
        and not (index + 1 < len(lexemes) and lexemes[index + 1].lower == "(")
    ):
        frame.event = lexemes[index].text


# --------------------------------------------------------------------------------- operands


def compared(context: Context) -> str | None:
    """The text that the value at the cursor is compared with: `country` in `country in ("SE", `."""
    lexemes = context.lexemes
    index = len(lexemes) - 1
    if index < 0:
        return None
    if lexemes[index].lower in ("(", ","):
        index = _opening(lexemes, index)
        if index < 1 or lexemes[index - 1].lower not in _LIST_WORDS:
            return None
        index -= 1
        if lexemes[index].lower != "in":
            index -= 1  # `has`
    elif lexemes[index].lower not in _TESTS:
        return None
    elif lexemes[index].lower == "with":
        index -= 1
    end = index - 1
    while end >= 0 and lexemes[end].lower in ("not", "does", "in"):
        end -= 1
    return operand_before(context.text, lexemes, end + 1)


def operand_before(text: str, lexemes: Sequence[Lexeme], end: int) -> str | None:
    """The text of the value that ends before a lexeme: a name, a call, `days since x`."""
    index = end - 1
    if index < 0:
        return None
    if lexemes[index].lower == ")":
        depth = 0
        while index >= 0:
            depth += {")": 1, "(": -1}.get(lexemes[index].lower, 0)
            if depth == 0:
                break
            index -= 1
        index = max(index, 0)
        while index > 0 and lexemes[index - 1].kind == "word" and _is_named(lexemes[index - 1]):
            index -= 1
    elif lexemes[index].kind in ("word", "name"):
        if lexemes[index].lower in RESERVED:
            return None
        while index > 1 and lexemes[index - 1].lower == "." and not _is_sign(lexemes[index - 2]):
            index -= 2
    else:
        return None
    while (
        index > 1
        and lexemes[index - 1].lower in ("of", "since")
        and lexemes[index - 2].lower in _PARTS
    ):
        index -= 2
    if lexemes[index].lower == "anniversary":
        index = min(index + 2, end - 1)
    return text[lexemes[index].start : lexemes[end - 1].end]


def _is_named(lexeme: Lexeme) -> bool:
    return lexeme.lower not in RESERVED


def _is_sign(lexeme: Lexeme) -> bool:
    return lexeme.kind == "sign"


def _opening(lexemes: Sequence[Lexeme], index: int) -> int:
    depth = 0
    while index >= 0:
        sign = lexemes[index].lower
        if sign == "(":
            if depth == 0:
                return index
            depth -= 1
        elif sign == ")":
            depth += 1
        index -= 1
    return -1


def parsed_operand(text: str | None) -> nodes.Expr | None:
    return parse_expression(Source("", text)).expression if text else None


def type_of(text: str | None, project: Project, scope: Scope) -> Type | None:
    """The type of a value as it is written, or None where it has none."""
    node = parsed_operand(text)
    if node is None or (scope.row.event is not None and scope.row.event not in project.events):
        return None
    found = Checker(project).expression(node, scope)
    if found is None:
        return None
    return BOOLEAN if isinstance(found, tree.Not) else found.type
