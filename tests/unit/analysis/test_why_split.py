"""Which case or variant a customer has, and why no earlier one: as a run has it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import segql
from segql.analysis.why import Why
from segql.analysis.why_split import WhyCase, WhyVariant
from segql.cli import app

SHOP = Path(__file__).parents[3] / "examples" / "outdoor_shop"
KEYS = range(10001, 10011)


@pytest.fixture(scope="module")
def outdoor() -> segql.Project:
    return segql.Project.load(SHOP)


def parts_of(project: segql.Project, name: str) -> dict[object, str]:
    """The case or variant of every customer who has one."""
    members = project.members(name)
    return dict(zip(members.keys, members.parts or [], strict=True))


@pytest.mark.parametrize("name", ["lifecycle", "rfm"])
def test_the_case_is_that_of_the_run(outdoor: segql.Project, name: str) -> None:
    rows = parts_of(outdoor, name)
    for key in KEYS:
        found = outdoor.why(name, key)
        assert isinstance(found, WhyCase)
        assert (found.key, found.case) == (key, rows.get(key))
        # only the last that was asked can fit, and the others lack something
        assert not any(item.is_member for item in found.cases[:-1])
        assert all(bool(item.missing) is not item.is_member for item in found.cases)


def test_the_variant_is_that_of_the_run(outdoor: segql.Project) -> None:
    rows = parts_of(outdoor, "spring_offer")
    inside = sorted(rows)[:5]
    for key in [*KEYS, *inside]:
        found = outdoor.why("spring_offer", key)
        assert isinstance(found, WhyVariant)
        assert found.variant == rows.get(key)
        [share] = [item for item in found.variants if item.low <= found.place < item.high]
        assert found.variant in (None, share.name)
        assert share.name in found.reason


def test_text_and_json() -> None:
    words = ["why", "lifecycle", "--customer", "10002", "--project", str(SHOP)]
    text = CliRunner().invoke(app, words)
    assert text.exit_code == 0, text.output
    assert text.stdout.startswith("Customer 10002 has the case lapsing of lifecycle")
    assert "prospect does not fit:" in text.stdout
    assert "  the number of their orders is 1, needs none\n" in text.stdout
    assert "needs a time in the 60 days from 2 May through 30 June 2024\n" in text.stdout
    assert text.stdout.count("fits:") == 1
    made = CliRunner().invoke(app, [*words, "--format", "json"])
    [found] = json.loads(made.stdout)
    assert [case["name"] for case in found["cases"]] == ["prospect", "new", "active", "lapsing"]
    assert found["case"] == "lapsing"


def test_some_of_several_conditions(outdoor: segql.Project) -> None:
    found = outdoor.why("attentive", 10003)
    assert isinstance(found, Why)
    assert found.missing == ("1 of 3 conditions holds, needs at least 2",)
    assert [item.value for item in found.reasons[0].figures] == [True, False, False]
