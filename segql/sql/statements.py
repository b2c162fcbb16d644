"""Whole statements about one definition: members, values, and how conditions fall together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Literal as OneOf

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect as Generator

from segql.catalog.names import table_parts
from segql.plan.logic import decide
from segql.plan.moments import Clock
from segql.plan.nodes import DefinitionKey, Plan
from segql.sql import make
from segql.sql.builder import Builder
from segql.sql.dialects import dialect_named
from segql.sql.dialects.base import Dialect, Unsupported
from segql.sql.expressions import unsupported
from segql.sql.guard import check
from segql.sql.make import column

Shape = OneOf["select", "view", "table"]
COPIES = 5_000
"""How often an engine that writes a query out wherever it is read may have to do so."""


def definition(
    plan: Plan,
    key: DefinitionKey,
    *,
    dialect: str,
    clock: Clock | None,
    shape: Shape,
    name: str | None,
) -> str:
    """One definition as a query, a view or a table."""
    builder = Builder(plan, dialect_named(dialect), clock, [key])
    query = builder.select(key)
    if shape == "select":
        return written(builder, query)
    kind = "VIEW" if shape == "view" else "TABLE"
    parts = (key.name,) if name is None else table_parts(name)
    made = name_of(builder.dialect, parts)
    if kind == "TABLE" and builder.dialect.into:
        text = written(builder, query, into=make.table(parts, None))
        return f"DROP TABLE IF EXISTS {made};\n{text.rstrip()};\n"
    return kept_as(kind, made, written(builder, query), builder.dialect)


def kept_as(kind: str, made: str, text: str, dialect: Dialect) -> str:
    """The statements that make a view or table of a query, or take the place of an older one."""
    begun = dialect.creates.get(kind)
    if begun is not None:
        return f"{begun} {made} AS\n{text.rstrip()};\n"
    if kind == "TABLE":
        made += dialect.table
    if kind in dialect.replaces:
        return f"CREATE OR REPLACE {kind} {made} AS\n{text.rstrip()};\n"
    return f"DROP {kind} IF EXISTS {made};\nCREATE {kind} {made} AS\n{text.rstrip()};\n"


def members(plan: Plan, key: DefinitionKey, *, dialect: str, clock: Clock | None) -> str:
    """The members with further columns, ordered by key."""
    builder = Builder(plan, dialect_named(dialect), clock, [key], extra=list(plan.columns.values()))
    query = builder.select(key, list(plan.columns.items()))
    customer = plan.customer.key
    if plan.definitions[key].kind == "segment":
        alias = "c"
    else:
        alias = "m"
        shown = [customer, key.name, *plan.columns]
        source = exp.Subquery(this=query, alias=exp.TableAlias(this=make.identifier(alias)))
        known = make.is_known(column(alias, key.name))
        query = make.select([column(alias, name) for name in shown], source, where=[known])
    order = make.sorted_by(builder.sortable_key(column(alias, customer)))
    query.set("order", exp.Order(expressions=[order]))
    return written(builder, query)


def patterns(
    plan: Plan, keys: Sequence[DefinitionKey], *, dialect: str, clock: Clock | None
) -> str:
    """How many customers have each combination of values of several conditions."""
    builder = Builder(plan, dialect_named(dialect), clock, keys)
    scope, source = builder.customer_scope()
    scope.subqueries = False
    values = [
        builder.output(key.name, decide(plan.definitions[key].value), scope, given_out=True)
        for key in keys
    ]
    inner = exp.Subquery(
        this=scope.select(values, source, []), alias=exp.TableAlias(this=make.identifier("p"))
    )
    size = make.named(exp.Count(this=exp.Star()), "size")
    columns = [column("p", key.name) for key in keys]
    group = [node.copy() for node in columns]
    return written(builder, make.select([*columns, size], inner, group=group))


def name_of(dialect: Dialect, parts: Sequence[str]) -> str:
    """The name of a view or table as a dialect writes it."""
    holder = make.select([make.number(1)], make.table(parts, None))
    _quote(holder, dialect.reserved)
    [named] = dialect.finish(holder).find_all(exp.Table)
    return named.sql(dialect.sqlglot)


def written(builder: Builder, query: exp.Query, into: exp.Table | None = None) -> str:
    """The text of a statement with the queries it uses, after a last check; `into` is the table
    that it makes.
    """
    whole = make.with_queries(query, builder.queries.items())
    return text_of(whole, builder.dialect, builder.tables, builder.queries, into)


def text_of(
    whole: exp.Query,
    dialect: Dialect,
    tables: Collection[str],
    queries: Collection[str],
    into: exp.Table | None = None,
) -> str:
    """The text of a whole statement, after a last check."""
    _quote(whole, dialect.reserved)
    whole = dialect.finish(whole)
    check(whole, dialect, tables, queries)
    if into is not None:
        whole.set("into", exp.Into(this=into))
        _quote(whole, dialect.reserved)
    kept = dialect.keeps is not None and _keep(whole, dialect)
    if not dialect.keeps_names:
        _name_columns(whole)
    generator = _generator(dialect.sqlglot)
    _settle(whole, generator)
    settings = [*dialect.settings, *([dialect.keeps] if dialect.keeps and kept else [])]
    ending = f"SETTINGS {', '.join(settings)}\n" if settings else ""
    return generator.generate(whole, copy=False, pretty=True) + "\n" + ending


def _name_columns(whole: exp.Query) -> None:
    """Say the name of every column that a query gives."""
    for query in whole.find_all(exp.Select):
        query.set(
            "expressions",
            [
                make.named(shown, shown.name) if isinstance(shown, exp.Column) else shown
                for shown in query.expressions
            ],
        )


def _keep(whole: exp.Query, dialect: Dialect) -> bool:
    """Mark the queries that are read more than once; whether there are any. Raises SegqlError
    where they build on each other so deeply that the engine would not end reading them.
    """
    made = {query.alias: query for query in whole.find_all(exp.CTE)}
    reads = {
        name: Counter(table.name for table in query.find_all(exp.Table) if table.name in made)
        for name, query in made.items()
    }
    copies: dict[str, int] = {}

    def copied(name: str) -> int:
        if name not in copies:
            copies[name] = 1 + sum(copied(inner) * n for inner, n in reads[name].items())
        return copies[name]

    if max(map(copied, made), default=0) > COPIES:
        why = Unsupported(
            "it writes out what a definition is made of wherever one is used, here more than "
            f"{COPIES:,} times",
            "Publish the definitions that others build on as tables, and name those in the "
            "catalog as lists or attributes.",
        )
        raise unsupported("definitions that build on each other", why, dialect.name)
    total = Counter(table.name for table in whole.find_all(exp.Table))
    several = [query for name, query in made.items() if total[name] > 1]
    for query in several:
        query.set("materialized", True)
    return bool(several)


def _quote(whole: exp.Query, words: Collection[str]) -> None:
    """Quote the names that are words of a dialect."""
    for name in whole.find_all(exp.Identifier) if words else ():
        if name.this.lower() in words:
            name.set("quoted", True)


def _settle(whole: exp.Query, generator: Generator) -> None:
    """Mark what the generator would add to of its own: divisions are meant as the engine divides,
    and where nulls are sorted does not matter or is spelled out.
    """
    natural = {"nulls_are_small": False, "nulls_are_large": True}.get(generator.NULL_ORDERING)
    divides = generator.TYPED_DIVISION or generator.SAFE_DIVISION
    if natural is None and not divides:
        return
    for node in whole.find_all(exp.Div, exp.Ordered):
        if isinstance(node, exp.Div):
            node.set("typed", generator.TYPED_DIVISION)
            node.set("safe", generator.SAFE_DIVISION)
        elif natural is not None:
            node.set("nulls_first", bool(node.args.get("desc")) is natural)


@lru_cache(maxsize=16)
def _generator(name: str) -> Generator:
    return Generator.get_or_raise(name)
