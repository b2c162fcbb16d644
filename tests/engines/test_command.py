"""The command that compares engines counts what was asked, executed, identical and refused."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.engines import conformance
from tests.engines.conformance import Tally, report, tally
from tests.engines.golden import CASES


def test_an_engine_is_counted() -> None:
    made = tally("sqlite", 20, 3, CASES[:4])
    assert made.cases >= 20
    assert made.executed == made.cases - made.refused.total()
    assert made.identical == made.executed
    assert not made.differences


def test_what_differs_is_told_and_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    counted = Tally("one", "1.0", 10, 9, 8, Counter({"`x` cannot be written": 1}), ["case: y"])
    monkeypatch.setattr(conformance, "tally", lambda *given: counted)
    assert conformance.main(["sqlite", "--pairs", "1"]) == 1
    said = capsys.readouterr().out
    assert "| one | 1.0 | 10 | 9 | 8 | 1 | 88.89 % |" in said
    assert "- one, 1 times: `x` cannot be written" in said
    assert "one: case: y" in said


def test_an_engine_that_cannot_run_here_is_told() -> None:
    assert "not run here: no server" in report([Tally("other", missing="no server")])
