"""DuckDB as an engine: targets, introspection, rows, interruption, errors."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from segql.catalog.models import Target
from segql.catalog.physical import Column, ColumnKind, Dataset, Table
from segql.diagnostics import SegqlError
from segql.engines import Engine, connect, scratch

K = ColumnKind
LONG = "SELECT count(*) FROM range(1000000) a(x), range(100000) b(y) WHERE x * y % 7 = 3"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with a database that has two schemas."""
    with duckdb.connect(str(tmp_path / "shop.duckdb")) as database:
        database.execute("CREATE TABLE customers AS SELECT 1 AS id, 'Lund' AS city")
        database.execute("CREATE SCHEMA marketing")
        database.execute("CREATE TABLE marketing.orders (amount DECIMAL(10, 2), seen TIMESTAMPTZ)")
        database.execute("INSERT INTO marketing.orders VALUES (1.5, '2024-01-31 10:00+02')")
        database.execute("CREATE VIEW marketing.big AS FROM marketing.orders")
    return tmp_path


@pytest.fixture
def memory() -> Iterator[Engine]:
    with scratch() as engine:
        yield engine


def test_a_database_is_read_by_bare_and_qualified_names(shop: Path) -> None:
    with connect(Target(engine="duckdb", database="shop.duckdb"), shop) as engine:
        assert engine.tables() == ("customers", "marketing.big", "marketing.orders")
        found = engine.physical(["customers", "marketing.orders", "nothing", "marketing.nothing"])
        assert {table: list(columns) for table, columns in found.items()} == {
            "customers": ["id", "city"], "marketing.orders": ["amount", "seen"],
        }  # fmt: skip
        assert found["marketing.orders"]["amount"].scale == 2
        assert found["marketing.orders"]["seen"].kind is K.INSTANT
        assert list(engine.rows("SELECT * FROM marketing.big")) == [
            (Decimal("1.50"), datetime(2024, 1, 31, 8, tzinfo=UTC))
        ]
        with pytest.raises(SegqlError):
            engine.execute("DELETE FROM customers")


def test_a_schema_of_the_target_is_where_names_start(shop: Path) -> None:
    target = Target.model_validate(
        {"engine": "duckdb", "database": "shop.duckdb", "schema": "marketing"}
    )
    with connect(target, shop) as engine:
        assert list(engine.physical(["orders", "orderz", "a.b.c", "nothing.orders"])) == ["orders"]
        assert engine.scalar("SELECT count(*) FROM orders") == 1


@pytest.mark.parametrize(
    ("target", "code", "exit_code"),
    [
        ({"database": "none.duckdb"}, "SEG703", 2),
        ({"database": "shop.duckdb", "schema": "none"}, "SEG703", 2),
        ({"database": "notes.csv"}, "SEG704", 3),
        ({"files": "none/*.csv"}, "SEG703", 2),
        ({"files": "none.csv"}, "SEG703", 2),
        ({"files": "shop.duckdb"}, "SEG704", 2),
        ({"files": "broken.parquet"}, "SEG704", 3),
        ({"files": ["notes.csv", "other/notes.csv"]}, "SEG706", 2),
        ({"files": "notes.csv", "database": "shop.duckdb"}, "SEG711", 2),
        ({"url": "${SECRET}"}, "SEG711", 2),
        ({"files": "notes.csv", "memory_limit": "lots"}, "SEG711", 2),
    ],
)
def test_what_cannot_be_opened_is_said(
    shop: Path, target: dict[str, str], code: str, exit_code: int
) -> None:
    (shop / "notes.csv").write_text("a\n1\n")
    (shop / "other").mkdir()
    (shop / "other" / "notes.csv").write_text("a\n1\n")
    (shop / "broken.parquet").write_text("PAR1")
    with (
        pytest.raises(SegqlError) as failure,
        connect(Target.model_validate({"engine": "duckdb", **target}), shop),
    ):
        pass
    assert [problem.code.id for problem in failure.value.diagnostics] == [code]
    assert failure.value.exit_code == exit_code


