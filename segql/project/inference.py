"""A catalog where there is none: the data is opened, looked at, and described plainly."""

from __future__ import annotations

from pathlib import Path

from segql.catalog.infer import ColumnFacts, Facts, Inferred, infer_catalog
from segql.catalog.models import Target
from segql.catalog.physical import Column, ColumnKind, Physical
from segql.engines import Engine, connect

_KEYS = (
    ColumnKind.INTEGER,
    ColumnKind.TEXT,
    ColumnKind.UUID,
    ColumnKind.DECIMAL,
    ColumnKind.DOUBLE,
)


def infer(target: Target, folder: Path) -> Inferred:
    """The catalog of a target's tables, and the sentences that say what was assumed.

    Raises SegqlError (2) where no table of customers can be told, (3) where the engine fails.
    """
    with connect(target, folder) as engine:
        physical = engine.physical(engine.tables())
        return infer_catalog(physical, _facts(engine, physical))


def _facts(engine: Engine, physical: Physical) -> ColumnFacts:
    """Rows, distinct and unknown values of each column that could be a key."""
    found: dict[str, dict[str, Facts]] = {}
    for table, columns in physical.items():
        names = [name for name, column in columns.items() if _could_be_key(column)]
        counts = ", ".join(
            f"count(DISTINCT {_quoted(name)}), count({_quoted(name)})" for name in names
        )
        if not names:
            continue
        [row] = engine.rows(f"SELECT count(*), {counts} FROM {_quoted(table)}")  # noqa: S608
        numbers = [value for value in row if isinstance(value, int)]
        rows, pairs = numbers[0], numbers[1:]
        found[table] = {
            name: Facts(rows, pairs[2 * index], rows - pairs[2 * index + 1])
            for index, name in enumerate(names)
        }
    return found


def _could_be_key(column: Column) -> bool:
    return not column.many and column.kind in _KEYS


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
