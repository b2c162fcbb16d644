"""Publishing into Snowflake, Redshift, Trino and BigQuery, none of which runs here: every statement
is one that the dialect knows, and what they leave is what readers are to find.
"""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path
from typing import Any
from unittest.mock import create_autospec

import pytest
from sqlglot import exp, parse_one

from segql.diagnostics import SegqlError
from segql.engines import stepwise
from segql.project import Project
from tests.security.payloads import PAYLOADS
from tests.security.payloads import written as literal
from tests.unit.engines.pretended import COLUMNS, Pretended
from tests.unit.engines.test_warehouses import DRIVERS, URLS, error_of

HOSTILE = 'It\'s "all" `yours`\\'
SEGMENTS = """
segment nordic "It's \\"all\\" `yours`\\\\" where country in ("SE", "NO")
segment Loud where country = "SE"
segmentation consent
  case given where subscribed
  otherwise none
"""
CATALOG = """
customer:
  table: customers
  key: customer_id
  attributes:
    country: {type: text}
    subscribed: {type: boolean}
"""
SIZES = [(None, None, 3), ("nordic", None, 2), ("Loud", None, 1), ("consent", "given", 1),
         ("consent", "none", 2)]  # fmt: skip
VIEWS = {"nordic", "loud", "consent", "memberships_wide", "memberships_long"}
ADDRESSES = {**URLS, "bigquery": "bigquery://my-project/shop"}


def _folded(dialect: str, name: str, quoted: bool) -> str:
    match dialect:
        case "snowflake":
            return name if quoted else name.upper()
        case "bigquery":
            return name
        case _:
            return name.lower()


class Cursor:
    def __init__(self, database: Pretended, name: str) -> None:
        self.database, self.name = database, name
        self.description: list[Any] | None = None
        self.sfqid = "01"
        self._rows: list[tuple[Any, ...]] = []

    def execute(self, sql: str, values: object = None) -> None:
        try:
            self._rows = self.database.ask(sql)
        except LookupError as error:
            raise error_of(self.name, "Error", str(error)) from error
        self.description = [("x", None)]

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self.fetchmany(len(self._rows))

    def fetchmany(self, size: int) -> list[tuple[Any, ...]]:
        taken, self._rows = self._rows[:size], self._rows[size:]
        return taken

    def close(self) -> None: ...


@pytest.fixture(params=ADDRESSES)
def name(request: pytest.FixtureRequest) -> str:
    pytest.importorskip(DRIVERS.get(request.param, ["google.cloud.bigquery"])[0])
    return str(request.param)


@pytest.fixture
def database(name: str, monkeypatch: pytest.MonkeyPatch) -> Pretended:
    """The one that the driver leads to."""
    made = Pretended(name, lambda word, quoted: _folded(name, word, quoted), list(SIZES))
    if name == "bigquery":
        _as_google(made, monkeypatch)
        return made

    class Connection:
        autocommit = False

        def cursor(self) -> Cursor:
            return Cursor(made, name)

        def close(self) -> None: ...

    module, call, _ = DRIVERS[name]
    monkeypatch.setattr(importlib.import_module(module), call, lambda **_: Connection())
    return made


def _as_google(database: Pretended, monkeypatch: pytest.MonkeyPatch) -> None:
    from google.api_core import exceptions
    from google.cloud import bigquery

    client = create_autospec(bigquery.Client, instance=True)

    def list_tables(home: Any) -> list[Any]:
        items = []
        for table, kind in database.tables.items():
            item = create_autospec(bigquery.table.TableListItem, instance=True)
            item.table_id, item.table_type = table, kind
            items.append(item)
        return items

    def get_table(place: Any) -> Any:
        if place.table_id not in database.tables:
            raise exceptions.NotFound("gone")
        fields = [
            bigquery.SchemaField(column, {"VARCHAR": "STRING"}.get(kind, kind))
            for column, kind in COLUMNS
        ]
        found = bigquery.Table(place, schema=fields)
        found.description = database.comments.get(place.table_id)
        return found

    def query(sql: str, job_config: Any = None) -> Any:
        job = create_autospec(bigquery.QueryJob, instance=True)
        job.statement_type = "SELECT"
        if job_config is not None and job_config.dry_run:
            return job
        rows: list[Any] = []
        try:
            rows = database.ask(sql)
        except LookupError as error:
            job.result.side_effect = exceptions.Conflict(str(error))
            return job
        result = create_autospec(bigquery.table.RowIterator, instance=True)
        width = len(rows[0]) if rows else 0
        result.schema = [bigquery.SchemaField(f"c{i}", "STRING") for i in range(width)]
        result.__iter__.side_effect = lambda: iter(rows)
        job.result.return_value = result
        return job

    client.list_tables.side_effect = list_tables
    client.get_table.side_effect = get_table
    client.query.side_effect = query
    monkeypatch.setattr("segql.engines.bigquery.opening.Client", lambda **_: client)
    monkeypatch.setattr("segql.engines.bigquery.engine.value_of", lambda value, _: value)


