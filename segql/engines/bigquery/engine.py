"""An open BigQuery: statements as jobs, rows by pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from google.api_core.exceptions import NotFound
from google.cloud import bigquery
from google.cloud.bigquery import LoadJobConfig, QueryJobConfig, TableReference

from segql.catalog.models import Target
from segql.catalog.names import table_parts
from segql.catalog.physical import Column, Dataset, Physical, Value
from segql.diagnostics.codes import engines as codes
from segql.engines.base import BATCH, Opening
from segql.engines.bigquery.columns import column_of, rows_of, value_of
from segql.engines.bigquery.errors import plain_errors
from segql.engines.bigquery.opening import opened
from segql.engines.failures import failure
from segql.engines.values import decoded


@contextmanager
def connect(target: Target, opening: Opening) -> Iterator[BigQuery]:
    """Open a dataset to read, or a scratch dataset that goes when it is closed."""
    with opened(target, scratch=opening.scratch) as (client, home):
        yield BigQuery(client, home, writable=opening.scratch or opening.writable)


class BigQuery:
    """See `base.Engine`."""

    name = "bigquery"
    dialect = "bigquery"

    def __init__(self, client: Any, home: Any, *, writable: bool) -> None:
        self._client = client
        self._home = home
        self._writable = writable
        self._running: set[Any] = set()
        self._loaded: list[Any] = []

    @property
    def version(self) -> str:
        """The client's: the service has none."""
        return str(bigquery.__version__)

    def tables(self) -> tuple[str, ...]:
        with plain_errors("listing the tables"):
            return tuple(sorted(item.table_id for item in self._client.list_tables(self._home)))

    def kinds(self) -> Mapping[str, str]:
        """What each table of the dataset is, in BigQuery's words: TABLE, VIEW."""
        with plain_errors("listing the tables"):
            return {item.table_id: item.table_type for item in self._client.list_tables(self._home)}

    def description(self, table: str) -> str | None:
        """What is said of a table, if it is there."""
        with plain_errors(f"reading the description of `{table}`"):
            try:
                found: str | None = self._client.get_table(self._reference(table)).description
            except NotFound:
                return None
            return found

    def whole_name(self, table: str) -> str:
        """A table with its project and dataset."""
        place = self._reference(table)
        return f"{place.project}.{place.dataset_id}.{place.table_id}"

    def physical(self, tables: Iterable[str]) -> Physical:
        found: dict[str, Mapping[str, Column]] = {}
        for table in dict.fromkeys(tables):
            with plain_errors(f"reading the columns of `{table}`"):
                try:
                    known = self._client.get_table(self._reference(table))
                except NotFound:
                    continue
            found[table] = {field.name: column_of(field) for field in known.schema}
        return found

    def _reference(self, table: str) -> Any:
        """A table of the dataset, of another one, or of another project."""
        *folders, name = table_parts(table)
        home = [self._home.project, self._home.dataset_id]
        project, dataset = [*home[: 2 - len(folders)], *folders][-2:]
        return TableReference(bigquery.DatasetReference(project, dataset), name)

    def load(self, dataset: Dataset) -> None:
        with plain_errors("loading rows"):
            for before in self._loaded:
                self._client.delete_table(before, not_found_ok=True)
            self._loaded.clear()
            for name, table in dataset.tables.items():
                if len(table_parts(name)) > 1:
                    raise failure(
                        codes.BAD_VALUE,
                        f"The table `{name}` names a dataset, which a test has of its own.",
                        "Name the dataset in the target's `url` instead of the catalog, or run "
                        "the tests on the engine `zetasql`.",
                        exit_code=2,
                    )
                place = self._reference(name)
                schema, rows = rows_of(name, table)
                self._client.create_table(bigquery.Table(place, schema=schema))
                self._loaded.append(place)
                if rows:
                    config = LoadJobConfig(schema=schema)
                    self._client.load_table_from_json(rows, place, job_config=config).result()

    def execute(self, sql: str) -> None:
        with plain_errors("running a statement"):
            if not self._writable and self._tried(sql).statement_type != "SELECT":
                raise failure(
                    codes.ENGINE_FAILED,
                    "A target of BigQuery is opened to read, and the statement writes.",
                )
            with self._job(sql) as job:
                job.result()

    def execute_many(self, statements: Iterable[str]) -> None:
        for statement in statements:
            self.execute(statement)

    def rows(
        self, sql: str, batch: int = BATCH, columns: Sequence[Column] | None = None
    ) -> Iterator[tuple[Value, ...]]:
        with plain_errors("running a query"), self._job(sql) as job:
            pages = job.result(page_size=batch)
            fields = list(pages.schema)
            rows = (
                [value_of(value, field) for value, field in zip(row, fields, strict=True)]
                for row in pages
            )
            yield from decoded(rows, columns)

    def columns(self, sql: str) -> Mapping[str, Column]:
        with plain_errors("reading the columns of a query"):
            return {field.name: column_of(field) for field in self._tried(sql).schema}

    def scalar(self, sql: str) -> Value:
        first = next(self.rows(sql, batch=1), None)
        return first[0] if first else None

    def cancel(self) -> None:
        for job in tuple(self._running):
            job.cancel()

    def _tried(self, sql: str) -> Any:
        """A statement that BigQuery only looks at, for nothing."""
        return self._client.query(sql, job_config=QueryJobConfig(dry_run=True))

    @contextmanager
    def _job(self, sql: str) -> Iterator[Any]:
        """A running statement, which stops where it is not read to its end."""
        job = self._client.query(sql)
        self._running.add(job)
        try:
            yield job
        except (KeyboardInterrupt, GeneratorExit):
            job.cancel()
            raise
        finally:
            self._running.discard(job)
