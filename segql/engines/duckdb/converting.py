"""Text files as Parquet, for engines whose own reading of text means something else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from segql.catalog.models import Target
from segql.engines.base import Opening
from segql.engines.duckdb.columns import literal, quote
from segql.engines.duckdb.errors import plain_errors
from segql.engines.duckdb.files import DataFile
from segql.engines.duckdb.opening import register_files
from segql.engines.duckdb.session import memory_session

_STORED = {"HUGEINT": "DECIMAL(38, 0)", "UUID": "VARCHAR", "JSON": "VARCHAR"}
"""Types that a Parquet file would hold as something else."""


def parquet_of_texts(files: Sequence[DataFile], opening: Opening, folder: Path) -> dict[Path, Path]:
    """A Parquet file in `folder` for each text file, typed as DuckDB types them by the catalog.

    Raises SegqlError as opening the files on DuckDB does.
    """
    made: dict[Path, Path] = {}
    if all(file.format == "parquet" for file in files):
        return made
    with memory_session(Target(engine="duckdb")) as connection:
        register_files(connection, list(files), opening)
        for number, file in enumerate(files):
            if file.format == "parquet":
                continue
            if opening.tables is not None and opening.tables.isdisjoint(file.names):
                continue
            path = folder / f"{number}.parquet"
            with plain_errors(f"reading `{file.names[1]}`"):
                connection.execute(f"DESCRIBE {quote(file.names[0])}")
                columns = ", ".join(
                    f"CAST({quote(name)} AS {_STORED[kind]}) AS {quote(name)}"
                    if kind in _STORED
                    else quote(name)
                    for name, kind, *_ in connection.fetchall()
                )
                connection.execute(
                    f"COPY (SELECT {columns} FROM {quote(file.names[0])}) "
                    f"TO {literal(str(path))} (FORMAT parquet)"
                )
            made[file.path] = path
    return made
