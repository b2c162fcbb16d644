"""Every hand-computed case, on the reference evaluator and on an embedded DuckDB."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from segql.clock import parse_as_of
from tests.differential.running import Answers, Question, by_engine, by_reference, understand
from tests.unit.reference import shop
from tests.unit.reference.chain_cases import CHAINS, Chain
from tests.unit.reference.date_cases import CASES, Case
from tests.unit.reference.rule_cases import RULES, Rule

Answering = Callable[[Question, Sequence[str]], Answers]
SIDES = [pytest.param(by_reference, id="reference"), pytest.param(by_engine, id="duckdb")]


def members(
    answer: Answering,
    condition: str,
    tables: Mapping[str, Any],
    *,
    definitions: str = "",
    as_of: str = "2024-06-30",
    zone: str = "Europe/Stockholm",
    week_start: str = "monday",
) -> set[int]:
    settings = shop.settings(zone, week_start)
    program = understand(f"{definitions}\nsegment asked where {condition}", shop.LOADED, settings)
    instant = parse_as_of(as_of, ZoneInfo(zone))
    question = Question(program, shop.LOADED, settings, shop.dataset(tables), instant)
    return set(answer(question, ["asked"])["asked"])


@pytest.mark.parametrize("answer", SIDES)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_dates(case: Case, answer: Answering) -> None:
    row = {name: getattr(case, name) for name in ("d", "e", "t", "u")}
    found = members(
        answer,
        case.condition,
        {"customers": [row]},
        as_of=case.as_of,
        zone=case.zone,
        week_start=case.week_start,
    )
    assert found == ({1} if case.holds else set())


@pytest.mark.parametrize("answer", SIDES)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.name}: {rule.condition}")
def test_rules(rule: Rule, answer: Answering) -> None:
    found = members(
        answer, rule.condition, rule.tables, definitions=rule.definitions, as_of=rule.as_of
    )
    assert found == rule.members


def _events(column: str, texts: Sequence[str]) -> list[Mapping[str, Any]]:
    rows = []
    for text in texts:
        time, _, value = text.partition(" ")
        rows.append({"at": None if time == "?" else time, column: value or None})
    return rows


@pytest.mark.parametrize("answer", SIDES)
@pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: chain.name)
def test_chains(chain: Chain, answer: Answering) -> None:
    tables = {
        "customers": [{}],
        "orders": _events("kind", chain.orders),
        "views": _events("sku", chain.views),
    }
    found = members(answer, chain.condition, tables, as_of=chain.as_of)
    assert found == ({1} if chain.holds else set())
