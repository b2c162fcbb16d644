"""Small data files as rows for ZetaSQL, read by DuckDB."""

from __future__ import annotations

from segql.catalog.models import Target
from segql.catalog.names import table_parts
from segql.catalog.physical import Dataset, Table
from segql.diagnostics.codes import engines as codes
from segql.engines.base import Opening
from segql.engines.duckdb import connect
from segql.engines.duckdb.columns import quote
from segql.engines.failures import failure

MOST = 100_000
"""Rows of one table: some seconds to load, and a few hundred megabytes in memory."""


def read(target: Target, opening: Opening) -> Dataset:
    """The tables of a target's files. Raises SegqlError (3) where one is too large."""
    tables = {}
    with connect(Target(engine="duckdb", files=target.files), opening) as files:
        wanted = opening.tables if opening.tables is not None else files.tables()
        for name, columns in files.physical(sorted(wanted)).items():
            listed = ", ".join(map(quote, columns))
            table = ".".join(map(quote, table_parts(name)))
            found = list(files.rows(f"SELECT {listed} FROM {table} LIMIT {MOST + 1}"))
            if len(found) > MOST:
                raise failure(
                    codes.OUT_OF_SPACE,
                    f"ZetaSQL holds at most {MOST:,} rows a table here, and `{name}` has more.",
                    "It proves SQL for BigQuery on small data. Let the engine `duckdb` read "
                    "large files.",
                )
            tables[name] = Table(columns, [dict(zip(columns, row, strict=True)) for row in found])
    return Dataset(tables)
