"""A whole project on Spark, in one statement: `python benchmarks/spark.py FOLDER`.

Writes the benchmarks' shop where FOLDER does not hold one, with definitions of every kind beside
its segments, counts all of them by one statement with its tables held as a run holds them, and
prints what that took and how often Spark reads the files of each table: `FileScan`s of the plan.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.definitions import definitions
from benchmarks.workload import write_data, write_project
from segql.engines import Engine
from segql.engines.holding import held
from segql.project import Project
from segql.project.running import clock_of, opened
from segql.project.usage import readings
from segql.sql import compile_sizes

END = datetime(2024, 7, 1, tzinfo=ZoneInfo("Europe/Stockholm"))
TRAITS = ("spend", "orders_90d", "favourite", "last_channel", "pace", "middle")
WHOLE_PLANS = {
    "spark.sql.maxMetadataStringLength": 100_000,
    "spark.sql.debug.maxToStringFields": 100_000,
}
"""Options with which Spark prints its plans whole."""
KINDS = """\
trait spend = sum(orders.amount in last 365 days)
trait orders_90d = count(orders in last 90 days)
trait favourite = most frequent(orders.category)
trait last_channel = last(orders.channel)
trait pace = average gap(orders)
trait middle = median(orders.amount)

segment big_spenders where top 10% by spend per country
segment loyal where every(calendar months in last 3 months where any(orders))
segment browsing where sequence(
  visits in last 90 days where page = "product" then no orders within 7 days)
segment kept where any(latest orders having amount > 50) and pace < 60
segment rhythm where count(weeks in last 6 weeks where any(visits)) >= 3
segment early where first(orders.time) before 2023-06-01 and favourite is known

segmentation value
  case gold where quintile(spend) = 5
  case silver where quintile(spend) = 4
  otherwise other

experiment offer
  on segment kept
  start 2024-06-01
  variant treatment 50%
  variant control 50%
"""


def scans(plan: str) -> Counter[str]:
    """How often a plan of Spark reads the files of each table, by the name of its Parquet file.

    A plan is printed as a tree. What a held table is made from stands there again wherever the
    table is read, and is done once.
    """
    found: Counter[str] = Counter()
    held: set[str] = set()
    inside = None
    for line in plan.splitlines():
        depth = max(line.find("+- "), line.find(":- "))
        if inside is not None and depth <= inside:
            inside = None
        if "InMemoryRelation" in line and inside is None:
            inside = depth
        scan = re.search(r"FileScan parquet .*?/(\w+)\.parquet", line)
        if scan is not None and (inside is None or scan[0] not in held):
            found[scan[1]] += 1
        if scan is not None and inside is not None:
            held.add(scan[0])
    return found


def plan_of(engine: Engine, statement: str) -> str:
    """Spark's plan of a statement, as it is executed."""
    return str(engine.scalar(f"EXPLAIN {statement}"))


def write(folder: Path, customers: int, events: int, segments: int, seed: int = 1) -> None:
    """The shop, and definitions of every kind."""
    write_data(folder, customers, events, seed, "parquet")
    write_project(folder, definitions(segments, seed), "parquet")
    (folder / "segments" / "kinds.seg").write_text(KINDS, encoding="utf-8")


def aim(folder: Path, url: str, options: Mapping[str, object], memory: str | None = None) -> None:
    """Give the shop a target `spark`."""
    target = {"engine": "spark", "url": url, "files": "data/*.parquet", "options": options}
    if memory is not None:
        target["memory_limit"] = memory
    settings = {
        "name": "benchmark",
        "timezone": "Europe/Stockholm",
        "targets": {"spark": target, "duckdb": {"engine": "duckdb", "files": "data/*.parquet"}},
        "default_target": "spark",
    }
    (folder / "segql.yml").write_text(json.dumps(settings), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--customers", type=int, default=500_000)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--segments", type=int, default=20)
    parser.add_argument("--url", default="local[2]")
    parser.add_argument("--memory", default="4GB")
    options = parser.parse_args()
    if not (options.folder / "catalog.yml").exists():
        write(options.folder, options.customers, options.events, options.segments)
    aim(options.folder, options.url, WHOLE_PLANS, options.memory)
    project = Project.load(options.folder)
    names = [*project.analysis.program.definitions]
    names = [name for name in names if name not in TRAITS]
    started = time.monotonic()
    with opened(project, names, "spark") as (engine, plan):
        print(f"Spark {engine.version} at {options.url}, {len(names)} definitions in one statement")
        print(f"opened and its keys checked: {time.monotonic() - started:.0f} s")
        [statement] = compile_sizes(
            plan, list(plan.roots), dialect=engine.dialect, clock=clock_of(project, END)
        )
        with held(engine, readings(plan), [statement]):
            started = time.monotonic()
            shown = plan_of(engine, statement)
            for table, count in sorted(scans(shown).items()):
                print(f"the files of {table} are read {count} times")
            print(f"planned: {time.monotonic() - started:.0f} s")
            started = time.monotonic()
            sizes = {(name, part): size for name, part, size in engine.rows(statement)}
        print(f"counted: {time.monotonic() - started:.0f} s, {sizes[None, None]:,} customers")
    with opened(project, names, "duckdb") as (engine, plan):
        [statement] = compile_sizes(plan, list(plan.roots), clock=clock_of(project, END))
        expected = {(name, part): size for name, part, size in engine.rows(statement)}
    if sizes != expected:
        sys.exit("DuckDB counts otherwise.")
    print("DuckDB counts the same.")


if __name__ == "__main__":
    main()
