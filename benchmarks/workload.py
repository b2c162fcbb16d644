"""A shop of any size with hundreds of segments: what the benchmarks measure on.

`python -m benchmarks.workload FOLDER --customers 1000000 --events 20000000 --segments 200` writes
a project: raw data as Parquet files or as one DuckDB database, `segql.yml`, `catalog.yml`, the
definitions as `.seg` files, and the same definitions as the SQL that an analyst would write for
each by hand, one file a definition in `by_hand/`. The same seed gives the same project.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Literal as OneOf

import duckdb

from benchmarks.definitions import (
    ACTIONS,
    BRANDS,
    CATEGORIES,
    CHANNELS,
    COUNTRIES,
    DEVICES,
    INTERESTS,
    LANGUAGES,
    PAGES,
    TODAY,
    Written,
    definitions,
)

DAYS = 730  # of history

CATALOG = f"""\
customer:
  table: customers
  key: customer_id
  attributes:
    country: {{type: text, values: [{", ".join(f'"{c}"' for c in COUNTRIES)}]}}
    city: {{type: text}}
    language: {{type: text}}
    birth_date: {{type: date}}
    age: {{type: integer, expression: years since birth_date}}
    signup_date: {{type: date, required: true}}
    income: {{type: decimal}}
    email_opt_in: {{type: boolean}}
    interest: {{type: list of text, column: interests}}
events:
  orders:
    table: orders
    key: order_id
    customer: customer_id
    time: ordered_at
    fields:
      category: {{type: text}}
      brand: {{type: text}}
      channel: {{type: text}}
      amount: {{type: decimal}}
      quantity: {{type: integer}}
  visits:
    table: visits
    customer: customer_id
    time: visited_at
    fields:
      page: {{type: text}}
      device: {{type: text}}
      duration: {{type: integer}}
  newsletters:
    table: newsletters
    customer: customer_id
    time: sent_at
    fields:
      campaign: {{type: text}}
      action: {{type: text}}
"""


def settings(format: OneOf["parquet", "duckdb"]) -> str:
    place = "files: data/*.parquet" if format == "parquet" else "database: shop.duckdb"
    return f"""\
name: benchmark
timezone: Europe/Stockholm
targets:
  local: {{engine: duckdb, {place}}}
