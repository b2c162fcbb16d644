"""Every kind of problem is documented, and a golden case shows each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from segql.diagnostics.codes import all_codes
from segql.diagnostics.model import Code

ROOT = Path(__file__).parent.parent.parent
CODES = sorted(all_codes().values(), key=lambda code: code.id)


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.id)
def test_every_code_is_explained(code: Code) -> None:
    assert re.fullmatch(r"SEG\d{3}", code.id)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code.name)
    assert code.summary
    assert code.explanation, f"{code.id} has no explanation for the reference of messages"


def test_names_of_codes_are_their_own() -> None:
    names = [code.name for code in CODES]
    assert len(names) == len(set(names))
