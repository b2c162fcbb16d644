"""Runs every case below tests/errors: the whole text of each message, and what it must say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from segql.diagnostics.codes import all_codes
from tests.golden.casefile import CaseFile, cases_below
from tests.golden.messages import problems_of, text_of

ERRORS = Path(__file__).parent.parent / "errors"
BAD = cases_below(ERRORS / "known_bad")
FILES = [path for path in cases_below(ERRORS) if path not in BAD]

SHOWN_ELSEWHERE = (
    # of a file, a folder, a target, an engine or the command line: in the tests of those rooms
    "SEG010", "SEG011", "SEG012", "SEG500", "SEG53", "SEG54", "SEG56", "SEG57", "SEG7",
    "SEG8",
    # of compiling, which only sound definitions reach, and of matching one profile
    "SEG6",
    # of a condition outside the project's files that names a broken definition
    "SEG226",
    # of definitions beside the data: in the tests of the room of lints
    "SEG423",
    # of a catalog made in Python, where the YAML's own check (SEG510) did not speak first
    "SEG326",
)  # fmt: skip


def name_of(path: Path) -> str:
    return path.relative_to(ERRORS).with_suffix("").as_posix()


@pytest.mark.parametrize("path", [*FILES, *BAD], ids=name_of)
def test_message(path: Path, tmp_path: Path, update_golden: bool) -> None:
    case = CaseFile.read(path)
    problems = problems_of(case, tmp_path)
    text = text_of(problems)
    if update_golden:
        path.write_text(case.with_body("text", text), encoding="utf-8")
        return
    assert text == case.body("text"), f"{case.title}\n{text}"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_message_gives_the_mend(path: Path, tmp_path: Path) -> None:
    """Each line of `says` was written by hand, before any message was."""
    case = CaseFile.read(path)
    said = text_of(problems_of(case, tmp_path))
    wanted = (case.body("says") or "").split("\n")
    missing = [words for words in wanted if words.strip() and words not in said]
    assert not missing, f"{case.title}: {missing} is not in\n{said}"


@pytest.mark.parametrize("path", BAD, ids=name_of)
def test_message_is_still_to_be_better(path: Path, tmp_path: Path) -> None:
    """A message that has become good moves to its neighbours."""
    case = CaseFile.read(path)
    said = text_of(problems_of(case, tmp_path))
    wanted = [words for words in (case.body("says") or "").split("\n") if words.strip()]
    assert wanted
    assert not all(words in said for words in wanted), f"{path.name} is good now: move it"


def test_every_problem_is_shown_by_a_case() -> None:
    shown = {
        code
        for path in [*FILES, *BAD]
        for code in re.findall(r"\b(SEG\d{3})\]", path.read_text("utf-8"))
    }
    missing = [
        f"{code.id} {code.name}"
        for code in all_codes().values()
        if code.id not in shown and not code.id.startswith(SHOWN_ELSEWHERE)
    ]
    assert not missing, "no case in tests/errors shows:\n" + "\n".join(missing)
