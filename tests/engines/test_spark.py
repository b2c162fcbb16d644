"""Spark: how often a statement reads its events, clocks, literals, and what is told in words."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import duckdb
import pytest
from sqlglot import exp

import segql
from benchmarks.spark import WHOLE_PLANS, plan_of, scans
from segql.catalog import Catalog
from segql.catalog.models import Target
from segql.catalog.physical import Column, ColumnKind, Dataset, Table
from segql.clock import at_wall_clock
from segql.diagnostics import SegqlError
from segql.engines import Declared, Opening, scratch
from segql.engines.holding import Reading, held
from segql.project import Project
from segql.project.running import clock_of, opened
from segql.project.usage import readings
from segql.sql import compile_sizes, make
from segql.sql.dialects.spark import literal, shift, to_instant, to_zone
from segql.sql.make import binary
from tests.engines.servers import quick_spark
from tests.security.payloads import PAYLOADS, written

if TYPE_CHECKING:
    from segql.engines.spark.engine import Spark as Engine

pytestmark = pytest.mark.warehouse
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def spark() -> Iterator[Engine]:
    with scratch(quick_spark()) as engine:
        yield engine


# -------------------------------------------------------------------------- scans of events

FILTERS = ("in last 90 days", 'in last 30 days where channel = "web"', "where amount > 20")
"""Three ways to choose orders: however many segments ask, each is read once."""


def segments(count: int) -> str:
    lines = []
    for number in range(count):
        chosen = FILTERS[number % len(FILTERS)]
        asked = ("count(orders {})", "sum(orders.amount {})")[number // len(FILTERS) % 2]
        lines.append(f"segment s{number} where {asked.format(chosen)} > {number}")
    lines.append(f"segmentation tiers case high where sum(orders.amount {FILTERS[0]}) > 9 "
                 "otherwise low")  # fmt: skip
    return "\n".join(lines)


CATALOG = """
customer: {table: customers, key: customer_id, attributes: {}}
events:
  orders:
    table: orders
    key: order_id
    customer: customer_id
    time: at
    fields: {amount: {type: decimal}, channel: {type: text}}
  baskets: {of: orders, by: channel, fields: {total: {expression: sum(orders.amount)}}}
"""
ROWS = {
    "customers": "SELECT * FROM (VALUES (1), (2), (3)) AS t (customer_id)",
    "orders": """SELECT order_id, customer_id, "at"::TIMESTAMP AS "at", amount, channel FROM (VALUES
        (1, 1, '2024-06-20 10:00:00', 30.50, 'web'), (2, 1, '2024-05-20 10:00:00', 1.25, 'store'),
        (3, 2, '2023-05-20 10:00:00', 99.00, 'web')
        ) AS t (order_id, customer_id, "at", amount, channel)""",
}


def project_of(folder: Path, definitions: str, target: dict[str, object]) -> Project:
    (folder / "data").mkdir(parents=True)
    for table, query in ROWS.items():
        duckdb.sql(query).write_parquet(str(folder / "data" / f"{table}.parquet"))
    settings = {"name": "scans", "targets": {"it": target}}
    (folder / "segql.yml").write_text(json.dumps(settings), encoding="utf-8")
    (folder / "catalog.yml").write_text(CATALOG, encoding="utf-8")
    (folder / "segments").mkdir()
    (folder / "segments" / "all.seg").write_text(definitions, encoding="utf-8")
    return Project.load(folder)


def scanned(folder: Path) -> Project:
    options = {**quick_spark().options, **WHOLE_PLANS}
    target = {"engine": "spark", "url": "local[2]", "files": "data/*.parquet", "options": options}
    return project_of(folder / "shop", segments(18), target)


NAMES = [*(f"s{number}" for number in range(18)), "tiers"]
CLOCK = datetime(2024, 7, 1, tzinfo=UTC)


def test_a_statement_reads_events_once_a_filter_and_not_once_a_segment(tmp_path: Path) -> None:
    project = scanned(tmp_path)
    with opened(project, NAMES, "it") as (engine, plan):
        clock = clock_of(project, CLOCK)
        [statement] = compile_sizes(plan, list(plan.roots), dialect=engine.dialect, clock=clock)
        sizes = {(name, part): size for name, part, size in engine.rows(statement)}
        read = scans(plan_of(engine, statement))
    assert (sizes[None, None], sizes["s0", None], sizes["tiers", "high"]) == (3, 1, 1)
    assert read["orders"] == len(FILTERS)


def test_a_run_reads_the_files_of_each_table_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the plan of each statement says while the run executes it."""
    from segql.engines.spark.engine import Spark

    project, plans = scanned(tmp_path), []
    ask = Spark.rows

    def noting(engine: Spark, sql: str, *arguments: Any, **named: Any) -> Iterator[Any]:
        if "tiers" in sql:
            [(plan,)] = ask(engine, f"EXPLAIN {sql}")
            plans.append(str(plan))
        return ask(engine, sql, *arguments, **named)

    monkeypatch.setattr(Spark, "rows", noting)
    result = project.run(NAMES, as_of=CLOCK, target="it")
    [plan] = plans
    assert scans(plan) == {"orders": 1, "customers": 1}
    assert plan.count("InMemoryTableScan") > len(FILTERS)
    assert (result.customers, result.size("s0")) == (3, 1)


