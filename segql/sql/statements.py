"""Whole statements: members, values, sizes, and many definitions together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal as OneOf

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect as Generator

from segql.plan.moments import Clock
from segql.plan.nodes import Definition, DefinitionKey, Plan
from segql.sql import make
from segql.sql.builder import Builder
from segql.sql.dialects import dialect_named
from segql.sql.guard import check

Shape = OneOf["select", "view", "table"]


def definition(
    plan: Plan, key: DefinitionKey, *, dialect: str, clock: Clock | None, shape: Shape, name: str | None
) -> str:
    builder = Builder(plan, dialect_named(dialect), clock, [key])
    text = _written(builder, builder.select(key))
    if shape == "select":
        return text
    kind = "VIEW" if shape == "view" else "TABLE"
    made = make.identifier(name or key.name).sql(builder.dialect.sqlglot)
    return f"CREATE OR REPLACE {kind} {made} AS\n{text.rstrip()};\n"


def members(plan: Plan, key: DefinitionKey, *, dialect: str, clock: Clock | None) -> str:
    builder = Builder(
        plan, dialect_named(dialect), clock, [key], extra=list(plan.columns.values())
    )
    query = builder.select(key, list(plan.columns.items()))
    definition = plan.definitions[key]
    if definition.kind in ("segmentation", "experiment"):
        _only_known(query)
    order = exp.Ordered(this=make.column("c", plan.customer.key))
    query.set("order", exp.Order(expressions=[order]))
    return _written(builder, query)


def _only_known(query: exp.Select) -> None:
    pass


def _written(builder: Builder, query: exp.Query) -> str:
    """The text of a statement with the queries it uses, after a last check."""
    queries = list(builder.queries.items())
    whole = make.with_queries(query, queries)
    check(whole, builder.dialect, builder.tables, builder.queries)
    return _generator(builder.dialect.sqlglot).generate(whole, copy=False, pretty=True) + "\n"


@lru_cache(maxsize=16)
def _generator(name: str) -> Generator:
    return Generator.get_or_raise(name)


__all__ = ["Definition", "Sequence", "Shape", "definition", "members"]
