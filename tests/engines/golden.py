"""The golden cases as questions to any engine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.differential.running import Answer, Question
from tests.golden.backends import names_of
from tests.golden.casefile import CaseFile, cases_below
from tests.golden.evaluate import Case, expected_members, expected_values, same

CASES = cases_below(Path(__file__).parent.parent / "cases")


def asked_of(path: Path, scratch: Path) -> tuple[Case, Question, list[str]]:
    case = Case(CaseFile.read(path), scratch)
    question = Question(
        case.analysis.program, case.catalog, case.settings, case.dataset, case.as_of
    )
    return case, question, names_of(case)


def wrong(case: Case, answers: Mapping[str, Answer | Exception]) -> list[str]:
    """What an engine answers otherwise than the case says; what it refuses is left out."""
    found: list[str] = []
    for asked in case.members:
        answer = answers.get(asked.name)
        if answer is None:
            continue
        if isinstance(answer, Exception) or set(answer) != expected_members(asked.answer):
            found.append(f"{asked.text}: {_shown(answer)}   (expected {asked.answer})")
    for asked in case.values:
        answer = answers.get(asked.name)
        if answer is None:
            continue
        if isinstance(answer, Exception) or not _has_values(answer, asked.answer):
            found.append(f"{asked.text}: {_shown(answer)}   (expected {asked.answer})")
    return found


def _shown(answer: Answer | Exception) -> object:
    return answer if isinstance(answer, Exception) else dict(answer)


def _has_values(answer: Answer, expected: str) -> bool:
    """An answer leaves out the unknown and the false."""
    values = expected_values(expected)
    return set(answer) <= set(values) and all(_is(answer, k, v) for k, v in values.items())


def _is(answer: Answer, key: Any, value: str) -> bool:
    if value == "false":
        return key not in answer
    return same(answer.get(key), value)
