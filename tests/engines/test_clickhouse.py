"""ClickHouse: both ways in, what is said of wrong targets, values as they are stored."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from segql.catalog.models import Target
from segql.catalog.physical import Column, ColumnKind, Dataset, Table
from segql.diagnostics import SegqlError
from segql.engines import Engine, connect, scratch
from tests.engines.servers import require, target_of
from tests.engines.test_conformance import PAYLOADS

pytestmark = pytest.mark.warehouse


@pytest.fixture(scope="module", params=["chdb", "clickhouse"])
def target(request: pytest.FixtureRequest) -> Iterator[Target]:
    require(request.param)
    with target_of(request.param) as found:
        yield found


@pytest.fixture
def engine(target: Target) -> Iterator[Engine]:
    with scratch(target) as opened:
        yield opened


KINDS = ColumnKind
COLUMNS = {
    "whole": Column(KINDS.INTEGER),
    "exact": Column(KINDS.DECIMAL, scale=3),
    "double": Column(KINDS.DOUBLE),
    "word": Column(KINDS.TEXT),
    "is": Column(KINDS.BOOLEAN),
    "day": Column(KINDS.DATE),
    "clock": Column(KINDS.TIMESTAMP),
    "moment": Column(KINDS.INSTANT),
    "id": Column(KINDS.UUID),
    "words": Column(KINDS.TEXT, many=True),
}
ROW = {
    "whole": 2**70, "exact": Decimal("-12345678901234567.125"), "double": 0.1,
    "word": "e\u0301 'ö\\", "is": False, "day": date(1931, 2, 28),
    "clock": datetime(1950, 3, 26, 2, 30, 0, 1),
    "moment": datetime(2024, 10, 27, 0, 30, tzinfo=UTC),
    "id": "8a7f5b7e-0c1b-4a57-9a44-111111111111", "words": ["a", None, "å"],
}  # fmt: skip


def test_values_come_back_as_they_went_in(engine: Engine) -> None:
    engine.load(Dataset({"t": Table(COLUMNS, [ROW])}))
    kinds = {name: (kind.kind, kind.many) for name, kind in engine.physical(["t"])["t"].items()}
    assert kinds == {name: (kind.kind, kind.many) for name, kind in COLUMNS.items()}
    assert list(engine.rows("SELECT * FROM t")) == [tuple(ROW.values())]
    engine.load(Dataset({"u": Table(COLUMNS, [{}, {}])}))
    assert engine.tables() == ("u",)
    assert list(engine.rows("SELECT * FROM u")) == [(None,) * len(COLUMNS)] * 2
    assert engine.physical(["u", "gone"]).keys() == {"u"}


def test_a_list_that_may_be_unknown_is_json(engine: Engine) -> None:
    rows = [{"words": ["a"]}, {}]
    engine.load(Dataset({"t": Table({"words": Column(KINDS.TEXT, many=True)}, rows)}))
    assert engine.physical(["t"])["t"]["words"].kind is KINDS.TEXT
    assert {row[0] for row in engine.rows("SELECT words FROM t")} == {'["a"]', None}


def test_texts_are_one_literal_on_both_ways(engine: Engine) -> None:
    from segql.sql import make

    words = [make.text(word).sql("clickhouse") for word in PAYLOADS]
    [found] = engine.rows(f"SELECT {', '.join(words)}")
    assert found == PAYLOADS


def test_rows_stream_and_a_failure_in_the_middle_is_told(engine: Engine) -> None:
    rows = engine.rows("SELECT number, toString(number) FROM numbers(300000)")
    assert next(rows) == (0, "0")
    assert sum(1 for _ in rows) == 299_999
    with pytest.raises(SegqlError) as failure:
        list(engine.rows("SELECT throwIf(number = 250000) FROM numbers(300000)"))
    assert failure.value.exit_code == 3


def test_several_queries_are_read_at_once(engine: Engine) -> None:
    first = engine.rows("SELECT number FROM numbers(200000)")
    second = engine.rows("SELECT number FROM numbers(200000)")
    assert [next(first), next(second), next(first)] == [(0,), (0,), (1,)]


def test_a_query_is_cancelled_from_another_thread(engine: Engine) -> None:
    def stop() -> None:
        time.sleep(1)
        engine.cancel()

    other = threading.Thread(target=stop)
    other.start()
    with pytest.raises(KeyboardInterrupt):
        engine.scalar("SELECT count() FROM numbers(100000000000) WHERE sipHash64(number) = 1")
    other.join()


def test_a_scratch_database_goes(target: Target) -> None:
    with scratch(target) as engine:
        own = engine.scalar("SELECT currentDatabase()")
    with scratch(target) as engine:
        asked = f"SELECT count() FROM system.databases WHERE name = '{own}'"
        assert engine.scalar(asked) == 0


def test_no_figure_of_no_rows_is_a_zero(engine: Engine) -> None:
    engine.load(Dataset({"t": Table({"a": Column(KINDS.INTEGER)}, [])}))
    assert list(engine.rows("SELECT max(a), sum(a), count(a) FROM t")) == [(None, None, 0)]


def _said(target: Target, folder: Path) -> tuple[int, str]:
    with pytest.raises(SegqlError) as failure, connect(target, folder):
        pass
    [problem] = failure.value.diagnostics
    return failure.value.exit_code, f"{problem.code.id} {problem.message} {problem.help}"


def test_wrong_targets_are_told_what_to_write(tmp_path: Path) -> None:
    require("chdb")
    assert _said(Target(engine="chdb"), tmp_path)[1].startswith("SEG703 The target names no data.")
    code, said = _said(Target(engine="chdb", database="gone"), tmp_path)
    assert (code, said[:6]) == (2, "SEG703")
    code, said = _said(Target(engine="chdb", url="x", database="y"), tmp_path)
    assert code == 2
    assert "has no `url`" in said
    (tmp_path / "a").mkdir()
    with target_of("chdb"):
        code, said = _said(Target(engine="chdb", database="a"), tmp_path)
    assert code == 3
    assert "one folder at a time" in said


def test_a_server_that_is_not_there_is_told_without_its_password() -> None:
    pytest.importorskip("clickhouse_connect")
    code, said = _said(Target(engine="clickhouse"), Path())
    assert (code, said[:6]) == (2, "SEG703")
    url = "clickhouse://me:hunter2@127.0.0.1:1/shop"
    code, said = _said(Target(engine="clickhouse", url=url), Path())
    assert code == 3
    assert "does not answer" in said
    assert "hunter2" not in said


def test_parquet_files_are_tables(tmp_path: Path) -> None:
    require("chdb")
    parquet = pytest.importorskip("pyarrow.parquet")
    import pyarrow as pa

    at = [datetime(2024, 3, 31, 2, 30), None]
    columns = {
        "a": [1, None],
        "w": [["x"], []],
        "at": at,
        "when": pa.array(at, pa.timestamp("us", "UTC")),
    }
    table = pa.table(columns)
    parquet.write_table(table, tmp_path / "it's.parquet")
    target = Target(engine="chdb", files="*.parquet")
    with connect(target, tmp_path) as engine:
        assert engine.tables()[-1] == "it's"
        found = {name: kind.kind for name, kind in engine.physical(["it's"])["it's"].items()}
        assert found == {
            "a": KINDS.INTEGER,
            "w": KINDS.TEXT,
            "at": KINDS.TIMESTAMP,
            "when": KINDS.INSTANT,
        }
        assert next(engine.rows("SELECT at FROM `it\\'s`")) == (at[0],)
        assert engine.scalar("SELECT count() FROM `it\\'s`") == 2


ABROAD = """
import sys
from datetime import datetime
from segql.catalog.models import Target
from segql.catalog.physical import Column, ColumnKind, Dataset, Table
from segql.engines import scratch
skipped = datetime(2024, 3, 31, 2, 30)
with scratch(Target(engine="chdb")) as engine:
    engine.load(Dataset({"t": Table({"at": Column(ColumnKind.TIMESTAMP)}, [{"at": skipped}])}))
    assert engine.physical(["t"])["t"]["at"].kind is ColumnKind.TIMESTAMP
    assert list(engine.rows("SELECT at FROM t")) == [(skipped,)]
    asked = "SELECT toHour(toDateTime64(at, 6, 'UTC')) FROM t"
    assert engine.scalar(asked) == 2, engine.scalar(asked)
"""


def test_the_zone_of_the_machine_changes_nothing() -> None:
    require("chdb")
    environment = {**os.environ, "TZ": "Europe/Stockholm"}
    subprocess.run([sys.executable, "-c", ABROAD], check=True, env=environment)
