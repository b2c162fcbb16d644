"""Answers by hand-written SQL: what the examples are held against."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import duckdb

_HEAD = re.compile(r"^-- (\w+)$", re.M)


class ByHand:
    """A file of SQL queries under `-- name` lines, over the Parquet files of a folder."""

    def __init__(self, queries: Path, data: Path) -> None:
        parts = _HEAD.split(queries.read_text(encoding="utf-8"))
        self.queries = dict(zip(parts[1::2], parts[2::2], strict=True))
        self.connection = duckdb.connect(config={"threads": 2})
        self.connection.execute("SET TimeZone = 'UTC'")
        for file in sorted(data.glob("*.parquet")):
            self.connection.execute(f"CREATE VIEW {file.stem} AS FROM '{file}'")
        prelude = self.queries.pop("prelude", "")
        if prelude:
            self.connection.execute(prelude)

    def members(self, name: str) -> set[int]:
        """The keys that a query gives; none may stand twice."""
        rows = [key for (key,) in self.connection.execute(self.queries[name]).fetchall()]
        assert len(rows) == len(set(rows)), f"{name} gives a key twice"
        return set(rows)

    def values(self, name: str) -> dict[int, str | None]:
        """The value of each key, for a query of two columns."""
        rows = self.connection.execute(self.queries[name]).fetchall()
        assert len(rows) == len({key for key, _ in rows}), f"{name} gives a key twice"
        return dict(rows)

    def sizes(self) -> dict[str, int | dict[str, int]]:
        """The size of every query; by value where it gives values."""
        result: dict[str, int | dict[str, int]] = {}
        for name, query in self.queries.items():
            if len(self.connection.execute(query).description) == 1:
                result[name] = len(self.members(name))
            else:
                counted = Counter(v for v in self.values(name).values() if v is not None)
                result[name] = dict(sorted(counted.items()))
        return result
