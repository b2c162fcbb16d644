"""Runs every golden case below tests/cases on the reference evaluator and on DuckDB."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden.backends import BACKENDS, answers_of, sql_of
from tests.golden.casefile import CaseFile, cases_below
from tests.golden.evaluate import Case, expected_members, expected_values, same

CASES = Path(__file__).parent.parent / "cases"
FILES = cases_below(CASES)


def name_of(path: Path) -> str:
    return path.relative_to(CASES).with_suffix("").as_posix()


@pytest.mark.parametrize("path", FILES, ids=name_of)
@pytest.mark.parametrize("backend", BACKENDS)
def test_case(path: Path, backend: str, tmp_path: Path) -> None:
    case = Case(CaseFile.read(path), tmp_path)
    answers = answers_of(case, backend)
    wrong = []
    for asked in case.members:
        found = {key for key, value in answers[asked.name].items() if value is True}
        if found != expected_members(asked.answer):
            shown = " ".join(str(key) for key in sorted(found)) or "none"
            wrong.append(f"{asked.text}: {shown}   (expected {asked.answer})")
    for asked in case.values:
        found_values = answers[asked.name]
        expected = expected_values(asked.answer)
        assert set(found_values) == set(expected), asked.text
        wrong += [
            f"{asked.text}: {key}={found_values[key]!r}   (expected {value})"
            for key, value in expected.items()
            if not same(found_values[key], value)
        ]
    assert not wrong, "\n".join(["", case.file.title, *wrong])


WITH_SQL = [path for path in FILES if "\n```sql duckdb " in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("path", WITH_SQL, ids=name_of)
def test_sql(path: Path, tmp_path: Path, update_golden: bool) -> None:
    """Blocks `sql duckdb NAME` hold what a definition compiles to: what a reader gets to see."""
    case = Case(CaseFile.read(path), tmp_path)
    infos = [block.info for block in case.file.all("sql duckdb")]
    written = sql_of(case, [info.removeprefix("sql duckdb ") for info in infos])
    if update_golden:
        for info in infos:
            text = CaseFile.read(path).with_body(info, written[info.split()[-1]].strip() + "\n")
            path.write_text(text, encoding="utf-8")
        return
    for info in infos:
        assert written[info.split()[-1]].strip() + "\n" == case.file.body(info)


def test_there_are_cases_of_every_kind() -> None:
    kinds = {path.parent.name for path in FILES}
    assert kinds >= {"conditions", "expressions", "time", "unknown", "definitions"}
    assert len(FILES) >= 40
