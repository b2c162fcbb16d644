"""`python -m tests.engines.matrix`: what each dialect can say, and where it was executed.

A construct is *executed* where the tests below tests/engines run it on that engine and compare the
answers with the reference evaluator; `test_conformance` fails where one of those is never run.
"""

from __future__ import annotations

from segql.plan.nodes import Op
from segql.sql.dialects import MODULES, dialect_named
from segql.sql.dialects.base import Dialect, Unsupported

CHAPTERS: dict[str, tuple[Op, ...]] = {
    "Numbers": (Op.ADD, Op.SUBTRACT, Op.MULTIPLY, Op.DIVIDE, Op.NEGATE, Op.ROUND, Op.ABS, Op.FLOOR,
                Op.CEIL, Op.LEAST, Op.GREATEST, Op.TO_DOUBLE, Op.NOT_NAN, Op.TRUNC_DIVIDE),
    "Comparisons and choice": (Op.EQ, Op.NE, Op.LT, Op.LE, Op.GT, Op.GE, Op.BETWEEN, Op.DISTINCT,
                               Op.IN, Op.KNOWN, Op.AND, Op.OR, Op.NOT, Op.DECIDE, Op.COUNT_TRUE,
                               Op.CASE, Op.COALESCE),
    "Text": (Op.CONTAINS, Op.STARTS, Op.ENDS, Op.MATCHES, Op.LOWER, Op.FOLD, Op.LENGTH,
             Op.KNOWN_TEXT),
    "Lists": (Op.LIST_ANY, Op.LIST_ALL, Op.LIST_ONLY, Op.LIST_SIZE, Op.LIST_FOLD),
    "Time": (Op.SHIFT, Op.DATE_OF, Op.PART, Op.MIDNIGHT, Op.TO_ZONE, Op.TO_INSTANT, Op.DAYS,
             Op.MONTHS, Op.SECONDS, Op.ANNIVERSARY),
    "Places and the hash split": (Op.DISTANCE, Op.BUCKET),
}  # fmt: skip

INSIDE = ("a path into a struct or JSON", "a path into JSON", "a list in JSON")

HEAD = """# Dialects and engines

<!-- Generated: `pytest tests/docs --update-golden`; `python -m tests.engines.matrix` prints it. -->

SegQL means the same everywhere, or says that it cannot. For each construct and dialect this page
says which of three it is:

- **yes**: written, and executed by the tests on that engine, where every answer was compared with
  the reference evaluator;
- **written**: written by the same rules, but not executed here, because no such engine runs here;
- **no**: refused by an error that names the construct, the dialect, the reason and the way round.

What is not listed (functions of events, sequences, periods, ranks, quantiles, totals) is made of
these and of joins, groups and windows, which every dialect has.

## Run the comparison yourself

```text
python -m tests.engines conformance
python -m tests.engines conformance chdb sqlite --pairs 5000 --seed 7
python -m tests.engines sqlite --pairs 2000 --seed 7
python -m tests.engines.matrix
```

`conformance` asks every golden case and generated pairs of definition and data of each engine that
can run here (or of those named), and prints a line an engine: how many cases there were, how many
were executed, how many gave the very members and values of the reference evaluator, and how many
were refused, each with the reason. It fails where anything that is not refused differs. With the
name of an engine alone, pairs are drawn and the smallest reproduction of every difference is
printed; `matrix` prints this page. Servers (`postgres`, `mariadb`) are started for it on
a free port of this machine, from the system's packages, and stopped afterwards.
"""

TARGETS = (
    ("DuckDB", "", "{engine: duckdb, database: shop.duckdb}",
     "{engine: duckdb, files: data/*.csv}"),
    ("SQLite", "", "{engine: sqlite, database: shop.db}"),
    ("PostgreSQL", "postgres", '{engine: postgres, url: "${DATABASE_URL}", schema: shop}'),
    ("MariaDB, MySQL", "mysql", '{engine: mariadb, url: "${DATABASE_URL}"}', "engine: mysql"),
    ("DataFusion", "datafusion", "{engine: datafusion, files: data/*.parquet}"),
    ("ClickHouse", "clickhouse", '{engine: clickhouse, url: "${CLICKHOUSE_URL}", schema: shop}'),
    ("Snowflake", "snowflake",
     "{engine: snowflake, url: snowflake://user:${PASSWORD}@account/database/schema?warehouse=W}"),
    ("Redshift", "redshift", '{engine: redshift, url: "${REDSHIFT_URL}", schema: shop}'),
    ("Trino", "trino", '{engine: trino, url: "${TRINO_URL}", schema: shop}'),
    ("ClickHouse in process", "chdb", "{engine: chdb, database: FOLDER}",
     "{engine: chdb, files: data/*.parquet}"),
    ("BigQuery", "bigquery", '{engine: bigquery, url: "bigquery://project/dataset?location=EU"}'),
    ("Spark", "spark", "{engine: spark, files: data/*.parquet}",
     '{engine: spark, url: "spark://host:7077", schema: shop}'),
    ("ZetaSQL (`googlesql`)", "zetasql", "{engine: zetasql}",
     "{engine: zetasql, files: data/*.csv}"),
)  # fmt: skip
"""How each engine is called, the extra that brings its driver, and targets as one writes them."""