@pytest.fixture
def project(name: str, database: Pretended, tmp_path: Path) -> Project:
    return written(tmp_path, name, SEGMENTS)


def written(folder: Path, name: str, segments: str) -> Project:
    targets = {"it": {"engine": name, "url": ADDRESSES[name]}}
    (folder / "segql.yml").write_text(json.dumps({"name": "shop", "targets": targets}), "utf-8")
    (folder / "catalog.yml").write_text(CATALOG, encoding="utf-8")
    (folder / "segments").mkdir(exist_ok=True)
    (folder / "segments" / "shop.seg").write_text(segments, encoding="utf-8")
    return Project.load(folder)


@pytest.mark.parametrize("kind", ["view", "table"])
def test_readers_find_what_was_published(
    project: Project, database: Pretended, name: str, kind: Any
) -> None:
    for _ in range(2):  # again is the same
        done = project.publish(as_=kind, as_of="2024-06-30")
        assert done.done.sizes["nordic"] == 2
        found = {key for key, word in database.readable().items() if word == kind.upper()}
        kept = {"segql_published", *({"segql_publishing"} if name == "redshift" else ())}
        assert found - kept == VIEWS
        assert set(database.readable()) - VIEWS == kept
    place = _folded(name, "nordic", False)
    assert database.comments[place] == HOSTILE
    [registry] = [rows for key, rows in database.contents.items() if "publ" in key.lower()]
    assert {row[1] for row in registry} == {"nordic", "Loud", "consent", "memberships_wide",
                                            "memberships_long"}  # fmt: skip


def test_what_is_gone_is_dropped_and_what_is_somebody_elses_stays(
    project: Project, database: Pretended, name: str, tmp_path: Path
) -> None:
    project.publish(as_of="2024-06-30")
    fewer = written(tmp_path, name, "segment Loud where country = 'SE'")
    done = fewer.publish(as_of="2024-06-30")
    assert {item.casefold() for item in done.done.dropped} == {"nordic", "consent"}
    assert "nordic" not in database.readable()
    database.tables[_folded(name, "nordic", False)] = "TABLE"
    before = dict(database.tables)
    with pytest.raises(SegqlError) as refused:
        project.publish(as_of="2024-06-30")
    assert refused.value.diagnostics[0].code.id == "SEG740"
    assert {key: word for key, word in database.tables.items() if "publishing" not in key} == {
        key: word for key, word in before.items() if "publishing" not in key
    }


def test_a_jump_changes_nothing(project: Project, database: Pretended) -> None:
    project.publish(as_="table", as_of="2024-06-30")
    before = dict(database.tables), dict(database.queries)
    database.sizes = [row if row[0] != "nordic" else ("nordic", None, 90) for row in SIZES]
    begun = len(database.asked)
    with pytest.raises(SegqlError) as refused:
        project.publish(as_="table", as_of="2024-06-30")
    assert refused.value.diagnostics[0].code.id == "SEG742"
    if database.dialect == "redshift":
        # it is the rollback that takes everything back
        assert database.asked[-1] == "ROLLBACK"
        assert "COMMIT" not in database.asked[begun:]
    else:
        assert (database.tables, database.queries) == before


