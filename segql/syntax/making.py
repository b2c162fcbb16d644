"""Makes the tables that reading follows from the grammar, which takes over a second.

`python -m segql.syntax.making` writes them anew after a change of the grammar. They carry the
grammar's hash; where that differs, they are made in process. Nothing else needs lark.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, get_args

import lark
from lark.grammar import Rule as LarkRule

from segql.syntax.tables import FILE, Rule, Start, Tables, fingerprint, grammar_text


def write(tables: Tables, grammar: str) -> None:
    names = sorted({symbol for row in tables.rows for symbol in row})
    numbers = {name: number for number, name in enumerate(names)}
    stored = {
        "fingerprint": fingerprint(grammar),
        **asdict(tables),
        "symbols": names,
        "rules": [list(asdict(rule).values()) for rule in tables.rules],
        "rows": [
            [item for symbol, action in row.items() for item in (numbers[symbol], action)]
            for row in tables.rows
        ],
    }
    text = json.dumps(stored, separators=(",", ":")).encode()
    FILE.write_bytes(gzip.compress(text, mtime=0))


def parser_of(grammar: str, **more: Any) -> lark.Lark:
    """The parser that lark makes of a grammar."""
    return lark.Lark(
        grammar,
        parser="lalr",
        lexer="contextual",
        start=list(get_args(Start)),
        maybe_placeholders=True,
        **more,
    )


def make(grammar: str) -> Tables:
    """The tables of a grammar."""
    parser = parser_of(grammar)
    # lark's own table: a private name, whose shape a test holds
    table: Any = parser.parser.parser._parse_table
    reduced = {rule: -1 - number for number, rule in enumerate(parser.rules)}
    states = _in_order(table, reduced)
    rows = [
        {symbol: reduced[to] if to in reduced else states[to] for symbol, (_, to) in sorted(row)}
        for row in (table.states[state].items() for state in states)
    ]
    ordered = sorted(
        parser.terminals,
        key=lambda t: (-t.priority, -t.pattern.max_width, -len(t.pattern.value), t.name),
    )
    patterns = {terminal.name: terminal.pattern.to_regexp() for terminal in ordered}
    ignored = "|".join(patterns.pop(name) for name in parser.ignore_tokens)
    return Tables(
        patterns,
        f"(?:{ignored})*",
        [_rule(rule) for rule in parser.rules],
        rows,
        {start: states[state] for start, state in sorted(table.start_states.items())},
        {start: states[state] for start, state in sorted(table.end_states.items())},
    )


def _in_order(table: Any, reduced: Mapping[LarkRule, int]) -> dict[int, int]:
    """New numbers of lark's states, in an order that is the same in every process."""
    order = dict.fromkeys(state for _, state in sorted(table.start_states.items()))
    pending = list(order)
    while pending:
        row = table.states[pending.pop()]
        further = [target for _, (_, target) in sorted(row.items()) if target not in reduced]
        pending += [state for state in further if state not in order]
        order.update(dict.fromkeys(further))
    return {state: number for number, state in enumerate(order)}


def _rule(rule: LarkRule) -> Rule:
    origin, size = rule.origin.name, len(rule.expansion)
    passes = bool(rule.options.expand1 and not rule.alias)
    gaps = _gaps(rule.options.empty_indices or (False,) * size)
    # lark would look at each reading whether such a rule has one child only
    assert not passes or (size == 1 and not any(gaps)), rule
    return Rule(
        origin,
        size,
        None if passes or _is_list(origin) else rule.alias or origin,
        passes,
        tuple(gaps) if any(gaps) else (),
        tuple(index for index, symbol in enumerate(rule.expansion) if _is_list(symbol.name)),
    )


def _is_list(name: str) -> bool:
    """Whether lark made this rule for a `*` or `+`."""
    return name.startswith("__")


def _gaps(missing: Iterable[bool]) -> list[int]:
    """How many missing children stand before each that is there, and after the last."""
    gaps = [0]
    for is_missing in missing:
        if is_missing:
            gaps[-1] += 1
        else:
            gaps.append(0)
    return gaps


if __name__ == "__main__":
    write(make(grammar_text()), grammar_text())