DIFFERENCES = """
The URL of PostgreSQL is `postgresql://user:password@host:5432/database`, that of MariaDB and MySQL
`mysql://user:password@host:3306/database`, that of ClickHouse
`clickhouse://user:password@host:8123/database`, or `clickhouses://` for TLS. A target is opened to
read. That of Snowflake is `snowflake://user:password@account/database/schema?warehouse=W&role=R`,
of Redshift `redshift://user:password@host:5439/database`, of Trino
`trino://user:password@host:443/catalog/schema`. These three are reached by their own drivers, and
were **not executed** here: the tests hold what a driver is asked against a driver that is made up,
and the SQL against lists of what each manual has, and against parsers.

`segql test --target` makes a schema or database of its own for the rows of a test, and drops it
afterwards.

## What differs by engine

- SQLite has no types of time: dates are text as `2024-06-30`, timestamps `2024-06-30 14:05:00`,
  instants those with an offset, or seconds since 1970. Decimals hold 15 digits; a result of more
  is an error, never rounded. Compiled SQL calls functions that SQLite has not:
  `segql.engines.sqlite.register(connection)` makes them known to a connection of your own.
- PostgreSQL orders text by code point whatever the database's language; the database has the
  encoding UTF8.
- MariaDB and MySQL compare text in a binary collation, case and blanks at the end included. Zones
  are spelled out from 1940 to 2060, and need no tables of time zones on the server. The server's
  modes do not matter: SegQL sets `sql_mode`, `time_zone` and the names of its own session. Run
  compiled SQL in a session without `NO_BACKSLASH_ESCAPES` or `ANSI_QUOTES`.
- ClickHouse's statements carry the settings that their meaning depends on (`join_use_nulls`,
  `final`, and `enable_materialized_cte` where a query is read several times), so that they mean the
  same in a BI tool; a user who may not change settings needs them in the profile. With `final`, a
  row of a ReplacingMergeTree that a later one replaces is gone already. A `DateTime` with a zone is
  a moment. One without a zone is a reading of clocks, the project's or those that the catalog
  names, as elsewhere; on a server whose own zone is not UTC it is the moment that the server shows.
  An array cannot be unknown there: a list that may be is text of JSON. Whole numbers are added in
  128 bits. It writes a query out wherever it is read: definitions that build on each other, each
  reading the one before twice, are refused beyond twelve levels or so. chdb opens one folder at a
  time in a process. The tests run the engine itself by chdb, and the driver of servers against an
  HTTP gateway to chdb, not against a server.
- Spark runs in SegQL's own process where the `url` is `local[2]` or is left out (then with as many
  `threads` as the target says, and the `memory_limit`), or as a program of the cluster that the
  `url` names; `sc://host:15002` asks a Spark Connect server. The tests run `local[2]` of Spark 4; a
  cluster and Spark Connect were **not executed** here. Spark needs Java 17. `options` are its own
  settings (`spark.executor.memory: 4g`). Files of text are typed by the catalog, as on DuckDB, and
  handed to Spark as Parquet; a cluster's workers must see the files of a target. `segql test`
  writes nothing: rows of a test are views of its session, each in one partition, and statements on
  them are planned without broadcasts and without generated Java, which suits a few rows; `options`
  of the target come before that. Compiled SQL does not depend on the
  session's time zone. Run it with `spark.sql.ansi.enabled` (so that a number too large is an
  error), with `spark.sql.decimalOperations.allowPrecisionLoss=false` where products have more than
  38 digits, and without `spark.sql.parser.escapedStringLiterals`, under which texts with quotes or
  backslashes find nothing; SegQL sets these for itself, whatever Spark is set to. It
  also sets `spark.sql.optimizer.excludedRules`, so that a query that several others read is
  computed once, and `spark.sql.analyzer.maxIterations`, so that queries may rest on many others.
  A run of several definitions holds the tables that it names more than once, so that their files
  are read once: only the columns it needs, in memory and, where that does not do, on the disk. A
  table that the catalog names with its schema is held with all its columns; let the target name
  the `schema:` instead.
- Databricks is written as Spark is, and not executed here; there `CREATE OR REPLACE TABLE` exists.
- Snowflake: a plain name in lower case is the one that Snowflake folds to capitals (`customers` is
  `CUSTOMERS`); every other name is spelled as it is. A name that was created in quotes and in lower
  case needs a view. Lists are `ARRAY`s or JSON. Patterns have no starts and ends of lines.
- Redshift and T-SQL leave blanks at the end of a text out of account, so that texts are compared
  with a character behind them. Where texts only group customers or join keys, blanks at their end
  still do not count there.
- Redshift: lists are arrays in a `SUPER` column; names are in lower case.
- Trino, Athena: every timestamp is read to the microsecond; lists are arrays.
- T-SQL is written for SQL Server 2019 and later. Text is compared in `Latin1_General_100_BIN2`,
  lists are JSON, zones are spelled out from 1940 to 2060, conditions are given out as 1 and 0.
- On Snowflake, Redshift, Trino, Athena and T-SQL an instant is held, and given out, as the reading
  of UTC.
- BigQuery's SQL is executed here by ZetaSQL, Google's own implementation of GoogleSQL, which runs
  in process with what BigQuery has of the language and nothing else. The engine `bigquery` sends
  it to Google through Google's client, and was not executed against the service here: its tests
  hold it against a stand-in for the client, whose queries ZetaSQL runs. A list that is unknown is
  stored there as an empty one, and unknown elements are not stored. The option
  `maximum_bytes_billed` of a target stops a query before it costs more. Dates before the year 1
  and after 9999 are errors there.
- ZetaSQL proves SQL on small data: the rows of unit tests (`segql test --unit --target NAME`), or
  files of at most 100,000 rows. The first start on a machine takes some ten seconds, later ones
  less than one: wasmtime keeps the compiled program in the user's cache folder (21 MB). It takes
  about 150 MB of memory, and rows come on top.
- Keys of customers are compared exactly where the target is known. SQL that is compiled without a
  target compares them as the database does.
"""


