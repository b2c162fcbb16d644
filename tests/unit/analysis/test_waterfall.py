"""The waterfall's figures, each counted by hand from six customers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import segql
from segql.cli import app, console

FIGURES = ("alone", "kept", "added", "gained_without", "unknown", "on_fence")


def figures(shop: segql.Project, name: str) -> dict[str, tuple[Any, ...]]:
    steps = shop.counts(name).to_dict()["steps"]
    return {step["text"]: tuple(step[key] for key in FIGURES) for step in steps}


def test_and_keeps_fewer_in_turn(shop: segql.Project) -> None:
    # young: 1, 3, 5 (unknown: 4, 6); recent buyers: 1, 2, 3, 6; Swedes: 1, 3, 6 (unknown: 5);
    # customer 3 has not consented, so that only 1 is a member
    assert figures(shop, "young_buyers") == {
        "age 18..25": (3, 3, None, 1, 2, 1),  # 6 would be let in
        "any(orders in last 90 days)": (4, 2, None, 0, 0, 0),
        'country = "SE"': (3, 2, None, 0, 1, 0),
    }
    found = shop.counts("young_buyers")
    assert (found.customers, found.size, found.consent_removed, found.on_fence) == (6, 1, 1, 1)
    assert [step.span.source.position(step.span.start).line for step in found.steps] == [4, 4, 4]


def test_or_adds_more_in_turn(shop: segql.Project) -> None:
    # two recent orders: 1; Swedes: 1, 3, 6 (unknown: 5); over 25: 2 (unknown: 4, 6)
    assert figures(shop, "either") == {
        "count(orders in last 90 days) >= 2": (1, 1, 1, 0, 0, 0),
        'country = "SE"': (3, 3, 2, -2, 1, 1),  # 3 and 6 come in by it; 5 might
        "age > 25": (1, 4, 1, -1, 2, 1),  # 2 comes in by it; 4 might, 6 is in anyway
    }
    assert shop.counts("either").on_fence == 2


def test_not_is_moved_to_the_parts_of_a_group(shop: segql.Project) -> None:
    # neither Swedish nor under 25: 2 and, with unknown age, 4; buyers: 1, 2, 3, 6
    assert figures(shop, "nested") == {
        # of 4 nobody knows; 6 is Swedish and 5 under 25, whatever else is unknown
        'not (country = "SE" or age < 25)': (2, 2, None, 3, 1, 0),
        'not country = "SE"': (3, 3, None, 1, 1, 0),  # without it 6 comes in: age unknown
        "not age < 25": (3, 2, None, 0, 2, 0),
        "any(orders)": (4, 1, None, 1, 0, 0),
    }
    found = shop.counts("nested")
    assert [step.depth for step in found.steps] == [0, 1, 1, 0]
    assert [step.joint for step in found.steps] == ["and", None, None, None]
    assert found.steps[1].words == 'whose country is not "SE" (or is unknown)'


def test_one_condition_is_a_waterfall_too(shop: segql.Project) -> None:
    # 2, 4 and, since nobody knows, 5
    assert figures(shop, "one") == {'country != "SE"': (3, 3, None, 3, 1, 1)}


@pytest.mark.parametrize(
    "name", ["young_buyers", "either", "nested", "one", "best", "condition", "of_others"]
)
def test_the_size_is_that_of_a_run(shop: segql.Project, name: str) -> None:
    found = shop.counts(name)
    assert found.size == shop.run([name]).size(name)
    last = [step for step in found.steps if step.depth == 0][-1]
    assert last.kept == found.size + found.consent_removed


def test_the_table_and_the_json(shop: segql.Project) -> None:
    words = ["explain", "--counts", "--project", str(shop.root)]
    table = CliRunner().invoke(app, [*words, "nested"])
    assert table.exit_code == 0, table.output
    assert table.stdout == (
        "nested on local, through 2024-06-30\n"
        "\n"
        "                        alone  kept                        without it  unknown\n"
        "all customers                     6  ████████████████████\n"
        "  all of these hold:        2     2  ██████▋                       +3        1\n"
        '    not country = "SE"      3     3  ██████████                    +1        1\n'
        "    and not age < 25        3     2  ██████▋                        0        2\n"
        "  and any(orders)           4     1  ███▍                          +1\n"
        "members                           1  ███▍\n"
        "\n"
        "alone: satisfy it, whatever else they are. kept: are left after it. without it: would be "
        "gained if\n"
        "the line went. unknown: a value is not known. on fence: for that they may be in or out.\n"
    )
    answer = json.loads(CliRunner().invoke(app, [*words, "one", "--format", "json"]).stdout)
    [found] = answer
    assert list(found) == [
        "name", "title", "as_of", "customers", "size", "joint", "steps", "consent_removed",
        "on_fence",
    ]  # fmt: skip
    assert found["as_of"] == "2024-07-01T00:00:00+02:00"
    assert found["steps"][0]["start"] == {"line": 12, "column": 19}


def test_only_segments_have_a_waterfall(shop: segql.Project) -> None:
    with pytest.raises(segql.SegqlError) as caught:
        shop.counts("spend")
    assert caught.value.exit_code == 2
    result = CliRunner().invoke(app, ["explain", "spend", "--counts", "--project", str(shop.root)])
    assert result.exit_code == 2
    assert "`spend` is a trait, not a segment." in result.stderr


CASES = """
segmentation stages "Stages"
  case young "Young" where age < 25
  case buyers where any(orders) and country = "SE"
  case rest where country is known
