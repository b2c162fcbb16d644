"""What is kept between runs: it serves, it never outlives what it was made of, it heals."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import numpy as np
import pytest

import segql
from benchmarks.definitions import AS_OF, definitions
from benchmarks.workload import write_data, write_project
from segql.fused.cache import STALE, Cache
from tests.unit.fused.conftest import Shop

ROOT = Path(__file__).parent.parent.parent.parent


def test_a_second_run_decides_nothing(shop: Shop) -> None:
    expected = shop.sizes("sql")
    assert not shop.cache.exists()
    assert shop.sizes() == expected
    kept, here, by_sql = shop.counts()
    assert (kept, by_sql) == (0, 0)
    assert here > 50
    entries = shop.entries()
    assert shop.sizes() == expected
    assert shop.counts() == (here, 0, 0)
    assert shop.entries() == entries


def test_one_changed_condition_is_decided_alone(shop: Shop) -> None:
    shop.sizes()
    file = shop.folder / "segments" / "team_000.seg"
    file.write_text(
        file.read_text(encoding="utf-8").replace("last 60 days", "last 61 days", 1),
        encoding="utf-8",
    )
    changed = shop.sizes()
    kept, here, by_sql = shop.counts()
    assert (here, by_sql) == (1, 0)
    assert kept > 50
    assert changed == shop.sizes("sql")


def test_another_instant_decides_anew_what_depends_on_it(shop: Shop) -> None:
    shop.sizes()
    earlier = shop.sizes(as_of="2024-06-28")
    kept, here, _ = shop.counts()
    assert kept > 0
    assert here > 30
    assert earlier == shop.sizes("sql", as_of="2024-06-28")
    assert earlier != shop.sizes(as_of=AS_OF)


def test_earlier_days_of_the_week_need_no_reading(shop: Shop) -> None:
    shop.sizes()
    copies = {name for name in shop.entries() if name.startswith("table-")}
    shop.sizes(as_of="2024-06-25")
    assert {name for name in shop.entries() if name.startswith("table-")} == copies


def test_an_instant_long_before_reads_further_back(shop: Shop) -> None:
    shop.sizes()
    assert shop.sizes(as_of="2023-06-30") == shop.sizes("sql", as_of="2023-06-30")


def test_changed_data_is_read_anew(shop: Shop) -> None:
    before = shop.sizes()
    orders = shop.folder / "data" / "orders.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE orders AS FROM '{orders}' WHERE order_id % 2 = 0")
        connection.execute(f"COPY orders TO '{orders}' (FORMAT parquet)")
    after = shop.sizes()
    assert after != before
    kept, here, _ = shop.counts()
    assert kept > 0, "what asks nothing of orders is still kept"
    assert here > 20
    assert after == shop.sizes("sql")


def test_changed_customers_change_everything(shop: Shop) -> None:
    shop.sizes()
    customers = shop.folder / "data" / "customers.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE c AS FROM '{customers}' WHERE customer_id % 7 > 0")
        connection.execute(f"COPY c TO '{customers}' (FORMAT parquet)")
    assert shop.sizes() == shop.sizes("sql")
    shop.sizes()
    assert shop.counts()[1] == 0


def test_a_changed_catalog_is_obeyed(shop: Shop) -> None:
    before = shop.sizes()
    catalog = shop.folder / "catalog.yml"
    text = catalog.read_text(encoding="utf-8")
    catalog.write_text(
        text.replace("table: visits\n", 'table: visits\n    where: device = "phone"\n'),
        encoding="utf-8",
    )
    after = shop.sizes()
    assert after != before
    assert after == shop.sizes("sql")


def test_another_time_zone_is_obeyed(shop: Shop) -> None:
    shop.sizes()
    settings = shop.folder / "segql.yml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("Europe/Stockholm", "Asia/Tokyo"), encoding="utf-8")
    assert shop.sizes() == shop.sizes("sql")


def test_no_cache_leaves_nothing(shop: Shop) -> None:
    assert shop.sizes(cache=False) == shop.sizes("sql")
    assert not shop.cache.exists()


@pytest.mark.parametrize("harm", ["cut", "empty", "head", "gone", "torn", "garbled bits"])
def test_damage_is_mended(shop: Shop, harm: str) -> None:
    expected = shop.sizes()
    for path in sorted(shop.cache.rglob("*.bin")):
        head = path.parent / "entry.json"
        match harm:
            case "cut":
                os.truncate(path, max(path.stat().st_size - 3, 0))
            case "empty":
                path.write_bytes(b"")
            case "head":
                head.write_text("{", encoding="utf-8")
            case "gone":
                path.unlink()
            case "torn":
                path.write_bytes(bytes(path.stat().st_size))
            case _ if path.parent.name.startswith("bits-"):
                # whatever the ends of the file say, each row of bits has a sum of its own
                found = json.loads(head.read_text(encoding="utf-8"))
                found["meaning"]["checks"] = [sum + 1 for sum in found["meaning"]["checks"]]
                head.write_text(json.dumps(found), encoding="utf-8")
    assert shop.sizes() == expected
    assert shop.counts()[1] > 50
    assert shop.sizes() == expected
    assert shop.counts()[1] == 0


def test_a_cache_that_cannot_be_written_does_without(shop: Shop) -> None:
    expected = shop.sizes("sql")
    (shop.folder / "target").write_text("in the way", encoding="utf-8")
    assert shop.sizes() == expected


def test_runs_side_by_side_and_killed_ones(shop: Shop) -> None:
    expected = shop.sizes("sql")
    command = [
        sys.executable, "-m", "segql", "run", "--project", str(shop.folder), "--as-of", AS_OF,
        "--plan", "fused", "--format", "json",
    ]  # fmt: skip
    runs = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(6)
    ]
    time.sleep(0.8)
    for run in runs[:2]:
        run.kill()
    answers = [run.communicate()[0] for run in runs]
    for run, answer in zip(runs[2:], answers[2:], strict=True):
        assert run.returncode == 0
        found = {item["name"]: item["size"] for item in json.loads(answer)["segments"]}
        assert found == {name: expected[name] for name in found}
    assert shop.sizes() == expected


def test_old_entries_go_first(tmp_path: Path) -> None:
    cache = Cache(tmp_path, kept=2_500)
    for number in range(4):
        writing = cache.start(f"table-{number}")
        writing.append({"a": np.arange(100, dtype=np.int64)})
        writing.finish({})
        cache.keep(f"table-{number}", writing)
        os.utime(tmp_path / f"table-{number}", (number, number))
    left = tmp_path / "table-9.x.tmp"
    left.mkdir()
    cache.tidy()
    assert cache.names("table-") == ["table-3", "table-2"]
    assert left.exists()
    long_ago = time.time() - STALE - 1
    os.utime(left, (long_ago, long_ago))
    cache.tidy(["table-2", "table-3"])
    assert not left.exists()


def test_a_database_has_a_version_too(tmp_path: Path) -> None:
    write_data(tmp_path, customers=100, events=2_000, seed=5, format="duckdb")
    write_project(tmp_path, definitions(40, seed=5), format="duckdb")
    shop = Shop(tmp_path, [])
    expected = shop.sizes("sql")
    assert shop.sizes() == expected
    assert shop.sizes() == expected
    assert shop.counts()[1] == 0
    with duckdb.connect(str(tmp_path / "shop.duckdb")) as connection:
        connection.execute("DELETE FROM orders WHERE order_id % 3 = 0")
    assert shop.sizes() == shop.sizes("sql")
    assert shop.sizes() != expected


def test_members_come_from_the_cache_too(shop: Shop) -> None:
    project = segql.Project.load(shop.folder)
    names = [item.name for item in shop.made]
    for _ in range(2):
        with project.open_all_members(names, as_of=AS_OF) as opened:
            for item in shop.made:
                with opened(item.name) as members:
                    rows = [tuple(row) for row in members.rows]
                alone = project.members(item.name, as_of=AS_OF)
                expected = [alone.keys] if alone.parts is None else [alone.keys, alone.parts]
                assert rows == list(zip(*expected, strict=True))
