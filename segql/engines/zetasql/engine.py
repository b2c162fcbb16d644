"""An open ZetaSQL: rows of a test, or of small files, as tables in memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any

from wasmtime import Trap
from zetasql.wasi._pb2.zetasql.local_service import local_service_pb2 as service
from zetasql.wasi._pb2.zetasql.proto.options_pb2 import LanguageOptionsProto
from zetasql.wasi._pb2.zetasql.public.options_pb2 import LanguageFeature, ProductMode

from segql.catalog.models import Target
from segql.catalog.physical import Column, Dataset, Physical, Table, Value
from segql.diagnostics.codes import engines as codes
from segql.engines.base import BATCH, Opening
from segql.engines.failures import failure, first_words, refuse_keys
from segql.engines.values import checked, decoded
from segql.engines.zetasql.files import read
from segql.engines.zetasql.service import RefusedError, Service
from segql.engines.zetasql.values import column_of, message_of, type_of, value_of

FEATURES = """
ADDITIONAL_STRING_FUNCTIONS ALLOW_DASHES_IN_TABLE_NAME ANALYTIC_FUNCTIONS BIGNUMERIC_TYPE CIVIL_TIME
DATE_ARITHMETICS DATE_TIME_CONSTRUCTORS DISABLE_FLOAT32 EXTENDED_DATE_TIME_SIGNATURES
HAVING_IN_AGGREGATE INTERVAL_TYPE IS_DISTINCT JSON_ARRAY_FUNCTIONS JSON_TYPE
JSON_VALUE_EXTRACTION_FUNCTIONS LIMIT_IN_AGGREGATE NAMED_ARGUMENTS NULLS_FIRST_LAST_IN_ORDER_BY
NULL_HANDLING_MODIFIER_IN_AGGREGATE NULL_HANDLING_MODIFIER_IN_ANALYTIC NUMERIC_TYPE
ORDER_BY_IN_AGGREGATE QUALIFY SAFE_FUNCTION_CALL WEEK_WITH_WEEKDAY WITH_ON_SUBQUERY
"""
"""What of ZetaSQL BigQuery has; the rest of the language stays switched off."""


@contextmanager
def connect(target: Target, opening: Opening) -> Iterator[ZetaSql]:
    """Open ZetaSQL with the rows of small `files`, or an empty scratch place."""
    refuse_keys(target, {"files"}, "ZetaSQL", _FILES)
    if target.files is None and not opening.scratch:
        raise failure(codes.NOT_THERE, "The target names no files.", _FILES, exit_code=2)
    with _plain_errors("starting"):
        engine = ZetaSql(Service())
    if not opening.scratch:
        engine.load(read(target, opening))
    yield engine


_FILES = (
    "It proves SQL for BigQuery in process: on the rows of unit tests, or on small files with "
    "`files: data/*.csv`."
)


class ZetaSql:
    """See `base.Engine`."""

    name = "zetasql"
    dialect = "bigquery"

    def __init__(self, service: Service) -> None:
        self._service = service
        self._language = _language(service)
        self._physical: Physical = {}
        self._catalog = self._register(Dataset({}))

    @property
    def version(self) -> str:
        return version("zetasql")

    def tables(self) -> tuple[str, ...]:
        return tuple(sorted(self._physical))

    def physical(self, tables: Iterable[str]) -> Physical:
        return {name: self._physical[name] for name in tables if name in self._physical}

    def load(self, dataset: Dataset) -> None:
        with _plain_errors("loading rows"):
            before = service.UnregisterRequest(registered_id=self._catalog)
            self._catalog = self._register(dataset)
            self._service.ask("UnregisterCatalog", before, service.UnregisterRequest)

    def _register(self, dataset: Dataset) -> int:
        request = service.RegisterCatalogRequest()
        catalog = request.simple_catalog
        catalog.name = "tests"
        catalog.builtin_function_options.language_options.CopyFrom(self._language)
        found: dict[str, Mapping[str, Column]] = {}
        for number, (name, table) in enumerate(dataset.tables.items(), 1):
            made = _add(request, number, name, table)
            found[name] = {part.name: column_of(part.type) for part in made.column}
        answer = self._service.ask("RegisterCatalog", request, service.RegisterResponse)
        self._physical = found
        return int(answer.registered_id)

    def execute(self, sql: str) -> None:
        for _ in self.rows(sql):
            pass

    def execute_many(self, statements: Iterable[str]) -> None:
        for statement in statements:
            self.execute(statement)

    def rows(
        self, sql: str, batch: int = BATCH, columns: Sequence[Column] | None = None
    ) -> Iterator[tuple[Value, ...]]:
        with _plain_errors("running a query"):
            request = service.EvaluateQueryRequest(registered_catalog_id=self._catalog)
            self._describe(request, sql)
            found = self._service.ask("EvaluateQuery", request, service.EvaluateQueryResponse)
        types = [column.type for column in found.prepared.columns]
        rows = (
            [value_of(cell, type) for cell, type in zip(row.cell, types, strict=True)]
            for row in found.content.table_data.row
        )
        yield from decoded(rows, columns)

    def columns(self, sql: str) -> Mapping[str, Column]:
        with _plain_errors("reading the columns of a query"):
            request = service.PrepareQueryRequest(registered_catalog_id=self._catalog)
            self._describe(request, sql)
            found = self._service.ask("PrepareQuery", request, service.PrepareQueryResponse)
            self._service.ask(
                "UnprepareQuery",
                service.UnprepareQueryRequest(prepared_query_id=found.prepared.prepared_query_id),
                service.UnprepareQueryRequest,
            )
        return {part.name: column_of(part.type) for part in found.prepared.columns}

    def scalar(self, sql: str) -> Value:
        first = next(self.rows(sql, batch=1), None)
        return first[0] if first else None

    def cancel(self) -> None:
        """Nothing to do: the few rows of a test are read in one step."""

    def _describe(self, request: Any, sql: str) -> None:
        request.sql = _PATHS.sub(self._one_name, sql)
        request.options.language_options.CopyFrom(self._language)
        request.options.default_timezone = "UTC"

    def _one_name(self, found: re.Match[str]) -> str:
        """A table in a dataset by one name: only tables that lie in none have rows here."""
        name = (found["path"] or "").replace("`", "")
        return f"{found['word']} `{name}`" if name in self._physical else found[0]


_NAME = r"(?:`[^`]+`|\w+)"
_PATHS = re.compile(
    rf"'(?:\\.|[^'\\])*'|\b(?P<word>FROM|JOIN) (?P<path>{_NAME}(?:\.{_NAME})+)", re.DOTALL
)
"""Paths to tables; texts are passed over."""


def _language(running: Service) -> Any:
    """GoogleSQL as BigQuery speaks it."""
    request = service.LanguageOptionsRequest()
    options = running.ask("GetLanguageOptions", request, LanguageOptionsProto)
    options.product_mode = ProductMode.Value("PRODUCT_EXTERNAL")
    del options.enabled_language_features[:]
    for name in FEATURES.split():
        options.enabled_language_features.append(LanguageFeature.Value(f"FEATURE_{name}"))
    return options


def _add(request: Any, number: int, name: str, table: Table) -> Any:
    """A table with its rows, in the catalog of a request."""
    made = request.simple_catalog.table.add(name=name, serialization_id=number)
    columns = []
    for column, kind in table.columns.items():
        values = [checked(row.get(column), kind, f"{name}.{column}") for row in table.rows]
        type = type_of(kind, values)
        made.column.add(name=column).type.CopyFrom(type)
        columns.append((f"{name}.{column}", kind, type, values))
    content = request.table_content[name].table_data
    content.SetInParent()  # a table without rows is known to be empty
    for place in range(len(table.rows)):
        row = content.row.add()
        for where, kind, type, values in columns:
            row.cell.append(message_of(values[place], type, kind, where))
    return made


_PLACE = re.compile(r" \[at \d+:\d+\]")
_STATUS = re.compile(r"^Code: \d+, Message: ")


@contextmanager
def _plain_errors(doing: str) -> Iterator[None]:
    """What ZetaSQL refuses as a SegqlError (3) in plain words."""
    try:
        yield
    except RefusedError as error:
        words = first_words(_PLACE.sub("", _STATUS.sub("", str(error))))
        raise failure(codes.ENGINE_FAILED, f"ZetaSQL failed while {doing}: {words}") from error
    except Trap as error:
        raise failure(
            codes.OUT_OF_SPACE, f"ZetaSQL ran out of memory or of depth while {doing}."
        ) from error