segmentation complete
  case young where age < 25
  otherwise others
"""


def of_cases(shop: segql.Project, folder: Path) -> segql.Project:
    file = folder / "cases.seg"
    file.write_text(CASES, encoding="utf-8")
    assert shop.root is not None
    return segql.Project.load(shop.root, files=[file])


def test_cases_are_counted_among_those_that_are_left(shop: segql.Project, tmp_path: Path) -> None:
    project = of_cases(shop, tmp_path)
    found = project.case_counts("stages")
    young, buyers, _ = found.cases
    # 1, 3 and 5 are young; of 2, 4 and 6 only 6 buys in Sweden; 5 has no country
    assert [case.customers for case in found.cases] == [6, 3, 2]
    assert [case.size for case in found.cases] == [3, 1, 2]
    assert [case.taken_before for case in found.cases] == [0, 2, 3]
    assert [step.alone for step in buyers.steps] == [2, 1]
    assert [step.kept for step in buyers.steps] == [2, 1]
    assert [step.gained_without for step in buyers.steps] == [0, 1]
    assert (young.on_fence, found.otherwise, found.rest) == (2, None, 0)
    ran = project.run(["stages"])
    assert [ran.size("stages", case.name) for case in found.cases] == [3, 1, 2]


def test_the_tables_of_cases(shop: segql.Project, tmp_path: Path) -> None:
    project = of_cases(shop, tmp_path)
    words = ["explain", "complete", str(tmp_path / "cases.seg"), "--counts", "--project"]
    table = CliRunner().invoke(app, [*words, str(project.root)])
    assert table.exit_code == 0, table.output
    assert "others: 3, all that are left\n" in table.stdout
    assert "alone: satisfy it" in table.stdout
    found = CliRunner().invoke(app, [*words, str(project.root), "--format", "json"])
    stages = next(item for item in json.loads(found.stdout) if item["name"] == "stages")
    assert [(case["name"], case["size"], case["taken_before"]) for case in stages["cases"]] == [
        ("young", 3, 0), ("buyers", 1, 2), ("rest", 2, 3),
    ]  # fmt: skip
    assert stages["rest"] == 0


def test_long_conditions_that_differ_at_their_end_are_told_apart() -> None:
    long = "any(orders in last 365 days where channel = 'web' and amount > "
    texts = [f"{long}1{number})" for number in range(3)]
    shown = console.apart(texts)
    assert len(set(shown)) == 3
    assert max(map(len, shown)) <= 60
    assert console.apart(["x" * 70])[0].endswith("...")
    # where they differ in their middle, they are shown whole
    middle = [f"{'a' * 70}{letter}{'b' * 70}" for letter in "xy"]
    assert console.apart(middle) == middle
