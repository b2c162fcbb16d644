"""`python -m benchmarks`: SegQL and others side by side, as tables, plots and a page of the docs.

Makes the data that is not there yet below FOLDER, runs the comparisons, prints their figures, and
writes what was found into `benchmarks/results`, from which `docs/benchmarks.md` and its plots are
made. `--quick` tries everything at a tiny size and leaves the docs alone.
"""

from __future__ import annotations

import argparse
import importlib
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from importlib import metadata
from os import cpu_count, getloadavg
from pathlib import Path

from benchmarks.figures import Comparison, aligned, bar_rows, memory_rows, rows
from benchmarks.measuring import ROOT, installed
from benchmarks.setting import Setting

RESULTS = ROOT / "benchmarks" / "results"
PAGE = ROOT / "docs" / "benchmarks.md"

PLACES = {
    "many": "benchmarks.many:compare",
    "segments": "benchmarks.growth:of_segments",
    "customers": "benchmarks.growth:of_customers",
    "one": "benchmarks.one:compare",
    "compiling": "benchmarks.compiling:compare",
    "start": "benchmarks.start:compare",
    "matcher": "benchmarks.matching:compare",
    "events": "benchmarks.matching:of_events",
}
"""Each comparison by its name; modules are loaded only where they run, so that a process stays
small whose children's memory is measured.
"""

VERSIONS = ("duckdb", "sqlglot", "polars", "datafusion", "prqlc", "sqlfluff", "typer",
            "json-logic-qubit", "rule-engine", "common-expression-language",
            "cel-python")  # fmt: skip


def ran() -> str:
    """Where and with what this runs."""
    found = {dist.name: dist.version for dist in metadata.distributions()}
    peers = ", ".join(f"{name} {found[name]}" for name in VERSIONS if name in found)
    day = datetime.now(UTC).date().isoformat()
    return (
        f"{day}, {cpu_count()} cores ({_processor()}), load {getloadavg()[2]:.0f} at the end, "
        f"Python {platform.python_version()}, {peers}"
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def compare(name: str, setting: Setting) -> Comparison:
    module, function = PLACES[name].split(":")
    found: Callable[[Setting], Comparison] = getattr(importlib.import_module(module), function)
    return replace(found(setting), ran=ran())


def shown(comparison: Comparison) -> str:
    """All figures for a terminal."""
    absent = (
        [f"Without {', '.join(comparison.absent)}, not installed."] if comparison.absent else []
    )
    tables = (rows(comparison), memory_rows(comparison), bar_rows(comparison))
    parts = [aligned(table) for table in tables if table]
    head = f"{comparison.title} ({comparison.sizes})"
    return "\n\n".join([head, *parts, *absent, f"Same answers: {comparison.same}"]) + "\n"


def options_of(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=(__doc__ or "").split("\n")[0]
    )
    known = ", ".join(PLACES)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{known}; default: all")
    parser.add_argument("--quick", action="store_true", help="try everything at a tiny size")
    parser.add_argument("--folder", type=Path, help="where the data is made and kept")
    parser.add_argument("--runs", type=int, default=3, help="of which the median counts")
    parser.add_argument("--customers", type=int)
    parser.add_argument("--events", type=int)
    parser.add_argument("--largest", type=int, default=5_000_000, help="so many customers at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--results", type=Path, help="where figures are written as JSON")
    parser.add_argument("--page", action="store_true", help="only write the page from the results")
    options = parser.parse_args(arguments)
    for name in options.names:
        if name not in PLACES:
            parser.error(f"there is no comparison `{name}`: {', '.join(PLACES)}")
    options.folder = options.folder or Path(tempfile.gettempdir()) / "segql-benchmarks"
    options.results = options.results or (options.folder / "results" if options.quick else RESULTS)
    return options


def main(arguments: list[str] | None = None) -> int:
    options = options_of(arguments)
    names = options.names or list(PLACES)
    if options.page:
        _write_page(options)
        return 0
    if len(names) > 1:
        for name in names:
            _in_a_process_of_its_own(name, arguments if arguments is not None else sys.argv[1:])
        return 0
    setting = Setting(
        options.folder.resolve(),
        options.quick,
        1 if options.quick else options.runs,
        options.customers or (2_000 if options.quick else 1_000_000),
        options.events or (40_000 if options.quick else 20_000_000),
        options.largest,
        options.seed,
    )
    comparison = compare(names[0], setting)
    print(shown(comparison), flush=True)
    comparison.write(options.results)
    if installed("altair", "vl_convert"):
        _write_page(options)
    else:
        print("Plots need altair and vl-convert-python, which are not installed.", file=sys.stderr)
    return 0


def _in_a_process_of_its_own(name: str, arguments: list[str]) -> None:
    kept = [item for item in arguments if item not in PLACES]
    subprocess.run([sys.executable, "-m", "benchmarks", name, *kept], check=True, cwd=ROOT)


def _write_page(options: argparse.Namespace) -> None:
    from benchmarks.page import write

    page = options.folder / "benchmarks.md" if options.quick else PAGE
    write(options.results, page, list(PLACES))


if __name__ == "__main__":
    sys.exit(main())
