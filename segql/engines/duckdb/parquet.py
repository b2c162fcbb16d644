"""Rows into a Parquet file, in a session of their own: the locked one writes no files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from segql.catalog.models import Target
from segql.catalog.physical import Column
from segql.engines.base import BATCH
from segql.engines.duckdb.columns import literal, quote, stored_type
from segql.engines.duckdb.errors import plain_errors
from segql.engines.duckdb.interruptible import run
from segql.engines.duckdb.session import memory_session


def write_parquet(path: Path, columns: Mapping[str, Column], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows with these columns over the file at `path`.

    Rows pass through a table that spills to disk where memory does not hold it. Raises SegqlError
    (3) where the file cannot be written.
    """
    declared = ", ".join(f"{quote(name)} {stored_type(kind)}" for name, kind in columns.items())
    with memory_session(Target(engine="duckdb")) as connection:
        with plain_errors("gathering rows"):
            connection.execute(f"CREATE TABLE rows ({declared})")
        source = iter(rows)
        while some := list(islice(source, BATCH)):
            with plain_errors("gathering rows"), connection.appender("rows") as appender:
                appender.append_rows(some)
        with plain_errors("writing a Parquet file"):
            run(connection, f"COPY rows TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd)")
