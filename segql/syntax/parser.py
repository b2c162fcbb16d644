"""The parser: follows the tables of the grammar through a text, and builds what each rule says."""

from __future__ import annotations

from functools import cache
from typing import Any

from segql.syntax.build import FileBuilder
from segql.syntax.lexer import Lexer
from segql.syntax.parts import Children
from segql.syntax.tables import END, Rule, Start, Tables, grammar_text, load


class UnexpectedError(Exception):
    """Reading stopped at `offset`, where none of the terminals in `accepted` stands."""

    def __init__(self, offset: int, accepted: frozenset[str]) -> None:
        super().__init__(offset)
        self.offset = offset
        self.accepted = accepted


class Parser:
    """An LALR(1) parser. Reading changes nothing in it, so that threads may share it."""

    def __init__(self, made: Tables) -> None:
        self._tables = made
        self._rows = made.rows
        self._rules = [
            (rule, rule.origin, rule.size, getattr(FileBuilder, rule.build) if rule.build else None)
            for rule in made.rules
        ]
        self._lexer = Lexer(made)

    def parse(self, builder: FileBuilder, text: str, start: Start, low: int, high: int) -> Any:
        """What the builder makes of a stretch of text. Raises UnexpectedError."""
        rows, rules, token = self._rows, self._rules, self._lexer.token
        final = self._tables.ends[start]
        states, values = [self._tables.starts[start]], list[Any]()
        position = low
        while True:
            found = token(states[-1], text, position, high)
            if found is None:
                raise self._unexpected(states, text, position, high)
            terminal = found.type
            while True:
                action = rows[states[-1]].get(terminal)
                if action is None:
                    raise UnexpectedError(found.start_pos, self._accepted(states))
                if action >= 0:
                    states.append(action)
                    values.append(found)
                    position = found.end_pos
                    break
                rule, origin, size, build = rules[-1 - action]
                if rule.passes:
                    states[-1] = rows[states[-2]][origin]
                else:
                    children = values[-size:] if size else []
                    if size:
                        del states[-size:], values[-size:]
                    if rule.gaps or rule.spread:
                        children = _shaped(children, rule)
                    values.append(children if build is None else build(builder, children))
                    states.append(rows[states[-1]][origin])
                if terminal == END and states[-1] == final:
                    return values[-1]

    def expected(self, text: str, start: Start, low: int, high: int, stop: int) -> frozenset[str]:
        """The terminals that could stand where the first word at or behind `stop` begins, or at
        the end of the stretch. Raises UnexpectedError where something before it cannot be read.
        """
        states = [self._tables.starts[start]]
        position = low
        while True:
            found = self._lexer.token(states[-1], text, position, high)
            if found is None:
                raise self._unexpected(states, text, position, high)
            if found.type == END or found.start_pos >= stop:
                return self._accepted(states)
            if not self._advance(states, found.type):
                raise UnexpectedError(found.start_pos, self._accepted(states))
            position = found.end_pos

    def _unexpected(
        self, states: list[int], text: str, position: int, high: int
    ) -> UnexpectedError:
        return UnexpectedError(self._lexer.begin(text, position, high), self._accepted(states))

    def _accepted(self, states: list[int]) -> frozenset[str]:
        """The terminals that could follow: not all that a row has, since rules that are reduced
        for one may lead to where it has no place.
        """
        row = self._rows[states[-1]]
        terminals = [symbol for symbol in row if symbol.isupper()]
        return frozenset(name for name in terminals if self._advance(states.copy(), name))

    def _advance(self, states: list[int], terminal: str) -> bool:
        """Take a terminal without building anything; False where it has no place."""
        finals = self._tables.ends.values()
        while True:
            action = self._rows[states[-1]].get(terminal)
            if action is None:
                return False
            if action >= 0:
                states.append(action)
                return True
            rule = self._tables.rules[-1 - action]
            if rule.size:
                del states[-rule.size :]
            states.append(self._rows[states[-1]][rule.origin])
            if terminal == END and states[-1] in finals:
                return True


def _shaped(children: Children, rule: Rule) -> Children:
    """Children with None for those that are missing, and with the items of lists among them."""
    if not rule.gaps and rule.spread == (0,):
        # a list that grows at its end, which nobody else holds
        grown: Children = children[0]
        grown.extend(children[1:])
        return grown
    gaps = rule.gaps or (0,) * (rule.size + 1)
    made: Children = []
    for index, child in enumerate(children):
        made.extend([None] * gaps[index])
        if index in rule.spread:
            made.extend(child)
        else:
            made.append(child)
    made.extend([None] * gaps[-1])
    return made


@cache
def parser() -> Parser:
    """The parser from its shipped tables, or from new ones where those are of another grammar."""
    grammar = grammar_text()
    found = load(grammar)
    if found is None:
        from segql.syntax.making import make

        found = make(grammar)
    return Parser(found)
