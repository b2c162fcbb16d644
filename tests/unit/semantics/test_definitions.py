"""Definitions, their headers, and how they refer to each other."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from segql.semantics import analyze_condition, tree
from segql.source import Source
from segql.syntax import parse_expression
from segql.types import BOOLEAN, DATE, TEXT
from tests.unit.semantics.shop import analysed, errors, read_catalog


def test_definitions_are_found_in_any_file_and_order() -> None:
    analysis = analysed("segment a where b and x > 3", "segment b where age > 3", "trait x = age")
    assert not analysis.has_errors
    definitions = [name for name, item in analysis.program.definitions.items() if item.span.text]
    assert definitions[-3:] == ["a", "b", "x"]
    assert analysis.program.paths["x"] == "c.seg"


def test_a_bare_condition_is_named_after_its_file() -> None:
    body = analysed("age > 3").program.definitions["a"]
    assert isinstance(body, tree.Segment)


def test_a_cycle_is_told_once_and_as_a_whole() -> None:
    found = errors(
        "segment a where b\nsegment b where age > 3 and c\ntrait c = a\nsegment d where a"
    )
    assert len(found) == 1
    assert found[0].code.id == "SEG202"
    assert "`a` needs `b` needs `c` needs `a`" in found[0].message
    assert [note.span.text for note in found[0].notes] == ["c", "a"]


def test_a_trait_may_be_called_like_a_field_that_its_own_functions_name() -> None:
    analysis = analysed(
        "trait amount = sum(orders.amount where amount > 3)\n"
        "trait gift = count(orders having gift)\n"
    )
    assert not analysis.diagnostics


def test_consent_that_rests_on_its_own_segment_is_a_cycle() -> None:
    catalog = read_catalog(
        "customer: {table: c, key: id, attributes: {ok: {type: boolean}}}\n"
        "consent: {email: {expression: in segment vip}}\n"
    )
    found = analysed("segment vip channel email where ok", over=catalog).diagnostics
    assert [item.code.id for item in found] == ["SEG202"]
    assert "the consent `email`" in found[0].message


def test_a_clash_names_both_places() -> None:
    found = errors("segment vip where age > 3", "trait vip = 3\nsegment age where vip")
    assert [(item.code.id, item.span.text) for item in found if item.span] == [
        ("SEG201", "vip"),
        ("SEG201", "age"),
    ]
    first = found[0].notes[0].span
    assert (first.source.path, first.start) == ("a.seg", 8)
    assert found[1].notes[0].span.source.path.endswith("catalog.yml")


def test_a_segment_carries_its_header() -> None:
    analysis = analysed(
        'segment other where age > 3\nsegment s "Title" goal "g" owner "o" note "n" tags "a", "b"\n'
        "channel email, sms expect size 1%..20% expect size ..5_000 expect disjoint from other\n"
        "where age > 5"
    )
    assert not analysis.has_errors
    segment = analysis.program.definitions["s"]
    assert isinstance(segment, tree.Segment)
    assert (segment.title, segment.goal, segment.owner, segment.note) == ("Title", "g", "o", "n")
    assert segment.tags == ("a", "b")
    assert segment.channels == ("email", "sms")
    subscribed = tree.Holds(tree.Field(tree.CUSTOMER, (), "subscribed", BOOLEAN))
    zip_ = tree.Known(tree.Field(tree.CUSTOMER, (), "zip", TEXT))
    assert segment.consents == (subscribed, tree.And((subscribed, zip_)))
    assert segment.expectations == (
        tree.Expectation("size", Decimal("0.01"), Decimal("0.20"), True, True),
        tree.Expectation("size", None, 5000),
        tree.Expectation("disjoint from", other="other"),
    )


@pytest.mark.parametrize(
    ("text", "code", "underlined"),
    [
        ("segment s channel fax where age > 3", "SEG219", "fax"),
        ('segment s goal "x" goal "y" where age > 3', "SEG220", 'goal "y"'),
        ("trait s channel email = 3", "SEG221", "channel email"),
        ("segment s expect size 20%..1% where age > 3", "SEG320", "20%..1%"),
        ("segment s expect size 0.5.. where age > 3", "SEG320", "0.5"),
        ("segment s expect covers s where age > 3", "SEG320", "s"),
        ("segment s expect covers spend where age > 3", "SEG206", "spend"),
        ("segmentation s case x where age > 3 case x where age > 5", "SEG222", "x"),
        ("segmentation s otherwise x case y where age > 5", "SEG317", "otherwise x"),
        ("experiment e variant a 50%", "SEG221", "e"),
        ("experiment e start 2024-01-01", "SEG318", "e"),
        ("experiment e start 2024-01-01 variant a 50", "SEG318", "50"),
        ("experiment e start 2024-01-01 variant a 50% variant b 51%", "SEG318", "51%"),
        ("experiment e on spend start 2024-01-01 variant a 50%", "SEG206", "spend"),
        ("trait today = 3", "SEG224", "today"),
        ("trait t = unknown", "SEG302", "unknown"),
        ("trait t = 3 days", "SEG312", "3 days"),
        ("trait orders.amount = 3", "SEG201", "amount"),
        ("trait baskets.basket = 3", "SEG201", "basket"),
        ("trait odrers.x = 3", "SEG203", "odrers"),
        ("trait orders.x = amount + income", "SEG214", "income"),
        ("trait orders.x = count(lines)", "SEG225", "count(lines)"),
        ("trait orders.x = rank(amount)", "SEG225", "rank(amount)"),
        ("trait orders.x = orders.y\ntrait orders.y = x + 1", "SEG202", "orders.y"),
        ("trait baskets.x = count(orders)", "SEG225", "orders"),
    ],
)
def test_definition_mistake(text: str, code: str, underlined: str) -> None:
    found = errors(text)
    assert [(item.code.id, item.span.text) for item in found if item.span] == [(code, underlined)]
    assert found[0].help


def test_a_case_that_does_not_exist_is_an_error_with_the_nearest() -> None:
    text = 'segmentation life case active "Active ones" where age > 3 otherwise gone\n'
    for written, mend in (
        ('life = "activ"', '"active"'),
        ('life in ("gone", "Active ones")', '"active"'),
        ("life = active", '"active"'),
    ):
        found = errors(f"{text}segment s where {written}")
        assert found[0].code.id in ("SEG317", "SEG205")
        assert found[0].fix is not None
        assert found[0].fix.replacement == mend
    bare = errors(f"{text}segment s where life")[0]
    assert bare.code.id == "SEG307"
    assert '`life = "active"`' in (bare.help or "")


def test_variants_fill_the_bucket_in_order_and_measures_know_the_start() -> None:
    analysis = analysed(
        "segment s where age > 3\nexperiment e on segment s start 2024-03-01\n"
        "variant a 45% variant b 10% measure m = any(orders within 14 days after start)\n"
        'measure back = count(orders where time > start and customer.country = "SE")\n'
        'segment t where e = "b"'
    )
    assert not analysis.has_errors
    experiment = analysis.program.definitions["e"]
    assert isinstance(experiment, tree.Experiment)
    assert experiment.segment == tree.Reference("s", BOOLEAN, required=True)
    assert experiment.start == date(2024, 3, 1)
    assert [(v.low, v.high) for v in experiment.variants] == [
        (Decimal(0), Decimal("0.45")),
        (Decimal("0.45"), Decimal("0.55")),
    ]
    measured = experiment.measures[0].body
    assert isinstance(measured, tree.Aggregate)
    start = tree.Literal(date(2024, 3, 1), DATE)
    assert measured.window == tree.WithinOf(tree.Duration(14, "day"), "after", start)


def test_a_definition_with_an_error_and_those_that_rest_on_it_are_left_out() -> None:
    analysis = analysed(
        "segment a where contry = 'x'\nsegment b where a\nsegment c where age > 3\n"
        "segment d where in segment c"
    )
    assert [name for name in "abcd" if name in analysis.program.definitions] == ["c", "d"]


def test_a_condition_is_typed_against_an_analysed_project() -> None:
    analysis = analysed("segment a where age > 3\nsegment broken where contry = 'x'")
    sound = parse_expression(Source("test", "a and any(orders)")).expression
    assert sound is not None
    typed, problems = analyze_condition(sound, analysis)
    assert isinstance(typed, tree.And)
    assert not problems
    broken = parse_expression(Source("test", "broken")).expression
    assert broken is not None
    typed, problems = analyze_condition(broken, analysis)
    assert typed is None
    assert [item.code.id for item in problems] == ["SEG226"]


def test_long_chains_of_definitions_need_no_deep_stack() -> None:
    links = [f"segment s{n} where s{n - 1}" for n in range(1, 3000)]
    analysis = analysed("segment s0 where age > 3\n" + "\n".join(reversed(links)))
    assert not analysis.has_errors
    ring = "\n".join(f"segment s{n} where s{(n + 1) % 2000}" for n in range(2000))
    assert [item.code.id for item in errors(ring)] == ["SEG202"]


def test_the_deepest_that_the_parser_lets_through_is_typed() -> None:
    for text in (
        "segment s where " + "not " * 60 + "age > 3",
        "segment s where " + "(age > 3 or (age > 5 and " * 28 + "age > 3" + "))" * 28,
        "trait t = " + "if age > 3 then 1 else " * 60 + "2",
        "trait t = " + " + ".join(["age"] * 200),
        "segment s where " + " or ".join(["age > 3"] * 1000),
    ):
        assert not errors(text)
