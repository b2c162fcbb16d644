"""Statements about many definitions: memberships side by side or one below the other, and sizes.

What several definitions use is computed once in a statement: each distinct set of events is read
once. Where a database takes fewer tables or queries than that needs, sets of one kind of event are
first read in one pass; if that does not do either, the statement is put together of parts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes.publish import TOO_LARGE
from segql.optimize.gather import gather_across
from segql.plan.logic import decide
from segql.plan.moments import Clock
from segql.plan.nodes import DefinitionKey, Plan, Reference
from segql.sql import make
from segql.sql.builder import Builder
from segql.sql.dialects import dialect_named
from segql.sql.dialects.base import Dialect
from segql.sql.make import Node, column
from segql.sql.packing import fits, packed
from segql.sql.statements import text_of
from segql.types import TEXT

Labels = Mapping[DefinitionKey, Mapping[str, str]]
"""For each segmentation and experiment: what its cases and variants are called among segments."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A query about some of the definitions, and what it uses."""

    builder: Builder
    keys: Sequence[DefinitionKey]
    query: exp.Query

    def whole(self) -> exp.Query:
        return make.with_queries(self.query, self.builder.queries.items())


Make = Callable[[Builder, Sequence[DefinitionKey]], exp.Query]


def wide(
    plan: Plan,
    keys: Sequence[DefinitionKey],
    *,
    dialect: str,
    clock: Clock | None,
    customer: str | None = None,
    most: int | None = None,
    into: Callable[[int], Sequence[str]] | None = None,
) -> list[tuple[Sequence[DefinitionKey], str]]:
    """Every customer, or the one with a key, with one column a definition; several statements
    where there are more columns than one may have (`most`, where a table takes fewer). `into` gives
    the names of so many tables, for dialects whose queries say what they make.
    """
    spoken = dialect_named(dialect)
    most = min(filter(None, (most, spoken.limits.columns)), default=len(keys) + 1)

    def make_query(builder: Builder, keys: Sequence[DefinitionKey]) -> exp.Query:
        return _side_by_side(builder, keys, customer)

    texts = []
    chunks = _chunks(keys, most - 1)
    names = into(len(chunks)) if into is not None else [None] * len(chunks)
    for name, some in zip(names, chunks, strict=True):
        parts = _parts(plan, some, spoken, clock, make_query)
        texts.append((some, _text(parts, _joined(parts, plan.customer.key, some), spoken, name)))
    return texts


def long(
    plan: Plan,
    keys: Sequence[DefinitionKey],
    labels: Labels,
    *,
    dialect: str,
    clock: Clock | None,
    into: str | None = None,
) -> str:
    """A row for each membership: the segment, or the label of a case, and the customer."""
    spoken = dialect_named(dialect)

    def make_query(builder: Builder, keys: Sequence[DefinitionKey]) -> exp.Query:
        return union([_listed(builder, key, labels.get(key, {})) for key in keys])

    parts = _parts(plan, keys, spoken, clock, make_query, terms=0)
    return _text(parts, _below(parts, ("segment", plan.customer.key)), spoken, into)


def sizes(
    plan: Plan, keys: Sequence[DefinitionKey], *, dialect: str, clock: Clock | None
) -> list[str]:
    """How many customers there are, and in each definition, as rows."""
    spoken = dialect_named(dialect)

    def make_query(builder: Builder, keys: Sequence[DefinitionKey]) -> exp.Query:
        return union([_everybody(builder), *(_size(builder, key) for key in keys)])

    parts = _parts(plan, keys, spoken, clock, make_query, terms=1)
    return [_text([part], part.whole(), spoken) for part in parts]


# ------------------------------------------------------------------------------------- parts


