"""The page of each rule keeps its word: its first example has the lint, and its mend has not."""

from __future__ import annotations

import re
from types import ModuleType

import pytest

from segql.lints.lint import all_rules
from tests.unit.semantics.shop import CATALOG, problems, read_catalog

RULES = [rule for rule in all_rules() if rule.CODE.name != "window-beyond-data"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.CODE.name)
def test_example_and_mend(rule: ModuleType) -> None:
    wrong, right = re.findall(r"```seg\n(.*?)```", rule.__doc__ or "", re.S)
    over = read_catalog(CATALOG.replace("maximum: 120", "maximum: 120, category: demographic"))
    assert rule.CODE.name in [item.code.name for item in problems(wrong, over=over)]
    mended = problems(right, over=over)
    assert not [item for item in mended if item.is_error]
    assert rule.CODE.name not in [item.code.name for item in mended]


def test_every_rule_has_a_code_of_its_own() -> None:
    codes = [rule.CODE.id for rule in all_rules()]
    assert len(codes) == len(set(codes)) > 15