def test_two_at_once_wait_and_say_who(
    project: Project, database: Pretended, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name == "redshift":
        project.publish(as_of="2024-06-30")
        order = [sql for sql in database.asked if "segql_publishing" in sql or sql == "BEGIN"]
        assert order[1:] == ["BEGIN", "LOCK segql_publishing"]
        assert database.asked[-1] == "COMMIT"
        return
    monkeypatch.setattr(stepwise, "WAIT", -1)
    lock = _folded(name, "segql_publishing", False)
    database.tables[lock], database.comments[lock] = "TABLE", "process 7 of acme"
    with pytest.raises(SegqlError) as refused:
        project.publish(as_of="2024-06-30")
    [problem] = refused.value.diagnostics
    assert problem.code.id == "SEG709"
    assert "process 7 of acme" in problem.message
    assert lock in database.tables


def test_a_dry_run_changes_nothing(project: Project, database: Pretended) -> None:
    before = dict(database.tables)
    done = project.publish(as_of="2024-06-30", dry_run=True)
    assert done.done.statements
    assert database.tables == before


def test_a_name_is_one_identifier(database: Pretended, name: str, tmp_path: Path) -> None:
    hostile = 'x"; DROP TABLE customers; --'
    project = written(tmp_path, name, f"segment `{hostile}` where subscribed")
    database.sizes = [(None, None, 3), (hostile, None, 1)]
    if name in ("trino", "bigquery"):
        with pytest.raises(SegqlError) as refused:
            project.publish(as_of="2024-06-30")
        assert refused.value.diagnostics[0].code.id == "SEG743"
        assert "letters" in refused.value.diagnostics[0].message
        return
    project.publish(as_of="2024-06-30")
    assert _folded(name, hostile, True) in database.tables
    assert _folded(name, "customers", False) in database.tables


@pytest.fixture
def queries(database: Pretended, project: Project) -> dict[str, str]:
    """What the views were made of."""
    project.publish(as_of="2024-06-30")
    return dict(database.queries)


def test_a_view_of_bigquery_names_the_dataset_of_each_table(
    queries: dict[str, str], name: str
) -> None:
    for query in queries.values():
        ctes = {cte.alias for cte in parse_one(query, read=name).find_all(exp.CTE)}
        tables = [
            table for table in parse_one(query, read=name).find_all(exp.Table)
            if table.name not in ctes
        ]  # fmt: skip
        assert tables
        for table in tables:
            place = (table.catalog, table.db, table.name)
            wanted = ("my-project", "shop") if name == "bigquery" else ("", "")
            assert place[:2] == wanted, query


@pytest.mark.warehouse
@pytest.mark.parametrize("name", ["bigquery"], indirect=True)
def test_what_a_view_of_bigquery_says_is_what_the_language_means(
    queries: dict[str, str],
) -> None:
    """The reference implementation of BigQuery's SQL reads the queries of the views."""
    pytest.importorskip("zetasql")
    from segql.catalog.models import Target
    from segql.catalog.physical import Column, ColumnKind, Dataset, Table
    from segql.engines import scratch

    columns = {
        "customer_id": Column(ColumnKind.INTEGER),
        "country": Column(ColumnKind.TEXT),
        "subscribed": Column(ColumnKind.BOOLEAN),
    }
    rows = [
        {"customer_id": 1, "country": "SE", "subscribed": True},
        {"customer_id": 2, "country": "NO"},
        {"customer_id": 3, "country": "DK", "subscribed": False},
    ]
    with scratch(Target(engine="zetasql")) as engine:
        engine.load(Dataset({"my-project.shop.customers": Table(columns, rows)}))  # type: ignore[arg-type]
        found = {view: sorted(engine.rows(query)) for view, query in queries.items()}
    assert found["nordic"] == [(1,), (2,)]
    assert found["consent"] == [(1, "given"), (2, "none"), (3, "none")]
    assert found["memberships_wide"][0] == (1, True, True, "given")
    assert ("consent:given", 1) in found["memberships_long"]


def test_payloads_are_one_identifier_and_one_literal(
    database: Pretended, name: str, tmp_path: Path
) -> None:
    """Every payload as a title; as a name, where the database takes it."""
    names = [
        text if _takes(name, text) else f"plain_{number}"
        for number, text in enumerate(PAYLOADS.values())
    ]
    assert len(set(map(str.casefold, names))) == len(PAYLOADS)
    titles = dict(zip(names, PAYLOADS.values(), strict=True))
    segments = "\n".join(
        f"segment `{called}` {literal(title)} where subscribed" for called, title in titles.items()
    )
    project = written(tmp_path, name, segments)
    database.sizes = [(None, None, 3), *((called, None, 1) for called in names)]
    for kind in ("view", "table"):
        # each statement is parsed, by the database that is made up
        project.publish(as_=kind, as_of="2024-06-30")  # type: ignore[arg-type]
        for called, title in titles.items():
            stored = _folded(name, called, quoted=_is_quoted(called))
            assert database.tables[stored] == kind.upper()
            assert database.comments[stored] == title.rstrip("."), called
    assert _folded(name, "customers", False) in database.tables


def _takes(name: str, text: str) -> bool:
    if not text.isprintable() or "`" in text or text != text.strip():
        return False
    pattern = {"trino": "[A-Za-z0-9_]+", "bigquery": r"[\w \-]+"}.get(name, "(?s:.+)")
    return re.fullmatch(pattern, text) is not None


def _is_quoted(name: str) -> bool:
    """Whether a name stands in quotes: everything but plain words in small letters."""
    return not (name.isidentifier() and name.isascii() and name == name.lower())


def test_the_description_of_spark_is_one_literal() -> None:
    pytest.importorskip("pyspark")
    from segql.engines.spark.shelf import SparkShelf

    place = SparkShelf(None)  # type: ignore[arg-type]
    for text in PAYLOADS.values():
        said = parse_one(place.comment("view", "vip", text) or "", read="spark")
        [found] = list(said.find_all(exp.Property))
        assert found.args["value"].this == text


@pytest.mark.parametrize("name", ["redshift"], indirect=True)
def test_what_others_built_on_is_not_dropped(
    project: Project, database: Pretended, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.publish(as_of="2024-06-30")
    ask = database.ask

    def refuse(sql: str) -> list[tuple[Any, ...]]:
        if sql.startswith("DROP VIEW"):
            raise LookupError("cannot drop view nordic because other objects depend on it")
        return ask(sql)

    monkeypatch.setattr(database, "ask", refuse)
    with pytest.raises(SegqlError, match="Something is built on what has to be replaced") as failed:
        project.publish(as_of="2024-06-30")
    assert (failed.value.exit_code, failed.value.diagnostics[0].code.id) == (1, "SEG745")
    assert database.asked[-1] == "ROLLBACK"