def _parts(
    plan: Plan,
    keys: Sequence[DefinitionKey],
    dialect: Dialect,
    clock: Clock | None,
    make_query: Make,
    terms: int | None = None,
) -> list[_Part]:
    """Queries about all definitions, each as large as the database takes: one, if it can be.

    `terms` says that a query is a union of one for each definition, and so many more.
    """

    def part(plan: Plan, keys: Sequence[DefinitionKey]) -> _Part | None:
        builder = Builder(plan, dialect, clock, keys)
        made = _Part(builder, keys, make_query(builder, keys))
        return made if fits(builder, made.query, dialect.limits) else None

    def parts(plan: Plan, keys: Sequence[DefinitionKey]) -> list[_Part]:
        made = part(plan, keys)
        if made is not None:
            return [made]
        if len(keys) == 1:
            raise _too_large(keys[0], dialect)
        groups = packed(plan, keys, dialect.limits)
        if len(groups) == 1:
            groups = [list(keys[: len(keys) // 2]), list(keys[len(keys) // 2 :])]
        return [made for group in groups for made in parts(plan, group)]

    most = len(keys)
    if terms is not None and dialect.limits.terms is not None:
        most = min(most, dialect.limits.terms - terms)
    made: list[_Part] = []
    for some in _chunks(keys, most):
        whole = part(plan, some)
        made.extend([whole] if whole is not None else parts(gather_across(plan), some))
    return made


def _chunks(keys: Sequence[DefinitionKey], most: int) -> list[Sequence[DefinitionKey]]:
    return [keys[start : start + most] for start in range(0, len(keys), most)] or [keys]


def _too_large(key: DefinitionKey, dialect: Dialect) -> SegqlError:
    if dialect.limits.ctes is None:
        help = "Give parts of it names of their own, as segments, and join those."
    else:
        # names do not help where queries with names are limited as well
        help = "Publish parts of it as tables, and name those in the catalog as lists."
    return SegqlError(
        Diagnostic(
            TOO_LARGE,
            f"`{key.name}` alone needs more tables in one statement than {dialect.name} takes.",
            help=help,
        )
    )


def _text(
    parts: Sequence[_Part], whole: exp.Query, dialect: Dialect, into: str | None = None
) -> str:
    tables = {name for part in parts for name in part.builder.tables}
    queries = {name for part in parts for name in part.builder.queries}
    made = make.table((into,), None) if into is not None and dialect.into else None
    return text_of(whole, dialect, tables, queries, made)


def _joined(parts: Sequence[_Part], key: str, keys: Sequence[DefinitionKey]) -> exp.Query:
    """Parts that have a row for every customer as one row, columns in the asked order.

    Their rows stand one below the other and are grouped: engines take a join of queries apart
    and put all their tables into one, which is what the parts were to avoid.
    """
    if len(parts) == 1:
        return parts[0].whole()
    rows = [
        make.select([column("p", key), *(_own(part, held) for held in keys)], _named(part, "p"))
        for part in parts
    ]
    source = exp.Subquery(this=union(rows), alias=exp.TableAlias(this=make.identifier("p")))
    columns: list[Node] = [column("p", key)]
    columns += [make.named(exp.Max(this=column("p", held.name)), held.name) for held in keys]
    return make.select(columns, source, group=[column("p", key)])


def _own(part: _Part, key: DefinitionKey) -> Node:
    """The column of a definition, empty in the rows of other parts."""
    if key in part.keys:
        return column("p", key.name)
    return make.named(exp.Null(), key.name)


def _below(parts: Sequence[_Part], columns: Sequence[str]) -> exp.Query:
    """The rows of all parts."""
    if len(parts) == 1:
        return parts[0].whole()
    return union(
        [make.select([column("p", name) for name in columns], _named(part, "p")) for part in parts]
    )


def _named(part: _Part, alias: str) -> exp.Subquery:
    return exp.Subquery(this=part.whole(), alias=exp.TableAlias(this=make.identifier(alias)))


def union(queries: Sequence[exp.Query]) -> exp.Query:
    """The rows of all queries, one below the other."""
    made, *rest = queries
    for query in rest:
        made = exp.Union(this=made, expression=query, distinct=False)
    return made


# ---------------------------------------------------------------------------- one definition


def _side_by_side(
    builder: Builder, keys: Sequence[DefinitionKey], customer: str | None
) -> exp.Query:
    scope, source = builder.customer_scope()
    scope.subqueries = False
    columns = [scope.shown_key(builder.plan.customer.key)]
    for key in keys:
        definition = builder.plan.definitions[key]
        value = definition.value
        if key in builder.needs.references:
            value = Reference(key, definition.type, definition.nullable, value.zone)
        elif definition.kind == "segment":
            value = decide(value)
        columns.append(builder.output(key.name, value, scope, given_out=True))
    where = [] if customer is None else [builder.is_customer(customer, scope)]
    return scope.select(columns, source, where)


def _listed(builder: Builder, key: DefinitionKey, labels: Mapping[str, str]) -> exp.Query:
    """The customers of one definition, under its name or those of its cases."""
    customer = builder.plan.customer.key
    name: Node = make.text(key.name)
    if builder.plan.definitions[key].kind == "segment":
        if key in builder.needs.references:
            found = builder.definition(key)
            shared: list[Node] = [make.named(name, "segment"), column("m", customer)]
            return make.select(shared, make.table((found.name,), "m"))
        scope, source = builder.customer_scope()
        where = builder.filter(builder.plan.definitions[key].value, scope)
        columns: list[Node] = [make.named(name, "segment"), scope.shown_key(customer)]
        return scope.select(columns, source, where)
    inner, part = _values(builder, key)
    name = make.case(
        [
            (exp.EQ(this=column("m", part), expression=make.text(value)), make.text(label))
            for value, label in labels.items()
        ]
    )
    columns = [make.named(name, "segment"), column("m", customer)]
    return make.select(columns, inner, where=[make.is_known(column("m", part))])


def _everybody(builder: Builder) -> exp.Query:
    everybody, source = builder.customer_scope()
    text = builder.dialect.types.text
    columns: list[Node] = [
        make.named(make.cast(exp.Null(), text), "name"),
        make.named(make.cast(exp.Null(), text), "part"),
        make.named(exp.Count(this=exp.Star()), "size"),
    ]
    return everybody.select(columns, source, [])


def _size(builder: Builder, key: DefinitionKey) -> exp.Query:
    """The rows of one definition: its name, its case or variant, and how many are in it."""
    name = make.text(key.name)
    counted = exp.Count(this=exp.Star())
    if builder.plan.definitions[key].kind == "segment":
        columns: list[Node] = [name, exp.Null(), counted]
        if key in builder.needs.references:
            return make.select(columns, make.table((builder.definition(key).name,), "m"))
        scope, source = builder.customer_scope()
        where = builder.filter(builder.plan.definitions[key].value, scope)
        return scope.select(columns, source, where)
    inner, part = _values(builder, key)
    shown: Node = column("m", part)
    if builder.plan.definitions[key].type != TEXT:
        shown = builder.dialect.cast(shown, builder.dialect.types.text)
    return make.select([name, shown, counted], inner, group=[column("m", part)])


def _values(builder: Builder, key: DefinitionKey) -> tuple[Node, str]:
    """Everybody's value of a definition as `m`, and the column that it is."""
    if key in builder.needs.references:
        found = builder.definition(key)
        return make.table((found.name,), "m"), found.value
    query = builder.select(key)
    return exp.Subquery(this=query, alias=exp.TableAlias(this=make.identifier("m"))), key.name
