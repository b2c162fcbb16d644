"""Rules of BigQuery's service that ZetaSQL does not hold: what SegQL writes keeps them.

The service refuses an outer join without an equality of both sides, a query inside a condition
that reads another table in the light of the outer row, and functions of ZetaSQL that it has not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from segql.engines import Engine, scratch
from segql.plan import Plan
from segql.sql.dialects import dialect_named
from tests.differential.comparing import examine
from tests.differential.running import Question
from tests.engines.asking import Asked
from tests.engines.golden import CASES, asked_of
from tests.engines.servers import target_of

pytestmark = pytest.mark.warehouse

WORLDS = 6
FIRST_SEED = 78_000_000
FUNCTIONS = """
ABS ARRAY ARRAY_AGG ASIN CEIL COS DATETIME DATE_ADD DATE_DIFF DATE_SUB DATE_TRUNC DIV ENDS_WITH
FLOOR GREATEST IS_NAN JSON_VALUE JSON_VALUE_ARRAY LAST_DAY LEAST LENGTH LOWER MD5 MOD POWER
REGEXP_CONTAINS ROUND SAFE.DATETIME_ADD SAFE.TIMESTAMP_SUB SIN SQRT STARTS_WITH STRPOS SUBSTR
TIMESTAMP TIMESTAMP_DIFF TO_HEX TRANSLATE UNNEST
"""
"""Looked up one by one in the service's reference of functions."""


class Reader(Asked):
    """Reads every statement that is asked."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.problems: list[str] = []
        self.outer = 0

    def sql(self, question: Question, plan: Plan) -> str:
        text = super().sql(question, plan)
        self.read(text)
        return text

    def read(self, text: str) -> None:
        tree = sqlglot.parse_one(text, dialect="bigquery")
        for join in tree.find_all(exp.Join):
            if join.side:
                self.outer += 1
                if not has_equality(join):
                    self.problems.append(f"an outer join without an equality: {join.sql()}")
        for query in tree.find_all(exp.Exists, exp.Subquery):
            if not isinstance(query.parent, exp.From | exp.Join) and not reads_a_list(query):
                self.problems.append(f"a query in a condition: {query.sql()}")


def has_equality(join: exp.Join) -> bool:
    """Whether one side of an equality is of the joined table, and the other of others."""
    on = join.args.get("on")
    own = join.alias_or_name
    for part in on.flatten() if isinstance(on, exp.And) else [on]:
        if not isinstance(part, exp.EQ):
            continue
        sides = [
            {column.table for column in side.find_all(exp.Column)}
            for side in (part.this, part.expression)
        ]
        if {own} in sides and any(side and own not in side for side in sides):
            return True
    return False


def reads_a_list(query: exp.Expr) -> bool:
    inner = query.this
    return isinstance(inner, exp.Select) and isinstance(inner.args["from_"].this, exp.Unnest)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with target_of("zetasql") as target, scratch(target) as engine:
        yield Reader(engine)


def test_golden_cases_keep_the_rules(reader: Reader, tmp_path: Path) -> None:
    for path in CASES:
        _, question, names = asked_of(path, tmp_path)
        reader.engine.load(question.dataset)
        for name in names:
            reader.sql(question, reader.plan(question, name))
    assert not reader.problems, "\n".join(reader.problems)
    assert reader.outer > 100


def test_generated_definitions_keep_the_rules(reader: Reader) -> None:
    before = reader.outer
    for seed in range(FIRST_SEED, FIRST_SEED + WORLDS):
        assert not examine(seed, 16, 4, 3, attempts=reader).disagreements
    assert not reader.problems, "\n".join(reader.problems)
    assert reader.outer > before


def test_what_breaks_a_rule_is_found(reader: Reader) -> None:
    before: Sequence[str] = list(reader.problems)
    reader.read("SELECT a.x FROM a LEFT JOIN b ON b.x < a.x")
    reader.read("SELECT a.x FROM a WHERE EXISTS(SELECT 1 FROM b WHERE b.x < a.x)")
    found = reader.problems[len(before) :]
    del reader.problems[len(before) :]
    assert [problem.split(":")[0] for problem in found] == [
        "an outer join without an equality",
        "a query in a condition",
    ]


def test_only_functions_that_the_service_has() -> None:
    assert dialect_named("bigquery").functions == frozenset(FUNCTIONS.split())
