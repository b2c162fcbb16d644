"""`segql diff`: versions and days, the conditions that changed, and who moved because of them."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

Segql = Callable[..., Result]

SEGMENTS = """\
segment grown "Grown"
  owner "ann"
where age >= 30 and country in ("SE", "NO")

segment either where age < 25 or purchases >= 2

segment steady where country = "SE"

segmentation halves
  case young where age < 35
  otherwise old
"""


@pytest.fixture
def versions(shop: Path) -> tuple[Path, Path]:
    """The shop, and a folder with an older version of it."""
    for path in (shop / "segments").iterdir():
        path.unlink()
    (shop / "segments" / "all.seg").write_text(SEGMENTS)
    old = shop / "old"
    old.mkdir()
    for name in ("segql.yml", "catalog.yml"):
        shutil.copy(shop / name, old / name)
    shutil.copytree(shop / "segments", old / "segments")
    return old, shop


def change(shop: Path, *edits: tuple[str, str]) -> None:
    file = shop / "segments" / "all.seg"
    text = file.read_text()
    for before, after in edits:
        assert before in text
        text = text.replace(before, after)
    file.write_text(text)


def answer(segql: Segql, *words: str) -> dict[str, dict[str, Any]]:
    result = segql("diff", *words, "--format", "json", "--keys")
    assert result.exit_code == 0, result.stderr
    return {item["name"]: item for item in json.loads(result.stdout)["definitions"]}


def test_a_changed_bound(versions: tuple[Path, Path], segql: Segql) -> None:
    change(versions[1], ("age >= 30", "age >= 40"), ('"ann"', '"bo"'))
    found = answer(segql, "--from", "old")
    grown = found["grown"]
    assert (grown["status"], grown["before"], grown["after"]) == ("changed", 2, 1)
    assert (grown["entered_keys"], grown["left_keys"]) == ([], [2])
    assert [tuple(item.values())[:3] for item in grown["wording"]] == [
        ("owner", "ann", "bo"),
        ("condition", "age >= 30", "age >= 40"),
    ]
    assert [(item["direction"], item["text"], item["customers"]) for item in grown["causes"]] == [
        ("left", "age >= 40", 1)
    ]
    assert found["steady"]["status"] == "same"


def test_causes_in_an_or(versions: tuple[Path, Path], segql: Segql) -> None:
    change(versions[1], ("age < 25 or purchases >= 2", "age < 45 or purchases >= 2"))
    either = answer(segql, "either", "--from", "old")["either"]
    assert either["entered_keys"] == [2, 3]
    assert [(item["text"], item["customers"]) for item in either["causes"]] == [("age < 25", 2)]


def test_added_and_removed(versions: tuple[Path, Path], segql: Segql) -> None:
    change(versions[1], ("segment steady", "segment swedes"))
    found = answer(segql, "--from", "old")
    assert (found["swedes"]["status"], found["swedes"]["after"]) == ("added", 2)
    assert (found["steady"]["status"], found["steady"]["before"]) == ("removed", 2)
    assert answer(segql, "steady", "--from", "old").keys() == {"steady"}


def test_cases_that_customers_go_to(versions: tuple[Path, Path], segql: Segql) -> None:
    change(versions[1], ("age < 35", "age < 45"))
    halves = answer(segql, "halves", "--from", "old")["halves"]
    assert halves["moves"] == [{"before": "old", "after": "young", "customers": 1}]


def test_two_days(versions: tuple[Path, Path], segql: Segql) -> None:
    found = answer(segql, "--from-as-of", "2024-05-15")
    assert found["grown"]["status"] == "same"
    either = found["either"]
    # customer 1 is 20 and always in; nobody had two orders in the 90 days before
    assert (either["status"], either["before"], either["after"]) == ("same", 1, 1)
    shown = segql("diff", "--from-as-of", "2024-05-15").stdout
    assert shown.startswith("This version, through 2024-05-15 and through ")
    assert shown.endswith("4 definitions as before\n")


def test_a_revision_of_git(versions: tuple[Path, Path], segql: Segql) -> None:
    shop = versions[1]
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.example"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"]):
        subprocess.run([*git, *words], cwd=shop, check=True)
    change(shop, ("age >= 30", "age >= 20"), ('("SE", "NO")', '("SE")'))
    text = segql("diff", "grown", "--from", "HEAD").stdout
    assert text == (
        "From HEAD, through 2024-06-30, to this version, through 2024-06-30\n"
        "\n"
        "grown  Grown: 2 to 2, 1 enter, 1 leave\n"
        "  - age >= 30\n"
        "  + age >= 20\n"
        '  - country in ("SE", "NO")\n'
        '  + country in ("SE")\n'
        "  1  enters because of  age >= 30\n"
        '  1  leaves because of  country in ("SE")\n'
        "\n"
    )


def test_a_limit_fails_the_command(versions: tuple[Path, Path], segql: Segql) -> None:
    change(versions[1], ("age >= 30", "age >= 40"))
    assert segql("diff", "--from", "old", "--fail-over", "50%").exit_code == 0
    result = segql("diff", "--from", "old", "--fail-over", "49%")
    assert result.exit_code == 1
    assert "More than 49% moved: grown\n" in result.stderr


def test_what_cannot_be_compared(versions: tuple[Path, Path], segql: Segql) -> None:
    for words, said in (
        ((), "There is nothing to compare with."),
        (("--from", "nowhere"), "neither a folder nor a revision"),
        (("--from", "--all"), "neither a folder nor a revision"),
        (("--from", "old", "--fail-over", "much"), "`much` is not a share."),
    ):
        result = segql("diff", *words)
        assert result.exit_code == 2, words
        assert said in result.stderr
