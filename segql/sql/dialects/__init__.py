"""One file of differences a dialect, read when it is first asked for; `dialect_named` finds one."""

from __future__ import annotations

import importlib

from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes import compile as codes
from segql.diagnostics.suggest import nearest
from segql.sql.dialects.base import Dialect

MODULES: dict[str, str] = {
    "duckdb": "duckdb",
    "postgres": "postgres",
    "sqlite": "sqlite",
    "mariadb": "mysql",
    "mysql": "mysql",
    "datafusion": "datafusion",
    "clickhouse": "clickhouse",
    "bigquery": "bigquery",
    "snowflake": "snowflake",
    "redshift": "redshift",
    "trino": "trino",
    "athena": "trino",
    "tsql": "tsql",
    "spark": "spark",
    "databricks": "spark",
}
"""Every dialect, with the module that holds it under its name in capitals."""


def dialect_named(name: str) -> Dialect:
    """The dialect of a name. Raises SegqlError (exit code 2) where there is none."""
    module = MODULES.get(name)
    if module is None:
        near = nearest(name, MODULES)
        known = ", ".join(MODULES)
        raise SegqlError(
            Diagnostic(
                codes.UNKNOWN_DIALECT,
                f"There is no SQL dialect `{name}`.",
                help=f"Did you mean `{near}`?" if near else f"Choose one of: {known}.",
            ),
            exit_code=2,
        )
    found = getattr(importlib.import_module(f"{__name__}.{module}"), name.upper())
    assert isinstance(found, Dialect)
    return found
