"""From text to SQL: how long it takes, against the bars that the project set itself.

Run `python benchmarks/first_path.py`. Figures are CPU seconds of this process or of children, the
median of several runs; `--json` prints them for other programs. Exit code 1 where a bar is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
SHOP = ROOT / "examples" / "outdoor_shop"
SENTENCE = 'age 18..25 and purchases_90d > 3 and interest = "outdoor"'

BARE = """
import typer
app = typer.Typer()

@app.command()
def one(name: str) -> None: "The first."

@app.command()
def two(name: str) -> None: "The second."

app()
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure and the bar that it must not pass."""

    name: str
    value: float
    unit: str
    bar: float

    @property
    def holds(self) -> bool:
        return self.value <= self.bar


def median_of(runs: int, measure: Callable[[], float]) -> float:
    return statistics.median(measure() for _ in range(runs))


def child(*command: str) -> float:
    """CPU seconds, user and system, of a child process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *command],
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def compile_warm() -> Figure:
    import segql

    catalog = segql.Project.load(SHOP).catalog

    def many(times: int = 200) -> float:
        start = time.process_time()
        for _ in range(times):
            segql.compile(SENTENCE, catalog=catalog, dialect="duckdb", as_of="2024-06-30")
        return (time.process_time() - start) / times * 1000

    many(20)
    return Figure("compile, warm", median_of(7, many), "ms", 1.5)


def thousand_cold() -> list[Figure]:
    with tempfile.TemporaryDirectory() as name:
        project = Path(name)
        for file in ("segql.yml", "catalog.yml"):
            (project / file).write_text((SHOP / file).read_text("utf-8"), encoding="utf-8")
        (project / "segments").mkdir()
        for number in range(1000):
            (project / "segments" / f"s{number}.seg").write_text(
                f"age {18 + number % 40}..{60 + number % 20} "
                f"and count(orders in last {30 + number % 300} days) > {number % 7} "
                f'and interest = "{("outdoor", "running", "skiing")[number % 3]}"\n',
                encoding="utf-8",
            )

        def both() -> float:
            """`compile` checks everything first, and writes nothing where there is an error."""
            output = str(project / "target" / "sql")
            return child("-m", "segql", "compile", "--quiet", "--project", name, "-o", output)

        def check() -> float:
            """With all lints, which hold every segment against every other."""
            return child("-m", "segql", "check", "--quiet", "--project", name)

        return [
            Figure("1,000 segments, checked and compiled, cold", median_of(3, both), "s", 3.0),
            Figure("1,000 segments, checked with all lints", median_of(3, check), "s", 3.0),
        ]


def help_against_bare() -> Figure:
    with tempfile.TemporaryDirectory() as name:
        bare = Path(name) / "bare.py"
        bare.write_text(BARE, encoding="utf-8")
        child("-m", "segql", "--help")
        child(str(bare), "--help")
        ratios = [child("-m", "segql", "--help") / child(str(bare), "--help") for _ in range(15)]
    return Figure("segql --help against bare typer", statistics.median(ratios), "times", 1.2)


def check_stays_light() -> Figure:
    code = (
        "import sys, segql.cli\n"
        f"sys.argv = ['segql', 'check', {str(SHOP / 'segments' / 'young_outdoor.seg')!r}]\n"
        "try: segql.cli.main()\n"
        "except SystemExit: pass\n"
        "heavy = [m for m in sys.modules if m.split('.')[0] in ('duckdb', 'sqlglot')]\n"
        "sys.stderr.write(str(len(heavy)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return Figure("heavy modules in segql check", float(done.stderr.split()[-1]), "modules", 0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    figures = [compile_warm(), *thousand_cold(), help_against_bare(), check_stays_light()]
    if options.json:
        print(json.dumps([asdict(figure) for figure in figures], indent=2))
    else:
        for figure in figures:
            verdict = "holds" if figure.holds else "MISSED"
            print(
                f"{figure.name:<42} {figure.value:8.2f} {figure.unit:<8} "
                f"bar {figure.bar:g}  {verdict}"
            )
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
