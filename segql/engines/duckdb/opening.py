"""How a DuckDB target is opened: its data is made known, then everything else is locked away."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from segql.catalog.models import Target
from segql.catalog.physical import Column
from segql.diagnostics.codes import engines as codes
from segql.engines.base import Declared, Opening
from segql.engines.duckdb.columns import column_of, literal, quote
from segql.engines.duckdb.engine import DuckDB
from segql.engines.duckdb.errors import failure, translate
from segql.engines.duckdb.files import DataFile, by_name, find_files, format_of
from segql.engines.duckdb.joined import one_type_each
from segql.engines.duckdb.session import lock, memory_session
from segql.engines.duckdb.text import read_text

_DATABASE = "target"


@contextmanager
def connect(target: Target, opening: Opening) -> Iterator[DuckDB]:
    """Open a target of DuckDB: `database` (read only), `files`, or an empty scratch place."""
    _check(target)
    with memory_session(target) as connection:
        home = None
        readable: list[Path] = []
        names: tuple[str, ...] = ()
        sources: dict[str | None, Path] = {}
        if opening.scratch:
            pass
        elif target.database is not None:
            path = opening.folder / Path(target.database).expanduser()
            home = _attach(connection, path, target, writable=opening.writable)
            sources = {None: path.resolve()}
        elif target.files is not None:
            files = find_files(target.files, opening.folder)
            readable, names = register_files(connection, files, opening)
            sources = {name: file.path for file in files for name in file.names}
        lock(connection, readable)
        yield DuckDB(connection, home, names, sources)


def _check(target: Target) -> None:
    if target.database is not None and target.files is not None:
        raise failure(
            codes.UNKNOWN_OPTION,
            "The target names both a database and files.",
            "Keep `database:` or `files:`.",
            exit_code=2,
        )
    if target.url is not None or target.options:
        extra = "url" if target.url is not None else "options"
        raise failure(
            codes.UNKNOWN_OPTION,
            f"A DuckDB target has no `{extra}`.",
            "Name its file with `database: shop.duckdb`, or data files with `files: data/*.csv`.",
            exit_code=2,
        )


def _attach(connection: DuckDBPyConnection, path: Path, target: Target, *, writable: bool) -> str:
    """Attach a database file, and return the SQL that makes it the current one."""
    if not path.is_file():
        raise failure(
            codes.NOT_THERE,
            f"There is no database `{target.database}`.",
            f"The path starts from the project's folder: {path.absolute()}.",
            exit_code=2,
        )
    try:
        mode = "" if writable else " (READ_ONLY)"
        connection.execute(f"ATTACH {literal(str(path.resolve()))} AS {_DATABASE}{mode}")
    except duckdb.ResourceInUseException as error:
        raise _busy(target) from error
    except duckdb.OutOfMemoryException as error:
        raise translate(error, f"opening `{target.database}`") from error
    except duckdb.Error as error:
        if "Could not set lock" in str(error):
            raise _busy(target) from error
        raise failure(
            codes.UNREADABLE_DATA,
            f"`{target.database}` cannot be read as a DuckDB database.",
            "Name data files with `files:` instead."
            if format_of(path)
            else "Check that the file is whole, and that you may read it.",
        ) from error
    home = f"USE {_DATABASE}.{quote(target.schema_)}" if target.schema_ else f"USE {_DATABASE}"
    try:
        connection.execute(home)
    except duckdb.CatalogException as error:
        raise failure(
            codes.NOT_THERE,
            f"The database `{target.database}` has no schema `{target.schema_}`.",
            exit_code=2,
        ) from error
    return home


def _busy(target: Target) -> Exception:
    return failure(
        codes.DATABASE_BUSY,
        f"Another program has the database `{target.database}` open for writing.",
        "Close that program, or give SegQL a copy of the file.",
    )


def register_files(
    connection: DuckDBPyConnection, files: list[DataFile], opening: Opening
) -> tuple[list[Path], tuple[str, ...]]:
    """Make tables of files. Gives the files that stay open, and the names of all tables."""
    declared = opening.declared or Declared()
    _refuse_namesakes(files, opening.tables)
    needed = [
        file
        for file in files
        if opening.tables is None or not opening.tables.isdisjoint(file.names)
    ]
    readable = []
    texts = []
    physical: dict[str, dict[str, Column]] = {}
    for file in needed:
        if file.format == "parquet":
            columns = _view_of_parquet(connection, file)
            physical.update(dict.fromkeys(file.names, columns))
            readable.append(file.path)
        else:
            # A catalog may call one file by several of its names.
            types = ChainMap(*(dict(declared.columns.get(name, {})) for name in file.names))
            texts.append(read_text(connection, file, types))
    for table in one_type_each(texts, physical, declared.joined):
        table.create(connection)
    for file in needed:
        for other in file.names[1:]:
            connection.execute(
                f"CREATE VIEW {quote(other)} AS SELECT * FROM {quote(file.names[0])}"
            )
    return readable, tuple(sorted(file.names[0] for file in files))


def _refuse_namesakes(files: list[DataFile], tables: frozenset[str] | None) -> None:
    for name, candidates in by_name(files).items():
        if len(candidates) > 1 and (tables is None or name in tables):
            raise failure(
                codes.SAME_TABLE,
                f"The table `{name}` could be "
                + " or ".join(f"`{file.names[1]}`" for file in candidates)
                + ".",
                "Rename one of the files, or name the files of the target one by one.",
                exit_code=2,
            )


def _view_of_parquet(connection: DuckDBPyConnection, file: DataFile) -> dict[str, Column]:
    source = f"read_parquet({literal(str(file.path))}, hive_partitioning = false)"
    try:
        connection.execute(f"CREATE VIEW {quote(file.names[0])} AS SELECT * FROM {source}")
        connection.execute(f"SELECT * FROM {quote(file.names[0])} LIMIT 0")
    except duckdb.Error as error:
        raise failure(
            codes.UNREADABLE_DATA,
            f"`{file.names[1]}` cannot be read as a Parquet file.",
            "Check that the file is whole, and that you may read it.",
        ) from error
    return {column[0]: column_of(column[1]) for column in connection.description or ()}
