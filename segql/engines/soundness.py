"""Before a run: every customer has a key, and no key stands twice."""

from __future__ import annotations

from segql.catalog.loading import LoadedCatalog
from segql.catalog.lookup import latest_by
from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes.engines import KEY_TWICE, KEY_UNKNOWN
from segql.engines.base import Engine
from segql.sql import compile_key_counts, compile_repeated_keys

_NAMED = 5


def check_soundness(engine: Engine, loaded: LoadedCatalog) -> None:
    """Raises SegqlError (3) where the table of customers has null or repeated keys.

    Both are fine where the catalog says which row of a key counts: rows without one are nobody's.
    One query where all is well.
    """
    customer = loaded.catalog.customer
    table, key = customer.table, customer.key
    [row] = engine.rows(compile_key_counts(table, key, dialect=engine.dialect))
    rows, known, different = (value for value in row if isinstance(value, int))
    problems = []
    if known < rows and latest_by(customer) is None:
        problems.append(_unknown(loaded, table, key, rows - known))
    if different < known and latest_by(customer) is None:
        problems.append(_twice(engine, loaded, table, key))
    if problems:
        raise SegqlError(problems, exit_code=3)


def _unknown(loaded: LoadedCatalog, table: str, key: str, count: int) -> Diagnostic:
    rows = "1 row has" if count == 1 else f"{count:,} rows have"
    return Diagnostic(
        KEY_UNKNOWN,
        f"In the table `{table}`, {rows} no `{key}`, which is the customers' key.",
        loaded.span_of(("customer", "key")),
        f"Mend the table, or let the catalog name a view that leaves rows without `{key}` out.",
    )


def _twice(engine: Engine, loaded: LoadedCatalog, table: str, key: str) -> Diagnostic:
    query = compile_repeated_keys(table, key, _NAMED + 1, dialect=engine.dialect)
    found = list(engine.rows(query))
    named = ", ".join(f"{value} ({times:,} rows)" for value, times in found[:_NAMED])
    more = ", and others" if len(found) > _NAMED else ""
    return Diagnostic(
        KEY_TWICE,
        f"In the table `{table}`, the customers' key `{key}` stands in several rows: "
        f"{named}{more}.",
        loaded.span_of(("customer", "key")),
        "Mend the table, or say below `customer:` which row of a customer counts: "
        "`duplicates: latest by COLUMN`.",
    )
