"""Cold start: what a command costs before it does anything, against a bare program and sqlfluff."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.compiling import SHOP
from benchmarks.figures import Bar, Comparison, Figure
from benchmarks.measuring import Cost, child, installed, interleaved
from benchmarks.setting import Setting

SEGQL = "SegQL"
BARE_TYPER = "bare typer"
SQLFLUFF = "sqlfluff"
HELP = "--help"
CHECK = "check one file"

BARE = """
import typer
app = typer.Typer()

@app.command()
def one(name: str) -> None: "The first."

@app.command()
def two(name: str) -> None: "The second."

app()
"""
QUERY = """\
SELECT customer_id
FROM customers
WHERE city = 'Stockholm'
"""
HEAVY = """
import sys, segql.cli
sys.argv = ["segql", "check", "--quiet", sys.argv[1]]
try: segql.cli.main()
except SystemExit: pass
print(len([name for name in sys.modules if name.split(".")[0] in ("duckdb", "sqlglot")]))
"""


def compare(setting: Setting) -> Comparison:
    file = str(SHOP / "segments" / "young_outdoor.seg")
    absent = () if installed("sqlfluff") else (SQLFLUFF,)
    with tempfile.TemporaryDirectory() as name:
        bare, query = Path(name) / "bare.py", Path(name) / "query.sql"
        bare.write_text(BARE, encoding="utf-8")
        query.write_text(QUERY, encoding="utf-8")
        fluff = ("-m", "sqlfluff")
        tasks: dict[tuple[str, str], Callable[[], Cost]] = {
            (HELP, SEGQL): lambda: child("-m", "segql", "--help"),
            (HELP, BARE_TYPER): lambda: child(str(bare), "--help"),
            (CHECK, SEGQL): lambda: child("-m", "segql", "check", "--quiet", file),
        }
        if not absent:
            tasks[HELP, SQLFLUFF] = lambda: child(*fluff, "--help")
            tasks[CHECK, SQLFLUFF] = lambda: child(
                *fluff, "lint", "--dialect", "duckdb", str(query)
            )
        for task in tasks.values():
            task()  # compiles modules, which are kept
        costs = interleaved(
            setting.runs if setting.quick else 15,
            {f"{case}/{who}": task for (case, who), task in tasks.items()},
        )
        heavy = float(child("-c", HEAVY, file).output.split()[-1])
    figures = [Figure(case, who, costs[f"{case}/{who}"].cpu * 1000) for case, who in tasks]
    ratio = costs[f"{HELP}/{SEGQL}"].cpu / costs[f"{HELP}/{BARE_TYPER}"].cpu
    return Comparison(
        "start",
        "Cold start",
        "Whole processes from their start. The bare program has two typer commands that do "
        "nothing. `check` reads one definition with its project and catalog; `sqlfluff lint` reads "
        "a query of three lines.",
        "1 file",
        "milliseconds",
        SEGQL,
        "Each says what it finds; there is nothing to compare.",
        tuple(figures),
        (
            Bar("segql --help, of a bare typer program", ratio, 1.2, "at most"),
            Bar("modules of duckdb and sqlglot that check loads", heavy, 0, "at most", "modules"),
        ),
        absent=absent,
    )
