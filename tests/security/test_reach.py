"""SQL on an open target reaches the declared data and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from segql.catalog.models import Target
from segql.diagnostics import SegqlError
from segql.engines import Engine, connect, scratch

SECRET = "hunter2"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("target")
    duckdb.execute(f"COPY (SELECT 1 AS id) TO '{made}/customers.parquet'")
    duckdb.execute(f"COPY (SELECT 2 AS id) TO '{made}/other.parquet'")
    (made / "orders.csv").write_text("id\n1\n")
    (made / "secret.csv").write_text(f"word\n{SECRET}\n")
    (made / "secret.txt").write_text(SECRET)
    (made / "link.parquet").symlink_to(made / "other.parquet")
    for name in ("shop", "private"):
        with duckdb.connect(str(made / f"{name}.duckdb")) as database:
            database.execute(f"CREATE TABLE customers AS SELECT '{SECRET}' AS word")
    return made


@pytest.fixture(scope="module", params=["files", "database", "scratch"])
def engine(request: pytest.FixtureRequest, folder: Path) -> Iterator[Engine]:
    match request.param:
        case "files":
            target = Target(engine="duckdb", files=["customers.parquet", "orders.csv"])
            opened = connect(target, folder)
        case "database":
            opened = connect(Target(engine="duckdb", database="shop.duckdb"), folder)
        case _:
            opened = scratch()
    with opened as found:
        yield found


READS = (
    "SELECT * FROM read_csv('{0}/secret.csv')",
    "SELECT * FROM '{0}/secret.csv'",
    "SELECT * FROM read_text('{0}/secret.txt')",
    "SELECT * FROM read_blob('/etc/passwd')",
    "SELECT * FROM read_parquet('{0}/other.parquet')",
    "SELECT * FROM read_parquet('{0}/link.parquet')",
    "SELECT * FROM read_parquet('{0}/../target0/other.parquet')",
    "SELECT * FROM read_parquet('{0}/*.parquet')",
    "SELECT * FROM read_parquet(['{0}/customers.parquet', '{0}/other.parquet'])",
    "SELECT * FROM glob('{0}/*')",
    "SELECT * FROM read_json('{0}/secret.txt')",
    "SELECT * FROM sniff_csv('{0}/secret.csv')",
    "SELECT * FROM parquet_metadata('{0}/other.parquet')",
    "SELECT * FROM query('SELECT * FROM read_csv(''{0}/secret.csv'')')",
    "SELECT * FROM query_table('{0}/secret.csv')",
    "SELECT * FROM SECRET",
    "SELECT * FROM folder",
)
STATEMENTS = (
    "ATTACH '{0}/private.duckdb'",
    "COPY (SELECT 1) TO '{0}/stolen.csv'",
    "COPY (SELECT 1) TO '{0}/customers.parquet'",
    "EXPORT DATABASE '{0}/stolen'",
    "IMPORT DATABASE '{0}'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "LOAD '{0}/evil.duckdb_extension'",
    "CREATE SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')",
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    "SET allowed_paths = ['/']",
    "SET memory_limit = '1TB'",
    "SET TimeZone = 'Europe/Stockholm'",
    "SET temp_directory = '{0}'",
    "RESET enable_external_access",
    "PRAGMA enable_profiling",
    "PRAGMA threads = 1",
    "SET python_enable_replacements = true",
)


@pytest.mark.parametrize("sql", READS)
def test_no_other_file_is_read(engine: Engine, folder: Path, sql: str) -> None:
    with pytest.raises(SegqlError) as failure:
        list(engine.rows(sql.format(folder)))
    assert failure.value.exit_code == 3


@pytest.mark.parametrize("sql", STATEMENTS)
def test_nothing_is_written_attached_or_set(engine: Engine, folder: Path, sql: str) -> None:
    before = {item: item.stat().st_mtime_ns for item in folder.iterdir()}
    with pytest.raises(SegqlError) as failure:
        engine.execute(sql.format(folder))
    assert failure.value.exit_code == 3
    assert {item: item.stat().st_mtime_ns for item in folder.iterdir()} == before


def test_the_declared_data_is_still_there(folder: Path) -> None:
    target = Target(engine="duckdb", files=["customers.parquet", "orders.csv"])
    with connect(target, folder) as engine:
        assert engine.scalar("SELECT count(*) FROM customers JOIN orders USING (id)") == 1
        with pytest.raises(SegqlError):
            engine.execute("INSERT INTO customers VALUES (2)")
    with connect(Target(engine="duckdb", database="shop.duckdb"), folder) as engine:
        for sql in ("DROP TABLE customers", "INSERT INTO customers VALUES ('x')"):
            with pytest.raises(SegqlError):
                engine.execute(sql)


def test_what_spills_is_readable_by_nobody_else_and_goes(folder: Path) -> None:
    with connect(Target(engine="duckdb", files="customers.parquet"), folder) as engine:
        spill = Path(str(engine.scalar("SELECT current_setting('temp_directory')")))
        assert spill.stat().st_mode & 0o077 == 0
    assert not spill.exists()
