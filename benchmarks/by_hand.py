"""Segments as an analyst counts them: one query a segment, in one process of DuckDB.

`python -m benchmarks.by_hand PROJECT` counts what the files of `by_hand/` select and prints JSON;
`--digest` prints digests of the members instead. `--floor` only groups a year of all events by
customer: whoever reads the events at all pays for that.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import duckdb

YEAR = "TIMESTAMP '2023-07-01'"
FLOOR = f"""
SELECT count(*), sum(events) FROM (SELECT customer_id, count(*) AS events FROM (
  SELECT customer_id FROM orders WHERE ordered_at >= {YEAR}
  UNION ALL SELECT customer_id FROM visits WHERE visited_at >= {YEAR}
  UNION ALL SELECT customer_id FROM newsletters WHERE sent_at >= {YEAR}
) GROUP BY customer_id)"""


def connected(project: Path) -> duckdb.DuckDBPyConnection:
    """The raw tables of a project, as views of its Parquet files."""
    connection = duckdb.connect()
    for table in sorted((project / "data").glob("*.parquet")):
        connection.execute(f"CREATE VIEW {table.stem} AS FROM '{table}'")
    return connection


def queries(project: Path) -> dict[str, str]:
    return {path.stem: path.read_text("utf-8") for path in sorted((project / "by_hand").iterdir())}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("project", type=Path)
    parser.add_argument("--floor", action="store_true")
    parser.add_argument("--digest", action="store_true")
    options = parser.parse_args()
    connection = connected(options.project)
    if options.floor:
        print(json.dumps(connection.execute(FLOOR).fetchone(), default=int))
        return
    if options.digest:
        from benchmarks.digest import of_query  # which loads more than a query by hand needs

        found: dict[str, str] = {}
        for name, query in queries(options.project).items():
            found |= of_query(name, connection.execute(query).fetchnumpy())
        print(json.dumps(found))
        return
    print(json.dumps(counted(connection, queries(options.project))))


def counted(connection: duckdb.DuckDBPyConnection, asked: dict[str, str]) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for name, query in asked.items():
        if " AS part" in query:
            rows = connection.execute(f"SELECT part, count(*) FROM ({query}) GROUP BY part")
            sizes |= {f"{name}.{part}": size for part, size in rows.fetchall()}
        else:
            found = connection.execute(f"SELECT count(*) FROM ({query})").fetchone()
            sizes[name] = found[0] if found else 0
    return sizes


if __name__ == "__main__":
    main()
