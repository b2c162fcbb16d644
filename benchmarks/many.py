"""Many segments: SegQL's one pass against the queries one by one, and against the floor."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.definitions import AS_OF, Written, definitions
from benchmarks.figures import Bar, Comparison, Figure, short
from benchmarks.measuring import Cost, child, interleaved
from benchmarks.setting import Setting, count

SEGQL = "SegQL"
WARM = "SegQL, copies kept"
CHANGED = "SegQL, one condition changed"
SAME = "SegQL, the same again"
BY_HAND = "queries by hand"
FLOOR = "one group by"
WINDOW = re.compile(r"in last \d+ days")


def run(project: Path, *options: str) -> Cost:
    """What `segql run` of the whole project takes, from its start to its answer."""
    return child(
        *("-m", "segql", "run", "--project", str(project), "--as-of", AS_OF),
        *("--format", "json", "--quiet", *options),
    )


def by_hand(project: Path, *options: str) -> Cost:
    return child("-m", "benchmarks.by_hand", str(project), *options)


def sizes_of(output: str) -> dict[str, int]:
    """The sizes that `segql run` printed, cases as `name.case`."""
    found = json.loads(output)
    sizes = {item["name"]: item["size"] for item in found["segments"]}
    for split in found["segmentations"]:
        sizes |= {f"{split['name']}.{case['name']}": case["size"] for case in split["cases"]}
    return {name: size for name, size in sizes.items() if size}


def same_sizes(ours: Cost, theirs: Cost) -> None:
    expected = {name: size for name, size in json.loads(theirs.output).items() if size}
    assert sizes_of(ours.output) == expected


def same_members(project: Path) -> int:
    """Compares the members of all definitions, and says of how many."""
    ours = child("-m", "benchmarks.digest", str(project))
    theirs = by_hand(project, "--digest")
    expected = json.loads(theirs.output)
    empty = {name for name, found in expected.items() if found.startswith("0:")}
    found = json.loads(ours.output)
    assert {name: item for name, item in found.items() if name not in empty} == {
        name: item for name, item in expected.items() if name not in empty
    }
    return len(expected)


def changing(project: Path) -> Callable[[], Cost]:
    """Each call gives one window another number of days, which no run has seen, and runs all."""
    chosen = changed(definitions(len(list((project / "by_hand").iterdir()))))
    file = next(p for p in (project / "segments").iterdir() if chosen.text in p.read_text("utf-8"))
    original = file.read_text("utf-8")
    days = iter(range(91, 150))

    def next_run() -> Cost:
        another = WINDOW.sub(f"in last {next(days)} days", chosen.text)
        file.write_text(original.replace(chosen.text, another), encoding="utf-8")
        try:
            return run(project)
        finally:
            file.write_text(original, encoding="utf-8")

    return next_run


def changed(made: list[Written]) -> Written:
    """A definition with one window over events, which no other definition names."""
    named = {name for item in made for name in re.findall(r"in segment (\w+)", item.text)}
    return next(
        item
        for item in made
        if item.kind == "segment" and item.name not in named and len(WINDOW.findall(item.text)) == 1
        and re.search(r"\((orders|visits)[.a-z]* in last", item.text)
    )  # fmt: skip


def compare(setting: Setting) -> Comparison:
    figures: list[Figure] = []
    found: dict[int, Mapping[str, Cost]] = {}
    checked = 0
    for segments in setting.segments:
        project = setting.shop(setting.customers, setting.events, segments)
        shutil.rmtree(project / "target", ignore_errors=True)
        few = segments == setting.segments[0]
        run(project)  # fills the cache; every later run finds it
        tasks: dict[str, Callable[[], Cost]] = {
            SEGQL: lambda p=project: run(p, "--no-cache"),
            WARM: lambda p=project: warm(p),
            CHANGED: changing(project),
            SAME: lambda p=project: run(p),
            FLOOR: lambda p=project: by_hand(p, "--floor"),
        }
        costs = interleaved(setting.runs, tasks)
        theirs = interleaved(setting.runs if few else 1, {BY_HAND: lambda p=project: by_hand(p)})
        costs |= theirs
        same_sizes(costs[SEGQL], costs[BY_HAND])
        same_sizes(costs[WARM], costs[BY_HAND])
        if few or setting.quick:
            checked += same_members(project)
        case = f"{segments:,} segments"
        figures += [Figure(case, who, cost.cpu, cost.memory) for who, cost in costs.items()]
        found[segments] = costs
    few, many = setting.segments
    return Comparison(
        "many",
        "Many segments",
        "All segments of a team are counted. By hand that is one query a segment, each written as "
        "a good analyst would, one after the other in one process of DuckDB. "
        "The floor is one `group by customer` over a year of all events.",
        f"{setting.sizes}, {count(few, 'segment')} and {many:,}",
        "seconds",
        SEGQL,
        f"Sizes of all; members of {checked:,} segments and cases, key by key through digests.",
        tuple(figures),
        bars(found, few, many),
    )


def warm(project: Path) -> Cost:
    """The copies of the tables are kept; what was decided over them is not."""
    for kept in (project / "target" / "cache").glob("bits-*"):
        shutil.rmtree(kept)
    return run(project)


def bars(found: Mapping[int, Mapping[str, Cost]], few: int, many: int) -> tuple[Bar, ...]:
    """The bars of the two sizes, and the memory of whatever SegQL ran."""

    def less(segments: int, who: str) -> float:
        costs = found[segments]
        return costs[BY_HAND].cpu / costs[who].cpu

    most = max(cost.memory for costs in found.values() for who, cost in costs.items()
               if who in (SEGQL, WARM, CHANGED, SAME))  # fmt: skip
    again = f"{short(found[few][SAME].cpu)} seconds"
    return (
        Bar(f"{few:,} segments, less CPU than by hand", less(few, SEGQL), 5, "at least"),
        Bar(f"{many:,} segments, less CPU than by hand", less(many, SEGQL), 15, "at least"),
        Bar(f"{few:,} segments, copies kept", less(few, WARM), 10, "at least"),
        Bar(
            f"{many:,} segments, copies kept",
            less(many, WARM),
            25,
            "at least",
            why=f"Of {short(found[many][WARM].cpu)} seconds {short(found[many][SAME].cpu)} go into "
            "starting, reading and planning 1,000 definitions, as the same run again shows.",
        ),
        Bar(
            f"{few:,} segments, copies kept, of one group by",
            found[few][WARM].cpu / found[few][FLOOR].cpu,
            3,
            "at most",
            why=f"The same run once more, with every answer kept, takes {again}: starting, reading "
            "the definitions, finding their names and types, planning, and the record of the run.",
        ),
        Bar(
            f"{few:,} segments, one condition changed, of the cold run",
            found[few][CHANGED].cpu / found[few][SEGQL].cpu,
            0.1,
            "at most",
            why=f"The same run once more, with nothing changed and every answer kept, takes "
            f"{again}, and no less can be asked of one with a change.",
        ),
        Bar("peak memory", most, 1000, "at most", "MB"),
    )