def test_tables_are_as_before_once_they_are_let_go(tmp_path: Path) -> None:
    project = scanned(tmp_path)
    with opened(project, NAMES, "it") as (engine, plan):
        asked, names = "SELECT * FROM orders", "SELECT customer_id FROM customers"
        before = list(engine.columns(asked))
        statements = [asked, asked, names]
        with held(engine, readings(plan), statements):
            assert "channel" in engine.columns(asked)
            assert "InMemoryTableScan" in plan_of(engine, asked)
            assert "InMemoryTableScan" not in plan_of(engine, names), "it is read once anyhow"
        assert list(engine.columns(asked)) == before == [
            "order_id", "customer_id", "at", "amount", "channel",
        ]  # fmt: skip
        assert "InMemoryTableScan" not in plan_of(engine, asked)


def test_tables_of_sparks_catalog_are_held_as_well(spark: Engine) -> None:
    session = spark._session
    session.sql("CREATE SCHEMA IF NOT EXISTS kept")
    session.sql("CREATE TABLE kept.named USING parquet AS SELECT 1 AS k, 2 AS extra")
    session.sql("USE kept")
    try:
        for table, columns in (("kept.named", ["k", "extra"]), ("named", ["k"])):
            query = f"SELECT * FROM {table}"
            with held(spark, [Reading(table, frozenset({"k"}), "k")], [query, query]):
                assert list(spark.columns(query)) == columns
                assert list(spark.rows(query)) == [(1, 2)[: len(columns)]]
                assert "InMemoryTableScan" in plan_of(spark, query)
            assert list(spark.columns(query)) == ["k", "extra"]
            assert "InMemoryTableScan" not in plan_of(spark, query)
    finally:
        session.sql("USE default")
        session.sql("DROP SCHEMA kept CASCADE")


def test_a_statement_runs_once(spark: Engine) -> None:
    spark.execute("CREATE SCHEMA once")
    try:
        spark.execute("CREATE TABLE once.numbers (n INT)")
        spark.execute("INSERT INTO once.numbers VALUES (1)")
        assert list(spark.rows("INSERT INTO once.numbers SELECT 2")) == []
        assert sorted(spark.rows("SELECT n FROM once.numbers")) == [(1,), (2,)]
    finally:
        spark.execute("DROP SCHEMA once CASCADE")


@pytest.mark.parametrize(
    ("condition", "size"),
    [
        ("sum(latest 1 orders.amount) > 20", 2),
        ("count(baskets) = 1", 1),
        ("count(latest 2 orders) = 1", 1),
        ("any(latest 1 orders having amount > 40)", 1),
    ],
)
def test_queries_within_queries_are_computed_once(
    tmp_path: Path, condition: str, size: int
) -> None:
    """Spark mistakes their columns where it moves conditions into queries computed once."""
    target = {"engine": "spark", "url": "local[2]", "files": "data/*.parquet",
              "options": {**quick_spark().options, **WHOLE_PLANS}}  # fmt: skip
    text = f"segment chosen where {condition}\nsegment others where not {condition}\n"
    project = project_of(tmp_path / "shop", text, target)
    with opened(project, ["chosen", "others"], "it") as (engine, plan):
        clock = clock_of(project, CLOCK)
        [statement] = compile_sizes(plan, list(plan.roots), dialect=engine.dialect, clock=clock)
        sizes = {(name, part): size for name, part, size in engine.rows(statement)}
        assert sizes == {(None, None): 3, ("chosen", None): size, ("others", None): 3 - size}
        assert scans(plan_of(engine, statement))["orders"] == 1


