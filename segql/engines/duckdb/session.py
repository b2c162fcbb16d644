"""A locked DuckDB: nothing but the declared data can be reached once it is open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from duckdb import DuckDBPyConnection

from segql.catalog.models import Target
from segql.diagnostics.codes.engines import UNKNOWN_OPTION
from segql.engines.duckdb.columns import literal
from segql.engines.duckdb.errors import failure, plain_errors

_FIRST = (
    # Without this, SQL reads the Python variables of whoever calls as tables.
    "SET GLOBAL python_enable_replacements = false",
    "SET GLOBAL autoinstall_known_extensions = false",
    "SET GLOBAL autoload_known_extensions = false",
    "SET GLOBAL allow_community_extensions = false",
    # Casts between timestamps with and without a zone must not depend on the machine.
    "SET GLOBAL TimeZone = 'UTC'",
)


@contextmanager
def memory_session(target: Target) -> Iterator[DuckDBPyConnection]:
    """An empty DuckDB in memory, with limits set, still open to files. Spills to a folder of its
    own, which only this user may read and which goes with the session.
    """
    with TemporaryDirectory(prefix="segql-", ignore_cleanup_errors=True) as spill:
        connection = duckdb.connect(":memory:")
        try:
            with plain_errors("setting the limits of the target"):
                connection.execute(f"SET GLOBAL temp_directory = {literal(spill)}")
                if target.memory_limit is not None:
                    _limit_memory(connection, target.memory_limit)
                if target.threads is not None:
                    connection.execute(f"SET GLOBAL threads = {int(target.threads)}")
                for statement in _FIRST:
                    connection.execute(statement)
            yield connection
        finally:
            connection.close()


def _limit_memory(connection: DuckDBPyConnection, limit: str) -> None:
    try:
        connection.execute(f"SET GLOBAL memory_limit = {literal(limit)}")
    except duckdb.ParserException as error:
        raise failure(
            UNKNOWN_OPTION,
            f"`{limit}` is not an amount of memory.",
            "Write it with its unit: `memory_limit: 4GB`.",
            exit_code=2,
        ) from error


def lock(connection: DuckDBPyConnection, paths: Iterable[Path] = ()) -> None:
    """Shut the session: these files and what is attached stay readable, nothing else, and no
    setting can be changed any more.
    """
    allowed = ", ".join(literal(str(path)) for path in paths)
    with plain_errors("locking the session"):
        connection.execute(f"SET GLOBAL allowed_paths = [{allowed}]")
        connection.execute("SET GLOBAL enable_external_access = false")
        connection.execute("SET GLOBAL lock_configuration = true")
