"""The customers' key where a person names it: `customers.Kundnr`, and who else holds it."""

from __future__ import annotations

from collections.abc import Sequence

from segql.catalog.infer_fields import ColumnFacts
from segql.catalog.infer_names import looks_like_key, stem
from segql.catalog.names import usable_column
from segql.catalog.physical import Column, ColumnKind, Physical
from segql.diagnostics.codes.catalog import NO_SUCH_KEY, NOT_INFERRED
from segql.diagnostics.model import Diagnostic, SegqlError
from segql.diagnostics.suggest import nearest

_NUMBERS = frozenset({ColumnKind.INTEGER, ColumnKind.DECIMAL, ColumnKind.DOUBLE})
_KEYS = _NUMBERS | {ColumnKind.TEXT, ColumnKind.UUID}


def can_be_key(name: str, column: Column) -> bool:
    """Whether a column is of a type that keys have."""
    return column.kind in _KEYS and not column.many and usable_column(name)


def alike(one: Column, two: Column) -> bool:
    """Whether two columns may hold the same keys."""
    return one.kind == two.kind or {one.kind, two.kind} <= _NUMBERS


def named_columns(physical: Physical, words: Sequence[str]) -> dict[str, str]:
    """By table the column that holds the customer's key, of words such as `customers.Kundnr`; the
    first table is that of the customers.

    Raises SegqlError (2) for a table or column that is not there, or that cannot hold the key.
    """
    found: dict[str, str] = {}
    for word in words:
        table, column = _named(physical, word)
        held = physical[table][column]
        first = next(iter(found.items()), (table, column))
        if not can_be_key(column, held) or not alike(held, physical[first[0]][first[1]]):
            other = f" as `{first[0]}.{first[1]}` does" if found else ""
            raise _wrong(f"`{table}.{column}` cannot hold a customer's key{other}.", None)
        found[table] = column
    return found


def _named(physical: Physical, word: str) -> tuple[str, str]:
    table, _, column = word.rpartition(".")
    tables = {stem(name): name for name in physical} | {name: name for name in physical}
    if table not in tables:
        near = nearest(table, list(tables))
        named = ", ".join(f"`{name}`" for name in physical) or "none"
        raise _wrong(
            f"There is no table `{table}` (tables: {named})."
            if table
            else f"`{word}` names no table: write TABLE.COLUMN.",
            f"{near}.{column}" if near else None,
        )
    columns = physical[tables[table]]
    if column not in columns:
        near = nearest(column, list(columns))
        raise _wrong(
            f"The table `{table}` has no column `{column}`.", f"{table}.{near}" if near else None
        )
    return tables[table], column


def _wrong(message: str, near: str | None) -> SegqlError:
    help = f"Did you mean `--customer {near}`?" if near else "Write `--customer TABLE.COLUMN`."
    return SegqlError(Diagnostic(NO_SUCH_KEY, message, help=help), exit_code=2)


def not_told(physical: Physical, facts: ColumnFacts) -> SegqlError:
    """That no table of customers could be told, with a column that might be their key."""
    unique = [
        f"{table}.{name}"
        for table, columns in physical.items()
        for name, column in columns.items()
        if can_be_key(name, column)
        and (fact := facts.get(table, {}).get(name)) is not None
        and fact.is_key
    ]
    likely = next((name for name in unique if looks_like_key(name)), None)
    example = likely or next(iter(unique), "TABLE.COLUMN")
    tables = ", ".join(f"`{table}`" for table in physical) or "none"
    return SegqlError(
        Diagnostic(
            NOT_INFERRED,
            f"The customers could not be told from the data (tables: {tables}).",
            None,
            f"Say which column tells them apart, `segql init --customer {example}`, and once more "
            "for each other table that holds that key; or call the column `customer_id`.",
        ),
        exit_code=2,
    )
