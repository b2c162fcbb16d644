"""The last look at a statement."""

from __future__ import annotations

import pytest
import sqlglot

from segql.diagnostics import SegqlError
from segql.sql.dialects import dialect_named
from segql.sql.guard import check


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT c.x FROM secrets AS c",
        "SELECT c.x FROM main.customers AS c",
        "SELECT getenv('HOME') FROM customers AS c",
        "SELECT c.x FROM customers AS c, LATERAL (SELECT 1)",
        "SELECT c.x FROM customers AS c WHERE c.x IN (SELECT k FROM other)",
        "COPY customers TO '/tmp/x'",
        "ATTACH '/tmp/x'",
        "PRAGMA version",
        "SET memory_limit = '1GB'",
        "DROP TABLE customers",
        "INSERT INTO customers VALUES (1)",
        "SELECT c.x INTO t FROM customers AS c",
        "SELECT c.x FROM customers AS c LIMIT 1",
    ],
)
def test_what_we_never_write_is_refused(text: str) -> None:
    statement = sqlglot.parse_one(text, dialect="duckdb")
    with pytest.raises(SegqlError) as caught:
        check(statement, dialect_named("duckdb"), {"customers"}, set())
    assert caught.value.diagnostics[0].code.id == "SEG602"


def test_what_we_write_passes() -> None:
    text = "WITH o AS (SELECT 1 AS x FROM orders) SELECT c.x FROM customers AS c, o"
    statement = sqlglot.parse_one(text, dialect="duckdb")
    check(statement, dialect_named("duckdb"), {"customers", "orders"}, {"o"})
