"""A catalog where there is none: the data is opened, looked at, and described plainly."""

from __future__ import annotations

from pathlib import Path

from segql.catalog.infer import ColumnFacts, Facts, Inferred, infer_catalog
from segql.catalog.models import Target
from segql.catalog.physical import ColumnKind, Physical
from segql.engines import Engine, connect
from segql.sql.keys import key_counts

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
    return {
        table: {
            name: _counted(engine, table, name)
            for name, column in columns.items()
            if not column.many and column.kind in _KEYS
        }
        for table, columns in physical.items()
    }


def _counted(engine: Engine, table: str, column: str) -> Facts:
    [row] = engine.rows(key_counts(table, column, dialect=engine.dialect))
    rows, known, different = (value for value in row if isinstance(value, int))
    return Facts(rows, different, rows - known)
