"""The page of the docs: every figure on it comes from a file in `benchmarks/results`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.figures import Comparison, bar_rows, memory_rows, rows, short

HEAD = """\
# Benchmarks

<!-- Generated from benchmarks/results: `python -m benchmarks --page`. -->

What SegQL costs beside what others cost for the same answers. One command makes the data, which is
the same for the same `--seed`, runs all side by side and writes this page:

```sh
pip install --group benchmarks
python -m benchmarks
```

`python -m benchmarks many one` runs only these two; `--quick` tries everything at a tiny size;
`--folder` says where the data lies.

Figures are processor seconds, of user and system, so that other programs on the machine count for
less (a core that another program shares still makes them up to twice as large): of
whole processes with their start, or of one function where that is said. Those compared
take turns, but for the queries by hand of many segments, which run behind SegQL; the median of
several runs counts. Peak memory is the largest of all runs. A factor
in brackets is how many times as much one takes as the first. A bar is what the project set itself;
where one is missed, the table says so.
"""


def page(comparisons: Sequence[Comparison]) -> str:
    return "\n".join([HEAD, *(_chapter(item) for item in comparisons)])


def read(results: Path, order: Sequence[str]) -> list[Comparison]:
    """What was found, in the order of the page."""
    paths = [results / f"{name}.json" for name in order]
    return [Comparison.read(path) for path in paths if path.is_file()]


def write(results: Path, path: Path, order: Sequence[str]) -> None:
    """The page, and beside it a folder with its plots."""
    from benchmarks.plots import draw

    comparisons = read(results, order)
    for comparison in comparisons:
        draw(comparison, path.with_suffix("") / f"{comparison.name}.svg")
    path.write_text(page(comparisons), encoding="utf-8")


def _chapter(comparison: Comparison) -> str:
    parts = [
        f"## {comparison.title}",
        comparison.about,
        f"![{comparison.title}: CPU {comparison.unit}](benchmarks/{comparison.name}.svg)",
        *(_table(table) for table in (rows(comparison), memory_rows(comparison)) if table),
    ]
    if comparison.bars:
        parts.append(_table(bar_rows(comparison)))
    parts += [
        f"Missed: {bar.words}, {short(bar.value)} {bar.unit}. {bar.why}"
        for bar in comparison.bars
        if bar.why and not bar.holds
    ]
    if comparison.absent:
        parts.append(f"Not installed in this run: {', '.join(comparison.absent)}.")
    parts.append(f"Same answers: {comparison.same}")
    parts.append(f"*{comparison.sizes}. {comparison.ran}.*")
    return "\n\n".join(parts) + "\n"


def _table(table: Sequence[Sequence[str]]) -> str:
    head, *body = table
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *body]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
