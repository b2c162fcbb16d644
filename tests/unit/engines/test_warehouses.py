"""Snowflake, Redshift and Trino through a driver that is made up: what it is asked, what is made of
its answers, and what is said when it fails. None of the three runs here.
"""

from __future__ import annotations

import importlib
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from segql.catalog.models import Target
from segql.catalog.physical import Column, ColumnKind, Dataset, Table
from segql.catalog.secrets import Secrets
from segql.diagnostics import SegqlError
from segql.engines import connect, scratch

URLS = {
    "snowflake": "snowflake://me:hunter2@acme/shop/public?warehouse=small",
    "redshift": "redshift://me:hunter2@acme:5439/shop",
    "trino": "trino://me:hunter2@acme:443/hive/shop",
}
DRIVERS = {
    "snowflake": ("snowflake.connector", "connect", "snowflake.connector.errors"),
    "redshift": ("redshift_connector", "connect", "redshift_connector.error"),
    "trino": ("trino.dbapi", "Connection", "trino.exceptions"),
}


class Cursor:
    """Keeps what it is asked; the connection has its answers, by a word in the question."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.description: list[tuple[Any, ...]] | None = None
        self.sfqid = "01"
        self._rows: list[tuple[Any, ...]] = []

    def execute(self, sql: str, values: list[Any] | None = None) -> None:
        self.connection.asked.append((sql, values))
        for word, answer in self.connection.answers:
            if word in sql:
                if isinstance(answer, Exception):
                    raise answer
                self._rows = list(answer)
                self.description = self.connection.description
                return
        self._rows, self.description = [], []

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self.fetchmany(len(self._rows))

    def fetchmany(self, size: int) -> list[tuple[Any, ...]]:
        taken, self._rows = self._rows[:size], self._rows[size:]
        self.connection.batches.append(len(taken))
        return taken

    def cancel(self) -> None:
        self.connection.stopped = True

    def abort_query(self, query: str) -> None:
        self.connection.stopped = query == "01"

    def close(self) -> None: ...


class Connection:
    def __init__(self) -> None:
        self.asked: list[tuple[str, list[Any] | None]] = []
        self.answers: list[tuple[str, Any]] = [("CURRENT_SCHEMA", [("PUBLIC",)])]
        self.batches: list[int] = []
        self.description: list[tuple[Any, ...]] = []
        self.given: dict[str, Any] = {}
        self.closed = self.stopped = self.autocommit = False

    def cursor(self) -> Cursor:
        return Cursor(self)

    def close(self) -> None:
        self.closed = self.stopped = True

    def statements(self) -> list[str]:
        return [sql for sql, _ in self.asked]


@pytest.fixture(params=URLS)
def name(request: pytest.FixtureRequest) -> str:
    pytest.importorskip(DRIVERS[request.param][0])
    return str(request.param)


@pytest.fixture
def made_up(name: str, monkeypatch: pytest.MonkeyPatch) -> Connection:
    """The connection that the driver gives."""
    connection = Connection()

    def dial(**given: Any) -> Connection:
        connection.given = given
        return connection

    module, call, _ = DRIVERS[name]
    monkeypatch.setattr(importlib.import_module(module), call, dial)
    return connection


def error_of(name: str, kind: str, text: str) -> Exception:
    made = getattr(importlib.import_module(DRIVERS[name][2]), kind)(text)
    assert isinstance(made, Exception)
    return made


def target(name: str) -> Target:
    return Target(engine=name, url=URLS[name])


def test_a_session_means_what_the_sql_needs(name: str, made_up: Connection) -> None:
    with connect(target(name), Path()):
        said = "\n".join(made_up.statements())
    assert made_up.closed
    assert made_up.given["user"] == "me"
    assert made_up.given["password" if name != "trino" else "host"] in ("hunter2", "acme")
    if name == "trino":
        assert made_up.given["timezone"] == "UTC"
        assert made_up.given["http_scheme"] == "https"
        assert (made_up.given["catalog"], made_up.given["schema"]) == ("hive", "shop")
    elif name == "redshift":
        assert "SET timezone TO 'UTC'" in said
        assert made_up.autocommit
    else:
        for setting in ("TIMEZONE = 'UTC'", "TIMESTAMP_TYPE_MAPPING = 'TIMESTAMP_NTZ'",
                        "QUOTED_IDENTIFIERS_IGNORE_CASE = FALSE", "WEEK_START = 1"):  # fmt: skip
            assert setting in said
        assert made_up.given["warehouse"] == "small"


TYPES = {
    "snowflake": ("INTEGER", "TEXT", "TIMESTAMP_NTZ", "TIMESTAMP_TZ", "ARRAY"),
    "redshift": ("bigint", "character varying", "timestamp without time zone",
                 "timestamp with time zone", "super"),
    "trino": ("bigint", "varchar(20)", "timestamp(3)", "timestamp(6) with time zone",
              "array(varchar)"),
}  # fmt: skip


def test_columns_come_from_the_information_schema(name: str, made_up: Connection) -> None:
    columns = ("customer_id", "country", "seen", "at", "interests")
    told = [column.upper() if name == "snowflake" else column for column in columns]
    made_up.answers.append(
        ("information_schema.columns", list(zip(told, TYPES[name], strict=True)))
    )
    with connect(target(name), Path()) as engine:
        found = engine.physical(["customers"])["customers"]
    assert tuple(found) == columns
    kinds = [column.kind for column in found.values()]
    assert kinds[:4] == [
        ColumnKind.INTEGER, ColumnKind.TEXT, ColumnKind.TIMESTAMP, ColumnKind.INSTANT,
    ]  # fmt: skip
    assert found["interests"].many or name == "redshift"
    table = "'CUSTOMERS'" if name == "snowflake" else "'customers'"
    assert any(f"table_name = {table}" in sql for sql in made_up.statements())


CODES = {"snowflake": (2, 13), "redshift": (1043, 16), "trino": ("varchar", "boolean")}


def test_the_columns_of_a_query_are_told(name: str, made_up: Connection) -> None:
    made_up.answers.append(("AS q LIMIT 0", []))
    made_up.description = [("country", CODES[name][0]), ("member", CODES[name][1])]
    with connect(target(name), Path()) as engine:
        found = engine.columns("SELECT country, member FROM t;\n")
    assert [column.kind for column in found.values()] == [ColumnKind.TEXT, ColumnKind.BOOLEAN]
    assert tuple(found) == ("country", "member")


def test_rows_are_fetched_in_batches_and_mean_their_columns(name: str, made_up: Connection) -> None:
    key = UUID(int=7)
    made_up.answers.append(("SELECT k", [(key, 1, datetime(2024, 6, 30, 12), Decimal("1.5"))] * 5))
    kinds = (ColumnKind.UUID, ColumnKind.BOOLEAN, ColumnKind.INSTANT, ColumnKind.DOUBLE)
    with connect(target(name), Path()) as engine:
        made_up.batches.clear()
        rows = list(engine.rows("SELECT k", batch=2, columns=[Column(kind) for kind in kinds]))
    assert rows == [(str(key), True, datetime(2024, 6, 30, 12, tzinfo=UTC), 1.5)] * 5
    assert made_up.batches[:4] == [2, 2, 1, 0]


def test_what_fails_is_said_without_the_password(name: str, made_up: Connection) -> None:
    made_up.answers.append(("SELECT wrong", error_of(name, "Error", "no such column\nwrong")))
    lost = error_of(name, "OperationalError", "hunter2 went away")
    made_up.answers.append(("SELECT lost", lost))
    secrets = Secrets(frozenset({"hunter2"}))
    for sql, code, words in (
        ("SELECT wrong", "SEG707", "no such column"), ("SELECT lost", "SEG712", "was lost while"),
    ):  # fmt: skip
        with (
            pytest.raises(SegqlError) as failed,
            connect(target(name), Path(), secrets=secrets) as engine,
        ):
            list(engine.rows(sql))
        [problem] = failed.value.diagnostics
        assert (failed.value.exit_code, problem.code.id) == (3, code)
        assert words in problem.message
        assert "hunter2" not in problem.message


def test_a_server_that_does_not_answer(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**given: Any) -> None:
        raise error_of(name, "OperationalError", "cannot reach acme as me:hunter2")

    module, call, _ = DRIVERS[name]
    monkeypatch.setattr(importlib.import_module(module), call, refuse)
    with pytest.raises(SegqlError) as failed, connect(target(name), Path()):
        pass
    [problem] = failed.value.diagnostics
    assert (failed.value.exit_code, problem.code.id) == (3, "SEG712")
    assert "does not answer" in problem.message
    assert "hunter2" not in f"{problem.message} {problem.help} {failed.value.__cause__}"


def test_a_target_without_a_server_is_told_how(name: str) -> None:
    for url in (None, "nowhere", f"{name}://host:port/"):
        with pytest.raises(SegqlError) as failed, connect(Target(engine=name, url=url), Path()):
            pass
        assert failed.value.exit_code == 2
        assert f"{name}://" in (failed.value.diagnostics[0].help or "")


def test_rows_of_a_test_go_into_a_schema_of_their_own(name: str, made_up: Connection) -> None:
    table = Table(
        {"customer_id": Column(ColumnKind.INTEGER), "tags": Column(ColumnKind.TEXT, many=True)},
        [{"customer_id": 1, "tags": ["a", "b"]}],
    )
    with scratch(target(name)) as engine:
        engine.load(Dataset({"customers": table}))
        assert not any("DROP SCHEMA" in sql for sql in made_up.statements())
    said = made_up.statements()
    made = next(sql for sql in said if sql.startswith("CREATE SCHEMA"))
    schema = made.removeprefix("CREATE SCHEMA ")
    assert schema.lower().startswith('"segql_test_')
    assert any(schema in sql and sql.startswith(("USE", "SET")) for sql in said)
    assert said[-1] == f"DROP SCHEMA {schema}"
    [(insert, values)] = [(sql, v) for sql, v in made_up.asked if sql.startswith("INSERT")]
    assert values == ["1", '["a", "b"]'] or values == ["1", '["a","b"]']
    assert insert.lower().startswith('insert into "customers" select cast(')


def test_what_runs_can_be_stopped(name: str, made_up: Connection) -> None:
    made_up.answers.append(("SELECT stopped", error_of(name, "Error", "cancelled")))
    with connect(target(name), Path()) as engine:
        engine.cancel()
        assert made_up.stopped
        with pytest.raises(KeyboardInterrupt):
            engine.execute("SELECT stopped")