LIMITS = """A database as it comes refuses a statement that is larger. Where nothing is said, no
limit is known. Those of SQLite, PostgreSQL, MariaDB and DuckDB were tried on the engines; the
others are those of the manuals.
"""


def refusals(dialect: Dialect) -> dict[str, Unsupported]:
    """What a dialect refuses, by construct."""
    found: dict[str, Unsupported] = {
        str(op): spelled
        for op, spelled in dialect.operations.items()
        if isinstance(spelled, Unsupported)
    }
    if isinstance(dialect.path, Unsupported):
        found[INSIDE[0]] = dialect.path
    if isinstance(dialect.json_path, Unsupported):
        found[INSIDE[1]] = dialect.json_path
    if isinstance(dialect.list_of_json, Unsupported):
        found[INSIDE[2]] = dialect.list_of_json
    return found


def page() -> str:
    """The whole page, as Markdown."""
    parts = [HEAD, _targets(), DIFFERENCES, "## What each dialect can say\n"]
    dialects = [dialect_named(name) for name in MODULES]
    refused = {dialect.name: refusals(dialect) for dialect in dialects}
    for chapter, operations in CHAPTERS.items():
        parts.append(f"### {chapter}\n")
        parts.append(_table([str(op) for op in operations], dialects, refused))
    parts.append("### Inside columns\n")
    parts.append(_table(list(INSIDE), dialects, refused))
    parts.append("## How large one statement may be\n")
    parts.append(LIMITS)
    parts.append(_limits(dialects))
    parts.append("## Why something is refused\n")
    lines = []
    for dialect in dialects:
        for construct, why in refused[dialect.name].items():
            instead = f" {why.instead}" if why.instead else ""
            lines.append(f"- {dialect.name}, `{construct}`: {why.reason}.{instead}")
    parts.append("\n".join(lines or ["Nothing is refused."]) + "\n")
    return "\n".join(parts)


def _targets() -> str:
    lines = ["## Targets\n", "| engine | target in `segql.yml` | needs |", "|---|---|---|"]
    for engine, extra, *targets in TARGETS:
        needs = f" `segql[{extra}]`" if extra else ""
        lines.append(f"| {engine} | {', '.join(f'`{target}`' for target in targets)} |{needs} |")
    return "\n".join(lines)


def _limits(dialects: list[Dialect]) -> str:
    lines = ["| | tables in a join | common table expressions | columns | queries of a union "
             "| bytes of text |", "|---|---|---|---|---|---|"]  # fmt: skip
    for dialect in dialects:
        limits = dialect.limits
        found = (limits.tables, limits.ctes, limits.columns, limits.terms, limits.text)
        if any(found):
            cells = " | ".join("" if limit is None else f"{limit:,}" for limit in found)
            lines.append(f"| {dialect.name} | {cells} |")
    return "\n".join(lines) + "\n"


def _table(
    constructs: list[str], dialects: list[Dialect], refused: dict[str, dict[str, Unsupported]]
) -> str:
    names = " | ".join(dialect.name for dialect in dialects)
    lines = [f"| | {names} |", "|---" * (len(dialects) + 1) + "|"]
    for construct in constructs:
        cells = [
            "**no**" if construct in refused[dialect.name] else _status(dialect)
            for dialect in dialects
        ]
        lines.append(f"| `{construct}` | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _status(dialect: Dialect) -> str:
    return "yes" if dialect.executed else "written"


if __name__ == "__main__":
    print(page())
