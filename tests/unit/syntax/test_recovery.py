"""All independent problems of a file in one run, at their places in the text as written."""

from __future__ import annotations

from segql.source import Source
from segql.syntax import nodes, parse_file

TEXT = """\
segment a whre age > 3
segment b where age == 3 and (x
segment c where ok
trait t = sum(orders.amount) in last 90 days > 5 and country <> "SE"
segment d where age > 2024-02-30 and name like "%x%"
"""


def test_one_run_finds_the_problems_of_every_definition() -> None:
    parsed = parse_file(Source("x.seg", TEXT))
    found = []
    for problem in parsed.diagnostics:
        assert problem.span is not None
        assert problem.span.source.text == TEXT
        line = problem.span.source.position(problem.span.start).line
        found.append((line, problem.span.text))
    assert found == [
        (1, "whre"),
        (2, "=="),
        (2, "("),
        (4, ") in last 90 days"),
        (4, "<>"),
        (5, "2024-02-30"),
        (5, 'like "%x%"'),
    ]


def test_mended_definitions_stay_in_the_tree_with_the_places_of_the_text() -> None:
    file = parse_file(Source("x.seg", TEXT)).file
    assert file is not None
    assert [item.name.name for item in file.definitions] == ["a", "c", "t", "d"]
    assert [item.name for item in file.broken] == ["b"]
    a = file.definitions[0]
    assert isinstance(a, nodes.SegmentDefinition)
    assert a.body.span.text == "age > 3"
    trait = file.definitions[2]
    assert isinstance(trait, nodes.TraitDefinition)
    assert isinstance(trait.body, nodes.And)
    assert trait.body.items[1].span.text == 'country <> "SE"'


def test_a_definition_begins_where_its_word_begins_a_line() -> None:
    file = parse_file(Source("x.seg", "segment a where x >\nsegment b where in\nsegment a")).file
    assert file is not None
    assert [item.name.name for item in file.definitions] == ["b"]
    assert [item.name for item in file.broken] == ["a"]


def test_a_mend_that_leads_to_another_problem_at_its_place_is_not_followed() -> None:
    problems = parse_file(Source("x.seg", "count(last 6 weeks where any(orders))")).diagnostics
    assert len(problems) == 1


def test_one_run_finds_the_problems_of_every_condition() -> None:
    text = """\
segmentation s "S"
  case gold where x 500 and age 18-25
  case iron where d in last week or country == "SE"
  else rest
"""
    said = [item.span.text for item in parse_file(Source("x.seg", text)).diagnostics if item.span]
    assert said == ["x 500", "18-25", "in last week", "==", "else"]


def test_a_definition_with_a_condition_left_out_is_not_in_the_tree() -> None:
    parsed = parse_file(Source("x.seg", "segment a where x 500 and b\nsegment b where c"))
    assert parsed.file is not None
    assert [item.name.name for item in parsed.file.definitions] == ["b"]
    assert [item.name for item in parsed.file.broken] == ["a"]


def test_a_problem_is_told_once() -> None:
    problems = parse_file(
        Source("x.seg", 'segment a where x = "\\q" and y = "\\q" and ')
    ).diagnostics
    assert len(problems) == 3