def test_a_database_that_is_being_written_is_busy(shop: Path) -> None:
    with (
        duckdb.connect(str(shop / "shop.duckdb")),
        pytest.raises(SegqlError) as failure,
        connect(Target(engine="duckdb", database="shop.duckdb"), shop),
    ):
        pass
    assert failure.value.diagnostics[0].code.id == "SEG709"


def test_files_are_tables_by_stem_name_and_path(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "notes.csv").write_text("a\n1\n")
    duckdb.execute(f"COPY (SELECT 2 AS b) TO '{tmp_path}/data/odd [name].parquet'")
    with connect(Target(engine="duckdb", files="data"), tmp_path) as engine:
        assert engine.tables() == ("notes", "odd [name]")
        names = ["notes", "notes.csv", "data/notes.csv", "odd [name]", "odd [name].parquet"]
        assert list(engine.physical(names)) == names
        assert engine.scalar('SELECT b FROM "odd [name].parquet"') == 2


def test_files_that_are_not_needed_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_text("a\n1\n")
    (tmp_path / "broken.csv").write_text("")
    target = Target(engine="duckdb", files="*.csv")
    with connect(target, tmp_path, tables=["good"]) as engine:
        assert engine.scalar("SELECT a FROM good") == 1


def test_queries_stream_side_by_side(memory: Engine) -> None:
    first = memory.rows("SELECT * FROM range(100000)", batch=10)
    second = memory.rows("SELECT * FROM range(100000)", batch=10)
    assert [next(first), next(second), next(first)] == [(0,), (0,), (1,)]
    assert sum(1 for _ in second) == 99_999


def test_the_machine_s_time_zone_does_not_matter(memory: Engine) -> None:
    assert memory.scalar("SELECT CAST(TIMESTAMPTZ '2024-01-31 10:00+02' AS VARCHAR)") == (
        "2024-01-31 08:00:00+00"
    )
    [row] = memory.rows(
        "SELECT TIMESTAMPTZ '2024-01-31 10:00+02', [TIMESTAMPTZ '2024-01-31 10:00Z', NULL], "
        "CAST('6ff0ed49-5ada-4282-8a7b-c57d4fcb669e' AS UUID), NULL::TIMESTAMPTZ"
    )
    assert row == (
        datetime(2024, 1, 31, 8, tzinfo=UTC), [datetime(2024, 1, 31, 10, tzinfo=UTC), None],
        "6ff0ed49-5ada-4282-8a7b-c57d4fcb669e", None,
    )  # fmt: skip


def test_columns_of_a_query(memory: Engine) -> None:
    found = memory.columns("SELECT 1 AS a, [1.5] AS b, {'c': 'x'} AS d")
    assert [(name, column.kind, column.many) for name, column in found.items()] == [
        ("a", K.INTEGER, False), ("b", K.DECIMAL, True), ("d", K.STRUCT, False),
    ]  # fmt: skip
    assert found["d"].fields["c"].kind is K.TEXT