def test_a_list_in_a_table_of_its_own_is_read_once(tmp_path: Path) -> None:
    options = {**quick_spark().options, **WHOLE_PLANS}
    target = {"engine": "spark", "url": "local[2]", "files": "data/*.parquet", "options": options}
    text = """
        segment chess where hobby = "chess"
        segment two where size(hobby) >= 2
        segment none where hobby has none of ("chess", "go")
    """
    project = project_of(tmp_path / "shop", "segment s where any(orders)", target)
    catalog = tmp_path / "shop" / "catalog.yml"
    listed = "{hobby: {type: list of text, table: hobbies, by: customer_id, column: what}}"
    catalog.write_text(CATALOG.replace("attributes: {}", f"attributes: {listed}"))
    hobbies = "VALUES (1, 'chess'), (1, 'go'), (2, NULL), (2, 'chess'), (9, 'go')"
    query = f"SELECT * FROM ({hobbies}) AS t (customer_id, what)"
    duckdb.sql(query).write_parquet(str(tmp_path / "shop" / "data" / "hobbies.parquet"))
    (tmp_path / "shop" / "segments" / "all.seg").write_text(text)
    project = Project.load(tmp_path / "shop")
    with opened(project, ["chess", "two", "none"], "it") as (engine, plan):
        clock = clock_of(project, CLOCK)
        statements = compile_sizes(plan, list(plan.roots), dialect=engine.dialect, clock=clock)
        with held(engine, readings(plan), statements):
            [statement] = statements
            sizes = {name: size for name, _, size in engine.rows(statement)}
            assert sizes == {None: 3, "chess": 2, "two": 1, "none": 1}
            assert scans(plan_of(engine, statement))["hobbies"] == 1


def test_tests_plan_for_a_few_rows_and_runs_for_many(tmp_path: Path) -> None:
    """Rows of tests stay where they are, and no Java is generated for them."""
    partitions = {"spark.sql.shuffle.partitions": 2}
    options = {**quick_spark().options, **partitions}
    target = {"engine": "spark", "url": "local[2]", "files": "data/*.parquet", "options": options}
    project = project_of(tmp_path / "shop", "segment s where count(orders) = 2", target)
    with opened(project, ["s"], "it") as (engine, plan):
        clock = clock_of(project, CLOCK)
        [statement] = compile_sizes(plan, list(plan.roots), dialect=engine.dialect, clock=clock)
        sizes = set(engine.rows(statement))
        run = plan_of(engine, statement)
    assert sizes == {(None, None, 3), ("s", None, 1)}
    assert "Exchange hashpartitioning" in run
    assert "*(1)" in run
    number, moment = Column(ColumnKind.INTEGER), Column(ColumnKind.TIMESTAMP)
    customers = [{"customer_id": key} for key in (1, 2, 3)]
    orders = [{"order_id": n, "customer_id": key, "at": datetime(2024, 6, n)}
              for n, key in enumerate((1, 1, 2), 1)]  # fmt: skip
    rows = {
        "customers": Table({"customer_id": number}, customers),
        "orders": Table({"order_id": number, "customer_id": number, "at": moment}, orders),
    }
    with scratch(quick_spark()) as engine:
        engine.load(Dataset(rows))
        assert set(engine.rows(statement)) == sizes
        test = plan_of(engine, statement)
    assert "hashpartitioning" not in test
    assert "BroadcastExchange" not in test
    assert "*(1)" not in test


# ------------------------------------------------------------------------- clocks, literals


