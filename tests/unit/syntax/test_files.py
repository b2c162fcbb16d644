"""Files: definitions, bare conditions, comments, what cannot be read, and limits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from segql.diagnostics.model import SegqlError
from segql.source import Source
from segql.syntax import nodes, parse_expression, parse_file, read_source
from tests.unit.syntax.reading import file, name, number, problems


def test_a_bare_condition_is_a_segment_named_after_the_file() -> None:
    tree = file("age 18..25")
    assert tree.bare
    (segment,) = tree.definitions
    assert isinstance(segment, nodes.SegmentDefinition)
    assert segment.name == nodes.Ident("test", False)


def test_definitions() -> None:
    param, trait, field, segment = file(
        """
        param nordic = ("SE", "NO")
        trait t "T" owner "crm" = a
        trait orders.margin = a - b
        segment s "S" tags "x", "y" channel email, sms expect size ..20% expect subset of t where a
        """
    ).definitions
    assert isinstance(param, nodes.ParamDefinition)
    assert param.value == nodes.Values((nodes.Text("SE"), nodes.Text("NO")))
    assert isinstance(trait, nodes.TraitDefinition)
    assert trait.headers == (nodes.Header("owner", nodes.Text("crm")),)
    assert isinstance(field, nodes.TraitDefinition)
    assert field.event == nodes.Ident("orders", False)
    assert isinstance(segment, nodes.SegmentDefinition)
    assert [header.value for header in segment.headers] == [
        (nodes.Text("x"), nodes.Text("y")),
        (nodes.Ident("email", False), nodes.Ident("sms", False)),
        nodes.Size(None, nodes.Number(Decimal("0.20"), True, "20%")),
        nodes.Relation("subset of", nodes.Ident("t", False)),
    ]


def test_segmentations_and_experiments() -> None:
    segmentation, experiment = file(
        """
        segmentation s "S"
          case new "New" where a
          otherwise lost
        experiment e
          on everybody
          start 2024-03-01
          variant x 45%
          measure m = b
        """
    ).definitions
    assert isinstance(segmentation, nodes.SegmentationDefinition)
    assert segmentation.cases == (
        nodes.Case(nodes.Ident("new", False), nodes.Text("New"), name("a")),
        nodes.Case(nodes.Ident("lost", False), None, None),
    )
    assert isinstance(experiment, nodes.ExperimentDefinition)
    assert experiment.headers == (
        nodes.Header("on", nodes.Ident("everybody", False)),
        nodes.Header("start", nodes.Date(date(2024, 3, 1))),
    )
    assert experiment.variants[0].share.value == Decimal("0.45")
    assert experiment.measures == (nodes.Measure(nodes.Ident("m", False), name("b")),)


def test_comments_are_kept_but_not_those_in_text() -> None:
    tree = file('# one\nsegment a # two\n  where x = "# no" # three\n')
    assert [(comment.text, comment.own_line) for comment in tree.comments] == [
        ("# one", True),
        ("# two", False),
        ("# three", False),
    ]


@pytest.mark.parametrize("text", ["", " \n", "# only a comment\n", "\ufeff"])
def test_empty_files(text: str) -> None:
    (problem,) = problems(text)
    assert problem.code.id == "SEG004"


def test_a_byte_order_mark_and_windows_line_ends_are_blanks() -> None:
    (segment,) = file("\ufeffsegment a\r\nwhere\u00a0x > 3\r\n").definitions
    assert isinstance(segment, nodes.SegmentDefinition)
    assert segment.body == nodes.Compare(">", name("x"), number("3"))


@pytest.mark.parametrize("character", ["\x00", "\ud800"])
def test_forbidden_characters(character: str) -> None:
    (problem,) = problems(f'x = "a{character}"')
    assert problem.code.id == "SEG001"
    assert problem.span is not None
    assert problem.span.start == 6


@pytest.mark.parametrize(
    ("just_right", "too_deep"),
    [
        ("(" * 64 + "a" + ")" * 64, "(" * 65 + "a" + ")" * 65),
        ("not " * 64 + "a", "not " * 65 + "a"),
        ("not (" * 64 + "a" + ")" * 64, "not (" * 65 + "a" + ")" * 65),
        ("if a then b else " * 64 + "c", "if a then b else " * 65 + "c"),
        ("x = " + "- " * 64 + "1", "x = " + "- " * 65 + "1"),
        ("x = " + "abs(" * 64 + "1" + ")" * 64, "x = " + "abs(" * 65 + "1" + ")" * 65),
    ],
)
def test_nesting_has_a_limit(just_right: str, too_deep: str) -> None:
    assert parse_expression(Source("x", just_right)).diagnostics == ()
    parsed = parse_expression(Source("x", too_deep))
    assert parsed.expression is None
    assert [item.code.id for item in parsed.diagnostics] == ["SEG002"]


@pytest.mark.parametrize("text", ["(" * 100_000, "not " * 100_000 + "a", "- " * 100_000, "[" * 999])
def test_hopeless_texts_are_refused(text: str) -> None:
    assert len(problems(text)) == 1


def test_parts_have_a_limit_but_lists_count_once() -> None:
    many = " or ".join(["a = 3"] * 2_000)
    assert [item.code.id for item in problems(many)] == ["SEG003"]
    assert problems(f"a in ({', '.join(map(str, range(20_000)))})") == ()


def test_a_large_text_is_refused() -> None:
    (problem,) = parse_file(Source("x", "#" * (8 * 1024 * 1024 + 1))).diagnostics
    assert problem.code.id == "SEG012"


def test_reading_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.seg"
    path.write_bytes(b"age > 3\n")
    assert read_source(path, "a.seg") == Source("a.seg", "age > 3\n")
    path.write_bytes("x = 'å'\n# ".encode() + b"\xe5")
    with pytest.raises(SegqlError) as refused:
        read_source(path, "a.seg")
    (problem,) = refused.value.diagnostics
    assert problem.code.id == "SEG011"
    assert problem.span is not None
    assert problem.span.source.position(problem.span.start).line == 2
    with pytest.raises(SegqlError, match="cannot be read"):
        read_source(tmp_path / "none.seg", "none.seg")
