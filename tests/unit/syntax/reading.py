"""What the tests of the syntax share."""

from __future__ import annotations

from segql.diagnostics.model import Diagnostic
from segql.source import Source
from segql.syntax import nodes, parse_expression, parse_file


def expression(text: str) -> nodes.Expr:
    """The tree of a text that has no problems."""
    parsed = parse_expression(Source("test.seg", text))
    assert parsed.diagnostics == (), [item.message for item in parsed.diagnostics]
    assert parsed.expression is not None
    return parsed.expression


def file(text: str) -> nodes.File:
    """The tree of a file that has no problems."""
    parsed = parse_file(Source("folder/test.seg", text))
    assert parsed.diagnostics == (), [item.message for item in parsed.diagnostics]
    assert parsed.file is not None
    return parsed.file


def problems(text: str) -> tuple[Diagnostic, ...]:
    """What is wrong with a file."""
    return parse_file(Source("test.seg", text)).diagnostics


def mended(text: str) -> str:
    """The text with every certain mend applied."""
    fixes = [item.fix for item in problems(text) if item.fix is not None]
    for fix in sorted(fixes, key=lambda fix: fix.span.start, reverse=True):
        text = text[: fix.span.start] + fix.replacement + text[fix.span.end :]
    return text


def name(word: str) -> nodes.Name:
    return nodes.Name((nodes.Ident(word, False),))


def number(text: str) -> nodes.Number:
    return nodes.Number(int(text), False, text)