@pytest.mark.parametrize(
    "zone", ["Europe/Stockholm", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"]
)
def test_every_quarter_of_an_hour_is_the_instant_that_the_language_says(
    spark: Engine, zone: str
) -> None:
    """A whole year, the hours that clocks skip and repeat with it, both ways."""
    reading = make.column("t", "r")
    there = to_instant(reading, zone).sql("spark")
    moved = binary(exp.Add, reading.copy(), make.interval(0, "SECOND"))
    within = to_instant(moved, zone).sql("spark")
    back = to_zone(to_instant(reading.copy(), zone), zone).sql("spark")
    query = (
        f"SELECT r, {there}, {within}, {back} FROM (SELECT EXPLODE(SEQUENCE("
        "CAST('2024-01-01' AS TIMESTAMP_NTZ), CAST('2024-12-31' AS TIMESTAMP_NTZ), "
        "INTERVAL '15' MINUTE)) AS r) AS t"
    )
    where = ZoneInfo(zone)
    for read, instant, again, shown in spark.rows(query):
        expected = at_wall_clock(read, where).astimezone(UTC)
        assert (instant, again) == (expected, expected), read
        assert shown == expected.astimezone(where).replace(tzinfo=None), read


def test_variables_of_the_machine_stay_text(spark: Engine) -> None:
    """Also in a session of somebody else, where Spark replaces them: it is asked as it comes."""
    assert spark.scalar("SELECT '${env:HOME}'") == "${env:HOME}"
    spelled = literal("a ${env:HOME}${x} b")
    assert spelled is not None
    spark._session.conf.set("spark.sql.variable.substitute", "true")
    try:
        assert spark.scalar(f"SELECT {spelled.sql('spark')}") == "a ${env:HOME}${x} b"
        assert spark.scalar("SELECT '${env:HOME}'") != "${env:HOME}"
    finally:
        spark._session.conf.set("spark.sql.variable.substitute", "false")


OTHER_READINGS = {
    "spark.sql.parser.escapedStringLiterals": "true",
    "spark.sql.ansi.enabled": "false",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.variable.substitute": "true",
}
"""Settings of a Spark under which the text of a statement says something else."""
WORDS = Catalog.model_validate(
    {"customer": {"table": "customers", "key": "id", "attributes": {"word": {"type": "text"}}}}
)


def asking(word: str) -> str:
    condition = (
        f"word = {written(word)} or word contains {written(word)} and word in ({written(word)})"
    )
    return segql.compile(condition, catalog=WORDS, dialect="spark", as_of="2024-06-30")


def words_of_customers() -> Dataset:
    columns = {"id": Column(ColumnKind.INTEGER), "word": Column(ColumnKind.TEXT)}
    rows = [{"id": n, "word": word} for n, word in enumerate(PAYLOADS.values())]
    return Dataset({"customers": Table(columns, rows)})


def test_a_session_reads_texts_as_segql_writes_them_whatever_spark_is_set_to(
    spark: Engine,
) -> None:
    """The settings of the whole Spark are read at its start: none of them reaches our session."""
    from pyspark.sql import SparkSession

    everywhere = spark._session.sparkContext._jsc.sc().conf()
    for name, value in OTHER_READINGS.items():
        everywhere.set(name, value)
    try:
        new = SparkSession(spark._session.sparkContext).newSession()
        assert {name: new.conf.get(name) for name in OTHER_READINGS} == OTHER_READINGS
        with scratch(quick_spark()) as engine:
            engine.load(words_of_customers())
            for number, word in enumerate(PAYLOADS.values()):
                assert list(engine.rows(asking(word))) == [(number,)], word
            with pytest.raises(SegqlError, match="did not fit"):
                engine.scalar("SELECT CAST('x' AS INT)")
    finally:
        for name in OTHER_READINGS:
            everywhere.remove(name)


@pytest.mark.parametrize("setting", OTHER_READINGS)
def test_a_text_breaks_out_of_no_session(spark: Engine, setting: str) -> None:
    """Compiled text in a session of somebody else, set otherwise: what is written with backslashes
    does then not find itself, but nobody else is found either, and it stays one text.
    """
    spark.load(words_of_customers())
    before = spark._session.conf.get(setting)
    spark._session.conf.set(setting, OTHER_READINGS[setting])
    try:
        for number, word in enumerate(PAYLOADS.values()):
            text = asking(word)
            found = list(spark.rows(text))
            escaped = "escaped" in setting and "\\" in text
            assert found == ([] if escaped else [(number,)]), word
    finally:
        spark._session.conf.set(setting, before)


def test_compiled_text_has_no_variables() -> None:
    customer = {"table": "c", "key": "k", "attributes": {"word": {"type": "text"}}}
    catalog = Catalog.model_validate({"customer": customer})
    text = segql.compile(
        'word = "${env:HOME}"', catalog=catalog, dialect="spark", as_of="2024-06-30"
    )
    assert "${" not in text
    assert "'$' || '{env:HOME}'" in text


def test_a_session_in_another_time_zone_reads_the_same(spark: Engine) -> None:
    """Compiled text runs in sessions that SegQL has not set."""
    table = Table(
        {"k": Column(ColumnKind.INTEGER), "i": Column(ColumnKind.INSTANT)},
        [{"k": n, "i": datetime(2024, 10, 27, 0, 30, tzinfo=UTC) + n * HOUR} for n in range(-3, 4)],
    )
    spark.load(Dataset({"t": table}))
    shown = to_zone(make.column("t", "i"), "Europe/Stockholm").sql("spark")
    moved = shift(make.column("t", "i"), 36, "hour", False).sql("spark")
    query = f"SELECT {shown}, {moved} FROM t ORDER BY k"
    expected = list(spark.rows(query))
    spark._session.conf.set("spark.sql.session.timeZone", "America/New_York")
    try:
        assert list(spark.rows(query)) == expected
    finally:
        spark._session.conf.set("spark.sql.session.timeZone", "UTC")


# ------------------------------------------------------------------------- what is told


def test_a_csv_file_is_typed_by_the_catalog(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("k,born,tags\n1,2024-02-29,a;b\n2,,\n", encoding="utf-8")
    columns = {"born": Column(ColumnKind.DATE), "tags": Column(ColumnKind.TEXT, many=True)}
    from segql.engines.spark import connect as spark_connect

    target = quick_spark().model_copy(update={"files": "*.csv"})
    opening = Opening(tmp_path, Declared({"c": columns}), frozenset({"c"}))
    with spark_connect(target, opening) as engine:
        found = engine.physical(["c"])["c"]
        assert (found["born"].kind, found["tags"].many) == (ColumnKind.DATE, True)
        rows = list(engine.rows("SELECT k, born, tags FROM c ORDER BY k"))
    assert rows == [(1, date(2024, 2, 29), ["a", "b"]), (2, None, None)]


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("SELECT 1 FRM x", "Syntax error"),
        ("SELECT CAST('private' AS INT)", "A value of the data did not fit"),
        ("SELECT nothing FROM nowhere", "cannot be found"),
    ],
)
def test_a_failure_is_one_sentence(spark: Engine, statement: str, told: str) -> None:
    with pytest.raises(SegqlError) as failed:
        list(spark.rows(statement))
    [problem] = failed.value.diagnostics
    assert failed.value.exit_code == 3
    assert told in problem.message
    assert "\n" not in problem.message
    assert "private" not in problem.message
    assert "org.apache" not in problem.message


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"options": {"spark.sql.ansi.enabled": False}}, "fixes what segments mean"),
        ({"options": {"threads": 2}}, "is no setting of Spark"),
        ({"memory_limit": "plenty"}, "is not an amount of memory"),
        ({"database": "shop"}, "has no `database`"),
    ],
)
def test_a_wrong_target_is_told(changed: dict[str, object], told: str) -> None:
    target = Target.model_validate({**quick_spark().model_dump(by_alias=True), **changed})
    with pytest.raises(SegqlError) as failed, scratch(target):
        pass
    assert failed.value.exit_code == 2
    assert told in failed.value.diagnostics[0].message


