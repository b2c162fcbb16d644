"""Views and tables in a schema of Spark's catalog, changed one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from segql.engines.shelves import PLAIN, Kind
from segql.engines.spark.engine import Spark
from segql.engines.spark.load import quoted
from segql.engines.stepwise import LOCK, Stepwise, alone


@contextmanager
def shelf(engine: Spark, reading: bool) -> Iterator[SparkShelf]:
    """A schema to look at, or one that nobody else publishes into meanwhile."""
    made = SparkShelf(engine)
    if reading:
        yield made
        return
    with alone(made):
        yield made


class SparkShelf(Stepwise):
    """See `stepwise.Lockable`."""

    names = PLAIN
    folds = True

    def kinds(self) -> Mapping[str, Kind]:
        views = {str(row[1]) for row in self.rows("SHOW VIEWS")}
        return {
            str(name): "view" if name in views else "table"
            for _, name, passing in self.rows("SHOW TABLES")
            if not passing
        }

    def comment(self, kind: Kind, name: str, text: str) -> str | None:
        word = kind.upper()
        return f"ALTER {word} {quoted(name)} SET TBLPROPERTIES ('comment' = {_literal(text)})"

    def rename(self, pairs: list[tuple[str, str]]) -> str:
        [(old, new)] = pairs
        return f"ALTER TABLE {quoted(old)} RENAME TO {quoted(new)}"

    def lock(self, holder: str) -> str:
        return f"CREATE TABLE {LOCK} (held INT) COMMENT {_literal(holder)}"

    def unlock(self) -> str:
        return f"DROP TABLE {LOCK}"

    def holder(self) -> str | None:
        for *_, described in self.rows(f"SHOW TABLE EXTENDED LIKE '{LOCK}'"):
            found = re.search(r"^Comment: (.+)$", str(described), re.MULTILINE)
            return found[1] if found else None
        return None


def _literal(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
