"""No statement uses a word, function or shape that the manual of its database does not have."""

from __future__ import annotations

import re

import pytest
from sqlglot import exp, parse_one

from segql.sql.dialects import dialect_named
from segql.sql.truth import CONDITIONS
from tests.dialects.allowed import WORDS, bare, strange
from tests.dialects.written import DIALECTS, Statement, generated, golden, of_shop, statements

LONG = 6_000
RARE = frozenset({"CHAR", "JSON_EXTRACT", "JSON_PARSE"})
"""Of a literal with a backslash before a line break, and of lists in JSON of known columns, both
of which have tests of their own (`tests/unit/sql/test_warehouses.py`)."""


@pytest.fixture(scope="module", params=DIALECTS)
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def texts(dialect: str) -> list[Statement]:
    """What the dialect writes, pinned and live."""
    made = [*statements(golden(), dialect), *statements(generated(), dialect)]
    made.extend(statements(golden(), dialect, live=True))
    made.extend(item for item in of_shop(dialect) if not item[1].startswith("--"))
    assert len(made) > 500
    return made


def test_every_word_is_in_the_manual(dialect: str, texts: list[Statement]) -> None:
    found = {where: words for where, text in texts if (words := strange(text, dialect))}
    assert not found, dict(list(found.items())[:5])


def test_every_function_of_the_dialect_is_met(dialect: str, texts: list[Statement]) -> None:
    """What the guard lets through is what is used: no name stands there for nothing."""
    listed = dialect_named(dialect).functions
    assert listed <= WORDS[dialect] | {"LEFT"}, listed - WORDS[dialect]
    called = {name for _, text in texts for name in re.findall(r"\b([A-Z0-9_]+)\(", text)}
    assert listed - RARE <= called, listed - called


NEVER = {
    "snowflake": r"\bINTERVAL\b|\bILIKE\b|\bIS NOT TRUE\b|::|\bTIMESTAMP\b",
    "redshift": r"\bINTERVAL\b|\bIS DISTINCT\b|\bLATERAL\b|\bGENERATE_SERIES\b|\bEXISTS\(",
    "trino": r"\bINTERVAL\b|\bIS NOT TRUE\b|::|AS TIMESTAMP\)",
    "athena": r"\bINTERVAL\b|\bIS NOT TRUE\b|::|AS TIMESTAMP\)",
    "tsql": r"\bINTERVAL\b|\bEXTRACT\b|\bTRUE\b|\bFALSE\b|\|\||\bIS DISTINCT\b|\bLIMIT\b|\bNULLS\b"
            r"|\bCURRENT_TIMESTAMP\b|\bGREATEST\b|\bLEAST\b|\bCOUNT\(",
}  # fmt: skip


def test_what_went_wrong_elsewhere_is_not_there(dialect: str, texts: list[Statement]) -> None:
    found = [where for where, text in texts if re.search(NEVER[dialect], bare(text, dialect))]
    # a step of a sequence that must not happen is the one subquery that is left
    if dialect == "redshift":
        found = [where for where in found if not _only_absent(dict(texts)[where])]
    assert not found, found[:5]


def _only_absent(text: str) -> bool:
    found = bare(text, "redshift")
    return len(re.findall(r"\bEXISTS\(", found)) == len(re.findall(r"\bNOT EXISTS\(", found)) and (
        not re.search(NEVER["redshift"].removesuffix(r"|\bEXISTS\("), found)
    )


def test_in_t_sql_a_condition_is_no_value_and_a_value_no_condition() -> None:
    wrong = []
    texts = [*statements(golden(), "tsql"), *statements(generated(), "tsql")]
    for where, text in texts:
        if len(text) > LONG:  # zones are spelled out there, which takes a parser long
            continue
        for node in parse_one(text, dialect="tsql").walk():
            if _is_value_as_condition(node) or _is_condition_as_value(node):
                wrong.append(f"{where}: {node.sql('tsql')[:200]}")
    assert not wrong, wrong[:5]


def _is_value_as_condition(node: exp.Expr) -> bool:
    match node:
        case exp.Where() | exp.Having() | exp.If():
            sides = [node.this]
        case exp.Join() if node.args.get("on") is not None:
            sides = [node.args["on"]]
        case exp.And() | exp.Or():
            sides = [node.left, node.right]
        case exp.Not() if not isinstance(node.this, exp.Null):
            sides = [node.this]
        case _:
            return False
    return any(not isinstance(side.unnest(), CONDITIONS) for side in sides)


def _is_condition_as_value(node: exp.Expr) -> bool:
    values: list[exp.Expr] = []
    match node:
        case exp.Select():
            values = [item.unalias() for item in node.expressions]
        case exp.If():
            values = [node.args["true"]]
        case exp.Case():
            values = [node.args["default"]] if node.args.get("default") is not None else []
        case exp.Cast() | exp.AggFunc() | exp.Ordered():
            values = [node.this]
        case exp.Coalesce() | exp.EQ() | exp.NEQ() | exp.Add():
            values = [node.this, *node.expressions, node.args.get("expression") or node.this]
        case _:
            pass
    return any(isinstance(value.unnest(), CONDITIONS) for value in values if value is not None)