def test_no_java_is_told_and_nothing_else_is_said(tmp_path: Path) -> None:
    quick_spark()
    target = {"engine": "spark", "files": "data/*.parquet"}
    project_of(tmp_path / "shop", "segment s where any(orders)", target)
    done = subprocess.run(
        [sys.executable, "-m", "segql", "run", "--project", str(tmp_path / "shop")],
        capture_output=True, text=True, check=False,
        env={**os.environ, "PATH": str(tmp_path), "JAVA_HOME": str(tmp_path), "NO_COLOR": "1"},
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert "SEG620" in done.stderr
    assert "Install Java 17" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_run_says_nothing_but_its_result(tmp_path: Path) -> None:
    options = dict(quick_spark().options)
    target = {"engine": "spark", "url": "local[2]", "files": "data/*.parquet", "options": options}
    project_of(tmp_path / "shop", "segment s where any(orders)", target)
    done = subprocess.run(
        [sys.executable, "-m", "segql", "run", "--project", str(tmp_path / "shop"), "--as-of",
         "2024-06-30", "--format", "json"],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["segments"][0]["size"] == 2
    assert {path.name for path in tmp_path.iterdir()} == {"shop"}, "Spark leaves nothing behind"


def test_a_column_in_an_order_of_its_own_is_refused(spark: Engine) -> None:
    spark._session.sql("SELECT 'a' COLLATE UTF8_LCASE AS word").createOrReplaceTempView("odd")
    with pytest.raises(SegqlError) as failed:
        spark.physical(["odd"])
    assert failed.value.diagnostics[0].code.id == "SEG623"
    assert "UTF8_LCASE" in failed.value.diagnostics[0].message


def test_another_spark_in_the_process_is_told(spark: Engine) -> None:
    """Ours is in use here; one that a program has started itself is not ours to stop."""
    from segql.engines.spark import session

    ours, session._started = session._started, None
    try:
        with pytest.raises(SegqlError) as failed, scratch(Target(engine="spark", url="local[1]")):
            pass
        assert failed.value.diagnostics[0].code.id == "SEG622"
        with scratch(Target(engine="spark")) as shared:
            assert shared.scalar("SELECT 41 + 1") == 42
    finally:
        session._started = ours
