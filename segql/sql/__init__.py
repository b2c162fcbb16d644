"""Plan to SQL text, in a dialect. sqlglot is loaded at the first call.

`clock` None means live everywhere here: the engine's own clock instead of literals. Every
function raises SegqlError where the dialect is not known or cannot express what is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal as OneOf

from segql.catalog.physical import Column
from segql.plan.moments import Clock
from segql.plan.nodes import DefinitionKey, EventSet, Expr, Measure, Plan

Shape = OneOf["select", "view", "table"]


def compile_sql(
    plan: Plan,
    key: DefinitionKey,
    *,
    dialect: str = "duckdb",
    clock: Clock | None,
    shape: Shape = "select",
    name: str | None = None,
) -> str:
    """One definition as a statement.

    Columns: of a segment the customer's key; of a trait, segmentation or experiment the key and
    a column named after it, for every customer. A view or table is called `name`, or as the
    definition. A `select` ends without a semicolon, the others with one; all end with a newline.
    """
    from segql.sql import statements

    return statements.definition(plan, key, dialect=dialect, clock=clock, shape=shape, name=name)


def compile_members(
    plan: Plan, key: DefinitionKey, *, dialect: str = "duckdb", clock: Clock | None
) -> str:
    """The members of a definition, ordered by key.

    Columns: the key; of anything but a segment the case, variant or value (customers without one
    are left out); then `plan.columns` in their order.
    """
    from segql.sql import statements

    return statements.members(plan, key, dialect=dialect, clock=clock)


def given_columns(
    plan: Plan, key: DefinitionKey, *, members: bool = False, values: bool = False
) -> tuple[Column, ...]:
    """What `compile_sql` gives, or `compile_members` or `compile_values`: the kind of each column,
    in order.

    The key's is OTHER where the target's columns are not known. Timestamps are instants.
    """
    from segql.sql.given import columns

    return columns(plan, key, members=members, values=values)


def compile_values(
    plan: Plan, key: DefinitionKey, *, dialect: str = "duckdb", clock: Clock | None
) -> str:
    """Every customer's key and value of one definition; of a segment true or false."""
    return compile_together(plan, [key], dialect=dialect, clock=clock)


def compile_together(
    plan: Plan,
    keys: Sequence[DefinitionKey],
    *,
    dialect: str = "duckdb",
    clock: Clock | None,
    customer: str | None = None,
) -> str:
    """Every customer's key, and one column a definition, named after it and in their order: true
    or false for a segment, else the value.

    What several of them use is computed once: each distinct set of events is read once. With
    `customer` only the one whose key reads so as text. Where there may be more definitions than a
    database gives columns, `compile_wide` divides them.
    """
    from segql.sql import together

    [(_, text)] = together.wide(plan, keys, dialect=dialect, clock=clock, customer=customer)
    return text


def compile_wide(
    plan: Plan,
    keys: Sequence[DefinitionKey],
    *,
    dialect: str = "duckdb",
    clock: Clock | None,
    most: int | None = None,
    into: Callable[[int], Sequence[str]] | None = None,
) -> list[tuple[Sequence[DefinitionKey], str]]:
    """As `compile_together`, each statement with its definitions; `most` is the largest number of
    columns of a table, where that is less than a query may give. `into` gives the names of so
    many tables, for dialects whose queries say what they make.
    """
    from segql.sql import together

    return together.wide(plan, keys, dialect=dialect, clock=clock, most=most, into=into)


def compile_long(
    plan: Plan,
    keys: Sequence[DefinitionKey],
    labels: Mapping[DefinitionKey, Mapping[str, str]],
    *,
    dialect: str = "duckdb",
    clock: Clock | None,
    into: str | None = None,
) -> str:
    """A row for each membership: `segment` and the customer's key.

    A segment stands there by its name; a case or variant by its label, those of each
    segmentation and experiment by their names in `labels`.
    """
    from segql.sql import together

    return together.long(plan, keys, labels, dialect=dialect, clock=clock, into=into)


def compile_patterns(
    plan: Plan, keys: Sequence[DefinitionKey], *, dialect: str = "duckdb", clock: Clock | None
) -> str:
    """How many customers have each combination of true and false of several conditions, which
    are definitions of the plan that nothing else in it uses.

    Columns: one a condition, named after it and in their order, then `size`. Combinations that
    no customer has are no rows; the order of the rows is not defined.
    """
    from segql.sql import statements

    return statements.patterns(plan, keys, dialect=dialect, clock=clock)


def compile_sizes(
    plan: Plan, keys: Sequence[DefinitionKey], *, dialect: str = "duckdb", clock: Clock | None
) -> list[str]:
    """Statements with rows of three columns: `name`, `part`, `size`. It is one, and several where
    the database takes fewer queries or tables in one.

    - (null, null, n): there are n customers. This row is in every statement.
    - (segment, null, n): the segment has n members; one row each.
    - (segmentation or experiment, case or variant, n): one row for each that somebody is in;
      cases that nobody is in have no row. A null `part` counts those without a case.
    - A trait is counted by its values in the same way.

    The order of the rows is not defined.
    """
    from segql.sql import together

    return together.sizes(plan, keys, dialect=dialect, clock=clock)


def compile_totals(
    plan: Plan,
    events: EventSet,
    measures: Sequence[Measure],
    *,
    dialect: str = "duckdb",
    clock: Clock,
) -> str:
    """One row with figures of all rows of an event set, whoever's they are, in the order given.

    The columns are called `figure_0` and so on.
    """
    from segql.sql import survey

    return survey.totals(plan, events, measures, dialect=dialect, clock=clock)


def compile_frequent(
    plan: Plan,
    events: EventSet,
    value: Expr,
    *,
    dialect: str = "duckdb",
    clock: Clock,
) -> str:
    """The known values of an event set's rows with how many have them, the most frequent first."""
    from segql.sql import survey

    return survey.frequent(plan, events, value, dialect=dialect, clock=clock)


def compile_strangers(
    plan: Plan,
    rows: str,
    column: str,
    table: str,
    key: str,
    *,
    dialect: str = "duckdb",
    clock: Clock,
) -> str:
    """One row: how many rows hold a key in `column` that no row of `table` has, and how many such
    keys there are.
    """
    from segql.sql import survey

    return survey.strangers(plan, rows, column, table, key, dialect=dialect, clock=clock)


def compile_key_counts(table: str, key: str, *, dialect: str) -> str:
    """One row: all rows of a table, rows with a known key, different known keys."""
    from segql.sql import keys

    return keys.key_counts(table, key, dialect=dialect)


def compile_repeated_keys(table: str, key: str, limit: int, *, dialect: str) -> str:
    """The smallest keys that stand in several rows, with the number of their rows."""
    from segql.sql import keys

    return keys.repeated_keys(table, key, limit, dialect=dialect)


def supported_dialects() -> tuple[str, ...]:
    """The dialects that SQL can be written in."""
    from segql.sql.dialects import MODULES

    return tuple(MODULES)


__all__ = [
    "Shape",
    "compile_frequent",
    "compile_key_counts",
    "compile_long",
    "compile_members",
    "compile_patterns",
    "compile_repeated_keys",
    "compile_sizes",
    "compile_sql",
    "compile_strangers",
    "compile_together",
    "compile_totals",
    "compile_values",
    "compile_wide",
    "given_columns",
    "supported_dialects",
]
