"""Statements that keep a query in a database, and queries over tables that were made so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal as OneOf

from sqlglot import exp

from segql.sql import make
from segql.sql.dialects import dialect_named
from segql.sql.make import Node, column
from segql.sql.statements import kept_as, name_of, text_of
from segql.sql.together import union

Kind = OneOf["view", "table"]


def named(name: str, dialect: str) -> str:
    """A table's name as it stands in a statement."""
    return name_of(dialect_named(dialect), (name,))


def literal(text: str, dialect: str) -> str:
    return make.text(text).sql(dialect_named(dialect).sqlglot)


def create(kind: Kind, name: str, query: str, dialect: str, *, replace: bool = False) -> str:
    word = "CREATE OR REPLACE" if replace else "CREATE"
    stored = dialect_named(dialect).table if kind == "table" else ""
    return f"{word} {kind.upper()} {named(name, dialect)}{stored} AS\n{query.rstrip()}"


def anew(kind: Kind, name: str, query: str, dialect: str) -> str:
    """Makes a view or table, or takes the place of the one that is there."""
    spoken = dialect_named(dialect)
    if kind == "table" and spoken.into:
        # the query itself says which table it makes
        return f"DROP TABLE IF EXISTS {named(name, dialect)};\n{query}"
    return kept_as(kind.upper(), named(name, dialect), query, spoken)


def drop(kind: Kind, name: str, dialect: str) -> str:
    return f"DROP {kind.upper()} {named(name, dialect)}"


def create_table_of_texts(name: str, columns: Sequence[str], dialect: str) -> str:
    """A table whose columns are all text, unless it is there."""
    spoken = dialect_named(dialect)
    text = exp.DataType.build(spoken.types.text).sql(spoken.sqlglot)
    held = ", ".join(f"{named(column, dialect)} {text}" for column in columns)
    return f"CREATE TABLE IF NOT EXISTS {named(name, dialect)} ({held}){spoken.table}{spoken.texts}"


def insert(table: str, rows: Sequence[Sequence[str]], dialect: str) -> str:
    listed = (", ".join(literal(value, dialect) for value in row) for row in rows)
    values = ",\n".join(f"({row})" for row in listed)
    return f"INSERT INTO {named(table, dialect)} VALUES {values}"


def delete(table: str, column: str, value: str, dialect: str) -> str:
    """Takes the rows away that have a value."""
    where = f"{named(column, dialect)} = {literal(value, dialect)}"
    return f"DELETE FROM {named(table, dialect)} WHERE {where}"


def rows_of(table: str, columns: Sequence[str], dialect: str) -> str:
    listed = ", ".join(named(column, dialect) for column in columns)
    return f"SELECT {listed} FROM {named(table, dialect)}"


def sizes_in(long: str, dialect: str) -> str:
    """How many rows each segment has in the long table."""
    return f"SELECT segment, COUNT(*) FROM {named(long, dialect)} GROUP BY segment"


def members_in(wide: str, key: str, name: str, dialect: str, *, values: bool) -> str:
    """A segment's members, or with `values` everybody's case or variant, out of the wide table."""
    value = column("w", name)
    columns: list[Node] = [column("w", key), *([value] if values else [])]
    query = make.select(columns, make.table((wide,), "w"), where=[] if values else [value])
    return text_of(query, dialect_named(dialect), {wide}, ())


def long_of(
    homes: Mapping[str, str],
    key: str,
    labels: Mapping[str, Mapping[str, str]],
    dialect: str,
) -> str:
    """The long table out of the wide one: `homes` says which table has the column of each
    definition, `labels` what the cases of a segmentation or experiment are called.
    """
    spoken = dialect_named(dialect)
    queries = [_rows_of(name, wide, key, labels.get(name)) for name, wide in homes.items()]
    most = spoken.limits.terms or len(queries)
    groups = [queries[start : start + most] for start in range(0, len(queries), most)]
    whole = union(groups[0]) if len(groups) == 1 else union(list(map(_around(key), groups)))
    return text_of(whole, spoken, set(homes.values()), ())


def _around(key: str) -> Callable[[Sequence[exp.Query]], exp.Query]:
    def around(queries: Sequence[exp.Query]) -> exp.Query:
        alias = exp.TableAlias(this=make.identifier("p"))
        source = exp.Subquery(this=union(queries), alias=alias)
        return make.select([column("p", "segment"), column("p", key)], source)

    return around


def _rows_of(name: str, wide: str, key: str, labels: Mapping[str, str] | None) -> exp.Query:
    value = column("w", name)
    if labels is None:
        shown: Node = make.text(name)
        where: Node = value
    else:
        shown = make.case(
            [
                (exp.EQ(this=value.copy(), expression=make.text(case)), make.text(label))
                for case, label in labels.items()
            ]
        )
        where = make.is_known(value)
    columns = [make.named(shown, "segment"), column("w", key)]
    return make.select(columns, make.table((wide,), "w"), where=[where])
