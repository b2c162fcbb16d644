"""An open Spark: files and tables of its catalog, rows streamed partition by partition."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession

from segql.catalog.models import Target
from segql.catalog.names import table_parts
from segql.catalog.physical import Column, Dataset, Physical, Value
from segql.diagnostics.codes import engines as codes
from segql.engines.base import BATCH, Opening
from segql.engines.duckdb.converting import parquet_of_texts
from segql.engines.duckdb.files import find_files
from segql.engines.failures import failure, refuse_keys
from segql.engines.holding import Reading
from segql.engines.spark.columns import column_of, readable, reader, refuse_collation
from segql.engines.spark.errors import plain_errors
from segql.engines.spark.holding import held
from segql.engines.spark.load import dataset_frames, quoted
from segql.engines.spark.session import session_of
from segql.engines.values import decoded

_HELP = "Write `files: data/*.parquet`, or the `schema:` of tables in Spark's catalog."
_KNOWN = frozenset({"url", "files", "schema_", "threads", "memory_limit", "options"})


@contextmanager
def connect(target: Target, opening: Opening) -> Iterator[Spark]:
    """Open a target of Spark: `files`, tables of its catalog, or an empty scratch session."""
    refuse_keys(target, _KNOWN, "Spark", _HELP)
    session = session_of(target, tests=opening.scratch)
    with TemporaryDirectory(prefix="segql-", ignore_cleanup_errors=True) as converted:
        engine = Spark(session)
        try:
            if not opening.scratch:
                if target.schema_ is not None:
                    _use(session, target.schema_)
                if target.files is not None:
                    engine.register(_paths(target.files, opening, Path(converted)))
            yield engine
        finally:
            engine.close()


def _use(session: SparkSession, schema: str) -> None:
    try:
        with plain_errors("opening the target"):
            session.sql("USE " + ".".join(map(quoted, table_parts(schema))))
    except Exception as error:
        if isinstance(error.__cause__, AnalysisException):
            message = f"Spark's catalog has no schema `{schema}`."
            raise failure(codes.NOT_THERE, message, exit_code=2) from error
        raise


def _paths(
    files: str | Sequence[str], opening: Opening, folder: Path
) -> dict[str, tuple[str, Path]]:
    """By the name of a view what to call its file in an error, and the Parquet file to read."""
    found = find_files(files, opening.folder)
    made = parquet_of_texts(found, opening, folder)
    paths: dict[str, tuple[str, Path]] = {}
    for file in found:
        needed = opening.tables is None or not opening.tables.isdisjoint(file.names)
        if not needed:
            continue
        for name in file.names if opening.tables is not None else file.names[:1]:
            if opening.tables is None or name in opening.tables:
                paths[name] = (file.names[1], made.get(file.path, file.path))
    return paths


class Spark:
    """See `base.Engine`."""

    name = "spark"
    dialect = "spark"

    def __init__(self, session: SparkSession) -> None:
        self._session = session
        self._views: dict[str, DataFrame] = {}

    def register(self, paths: Mapping[str, tuple[str, Path]]) -> None:
        """Make views of Parquet files."""
        for name, (shown, path) in paths.items():
            with plain_errors(f"opening `{shown}`"):
                frame = self._session.read.parquet(path.as_uri())
                self._make_view(quoted(name), frame)

    def close(self) -> None:
        """Drop what this session made."""
        try:
            with plain_errors("closing the target"):
                self._drop_views()
        finally:
            if not hasattr(self._session, "_jsparkSession"):
                self._session.stop()  # of a server, this session's own end

    @property
    def version(self) -> str:
        return str(self._session.version)

    def tables(self) -> tuple[str, ...]:
        with plain_errors("listing tables"):
            found = self._session.catalog.listTables()
        return tuple(sorted(table.name for table in found))

    def physical(self, tables: Iterable[str]) -> Physical:
        found: dict[str, Mapping[str, Column]] = {}
        for table in dict.fromkeys(tables):
            with plain_errors(f"reading the columns of `{table}`"):
                try:
                    parts = ".".join(map(quoted, table_parts(table)))
                    schema = self._session.table(parts).schema
                except AnalysisException as error:
                    if (error.getCondition() or "").endswith("_NOT_FOUND"):
                        continue
                    raise
            refuse_collation(schema, table)
            found[table] = {field.name: column_of(field.dataType) for field in schema.fields}
        return found

    def load(self, dataset: Dataset) -> None:
        with plain_errors("loading rows"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._drop_views()
            for name, frame in dataset_frames(self._session, dataset):
                self._make_view(name, frame)

    def _make_view(self, name: str, frame: DataFrame) -> None:
        frame.createOrReplaceTempView(name)
        self._views[name] = frame

    def _drop_views(self) -> None:
        while self._views:
            name, _ = self._views.popitem()
            self._session.sql(f"DROP VIEW IF EXISTS {name}")

    def holding(self, readings: Sequence[Reading]) -> AbstractContextManager[None]:
        """See `holding.Holding`."""
        return held(self._session, readings, self._views)

    def execute(self, sql: str) -> None:
        with plain_errors("running a statement"):
            self._session.sql(sql)

    def execute_many(self, statements: Iterable[str]) -> None:
        for statement in statements:
            self.execute(statement)

    def rows(
        self, sql: str, batch: int = BATCH, columns: Sequence[Column] | None = None
    ) -> Iterator[tuple[Value, ...]]:
        with plain_errors("running a query"):
            frame = self._session.sql(sql)
            types = [field.dataType for field in frame.schema.fields]
            names = [f"c{number}" for number in range(len(types))]
            shown = [readable(name, kind) for name, kind in zip(names, types, strict=True)]
            if shown != names:
                frame = frame.toDF(*names).selectExpr(*shown)
            readers = [reader(kind) for kind in types]
            rows = (
                tuple(
                    None if value is None else read(value)
                    for read, value in zip(readers, row, strict=True)
                )
                for row in frame.toLocalIterator()
            )
            yield from decoded(rows, columns)

    def columns(self, sql: str) -> Mapping[str, Column]:
        with plain_errors("reading the columns of a query"):
            schema = self._session.sql(sql).schema
            return {field.name: column_of(field.dataType) for field in schema.fields}

    def scalar(self, sql: str) -> Value:
        first = next(self.rows(sql, batch=1), None)
        return first[0] if first else None

    def cancel(self) -> None:
        self._session.interruptAll()
