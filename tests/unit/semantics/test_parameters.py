"""Parameters: their values, their types, `--set`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from segql.semantics import tree
from segql.types import INTEGER, TEXT
from tests.unit.semantics.shop import analysed, errors

PARAMETERS = """\
param n = 3
param price = 2.5
param share = 10%
param cutoff = 2024-01-31
param nordic = ("SE", "NO")
param word = "x"
param flag = true
param back = 2 months
segment s where count(orders in last $n days) > $n and country in $nordic and zip = $word
  and joined > $cutoff - $back and top $share by income and subscribed = $flag
  and interest has none ("outdoor", $word) and income > $price
"""


def test_parameters_are_typed_by_their_values() -> None:
    analysis = analysed(PARAMETERS)
    assert not analysis.has_errors
    assert analysis.program.parameters == {
        "n": 3,
        "price": Decimal("2.5"),
        "share": Decimal("0.10"),
        "cutoff": date(2024, 1, 31),
        "nordic": ["SE", "NO"],
        "word": "x",
        "flag": True,
        "back": "2 months",
    }
    segment = analysis.program.definitions["s"]
    assert isinstance(segment, tree.Segment)
    assert isinstance(segment.body, tree.And)
    first = segment.body.items[0]
    assert isinstance(first, tree.Compare)
    assert first.right == tree.Literal(3, INTEGER)
    assert isinstance(first.left, tree.Aggregate)
    assert first.left.window == tree.Last(tree.Duration(3, "day"))
    listed = segment.body.items[1]
    assert isinstance(listed, tree.InValues)
    assert listed.values == (tree.Literal("SE", TEXT), tree.Literal("NO", TEXT))


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("n", "5", 5),
        ("n", "1_000", 1000),
        ("price", "3", 3),
        ("share", "25%", Decimal("0.25")),
        ("cutoff", "2023-12-24", date(2023, 12, 24)),
        ("nordic", "DK", ["DK"]),
        ("nordic", '("DK", "a, b")', ["DK", "a, b"]),
        ("word", "it's", "it's"),
        ("word", '"quoted"', "quoted"),
        ("flag", "False", False),
        ("back", "3 weeks", "3 weeks"),
    ],
)
def test_set_gives_a_value_of_the_same_type(name: str, text: str, value: object) -> None:
    analysis = analysed(PARAMETERS, parameters={name: text})
    assert not analysis.has_errors
    assert analysis.program.parameters[name] == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("n", "many"),
        ("n", ""),
        ("cutoff", "31/01/2024"),
        ("flag", "yes"),
        ("back", "2"),
        ("share", "x"),
    ],
)
def test_set_of_another_type_names_both(name: str, text: str) -> None:
    problem = next(
        i for i in analysed(PARAMETERS, parameters={name: text}).diagnostics if i.is_error
    )
    assert problem.code.id == "SEG321"
    assert f"--set {name}={text}" in problem.message
    assert problem.notes[0].span.text == name


def test_set_of_an_unknown_parameter_has_a_did_you_mean() -> None:
    problem = analysed("param price = 3", parameters={"prise": "3"}).diagnostics[0]
    assert problem.code.id == "SEG217"
    assert "`--set price=3`" in (problem.help or "")


@pytest.mark.parametrize(
    ("text", "code", "underlined"),
    [
        ("param n = 3\nparam n = 4", "SEG201", "n"),
        ('param n = ("SE", 3)', "SEG321", "3"),
        ("param n = unknown", "SEG321", "unknown"),
        ("param n = (1, 2)\nsegment s where age > $n", "SEG321", "$n"),
        ('param n = "x"\nsegment s where any(orders in last $n days)', "SEG321", "$n"),
        ("param n = 2.5\nsegment s where any(orders in last $n days)", "SEG315", "$n"),
        ("param n = 3 days\nsegment s where age > $n", "SEG321", "$n"),
        ("param n = 0.1\nsegment s where top $n by age", "SEG315", "$n"),
        ('param n = "SE"\nsegment s where age > $n', "SEG301", "$n"),
    ],
)
def test_parameter_mistake(text: str, code: str, underlined: str) -> None:
    found = errors(text)
    assert [(item.code.id, item.span.text) for item in found if item.span] == [(code, underlined)]
    assert found[0].fix is None
