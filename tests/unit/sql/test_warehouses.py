"""Warehouses that no test runs on: what is particular about each, looked at in the final text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pytest
from sqlglot import exp

from segql.catalog.physical import ColumnKind
from segql.clock import at_wall_clock
from segql.diagnostics import SegqlError
from segql.plan.nodes import Column, Expr, Op
from segql.sql import compile_sql, make
from segql.sql.make import Node
from segql.sql.readings import instant_of
from segql.sql.spelling import at_zone
from segql.types import Kind, Type
from tests.unit.sql.plans import (
    BOOLEAN,
    CLOCK,
    DECIMAL,
    INTEGER,
    TEXT,
    TIMESTAMP,
    const,
    count,
    customer,
    op,
    orders,
    plan_of,
)

COUNTRY = customer("country", TEXT)
SUBSCRIBED = customer("subscribed", BOOLEAN)


def written(value: Expr, dialect: str, *, kind: str = "segment", **more: object) -> str:
    """The statement in one line."""
    plan = plan_of(value, kind=kind)
    text = compile_sql(plan, plan.roots[0], dialect=dialect, clock=CLOCK, **more)  # type: ignore[arg-type]
    return " ".join(text.split())


# ------------------------------------------------------------------------------ T-SQL


def test_t_sql_compares_truth_values_with_one() -> None:
    assert written(SUBSCRIBED, "tsql").endswith("WHERE c.subscribed = 1")
    assert "NOT CASE WHEN c.subscribed = 1 THEN 1 ELSE 0 END = 1" in written(
        op(Op.NOT, op(Op.DECIDE, SUBSCRIBED)), "tsql"
    )


def test_t_sql_gives_conditions_as_one_zero_or_null() -> None:
    young = op(Op.LT, customer("age"), const(30))
    assert "CASE WHEN c.age < 30 THEN 1 WHEN NOT c.age < 30 THEN 0 END AS s" in written(
        young, "tsql", kind="trait"
    )
    assert "CASE WHEN NOT c.age IS NULL THEN 1 ELSE 0 END AS s" in written(
        op(Op.KNOWN, customer("age")), "tsql", kind="trait"
    ).replace("c.age IS NOT NULL", "NOT c.age IS NULL")


def test_t_sql_literals_keep_all_letters_and_line_breaks() -> None:
    assert "= N'Åre.'" in written(op(Op.EQ, COUNTRY, const("Åre")), "tsql")
    assert "('a\\' + CHAR(10) + 'b.')" in written(
        op(Op.EQ, COUNTRY, const("a\\\nb")), "tsql"
    ).replace("( ", "(").replace(" )", ")")


def test_t_sql_makes_views_and_tables_in_its_own_way() -> None:
    view = written(SUBSCRIBED, "tsql", shape="view", name="crm.user")
    assert view.startswith("CREATE OR ALTER VIEW crm.[user] AS SELECT")
    table = written(SUBSCRIBED, "tsql", shape="table", name="crm.user")
    assert table.startswith("DROP TABLE IF EXISTS crm.[user]; SELECT c.customer_id INTO crm.[user]")


def test_t_sql_has_no_regular_expressions() -> None:
    with pytest.raises(SegqlError) as refused:
        written(op(Op.MATCHES, COUNTRY, const("^S")), "tsql")
    assert "before 2025" in refused.value.diagnostics[0].message


# ----------------------------------------------------------- blanks, names, words


@pytest.mark.parametrize("dialect", ["redshift", "tsql"])
def test_blanks_at_the_end_count(dialect: str) -> None:
    equal = written(op(Op.EQ, COUNTRY, const("SE ")), dialect)
    assert "= 'SE .'" in equal
    assert "'.' )" in equal


def test_snowflake_folds_names_that_need_quotes() -> None:
    text = written(op(Op.GT, customer("order"), const(1)), "snowflake")
    assert 'c."ORDER" > 1' in text
    assert 'c."CustomerAge" > 1' in written(
        op(Op.GT, customer("CustomerAge"), const(1)), "snowflake"
    )


@pytest.mark.parametrize(
    ("dialect", "word", "quoted"),
    [("snowflake", "account", '"ACCOUNT"'), ("redshift", "tag", '"tag"'),
     ("trino", "skip", '"skip"'), ("tsql", "plan", "[plan]")],
)  # fmt: skip
def test_words_of_a_dialect_are_quoted(dialect: str, word: str, quoted: str) -> None:
    assert f"c.{quoted} > 1" in written(op(Op.GT, customer(word), const(1)), dialect)


def test_a_very_long_list_is_cut_for_snowflake() -> None:
    many = op(Op.IN, customer("age"), *(const(n) for n in range(10_001)))
    assert written(many, "snowflake").count(" IN (") == 2


# ---------------------------------------------------------------- patterns, lists, JSON


@pytest.mark.parametrize(
    ("dialect", "pattern", "expected"),
    [
        ("snowflake", r"^a(?:b|c)+?\d$",
         r"REGEXP_INSTR(c.country, '^a(b|c)+[0-9]$', 1, 1, 0, 'c') > 0"),
        ("snowflake", "(?i)se", "REGEXP_INSTR(c.country, 'se', 1, 1, 0, 'i') > 0"),
        ("redshift", "(?i)^se", r"REGEXP_INSTR(c.country, '(?i)\\Ase', 1, 1, 0, 'p') > 0"),
        ("trino", "(?i)^se$", r"REGEXP_LIKE(c.country, '(?i)\Ase\z')"),
    ],
)  # fmt: skip
def test_patterns_are_searched_anywhere(dialect: str, pattern: str, expected: str) -> None:
    assert expected in written(op(Op.MATCHES, COUNTRY, const(pattern)), dialect)


def test_snowflake_refuses_patterns_of_lines() -> None:
    with pytest.raises(SegqlError) as refused:
        written(op(Op.MATCHES, COUNTRY, const("(?m)^a")), "snowflake")
    assert "start or the end of a line" in refused.value.diagnostics[0].message


@pytest.mark.parametrize(
    ("dialect", "expected"),
    [
        ("snowflake", "CAST(PARSE_JSON(CAST(c.tags AS VARCHAR)) AS ARRAY)"),
        ("redshift", "ARRAY_CONTAINS(JSON_PARSE(c.tags), 'a', TRUE)"),
        (
            "trino",
            "CAST(JSON_EXTRACT(c.tags, '$') AS ARRAY(VARCHAR)), x -> x IS NOT NULL",
        ),
        ("tsql", "FROM OPENJSON(c.tags) AS element"),
    ],
)
def test_lists_in_json_are_read(dialect: str, expected: str) -> None:
    many = Type(Kind.TEXT, many=True)
    tags = Column(0, (), "tags", (), many, nullable=True, physical=ColumnKind.JSON)
    assert expected in written(op(Op.LIST_ANY, tags, const("a")), dialect)


def test_no_aggregate_of_t_sql_holds_a_subquery() -> None:
    many = Type(Kind.TEXT, many=True)
    tags = Column(1, (), "tags", (), many, nullable=True, physical=ColumnKind.JSON)
    has = op(Op.LIST_ANY, tags, const("a"))
    figure = replace(count(orders()), filter=has)
    text = written(op(Op.GT, figure, const(3)), "tsql")
    assert "COUNT_BIG(e.value)" in text.replace("[value]", "value")


def test_instants_are_readings_of_utc() -> None:
    seen = Column(0, (), "seen", (), TIMESTAMP, nullable=True, physical=ColumnKind.INSTANT)
    for dialect, expected in {
        "snowflake": "CAST(CONVERT_TIMEZONE('UTC', c.seen) AS TIMESTAMP_NTZ)",
        "redshift": "c.seen AT TIME ZONE 'UTC'",
        "trino": "CAST(AT_TIMEZONE(c.seen, 'UTC') AS TIMESTAMP(6))",
        "tsql": "CAST(SWITCHOFFSET(c.seen, '+00:00') AS DATETIME2(6))",
    }.items():
        assert expected in written(
            op(Op.LT, seen, op(Op.TO_INSTANT, seen, type=TIMESTAMP)), dialect
        )


# ------------------------------------------------------- instants of readings, executed


def _plus(node: Node, amount: Node, unit: str) -> Node:
    return make.binary(exp.Add, node, make.function(f"TO_{unit.upper()}S", amount))


def _apart(start: Node, end: Node) -> Node:
    return make.function("DATE_DIFF", make.text("second"), start, end)


def _to_zone(node: Node, zone: str) -> Node:
    return at_zone(at_zone(node, "UTC"), zone)


ZONES = ("Europe/Stockholm", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata",
         "Pacific/Apia", "America/St_Johns")  # fmt: skip


@pytest.mark.parametrize("zone", ZONES)
def test_an_instant_is_found_by_the_way_back_alone(zone: str) -> None:
    """Every half hour of two years, those that clocks repeat and skip among them."""
    spelled = instant_of(make.column("t", "r"), zone, _to_zone, _plus, _apart).sql("duckdb")
    where = ZoneInfo(zone)
    readings = [datetime(2023, 1, 1) + timedelta(minutes=30 * n) for n in range(2 * 365 * 48)]
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    rows = connection.execute(
        f"SELECT r, {spelled} FROM (SELECT UNNEST(?) AS r) AS t", [readings]
    ).fetchall()
    wrong = [
        (reading, found) for reading, found in rows
        if found.replace(tzinfo=UTC) != at_wall_clock(reading, where).astimezone(UTC)
    ]  # fmt: skip
    assert not wrong, wrong[:5]


def test_decimals_and_whole_numbers_are_divided_by_hand() -> None:
    months = op(Op.TRUNC_DIVIDE, customer("age"), const(12), type=INTEGER)
    assert "TRUNC(c.age / 12)" in written(months, "snowflake", kind="trait")
    assert "c.age / 12" in written(months, "trino", kind="trait")
    half = op(Op.ROUND, customer("price", DECIMAL), const(2), type=DECIMAL)
    for dialect in ("snowflake", "redshift", "trino", "tsql"):
        assert "ROUND(c.price, 2)" in written(half, dialect, kind="trait")


def test_the_clock_of_redshift_is_no_column() -> None:
    """In quotes, `"SYSDATE"` would be the name of a column, which no table has."""
    plan = plan_of(op(Op.GE, count(orders()), const(1)))
    text = compile_sql(plan, plan.roots[0], dialect="redshift", clock=None)
    assert '"SYSDATE"' not in text.upper()
    assert "SYSDATE" in text
