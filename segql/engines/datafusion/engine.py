"""An open DataFusion: Parquet files as tables, or rows of a test."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import datafusion
import pyarrow as pa
from datafusion import SessionConfig, SessionContext

from segql.catalog.models import Target
from segql.catalog.names import table_parts
from segql.catalog.physical import Column, ColumnKind, Dataset, Physical, Table, Value
from segql.diagnostics.codes import engines as codes
from segql.engines.base import BATCH, Opening
from segql.engines.datafusion.columns import arrow_type, column_of
from segql.engines.duckdb.files import find_files
from segql.engines.failures import failure, first_words, refuse_keys
from segql.engines.values import checked, decoded

_FILES = "Name Parquet files with `files: data/*.parquet`."


@contextmanager
def connect(target: Target, opening: Opening) -> Iterator[DataFusion]:
    """Open a target of DataFusion: `files` of Parquet, or an empty scratch place."""
    refuse_keys(target, {"files", "threads"}, "DataFusion", _FILES)
    config = SessionConfig({"datafusion.execution.time_zone": "+00:00"})
    # the words of lambdas over lists
    config = config.set("datafusion.sql_parser.dialect", "duckdb")
    # it loses the fields of structs inside CASE
    config = config.set("datafusion.optimizer.enable_leaf_expression_pushdown", "false")
    if target.threads is not None:
        config = config.with_target_partitions(target.threads)
    context = SessionContext(config)
    names: list[str] = []
    if not opening.scratch:
        if target.files is None:
            raise failure(codes.NOT_THERE, "The target names no files.", _FILES, exit_code=2)
        for file in find_files(target.files, opening.folder):
            if file.format != "parquet":
                raise failure(
                    codes.UNREADABLE_DATA,
                    f"DataFusion reads Parquet files here, and `{file.names[1]}` is none.",
                    "Let the engine `duckdb` read text files.",
                    exit_code=2,
                )
            with _plain_errors(f"opening `{file.names[1]}`"):
                context.register_parquet(_quoted(file.names[0]), str(file.path))
            names.append(file.names[0])
    yield DataFusion(context, names)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


class DataFusion:
    """See `base.Engine`."""

    name = "datafusion"
    dialect = "datafusion"

    def __init__(self, context: SessionContext, names: list[str]) -> None:
        self._context = context
        self._names = names

    @property
    def version(self) -> str:
        return str(datafusion.__version__)

    def tables(self) -> tuple[str, ...]:
        return tuple(sorted(self._names))

    def physical(self, tables: Iterable[str]) -> Physical:
        found: dict[str, Mapping[str, Column]] = {}
        for table in dict.fromkeys(tables):
            if table in self._names:
                with _plain_errors(f"reading the columns of `{table}`"):
                    schema = self._context.table(_quoted(table)).schema()
                found[table] = {part.name: column_of(part.type) for part in schema}
        return found

    def load(self, dataset: Dataset) -> None:
        with _plain_errors("loading rows"):
            for name in self._names:
                self._context.deregister_table(_quoted(name))
            self._names[:] = []
            for name, table in dataset.tables.items():
                if len(table_parts(name)) > 1:
                    raise failure(
                        codes.BAD_VALUE,
                        f"The table `{name}` names a schema, which a test in memory has not.",
                        exit_code=2,
                    )
                batch = batch_of(name, table)
                self._context.register_record_batches(_quoted(name), [[batch]])
                self._names.append(name)

    def execute(self, sql: str) -> None:
        with _plain_errors("running a statement"):
            self._context.sql(sql).collect()

    def execute_many(self, statements: Iterable[str]) -> None:
        for statement in statements:
            self.execute(statement)

    def rows(
        self, sql: str, batch: int = BATCH, columns: Sequence[Column] | None = None
    ) -> Iterator[tuple[Value, ...]]:
        with _plain_errors("running a query"):
            for part in self._context.sql(sql).execute_stream():
                values = [column.to_pylist() for column in part.to_pyarrow().columns]
                rows = zip(*values, strict=True)
                yield from decoded((tuple(map(_plain_value, row)) for row in rows), columns)

    def columns(self, sql: str) -> Mapping[str, Column]:
        with _plain_errors("reading the columns of a query"):
            schema = self._context.sql(sql).schema()
            return {part.name: column_of(part.type) for part in schema}

    def scalar(self, sql: str) -> Value:
        first = next(self.rows(sql, batch=1), None)
        return first[0] if first else None

    def cancel(self) -> None:
        """Nothing to do: an interrupt of Python stops DataFusion between batches."""


def batch_of(name: str, table: Table) -> Any:
    arrays = []
    for column, kind in table.columns.items():
        values = [checked(row.get(column), kind, f"{name}.{column}") for row in table.rows]
        arrays.append(pa.array(values, type=_type_of(kind, values)))
    return pa.record_batch(arrays, names=list(table.columns))


def _type_of(column: Column, values: Sequence[Any]) -> pa.DataType:
    """The type of a column, with as many digits as its decimals have."""
    if column.kind is not ColumnKind.DECIMAL:
        return arrow_type(column)
    scale, whole = column.scale or 0, 1
    for value in values:
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, int | Decimal) and not isinstance(item, bool):
                scale = max(scale, -int(Decimal(item).as_tuple().exponent))
                whole = max(whole, Decimal(item).adjusted() + 1)
    # sums and products take more digits: no more are given away than are needed
    return arrow_type(replace(column, scale=scale), digits=18 if whole + scale <= 18 else 38)


def _plain_value(value: Any) -> Any:
    match value:
        case datetime() if value.tzinfo is not None:
            return value.astimezone(UTC)
        case list():
            return [_plain_value(item) for item in value]
        case _:
            return value


@contextmanager
def _plain_errors(doing: str) -> Iterator[None]:
    """What DataFusion raises as a SegqlError (3) in plain words; a value that does not fit is
    not told.
    """
    try:
        yield
    except (pa.ArrowInvalid, OverflowError) as error:
        raise failure(codes.BAD_VALUE, f"A value of the data did not fit while {doing}.") from error
    except KeyboardInterrupt:
        raise
    except Exception as error:
        text = str(error)
        if type(error).__module__.startswith("segql"):
            raise
        if "Resources exhausted" in text:
            raise failure(
                codes.OUT_OF_SPACE, f"DataFusion ran out of memory while {doing}."
            ) from error
        if "Cast error" in text or "overflow" in text.lower():
            raise failure(
                codes.ENGINE_FAILED, f"A value of the data did not fit while {doing}."
            ) from error
        words = first_words(text.removeprefix("DataFusion error: "))
        raise failure(codes.ENGINE_FAILED, f"DataFusion failed while {doing}: {words}") from error