default_target: local
"""


# --------------------------------------------------------------------------------- the data


def data_sql(customers: int, events: int, seed: int) -> dict[str, str]:
    """One query a table. Events come in the order in which they happened, as in any log."""
    counts = {"orders": events * 3 // 10, "newsletters": events * 2 // 10}
    counts["visits"] = events - sum(counts.values())

    def u(salt: int) -> str:
        return f"((hash(i, {seed * 1_000 + salt}) % 1000000007) / 1000000007.0)"

    def pick(words: tuple[str, ...], salt: int, skew: float = 1.0) -> str:
        listed = ", ".join(f"'{word}'" for word in words)
        return f"([{listed}])[1 + CAST(floor({len(words)} * pow({u(salt)}, {skew})) AS INTEGER)]"

    # one event in a thousand is of somebody whom the table of customers does not know
    whose = (
        f"CASE WHEN {u(1)} < 0.001 THEN 5 ELSE 10000000 + 3 * CAST(floor({customers} * "
        f"pow({u(2)}, 3)) AS BIGINT) END"
    )

    def log(name: str, time: str, columns: str) -> str:
        count = counts[name]
        step = f"(i * {DAYS * 86_400_000.0 / max(count, 1)!r})"
        when = (
            f"TIMESTAMP '2024-07-03' - INTERVAL {DAYS} DAY + "
            f"to_milliseconds(CAST(floor({step}) AS BIGINT))"
        )
        return (
            f"SELECT {columns.format(whose=whose, time=f'{when} AS {time}')} "
            f"FROM range({count}) AS r(i)"
        )

    return {
        "customers": f"""
            SELECT 10000000 + 3 * i AS customer_id,
              CASE WHEN {u(10)} < 0.97 THEN {pick(COUNTRIES, 11, 2)} END AS country,
              'City ' || CAST(floor(300 * pow({u(12)}, 2)) AS INTEGER) AS city,
              CASE WHEN {u(13)} < 0.9 THEN {pick(LANGUAGES, 14, 1.5)} END AS language,
              CASE WHEN {u(15)} < 0.85 THEN
                DATE '2006-06-30' - CAST(floor(25000 * {u(16)}) AS INTEGER) END AS birth_date,
              {TODAY} - CAST(floor(3000 * pow({u(17)}, 1.5)) AS INTEGER) AS signup_date,
              CASE WHEN {u(18)} < 0.8 THEN
                CAST(15000 + 85000 * pow({u(19)}, 2) AS DECIMAL(10, 2)) END AS income,
              CASE WHEN {u(20)} < 0.95 THEN {u(21)} < 0.6 END AS email_opt_in,
              CASE WHEN {u(22)} < 0.9 THEN
                [{pick(INTERESTS, 23, 1.3)}, {pick(INTERESTS, 24, 1.3)}] END AS interests
            FROM range({customers}) AS r(i)""",
        "orders": log(
            "orders",
            "ordered_at",
            f"500000000 + i AS order_id, {{whose}} AS customer_id, {{time}}, "
            f"CASE WHEN {u(30)} < 0.99 THEN {pick(CATEGORIES, 31, 1.5)} END AS category, "
            f"{pick(BRANDS, 32, 1.5)} AS brand, {pick(CHANNELS, 33, 1.5)} AS channel, "
            f"CAST(5 + 400 * pow({u(34)}, 3) AS DECIMAL(10, 2)) AS amount, "
            f"1 + CAST(floor(5 * pow({u(35)}, 3)) AS INTEGER) AS quantity",
        ),
        "visits": log(
            "visits",
            "visited_at",
            f"{{whose}} AS customer_id, {{time}}, {pick(PAGES, 40, 1.3)} AS page, "
            f"{pick(DEVICES, 41, 1.5)} AS device, "
            f"CASE WHEN {u(42)} < 0.95 THEN CAST(floor(900 * pow({u(43)}, 3)) AS INTEGER) END "
            "AS duration",
        ),
        "newsletters": log(
            "newsletters",
            "sent_at",
            "{whose} AS customer_id, {time}, "
            f"'campaign ' || CAST(i * 100 // {max(counts['newsletters'], 1)} AS VARCHAR) "
            f"AS campaign, {pick(ACTIONS, 50, 3)} AS action",
        ),
    }


def write_data(
    folder: Path, customers: int, events: int, seed: int, format: OneOf["parquet", "duckdb"]
) -> None:
    """The raw tables: `data/*.parquet`, or `shop.duckdb`."""
    queries = data_sql(customers, events, seed)
    if format == "parquet":
        (folder / "data").mkdir(parents=True, exist_ok=True)
        with duckdb.connect() as connection:
            for table, query in queries.items():
                path = folder / "data" / f"{table}.parquet"
                connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "shop.duckdb").unlink(missing_ok=True)
    with duckdb.connect(str(folder / "shop.duckdb")) as connection:
        for table, query in queries.items():
            connection.execute(f"CREATE TABLE {table} AS {query}")


# ------------------------------------------------------------------------------ the project


def write_project(
    folder: Path, made: list[Written], format: OneOf["parquet", "duckdb"] = "parquet"
) -> None:
    """Settings, catalog and definitions, ten to a file as teams keep them; and the SQL by hand."""
    for name in ("segments", "by_hand"):
        (folder / name).mkdir(parents=True, exist_ok=True)
        for old in (folder / name).iterdir():
            old.unlink()
    (folder / "segql.yml").write_text(settings(format), encoding="utf-8")
    (folder / "catalog.yml").write_text(CATALOG, encoding="utf-8")
    for start in range(0, len(made), 10):
        text = "\n".join(item.text for item in made[start : start + 10])
        (folder / "segments" / f"team_{start // 10:03}.seg").write_text(text, encoding="utf-8")
    for item in made:
        (folder / "by_hand" / f"{item.name}.sql").write_text(item.sql + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--events", type=int, default=20_000_000)
    parser.add_argument("--segments", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", choices=("parquet", "duckdb"), default="parquet")
    parser.add_argument("--only", choices=("data", "project"), help="leave the other part out")
    options = parser.parse_args()
    if options.only != "project":
        write_data(options.folder, options.customers, options.events, options.seed, options.format)
    if options.only != "data":
        write_project(options.folder, definitions(options.segments, options.seed), options.format)


if __name__ == "__main__":
    main()
