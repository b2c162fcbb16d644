"""Engines whose driver is an extra: what is said where it is missing, and of wrong targets."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from segql.catalog.models import Target
from segql.diagnostics import SegqlError
from segql.engines import connect, dialect_of
from segql.engines.sqlite.functions import register

EXTRAS = {
    "postgres": ("psycopg", "segql[postgres]"),
    "mariadb": ("pymysql", "segql[mysql]"),
    "mysql": ("pymysql", "segql[mysql]"),
    "datafusion": ("datafusion", "segql[datafusion]"),
    "chdb": ("chdb", "segql[chdb]"),
    "clickhouse": ("clickhouse_connect", "segql[clickhouse]"),
    "bigquery": ("google", "segql[bigquery]"),
    "zetasql": ("zetasql", "segql[zetasql]"),
    "googlesql": ("zetasql", "segql[zetasql]"),
    "snowflake": ("snowflake", "segql[snowflake]"),
    "redshift": ("redshift_connector", "segql[redshift]"),
    "trino": ("trino", "segql[trino]"),
}
FOLDERS = {"mariadb": "mysql", "chdb": "clickhouse", "googlesql": "zetasql"}
DIALECTS = {"chdb": "clickhouse", "zetasql": "bigquery", "googlesql": "bigquery"}


@pytest.mark.parametrize("engine", EXTRAS)
def test_a_missing_driver_names_its_extra(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    driver, extra = EXTRAS[engine]
    for name in [item for item in sys.modules if item.split(".")[0] == driver]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, driver, None)
    folder = FOLDERS.get(engine, engine)
    for name in [item for item in sys.modules if item.startswith(f"segql.engines.{folder}")]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(SegqlError) as failure:
        connect(Target(engine=engine), Path())
    assert failure.value.exit_code == 2
    [problem] = failure.value.diagnostics
    assert problem.code.id == "SEG702"
    assert driver in problem.message
    assert problem.help is not None
    assert extra in problem.help


@pytest.mark.parametrize("engine", EXTRAS)
def test_the_dialect_is_known_without_a_driver(engine: str) -> None:
    assert dialect_of(Target(engine=engine)) == DIALECTS.get(engine, engine)


def _said(target: Target, folder: Path) -> tuple[int, str]:
    with pytest.raises(SegqlError) as failure, connect(target, folder):
        pass
    [problem] = failure.value.diagnostics
    return failure.value.exit_code, f"{problem.code.id} {problem.message} {problem.help}"


def test_sqlite_tells_what_is_wrong_with_its_file(tmp_path: Path) -> None:
    code, said = _said(Target(engine="sqlite", database="shop.db"), tmp_path)
    assert (code, said[:6]) == (2, "SEG703")
    assert str(tmp_path) in said
    (tmp_path / "shop.db").write_text("no database at all, but quite a bit of text in a file")
    code, said = _said(Target(engine="sqlite", database="shop.db"), tmp_path)
    assert (code, said[:6]) == (3, "SEG704")
    code, said = _said(Target(engine="sqlite", url="x"), tmp_path)
    assert (code, said[:6]) == (2, "SEG711")
    assert "database: shop.db" in said


def test_the_functions_of_sqlite_are_exact() -> None:
    import sqlite3

    connection = sqlite3.connect(":memory:")
    register(connection)

    def value(sql: str) -> object:
        return connection.execute(f"SELECT {sql}").fetchone()[0]

    assert value("segql_add(0.1, 0.2) = 0.3") == 1
    assert value("segql_multiply(1.1, 1.1) = 1.21") == 1
    assert value("segql_round(2.675, 2) = 2.68") == 1
    assert value("segql_add(NULL, 1)") is None
    total = "SELECT segql_sum(x) FROM (SELECT 0.1 AS x UNION ALL SELECT 0.2 UNION ALL SELECT NULL)"
    assert value(f"({total}) = 0.3") == 1
    assert value("segql_to_instant('2024-10-27 02:30:00.000000', 'Europe/Stockholm')") == (
        "2024-10-27 01:30:00.000000"
    )
    with pytest.raises(sqlite3.OperationalError):
        value("segql_multiply(123456789.123456, 987654321.123456)")
