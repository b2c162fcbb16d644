"""Statements about a key column itself: whether it is known and stands once in every row."""

from __future__ import annotations

from sqlglot import exp

from segql.catalog.names import table_parts
from segql.sql import make
from segql.sql.dialects import dialect_named
from segql.sql.make import Node, column


def key_counts(table: str, key: str, *, dialect: str) -> str:
    """One row: all rows, rows with a known key, different known keys."""
    known = exp.Count(this=column("t", key))
    different = exp.Count(this=exp.Distinct(expressions=[column("t", key)]))
    columns = [
        make.named(exp.Count(this=exp.Star()), "all_rows"),
        make.named(known, "known_keys"),
        make.named(different, "different_keys"),
    ]
    return _written(make.select(columns, make.table(table_parts(table), "t")), dialect)


def repeated_keys(table: str, key: str, limit: int, *, dialect: str) -> str:
    """The smallest keys that stand in several rows, with the number of their rows."""
    counted: Node = exp.Count(this=exp.Star())
    query = make.select(
        [make.named(column("t", key), "repeated"), make.named(counted, "times")],
        make.table(table_parts(table), "t"),
        where=[make.is_known(column("t", key))],
        group=[column("t", key)],
        order=[exp.Ordered(this=column("t", key))],
    )
    several = make.compared(exp.GT, exp.Count(this=exp.Star()), make.number(1))
    query.set("having", exp.Having(this=several))
    query.set("limit", exp.Limit(expression=make.number(limit)))
    return _written(query, dialect)


def _written(query: exp.Query, dialect: str) -> str:
    return query.sql(dialect_named(dialect).sqlglot)
