"""The engine of BigQuery against a stand-in for Google's client, whose queries ZetaSQL runs.

Nothing here reaches Google. The stand-in has the signatures of the real client, takes the real
objects of its library, and keeps tables as the real service does: an array is never null.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import create_autospec

import pytest

from segql.catalog.models import Target
from segql.catalog.physical import Column, ColumnKind, Dataset, Table
from segql.diagnostics import SegqlError
from segql.engines import connect, dialect_of, scratch
from segql.project import Project

pytestmark = pytest.mark.warehouse
pytest.importorskip("zetasql")
bigquery = pytest.importorskip("google.cloud.bigquery")

from google.api_core import exceptions  # noqa: E402
from google.auth.exceptions import DefaultCredentialsError  # noqa: E402

from segql.engines.bigquery.columns import column_of  # noqa: E402

URL = "bigquery://my-project/shop?location=EU"
KINDS = ColumnKind


@dataclass
class Service:
    """What Google would keep: datasets, tables, jobs."""

    engine: Any
    made: list[Any] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    schemas: dict[str, list[Any]] = field(default_factory=dict)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    jobs: list[Any] = field(default_factory=list)
    failing: Exception | None = None
    opened: dict[str, Any] = field(default_factory=dict)

    def client(self, **words: Any) -> Any:
        self.opened = words
        made = create_autospec(bigquery.Client, instance=True)
        made.create_dataset.side_effect = self.made.append
        made.delete_dataset.side_effect = lambda home, **_: self.dropped.append(home.dataset_id)
        made.list_tables.side_effect = lambda home: [
            bigquery.Table(f"p.d.{name.split('.')[-1]}") for name in self.schemas
        ]
        made.get_table.side_effect = self.get_table
        made.create_table.side_effect = self.create_table
        made.delete_table.side_effect = self.delete_table
        made.load_table_from_json.side_effect = self.load
        made.query.side_effect = self.query
        return made

    def get_table(self, place: Any) -> Any:
        if str(place) not in self.schemas:
            raise exceptions.NotFound(f"Not found: Table {place}")
        return bigquery.Table(place, schema=self.schemas[str(place)])

    def create_table(self, table: Any) -> None:
        self.schemas[str(table.reference)] = table.schema
        self.rows[str(table.reference)] = []

    def delete_table(self, place: Any, not_found_ok: bool = False) -> None:
        self.schemas.pop(str(place)), self.rows.pop(str(place))

    def load(self, rows: list[dict[str, Any]], place: Any, job_config: Any) -> Any:
        assert [part.to_api_repr() for part in job_config.schema] == [
            part.to_api_repr() for part in self.schemas[str(place)]
        ]
        self.rows[str(place)] += json.loads(json.dumps(rows))  # what goes over the wire
        return create_autospec(bigquery.LoadJob, instance=True)

    def query(self, sql: str, job_config: Any = None) -> Any:
        if self.failing is not None:
            raise self.failing
        job = create_autospec(bigquery.QueryJob, instance=True)
        self.jobs.append(job)
        job.statement_type = sql.split()[0].replace("WITH", "SELECT")
        self.engine.load(Dataset({place.split(".")[-1]: self.table(place) for place in self.rows}))
        if job_config is not None and job_config.dry_run:
            job.schema = [self.field(*item) for item in self.engine.columns(sql).items()]
            return job
        result = create_autospec(bigquery.table.RowIterator, instance=True)
        result.schema = [self.field(*item) for item in self.engine.columns(sql).items()]
        result.__iter__.return_value = iter(list(self.engine.rows(sql)))
        job.result.return_value = result
        return job

    def table(self, place: str) -> Table:
        columns = {part.name: column_of(part) for part in self.schemas[place]}
        rows = [
            {name: _read(row.get(name), column) for name, column in columns.items()}
            for row in self.rows[place]
        ]
        return Table(columns, rows)

    def field(self, name: str, column: Column) -> Any:
        from segql.engines.bigquery.columns import field_of

        return field_of(name, column, [])


def _read(value: Any, column: Column) -> Any:
    if column.many:
        return [_read(item, Column(column.kind)) for item in value or []]
    if value is None:
        return None
    match column.kind:
        case KINDS.DATE:
            return date.fromisoformat(value)
        case KINDS.TIMESTAMP | KINDS.INSTANT:
            return datetime.fromisoformat(value)
        case KINDS.DECIMAL:
            return Decimal(value)
        case _:
            return value


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    with scratch(Target(engine="zetasql")) as engine:
        made = Service(engine)
        monkeypatch.setattr("segql.engines.bigquery.opening.Client", made.client)
        yield made


def test_rows_of_tests_lie_in_a_dataset_that_goes_afterwards(service: Service) -> None:
    columns = {
        "n": Column(KINDS.INTEGER),
        "d": Column(KINDS.DECIMAL, scale=2),
        "b": Column(KINDS.DECIMAL),
        "t": Column(KINDS.TIMESTAMP),
        "i": Column(KINDS.INSTANT),
        "l": Column(KINDS.TEXT, many=True),
    }
    row = {
        "n": 2**60, "d": Decimal("10.10"), "b": Decimal("0.12345678901"),
        "t": datetime(2024, 6, 1, 10), "i": datetime(2024, 6, 1, 10, tzinfo=UTC),
    }  # fmt: skip
    with scratch(Target(engine="bigquery", url=URL)) as engine:
        engine.load(Dataset({"old": Table(columns, []), "visits": Table(columns, [])}))
        engine.load(Dataset({"visits": Table(columns, [{**row, "l": ["a", None]}, {"n": 1}])}))
        assert engine.tables() == ("visits",)
        physical = engine.physical(["visits", "x"])["visits"]
        assert {name: part.raw for name, part in physical.items()} == {
            "n": "INT64", "d": "NUMERIC", "b": "BIGNUMERIC", "t": "DATETIME", "i": "TIMESTAMP",
            "l": "STRING",
        }  # fmt: skip
        found = list(engine.rows("SELECT n, d, b, t, i, l FROM visits ORDER BY n"))
        assert found == [(1, None, None, None, None, []), (*row.values(), ["a"])]
        with pytest.raises(SegqlError):
            engine.load(Dataset({"other.t": Table(columns, [])}))
    [dataset] = service.made
    assert service.dropped == [dataset.dataset_id]
    assert dataset.dataset_id.startswith("segql_")
    assert (dataset.location, dataset.default_table_expiration_ms) == ("EU", 3_600_000)


def test_a_client_is_opened_for_the_project_and_stops_what_costs_too_much(
    service: Service,
) -> None:
    target = Target(
        engine="bigquery", url="bigquery://my-project/shop", schema="other",
        options={"maximum_bytes_billed": 1_000_000},
    )  # fmt: skip
    with connect(target, Path()) as engine:
        assert engine.version
    config = service.opened["default_query_job_config"]
    assert (service.opened["project"], service.opened["location"]) == ("my-project", None)
    assert config.default_dataset == bigquery.DatasetReference("my-project", "other")
    assert config.maximum_bytes_billed == 1_000_000
    assert [(part.key, part.value) for part in config.connection_properties] == [
        ("time_zone", "UTC")
    ]
    assert service.made == []
    assert service.dropped == []
    assert dialect_of(target) == "bigquery"


def test_tables_are_found_in_other_datasets_and_projects(service: Service) -> None:
    for place in ("my-project.shop.a", "my-project.crm.a", "other.crm.a"):
        service.schemas[place] = [bigquery.SchemaField(place[:2], "INTEGER")]
    with connect(Target(engine="bigquery", url=URL), Path()) as engine:
        found = engine.physical(["a", "crm.a", "other.crm.a", "gone"])
    assert {name: next(iter(columns)) for name, columns in found.items()} == {
        "a": "my", "crm.a": "my", "other.crm.a": "ot",
    }  # fmt: skip


def test_a_target_is_only_read(service: Service) -> None:
    with connect(Target(engine="bigquery", url=URL), Path()) as engine:
        engine.execute("SELECT 1")
        ran = len(service.jobs)
        service.engine.columns = lambda sql: {}
        with pytest.raises(SegqlError) as failure:
            engine.execute("DELETE FROM orders WHERE TRUE")
    assert "opened to read" in failure.value.diagnostics[0].message
    assert len(service.jobs) == ran + 1, "it was looked at, and not run"


def test_a_statement_that_is_not_read_to_its_end_is_stopped(service: Service) -> None:
    with connect(Target(engine="bigquery", url=URL), Path()) as engine:
        rows: Any = engine.rows("SELECT x FROM UNNEST([1, 2, 3]) AS x ORDER BY x", batch=2)
        assert next(rows) == (1,)
        engine.cancel()
        assert service.jobs[-1].cancel.call_count == 1
        rows.close()
    assert service.jobs[-1].cancel.call_count == 2
    service.jobs[-1].result.assert_called_once_with(page_size=2)


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (DefaultCredentialsError("Your default credentials were not found."), "SEG712", "nobody"),
        (exceptions.Forbidden("POST https://x/y: Access Denied: Dataset"), "SEG707", "not allow"),
        (exceptions.BadRequest("Bad int64 value: 7 Stora gatan"), "SEG707", "did not fit"),
        (exceptions.BadRequest("Syntax error at [1:5]"), "SEG707", "Syntax error."),
        (exceptions.BadRequest("Resources exceeded during query"), "SEG708", "ran out"),
        (exceptions.RetryError("Timeout of 600s exceeded", None), "SEG712", "does not answer"),
    ],
)  # fmt: skip
def test_failures_are_told_in_one_sentence(
    service: Service, raised: Exception, code: str, said: str
) -> None:
    service.failing = raised
    with (
        pytest.raises(SegqlError) as failure,
        connect(Target(engine="bigquery", url=URL), Path()) as engine,
    ):
        list(engine.rows("SELECT 1"))
    [problem] = failure.value.diagnostics
    assert (failure.value.exit_code, problem.code.id) == (3, code)
    assert said in problem.message
    assert "Stora gatan" not in problem.message
    assert "https:" not in problem.message


@pytest.mark.parametrize(
    "words",
    [
        {},
        {"url": "bigquery://project"},
        {"url": "postgres://project/dataset"},
        {"url": "bigquery://project/dataset?zone=EU"},
        {"url": URL, "database": "x"},
        {"url": URL, "options": {"maximum_bytes": 1}},
        {"url": URL, "options": {"maximum_bytes_billed": "much"}},
    ],
)
def test_a_wrong_target_says_how_to_write_it(words: dict[str, Any]) -> None:
    with pytest.raises(SegqlError) as failure, connect(Target(engine="bigquery", **words), Path()):
        pass
    assert failure.value.exit_code == 2
    assert failure.value.diagnostics[0].help


def test_a_project_runs_its_tests(service: Service, tmp_path: Path) -> None:
    (tmp_path / "segql.yml").write_text(
        f'name: shop\ntargets: {{it: {{engine: bigquery, url: "{URL}"}}}}\ndefault_target: it\n'
    )
    (tmp_path / "catalog.yml").write_text(
        "customer: {table: customers, key: id, attributes: {tags: {type: list of text}}}\n"
        "events: {orders: {table: orders, customer: id, time: at,"
        " fields: {amount: {type: decimal}}}}\n"
    )
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "t.yml").write_text(
        "as_of: 2024-06-30\n"
        "customers: [{id: 1, tags: [a]}, {id: 2}]\n"
        "events: {orders: [{id: 2, at: 2024-06-01T10:00:00, amount: 10.10}]}\n"
        'expect: {\'tags = "a"\': [1], "sum(orders.amount in last 90 days) = 10.10": [2]}\n'
    )
    result = Project.load(tmp_path).test(unit=True, expect=False, target="it")
    assert not result.failed, [item.message for item in result.verdicts]
    assert len(result.verdicts) == 2
