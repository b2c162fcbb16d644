"""Engines: one module each, imported when a target asks for it."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

from segql.catalog.models import Target
from segql.catalog.secrets import NO_SECRETS, Secrets
from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes.engines import DRIVER_MISSING, UNKNOWN_ENGINE
from segql.diagnostics.suggest import nearest
from segql.engines.base import BATCH, Connect, Declared, Engine, Opening

__all__ = ["BATCH", "ENGINES", "Declared", "Engine", "Opening", "connect", "dialect_of", "scratch"]

ENGINES: dict[str, tuple[str, str]] = {
    "bigquery": ("segql.engines.bigquery", "bigquery"),
    "chdb": ("segql.engines.clickhouse.embedded", "clickhouse"),
    "clickhouse": ("segql.engines.clickhouse.server", "clickhouse"),
    "duckdb": ("segql.engines.duckdb", "duckdb"),
    "datafusion": ("segql.engines.datafusion", "datafusion"),
    "mariadb": ("segql.engines.mysql", "mariadb"),
    "mysql": ("segql.engines.mysql", "mysql"),
    "postgres": ("segql.engines.postgres", "postgres"),
    "redshift": ("segql.engines.redshift", "redshift"),
    "snowflake": ("segql.engines.snowflake", "snowflake"),
    "spark": ("segql.engines.spark", "spark"),
    "sqlite": ("segql.engines.sqlite", "sqlite"),
    "zetasql": ("segql.engines.zetasql", "bigquery"),
    "googlesql": ("segql.engines.zetasql", "bigquery"),
    "trino": ("segql.engines.trino", "trino"),
}
"""By the name in `segql.yml`: the module that offers `connect`, and the dialect of its SQL."""


EXTRAS = {"mariadb": "mysql", "googlesql": "zetasql"}
"""The extra of the package that brings an engine's driver, where it is not called like it."""

PACKAGES = {"py4j": "pyspark"}
"""What a person installs, where what is imported comes with it."""


def connect(
    target: Target,
    folder: Path,
    declared: Declared | None = None,
    tables: Iterable[str] | None = None,
    secrets: Secrets = NO_SECRETS,
    *,
    writable: bool = False,
) -> AbstractContextManager[Engine]:
    """Open a target; its relative paths start from `folder`. `secrets` show in no error that
    passes through the block. It is opened to read, unless it is to be `writable`.

    Raises SegqlError: 2 where the engine is unknown, its driver is missing or the target names
    what is not there; 3 where the engine fails.
    """
    wanted = None if tables is None else frozenset(tables)
    opened = _module(target.engine)(target, Opening(folder, declared, wanted, writable=writable))
    return _masking(opened, secrets)


def scratch(
    target: Target | None = None, folder: Path | None = None, secrets: Secrets = NO_SECRETS
) -> AbstractContextManager[Engine]:
    """An empty place for `load`: in memory, or a scratch schema of the given target."""
    target = target or Target(engine="duckdb")
    opened = _module(target.engine)(target, Opening(folder or Path(), scratch=True))
    return _masking(opened, secrets)


@contextmanager
def _masking(opened: AbstractContextManager[Engine], secrets: Secrets) -> Iterator[Engine]:
    try:
        with opened as engine:
            yield engine
    except SegqlError as error:
        problems = tuple(_masked(problem, secrets) for problem in error.diagnostics)
        if problems == error.diagnostics:
            raise
        # The cause holds the engine's own words, which `--debug` would show.
        raise SegqlError(problems, error.exit_code) from None


def _masked(problem: Diagnostic, secrets: Secrets) -> Diagnostic:
    help = secrets.mask(problem.help) if problem.help else None
    return replace(problem, message=secrets.mask(problem.message), help=help)


def dialect_of(target: Target) -> str:
    """The dialect of a target, known without connecting. Raises SegqlError (2) as `connect`."""
    if target.dialect:
        return target.dialect
    return _entry(target.engine)[1]


def _entry(name: str) -> tuple[str, str]:
    found = ENGINES.get(name)
    if found is None:
        near = nearest(name, ENGINES)
        known = ", ".join(f"`{engine}`" for engine in sorted(ENGINES))
        raise SegqlError(
            Diagnostic(
                UNKNOWN_ENGINE,
                f"There is no engine `{name}`.",
                help=(f"Did you mean `{near}`? " if near else "") + f"Engines: {known}.",
            ),
            exit_code=2,
        )
    return found


def _module(name: str) -> Connect:
    module, _ = _entry(name)
    try:
        connect: Connect = importlib.import_module(module).connect
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("segql"):
            raise
        package = (error.name or "").split(".")[0]
        package = PACKAGES.get(package, package)
        raise SegqlError(
            Diagnostic(
                DRIVER_MISSING,
                f"The engine `{name}` needs the package `{package}`, which is not installed.",
                help=f"Install it: pip install 'segql[{EXTRAS.get(name, name)}]'",
            ),
            exit_code=2,
        ) from error
    return connect