def test_rows_are_loaded_exactly(memory: Engine) -> None:
    zone = timezone(timedelta(hours=2))
    columns = {
        "id": Column(K.INTEGER), "spend": Column(K.DECIMAL), "name": Column(K.TEXT),
        "ok": Column(K.BOOLEAN), "born": Column(K.DATE), "at": Column(K.TIMESTAMP),
        "seen": Column(K.INSTANT), "score": Column(K.DOUBLE), "tags": Column(K.TEXT, many=True),
        "address": Column(K.STRUCT, fields={"city": Column(K.TEXT), "n": Column(K.INTEGER)}),
        "extra": Column(K.JSON),
    }  # fmt: skip
    row = {
        "id": 2**70, "spend": Decimal("1.005"), "name": "x'\\\n\u2019😀 --", "ok": True,
        "born": date(2024, 2, 29), "at": datetime(2024, 3, 1, 14, 5, 6, 7),
        "seen": datetime(2024, 3, 1, 14, tzinfo=zone), "score": 0.1, "tags": ["a", None, "a"],
        "address": {"city": "Lund", "n": None}, "extra": {"a": [1]},
    }  # fmt: skip
    data = Dataset(
        {
            "customers": Table(columns, [row, {"id": 1}]),
            "web.orders": Table({"a": Column(K.TEXT)}, []),
        }
    )
    memory.load(data)
    memory.load(data)
    full, empty = memory.rows("SELECT * FROM customers ORDER BY id DESC")
    seen = datetime(2024, 3, 1, 12, tzinfo=UTC)
    assert full == tuple({**row, "seen": seen, "extra": '{"a": [1]}'}.values())
    assert empty == (1, *[None] * 10)
    assert memory.tables() == ("customers", "web.orders")
    memory.load(Dataset({}))
    assert memory.tables() == ()


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Column(K.TEXT), "a\0b"),
        (Column(K.TEXT), "\ud800"),
        (Column(K.TEXT), 1),
        (Column(K.INTEGER), "1"),
        (Column(K.INTEGER), True),
        (Column(K.INTEGER), 2**127),
        (Column(K.DATE), datetime(2024, 1, 1)),
        (Column(K.TIMESTAMP), datetime(2024, 1, 1, tzinfo=UTC)),
        (Column(K.INSTANT), datetime(2024, 1, 1)),
        (Column(K.TEXT, many=True), "a"),
        (Column(K.DECIMAL), Decimal("1e-39")),
    ],
)
def test_what_does_not_fit_is_not_loaded(memory: Engine, kind: Column, value: object) -> None:
    data = Dataset({"t": Table({"a": kind}, [{"a": value}])})  # type: ignore[dict-item]
    with pytest.raises(SegqlError) as failure:
        memory.load(data)
    assert failure.value.diagnostics[0].code.id == "SEG710"


def test_an_interrupt_stops_a_query(memory: Engine) -> None:
    threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        memory.scalar(LONG)
    assert memory.scalar("SELECT 1") == 1


def test_another_thread_can_cancel_a_query(memory: Engine) -> None:
    done = threading.Event()

    def cancel() -> None:
        while not done.wait(0.1):
            memory.cancel()

    canceller = threading.Thread(target=cancel)
    canceller.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            memory.scalar(LONG)
    finally:
        done.set()
        canceller.join()
    assert memory.scalar("SELECT 1") == 1


def test_errors_show_no_values(memory: Engine) -> None:
    memory.execute("CREATE TABLE people AS SELECT 'anna@example.com' AS email")
    for sql in (
        "SELECT CAST(email AS INTEGER) FROM people",
        "SELECT CAST(email AS DATE) FROM people",
        "SELECT error(email) FROM people",
        "SELECT CAST([email] AS INTEGER[]) FROM people",
    ):
        with pytest.raises(SegqlError) as failure:
            list(memory.rows(sql))
        assert failure.value.exit_code == 3
        assert "anna" not in f"{failure.value} {failure.value.diagnostics[0].help}"


def test_more_than_memory_is_spilled_or_said(tmp_path: Path) -> None:
    target = Target(engine="duckdb", memory_limit="120MB", threads=2)
    ranked = "SELECT x, row_number() OVER (ORDER BY hash(x)) FROM range(8000000) t(x)"
    sql = f"SELECT count(*) FROM ({ranked})"
    with connect(target, tmp_path) as engine:
        assert engine.scalar(sql) == 8_000_000
    with connect(Target(engine="duckdb", memory_limit="2MB"), tmp_path) as engine:
        with pytest.raises(SegqlError) as failure:
            engine.scalar("SELECT count(DISTINCT x) FROM range(5000000) t(x)")
        assert failure.value.diagnostics[0].code.id == "SEG708"
