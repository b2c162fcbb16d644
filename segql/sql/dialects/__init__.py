"""One file of differences a dialect; `dialect_named` finds one."""

from __future__ import annotations

from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes import compile as codes
from segql.diagnostics.suggest import nearest
from segql.sql.dialects.base import Dialect
from segql.sql.dialects.datafusion import DATAFUSION
from segql.sql.dialects.duckdb import DUCKDB
from segql.sql.dialects.mysql import MARIADB, MYSQL
from segql.sql.dialects.postgres import POSTGRES
from segql.sql.dialects.sqlite import SQLITE

_ALL = (DUCKDB, POSTGRES, SQLITE, MARIADB, MYSQL, DATAFUSION)
DIALECTS: dict[str, Dialect] = {dialect.name: dialect for dialect in _ALL}


def dialect_named(name: str) -> Dialect:
    """The dialect of a name. Raises SegqlError (exit code 2) where there is none."""
    found = DIALECTS.get(name)
    if found is None:
        near = nearest(name, DIALECTS)
        known = ", ".join(DIALECTS)
        raise SegqlError(
            Diagnostic(
                codes.UNKNOWN_DIALECT,
                f"There is no SQL dialect `{name}`.",
                help=f"Did you mean `{near}`?" if near else f"Choose one of: {known}.",
            ),
            exit_code=2,
        )
    return found
