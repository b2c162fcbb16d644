"""From text to SQL: SegQL against prqlc and against sqlglot's reading and writing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import segql
from benchmarks.definitions import AS_OF
from benchmarks.figures import Bar, Comparison, Figure
from benchmarks.measuring import ROOT, calls, child, installed, interleaved
from benchmarks.setting import Setting

SEGQL = "SegQL"
PRQL = "prqlc"
SQLGLOT = "sqlglot"
SHOP = ROOT / "examples" / "outdoor_shop"
SENTENCE = 'age 18..25 and purchases_90d > {n} and interest = "outdoor"'
"""The three conditions of the README; `purchases_90d` counts orders of 90 days."""


@dataclass(frozen=True, slots=True)
class Text:
    """The same question in three languages; `{n}` becomes another number in each call, so that
    nobody answers from what is kept.
    """

    title: str
    segql: str
    prql: str
    sql: str


TEXTS = (
    Text(
        "attributes",
        'age 18..25 and country = "SE" and email_opt_in and income > {n}',
        """\
from customers
filter (birth_date > @1998-06-30 && birth_date <= @2006-06-30)
filter country == "SE" && email_opt_in && income > {n}
select {{customer_id}}
""",
        """\
SELECT customer_id FROM customers
WHERE birth_date > DATE '1998-06-30' AND birth_date <= DATE '2006-06-30'
  AND country = 'SE' AND email_opt_in AND income > {n}""",
    ),
    Text(
        "attributes and a count of events",
        SENTENCE,
        """\
let bought = (
  from orders
  filter ordered_at >= @2024-04-02 && ordered_at < @2024-07-01
  group customer_id (aggregate {{purchases = count this}})
)
from c = customers
join side:left b = bought (c.customer_id == b.customer_id)
filter c.birth_date > @1998-06-30 && c.birth_date <= @2006-06-30
filter b.purchases > {n} && c.interest == "outdoor"
select {{c.customer_id}}
""",
        """\
WITH bought AS (
  SELECT customer_id, COUNT(*) AS purchases FROM orders
  WHERE ordered_at >= CAST('2024-04-02' AS TIMESTAMP)
    AND ordered_at < CAST('2024-07-01' AS TIMESTAMP)
  GROUP BY customer_id
)
SELECT c.customer_id FROM customers AS c
LEFT JOIN bought AS b ON b.customer_id = c.customer_id
WHERE c.birth_date > DATE '1998-06-30' AND c.birth_date <= DATE '2006-06-30'
  AND b.purchases > {n} AND LIST_CONTAINS(c.interests, 'outdoor')""",
    ),
)


def compare(setting: Setting) -> Comparison:
    catalog = segql.Project.load(SHOP).catalog
    figures: list[Figure] = []
    absent = () if installed("prqlc") else (PRQL,)
    for text in TEXTS:
        tasks = compilers(text, catalog, with_prql=not absent)
        costs = calls(setting.functions, tasks, 0.01 if setting.quick else 0.2)
        figures += [Figure(text.title, who, seconds * 1000) for who, seconds in costs.items()]
    example = next(f for f in figures if (f.case, f.who) == (TEXTS[1].title, SEGQL))
    project = 20 if setting.quick else 1000
    cold, checked = thousand(setting, project)
    figures += [
        Figure(f"{project:,} segments in {project:,} files, compiled, a process", SEGQL, cold),
        Figure(f"{project:,} segments in {project:,} files, all lints, a process", SEGQL, checked),
    ]
    return Comparison(
        "compiling",
        "From text to SQL",
        "One definition, from its text to DuckDB's SQL, in a process that is warm: read, names and "
        "types found in the catalog, planned, written. prqlc reads PRQL and writes DuckDB's SQL; "
        "it knows no catalog. sqlglot reads SQL and writes it again; that is the least that "
        "anything above it takes. Every call has another number in it. The last rows are whole "
        "processes from their start, which check everything first.",
        "1 definition; 1,000 small ones",
        "milliseconds",
        SEGQL,
        "Each text asks the same question; what is written differs.",
        tuple(figures),
        (
            Bar(TEXTS[1].title, example.value, 1.5, "at most", "ms"),
            Bar(f"{project:,} segments, checked and compiled", cold / 1000, 3, "at most", "s"),
            Bar(f"{project:,} segments, checked with all lints", checked / 1000, 3, "at most", "s"),
        ),
        absent=absent,
    )


def compilers(
    text: Text, catalog: segql.Catalog, *, with_prql: bool
) -> dict[str, Callable[[], str]]:
    import sqlglot

    numbers = count(3)

    def by_segql() -> str:
        question = text.segql.format(n=next(numbers))
        return segql.compile(question, catalog=catalog, dialect="duckdb", as_of=AS_OF)

    def by_sqlglot() -> str:
        sql = text.sql.format(n=next(numbers))
        return sqlglot.transpile(sql, read="duckdb", write="duckdb", pretty=True)[0]

    found: dict[str, Callable[[], str]] = {SEGQL: by_segql, SQLGLOT: by_sqlglot}
    if with_prql:
        import prqlc

        options = prqlc.CompileOptions(target="sql.duckdb", signature_comment=False)
        found[PRQL] = lambda: prqlc.compile(text.prql.format(n=next(numbers)), options)
    return found


def thousand(setting: Setting, segments: int) -> tuple[float, float]:
    """Milliseconds of `segql compile` and of `segql check` of a project with a file a segment."""
    with tempfile.TemporaryDirectory() as name:
        project = Path(name)
        for file in ("segql.yml", "catalog.yml"):
            (project / file).write_text((SHOP / file).read_text("utf-8"), encoding="utf-8")
        (project / "segments").mkdir()
        for number in range(segments):
            (project / "segments" / f"s{number}.seg").write_text(
                f"age {18 + number % 40}..{60 + number % 20} "
                f"and count(orders in last {30 + number % 300} days) > {number % 7} "
                f'and interest = "{("outdoor", "running", "skiing")[number % 3]}"\n',
                encoding="utf-8",
            )
        output = str(project / "target" / "sql")
        costs = interleaved(
            setting.runs,
            {
                "compile": lambda: child(
                    *("-m", "segql", "compile", "--quiet", "--project", name, "-o", output)
                ),
                "check": lambda: child("-m", "segql", "check", "--quiet", "--project", name),
            },
        )
    return costs["compile"].cpu * 1000, costs["check"].cpu * 1000
