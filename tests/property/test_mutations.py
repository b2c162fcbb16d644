"""Broken text of every sort: no exception, every problem with a place, what reads prints back.

`SEGQL_MUTATIONS=20000 pytest tests/property/test_mutations.py` reads as many as asked.
"""

from __future__ import annotations

import os
import random

import pytest

from segql.source import Source
from segql.syntax import format_file, parse_expression, parse_file
from segql.syntax.scan import scan
from tests.unit.syntax.test_format import COMMENTED, EXAMPLE, LONG
from tests.unit.syntax.test_mistakes import CERTAIN, UNCERTAIN

COUNT = int(os.environ.get("SEGQL_MUTATIONS", "1000"))
SEEDS = [EXAMPLE, LONG, COMMENTED] * 10 + [text for pair in CERTAIN for text in pair]
SEEDS += [text for text, *_ in UNCERTAIN]
PIECES = [lexeme.text for text in SEEDS for lexeme in scan(text, 0, len(text))]
PIECES += ["é", "“", "\u200b", "\\", "`", '"', "'", "#", "\n", "\r", "\t", "$", "..", "...", "\x07"]


def mutated(random_: random.Random) -> str:
    """A valid text or a known mistake with words taken out, put in and exchanged."""
    text = random_.choice(SEEDS)
    for _ in range(random_.choice((1, 1, 1, 2, 3, 6))):
        lexemes = scan(text, 0, len(text))
        if not lexemes:
            return text
        word = random_.choice(lexemes)
        start, end = random_.choice(
            ((word.start, word.end), (word.start, word.start), (random_.randrange(len(text)),) * 2)
        )
        piece = random_.choice(("", random_.choice(PIECES), random_.choice(PIECES) + " "))
        text = text[:start] + piece + text[end:]
    return text


def noise(random_: random.Random) -> str:
    """Random bytes, as far as they are UTF-8."""
    length = random_.randrange(60)
    return bytes(random_.randrange(256) for _ in range(length)).decode("utf-8", "ignore")


@pytest.mark.parametrize("part", range(10))
def test_any_text_is_read_or_explained(part: int) -> None:
    random_ = random.Random(part)
    for _ in range(COUNT // 10):
        text = mutated(random_) if random_.random() < 0.9 else noise(random_)
        parsed = parse_file(Source("x.seg", text))
        assert parsed.file is not None or parsed.diagnostics, text
        for problem in parsed.diagnostics:
            assert problem.span is not None, text
            assert problem.span.source.text == text
            assert 0 <= problem.span.start <= problem.span.end <= len(text), text
            assert problem.message.endswith((".", "?")), problem.message
            for said in (problem.message, problem.help, problem.expected, problem.found):
                assert said is None or "\n" not in said, said
        if parsed.file is not None and not parsed.diagnostics:
            formatted = format_file(parsed.file)
            again = parse_file(Source("x.seg", formatted))
            assert again.file == parsed.file, text
            assert format_file(parsed.file) == formatted, text
        parse_expression(Source("x", text))
