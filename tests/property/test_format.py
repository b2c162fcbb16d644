"""What is printed reads back as the same tree, printing is idempotent, and no comment is lost."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from segql.source import Source
from segql.syntax import format_file, nodes, parse_expression, parse_file, print_expression
from segql.syntax.scan import scan
from tests.property.syntax_trees import conditions, definitions

SLOW = settings(
    deadline=None,
    max_examples=150,
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def ungrouped(value: Any) -> Any:
    """The same tree without the parentheses that were written."""
    while isinstance(value, nodes.Group):
        value = value.inner
    if isinstance(value, tuple):
        return tuple(ungrouped(item) for item in value)
    if is_dataclass(value) and not isinstance(value, (type, Source)):
        parts = {f.name: ungrouped(getattr(value, f.name)) for f in fields(value)}
        return replace(value, **parts)  # type: ignore[type-var]
    return value


def read(text: str) -> nodes.File:
    parsed = parse_file(Source("x.seg", text))
    assert parsed.diagnostics == (), (text, [item.message for item in parsed.diagnostics])
    assert parsed.file is not None
    return parsed.file


@SLOW
@given(conditions(3))
def test_an_expression_reads_back_as_it_was_printed(tree: nodes.Expr) -> None:
    text = print_expression(tree)
    assert "\n" not in text
    parsed = parse_expression(Source("x", text))
    assert parsed.diagnostics == (), (text, [item.message for item in parsed.diagnostics])
    assert ungrouped(parsed.expression) == ungrouped(tree), text
    assert parsed.expression is not None
    assert print_expression(parsed.expression) == text


@SLOW
@given(st.lists(definitions(2), min_size=1, max_size=4))
def test_a_file_reads_back_as_it_was_printed(trees: list[nodes.Definition]) -> None:
    file = nodes.File(Source("x.seg", ""), tuple(trees), False, ())
    text = format_file(file)
    again = read(text)
    assert ungrouped(again) == ungrouped(file), text
    assert format_file(again) == text


@SLOW
@given(st.lists(definitions(2), min_size=1, max_size=3), st.data())
def test_comments_stay_and_change_nothing(
    trees: list[nodes.Definition], data: st.DataObject
) -> None:
    plain = format_file(nodes.File(Source("x.seg", ""), tuple(trees), False, ()))
    text = plain
    count = data.draw(st.integers(1, 5))
    for number in range(count):
        places = [lexeme.start for lexeme in scan(text, 0, len(text))] + [len(text)]
        place = data.draw(st.sampled_from(places))
        before = data.draw(st.sampled_from((" ", "\n", "\n  ", "\n\n")))
        text = f"{text[:place]}{before}# {number}\n{text[place:]}"
    parsed = parse_file(Source("x.seg", text))
    if parsed.file is None or parsed.diagnostics:
        return  # a comment inside one literal, such as between 2024- and 01
    assert parsed.file == read(plain)
    formatted = format_file(parsed.file)
    again = read(formatted)
    assert again == parsed.file, formatted
    written = [comment.text for comment in parsed.file.comments]
    assert [comment.text for comment in again.comments] == written, formatted
    assert len(written) == count
    assert format_file(again) == formatted
