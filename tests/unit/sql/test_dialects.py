"""Every dialect has a spelling of every operation, or a reason why not; patterns keep meaning."""

from __future__ import annotations

import re

import pytest

from segql.catalog.physical import ColumnKind
from segql.diagnostics import SegqlError
from segql.plan.moments import AsOf
from segql.plan.nodes import Column, DefinitionKey, Op
from segql.sql import compile_sql, supported_dialects
from segql.sql.dialects import MODULES, dialect_named
from segql.sql.dialects.base import Unsupported
from segql.sql.operations import BY_HAND
from segql.sql.patterns import PCRE, POSTGRES, PYTHON, RUST, PatternRefusedError, rewritten
from segql.types import TEXT
from tests.unit.sql.plans import CLOCK, const, customer, op, plan_of

DIALECT_NAMES = tuple(MODULES)


@pytest.mark.parametrize("name", DIALECT_NAMES)
def test_every_operation_has_a_spelling_or_a_reason(name: str) -> None:
    operations = dialect_named(name).operations
    assert set(operations) == set(Op)
    for operation, spelled in operations.items():
        if isinstance(spelled, Unsupported):
            assert spelled is not BY_HAND, f"{operation} has neither"
            assert spelled.reason
            assert spelled.instead, f"no way round for {operation}"


def test_names_are_those_of_the_dialects() -> None:
    assert set(supported_dialects()) == set(DIALECT_NAMES)
    assert set(DIALECT_NAMES) >= {
        "duckdb", "postgres", "sqlite", "mariadb", "mysql", "datafusion",
    }  # fmt: skip


def test_a_refusal_names_the_construct_the_dialect_and_the_way_round() -> None:
    stored = Column(0, (), "profile", ("city",), TEXT, True, physical=ColumnKind.JSON)
    plan = plan_of(op(Op.EQ, stored, const("Lund")))
    with pytest.raises(SegqlError) as refused:
        compile_sql(plan, DefinitionKey("s", AsOf()), dialect="datafusion", clock=CLOCK)
    [problem] = refused.value.diagnostics
    assert problem.code.id == "SEG601"
    assert "a path into JSON" in problem.message
    assert "datafusion" in problem.message
    assert problem.help
    assert "column of its own" in problem.help


@pytest.mark.parametrize("name", DIALECT_NAMES)
def test_the_same_plan_gives_the_same_text(name: str) -> None:
    plan = plan_of(op(Op.GE, customer("age"), const(18)))
    first, second = (
        compile_sql(plan, DefinitionKey("s", AsOf()), dialect=name, clock=CLOCK) for _ in range(2)
    )
    assert first == second
    assert "age" in first


# ------------------------------------------------------------------------------- patterns

MATCHING = (
    (r"^\d+$", "123", True), (r"^\d+$", "١٢٣", False), (r"\bb\b", "a b c", True),
    (r"\bb\b", "ab", False), ("a$", "a\n", False), ("a.c", "a\nc", False),
    ("(?s)a.c", "a\nc", True), ("(?m)^b$", "a\nb\nc", True), ("(?i)SE", "se", True),
    ("a(?i:B)c", "abc", True), ("a(?i:B)c", "ABC", False), (r"[\w-]+@", "a-b@", True),
    (r"[^\D]", "x1", True), (r"[\D]", "1", False), (r"\x41", "A", True), (r"\v", "\x0b", True),
    (r"[\]]", "]", True), ("a|^$", "", True), (r"\.", "a", False),
    ("[a-c-]", "-", True), ("x{2,3}", "xx", True),
)  # fmt: skip


@pytest.mark.parametrize(("pattern", "text", "matches"), MATCHING)
def test_patterns_mean_what_re2_means(pattern: str, text: str, matches: bool) -> None:
    written = rewritten(pattern, PYTHON, ignore_case=False)
    assert bool(re.search(written, text)) is matches, written


def test_flavours_differ_where_engines_do() -> None:
    assert rewritten("a.b$", POSTGRES, ignore_case=False) == r"a[^\n]b\Z"
    assert rewritten("a.b$", PCRE, ignore_case=True) == r"(?i)a[^\n]b\z"
    assert rewritten(r"\bx", RUST, ignore_case=False) == r"(?-u:\b)x"
    assert rewritten(r"\x01", POSTGRES, ignore_case=False) == r"\u0001"


def test_what_an_engine_cannot_say_is_refused() -> None:
    with pytest.raises(PatternRefusedError, match="255"):
        rewritten("a{300}", POSTGRES, ignore_case=False)
    with pytest.raises(PatternRefusedError, match="ignore case"):
        rewritten("a(?i:b)", POSTGRES, ignore_case=False)
